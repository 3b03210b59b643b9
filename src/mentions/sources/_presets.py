"""Feeds whose address says how they are to be read. The table is `data/presets.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from mentions.asking import Watch
from mentions.errors import ConfigError
from mentions.urls.address import Address, address_of
from mentions.urls.hosts import host_of

# The source that reads them.
FEED = "feed"


class Items(StrEnum):
    """What the entries of a feed are; the table says more."""

    POSTS = "posts"
    CANDIDATES = "candidates"
    ACCOUNT = "account"
    VIDEOS = "videos"


@dataclass(frozen=True, kw_only=True, slots=True)
class Preset:
    """One kind of feed; the fields are explained in the table."""

    name: str
    title: str
    hosts: tuple[str, ...]
    path: re.Pattern[str]
    query: re.Pattern[str]
    items: Items
    address: str
    template: str | None = None
    finds: str
    cannot: str
    cost: str
    hides: str = "they name no page"
    permalink: re.Pattern[str] | None = None
    platform: str | None = None
    handle: re.Pattern[str] | None = None
    handle_in: str = "name"
    profile: str | None = None
    own_lines: tuple[re.Pattern[str], ...] = ()
    secrets: frozenset[str] = frozenset()

    def is_host(self, host: str) -> bool:
        """Whether a host, without www, is one of those that serve it."""
        return any(_fits(host, one) for one in self.hosts)

    def is_place(self, address: Address) -> bool:
        """Whether an address on one of those hosts is one of this kind."""
        path, query = self.path.fullmatch(address.path), self.query.search(address.query)
        return path is not None and query is not None

    def address_for(self, words: str) -> str | None:
        """Return the address of the feed for words; None where words are not enough."""
        return self.template and self.template.format(words=quote(words.strip(), safe=":"))


def _fits(host: str, listed: str) -> bool:
    return listed in {"*", host} or (listed.startswith("*.") and host.endswith(listed[1:]))


@cache
def presets() -> tuple[Preset, ...]:
    """Return all of them, in the order in which they are tried."""
    text = (files("mentions.sources") / "data" / "presets.toml").read_text("utf-8")
    return tuple(_preset(row) for row in tomllib.loads(text)["preset"])


def _preset(row: Mapping[str, Any]) -> Preset:
    patterns = {key: re.compile(row[key]) for key in ("permalink", "handle") if key in row}
    given = {
        "hosts": tuple(row["hosts"]),
        "path": re.compile(row["path"]),
        "query": re.compile(row.get("query", "")),
        "items": Items(row["items"]),
        "own_lines": tuple(map(re.compile, row.get("own_lines", ()))),
        "secrets": frozenset(row.get("secrets", ())),
    }
    return Preset(**{**row, **patterns, **given})


def preset_of(address: str) -> Preset | None:
    """Return what kind of feed an address is; None where it is like any other.

    >>> preset_of("https://www.google.com/alerts/feeds/1/2").name
    'google-alerts'
    >>> preset_of("https://www.google.com.example/alerts/feeds/1/2") is None
    True
    """
    parts = address_of(address)
    if parts is None:
        return None
    served = _served_by(host_of(address))
    return next((one for one in served if one.is_place(parts)), None)


@lru_cache(maxsize=16_384)
def _served_by(host: str) -> tuple[Preset, ...]:
    return tuple(one for one in presets() if one.is_host(host))


def preset_of_watch(watch: Watch) -> Preset | None:
    """Return what kind of feed a watch looks at; None where it is no such feed."""
    return preset_of(watch.address) if watch.source == FEED else None


def feed_for(name: str, words: str) -> tuple[str, str]:
    """Return source and address of a watch that may be named by a preset.

    Args:
        name: Of a preset; anything else comes back as it is.
        words: An address of that kind, or the words to build it from.

    Raises:
        ConfigError: The address is none of that kind, or words are not enough for one.

    >>> feed_for("lobsters-rss", "blog.example")
    ('feed', 'https://lobste.rs/domains/blog.example.rss')
    """
    preset = next((one for one in presets() if one.name == name), None)
    if preset is None:
        return name, words
    if address_of(words) is None:
        if not words.strip() or (built := preset.address_for(words)) is None:
            raise ConfigError(f"{name} needs the address of a feed: {preset.address}")
        return FEED, built
    if preset_of(words) is not preset:
        raise ConfigError(f"{words} is no feed of {preset.title}; expected: {preset.address}")
    return FEED, words
