"""Which comment an answer answers."""

from __future__ import annotations

import re
from dataclasses import replace

from bs4.element import Tag

from mentions.model import Entry
from mentions.parse.comments.anatomy import anatomy_of
from mentions.parse.comments.items import Item
from mentions.parse.comments.roles import Role
from mentions.parse.html import classes_of, one_line, text_of

_DEPTH = re.compile(r"(?:.{0,20}-)?(?:depth|comment-?level|level)-(\d{1,3})")
_ANSWERS = re.compile(
    r"indented|children|.{0,20}replies|isso-follow-up|child-comments|comment-children|thread-children"
)
_LISTS = frozenset(["ol", "ul"])
_MAX_ABOVE, _MAX_LINKS = 3, 20


def linked(pairs: list[tuple[Item, Entry]]) -> list[tuple[Item, Entry]]:
    """Give every answer its parent.

    By nesting, by its place below a comment, by a link to the comment it answers, by the depth
    that a class states; in this order.

    Args:
        pairs: Comments in document order.
    """
    names = {id(item): entry.url or item.ident for item, entry in pairs}
    roots = {id(root): item for item, _ in pairs for root in item.roots}
    numbers = {item.number: item for item, _ in pairs if item.number}
    depths: list[tuple[int, Item]] = []
    passed: set[str | None] = set()
    found = []
    for item, entry in pairs:
        depth = _depth(item)
        while depth is not None and depths and depths[-1][0] >= depth:
            depths.pop()
        above = (
            _above(item, names)
            or _placed_below(item, roots)
            or _addressed(item, numbers)
            or _answered(item, numbers, passed)
        )
        passed.add(item.number)
        if above is None and depth is not None and depths and depths[-1][0] == depth - 1:
            above = depths[-1][1]
        if depth is not None:
            depths.append((depth, item))
        parent = names.get(id(above)) if above is not None else None
        found.append((item, replace(entry, parent=parent) if parent else entry))
    return found


def _above(item: Item, names: dict[int, str | None]) -> Item | None:
    parent = item.parent
    # Broken markup nests list items without a list between them: they are neighbours.
    while parent is not None and _is_unlisted(item.roots[0], parent.roots[0]):
        parent = parent.parent
    # A comment that was not read is no answer's parent.
    return parent if parent is not None and id(parent) in names else None


def _is_unlisted(tag: Tag, around: Tag) -> bool:
    if tag.name != "li" or around.name != "li":
        return False
    nearest = next((one for one in tag.parents if one is around or one.name in _LISTS), None)
    return nearest is around


def _answered(item: Item, numbers: dict[str, Item], passed: set[str | None]) -> Item | None:
    """Return the one comment before this one that its frame links to: "in reply to Eva"."""
    links = [part for part in item.parts if part.roles & Role.PERMALINK and part.number]
    others = {part.number for part in links} - {item.number}
    if item.number is None or len(others) != 1 or not others <= passed:
        return None
    contents = anatomy_of(item).contents
    framed = any(
        part.number in others and not any(text.holds(part) for text in contents)
        for part in links[:_MAX_LINKS]
    )
    return numbers.get(others.pop() or "") if framed else None


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
