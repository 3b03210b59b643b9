"""How long a server wants us to wait: in seconds, as a moment, in which header.

Section 11 of our sources: every service writes it in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mentions.core.politeness import LONGEST_WAIT

# Smaller numbers are seconds from now, larger ones a Unix time; and then milliseconds.
_FIRST_EPOCH = 1e9
_FIRST_MILLISECONDS = 1e11
_NUMBER = re.compile(r"\s*(\d{1,14}(?:\.\d{1,9})?)\s*(?:s|secs?|seconds?)?\s*(?:\Z|[,;])", re.ASCII)
# RateLimit-Reset, X-RateLimit-Reset, x-rate-limit-reset, X-Ratelimit-Perhour-Reset.
_RESET = re.compile(r"((?:x-)?rate-?limit(?:-[a-z]{1,20})?-)reset(?:-after)?")
# RateLimit: "default";r=0;t=50 and the older limit=10, remaining=0, reset=50 (IETF draft).
_POLICY = re.compile(r"\b(r|t|remaining|reset)\s*=\s*(\d{1,9})\b")
_NEVER = timedelta(0)


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Read a Retry-After header (RFC 9110, section 10.2.3): seconds or a date; at most a day.

    None where it says nothing, no time at all, or a time that has passed.

    >>> from datetime import UTC
    >>> retry_after("120", datetime(2026, 3, 14, tzinfo=UTC))
    datetime.timedelta(seconds=120)
    """
    if not value:
        return None
    number = _NUMBER.match(value)
    wait = timedelta(seconds=min(float(number[1]), 1e6)) if number else _until(value, now)
    return _sane(wait)


def stated_wait(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long the headers of an answer ask us to wait; at most a day.

    Retry-After counts first. Of the budgets only those count that are not said to have anything
    left, and of these the one that is refilled last.

    Args:
        headers: Names in lower case.
        now: Aware, UTC.
    """
    if wait := retry_after(headers.get("retry-after"), now):
        return wait
    waits = [_policy(headers.get("ratelimit", ""))]
    for name, value in headers.items():
        found = _RESET.fullmatch(name)
        if found and not _is_left(headers.get(f"{found[1]}remaining")):
            waits.append(_reset(value, now))
    return max(filter(None, waits), default=None)


def midnight_pacific(now: datetime) -> timedelta:
    """Return the time until the quotas of Google's services are refilled."""
    try:
        zone: ZoneInfo | timezone = ZoneInfo("America/Los_Angeles")
    except ZoneInfoNotFoundError:
        zone = timezone(timedelta(hours=-8))
    there = now.astimezone(zone)
    tomorrow = (there + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return min(tomorrow.astimezone(UTC) - now, LONGEST_WAIT)


def _reset(value: str, now: datetime) -> timedelta | None:
    """Read a moment of refilling: seconds left, a Unix time, ISO 8601 or an HTTP date."""
    number = _NUMBER.match(value)
    if not number:
        return _sane(_until(value, now))
    seconds = float(number[1])
    if seconds >= _FIRST_MILLISECONDS:
        seconds /= 1000
    if seconds >= _FIRST_EPOCH:
        seconds -= now.timestamp()
    return _sane(timedelta(seconds=min(seconds, 1e6)))


def _until(value: str, now: datetime) -> timedelta | None:
    moment = moment_in(value)
    return moment - now if moment else None


def moment_in(value: str) -> datetime | None:
    """Read a moment in ISO 8601 or as an HTTP date; aware, UTC where it names no zone."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(value.strip())
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return moment.astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


def _policy(value: str) -> timedelta | None:
    said = {
        name[0] if name in {"r", "t"} else name: count for name, count in _POLICY.findall(value)
    }
    left = said.get("remaining", said.get("r"))
    reset = said.get("reset", said.get("t"))
    if reset is None or _is_left(left):
        return None
    return _sane(timedelta(seconds=min(int(reset), 1_000_000)))


def _is_left(value: str | None) -> bool:
    number = _NUMBER.match(value or "")
    return number is not None and float(number[1]) > 0


def _sane(wait: timedelta | None) -> timedelta | None:
    return min(wait, LONGEST_WAIT) if wait and wait > _NEVER else None
