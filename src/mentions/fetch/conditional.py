"""Asking only for what changed, and for how long an answer says that nothing does.

ETag and Last-Modified, sent together; and the hash of the last body.

A cursor belongs to one question, the address first asked and the Accept header sent with it; its
validators go back only to the address that gave them (RFC 9110, section 13.1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from mentions.asking import Page
from mentions.fetch.waits import moment_in

_VALIDATORS = {"etag": "If-None-Match", "last_modified": "If-Modified-Since"}
_MAX_VALIDATOR = 1024
LONGEST_FRESH = timedelta(days=1)
_MAX_AGE = re.compile(
    r'(?:^|[,\s])(s-maxage|max-age)\s*=\s*"?(\d{1,10})"?\s*(?=,|$)', re.IGNORECASE
)
_NOT_KEPT = re.compile(r"(?:^|[,\s])no-(?:store|cache)\s*(?=,|$)", re.IGNORECASE)


def cursor_for(
    cursor: Mapping[str, Any] | None, *, asked: str, accept: str | None
) -> Mapping[str, Any] | None:
    """Return a cursor if it belongs to this question, None if to another one."""
    if not cursor or cursor.get("asked") != _mark(asked) or cursor.get("accept") != accept:
        return None
    return cursor


def condition_headers(cursor: Mapping[str, Any] | None, url: str) -> dict[str, str]:
    """Return the headers that make a request conditional; both validators go together.

    Args:
        cursor: As `cursor_for` gave it.
        url: Who is asked now.
    """
    if not cursor or cursor.get("url", cursor.get("asked")) != _mark(url):
        return {}
    known = {header: cursor.get(name) for name, header in _VALIDATORS.items()}
    return {header: value for header, value in known.items() if isinstance(value, str)}


def refreshed(before: Mapping[str, Any], headers: Mapping[str, str]) -> Mapping[str, Any]:
    """Return a cursor after 304: new validators take the place of the old (RFC 9111, 4.3.4)."""
    return {**before, **_validators(headers)}


def with_cursor(
    page: Page,
    headers: Mapping[str, str],
    before: Mapping[str, Any] | None,
    *,
    accept: str | None = None,
) -> Page:
    """Return the page with the validators for next time, and whether it is the same as before.

    The same bytes from another address are something new: their links may lead elsewhere.

    Args:
        page: As fetched, with its body.
        headers: Of the answer; names in lower case.
        before: The cursor that was sent.
        accept: The Accept header of the question, if it had one of its own.
    """
    cursor: dict[str, Any] = {**_validators(headers), "asked": _mark(page.asked)}
    if page.url != page.asked:
        cursor["url"] = _mark(page.url)
    if accept is not None:
        cursor["accept"] = accept
    cursor["body"] = blake2b(page.body, digest_size=16).hexdigest()
    same = before is not None and all(before.get(at) == cursor.get(at) for at in ("body", "url"))
    return replace(page, cursor=cursor, unchanged=same)


def _mark(url: str | None) -> str:
    """Return what tells an address from others and does not give it away: it may hold a key."""
    return blake2b((url or "").encode("utf-8", "replace"), digest_size=12).hexdigest()


def _validators(headers: Mapping[str, str]) -> dict[str, str]:
    """Return what can be sent back as it came; what no header may hold is left out."""
    given = (("etag", headers.get("etag")), ("last_modified", headers.get("last-modified")))
    return {
        name: value
        for name, value in given
        if value and len(value) <= _MAX_VALIDATOR and value.isascii() and value.isprintable()
    }


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long an answer says it stays as it is; at most a day (RFC 9111, section 4.2).

    max-age counts before s-maxage, which speaks of caches on the way, and both before Expires.
    What already passed on the way (Age) is taken off. None where nothing is left, or nothing is
    said that can be read.

    Args:
        headers: Names in lower case.
        now: Aware, UTC; stands in for a missing Date.
    """
    control = headers.get("cache-control", "")
    if control and _NOT_KEPT.search(control):
        return None
    said: dict[str, str] = {}
    for name, seconds in _MAX_AGE.findall(control) if control else ():
        said.setdefault(name.lower(), seconds)
    seconds = said.get("max-age", said.get("s-maxage"))
    if seconds is not None:
        lifetime = timedelta(seconds=int(seconds))
    elif expires := moment_in(headers.get("expires", "")):
        lifetime = expires - (moment_in(headers.get("date", "")) or now)
    else:
        return None
    age = headers.get("age", "").strip()
    passed = timedelta(seconds=int(age[:9])) if age.isascii() and age.isdigit() else timedelta(0)
    left = lifetime - passed
    return min(left, LONGEST_FRESH) if left > timedelta(0) else None
