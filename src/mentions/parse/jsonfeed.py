"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentions.errors import ParseError
from mentions.model import Author, Document
from mentions.parse.dates import read_date
from mentions.parse.feeditems import Body, Feed, Item, document_of, language_tag
from mentions.parse.feedxml import MAX_ENTRIES, TOO_MANY
from mentions.parse.html import one_line
from mentions.parse.jsontext import load_json, mapping, mappings, text
from mentions.parse.pings import person
from mentions.urls.join import absolute_url


def read_jsonfeed(data: bytes | str, *, url: str, content_type: str | None = None) -> Document:
    """Read a JSON Feed; the form is "feed".

    Raises:
        ParseError: It is no JSON, or JSON without items.
    """
    return document_of(parse_jsonfeed(data, url=url, content_type=content_type))


def parse_jsonfeed(data: bytes | str, *, url: str, content_type: str | None = None) -> Feed:
    """Read a JSON Feed with everything its items state.

    Raises:
        ParseError: It is no JSON, or JSON without items.
    """
    head = mapping(load_json(data, url=url, content_type=content_type))
    if not isinstance(head.get("items"), list):
        raise ParseError(url, "JSON without items, not a JSON Feed; check the address")
    items = mappings(head, "items")
    link = _join(text(head, "home_page_url"), url)
    next_page = _join(text(head, "next_url"), url)
    return Feed(
        url=url,
        link=link,
        title=one_line(text(head, "title")),
        language=language_tag(head.get("language")),
        author=_author(head, link or url),
        items=tuple(_item(item, link or url) for item in items[:MAX_ENTRIES]),
        next_pages=(next_page,) if next_page else (),
        notes=(TOO_MANY,) if len(items) > MAX_ENTRIES else (),
    )


def _item(item: Mapping[str, Any], home: str) -> Item:
    identifier = text(item, "id")
    guid = _join(identifier, home) if identifier.lower().startswith("http") else None
    link = _join(text(item, "url"), home) or guid
    base = link or home
    external = _join(text(item, "external_url"), base)
    attached = (_join(text(file, "url"), base) for file in mappings(item, "attachments"))
    found = read_date(text(item, "date_published"))
    title = text(item, "title")
    return Item(
        link=link,
        guid=guid,
        guid_is_permalink=bool(guid),
        others=tuple(other for other in (external, *attached) if other),
        title=Body(markup=title, plain=True, base=base) if title else None,
        bodies=_bodies(item, base),
        author=_author(item, base),
        published=found[0] if found else None,
        zone_known=found[1] if found else False,
        language=language_tag(item.get("language")),
    )


def _bodies(item: Mapping[str, Any], base: str) -> tuple[Body, ...]:
    keys = (("content_html", False), ("content_text", True), ("summary", True))
    return tuple(
        Body(markup=text(item, key), plain=plain, base=base) for key, plain in keys if item.get(key)
    )


def _author(holder: Mapping[str, Any], base: str) -> Author:
    # Version 1.0 knows one author, 1.1 a list of them.
    for stated in [*mappings(holder, "authors"), mapping(holder.get("author"))]:
        author = person(
            text(stated, "name"),
            url=_join(text(stated, "url"), base),
            photo=_join(text(stated, "avatar"), base),
        )
        if author.name or author.handle or author.url:
            return author
    return Author()


def _join(href: str, base: str) -> str | None:
    return absolute_url(href, base) if href.strip() else None
