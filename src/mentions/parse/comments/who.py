"""Who wrote a comment, and their picture, from its markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bs4.element import Tag

from mentions.parse.comments.anatomy import Anatomy
from mentions.parse.comments.context import Context
from mentions.parse.comments.header import (
    is_filler,
    is_label,
    name_after_date,
    person_in,
    read_header,
)
from mentions.parse.comments.items import Item, Part
from mentions.parse.comments.roles import Role
from mentions.parse.dates import find_date, read_date
from mentions.parse.html import attribute, one_line, text_of

_NAMED_TAGS = frozenset(["a", "b", "strong", "cite", "em", "i", "h3", "h4", "h5", "h6"])
_BOLD = frozenset(["b", "strong"])
_BESIDE_TAGS = _NAMED_TAGS | {"span"}
_MAX_DATES = 12
_MAX_HOLDERS = 20
_PICTURE_ATTRIBUTES = ("src", "data-src", "data-lazy-src")
_PICTURE_CLASSES = frozenset(["avatar", "photo", "u-photo", "gravatar", "user-picture"])
# Pictures that stand for "none": a Gravatar without a hash, placeholders, pixels.
_NO_PICTURE = re.compile(
    r"blogger_logo|gravatar\.com/avatar/?(?:\?|$)|gravatar\.com/avatar/0{32}|[/_-](?:blank|spacer|pixel|"
    r"transparent|clear|anon\d{0,3}|no[-_]?avatar|default[-_]?avatar|mystery(?:-man)?)[\w-]{0,20}\."
    r"(?:gif|png|svg|jpe?g)",
    re.IGNORECASE,
)
_HOMES = frozenset(["url", "homepage", "website", "webseite", "www"])
_HOME = re.compile(r"(?:[a-z0-9]{1,20}(?:__|[-_])){1,3}(?:url|homepage|website)")
_MAX_NAME, _MAX_WORDS = 300, 6
_NO_NAME = Role.PERMALINK | Role.DATE


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


def author_of(anatomy: Anatomy, context: Context) -> Who:
    """Return who wrote the comment; names nobody where no markup does."""
    frame = anatomy.frame
    holders = [part for part in frame if part.roles & Role.AUTHOR]
    names = [part for part in frame if part.roles & Role.NAME]
    cites = [part for part in holders if part.tag.name == "cite"]
    linked = [part for part in frame if part.tag.name == "a" and "url" in part.classes]
    junk = frozenset(id(part.tag) for part in anatomy.junk)
    for part in [*names, *cites, *holders, *linked][:_MAX_HOLDERS]:
        who = _who(part, anatomy, context, junk)
        if who.name:
            return who if who.link else replace(who, link=_home(frame, context))
    return _beside_date(frame, context)


def _beside_date(frame: list[Part], context: Context) -> Who:
    """Return the name that stands in one box with the date, where nothing else names anybody."""
    for date in [part for part in frame if _is_dated(part)][:_MAX_DATES]:
        name = _name_with_date(date, context) if date.tag.name != "a" else None
        if name:
            return Who(name=name, link=_link_named(name, frame, context), tag=date.tag)
        before = _before(date.tag)
        part = next((one for one in frame if one.tag is before), None)
        if part is None or part.roles & _NO_NAME:
            continue
        shown = one_line(text_of(part.tag)) or ""
        if shown and part.tag.name in _BESIDE_TAGS and len(shown.split()) <= _MAX_WORDS:
            link = _link_around(part, frame, context)
            return Who(name=person_in(shown), link=link, tag=part.tag)
    return Who()


def _before(tag: Tag) -> Tag | None:
    """Return the element before another one, past a dot or a dash between them."""
    before = tag.find_previous_sibling()
    if before is not None and before.name == "span" and is_filler(text_of(before)):
        before = before.find_previous_sibling()
    return before


def _home(frame: list[Part], context: Context) -> str | None:
    """Return the address behind "Homepage" beside a name that is no link itself."""
    for part in frame:
        if part.tag.name != "a":
            continue
        shown = (one_line(text_of(part.tag)) or "").lower()
        if shown in _HOMES or any(_HOME.fullmatch(name) for name in part.classes):
            url = context.resolve(part.tag)
            if url and context.is_outside(url):
                return url
    return None


def _name_with_date(date: Part, context: Context) -> str | None:
    line = one_line(text_of(date.tag)) or ""
    header = read_header(line, language=context.language)
    if header.name and header.moment and header.parted:
        return header.name
    return name_after_date(line, language=context.language)


def _is_dated(part: Part) -> bool:
    """Whether a part is a date by its name, or the permalink whose title is one."""
    if part.roles & Role.DATE:
        return True
    title = attribute(part.tag, "title") if part.roles & Role.PERMALINK else None
    return title is not None and read_date(title) is not None


def _link_named(name: str, frame: list[Part], context: Context) -> str | None:
    for part in frame:
        if part.tag.name == "a" and person_in(one_line(text_of(part.tag)) or "") == name:
            return context.resolve(part.tag)
    return None


def _who(part: Part, anatomy: Anatomy, context: Context, junk: frozenset[int]) -> Who:
    holder = _holder(part, anatomy.frame)
    whole = _shown(part.tag, junk)
    if len(whole) > _MAX_NAME * 2:
        return Who()
    inner = None if part.roles & Role.NAME else _name_inside(part, anatomy.frame)
    name_part = _core(inner or part, anatomy.frame, junk)
    written = _shown(name_part.tag, junk)
    loose = name_part is part and _is_loose(part)
    shown = (read_header(written).name or "") if loose else written
    around = _shown(holder, junk)
    title = attribute(part.tag, "title")
    return Who(
        name=person_in(shown) if len(shown) <= _MAX_NAME else None,
        link=_link_around(name_part, anatomy.frame, context)
        or _link_of_card(holder, anatomy.frame, context),
        tag=holder,
        title=title if title and title.startswith(("http://", "https://")) else None,
        header=(around if len(around) <= _MAX_NAME * 2 else whole).replace(shown, " ", 1),
    )


def _link_of_card(holder: Tag, frame: list[Part], context: Context) -> str | None:
    """Return the `u-url` beside the name in one card, where a picture carries the link."""
    links = (part.tag for part in frame if part.tag.name == "a" and "u-url" in part.classes)
    inside = (link for link in links if link.parent is holder)
    return next((context.resolve(link) for link in inside), None)


def _shown(tag: Tag, junk: frozenset[int]) -> str:
    return one_line(text_of(tag, skip=junk)) or attribute(tag, "content") or ""


def _core(part: Part, frame: list[Part], junk: frozenset[int]) -> Part:
    """Return the link or name inside a part when nothing but labels stands around it."""
    if part.tag.name == "a":
        return part
    whole = _shown(part.tag, junk)
    dated = find_date(whole) is not None
    for inner in _inside(part, frame):
        bold = dated and inner.tag.name in _BOLD
        named = inner.tag.name == "a" or inner.roles & Role.NAME or bold
        shown = _shown(inner.tag, junk) if named and not inner.roles & _NO_NAME else ""
        if shown:
            before, _, after = whole.partition(shown)
            return inner if is_label(before) and (dated or is_label(after)) else part
    return part


def _is_loose(part: Part) -> bool:
    """Whether a label or a date may stand beside the name in the same element."""
    return part.tag.name != "a" and not part.roles & Role.NAME


def _inside(holder: Part, frame: list[Part]) -> Iterator[Part]:
    for part in frame:
        if part.start > holder.end:
            return
        if part.start > holder.start:
            yield part


def _name_inside(holder: Part, frame: list[Part]) -> Part | None:
    for part in _inside(holder, frame):
        named = part.tag.name in _NAMED_TAGS or part.roles & (Role.NAME | Role.AUTHOR)
        if named and not part.roles & _NO_NAME and one_line(text_of(part.tag)):
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
        names = part.classes
        inside = _PICTURE_CLASSES & set(names) or any("avatar" in name for name in names)
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
