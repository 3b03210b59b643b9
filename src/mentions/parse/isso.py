"""Comments as the Isso server lists them (`GET /?uri=/the/page/`)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from mentions.errors import ParseError
from mentions.model import Channel, Document, Entry
from mentions.parse.dates import read_date
from mentions.parse.fragment import read_fragment
from mentions.parse.jsontext import load_json, mapping, mappings, text
from mentions.parse.pings import person
from mentions.urls.identity import page_of
from mentions.urls.join import absolute_url


def read_isso(
    data: bytes | str, *, url: str, content_type: str | None = None, page_url: str | None = None
) -> Document:
    """Read a thread with its replies; the form is "comments".

    Args:
        data: The JSON as served.
        url: The address that was asked; its `uri` names a path, not the host of the page.
        content_type: The Content-Type header.
        page_url: The page under which the comments stand; permalinks and `on` need it.

    Raises:
        ParseError: It is no JSON, or JSON without replies.
    """
    thread = load_json(data, url=url, content_type=content_type)
    if not isinstance(mapping(thread).get("replies"), list):
        raise ParseError(url, "JSON without replies, not an Isso thread; check the address")
    page = page_of(page_url) if page_url else None
    entries = tuple(_entry(comment, parent, page, url) for comment, parent in _comments(thread))
    return Document(url=url, form="comments", entries=entries)


def _comments(thread: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], object]]:
    """Yield every comment that is shown, with the number of the one it answers."""
    waiting: list[tuple[Mapping[str, Any], object]] = [
        (comment, None) for comment in reversed(mappings(thread, "replies"))
    ]
    while waiting:
        comment, above = waiting.pop()
        if comment.get("mode", 1) in (None, 1):
            yield comment, comment.get("parent") or above
        replies = mappings(comment, "replies")
        waiting += [(reply, comment.get("id")) for reply in reversed(replies)]


def _entry(comment: Mapping[str, Any], parent: object, page: str | None, url: str) -> Entry:
    permalink = _place(page, comment.get("id")) if page else None
    body = read_fragment(text(comment, "text"), base=page or url)
    website = text(comment, "website")
    published = _moment(comment.get("created"))
    return Entry(
        url=permalink,
        author=person(
            text(comment, "author"), url=absolute_url(website, website) if website else None
        ),
        text=body.text,
        links=body.links,
        published=published,
        published_zone_known=published is not None,
        channel=Channel.COMMENT,
        on=page,
        parent=_place(page, parent),
        marks=body.marks,
    )


def _place(page: str | None, number: object) -> str | None:
    if isinstance(number, bool) or not isinstance(number, int):
        return None
    return f"{page or ''}#isso-{number}" if page else f"isso-{number}"


def _moment(seconds: object) -> datetime | None:
    if not isinstance(seconds, int | float) or not math.isfinite(seconds):
        return None
    found = read_date(str(int(seconds)))
    return found[0] if found else None
