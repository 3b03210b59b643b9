"""Which part of a comment is its text and which is the frame around it."""

from __future__ import annotations

from dataclasses import dataclass

from bs4.element import Tag

from mentions.parse.comments.items import Item, Part
from mentions.parse.comments.roles import Role
from mentions.parse.html import text_of

_FRAME = Role.AUTHOR | Role.NAME | Role.DATE
_TEXT = Role.CONTENT | Role.BODY
# No theme needs more; a page with more of them in one comment is up to something.
_MAX_PARTS = 60
_CARDS = frozenset(["h-card", "vcard", "p-author", "u-author"])
_BOXES = frozenset(["div", "p", "footer", "header", "small"])


@dataclass(frozen=True, kw_only=True, slots=True)
class Anatomy:
    """The parts of one comment.

    Attributes:
        contents: Elements that hold its text; empty where only what is left over is text.
        frame: Elements outside of them and outside of junk: author, date, permalink, pictures.
        junk: Elements that say nothing: reply links, "says:", share buttons.
    """

    contents: list[Part]
    frame: list[Part]
    junk: list[Part]


def anatomy_of(item: Item, *, whole: bool = False) -> Anatomy:
    """Tell the text of a comment from its frame.

    Args:
        item: The comment.
        whole: Take no element for the text: what is named like one holds the author, too.
    """
    roots = set(map(id, item.roots))
    own = [
        part
        for part in item.parts
        if id(part.tag) not in roots or (part.roles & _TEXT and item.group is not None)
    ]
    _forget_titles(own)
    _forget_mentions(own)
    junk = _outermost(own, Role.JUNK)
    clean = _outside(own, junk)
    contents = [] if whole else _contents(clean)
    frame = _outside(clean, contents)
    for box in _date_boxes(clean, contents):
        junk.append(box)
        frame += [part for part in clean if box.holds(part)]
    if item.parts and item.parts[0].roles & (_FRAME | Role.ANCHOR):
        frame.insert(0, item.parts[0])
    return Anatomy(contents=contents, frame=frame, junk=junk)


def _forget_titles(parts: list[Part]) -> None:
    """Take the role of a name from a `p-name` beside a card: it is the entry's title."""
    cards = [part for part in parts if _CARDS & set(part.classes)][:_MAX_PARTS]
    for part in parts:
        if cards and "p-name" in part.classes and not any(card.holds(part) for card in cards):
            part.roles &= ~Role.NAME


def _forget_mentions(parts: list[Part]) -> None:
    """Take the author's role from cards around an `a.mention`: Mastodon's "@eva" in a text."""
    links = (part.tag for part in parts if part.tag.name == "a" and "mention" in part.classes)
    linked = {id(link) for link in links if text_of(link).startswith("@")}
    for part in parts:
        inside = [one for one in part.tag.contents if isinstance(one, Tag)]
        if id(part.tag) in linked or (len(inside) == 1 and id(inside[0]) in linked):
            part.roles &= ~(Role.AUTHOR | Role.NAME)


def _date_boxes(parts: list[Part], contents: list[Part]) -> list[Part]:
    """Return the boxes of date and permalink that some templates put into the text's element."""
    inner = [
        part
        for part in _outermost(parts, Role.DATE)
        if part.tag.name in _BOXES and any(one is not part and one.holds(part) for one in contents)
    ][:_MAX_PARTS]
    times = [part.start for part in parts if part.tag.name == "time" or part.roles & Role.PERMALINK]
    return [part for part in inner if _holds_any(part, times)]


def _contents(parts: list[Part]) -> list[Part]:
    strong = _outermost(parts, Role.CONTENT)
    if strong:
        strong = _unwrapped(strong, parts)
        return [part for part in strong if part.classes == strong[0].classes or not part.classes]
    framed = [part.start for part in parts if part.roles & _FRAME]
    # Where nothing is named author or date, a "body" holds them, too.
    parts = parts if framed else []
    for part in parts:
        if part.roles & Role.BODY and not _holds_any(part, framed):
            return [part]
    return []


def _unwrapped(strong: list[Part], parts: list[Part]) -> list[Part]:
    """Return the text inside a "content" that holds author, date and text."""
    box = strong[0]
    named = [part.start for part in parts if part.roles & (Role.AUTHOR | Role.NAME)]
    dated = [part.start for part in parts if part.roles & (Role.DATE | Role.PERMALINK)]
    inside = _holds_any(box, named) and _holds_any(box, dated)
    if not inside or any(not box.start < place <= box.end for place in named):
        return strong
    below = [part for part in parts if box.start < part.start <= box.end]
    framed = sorted([*named, *dated])
    texts = [part for part in below if part.roles & _TEXT and part.start > framed[0]]
    return [part for part in texts if not _holds_any(part, framed)][:1] or strong


def _holds_any(part: Part, places: list[int]) -> bool:
    return any(part.start <= place <= part.end for place in places[:_MAX_PARTS])


def _outermost(parts: list[Part], role: int) -> list[Part]:
    found: list[Part] = []
    for part in parts:
        if part.roles & role and not (found and found[-1].holds(part)):
            found.append(part)
    return found


def _outside(parts: list[Part], holders: list[Part]) -> list[Part]:
    """Return the parts that stand in none of the holders, which do not overlap: one pass."""
    left: list[Part] = []
    place = 0
    for part in parts:
        while place < len(holders) and holders[place].end < part.start:
            place += 1
        if place == len(holders) or not holders[place].holds(part):
            left.append(part)
    return left
