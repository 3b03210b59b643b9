"""The addresses of one comment: its own on this page, and the page it was sent from."""

from __future__ import annotations

from bs4.element import Tag

from mentions.parse.comments.anatomy import Anatomy
from mentions.parse.comments.context import Context
from mentions.parse.comments.items import Item, Part
from mentions.parse.comments.marks import fragment_of
from mentions.parse.comments.roles import Role
from mentions.parse.dates import find_date
from mentions.parse.html import attribute, classes_of, one_line, text_of

# No theme needs more of a kind; a page with more of them in one comment is up to something.
_MAX_PARTS, _MAX_TITLE = 12, 100
_MARKED = frozenset(["u-url", "permalink"])


def permalink_of(item: Item, anatomy: Anatomy, context: Context) -> str | None:
    """Return the comment's own address with its fragment; None where the page shows none.

    A link that names the comment's id comes first, whatever the id looks like; then the id
    itself, if it is one that themes give to comments; then what markup calls the permalink.
    """
    for part in anatomy.frame:
        if part.roles & Role.PERMALINK and part.number in {item.number, None}:
            return context.resolve(part.tag)
    named = _link_to(_names(item, anatomy.frame), anatomy.frame)
    if named is not None:
        return context.resolve(named)
    own = [part for part in anatomy.frame if part.roles & Role.PERMALINK]
    if own and item.number is None:
        url = context.resolve(own[0].tag)
        return None if url is None or context.is_outside(url) else url
    ident = item.ident or _anchor_in(anatomy.frame)
    if ident:
        return f"{context.url}#{fragment_of(ident)}"
    return _marked_permalink(anatomy.frame, context)


def _names(item: Item, frame: list[Part]) -> set[str]:
    """Return the ids that a link to this comment may name."""
    before = item.roots[0].find_previous_sibling()
    empty = [before] if before is not None and before.name in {"a", "span"} else []
    tags = [*item.roots, *empty, *(part.tag for part in frame if part.tag.name == "a")]
    named = (attribute(tag, name) for tag in tags for name in ("id", "name"))
    return {name for name in named if name}


def _link_to(names: set[str], frame: list[Part]) -> Tag | None:
    for part in frame:
        href = attribute(part.tag, "href") if part.tag.name == "a" else None
        if href and part.roles != Role.JUNK and href.partition("#")[2] in names:
            return part.tag
    return None


def _anchor_in(frame: list[Part]) -> str | None:
    for part in frame:
        if part.roles & Role.ANCHOR:
            return attribute(part.tag, "id") or attribute(part.tag, "name")
    return None


def _marked_permalink(frame: list[Part], context: Context) -> str | None:
    """Return the address on this site that markup calls the permalink, or behind the date."""
    dates, authors = _dates_in(frame), _authors_in(frame)
    for part in frame:
        if part.tag.name != "a" or _stands_in(part, authors):
            continue
        if _is_marked(part.tag) or _is_date(part, dates):
            url = context.resolve(part.tag)
            if url and not context.is_outside(url) and url.rstrip("#") != context.url:
                return url
    return None


def _is_marked(link: Tag) -> bool:
    """Whether microformats, `rel=bookmark` or schema.org call a link the permalink."""
    relations = (attribute(link, "rel") or "").lower().split()
    return bool(
        _MARKED & classes_of(link)
        or "bookmark" in relations
        or attribute(link, "itemprop") == "url"
    )


def date_link(anatomy: Anatomy, context: Context) -> str | None:
    """Return the address behind the date or marked `u-url`, if it leads to another site."""
    dates, authors = _dates_in(anatomy.frame), _authors_in(anatomy.frame)
    for part in anatomy.frame:
        if part.tag.name != "a" or part.roles & Role.PERMALINK or _stands_in(part, authors):
            continue
        if "u-url" in part.classes or _is_date(part, dates):
            url = context.resolve(part.tag)
            if url and context.is_outside(url):
                return url
    return None


def _dates_in(frame: list[Part]) -> list[Part]:
    return [part for part in frame if part.roles & Role.DATE][:_MAX_PARTS]


def _authors_in(frame: list[Part]) -> list[Part]:
    """Return the elements that hold the author's name and no date."""
    dates = _dates_in(frame)
    named = (part for part in frame if (Role.AUTHOR | Role.NAME) & part.roles)
    return [part for part in named if not any(part.holds(date) for date in dates)][:_MAX_PARTS]


def _stands_in(link: Part, holders: list[Part]) -> bool:
    """Whether a link is the author's: it stands in a name, or is one that no markup calls more."""
    return any(
        holder.start < link.start <= holder.end or (holder is link and "u-url" not in link.classes)
        for holder in holders
    )


def _is_date(link: Part, dates: list[Part]) -> bool:
    """Whether a link is the date: it holds one, or stands in one and shows one."""
    if any(link.holds(date) for date in dates):
        return True
    if not any(date.holds(link) for date in dates):
        return False
    shown = one_line(text_of(link.tag)) or ""
    title = (attribute(link.tag, "title") or "")[:_MAX_TITLE]
    return find_date(shown[:_MAX_TITLE]) is not None or find_date(title) is not None
