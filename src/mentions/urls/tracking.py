"""Query parameters that say how a reader came, not which page it is: `data/tracking.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from mentions.urls.hosts import host_keys
from mentions.urls.tables import document

# Drawn at random: as long as frameworks make them, letters and digits mixed. An id is neither.
_RANDOM = re.compile(r"(?=[a-z]*[0-9])(?=[0-9]*[a-z])[0-9a-z]{26,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    """What to drop: names, beginnings of names, and names that count with certain values."""

    names: frozenset[str]
    prefixes: tuple[str, ...]
    values: frozenset[tuple[str, str]]
    random: frozenset[str]

    def cover(self, name: str, value: str) -> bool:
        return (
            name in self.names
            or name.startswith(self.prefixes)
            or ((name, value.lower()) in self.values)
            or (name in self.random and _RANDOM.fullmatch(value.lower()) is not None)
        )


def strip_tracking(pairs: Iterable[tuple[str, str]], host: str) -> list[tuple[str, str]]:
    """Return the query parameters that can select content, in their order.

    Args:
        pairs: Names and values.
        host: Of the address: some parameters say nothing on some hosts only.

    >>> strip_tracking([("utm_source", "feed"), ("p", "42"), ("s", "20")], "example.org")
    [('p', '42'), ('s', '20')]
    >>> strip_tracking([("s", "20")], "twitter.com")
    []
    """
    rules = _rules(host)
    return [
        (name, value)
        for name, value in pairs
        if not any(rule.cover(name.lower(), value) for rule in rules)
    ]


@lru_cache(maxsize=8192)
def _rules(host: str) -> tuple[_Rules, ...]:
    table = _by_host()
    on_host = [rule for key in host_keys(host) for rule in table.get(key, ())]
    return (_everywhere(), *on_host)


@cache
def _everywhere() -> _Rules:
    return _merged([group for group in _groups() if "hosts" not in group])


@cache
def _by_host() -> dict[str, list[_Rules]]:
    table: dict[str, list[_Rules]] = {}
    for group in _groups():
        for host in group.get("hosts", ()):
            table.setdefault(host, []).append(_merged([group]))
    return table


def _groups() -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = document("tracking.toml")["group"]
    return groups


def _merged(groups: list[dict[str, Any]]) -> _Rules:
    return _Rules(
        names=frozenset(name for group in groups for name in group.get("names", ())),
        prefixes=tuple(prefix for group in groups for prefix in group.get("prefixes", ())),
        values=frozenset(
            (name, value)
            for group in groups
            for name, values in group.get("values", {}).items()
            for value in values
        ),
        random=frozenset(name for group in groups for name in group.get("random", ())),
    )
