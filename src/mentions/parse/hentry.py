"""What microformats say about a post: h-entry and, through mf2py's rules, classic hAtom.

mf2py reads one post at a time, so that what it says belongs to an element of the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from mentions.model import Author, Kind
from mentions.parse.dates import read_date
from mentions.parse.html import attribute, classes_of, elements_named, one_line
from mentions.parse.looks import name_set
from mentions.parse.names import name_of
from mentions.urls.join import absolute_url

# microformats.org/wiki/h-entry; the order decides when one address stands under two of them.
RELATIONS = {
    "in-reply-to": Kind.REPLY,
    "like-of": Kind.LIKE,
    "repost-of": Kind.REPOST,
    "bookmark-of": Kind.BOOKMARK,
    "quotation-of": Kind.QUOTE,
}
_CITED = frozenset(f"u-{name}" for name in RELATIONS)
_NAMED = ["p-name", "entry-title"]
_ROOTS = frozenset(["h-entry", "hentry", "h-as-note", "h-event", "h-review", "h-recipe"])
_LINKS = frozenset(["a", "link", "area"])
_NESTED = frozenset(["h-cite", "h-entry", "hentry"])
_SILENT = frozenset(["script", "style", "svg", "template", "base"])
_CARRIERS = frozenset(["a", "img", "time", "abbr", "data", "br", "area", "ins", "del", "link"])
_PREFIXES = ("h-", "p-", "u-", "e-", "dt-")
_CLASSIC = name_set(
    "hentry vcard author fn n url nickname photo published updated entry-title entry-summary "
    "entry-content value value-title"
)
# What mf2py sees of a post; its time grows with the square.
_MAX_TAGS, _MAX_DEPTH = 500, 60
_MAX_VALUES = 50
_MAX_WHY = 120


@dataclass(frozen=True, kw_only=True, slots=True)
class PostFacts:
    """What one reader knows about a post; None where it says nothing.

    Attributes:
        relations: Address -> the act the post does to it.
        unread: Why its microformats could not be read; None where they were, or it has none.
    """

    url: str | None = None
    author: Author | None = None
    title: str | None = None
    published: tuple[datetime, bool] | None = None
    syndication: tuple[str, ...] = ()
    relations: Mapping[str, Kind] = field(default_factory=dict)
    unread: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Copy:
    """An element of the lean copy; where it is not read, only citations in it are."""

    tag: Tag
    depth: int
    read: bool


def is_microformat(tag: Tag) -> bool:
    """Whether an element is the root of a post in microformats, classic ones included."""
    return not _ROOTS.isdisjoint(classes_of(tag))


def read_hentry(
    root: Tag,
    *,
    base: str,
    language: str | None = None,
    texts: frozenset[int] = frozenset(),
    skip: frozenset[int] = frozenset(),
) -> PostFacts:
    """Return what the microformats of one post say; nothing where it has none.

    Args:
        root: The element of the post.
        base: What relative links are resolved against.
        language: Of the page, for dates in words.
        texts: `id()`s of elements that hold the post's text; only their links are read.
        skip: `id()`s of elements that say nothing about the post: comments, which answer it
            themselves, and frame.
    """
    relations = dict(_relations_of_links(root, base, skip))
    items, unread = _items(_lean(root, texts, skip), base) if is_microformat(root) else ([], None)
    properties = _properties(items)
    for name, kind in RELATIONS.items():
        for address in _addresses(properties.get(name), base):
            relations.setdefault(address, kind)
    # Without a mark, mf2py makes a name of all the words there are.
    named = properties and root.find(class_=_NAMED)
    return PostFacts(
        url=next(_addresses(properties.get("url"), base), None),
        author=next(_authors(properties.get("author"), base), None),
        title=_first_text(properties.get("name")) if named else None,
        published=_date(properties.get("published"), language),
        syndication=tuple(dict.fromkeys(_addresses(properties.get("syndication"), base))),
        relations=relations,
        unread=unread,
    )


def read_hcard(cards: list[Tag], *, base: str) -> PostFacts:
    """Return the author a page states in an h-card of its own, outside of all posts.

    Authorship (indieweb.org/authorship): one card is the page's author, several name others.
    """
    if len(cards) != 1:
        return PostFacts()
    items, unread = _items(_lean(cards[0], frozenset(), frozenset()), base)
    return PostFacts(author=next(_authors(items[:1], base), None), unread=unread)


def _relations_of_links(root: Tag, base: str, skip: frozenset[int]) -> Iterator[tuple[str, Kind]]:
    """Yield what single links say: u-in-reply-to and its kin, rel=in-reply-to."""
    for link in elements_named(root, _LINKS):
        names = {name.removeprefix("u-") for name in classes_of(link) if name.startswith("u-")}
        names |= {"in-reply-to"} & set((attribute(link, "rel") or "").lower().split())
        if names.isdisjoint(RELATIONS) or _is_of_another(link, root, skip):
            continue
        address = absolute_url(attribute(link, "href") or "", base)
        for name, kind in RELATIONS.items():
            if address and name in names:
                yield address, kind


def _is_of_another(link: Tag, root: Tag, skip: frozenset[int]) -> bool:
    """Whether a link belongs to a post or comment that is cited or nested in this one."""
    if id(link) in skip:
        return True
    for tag in islice(link.parents, _MAX_DEPTH):
        if tag is root:
            return False
        if not _NESTED.isdisjoint(classes_of(tag)):
            return True
    return False


def _lean(root: Tag, texts: frozenset[int], skip: frozenset[int]) -> BeautifulSoup:
    """Return what of a post can matter to mf2py, which copies all it sees many times over.

    Of the text of the post only what it answers or quotes is left, and nothing of elements that
    are there for the layout.
    """
    page = BeautifulSoup("", "lxml")
    copies = {id(root.parent): _Copy(tag=page, depth=0, read=True)}
    for node in chain([root], root.descendants):
        above = copies.get(id(node.parent))
        if above is None or len(copies) > _MAX_TAGS:
            continue
        if type(node) is NavigableString and above.read:
            above.tag.append(str(node))
        elif isinstance(node, Tag) and id(node) not in skip and node.name not in _SILENT:
            inner = above.tag
            read = above.read or not _CITED.isdisjoint(classes_of(node))
            if node is root or (read and _matters(node)):
                inner = page.new_tag(node.name)
                inner.attrs.update(node.attrs)
                above.tag.append(inner)
            if above.depth < _MAX_DEPTH:
                read = read and id(node) not in texts
                copies[id(node)] = _Copy(tag=inner, depth=above.depth + 1, read=read)
    return page


def _matters(tag: Tag) -> bool:
    if tag.name in _CARRIERS:
        return True
    return any(name.startswith(_PREFIXES) or name in _CLASSIC for name in classes_of(tag))


def _properties(items: list[Any]) -> Mapping[str, Any]:
    properties = items[0].get("properties") if items and isinstance(items[0], dict) else None
    return properties if isinstance(properties, dict) else {}


def _items(page: BeautifulSoup, base: str) -> tuple[list[Any], str | None]:
    """Return what mf2py finds, and why it finds nothing where it fails."""
    import mf2py  # noqa: PLC0415 - takes 0.2 s, and most pages have no microformats

    try:
        parsed = mf2py.parse(doc=page, url=base, filter_roots=True)
    except Exception as error:  # noqa: BLE001 - on hostile markup it raises whatever comes along
        return [], f"{type(error).__name__}: {one_line(str(error)) or 'no reason given'}"[:_MAX_WHY]
    items = parsed.get("items")
    return (items if isinstance(items, list) else []), None


def _values(values: Any) -> Iterator[Any]:
    if isinstance(values, list):
        yield from islice(values, _MAX_VALUES)


def _addresses(values: Any, base: str) -> Iterator[str]:
    """Yield the http(s) addresses of a u-* property, nested citations by their own url."""
    for value in _values(values):
        found = value
        if isinstance(value, dict):
            nested = value.get("properties")
            urls = nested.get("url") if isinstance(nested, dict) else None
            yield from _addresses(urls, base)
            found = None if urls else value.get("value")
        # A property that is no link at all has its text as its value.
        if isinstance(found, str) and found.strip() and not any(map(str.isspace, found.strip())):
            address = absolute_url(found, base)
            if address:
                yield address


def _authors(values: Any, base: str) -> Iterator[Author]:
    for value in _values(values):
        card = value.get("properties") if isinstance(value, dict) else None
        if isinstance(card, dict):
            author = Author(
                name=name_of(_first_text(card.get("name"))),
                handle=_handle(_first_text(card.get("nickname"))),
                url=next(_addresses(card.get("url"), base), None),
                photo=next(_addresses(card.get("photo"), base), None),
            )
        else:
            author = Author(name=name_of(value if isinstance(value, str) else None))
        if author.name or author.handle or author.url:
            yield author


def _handle(nickname: str | None) -> str | None:
    handle = (nickname or "").removeprefix("@")
    return handle if handle and " " not in handle else None


def _first_text(values: Any) -> str | None:
    for value in _values(values):
        text = value.get("value") if isinstance(value, dict) else value
        if isinstance(text, str):
            return one_line(text)
    return None


def _date(values: Any, language: str | None) -> tuple[datetime, bool] | None:
    text = _first_text(values)
    return read_date(text, language=language) if text else None
