"""What a feed says beside its entries' words: its home, its archive, the entries' comment feeds.

Read off the text in one pass that takes time in proportion to its length, like `hints.py`.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mentions.parse.charset import decode, is_binary
from mentions.parse.jsontext import mapping, text
from mentions.parse.sniff import sniff
from mentions.parse.tokens import TOKEN
from mentions.urls.join import absolute_url

_ATTRIBUTE = re.compile(r"([A-Za-z]{1,20})\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ENTRIES = frozenset(["item", "entry"])
# What holds foreign markup: nothing inside is the feed's own word.
_FOREIGN = frozenset(
    ["description", "content", "encoded", "summary", "source", "image", "textinput"]
)
_WANTED = frozenset(["link", "guid", "id", "commentrss", "origlink", "generator"])
_FEED_TYPES = ("application/atom+xml", "application/rss+xml")
_SHORT = re.compile(r"/\?p=[0-9]{1,12}\Z")
_LONGEST = 2_048
_MAX_ATTRIBUTES = 4_096


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedLinks:
    """Addresses, all absolute.

    Attributes:
        home: The page the feed belongs to.
        archive: Where older entries stand (RFC 5005: prev-archive, else next), None where unsaid.
        generator: What made the feed, as it says.
        comments: The comment feeds of entries (wfw:commentRss, rel=replies), by their permalinks.
        permalinks: Identifiers that lead to entries, too, by their permalinks.
        proxied: Addresses of entries at a service that counts clicks, by their permalinks.
    """

    home: str | None = None
    archive: str | None = None
    generator: str | None = None
    comments: Mapping[str, str] = field(default_factory=dict)
    permalinks: Mapping[str, str] = field(default_factory=dict)
    proxied: Mapping[str, str] = field(default_factory=dict)


def feed_links(body: bytes, *, url: str, content_type: str | None = None) -> FeedLinks:
    """Return what a feed says beside its entries' words; nothing for what is no feed.

    Never raises.

    Args:
        body: As served.
        url: Where it was read; relative links are resolved against it.
        content_type: The Content-Type header.
    """
    form = sniff(body, content_type)
    if form == "jsonfeed":
        return _in_json(decode(body, content_type), url)
    if form != "feed" or is_binary(body[:_LONGEST]):
        return FeedLinks()
    found = _Found(url)
    for element in _elements(decode(body, content_type)):
        found.take(element)
    return found.result()


def _in_json(written: str, url: str) -> FeedLinks:
    head = mapping(json.loads(written.lstrip("\ufeff \t\r\n")))
    return FeedLinks(home=_join(text(head, "home_page_url"), url))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Element:
    """An element with its attributes and text; of an entry only its end has a name."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""


def _elements(written: str) -> Iterator[_Element]:
    """Yield the elements that hold addresses, and each end of an entry."""
    name = foreign = ""
    attributes: Mapping[str, str] = {}
    start = 0
    cdata = ""
    for token in TOKEN.finditer(written):
        tag = (token["name"] or "").lower()
        if not tag:
            cdata += (token["cdata"] or "") if name else ""
            continue
        opens, empty = not token["end"], token["rest"].endswith("/")
        if foreign:
            foreign = "" if tag == foreign and not opens else foreign
            continue
        if name:
            words = cdata or html.unescape(written[start : token.start()])
            yield _Element(name=name, attributes=attributes, text=words.strip()[: _LONGEST + 1])
            name = cdata = ""
        if tag in _FOREIGN and opens and not empty:
            foreign = tag
        elif tag in _ENTRIES:
            yield _Element(name="begin" if opens else "end")
        elif tag in _WANTED and opens:
            attributes = _attributes(token["rest"])
            if empty:
                yield _Element(name=tag, attributes=attributes)
            else:
                name, start = tag, token.end()


def _attributes(rest: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(rest[:_MAX_ATTRIBUTES])
    return {key.lower(): html.unescape(one or other) for key, one, other in found}


class _Found:
    """What was found so far."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._head: dict[str, str] = {}
        self._entry: dict[str, str] | None = None
        self._comments: dict[str, str] = {}
        self._permalinks: dict[str, str] = {}
        self._proxied: dict[str, str] = {}

    def take(self, element: _Element) -> None:
        if element.name == "begin":
            self._entry = {}
        elif element.name == "end":
            self._close(self._entry or {})
            self._entry = None
        else:
            kept = self._head if self._entry is None else self._entry
            for key, value in self._said(element):
                kept.setdefault(key, value)

    def _said(self, element: _Element) -> Iterator[tuple[str, str]]:
        name, stated = element.name, element.attributes
        if name == "link" and "href" in stated:
            relation = (stated.get("rel") or "alternate").strip().lower()
            is_page = relation != "replies" or stated.get("type", "") in _FEED_TYPES
            address = _join(stated["href"], self._url)
            if address and is_page:
                yield relation, address
        elif name == "generator":
            yield name, f"{element.text} {stated.get('uri', '')}".strip()
        elif name in {"guid", "id"}:
            denied = stated.get("ispermalink", "true").strip().lower() == "false"
            if _is_permalink(element.text, denied=denied):
                yield "guid", element.text
        elif address := _join(element.text, self._url):
            yield "alternate" if name == "link" else name, address

    def _close(self, entry: Mapping[str, str]) -> None:
        shown, origin = entry.get("alternate"), entry.get("origlink")
        permalink = origin or shown or entry.get("guid")
        if permalink is None:
            return
        comments = entry.get("commentrss") or entry.get("replies")
        if comments:
            self._comments.setdefault(permalink, comments)
        if entry.get("guid") and entry["guid"] != permalink:
            self._permalinks.setdefault(permalink, entry["guid"])
        if origin and shown and shown != origin:
            self._proxied.setdefault(permalink, shown)

    def result(self) -> FeedLinks:
        return FeedLinks(
            home=self._head.get("alternate"),
            archive=self._head.get("prev-archive") or self._head.get("next"),
            generator=self._head.get("generator"),
            comments=self._comments,
            permalinks=self._permalinks,
            proxied=self._proxied,
        )


def _is_permalink(identifier: str, *, denied: bool) -> bool:
    """Whether an identifier is an address that leads to its entry.

    WordPress says of its `/?p=42` that it is no permalink; it leads there all the same.
    """
    is_address = identifier.lower().startswith(("http://", "https://"))
    return is_address and (not denied or _SHORT.search(identifier) is not None)


def _join(href: str, base: str) -> str | None:
    href = href.strip()
    if not href or len(href) > _LONGEST:
        return None
    return absolute_url(href, base)
