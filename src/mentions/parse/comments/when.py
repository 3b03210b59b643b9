"""When a comment was written, from its markup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mentions.parse.changed import tells_of_change
from mentions.parse.comments.anatomy import Anatomy
from mentions.parse.comments.context import Context
from mentions.parse.comments.items import Item, Part
from mentions.parse.comments.roles import Role
from mentions.parse.comments.who import Who
from mentions.parse.dates import find_date, read_date
from mentions.parse.html import attribute, one_line, text_of

_MAX_DATES = 12
# In the order of their trust; most themes have but one.
_DATE_ATTRIBUTES = ("datetime", "content", "data-comment-timestamp", "data-timestamp", "title")


@dataclass(frozen=True, kw_only=True, slots=True)
class When:
    """When a comment was written: aware, UTC."""

    moment: datetime
    zone_known: bool


def date_of(item: Item, anatomy: Anatomy, who: Who, context: Context) -> When | None:
    """Return when the comment was written; of several dates the one that states its zone."""
    best: When | None = None
    for when in _dates(item, anatomy, who, context.language):
        if when.zone_known:
            return when
        best = best or when
    return best


def _dates(item: Item, anatomy: Anatomy, who: Who, language: str | None) -> Iterator[When]:
    named = [part for part in anatomy.frame if part.roles & Role.DATE][:_MAX_DATES]
    dated = [part for part in named if not tells_of_change(part.tag)]
    links = [part for part in anatomy.frame if part.roles & Role.PERMALINK][:_MAX_DATES]
    for part in [*dated, *links, *_inside(dated, anatomy.frame)]:
        for name in _DATE_ATTRIBUTES:
            value = attribute(part.tag, name)
            found = read_date(value, language=language) if value else None
            if found:
                yield When(moment=found[0], zone_known=found[1])
    for part in [*dated, *links]:
        shown = one_line(text_of(part.tag)) or ""
        yield from _beside_name(shown, who, language)
    yield from in_line(who.header, language)
    yield from _around_text(item, anatomy, who, language)


def _inside(dated: list[Part], frame: list[Part]) -> list[Part]:
    """Return the parts of dates: the moment in full may be the title of a word in it."""
    found = [part for part in frame if any(date.holds(part) for date in dated)]
    return found[:_MAX_DATES]


def _around_text(item: Item, anatomy: Anatomy, who: Who, language: str | None) -> Iterator[When]:
    """Yield a date that stands in the frame without an element of its own."""
    if not anatomy.contents:
        return
    skip = {id(part.tag) for part in [*anatomy.contents, *anatomy.junk]} | item.nested
    dated = (part.tag for part in anatomy.frame if part.roles & Role.DATE)
    skip |= {id(tag) for tag in dated if tells_of_change(tag)}
    for root in item.roots:
        if id(root) in skip:
            continue
        for line in text_of(root, skip=frozenset(skip)).split("\n")[:_MAX_DATES]:
            yield from _beside_name(line, who, language)


def _beside_name(line: str, who: Who, language: str | None) -> Iterator[When]:
    """Yield the date in a line that may name the author, too; May and Juli are both."""
    if who.name and who.name in line:
        yield from in_line(line.replace(who.name, " ", 1), language)
    yield from in_line(line, language)


def in_line(line: str, language: str | None) -> Iterator[When]:
    """Yield the date inside a line of the frame, if there is one."""
    found = find_date(line, language=language) if line else None
    if found:
        yield When(moment=found.moment, zone_known=found.zone_known)
