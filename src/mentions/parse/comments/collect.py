"""A page's comments put together: those its markup names, bare lists, and what data describe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bs4 import BeautifulSoup
from bs4.element import Tag

from mentions.model import Entry
from mentions.parse.comments.bare import bare_readings
from mentions.parse.comments.context import Context, context_of
from mentions.parse.comments.find import Scan, scan
from mentions.parse.comments.items import Item
from mentions.parse.comments.marks import Role
from mentions.parse.comments.notes import is_note, read_note, retweets_below
from mentions.parse.comments.read import read_item
from mentions.parse.comments.structured import merge, structured_comments
from mentions.parse.html import classes_of, one_line, text_of

_DEPTH = re.compile(r"(?:.{0,20}-)?(?:depth|comment-?level|level)-(\d{1,3})")
_ANSWERS = re.compile(
    r"indented|children|.{0,20}replies|isso-follow-up|child-comments|comment-children|thread-children"
)
_MAX_ABOVE = 3


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
    found = scan(soup)
    shown = _read_all(found.items, context)
    taken = _ids_below(_own_tags(found))
    for group in bare_readings(soup, taken, context):
        shown.extend(_linked([(item, reading.entry) for item, reading in group.readings]))
    return merge(_in_order(soup, shown, found), structured_comments(soup, context))


def comment_elements(soup: BeautifulSoup, *, url: str = "about:blank") -> frozenset[int]:
    """Return the `id()` of every element of the comment sections, forms included.

    Good as long as the soup is: the page reader leaves them out of the post's text and links.
    """
    found = scan(soup)
    taken = _ids_below(_own_tags(found))
    groups = bare_readings(soup, taken, context_of(soup, url, None))
    return taken | _ids_below([tag for group in groups for tag in group.tags])


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
    linked = _linked(found)
    return [
        pair
        for item, entry in linked
        for pair in [
            (item, entry),
            *((item, one) for one in retweets_below(item, entry.url, context)),
        ]
    ]


def _linked(pairs: list[tuple[Item, Entry]]) -> list[tuple[Item, Entry]]:
    """Give every answer its parent: by nesting, by place below it, by the depth a class states."""
    names = {id(item): entry.url or item.ident for item, entry in pairs}
    roots = {id(root): item for item, _ in pairs for root in item.roots}
    numbers = {item.number: item for item, _ in pairs if item.number}
    depths: list[tuple[int, Item]] = []
    found = []
    for item, entry in pairs:
        depth = _depth(item)
        while depth is not None and depths and depths[-1][0] >= depth:
            depths.pop()
        above = _above(item, names) or _placed_below(item, roots) or _addressed(item, numbers)
        if above is None and depth is not None and depths and depths[-1][0] == depth - 1:
            above = depths[-1][1]
        if depth is not None:
            depths.append((depth, item))
        parent = names.get(id(above)) if above is not None else None
        found.append((item, replace(entry, parent=parent) if parent else entry))
    return found


def _above(item: Item, names: dict[int, str | None]) -> Item | None:
    # One step is enough: a comment that was not read is no answer's parent.
    return item.parent if item.parent is not None and id(item.parent) in names else None


def _depth(item: Item) -> int | None:
    for name in item.classes:
        match = _DEPTH.fullmatch(name)
        if match:
            return int(match[1])
    return None


def _placed_below(item: Item, roots: dict[int, Item]) -> Item | None:
    """Return the comment before the box of answers an answer stands in, as Drupal writes them."""
    tag = item.roots[0]
    for above, _ in zip(tag.parents, range(_MAX_ABOVE), strict=False):
        if id(above) in roots:
            return None
        if any(_ANSWERS.fullmatch(name) for name in classes_of(above)):
            before = above.find_previous_sibling()
            return roots.get(id(before)) if before is not None else None
    return None


def _addressed(item: Item, numbers: dict[str, Item]) -> Item | None:
    """Return the comment whose permalink a text addresses as "@name"."""
    for part in item.parts:
        if part.roles & Role.PERMALINK and part.number not in {None, item.number}:
            shown = one_line(text_of(part.tag)) or ""
            return numbers.get(part.number or "") if shown.startswith("@") else None
    return None


def _in_order(soup: BeautifulSoup, pairs: list[tuple[Item, Entry]], found: Scan) -> list[Entry]:
    if len(pairs) > len(found.items):
        places = {id(tag): place for place, tag in enumerate(_tags(soup))}
        pairs = sorted(pairs, key=lambda pair: places.get(id(pair[0].roots[0]), 0))
    return [entry for _, entry in pairs]


def _tags(soup: BeautifulSoup) -> Iterator[Tag]:
    return (tag for tag in soup.descendants if isinstance(tag, Tag))
