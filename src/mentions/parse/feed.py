"""Feeds of every kind: RSS 0.9 to 2.0, RDF, Atom, and the links of JSON Feed as well."""

from __future__ import annotations

from collections.abc import Iterator

from mentions.model import Document
from mentions.parse.charset import decode
from mentions.parse.feedfields import parse_feed
from mentions.parse.feeditems import Feed, Item, document_of, permalink_of
from mentions.parse.feedxml import Worth
from mentions.parse.fragment import read_fragment
from mentions.parse.jsonfeed import parse_jsonfeed


def read_feed(
    data: bytes | str, *, url: str, content_type: str | None = None, worth: Worth | None = None
) -> Document:
    """Read an RSS, RDF or Atom feed; entries of a comment feed become comments.

    Broken feeds give the entries that can be read, a cut-off one those before the cut.

    Args:
        data: The body as served.
        url: Where it was read; relative links are resolved against it last of all.
        content_type: The Content-Type header.
        worth: As for `tidy_feed`.

    Raises:
        ParseError: This is no feed; says what it is instead.
    """
    return document_of(parse_feed(data, url=url, content_type=content_type, worth=worth))


def links_in_feed(data: bytes | str, *, url: str, content_type: str | None = None) -> list[str]:
    """Return every link of an RSS, RDF, Atom or JSON feed: absolute, each once, in order.

    Of each entry: its permalink, guid, page of comments, then what its texts link to or name,
    then enclosures and related pages. Relative links are resolved against the nearest of
    xml:base, the entry's link, the feed's page and `url`.

    Raises:
        ParseError: This is no feed; says what it is instead.

    >>> links_in_feed(
    ...     '{"items": [{"id": "1", "url": "/1", "content_text": "https://b.example/ lesen!"}]}',
    ...     url="https://a.example/feed.json",
    ... )
    ['https://a.example/1', 'https://b.example/']
    """
    feed = _parse_any(data, url=url, content_type=content_type)
    found = (link for item in feed.items for link in _links(item, feed))
    return list(dict.fromkeys(found))


def _parse_any(data: bytes | str, *, url: str, content_type: str | None = None) -> Feed:
    head = decode(data[:1000], content_type).lstrip("\ufeff \t\r\n")
    parse = parse_jsonfeed if head.startswith(("{", "[")) else parse_feed
    return parse(data, url=url, content_type=content_type)


def _links(item: Item, feed: Feed) -> Iterator[str]:
    guid = item.guid if item.guid_is_permalink else None
    yield from (one for one in (permalink_of(item, feed), item.link, guid, item.comments) if one)
    for body in (item.title, *item.bodies):
        if body:
            fragment = read_fragment(body.markup, base=body.base, plain=body.plain)
            yield from (link.url for link in fragment.links)
    yield from item.others
