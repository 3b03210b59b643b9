"""Look before parsing: one pass over the bytes of an answer says whether it is worth reading."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from unicodedata import normalize

from mentions.core.index import ArticleIndex
from mentions.core.scan.hosts import (
    core_of,
    cores_of,
    ends_of,
    hidden_in,
    may_end_in,
    run_of,
    tokens_in,
)
from mentions.core.scan.layers import (
    readings,
    unfolded,
    without_escapes,
    without_usual_escapes,
)
from mentions.core.scan.paging import may_go_on
from mentions.core.scan.paths import Paths
from mentions.core.scan.short import dots_in, is_short_link
from mentions.core.shortlinks import KNOWN, Shorteners
from mentions.urls.hosts import bare_host, host_of, is_shortener_host, shortener_hosts
from mentions.urls.wrapper_forms import FORMS
from mentions.urls.wrappers import hides_target

# Readers refuse what is larger, and say so.
_MAX_BYTES = 20_000_000
# Layers of encodings, all of them hiding something, that are undone; beyond them is an attack.
_MAX_LAYERS = 12
# Addresses that are looked at closely; a page with more of them is read.
_MOST_UNCLEAR, _MOST_PLACES = 2_000, 5_000
# Hosts that are remembered as none of interest: the same ones stand in page after page.
_MOST_FOREIGN, _LONG = 20_000, 64
_HEAD = 16_400
_CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32)])
# In lower case.
_FEED = re.compile(rb"<(?:[a-z][\w.-]{0,30}:)?(?:rss|rdf|feed)[\s/>]")
_BASE = re.compile(rb"<base[\s/>]", re.IGNORECASE)
_EXPORT = b"wordpress.org/export/"
# What the JSON that can be read says of itself; lists of comments are counted, so always read.
_JSON_FORMS = (b"jsonfeed.org", b"home_page_url", b"feed_url", b"total_replies", b"hidden_replies")
_SPACE = codecs.BOM_UTF8 + b" \t\r\n"
_ORDINARY = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)+")
_PATH = re.compile(rb"[A-Za-z0-9_~./\\-]*")
# Anything behind a host but the bare home page.
_ANY_PATH = re.compile(
    rb"(?:<[^<>]{0,500}>|[\t\r\n]){0,20}(?:[%&\x80-\xff]|:[0-9]"
    rb"|[/\\](?:[/\\\t\r\n]|<[^<>]{0,500}>){0,20}[^\s\"'<>?#/\\])"
)
_VARIANTS = frozenset(
    word[:end] for word in (b"www0", b"mobile", b"amp") for end in range(len(word) + 1)
)


class Scanner:
    """Tells what is worth reading. Built once for a run; asking it costs one pass over the bytes.

    What it lets go is certain to hold nothing; what it keeps may hold nothing all the same.
    """

    __slots__ = (
        *("_beginnings", "_foreign", "_hosts", "_numeric", "_parents", "_paths", "_sees_all"),
        "_shorteners",
    )

    def __init__(self, index: ArticleIndex, *, shorteners: Shorteners = KNOWN) -> None:
        """Prepare for an index.

        Args:
            index: The articles that are tracked.
            shorteners: Which links are short ones.
        """
        self._shorteners = shorteners
        self._paths = Paths(index)
        tracked = [host for host in index.hosts if host]
        short = [host for host in shortener_hosts() if not host.startswith("*.")]
        # Names that no address on the web has are looked for nowhere: everything is read.
        self._sees_all = not all(map(_ORDINARY.fullmatch, tracked))
        self._numeric = any(_is_number(host.encode()) for host in tracked)
        names = [*tracked, *_kin(tracked), *short, *shorteners.extra_hosts]
        self._hosts = frozenset(core_of(name.lower().encode()) for name in names)
        parents = (key for key in (*FORMS, *shortener_hosts()) if key.startswith("*."))
        self._parents = tuple(key.removeprefix("*").encode() for key in parents)
        wrappers = (key.removeprefix("*.").removesuffix("*").encode() for key in FORMS)
        self._beginnings = sorted({*self._hosts, *wrappers, *_spelled_out(tracked)})
        self._foreign: set[bytes] = set()

    def may_hold(self, body: bytes, *, url: str, content_type: str | None = None) -> bool:
        """Whether a body can hold a mention, a short link, or lead to more of its comments.

        False is certain; so it is only for what can be read at all. Pages on a tracked host are
        always read: their relative links and their comments are about its articles.

        Args:
            body: As served.
            url: The address that answered.
            content_type: The header, for its charset.
        """
        if self._sees_all or len(body) > _MAX_BYTES or self._is_near(url):
            return True
        if not body or body.isspace() or _is_binary(body):
            return True
        return any(self._is_worth(text) for text in readings(body, content_type))

    def may_link(self, message: bytes) -> bool:
        """Whether a JSON message of a stream can hold a link to an article, or a short link.

        False is certain. It is UTF-8, and what its own network calls relative is no link.

        Args:
            message: As it came.
        """
        if self._sees_all or len(message) > _MAX_BYTES:
            return True
        # Not to be taken for a feed, in which relative links could lead to an article.
        return self._may_speak(b'"' + without_usual_escapes(message))

    def _is_near(self, url: str) -> bool:
        """Whether relative links on a page may lead to an article, or be short ones."""
        host = host_of(url)
        return bool(host) and (core_of(host.encode()) in self._hosts or hides_target(host))

    def _is_worth(self, text: bytes) -> bool:
        if _needs_its_reader(text):
            return True
        return self._may_speak(without_escapes(text) if _is_json(text) else text)

    def _may_speak(self, text: bytes) -> bool:
        waiting = [text]
        for _ in range(_MAX_LAYERS):
            if not waiting:
                return False
            layer = waiting.pop()
            if self._speaks(layer):
                return True
            waiting.extend(unfolded(layer))
        return True

    def _speaks(self, text: bytes) -> bool:
        """Whether an address of interest can be seen in a text."""
        lowered = text.lower()
        hits: set[bytes] = set()
        unclear: list[bytes] = []
        for token in tokens_in(text, lowered) - self._foreign:
            run = run_of(token)
            if self._matters(run):
                hits.add(run)
            elif self._is_unclear(run, token):
                unclear.append(token)
            elif len(token) < _LONG and len(self._foreign) < _MOST_FOREIGN:
                self._foreign.add(token)
        if len(unclear) > _MOST_UNCLEAR or any(map(self._hides, unclear)):
            return True
        if hits and self._leads(text, hits):
            return True
        if any(map(is_short_link, dots_in(lowered))):
            return True
        return not _is_feed(text) and may_go_on(text, lowered)

    def _matters(self, run: bytes) -> bool:
        cores, special = _known_of(run)
        return special or not self._hosts.isdisjoint(cores)

    def _is_unclear(self, run: bytes, token: bytes) -> bool:
        """Whether a host may be another one than it looks like."""
        if len(run) < len(token):
            return self._may_begin(run) or may_end_in(self._parents, run, token)
        return self._numeric and _is_number(run)

    def _may_begin(self, run: bytes) -> bool:
        """Whether a host of interest may begin with this."""
        core = core_of(run.lower())
        at = bisect_left(self._beginnings, core)
        found = self._beginnings[at : at + 1]
        return core in _VARIANTS or bool(found and found[0].startswith(core))

    def _hides(self, token: bytes) -> bool:
        """Whether a host of interest is hidden in a token."""
        hidden = hidden_in(token)
        return any(map(self._matters, hidden.hosts)) or any(map(self._may_begin, hidden.begun))

    def _leads(self, text: bytes, hits: set[bytes]) -> bool:
        """Whether one of the hosts seen stands in an address of interest."""
        # There relative links are resolved against addresses that stand in the text.
        joins = _is_feed(text) or _BASE.search(text) is not None
        places = (
            (name, end)
            for run in hits
            for name in {run.lower(), *cores_of(run.lower())}
            for end in ends_of(run, text)
        )
        return any(
            number == _MOST_PLACES or self._leads_at(*place, text, joins=joins)
            for number, place in enumerate(places)
        )

    def _leads_at(self, name: bytes, end: int, text: bytes, *, joins: bool) -> bool:
        host = name.decode("ascii")
        if self._paths.tracks(host) and (joins or self._paths.may_lead(host, text, end)):
            return True
        if hides_target(host) and self._paths.may_wrap(host, text, end):
            return True
        return self._is_short(host, text, end)

    def _is_short(self, host: str, text: bytes, end: int) -> bool:
        if self._shorteners.matches(f"http://{host}/"):
            return True
        if self._shorteners.matches(f"http://{host}/x"):
            return _ANY_PATH.match(text, end) is not None
        path = _PATH.match(text, end)
        folder = path[0].decode("ascii").replace("\\", "") if path else ""
        return self._shorteners.matches(f"http://{host}{folder}x")


@lru_cache(maxsize=16_384)
def _known_of(run: bytes) -> tuple[tuple[bytes, ...], bool]:
    """Return the hosts that a run may be, and whether one is special, whatever is tracked."""
    lowered = run.lower()
    name = lowered.decode("ascii")
    return tuple(cores_of(lowered)), hides_target(name) or is_shortener_host(name)


def _is_number(run: bytes) -> bool:
    """Whether a host may be an IPv4 address in one of its forms."""
    return run.rstrip(b".").rpartition(b".")[2][:1].isdigit()


def _kin(hosts: Iterable[str]) -> Iterator[str]:
    """Yield further hosts of the same sites."""
    for host in hosts:
        language, _, site = host.partition(".")
        if bare_host(f"{language}.m.{site}") == host:
            yield f"{language}.m.{site}"


def _spelled_out(hosts: Iterable[str]) -> Iterator[bytes]:
    """Yield the names in punycode as they are shown, composed and with combining characters."""
    for host in hosts:
        if "xn--" in host:
            shown = ".".join(map(_shown, host.split(".")))
            for form in (shown, normalize("NFD", shown)):
                yield form.encode("utf-8", "ignore")


def _shown(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode")
    except UnicodeError:
        return ""


def _head(text: bytes) -> bytes:
    """Return at least the characters by which readers tell what a text is."""
    head = text[: 4 * _HEAD].lstrip(_SPACE)
    return head[:_HEAD] if head.isascii() else head


def _is_feed(text: bytes) -> bool:
    return _is_json(text) or _FEED.search(_head(text).lower()) is not None


def _is_json(text: bytes) -> bool:
    return text[: 4 * _HEAD].lstrip(_SPACE).startswith((b"{", b"["))


def _needs_its_reader(text: bytes) -> bool:
    """Whether only reading it tells what it is, or how many comments it lists."""
    head = _head(text)
    if head.startswith(b"{"):
        return not any(mark in text for mark in _JSON_FORMS)
    return head.startswith(b"[") or _EXPORT in head


def _is_binary(body: bytes) -> bool:
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)):
        return False
    head = body[:1024]
    return len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 100 + 2
