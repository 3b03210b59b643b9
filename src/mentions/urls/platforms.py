"""Platforms and their permalinks. The facts, patterns included, are in `data/platforms.toml`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote

from mentions.model import Kind
from mentions.urls.address import Address
from mentions.urls.hosts import bare_host, host_keys
from mentions.urls.tables import document
from mentions.urls.wrappers import innermost

WEB = "web"

# Bridgy sends a webmention for each reaction elsewhere; its address says which, and where.
_BRIDGY = frozenset({"brid.gy", "brid-gy.appspot.com"})
_BRIDGED = re.compile(r"/(?P<act>[a-z]{3,10})/(?P<platform>[a-z0-9]{2,20})(?:/|\Z)")
_BRIDGED_ACTS = {
    "like": Kind.LIKE,
    "repost": Kind.REPOST,
    "comment": Kind.REPLY,
    "reply": Kind.REPLY,
    "post": Kind.MENTION,
}
# Bridgy Fed: "bsky.brid.gy/convert/web/at://...", "fed.brid.gy/r/https://...".
_FED = re.compile(r"(?:fed|[a-z]{2,15})\.brid\.gy")
_FED_INNER = re.compile(r"(?:https?:/{1,2}(?P<page>.+)|(?P<at>at:/{1,2}).*)", re.DOTALL)
_NETWORKS = {"bsky": "bluesky", "atproto": "bluesky", "ap": "mastodon", "activitypub": "mastodon"}

_Patterns = tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Platform:
    """One table of the data file; see there."""

    id: str
    certain: bool
    per_host: bool
    handle: _Patterns
    account: _Patterns
    post: _Patterns
    reserved: frozenset[str]


def platform_of(url: str) -> str:
    """Return the id of the platform an address belongs to, "web" where none is known.

    Mastodon and its like are told from known servers only, and there only for the address of an
    account or a post. An address of Bridgy counts as the platform that its path names.

    >>> platform_of("https://mobile.twitter.com/jens/status/1"), platform_of("https://example.org")
    ('twitter', 'web')
    >>> platform_of("https://brid.gy/like/bluesky/jens.example/3k/did:plc:abc")
    'bluesky'
    """
    address = innermost(url)
    if address is None:
        return WEB
    host = bare_host(address.host)
    if host in _BRIDGY:
        found = _BRIDGED.match(address.path)
        return (platform_named(found["platform"]) if found else None) or WEB
    if _FED.fullmatch(host):
        return _federated(host, address.tail)
    platform = _platform(address)
    return platform.id if platform else WEB


def _federated(host: str, tail: str) -> str:
    """Return the platform of an address of Bridgy Fed: that of the address in it, else its side."""
    inner = _FED_INNER.search(unquote(tail))
    if inner and inner["at"]:
        return "bluesky"
    address = innermost(f"https://{inner['page']}") if inner else None
    platform = _platform(address) if address else None
    if platform:
        return platform.id
    sides = [host.partition(".")[0], *tail.split("/")[2:3]]
    return next((_NETWORKS[side] for side in sides if side in _NETWORKS), WEB)


def bridged_act(url: str) -> Kind | None:
    """Return the act for which Bridgy made an address, None where it does not say so.

    >>> bridged_act("https://brid.gy/repost/mastodon/@jens@example.org/1/2")
    <Kind.REPOST: 'repost'>
    >>> bridged_act("https://example.org/like/twitter/1") is None
    True
    """
    address = innermost(url)
    if address is None or bare_host(address.host) not in _BRIDGY:
        return None
    found = _BRIDGED.match(address.path)
    return _BRIDGED_ACTS.get(found["act"]) if found else None


def is_bridged(url: str) -> bool:
    """Tell whether an address is Bridgy's copy of what somebody did elsewhere.

    >>> is_bridged("https://fed.brid.gy/r/https://example.org/1"), is_bridged("https://brid.gy/")
    (True, False)
    """
    address = innermost(url)
    if address is None or address.path == "/":
        return False
    host = bare_host(address.host)
    return bool(_BRIDGED.match(address.path) if host in _BRIDGY else _FED.fullmatch(host))


def platform_named(label: str) -> str | None:
    """Return the id of the platform that a text calls `label`, None where unknown.

    >>> platform_named("Hacker News"), platform_named(" Twitterze "), platform_named("Jens")
    ('hackernews', 'twitter', None)
    """
    return _labels().get(_folded(label))


def handle_of(url: str) -> str | None:
    """Return the account that a profile or post on a known platform belongs to.

    Without `@`; of Mastodon and Lemmy with the server, `name@host`, as there is one `jens` on
    each of them. None where the address names no account, or only a number.

    >>> handle_of("http://twitter.com/joerg_weiss/statuses/263")
    'joerg_weiss'
    >>> handle_of("https://twitter.com/intent/tweet?url=https://example.org") is None
    True
    """
    address = innermost(url)
    platform = _platform(address) if address else None
    if address is None or platform is None:
        return None
    host = bare_host(address.host)
    handle = _first(platform.account, host) or _first(platform.handle, address.tail)
    if handle is None or handle.lower() in platform.reserved:
        return None
    handle = unquote(handle)
    return f"{handle}@{host}" if platform.per_host and "@" not in handle else handle


def post_id(url: str) -> str | None:
    """Return what identifies a post or comment of a known platform, however it is addressed.

    None for anything that is no permalink of a known form.

    >>> post_id("https://twitter.com/jens/statuses/2631234567")
    'twitter:2631234567'
    >>> post_id("https://x.com/i/web/status/2631234567?s=20")
    'twitter:2631234567'
    """
    address = innermost(url)
    platform = _platform(address) if address else None
    if address is None or platform is None:
        return None
    for pattern in platform.post:
        if found := pattern.match(address.tail):
            parts = [_part(name, value) for name, value in found.groupdict().items()]
            host = [bare_host(address.host)] if platform.per_host else []
            return f"{platform.id}:" + "/".join([*host, *parts])
    return None


def _part(group: str, value: str) -> str:
    if group == "comment":
        return f"comment-{value}"
    return value.lower() if group.startswith("low") else value


def _platform(address: Address) -> _Platform | None:
    names = _by_host()
    for key in host_keys(address.host):
        if name := names.get(key):
            platform = _named(name)
            patterns = platform.handle + platform.post
            fits = not platform.certain or any(one.match(address.tail) for one in patterns)
            return platform if fits else None
    return None


def _first(patterns: _Patterns, text: str) -> str | None:
    matches = (pattern.match(text) for pattern in patterns)
    return next((found[1] for found in matches if found), None)


def _folded(label: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", label).casefold().split())


@cache
def _labels() -> dict[str, str]:
    return {
        _folded(label): name
        for name, table in document("platforms.toml").items()
        for label in (name, *table.get("labels", ()))
    }


@cache
def _by_host() -> dict[str, str]:
    tables = document("platforms.toml").items()
    return {host: name for name, table in tables for host in table["hosts"]}


@cache
def _named(name: str) -> _Platform:
    """Return a platform; the patterns of most are never needed in a run."""
    table: dict[str, Any] = document("platforms.toml")[name]
    return _Platform(
        id=name,
        certain=table.get("certain", False),
        per_host=table.get("per_host", False),
        handle=_compiled(table.get("handle", ())),
        account=_compiled(table.get("account", ())),
        post=_compiled(table.get("post", ())),
        reserved=frozenset(table.get("reserved", ())),
    )


def _compiled(patterns: Iterable[str]) -> _Patterns:
    return tuple(re.compile(pattern, re.ASCII) for pattern in patterns)
