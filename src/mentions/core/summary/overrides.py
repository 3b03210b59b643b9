"""The owner's own word: what counts in place of what was found, and is shown as such."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Subject(StrEnum):
    """What the owner can say something about."""

    OUTLET = "outlet"
    AUTHOR = "author"
    MENTION = "mention"


class Said(StrEnum):
    """What the owner can say."""

    REACH = "reach"  # of an outlet: a whole number
    FOLLOWERS = "followers"  # of an author: a whole number
    SENTIMENT = "sentiment"  # of a mention: a word; never computed
    TAGS = "tags"  # of all of them: "ours", "paid", anything


# What can be said of which subject.
SAYABLE: Mapping[Subject, frozenset[Said]] = {
    Subject.OUTLET: frozenset({Said.REACH, Said.TAGS}),
    Subject.AUTHOR: frozenset({Said.FOLLOWERS, Said.TAGS}),
    Subject.MENTION: frozenset({Said.SENTIMENT, Said.TAGS}),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Override:
    """One word of the owner's.

    Attributes:
        key: What the subject is known by: the host of an outlet (`outlets.outlet_named`), the
            key of a person (`people.person_key`), the id of a mention.
        value: A number, a word, or a list of tags.
        at: When it was said; aware UTC.
    """

    subject: Subject
    key: str
    field: Said
    value: Any
    at: datetime


class Overrides:
    """All words of the owner's, by what they are about.

    Args:
        said: In any order.
    """

    def __init__(self, said: Iterable[Override] = ()) -> None:
        self._said = {(one.subject, one.key, one.field): one.value for one in said}

    def __len__(self) -> int:
        return len(self._said)

    def number(self, subject: Subject, key: str, field: Said) -> int | None:
        """Return a number the owner gave; None where he gave none."""
        value = self._said.get((subject, key, field))
        return value if isinstance(value, int) else None

    def tags(self, subject: Subject, key: str) -> tuple[str, ...]:
        """Return the owner's tags, in his order."""
        return tuple(self._said.get((subject, key, Said.TAGS), ()))

    def sentiment(self, mention_id: int) -> str | None:
        """Return the sentiment the owner gave; None where he gave none."""
        value = self._said.get((Subject.MENTION, str(mention_id), Said.SENTIMENT))
        return None if value is None else str(value)

    def about(self, subject: Subject) -> dict[str, int]:
        """Return how many words there are about each subject of this sort, by its key."""
        found: dict[str, int] = {}
        for of, key, _ in self._said:
            if of is subject:
                found[key] = found.get(key, 0) + 1
        return found


NOTHING_SAID = Overrides()
