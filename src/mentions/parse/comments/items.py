"""A comment as it stands on a page: its elements, before anything in them is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from bs4.element import Tag

from mentions.model import Channel, Kind


@dataclass(slots=True)
class Part:
    """An element inside a comment.

    Attributes:
        start: Its place in document order among all parts of the page.
        end: The place of its last descendant.
        number: Of the comment a permalink in it names.
    """

    tag: Tag
    classes: tuple[str, ...]
    roles: int
    start: int
    end: int
    number: str | None = None

    def holds(self, other: Part) -> bool:
        """Whether the other part stands inside this one, or is this one."""
        return self.start <= other.start <= self.end


@dataclass(slots=True)
class Item:
    """One comment as it stands on the page.

    Attributes:
        roots: Its outermost elements: one, or the dt and dd of a definition list.
        number: As its id says.
        ident: That id as written.
        certain: Whether its names alone say that it is a comment.
        pings: What it is by the list of pings it stands in.
        act: What it is by the list of likes or reposts it stands in.
        act_named: Whether its own classes say which act it is.
        counted: Whether a heading above counts just as many comments as its list has items.
        parts: Its own elements in document order, those of nested comments left out.
        nested: `id()` of the roots of comments inside it.
        parent: The comment it stands in.
    """

    roots: list[Tag]
    start: int
    end: int = 0
    number: str | None = None
    ident: str | None = None
    certain: bool = False
    pings: Channel | None = None
    act: Kind | None = None
    act_named: bool = False
    counted: bool = False
    group: Tag | None = None
    authors: int = 0
    fields: int = 0
    children: int = 0
    parts: list[Part] = field(default_factory=list)
    nested: set[int] = field(default_factory=set)
    parent: Item | None = None

    @property
    def classes(self) -> frozenset[str]:
        """The classes of its outermost elements."""
        names = self.parts[0].classes if self.parts else ()
        return frozenset(names)


def is_text_of(item: Item, around: Item) -> bool:
    """Whether a candidate that shows nothing but words is the text of the comment around it."""
    bare = not (item.fields or item.authors or item.children or item.number or item.act_named)
    bare = bare and item.roots[0].name != "td"
    return bare and bool(around.authors) and item.pings is None


def is_part_of(item: Item, around: Item | None) -> bool:
    """Whether a candidate is but a part of the comment around it (or of none)."""
    if around is not None and around.number is not None:
        if item.number == around.number:
            return True
        if item.number is None and not (item.authors and around.authors):
            return True
    if item.number is not None and item.certain:
        return False
    return not (item.fields or item.certain or item.pings or _listed(item))


def _listed(item: Item) -> bool:
    return item.roots[0].name == "li"
