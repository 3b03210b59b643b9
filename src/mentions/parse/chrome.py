"""Which parts of a page frame it (navigation, sidebar, footer) and which hold what was written.

Two looks at one page. `looks.py` reads the names of every element once; `zones_of` then says
where each element stands, once `posts.py` has found the posts. An ancestor of a post is never
frame, whatever it is called: themes name wrappers after what stands beside the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from bs4.element import NavigableString, Tag

from mentions.parse.html import attribute, one_line
from mentions.parse.looks import Look, Looks, names_of, nodes_in, tags_in, words_of

# What stands over a list that a theme or plugin repeats on every page, whole and folded.
_HEADINGS = re.compile(
    r"(?:(?:my )?blogroll|archives?|archiv|categor(?:ies|y)|kategorien?|meta|navigation|"
    r"menue?|menü|tag ?cloud|schlagwörter|schlagworte|tags|feeds?|"
    r"letzte (?:kommentare|beiträge|artikel)|"
    r"neueste (?:kommentare|beiträge|artikel)|recent (?:posts|comments|entries|articles)|"
    r"latest (?:posts|news|articles)|articles récents|entradas recientes|"
    r"friends|freunde|blogs?,? die ich lese|sites? amis|(?P<related>related(?: posts?| articles?)?|"
    r"you (?:might|may) also (?:like|enjoy)|(?:see also:? )?similar posts|read more|more posts|"
    r"(?:ähnliche|verwandte|weitere) (?:beiträge|artikel|posts|einträge)|"
    r"das könnte (?:dich|sie|euch) auch interessieren|articles similaires|artículos relacionados))"
    r"[:.…»]{0,2}"
)
_TITLES = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "b", "strong", "dt", "th", "caption"])
_LISTS = frozenset(["ul", "ol", "dl", "menu"])
_MAX_HEADING, _MAX_NODES, _MAX_RELATED = 60, 8, 20
_HEADERS, _MAX_TITLED = frozenset(["h1", "h2", "h3"]), 60
# A table cell that is all links beside one with this many letters of text is a column of links.
_COLUMN_LINKS, _COLUMN_TEXT, _COLUMN_SHARE = 4, 200, 0.8


class Zone(Enum):
    """Where an element stands."""

    TEXT = "text"  # in the text of a post
    POST = "post"  # in a post, beside its text: title, hero picture, "in reply to"
    META = "meta"
    FRAME = "frame"
    OUTSIDE = "outside"  # beside the posts of a page that has some
    COMMENTS = "comments"


@dataclass(frozen=True, kw_only=True, slots=True)
class Zones:
    """Where every element stands, and to which post it belongs.

    Attributes:
        zone: By `id()` of the element.
        owner: By `id()`: place of the post in the list; none for what stands beside all.
    """

    zone: Mapping[int, Zone] = field(default_factory=dict)
    owner: Mapping[int, int] = field(default_factory=dict)

    def ids(self, *zones: Zone) -> frozenset[int]:
        """Return the `id()`s of all elements in these zones."""
        return frozenset(key for key, zone in self.zone.items() if zone in zones)


def zones_of(
    looks: Looks,
    *,
    posts: Mapping[int, int],
    texts: frozenset[int],
    host: str,
    marked: bool = True,
) -> Zones:
    """Say where every element of a page stands.

    Args:
        looks: The first look.
        posts: `id()` of the element of each post -> its place in the list.
        texts: `id()`s of the elements that hold exactly the text of a post.
        host: Of the page: a list under "Related posts" leads there.
        marked: Whether the posts say of themselves that they are some. Otherwise header and
            footer in them are the page's.
    """
    anchors = posts.keys() | texts
    kept = _ancestors(tag for tag in looks.tags if id(tag) in anchors)
    listed = _listed_under_headings(looks.tags, host) | columns_of_links(looks.tags)
    zone: dict[int, Zone] = {}
    owner: dict[int, int] = {}
    for tag in looks.tags:
        key, above = id(tag), id(tag.parent)
        mine = posts.get(key, owner.get(above))
        if mine is not None:
            owner[key] = mine
        here = zone.get(above, Zone.OUTSIDE)
        if key in looks.comments:
            here = Zone.COMMENTS
        elif key in texts:
            here = Zone.TEXT
        elif key in posts:
            here = Zone.POST
        elif key not in kept and here not in {Zone.FRAME, Zone.COMMENTS}:
            beside = here if marked else Zone.OUTSIDE
            here = _narrowed(tag, here, looks.own.get(key, Look.PLAIN), beside=beside)
            if key in listed and (listed[key] or here is not Zone.TEXT):
                here = Zone.FRAME
        zone[key] = here
    return Zones(zone=zone, owner=owner)


def _narrowed(tag: Tag, here: Zone, look: Look, *, beside: Zone) -> Zone:
    if look is Look.STRONG:
        return Zone.FRAME
    if look is Look.META or (beside is Zone.POST and _is_footer(tag)):
        return Zone.META
    if look is Look.WEAK:
        return here if here is Zone.TEXT else Zone.FRAME
    return Zone.FRAME if tag.name == "header" and beside is Zone.OUTSIDE else here


def _is_footer(tag: Tag) -> bool:
    return tag.name == "footer" or "footer" in names_of(words_of(tag))


def _ancestors(tags: Iterable[Tag]) -> frozenset[int]:
    found: set[int] = set()
    for tag in tags:
        node: Tag | None = tag
        while node is not None and id(node) not in found:
            found.add(id(node))
            node = node.parent
    return frozenset(found)


def _listed_under_headings(tags: tuple[Tag, ...], host: str) -> dict[int, bool]:
    """Return the lists under headings such as "Blogroll"; True where even a text has such ones."""
    found: dict[int, bool] = {}
    related = 0
    for tag in tags:
        if tag.name not in _TITLES:
            continue
        title = _HEADINGS.fullmatch(short_text(tag).lower())
        below = _list_below(tag) if title else None
        if title is None or below is None:
            continue
        related += bool(title["related"])
        inside = bool(title["related"]) and related <= _MAX_RELATED and _stays_home(below, host)
        found[id(below)] = inside
    return found


def short_text(tag: Tag) -> str:
    """Return the text of an element that holds only a few words, else an empty text."""
    nodes = list(nodes_in(tag, _MAX_NODES))
    if len(nodes) == _MAX_NODES:
        return ""
    text = one_line("".join(node for node in nodes if isinstance(node, NavigableString))) or ""
    return text if len(text) <= _MAX_HEADING else ""


def _list_below(heading: Tag) -> Tag | None:
    """Return the list right after a heading; the heading may be the only thing in its block."""
    node: Tag | None = heading
    for _ in range(3):
        if node is None:
            return None
        below = node.find_next_sibling()
        if isinstance(below, Tag):
            return below if below.name in _LISTS else None
        node = node.parent
    return None


def _stays_home(block: Tag, host: str) -> bool:
    hrefs = [attribute(link, "href") or "" for link in block.find_all("a", limit=50)]
    return bool(hrefs) and all("//" not in href or f"//{host}/" in href for href in hrefs)


def columns_of_links(tags: tuple[Tag, ...]) -> dict[int, bool]:
    """Return the cells of layout tables that are columns of links beside a column of text."""
    rows = [tag for tag in tags if tag.name == "tr"]
    found: dict[int, bool] = {}
    weights = _weights(tags) if rows else {}
    for row in rows:
        cells = [cell for cell in row.children if isinstance(cell, Tag) and cell.name == "td"]
        if not 1 < len(cells) <= _COLUMN_LINKS:
            continue
        if not any(weights[id(cell)][1] >= _COLUMN_TEXT or _is_titled(cell) for cell in cells):
            continue
        for cell in cells:
            links, text, linked = weights[id(cell)]
            if links >= _COLUMN_LINKS and linked > _COLUMN_SHARE * (linked + text - _head(cell)):
                found[id(cell)] = False
    return found


def _head(cell: Tag) -> int:
    """Return the letters of the heading that a column begins with."""
    first = next((tag for tag in tags_in(cell, _MAX_NODES) if tag.name != "br"), None)
    return len(short_text(first)) if first is not None and first.name in _TITLES else 0


def _is_titled(cell: Tag) -> bool:
    """Whether a cell is a post with its title, be it ever so short."""
    inner = list(tags_in(cell, _MAX_TITLED))
    return any(tag.name in _HEADERS for tag in inner) and any(tag.name == "p" for tag in inner)


def _weights(tags: tuple[Tag, ...]) -> dict[int, list[int]]:
    """Return links, letters beside links and letters in links of every element, bottom up."""
    found: dict[int, list[int]] = {}
    for tag in reversed(tags):
        mine = found.setdefault(id(tag), [0, 0, 0])
        mine[1] += sum(len(text.strip()) for text in tag.contents if type(text) is NavigableString)
        if tag.name == "a":
            mine[:] = [1, 0, mine[1] + mine[2]]
        above = found.setdefault(id(tag.parent), [0, 0, 0])
        above[:] = [up + own for up, own in zip(above, mine, strict=True)]
    return found
