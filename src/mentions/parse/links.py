"""All links of a page, fast: no tree is built."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from mentions.errors import ParseError
from mentions.parse.charset import decode, is_binary
from mentions.parse.html import MAX_BYTES
from mentions.urls.join import absolute_url

_LINKS = {"a": "href", "area": "href", "blockquote": "cite", "q": "cite"}


class _Collector:
    """Takes what the parser reads; lxml calls the methods."""

    def __init__(self) -> None:
        self.base: str | None = None
        self.found: dict[str, None] = {}
        self._templates = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "template":
            self._templates += 1
        elif self._templates:
            return
        name = _LINKS.get(tag)
        if name is not None:
            # Links in SVG drawings were written in the words of XLink until 2018.
            address = attributes.get(name) or attributes.get("xlink:href")
            if address and not address.isspace():
                self.found[address] = None
        elif tag == "base" and self.base is None:
            self.base = attributes.get("href")

    def end(self, tag: str) -> None:
        if tag == "template":
            self._templates -= 1

    def close(self) -> _Collector:
        return self


def links_in_page(data: bytes | str, *, url: str, content_type: str | None = None) -> list[str]:
    """Return every http(s) address a page links to, absolute, once each, in document order.

    Links and image maps, and the sources that quotations name; not what stands in comments,
    scripts or templates. An empty page has none.

    Args:
        data: The page, however broken.
        url: The address it was read from; a `<base>` in the page goes before it.
        content_type: The header, for its charset.

    Raises:
        ParseError: The input is larger than `MAX_BYTES` or holds binary data.

    >>> links_in_page('<a href="/b">B</a> <q cite="//c.example/">', url="https://a.example/x/")
    ['https://a.example/b', 'https://c.example/']
    """
    if len(data) > MAX_BYTES:
        raise ParseError(
            url, f"{len(data):,} bytes; more than {MAX_BYTES:,} are not read as a page"
        )
    if isinstance(data, bytes) and is_binary(data):
        raise ParseError(url, "binary data, not a page; check the address")
    text = decode(data, content_type)
    if not text.strip():
        return []
    collector = _collected(text)
    base = (absolute_url(collector.base, url) if collector.base else None) or url
    found = (absolute_url(address, base) for address in collector.found)
    return list(dict.fromkeys(address for address in found if address))


def _collected(text: str) -> _Collector:
    collector = _Collector()
    # The same parser with the same settings that BeautifulSoup uses: the same links are found.
    target: Any = collector  # lxml calls only those methods that there are
    parser = etree.HTMLParser(target=target, recover=True)
    parser.feed(text)
    parser.close()
    return collector
