"""Which elements of a page are comments.

One walk over the page in document order. Names of classes and ids make an element a candidate;
what stands in it, nested candidates apart, decides whether it is a comment, a part of the comment
around it, or a mere wrapper of comments. The walk is linear in the size of the page and keeps its
own stack, because hostile pages nest deeper than Python recurses.
"""

from __future__ import annotations

from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import Tag

from mentions.parse.comments.items import Item, Part
from mentions.parse.comments.marks import comment_number
from mentions.parse.comments.walk import Leave, Walk
from mentions.parse.html import attribute


@dataclass(slots=True)
class Scan:
    """What a walk over a page found.

    Attributes:
        items: Comments in document order.
        sections: Elements that hold nothing but comments and what belongs to them.
        forms: Where one writes a comment.
    """

    items: list[Item]
    sections: list[Tag]
    forms: list[Tag]


def scan(soup: BeautifulSoup) -> Scan:
    """Return the comments of a page and where they stand."""
    walk = Walk()
    stack: list[Tag | Leave] = [soup]
    while stack:
        top = stack.pop()
        if isinstance(top, Leave):
            walk.leave(top)
            continue
        after = walk.enter(top)
        if after is not None:
            stack.append(after)
            stack.extend(child for child in reversed(top.contents) if isinstance(child, Tag))
    return Scan(items=_with_parts(walk.kept, walk.parts), sections=walk.full, forms=walk.forms)


def item_from(roots: list[Tag], *, skip: list[Tag]) -> Item:
    """Return elements of which the caller knows that they are one comment.

    Args:
        roots: They, in document order.
        skip: Elements inside them that are other comments.
    """
    walk = Walk()
    item = Item(roots=list(roots), start=0, nested=set(map(id, skip)))
    item.number = comment_number(attribute(roots[0], "id"), local=True)
    item.ident = attribute(roots[0], "id") if item.number else None
    walk.read(item)
    return item


def _with_parts(kept: list[Item], parts: list[Part]) -> list[Item]:
    """Give every comment its own elements and its parent; return them in document order."""
    items = sorted(kept, key=lambda item: (item.start, -item.end))
    around: list[Item] = []
    upcoming = iter([*items, None])
    following = next(upcoming)
    for place, part in enumerate(parts):
        while around and around[-1].end < place:
            around.pop()
        while following is not None and following.start == place:
            if around:
                following.parent = around[-1]
                around[-1].nested.update(map(id, following.roots))
            around.append(following)
            following = next(upcoming)
        if around:
            around[-1].parts.append(part)
    return items
