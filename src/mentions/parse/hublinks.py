"""What a feed or a page says of its own address and of hubs: its `rel=self` and `rel=hub`."""

from __future__ import annotations

from collections.abc import Iterator

from bs4.element import Tag
from lxml import etree

from mentions.errors import ParseError
from mentions.parse.charset import decode
from mentions.parse.html import attribute, base_of, soup_of
from mentions.parse.sniff import sniff
from mentions.parse.xmlsafe import SAFE
from mentions.urls.join import absolute_url

# Both stand before the entries, in a page within its head; a page takes longer to be parsed.
_HEAD = 262_144
_PAGE_HEAD = 65_536
_NEEDLE = b"hub"
_WANTED = frozenset(["hub", "self"])
_FEEDS = frozenset(["channel", "feed"])
_ENTRIES = frozenset(["item", "entry"])
_BASE = "{http://www.w3.org/XML/1998/namespace}base"


def hub_links(body: bytes, *, url: str, content_type: str | None = None) -> list[tuple[str, str]]:
    """Return what the beginning of a body says (WebSub, section 4): relation and address.

    Of a feed only what stands in the feed itself counts, of a page only what stands in its head:
    entries and comments are somebody else's words.

    Args:
        body: As served.
        url: Where it was read; relative links are resolved against it last of all.
        content_type: The Content-Type header.

    >>> hub_links(b'<feed><link rel="hub" href="https://hub.example/"/></feed>', url="https://a/")
    [('hub', 'https://hub.example/')]
    """
    head = body[:_HEAD]
    if _NEEDLE not in head.lower():
        return []
    form = sniff(head, content_type)
    if form == "feed":
        return list(_in_feed(decode(head, content_type), url))
    return list(_in_page(head[:_PAGE_HEAD], url, content_type)) if form == "page" else []


def _in_feed(text: str, url: str) -> Iterator[tuple[str, str]]:
    parser = etree.XMLPullParser(events=("start",), **SAFE)
    start = text.find("<")
    declaration = text.startswith("<?xml", start)
    parser.feed(text[text.find("?>", start) + 2 :] if declaration else text[max(start, 0) :])
    base = url
    for _, element in parser.read_events():
        if not isinstance(element, etree._Element):  # noqa: SLF001 - the only name it has
            continue
        name = _local(element)
        if name in _ENTRIES:
            return
        stated = element.get(_BASE)
        if name in _FEEDS or element.getparent() is None:
            base = (stated and absolute_url(stated, base)) or base
        parent = element.getparent()
        if name == "link" and parent is not None and _local(parent) in _FEEDS:
            yield from _said(element.get("rel"), element.get("href"), base)


def _local(element: etree._Element) -> str:
    # A prefix that was never declared stays in the name.
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _in_page(head: bytes, url: str, content_type: str | None) -> Iterator[tuple[str, str]]:
    try:
        soup = soup_of(head, url=url, content_type=content_type)
    except ParseError:
        return
    if isinstance(soup.head, Tag):
        base = base_of(soup, url)
        for link in soup.head.find_all("link", href=True, recursive=False):
            yield from _said(attribute(link, "rel"), attribute(link, "href"), base)


def _said(relations: str | None, href: str | None, base: str) -> Iterator[tuple[str, str]]:
    target = (href or "").strip()
    if not target:
        return
    # As written where it is an address already: hubs compare it character by character.
    address = target if target.startswith(("https://", "http://")) else absolute_url(target, base)
    for relation in (relations or "").lower().split():
        if address and relation in _WANTED:
            yield relation, address
