"""The circuit of a host: open to be asked, or closed until a time, and why."""

from __future__ import annotations

from datetime import datetime, timedelta

from mentions.core.politeness import (
    after_answer,
    after_failure,
    after_throttle,
    closed_for,
    is_closed,
)
from mentions.errors import (
    ConnectionFailedError,
    FetchError,
    RateLimitError,
    TooSlowError,
)
from mentions.fetch.hosts import Host

_BROKEN = 500


def check_open(host: Host, url: str, now: datetime) -> None:
    """Let a request pass where its host may be asked.

    Once a closed host's time has come, the next request decides: if it fails, too, those that
    wait behind it are turned away here.

    Raises:
        RateLimitError: It may not be asked yet; says until when, and why.
    """
    note = host.note
    if note.closed_until is not None and is_closed(note, now):
        why = f"not asked before {note.closed_until:%Y-%m-%d %H:%M:%S} UTC: it {note.why}"
        raise RateLimitError(url, why, note.closed_until - now)


def record(
    host: Host,
    error: FetchError | None,
    *,
    status: int | None,
    pause: timedelta | None,
    now: datetime,
    chance: float,
) -> None:
    """Remember how a request went.

    Args:
        host: Who was asked.
        error: How it failed, None where it did not.
        status: Of the answer, None where none came.
        pause: How long the host is to be left alone although it answered.
        now: Aware, UTC.
        chance: At random, 0 to 1.
    """
    note = host.note
    if isinstance(error, RateLimitError):
        wait = error.retry_after
        note = after_throttle(note, why=error.why, now=now, chance=chance, wait=wait)
    elif error is not None and _is_failure(error, status):
        note = after_failure(note, why=error.why, now=now, chance=chance)
    elif pause is not None:
        why = error.why if error else "asked us to wait before the next request"
        note = closed_for(note, pause=pause, why=why, now=now)
    elif status is not None:
        note = after_answer(note)
    host.remember(note)


def _is_failure(error: FetchError, status: int | None) -> bool:
    """Whether the host is to blame: a page that is missing or closed is no failure of it."""
    kinds = (ConnectionFailedError, TooSlowError)
    return isinstance(error, kinds) or (status is not None and status >= _BROKEN)
