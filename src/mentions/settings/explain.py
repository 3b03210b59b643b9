"""What is wrong with a config, in the owner's words: which key, and what it should hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, time
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from mentions.settings.locate import Place
from mentions.settings.reporting import Evidence, Report, ReportsTable
from mentions.settings.running import BlogTable, NotifyTable, Run
from mentions.settings.shape import (
    ArticleTable,
    Database,
    Fetch,
    Poll,
    Shortlinks,
    WatchTable,
    Websub,
)
from mentions.settings.sources import SourceTable
from mentions.urls.canonical import canonical_url

Problem = tuple[Place, str]

TABLES: Mapping[str, type[BaseModel]] = {
    "database": Database,
    "fetch": Fetch,
    "shortlinks": Shortlinks,
    "poll": Poll,
    "websub": Websub,
    "run": Run,
    "report": Report,
    "evidence": Evidence,
    "articles": ArticleTable,
    "watches": WatchTable,
    "blogs": BlogTable,
    "notify": NotifyTable,
    "reports": ReportsTable,
    "sources": SourceTable,
}
_LISTS = ("articles", "watches", "blogs", "notify", "reports")
_WITH_NAMES = ("notify", "reports")
_NAMED = "sources"  # its tables have names of the owner's choice: [sources.NAME]
_SECRET = ("database", "url")
_NO_SECRETS = ("enabled", "budget")  # of a source; a token may stand in the others by mistake
_SHOWN = 60  # characters of a value that fit a line


def explain(detail: ErrorDetails) -> Problem:
    """Turn what pydantic says of a value into our words."""
    place, kind = detail["loc"], detail["type"]
    # Paths through `X | None` and tuples hold names of pydantic's own after the key.
    depth = 3 if place[0] in (*_LISTS, _NAMED) else 2
    place = place[:depth] if kind != "said" else place
    context = detail.get("ctx", {})
    if kind == "said":
        place = (*place, context["key"]) if context["key"] else place
        return place, f"{_name(place)}: {context['message']}"
    if kind == "extra_forbidden":
        return place, _unknown_key(place)
    if kind == "missing":
        return place, f"{_name(place)}: is missing here; it is {_expected(place)}"
    given = "" if _is_secret(place) else f" {_shown(detail['input'])}"
    return detail["loc"], f"{_name(place)}:{given} will not do; expected: {_expected(place)}"


def told_once(details: Collection[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out what is said of a whole list whose items are told already: that it lacks them."""
    within = {detail["loc"][:end] for detail in details for end in range(1, len(detail["loc"]))}
    return [
        detail for detail in details if detail["type"] != "too_short" or detail["loc"] not in within
    ]


def _is_secret(place: Place) -> bool:
    """Whether a value must not be repeated."""
    return place[:2] == _SECRET or (place[0] == _NAMED and place[-1] not in _NO_SECRETS)


def _unknown_key(place: Place) -> str:
    key = str(place[-1])
    known = sorted(TABLES if len(place) == 1 else TABLES[str(place[0])].model_fields)
    said = f"{_name(place)}: no such {'table' if len(place) == 1 else 'key'}"
    near = get_close_matches(key[:_SHOWN], known, n=1)
    meant = f'; did you mean "{near[0]}"?' if near else "."
    return f"{said}{meant} Valid here: {', '.join(known)}"


def _expected(place: Place) -> str:
    """Return what a key should hold, in words."""
    table = TABLES[str(place[0])]
    key = place[-1]
    if len(place) > (2 if place[0] == _NAMED else 1) and isinstance(key, str):
        return table.model_fields[key].description or ""
    if place[0] == _NAMED:
        return "a table, written [sources.NAME], with keys under it"
    written = f"[[{place[0]}]]" if place[0] in _LISTS else f"[{place[0]}]"
    return f"a table, written {written}, with keys under it"


def repeated(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield addresses of two articles, watches and blogs that stand twice, names of two tables."""
    taken: dict[str, int] = {}
    for number, table in enumerate(_tables(data, "articles")):
        for place, url in _addresses(table):
            if taken.setdefault(canonical_url(url), number) != number:
                said = f"{_shown(url)} is an address of two articles; keep one"
                yield ("articles", number, *place), f"articles.{place[0]}: {said}"
    seen: set[tuple[str, str]] = set()
    for number, table in enumerate(_tables(data, "watches")):
        watch = (str(table.get("source")), str(table.get("address")))
        if watch in seen:
            yield ("watches", number), f"watches: {_shown(watch[1])} is watched twice; drop one"
        seen.add(watch)
    blogs: set[str] = set()
    for number, table in enumerate(_tables(data, "blogs")):
        home = table.get("url")
        if isinstance(home, str) and canonical_url(home) in blogs:
            yield ("blogs", number, "url"), f"blogs.url: {_shown(home)} stands here twice; drop one"
        blogs |= {canonical_url(home)} if isinstance(home, str) else set()
    for name in _WITH_NAMES:
        yield from _same_names(data, name)


def _same_names(data: Mapping[str, Any], name: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, table in enumerate(_tables(data, name)):
        own = table.get("name")
        if isinstance(own, str) and own in seen:
            said = f"two [[{name}]] have the name {_shown(own)}; give each its own"
            yield (name, number, "name"), f"{name}.name: {said}"
        seen.add(str(own))


def unknown_recipients(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield names in `send_to` that no [[notify]] has."""
    known = [one for table in _tables(data, "notify") if isinstance(one := table.get("name"), str)]
    for number, table in enumerate(_tables(data, "reports")):
        given = table.get("send_to")
        for place, name in enumerate(given if isinstance(given, list) else []):
            if isinstance(name, str) and name not in known:
                said = f"reports.send_to: {_no_recipient(name, known)}"
                yield ("reports", number, "send_to", place), said


def _no_recipient(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name[:_SHOWN], known, n=1)
    meant = f'; did you mean "{near[0]}"?' if near else "."
    there = f"There are: {', '.join(sorted(known))}" if known else "There is none yet"
    return f"no [[notify]] has the name {_shown(name)}{meant} {there}"


def _addresses(article: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    aliases = article.get("aliases")
    listed = aliases if isinstance(aliases, list) else []
    for number, url in enumerate([article.get("url"), *listed]):
        if isinstance(url, str):
            yield ("aliases", number - 1) if number else ("url",), url


def unknown_sources(data: Mapping[str, Any], sources: Collection[str] | None) -> Iterator[Problem]:
    """Yield watches, also those of blogs, and [sources.NAME] of no source.

    None where the sources are not known.
    """
    if sources is None:
        return
    for number, table in enumerate(_tables(data, "watches")):
        name = table.get("source")
        if isinstance(name, str) and name not in sources:
            yield ("watches", number, "source"), f"watches.source: {_no_source(name, sources)}"
    for number, table in enumerate(_tables(data, "blogs")):
        given = table.get("watches")
        for place, name in enumerate(given if isinstance(given, list) else []):
            if isinstance(name, str) and name not in sources:
                said = f"blogs.watches: {_no_source(name, sources)}"
                yield ("blogs", number, "watches", place), said
    named = data.get(_NAMED)
    for name, table in (named if isinstance(named, dict) else {}).items():
        if isinstance(table, dict) and name not in sources:
            yield (_NAMED, name), f"sources: {_no_source(name, sources)}"


def unknown_switches(
    data: Mapping[str, Any], keys: Collection[str], switches_of: Callable[[str], Collection[str]]
) -> Iterator[Problem]:
    """Yield switches under [sources.NAME] that the source does not have.

    Args:
        data: The config as TOML gives it.
        keys: What may stand there for every source.
        switches_of: Returns the names of a source's own switches; raises nothing.
    """
    named = data.get(_NAMED)
    for name, table in (named if isinstance(named, dict) else {}).items():
        given = [key for key in table if key not in keys] if isinstance(table, dict) else []
        switches = switches_of(name) if given else ()
        for key in given:
            if key not in switches and isinstance(table[key], bool):
                yield (_NAMED, name, key), f"sources.{name}: {_no_switch(key, switches)}"


def _no_switch(key: str, switches: Collection[str]) -> str:
    near = get_close_matches(key[:_SHOWN], switches, n=1)
    meant = f'; did you mean "{near[0]}"?' if near else "."
    there = f"Its switches: {', '.join(sorted(switches))}" if switches else "It has none"
    return f"no switch {_shown(key)}{meant} {there}"


def _no_source(name: str, sources: Collection[str]) -> str:
    near = get_close_matches(name[:_SHOWN], sources, n=1)
    meant = f'; did you mean "{near[0]}"?' if near else "."
    return f"no source {_shown(name)}{meant} There are: {', '.join(sorted(sources))}"


def _tables(data: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    tables = data.get(name)
    given = tables if isinstance(tables, list) else []
    return [table if isinstance(table, dict) else {} for table in given]


def _name(place: Place) -> str:
    """Return a key as it is called in messages: watches.address, without numbers."""
    return ".".join(_shown_key(part) for part in place if isinstance(part, str))


def _shown_key(key: str) -> str:
    return key if re.fullmatch(r"[\w-]{1,60}", key) else _shown(key)


def _shown(value: object) -> str:
    """Return a value as TOML writes it, short, without anything a terminal would obey."""
    whole = _written(value)
    return whole if len(whole) <= _SHOWN else f"{whole[:_SHOWN]}..."


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date | time) else repr(value)
