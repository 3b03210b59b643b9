"""A part of a page that holds comments, while it is walked through."""

from __future__ import annotations

from dataclasses import dataclass

from bs4.element import Tag

from mentions.model import Channel, Kind
from mentions.parse.comments.headings import announced_by
from mentions.parse.html import one_line, text_of


@dataclass(slots=True)
class Section:
    """An element that holds comments.

    Attributes:
        pings: What its name, or the heading passed last, says it holds.
        act: The same for likes, reposts, bookmarks.
        before: How much had been found before it.
        whole_page: Whether it holds the post, too.
    """

    tag: Tag
    pings: Channel | None
    act: Kind | None
    before: int
    whole_page: bool = False
    _named: tuple[Channel | None, Kind | None] | None = None

    def pass_heading(self, heading: Tag) -> None:
        """Take note of a heading between comments: "2 Likes" says what stands below it."""
        if self._named is None:
            self._named = self.pings, self.act
        self.pings, self.act = self._named
        said = announced_by(one_line(text_of(heading)) or "")
        if said is not None and said.pings is not None and said.named:
            self.pings, self.act = said.pings, said.act
