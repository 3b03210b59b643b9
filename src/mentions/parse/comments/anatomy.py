"""Which part of a comment is its text and which is the frame around it."""

from __future__ import annotations

from dataclasses import dataclass

from mentions.parse.comments.items import Item, Part
from mentions.parse.comments.marks import Role

_FRAME = Role.AUTHOR | Role.NAME | Role.DATE
_TEXT = Role.CONTENT | Role.BODY
# No theme needs more; a page with more of them in one comment is up to something.
_MAX_PARTS = 60


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


def anatomy_of(item: Item) -> Anatomy:
    """Tell the text of a comment from its frame."""
    roots = set(map(id, item.roots))
    own = [
        part
        for part in item.parts
        if id(part.tag) not in roots or (part.roles & _TEXT and item.group is not None)
    ]
    junk = _outermost(own, Role.JUNK)
    clean = _outside(own, junk)
    contents = _contents(clean)
    frame = _outside(clean, contents)
    if item.parts and item.parts[0].roles & (_FRAME | Role.ANCHOR):
        frame.insert(0, item.parts[0])
    return Anatomy(contents=contents, frame=frame, junk=junk)


def _contents(parts: list[Part]) -> list[Part]:
    strong = _outermost(parts, Role.CONTENT)
    if strong:
        return [part for part in strong if part.classes == strong[0].classes or not part.classes]
    framed = [part.start for part in parts if part.roles & _FRAME]
    # Where nothing is named author or date, a "body" holds them, too.
    parts = parts if framed else []
    for part in parts:
        if part.roles & Role.BODY and not _holds_any(part, framed):
            return [part]
    return []


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
