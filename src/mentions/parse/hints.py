"""When a feed says it wants to be asked, read off its raw bytes without parsing it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from mentions.looking import Hints
from mentions.parse.charset import decode, is_binary
from mentions.parse.tokens import TOKEN

# The head of a channel has a few kilobytes; what stands further down is not looked for.
_LOOKED_AT = 65_536
# As far as `sniff` looks for the root.
_BEFORE_ROOT = 16_384
_NO_FEED = re.compile(rb"[\s\xef\xbb\xbf]*(?:[\[{]|<(?:!doctype\s+html|html[\s>]))", re.IGNORECASE)
_ROOT = re.compile(r"<(?:[a-z][\w.-]{0,30}:)?(?:rss|rdf|feed)(?=[\s/>])", re.IGNORECASE)
_HTML = re.compile(r"<!doctype\s+html|<(?:html|head|body)[\s>]", re.IGNORECASE)
_BINDING = re.compile(
    r"\bxmlns(?::([A-Za-z_][\w.-]{0,30}))?\s*=\s*[\"']\s*(https?://[^\s\"'<>]{1,100})",
    re.IGNORECASE,
)
# web.resource.org/rss/1.0/modules/syndication
_SYNDICATION = re.compile(r"https?://purl\.org/rss/1\.0/modules/syndication/?", re.IGNORECASE)
_ENTRIES = frozenset(["item", "entry"])
_PLAIN = frozenset(["ttl", "hour", "day"])
_PERIODIC = frozenset(["updateperiod", "updatefrequency"])
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBER = re.compile(r"[0-9]{1,12}")
_YEAR = timedelta(days=365)
_MIDNIGHT = 24


class _Element(NamedTuple):
    """An element of the channel; `within` is the skipHours or skipDays around it."""

    name: str
    within: str
    text: str


def feed_hints(body: bytes, content_type: str | None = None) -> Hints:
    """Return when a feed wants to be asked: RSS 2.0, RSS 1.0's syndication module, in Atom too.

    Only what stands before the first entry counts, within the first 64 KB. What makes no sense
    is left out; a wait is a year at most. Never raises; costs some microseconds, and less for
    anything that is no feed.

    Args:
        body: As served.
        content_type: The header, for feeds in UTF-16 that have no byte order mark.

    >>> feed_hints(b"<rss><channel><ttl>90</ttl><skipHours><hour>3</hour></skipHours>")
    Hints(wait=datetime.timedelta(seconds=5400), skip_hours=frozenset({3}), skip_days=frozenset())
    >>> feed_hints(b"<html><ttl>90</ttl>")
    Hints(wait=None, skip_hours=frozenset(), skip_days=frozenset())
    """
    head = body[:_LOOKED_AT]
    if _NO_FEED.match(head) or is_binary(head):
        return Hints()
    # All that is looked for is ASCII: no need to know which charset the words are in.
    text = decode(head, content_type) if b"\x00" in head[:_BEFORE_ROOT] else head.decode("latin-1")
    root = _ROOT.search(text, 0, _BEFORE_ROOT)
    if root is None or _HTML.search(text, 0, root.start()):
        return Hints()
    return _hints_of(list(_elements(text, root.start())))


def _elements(text: str, start: int) -> Iterator[_Element]:
    """Yield the elements that say when to ask, up to the first entry."""
    ours = {"sy"}
    name = within = ""
    place = 0
    pieces: list[str] = []
    for token in TOKEN.finditer(text, start):
        if name:
            pieces.append(text[place : token.start()])
            place = token.end()
        tag = token["name"]
        if tag is None:
            if name:
                pieces.append(html.escape(token["cdata"] or ""))
            continue
        tag, prefix, opens = tag.lower(), token["prefix"] or "", not token["end"]
        if tag in _ENTRIES and opens:
            return
        if tag == name and not opens:
            yield _Element(name, within, html.unescape("".join(pieces)).strip().lower())
        name = ""
        if "xmlns" in token["rest"]:
            _bind(ours, token["rest"])
        if tag in {"skiphours", "skipdays"}:
            within = tag if opens else ""
        elif opens and ((tag in _PLAIN and not prefix) or (tag in _PERIODIC and prefix in ours)):
            name, place, pieces = tag, token.end(), []


def _bind(ours: set[str], attributes: str) -> None:
    """Note which prefixes stand for the syndication module, and which do not any more."""
    for prefix, space in _BINDING.findall(attributes):
        if _SYNDICATION.fullmatch(space):
            ours.add(prefix)
        else:
            ours.discard(prefix)


def _hints_of(elements: list[_Element]) -> Hints:
    stated: dict[str, str] = {}
    for element in elements:
        stated.setdefault(element.name, element.text)
    hours = (_number(one.text) for one in elements if one[:2] == ("hour", "skiphours"))
    days = (one.text for one in elements if one[:2] == ("day", "skipdays"))
    return Hints(
        wait=max(_ttl(stated), _period(stated)) or None,
        # Some write midnight as 24.
        skip_hours=frozenset(h % _MIDNIGHT for h in hours if h is not None and h <= _MIDNIGHT),
        skip_days=frozenset(_DAYS.index(day) for day in days if day in _DAYS),
    )


def _ttl(stated: dict[str, str]) -> timedelta:
    minutes = _number(stated.get("ttl", ""))
    return min(timedelta(minutes=min(minutes or 0, 10**9)), _YEAR)


def _period(stated: dict[str, str]) -> timedelta:
    """Return the time between updates; none where the module is not used or not understood."""
    if not _PERIODIC & set(stated):
        return timedelta(0)
    period = _PERIODS.get(stated.get("updateperiod", "daily"), timedelta(0))
    return period / (_number(stated.get("updatefrequency", "")) or 1)


def _number(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else None
