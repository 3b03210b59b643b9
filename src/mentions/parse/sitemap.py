"""Sitemaps: the addresses that a site names of itself (sitemaps.org/protocol.html).

Urlsets, indexes, lists in plain text, each also packed as a gzip file; news sitemaps tell when a
page was published. `lastmod` is the day of the last change and no date of publication.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from mentions.errors import ParseError
from mentions.parse.charset import decode
from mentions.parse.dates import read_date
from mentions.parse.xmlsafe import SAFE
from mentions.urls.join import absolute_url

# What the protocol allows a file to name, and to weigh once unpacked.
MAX_URLS = 50_000
MAX_BYTES = 52_428_800
# The protocol's bound for an address is 2,048; no article has a longer one.
_LONGEST = 2_048
_STEP = 65_536
# As far as a text is looked at to tell what it is.
_HEAD = 16_384
_GZIP = b"\x1f\x8b"
# zlib finds out by itself that it is gzip.
_GZIP_WINDOW = 31
_MAX_MEMBERS = 1_000
_NEWS = "publication_date"
_TOO_MANY = f"only the first {MAX_URLS:,} addresses were read"
_CUT = "it ends in the middle or is broken; what stands before that was read"


@dataclass(frozen=True, kw_only=True, slots=True)
class SitemapUrl:
    """A page that a sitemap names.

    Attributes:
        url: Absolute.
        changed: `lastmod`: when it was last changed; aware, UTC.
        published: `news:publication_date`; aware, UTC.
        zone_known: Whether the zone of `published` was stated.
    """

    url: str
    changed: datetime | None = None
    published: datetime | None = None
    zone_known: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Sitemap:
    """What a sitemap names, each address once, in order.

    Attributes:
        urls: Pages.
        sitemaps: Further sitemaps: then it is an index.
        notes: What was left out.
    """

    urls: tuple[SitemapUrl, ...] = ()
    sitemaps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_sitemap(body: bytes, *, url: str, content_type: str | None = None) -> Sitemap:
    """Read a sitemap. A broken one gives what stands before the break.

    Takes time in proportion to its size, and memory for 50,000 addresses at the most.

    Args:
        body: As served; a gzip file is unpacked up to 50 MB.
        url: Where it was read.
        content_type: The Content-Type header, for texts.

    Raises:
        ParseError: It is no sitemap, or unpacks to more than the protocol allows.

    >>> read_sitemap(b"https://a.example/1", url="https://a.example/sitemap.txt").urls[0].url
    'https://a.example/1'
    """
    pieces = _unpacked(body, url)
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= _HEAD:
            break
    if not head.strip():
        raise ParseError(url, "empty answer")
    whole = _chain(head, pieces)
    if _is_markup(head):
        return _in_xml(whole, url)
    return _in_text(b"".join(whole), url, content_type)


def sitemaps_in_robots(text: str, *, url: str) -> list[str]:
    """Return the sitemaps that a robots.txt names, in order, a hundred at the most.

    >>> sitemaps_in_robots("Sitemap: /map.xml # all", url="https://a.example/robots.txt")
    ['https://a.example/map.xml']
    """
    found: dict[str, None] = {}
    for line in text.splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        if colon and name.strip().lower() == "sitemap":
            address = _address(value, url)
            if address:
                found[address] = None
    return list(found)[:100]


def _chain(head: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield head
    yield from rest


def _unpacked(body: bytes, url: str) -> Iterator[bytes]:
    """Yield the body in pieces; a gzip file member by member, each piece bounded."""
    if not body.startswith(_GZIP):
        yield from (body[at : at + _STEP] for at in range(0, len(body), _STEP))
        return
    room = MAX_BYTES
    try:
        for _ in range(_MAX_MEMBERS):
            unpacker = zlib.decompressobj(_GZIP_WINDOW)
            while body and not unpacker.eof:
                piece = unpacker.decompress(body, _STEP)
                body = unpacker.unconsumed_tail
                room -= len(piece)
                if room < 0:
                    raise ParseError(url, f"unpacks to more than {MAX_BYTES:,} bytes")
                yield piece
            body = unpacker.unused_data
            if not body.startswith(_GZIP):
                return
    except zlib.error as error:
        raise ParseError(url, f"the gzip file is damaged ({error})") from error


def _is_markup(head: bytes) -> bool:
    text = decode(head[:_HEAD]).lstrip("\ufeff \t\r\n")
    return text.startswith("<")


def _in_xml(pieces: Iterable[bytes], url: str) -> Sitemap:
    parser = etree.XMLPullParser(events=("start", "end"), **SAFE)
    reading = _Reading(url)
    try:
        for piece in pieces:
            parser.feed(piece)
            reading.take_all(parser)
            if reading.is_full:
                break
        else:
            parser.close()
            # Where the end is missing the parser closes what is open: an address may be cut.
            if not _is_fatal(parser):
                reading.take_all(parser)
    except etree.XMLSyntaxError:
        reading.is_broken = True
    reading.is_broken = reading.is_broken or _is_fatal(parser)
    return reading.result()


def _is_fatal(parser: etree.XMLPullParser) -> bool:
    return any(error.level_name == "FATAL" for error in parser.feed_error_log)


class _Reading:
    """What was read of a sitemap so far; what is done with leaves the tree."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._root = ""
        self._urls: dict[str, SitemapUrl] = {}
        self._sitemaps: dict[str, None] = {}
        self.is_broken = False

    @property
    def is_full(self) -> bool:
        return len(self._urls) >= MAX_URLS or len(self._sitemaps) >= MAX_URLS

    def take_all(self, parser: etree.XMLPullParser) -> None:
        """Take in what a parser has read since."""
        for kind, element in parser.read_events():
            if isinstance(element, etree._Element):  # noqa: SLF001 - the only name it has
                self._take(kind, element)

    def _take(self, kind: str, element: etree._Element) -> None:
        """Take in the beginning or the end of an element."""
        name = _local(element)
        if kind == "start":
            self._check_root(name)
            return
        parent = element.getparent()
        if parent is None or parent.getparent() is not None:
            return
        if name == "url" and not self.is_full:
            self._take_url(element)
        elif name == "sitemap" and not self.is_full:
            address = _address(_text(element, "loc"), self._url)
            if address:
                self._sitemaps[address] = None
        parent.remove(element)

    def _check_root(self, name: str) -> None:
        if self._root:
            return
        self._root = name
        if name not in {"urlset", "sitemapindex"}:
            raise ParseError(self._url, f"<{name[:40]}>, not a sitemap; check the address")

    def _take_url(self, element: etree._Element) -> None:
        address = _address(_text(element, "loc"), self._url)
        if address is None or address in self._urls:
            return
        news = read_date(_text(element, _NEWS))
        changed = read_date(_text(element, "lastmod"))
        self._urls[address] = SitemapUrl(
            url=address,
            changed=changed[0] if changed else None,
            published=news[0] if news else None,
            zone_known=bool(news and news[1]),
        )

    def result(self) -> Sitemap:
        """Return it all.

        Raises:
            ParseError: There was not even a root.
        """
        if not self._root:
            raise ParseError(self._url, "no sitemap; check the address")
        notes = [_TOO_MANY] if self.is_full else []
        if self.is_broken:
            notes.append(_CUT)
        return Sitemap(
            urls=tuple(self._urls.values()), sitemaps=tuple(self._sitemaps), notes=tuple(notes)
        )


def _local(element: etree._Element) -> str:
    # A prefix that was never declared stays in the name.
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _text(element: etree._Element, name: str) -> str:
    """Return the first text of that name below an entry; an image's `loc` is not the page's."""
    deep = name == _NEWS
    for child in element.iter() if deep else element:
        if isinstance(child.tag, str) and _local(child) == name:
            # Whatever is longer is neither an address nor a date.
            return (child.text or "").strip()[: _LONGEST + 1]
    return ""


def _address(written: str, base: str) -> str | None:
    written = written.strip()
    if not written or len(written) > _LONGEST:
        return None
    return absolute_url(written, base)


def _in_text(body: bytes, url: str, content_type: str | None) -> Sitemap:
    """Read a list in plain text: one address in each line, nothing else."""
    found: dict[str, SitemapUrl] = {}
    lines = [line.strip() for line in decode(body, content_type).splitlines()]
    for line in filter(None, (line.lstrip("\ufeff") for line in lines)):
        if not line.lower().startswith(("http://", "https://")):
            raise ParseError(url, "neither XML nor a list of addresses, so no sitemap")
        address = _address(line, url)
        if address:
            found.setdefault(address, SitemapUrl(url=address))
        if len(found) >= MAX_URLS:
            return Sitemap(urls=tuple(found.values()), notes=(_TOO_MANY,))
    return Sitemap(urls=tuple(found.values()))
