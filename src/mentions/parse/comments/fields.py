"""Author, picture, date and permalink of one comment, from its markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bs4.element import Tag

from mentions.parse.comments.anatomy import Anatomy
from mentions.parse.comments.context import Context
from mentions.parse.comments.header import read_header
from mentions.parse.comments.items import Item, Part
from mentions.parse.comments.marks import Role, fragment_of
from mentions.parse.dates import find_date, read_date
from mentions.parse.html import attribute, one_line, text_of

_NAMED_TAGS = frozenset(["a", "b", "strong", "cite", "em", "i", "h3", "h4", "h5", "h6"])
_BESIDE_TAGS = _NAMED_TAGS | {"span"}
_MAX_DATES = 12
_MAX_HOLDERS = 20
# In the order of their trust; most themes have but one.
_DATE_ATTRIBUTES = ("datetime", "content", "data-comment-timestamp", "data-timestamp", "title")
_PICTURE_ATTRIBUTES = ("src", "data-src", "data-lazy-src")
_PICTURE_CLASSES = frozenset(["avatar", "photo", "u-photo", "gravatar", "user-picture"])
# Pictures that stand for "none": a Gravatar without a hash, placeholders, pixels.
_NO_PICTURE = re.compile(
    r"blogger_logo|gravatar\.com/avatar/?(?:\?|$)|gravatar\.com/avatar/0{32}|[/_-](?:blank|spacer|pixel|"
    r"transparent|clear|anon\d{0,3}|no[-_]?avatar|default[-_]?avatar|mystery(?:-man)?)[\w-]{0,20}\."
    r"(?:gif|png|svg|jpe?g)",
    re.IGNORECASE,
)
_MAX_NAME, _MAX_WORDS = 300, 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Who:
    """Who wrote a comment, as its markup says.

    Attributes:
        name: As shown, without labels; None where the markup names nobody.
        link: The address behind the name.
        tag: The element that holds the name and nothing of the text.
        title: An address in the title of the name, as old themes put it.
        header: Whatever else stands in that element: a date, a label.
    """

    name: str | None = None
    link: str | None = None
    tag: Tag | None = None
    title: str | None = None
    header: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class When:
    """When a comment was written: aware, UTC."""

    moment: datetime
    zone_known: bool


def author_of(anatomy: Anatomy, context: Context) -> Who:
    """Return who wrote the comment; names nobody where no markup does."""
    frame = anatomy.frame
    names = [part for part in frame if part.roles & Role.NAME]
    holders = [part for part in frame if part.roles & Role.AUTHOR]
    cites = [part for part in holders if part.tag.name == "cite"]
    linked = [part for part in frame if part.tag.name == "a" and "url" in part.classes]
    junk = frozenset(id(part.tag) for part in anatomy.junk)
    for part in [*names, *cites, *holders, *linked][:_MAX_HOLDERS]:
        who = _who(part, anatomy, context, junk)
        if who.name:
            return who
    return _beside_date(frame, context)


def _beside_date(frame: list[Part], context: Context) -> Who:
    """Return the name that stands in one box with the date, where nothing else names anybody."""
    dated = [part for part in frame if part.roles & Role.DATE][:_MAX_DATES]
    for date in dated:
        header = read_header(one_line(text_of(date.tag)) or "", language=context.language)
        if header.name and header.moment and header.parted:
            return Who(name=header.name, tag=date.tag)
        before = date.tag.find_previous_sibling()
        part = next((one for one in frame if one.tag is before), None)
        if part is None or part.roles & (Role.PERMALINK | Role.DATE):
            continue
        shown = one_line(text_of(part.tag)) or ""
        if shown and part.tag.name in _BESIDE_TAGS and len(shown.split()) <= _MAX_WORDS:
            link = context.resolve(part.tag) if part.tag.name == "a" else None
            return Who(name=shown.rstrip(" :,"), link=link, tag=part.tag)
    return Who()


def _who(part: Part, anatomy: Anatomy, context: Context, junk: frozenset[int]) -> Who:
    inner = _name_inside(part, anatomy.frame) if not part.roles & Role.NAME else None
    name_part = inner or part
    whole = one_line(text_of(part.tag, skip=junk)) or attribute(part.tag, "content") or ""
    if len(whole) > _MAX_NAME * 2:
        return Who()
    shown = one_line(text_of(name_part.tag, skip=junk)) or attribute(name_part.tag, "content")
    if not inner:
        shown = shown and (read_header(shown).name if _is_loose(part) else shown)
    link = _link_around(name_part, anatomy.frame, context)
    title = attribute(part.tag, "title")
    return Who(
        name=shown if shown and len(shown) <= _MAX_NAME else None,
        link=link,
        tag=_holder(part, anatomy.frame),
        title=title if title and title.startswith(("http://", "https://")) else None,
        header=whole.replace(shown, " ", 1) if shown else whole,
    )


def _is_loose(part: Part) -> bool:
    """Whether a label or a date may stand beside the name in the same element."""
    return part.tag.name != "a" and not part.roles & Role.NAME


def _name_inside(holder: Part, frame: list[Part]) -> Part | None:
    for part in frame:
        if part.start <= holder.start:
            continue
        if part.start > holder.end:
            return None
        named = part.tag.name in _NAMED_TAGS or part.roles & Role.NAME
        if named and not (Role.PERMALINK | Role.DATE) & part.roles and one_line(text_of(part.tag)):
            return part
    return None


def _holder(part: Part, frame: list[Part]) -> Tag:
    """Return the outermost author element around a name, which is no part of the text."""
    for other in frame:
        if other.roles & Role.AUTHOR and other.holds(part) and other.end >= part.end:
            return other.tag
    return part.tag


def _link_around(part: Part, frame: list[Part], context: Context) -> str | None:
    """Return the address of the link that is, holds or stands in the name."""
    for other in frame:
        if other.tag.name != "a" or other.roles & Role.PERMALINK:
            continue
        url = context.resolve(other.tag) if other.holds(part) or part.holds(other) else None
        if url:
            return url
    return None


def picture_of(item: Item, context: Context) -> str | None:
    """Return the commenter's picture; None where there is none or a stand-in."""
    images = [part for part in item.parts if part.tag.name == "img"]
    for part in images:
        inside = _PICTURE_CLASSES & set(part.classes)
        wrapped = part.tag.parent is not None and "avatar" in str(part.tag.parent.get("class"))
        if inside or wrapped:
            return _picture(part.tag, context)
    return None


def _picture(tag: Tag, context: Context) -> str | None:
    for name in _PICTURE_ATTRIBUTES:
        url = context.resolve(tag, name)
        if url and not _NO_PICTURE.search(url):
            return url
    return None


def date_of(item: Item, anatomy: Anatomy, who: Who, context: Context) -> When | None:
    """Return when the comment was written; of several dates the one that states its zone."""
    best: When | None = None
    for when in _dates(item, anatomy, who, context.language):
        if when.zone_known:
            return when
        best = best or when
    return best


def _dates(item: Item, anatomy: Anatomy, who: Who, language: str | None) -> Iterator[When]:
    dated = [part for part in anatomy.frame if part.roles & Role.DATE][:_MAX_DATES]
    links = [part for part in anatomy.frame if part.roles & Role.PERMALINK][:_MAX_DATES]
    for part in [*dated, *links]:
        for name in _DATE_ATTRIBUTES:
            value = attribute(part.tag, name)
            found = read_date(value, language=language) if value else None
            if found:
                yield When(moment=found[0], zone_known=found[1])
    for part in [*dated, *links]:
        shown = one_line(text_of(part.tag)) or ""
        yield from in_line(shown.replace(who.name, " ", 1) if who.name else shown, language)
    yield from in_line(who.header, language)
    yield from _around_text(item, anatomy, who, language)


def _around_text(item: Item, anatomy: Anatomy, who: Who, language: str | None) -> Iterator[When]:
    """Yield a date that stands in the frame without an element of its own."""
    if not anatomy.contents:
        return
    skip = {id(part.tag) for part in [*anatomy.contents, *anatomy.junk]} | item.nested
    for root in item.roots:
        if id(root) in skip:
            continue
        for line in text_of(root, skip=frozenset(skip)).split("\n")[:_MAX_DATES]:
            yield from in_line(line.replace(who.name, " ", 1) if who.name else line, language)


def in_line(line: str, language: str | None) -> Iterator[When]:
    """Yield the date inside a line of the frame, if there is one."""
    found = find_date(line, language=language) if line else None
    if found:
        yield When(moment=found.moment, zone_known=found.zone_known)


def permalink_of(item: Item, anatomy: Anatomy, context: Context) -> str | None:
    """Return the comment's own address with its fragment; None where the page shows none."""
    for part in anatomy.frame:
        if part.roles & Role.PERMALINK and part.number in {item.number, None}:
            return context.resolve(part.tag)
    own = [part for part in anatomy.frame if part.roles & Role.PERMALINK]
    if own and item.number is None:
        url = context.resolve(own[0].tag)
        return None if url is None or context.is_outside(url) else url
    ident = item.ident or _anchor_in(anatomy.frame)
    if ident:
        return f"{context.url}#{fragment_of(ident)}"
    return _marked_permalink(anatomy.frame, context)


def _anchor_in(frame: list[Part]) -> str | None:
    for part in frame:
        if part.roles & Role.ANCHOR:
            return attribute(part.tag, "id") or attribute(part.tag, "name")
    return None


def _marked_permalink(frame: Iterable[Part], context: Context) -> str | None:
    """Return the address that microformats or the date's link give, on this site only."""
    for part in frame:
        if part.tag.name == "a" and ("u-url" in part.classes or "permalink" in part.classes):
            url = context.resolve(part.tag)
            if url and not context.is_outside(url) and url.partition("#")[0] != context.url:
                return url
    return None


def date_link(anatomy: Anatomy, context: Context) -> str | None:
    """Return the address behind the date or marked `u-url`, if it leads to another site."""
    dated = [part for part in anatomy.frame if part.roles & Role.DATE][:_MAX_DATES]
    names = [
        part
        for part in anatomy.frame
        if (Role.AUTHOR | Role.NAME) & part.roles and not any(part.holds(date) for date in dated)
    ]
    for part in anatomy.frame:
        if part.tag.name != "a" or part.roles & Role.PERMALINK:
            continue
        if any(name.holds(part) for name in names[:_MAX_DATES]):
            continue
        marked = "u-url" in part.classes or part.roles & Role.DATE
        if marked or any(date.holds(part) or part.holds(date) for date in dated):
            url = context.resolve(part.tag)
            if url and context.is_outside(url):
                return url
    return None
