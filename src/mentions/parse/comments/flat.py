"""Comments that no element holds: a link target, then the parts of the comment beside each other.

`<a name="4711"></a><h3>Eva wrote:</h3><div class="commentbody">...</div><a name="4712"></a>...`, as
Nucleus and Twoday write them. Each run gets a box, and is read like any other comment.
"""

from __future__ import annotations

import re
from itertools import islice

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from mentions.parse.comments.marks import names_of
from mentions.parse.comments.roles import Role
from mentions.parse.html import attribute

# A bare number may be a footnote's unless it is long.
_TARGET = re.compile(r"c\d{1,20}|\d{4,20}", re.IGNORECASE)
_TARGETS = ("a", "span")
_HEADINGS = ("h1", "h2")
# bs4 looks through all siblings to move one.
_MAX_TARGETS, _MAX_SIBLINGS, _MAX_PARTS = 300, 2000, 12


def box_flat_comments(soup: BeautifulSoup) -> bool:
    """Put every comment of which only the parts are marked into a `div` of class "comment".

    Returns whether there was one. For pages on which no element is a comment.
    """
    boxed = False
    targets = soup.find_all(_TARGETS, href=False, limit=_MAX_TARGETS)
    for target in [tag for tag in targets if _is_target(tag)]:
        parent = target.parent
        if parent is None or len(parent.contents) > _MAX_SIBLINGS:
            continue
        parts = _parts(target)
        if _is_comment(parts):
            boxed = True
            box = soup.new_tag("div", attrs={"class": "comment"})
            target.insert_before(box)
            for part in [target, *parts]:
                box.append(part)
    return boxed


def _is_target(tag: Tag) -> bool:
    name = attribute(tag, "id") or attribute(tag, "name")
    return bool(name and _TARGET.fullmatch(name)) and not tag.contents


def _parts(target: Tag) -> list[PageElement]:
    """Return what stands between a link target and the next one, or the end of the comments."""
    parts: list[PageElement] = []
    for node in islice(target.next_siblings, 2 * _MAX_PARTS):
        if isinstance(node, Tag):
            if _is_target(node) or node.name in {*_HEADINGS, "form", "hr"}:
                break
            if names_of(node)[2] & Role.FORM:
                break
        parts.append(node)
    return parts


def _is_comment(parts: list[PageElement]) -> bool:
    """Whether exactly one part is named as the words of a comment, and others stand beside it."""
    tags = [part for part in parts if isinstance(part, Tag)]
    words = [tag for tag in tags if _is_words(tag)]
    loose = any(isinstance(part, NavigableString) and part.strip() for part in parts)
    items = any(names_of(tag)[2] & Role.ITEM for tag in tags)
    return len(words) == 1 and 1 < len(tags) <= _MAX_PARTS and not loose and not items


def _is_words(tag: Tag) -> bool:
    classes, _, roles = names_of(tag)
    commented = any("comment" in name or "kommentar" in name for name in classes)
    return commented and bool(roles & (Role.CONTENT | Role.BODY))
