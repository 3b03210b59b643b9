"""A page's comments put together: those its markup names, bare lists, and what data describe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import Tag

from mentions.model import Entry
from mentions.parse.comments.bare import Group, bare_readings, ids_above
from mentions.parse.comments.context import Context, context_of
from mentions.parse.comments.find import Scan, scan
from mentions.parse.comments.flat import box_flat_comments
from mentions.parse.comments.items import Item
from mentions.parse.comments.notes import is_note, read_note, retweets_below
from mentions.parse.comments.paging import pages_beside
from mentions.parse.comments.parents import linked
from mentions.parse.comments.read import read_item
from mentions.parse.comments.structured import merge, structured_comments

# Two of one name hardly write this much alike on a day.
_MIN_WORDS = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class CommentSection:
    """Everything that the readers of a page want to know of its comments.

    Attributes:
        entries: As `comments_in` returns them.
        elements: As `comment_elements` returns them.
        next_pages: As `next_comment_pages` returns them.
    """

    entries: tuple[Entry, ...]
    elements: frozenset[int]
    next_pages: tuple[str, ...]


def read_comments(soup: BeautifulSoup, *, url: str, language: str | None = None) -> CommentSection:
    """Return comments, their elements and further pages of a page, looked at once.

    Args:
        soup: The page.
        url: The address it was read under, absolute.
        language: BCP 47 of the page; decides slashed dates, stands where a comment states none.
    """
    context = context_of(soup, url, language)
    found = _scanned(soup)
    groups, taken = _bare(soup, found, context)
    return CommentSection(
        entries=_entries(soup, found, groups, context),
        elements=taken | _ids_below([tag for group in groups for tag in group.tags]),
        next_pages=pages_beside(soup, found.sections, context),
    )


def comments_in(soup: BeautifulSoup, *, url: str, language: str | None = None) -> tuple[Entry, ...]:
    """Return every comment, ping and reaction of a page's comment sections in document order.

    Answers follow what they answer and name it as `parent`. Comments held back for moderation,
    forms, headings and widgets of other pages' comments are none.

    Args:
        soup: The page.
        url: The address it was read under, absolute.
        language: BCP 47 of the page; decides slashed dates, stands where a comment states none.
    """
    context = context_of(soup, url, language)
    found = _scanned(soup)
    groups, _ = _bare(soup, found, context)
    return _entries(soup, found, groups, context)


def comment_elements(
    soup: BeautifulSoup, *, url: str = "about:blank", language: str | None = None
) -> frozenset[int]:
    """Return the `id()` of every element of the comment sections, forms included.

    Good as long as the soup is: the page reader leaves them out of the post's text and links.
    """
    groups, taken = _bare(soup, _scanned(soup), context_of(soup, url, language))
    return taken | _ids_below([tag for group in groups for tag in group.tags])


def _scanned(soup: BeautifulSoup) -> Scan:
    found = scan(soup)
    return found if found.items or not box_flat_comments(soup) else scan(soup)


def _bare(soup: BeautifulSoup, found: Scan, context: Context) -> tuple[list[Group], frozenset[int]]:
    """Return the lists without markup, and the elements that markup explains."""
    tags = _own_tags(found)
    taken = _ids_below(tags)
    return bare_readings(soup, taken | ids_above(tags), context), taken


def _entries(
    soup: BeautifulSoup, found: Scan, groups: list[Group], context: Context
) -> tuple[Entry, ...]:
    shown = _read_all(found.items, context)
    for group in groups:
        shown.extend(linked([(item, reading.entry) for item, reading in group.readings]))
    once = list(_once(_in_order(soup, shown, found)))
    return merge(once, structured_comments(soup, context))


def _once(entries: list[Entry]) -> Iterator[Entry]:
    """Leave out what a page shows again, as "featured" or for small screens.

    A copy may have an id of its own; one that answers, or is answered, is the comment itself.
    """
    answered = {entry.parent for entry in entries if entry.parent}
    kept: dict[object, Entry] = {}
    for place, entry in enumerate(entries):
        act = (entry.author.name, entry.text, entry.published, entry.channel)
        same = act if _is_distinct(entry) else (entry.url, *act)
        key: object = place if entry.url is None else same
        first = kept.setdefault(key, entry)
        in_place = entry.parent or entry.url in answered
        if first is not entry and in_place and not (first.parent or first.url in answered):
            kept[key] = entry
    yield from kept.values()


def _is_distinct(entry: Entry) -> bool:
    """Whether nobody says the same at the same time twice: not "+1" by two of one name on a day."""
    if not (entry.url and entry.author.name and entry.text and entry.published):
        return False
    timed = entry.published.hour or entry.published.minute or entry.published.second
    return bool(timed) or len(entry.text) >= _MIN_WORDS


def _own_tags(found: Scan) -> list[Tag]:
    items = [root for item in found.items if item.parent is None for root in item.roots]
    return [*found.sections, *found.forms, *items]


def _ids_below(tags: list[Tag]) -> frozenset[int]:
    ids: set[int] = set()
    for tag in tags:
        stack = [] if id(tag) in ids else [tag]
        while stack:
            top = stack.pop()
            ids.add(id(top))
            stack.extend(one for one in top.contents if isinstance(one, Tag) and id(one) not in ids)
    return frozenset(ids)


def _read_all(items: list[Item], context: Context) -> list[tuple[Item, Entry]]:
    """Read the comments that markup names and tell answers from what they answer."""
    found: list[tuple[Item, Entry]] = []
    for item in items:
        if is_note(item):
            note = read_note(item, context)
            found += [(item, note)] if note else []
            continue
        reading = read_item(item, context)
        if reading is not None:
            found.append((item, reading.entry))
    return [
        pair
        for item, entry in linked(found)
        for pair in [
            (item, entry),
            *((item, one) for one in retweets_below(item, entry.url, context)),
        ]
    ]


def _in_order(soup: BeautifulSoup, pairs: list[tuple[Item, Entry]], found: Scan) -> list[Entry]:
    if len(pairs) > len(found.items):
        places = {id(tag): place for place, tag in enumerate(_tags(soup))}
        pairs = sorted(pairs, key=lambda pair: places.get(id(pair[0].roots[0]), 0))
    return [entry for _, entry in pairs]


def _tags(soup: BeautifulSoup) -> Iterator[Tag]:
    return (tag for tag in soup.descendants if isinstance(tag, Tag))
