"""What an answer says beside its status: headers, and the few facts in the body of an error."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

# Of the body of an error no more is read.
ERROR_BYTES = 65_536
_MAX_DEPTH, _MAX_FACTS = 4, 200
_MAX_QUOTE = 160
_HTML = re.compile(rb"\s*(?:<!doctype\s+html|<html|<head|<body)", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
# Where services put the sentence that is meant for people.
_SENTENCES = (
    *("error.message", "error_message", "error_description", "message", "detail", "error.info"),
    *("errors[].text", "errors[].message", "errors[]", "error", "meta.msg", "reason", "title"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """An answer, as far as the dialects are concerned.

    Attributes:
        host: Who answered, as `host_of` gives it.
        headers: Names in lower case.
        body: Its beginning.
        now: When; aware, UTC.
        facts: Texts and numbers of a JSON body by their path, such as `errors[].code`.
    """

    status: int
    host: str
    headers: Mapping[str, str]
    body: bytes
    now: datetime
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_html(self) -> bool:
        """Whether the body is a page for people."""
        return bool(_HTML.match(self.body))

    def is_from(self, hosts: tuple[str, ...]) -> bool:
        """Whether one of these hosts, or a host below one, answered."""
        return any(self.host == host or self.host.endswith(f".{host}") for host in hosts)

    def texts(self, path: str) -> tuple[str, ...]:
        """Return what stands at a path: `header:name`, `text` for a plain body, or in the JSON."""
        if path.startswith("header:"):
            value = self.headers.get(path.removeprefix("header:"))
            return () if value is None else (value,)
        if path == "text":
            plain = not self.facts and not self.is_html
            return (self.body.decode("utf-8", "replace"),) if plain else ()
        return self.facts.get(path, ())

    def quoted(self) -> str:
        """Return the server's own words as the end of a sentence, "" where it has none."""
        words = next((self.facts[path][0] for path in _SENTENCES if path in self.facts), "")
        if not words and self.texts("text"):
            words = self.texts("text")[0]
        words = "".join(char if char.isprintable() else " " for char in words[: 4 * _MAX_QUOTE])
        words = _SPACES.sub(" ", words).strip()
        if len(words) > _MAX_QUOTE:
            words = f"{words[:_MAX_QUOTE]} …"
        return f'; it says "{words}"' if words else ""


def facts_in(body: bytes) -> dict[str, tuple[str, ...]]:
    """Return the texts and numbers of a JSON object by their path; {} where it is none.

    >>> facts_in(b'{"error": {"code": 4}, "errors": [{"reason": "a"}, {"reason": "b"}]}')
    {'error.code': ('4',), 'errors[].reason': ('a', 'b')}
    """
    if body.lstrip()[:1] != b"{":
        return {}
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    facts: dict[str, tuple[str, ...]] = {}
    for count, (path, text) in enumerate(_walk(value, "", 0)):
        if count >= _MAX_FACTS:
            break
        facts[path] = (*facts.get(path, ()), text)
    return facts


def _walk(value: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, str | int | float):
        yield path, str(value)
    elif depth < _MAX_DEPTH and isinstance(value, dict):
        for name, inner in value.items():
            yield from _walk(inner, f"{path}.{name}" if path else name, depth + 1)
    elif depth < _MAX_DEPTH and isinstance(value, list):
        for inner in value:
            yield from _walk(inner, f"{path}[]", depth + 1)
