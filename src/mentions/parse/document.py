"""Any answer -> a Document: the front door of this room."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from mentions.errors import ParseError
from mentions.model import Author, Document, Entry
from mentions.parse.charset import decode_with_notes
from mentions.parse.feed import read_feed
from mentions.parse.feedxml import Worth
from mentions.parse.html import MAX_BYTES, one_line
from mentions.parse.isso import read_isso
from mentions.parse.jsonfeed import read_jsonfeed
from mentions.parse.letterhead import read_letterhead
from mentions.parse.pagelinks import bare_links
from mentions.parse.sniff import describe, sniff
from mentions.parse.webpage import read_page
from mentions.parse.wordpress import read_rest_comments
from mentions.parse.wxr import read_wxr


def read_document(
    data: bytes | str, *, url: str, content_type: str | None = None, worth: Worth | None = None
) -> Document:
    """Read whatever was answered: a feed, a list of comments, an export, a page or plain text.

    The bytes decide, not the Content-Type: HTML where a feed was announced is a page.

    Args:
        data: The answer.
        url: The absolute http(s) address that answered; relative links are resolved against it.
        content_type: The header, for its charset.
        worth: Tells of a piece of a feed whether its words are worth reading; None reads all.

    Raises:
        ParseError: The answer is empty, binary, too large, JSON of no known form, or broken
            beyond reading.

    >>> page = read_document("Siehe https://a.example/b.", url="https://c.example/notiz.txt")
    >>> [link.url for link in page.entries[0].links]
    ['https://a.example/b']
    """
    form = sniff(data, content_type)
    if form == "empty" or not data.strip():
        raise ParseError(url, "empty answer")
    if form == "wxr":
        return _read_export(data, url)
    read = _READERS.get(form)
    if read is None:
        raise ParseError(url, f"{describe(form)}, not a page or a feed; check the address")
    if len(data) > MAX_BYTES:
        raise ParseError(url, f"{len(data):,} bytes; more than {MAX_BYTES:,} are not read")
    text, notes = decode_with_notes(data, content_type)
    document = read_feed(text, url=url, worth=worth) if form == "feed" else read(text, url=url)
    return replace(document, notes=(*document.notes, *notes))


def _read_export(data: bytes | str, url: str) -> Document:
    """Return an export as one document: every post's comments in order.

    `mentions import` reads the posts of an export one by one instead, whatever its size.
    """
    found: list[Document] = []
    notes: tuple[str, ...] = ()
    try:
        found.extend(read_wxr(data if isinstance(data, bytes) else data.encode(), url=url))
    except ParseError as error:
        if not found:
            raise
        notes = (error.why,)
    entries = tuple(entry for document in found for entry in document.entries)
    language = found[0].language if found else None
    return Document(url=url, form="export", entries=entries, language=language, notes=notes)


def _read_text(text: str, *, url: str) -> Document:
    if _is_json(text):
        raise ParseError(url, "JSON of no known form; check the address")
    lines = (one_line(line) for line in text.splitlines())
    words = "\n".join(line for line in lines if line)
    head = read_letterhead(text.lstrip().splitlines())
    entry = Entry(
        url=url,
        author=head.author or Author(),
        text=words or None,
        links=tuple(bare_links(words)),
        published=head.published[0] if head.published else None,
        published_zone_known=bool(head.published and head.published[1]),
    )
    return Document(url=url, form="page", entries=(entry,), notes=("plain text",))


def _is_json(text: str) -> bool:
    if not text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return False
    try:
        json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return False
    return True


_READERS: Mapping[str, Callable[..., Document]] = {
    "feed": read_feed,
    "jsonfeed": read_jsonfeed,
    "wordpress-rest": read_rest_comments,
    "isso": read_isso,
    "page": read_page,
    "text": _read_text,
}
