"""What a body is, told from its bytes: servers and file names lie."""

from __future__ import annotations

import json
import re
from typing import Any, Literal

from mentions.parse.charset import decode, is_binary
from mentions.parse.html import MAX_BYTES
from mentions.parse.jsontext import mapping

Form = Literal[
    "feed", "jsonfeed", "wordpress-rest", "isso", "wxr", "page", "text", "binary", "empty"
]

_WORDS: dict[Form, str] = {
    "feed": "a feed",
    "jsonfeed": "a JSON Feed",
    "wordpress-rest": "a list of WordPress comments in JSON",
    "isso": "a list of Isso comments in JSON",
    "wxr": "a WordPress export",
    "page": "an HTML page",
    "text": "plain text",
    "binary": "binary data",
    "empty": "an empty answer",
}
# What may stand before the root: enough for comments and warnings of a broken PHP installation.
_HEAD = 16_384
_FEED_ROOT = re.compile(r"<(?:[a-z][\w.-]{0,30}:)?(?:rss|rdf|feed)(?=[\s/>])", re.IGNORECASE)
_ELEMENT = re.compile(r"<([a-z][\w:.-]{0,40})(?=[\s/>])", re.IGNORECASE)
_HTML = re.compile(r"<!doctype\s+html|<(?:html|head|body)[\s>]", re.IGNORECASE)
_EXPORT = re.compile(r"xmlns:\w{1,20}\s?=\s?[\"']https?://wordpress\.org/export/")


def sniff(data: bytes | str, content_type: str | None = None) -> Form:
    """Return what a body is. Never raises.

    JSON that is none of the known lists is "text". The Content-Type only helps to decode.

    >>> sniff(b'<?xml version="1.0"?><rss version="2.0"></rss>')
    'feed'
    >>> sniff("<p>Hallo"), sniff("Hallo"), sniff(b"")
    ('page', 'text', 'empty')
    """
    if isinstance(data, bytes) and is_binary(data):
        return "binary"
    # A character takes four bytes at most.
    head = decode(data[: 4 * _HEAD], content_type).lstrip("\ufeff \t\r\n")
    if not head:
        return "empty" if len(data) <= 4 * _HEAD else "text"
    if head[0] not in "{[":
        return _sniff_markup(head[:_HEAD])
    return _sniff_json(decode(data, content_type)) if len(data) <= MAX_BYTES else "text"


def describe(form: Form) -> str:
    """Return what a body is in words for an error message."""
    return _WORDS[form]


def _sniff_markup(head: str) -> Form:
    root = _FEED_ROOT.search(head)
    if root and not _HTML.search(head[: root.start()]):
        return "wxr" if _EXPORT.search(head) else "feed"
    return "page" if _ELEMENT.search(head) or _HTML.search(head) else "text"


def _sniff_json(text: str) -> Form:
    try:
        value: Any = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return "text"
    if isinstance(value, list):
        comments = all("author_name" in mapping(one) and "content" in mapping(one) for one in value)
        return "wordpress-rest" if comments else "text"
    return _sniff_object(mapping(value))


def _sniff_object(value: Any) -> Form:
    version = value.get("version")
    items = isinstance(value.get("items"), list)
    if items and isinstance(version, str) and "jsonfeed.org" in version:
        return "jsonfeed"
    if items and ("home_page_url" in value or "feed_url" in value):
        return "jsonfeed"
    if isinstance(value.get("replies"), list) and {"total_replies", "hidden_replies"} & set(value):
        return "isso"
    if isinstance(value.get("code"), str) and "message" in value and "data" in value:
        return "wordpress-rest"
    return "text"
