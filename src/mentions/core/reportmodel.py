"""What an aggregator's comment tells: the shape in which it flows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mentions.model import Author, Hyperlink, Kind, Reporter


@dataclass(frozen=True, kw_only=True, slots=True)
class Reported:
    """One person of a report.

    Attributes:
        author: What the report says of them: a name, a handle, or both.
        text: Their words; None where only their name stands there.
        url: Permalink of the original post, where it is given.
        links: The links in their words.
        kind: The act, where the markup states it; otherwise their words tell.
        via: From whom they had it, where the markup states it.
        published: When they said it, where the report tells; its zone is never stated.
    """

    author: Author
    text: str | None = None
    url: str | None = None
    links: tuple[Hyperlink, ...] = ()
    kind: Kind | None = None
    via: tuple[str, ...] = ()
    published: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What an aggregator's comment tells.

    Attributes:
        reporter: Who tells it; None where a plugin left no name.
        platform: Where the people are, "web" where that is not known.
        people: In the order of the report, each once.
        more: Whether it says "and others".
        others: How many others; None where it gives no number.
        certain: False where it cannot be taken apart with certainty: `people` is empty and the
            entry's text is all we have.
        language: Of the report's own words; None where it has none.
        is_copy: Whether the comment is somebody's post itself, stored by a plugin: date and
            permalink of the comment are then the post's.
    """

    reporter: Reporter | None
    platform: str
    people: tuple[Reported, ...] = ()
    more: bool = False
    others: int | None = None
    certain: bool = True
    language: str | None = None
    is_copy: bool = False
