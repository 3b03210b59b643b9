"""Exports of whole WordPress blogs (WXR 1.0 to 1.2), read piece by piece."""

from __future__ import annotations

import html
import io
from collections.abc import Iterator
from datetime import datetime
from typing import IO

from lxml import etree

from mentions.errors import ParseError
from mentions.model import Channel, Document, Entry
from mentions.parse.dates import read_date
from mentions.parse.feeditems import language_tag
from mentions.parse.fragment import read_fragment
from mentions.parse.html import one_line
from mentions.parse.mojibake import mend
from mentions.parse.pings import channel_by_type, credited, person
from mentions.urls.identity import page_of
from mentions.urls.join import absolute_url

_NAMESPACE = "http://wordpress.org/export/"
_CLOSED, _TAIL = b"</rss>", 200
# Where the webmention plugins keep the address of what was sent.
_SOURCES = ("webmention_source_url", "semantic_linkbacks_source")


def read_wxr(data: bytes | IO[bytes], *, url: str) -> Iterator[Document]:
    """Yield each post of an export with its approved comments; the form is "export".

    A document's `url` is the post's link and its `aliases` the old `?p=` address. Spam, trash and
    what waits for moderation is left out, mail and network addresses are never read. Only one
    post is held in memory, so that exports may have any size.

    Args:
        data: The file, opened in binary mode, or its bytes.
        url: The file's name, for messages.

    Raises:
        ParseError: While iterating: this is no export, it defines entities, or it ends early.
            What came before was read well.
    """
    stream = _Watched(io.BytesIO(data) if isinstance(data, bytes) else data)
    language: str | None = None
    held: Document | None = None
    is_export = False
    for event, element in _events(stream, url):
        name = element.tag
        if event == "start":
            is_export = is_export or (name == "rss" and _opens_export(element, url))
        elif name == "language":
            language = language or language_tag(element.text)
        elif is_export:
            # A post may be the torn end of a file: it is held until another one follows.
            if held:
                yield held
            held = _document(element, language)
            _forget(element)
    if not is_export:
        raise ParseError(url, "not a WordPress export; make one under Tools > Export")
    if _CLOSED not in stream.last:
        raise ParseError(url, "the export ends in the middle; export it again")
    if held:
        yield held


class _Watched:
    """A stream that remembers its last bytes."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.last = b""

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size)
        self.last = (self.last + piece[-_TAIL:])[-_TAIL:]
        return piece


def _events(stream: _Watched, url: str) -> Iterator[tuple[str, etree._Element]]:
    # Exports hold control characters that XML forbids, so the parser has to recover.
    try:
        yield from etree.iterparse(
            stream,
            events=("start", "end"),
            tag=("rss", "language", "item"),
            recover=True,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
        )
    except etree.XMLSyntaxError as error:
        raise ParseError(url, f"not a WordPress export ({error.msg})") from error


def _opens_export(root: etree._Element, url: str) -> bool:
    if root.getroottree().docinfo.internalDTD is not None:
        raise ParseError(url, "it defines entities, which no export does; refused")
    return any(space.startswith(_NAMESPACE) for space in root.nsmap.values())


def _forget(item: etree._Element) -> None:
    item.clear()
    while (before := item.getprevious()) is not None:
        parent = before.getparent()
        if parent is None:
            break
        parent.remove(before)


def _document(item: etree._Element, language: str | None) -> Document | None:
    link = _address(_said(item, "link"))
    if not link:
        return None
    guid = _address(_said(item, "guid"))
    entries = (_entry(comment, link, language) for comment in item.iterchildren("{*}comment"))
    return Document(
        url=link,
        form="export",
        entries=tuple(entry for entry in entries if entry),
        aliases=(guid,) if guid and guid != link else (),
        title=one_line(_said(item, "title")),
        language=language,
    )


def _entry(comment: etree._Element, link: str, language: str | None) -> Entry | None:
    type_name = _said(comment, "comment_type")
    read = channel_by_type(type_name)
    if not read or _said(comment, "comment_approved") != "1":
        return None
    channel, kind = read
    body = read_fragment(_said(comment, "comment_content"), base=link, line_breaks=True)
    author = person(
        html.unescape(_said(comment, "comment_author")),
        url=_address(html.unescape(_said(comment, "comment_author_url"))),
    )
    author, origin, marks = credited(author, channel, type_name=type_name)
    published, zone_known = _published(comment)
    parent = _said(comment, "comment_parent")
    return Entry(
        url=_place(link, _said(comment, "comment_id")),
        author=author,
        title=body.lead if channel is Channel.TRACKBACK else None,
        text=body.text,
        links=body.links,
        published=published,
        published_zone_known=zone_known,
        language=language,
        channel=channel,
        kind=kind,
        on=page_of(link),
        origin=_source(comment) or origin,
        parent=_place(link, parent) if parent != "0" else None,
        marks=body.marks | marks,
    )


def _said(element: etree._Element, name: str) -> str:
    # Databases were moved from latin-1 to UTF-8 and back; exports hold what came of it.
    return mend((element.findtext(f"{{*}}{name}") or "").strip())[0]


def _address(written: str) -> str | None:
    return absolute_url(written, written) if written else None


def _place(link: str, number: str) -> str | None:
    is_number = number.isascii() and number.isdigit() and len(number) <= 20  # noqa: PLR2004
    return f"{link.partition('#')[0]}#comment-{number}" if is_number else None


def _published(comment: etree._Element) -> tuple[datetime | None, bool]:
    # `comment_date_gmt` is UTC without saying so, `comment_date` the blog's own clock.
    utc = read_date(_said(comment, "comment_date_gmt"))
    if utc:
        return utc[0], True
    return read_date(_said(comment, "comment_date")) or (None, False)


def _source(comment: etree._Element) -> str | None:
    for meta in comment.iterchildren("{*}commentmeta"):
        if _said(meta, "meta_key") in _SOURCES:
            return _address(_said(meta, "meta_value"))
    return None
