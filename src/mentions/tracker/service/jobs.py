"""Recurring jobs: what is done, and when the next time is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mentions.settings.clock import next_cron
from mentions.tracker.poll import Run

# A job that failed is tried again after this, doubled with each failure in a row.
_FIRST_RETRY = timedelta(minutes=1)
_LONGEST_RETRY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Every:
    """Again and again, so many seconds after the last time."""

    seconds: float

    def __str__(self) -> str:
        return f"every {self.seconds:g} s"


@dataclass(frozen=True, slots=True)
class Cron:
    """At the times that a cron expression means on the clocks of a zone."""

    text: str
    zone: str

    def __str__(self) -> str:
        return f"{self.text} ({self.zone})"


Schedule = Every | Cron


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """Something that is done again and again, never twice at the same time.

    Attributes:
        name: Stands in the database and in `mentions status`.
        schedule: When.
        work: What; returns what is worth a line in the log, None for nothing.
        alone: Whether nothing is polled meanwhile.
    """

    name: str
    schedule: Schedule
    work: Callable[[Run], Awaitable[str | None]]
    alone: bool = False


def next_time(schedule: Schedule, after: datetime) -> datetime:
    """Return the first time after another; aware, UTC.

    >>> next_time(Every(90), datetime.fromisoformat("2026-03-14T12:00:00+00:00")).isoformat()
    '2026-03-14T12:01:30+00:00'
    """
    if isinstance(schedule, Every):
        return after + timedelta(seconds=schedule.seconds)
    return next_cron(schedule.text, schedule.zone, after)


def first_time(schedule: Schedule, now: datetime) -> datetime:
    """Return when a job that never ran is due: at once, or when its expression says."""
    return now if isinstance(schedule, Every) else next_time(schedule, now)


def retry_time(schedule: Schedule, now: datetime, *, failures: int) -> datetime:
    """Return when a job that failed is tried again; each failure in a row doubles the wait.

    What comes more often than that anyhow waits as long: what failed is seldom well again at once.
    """
    wait: timedelta = min(_FIRST_RETRY * 2 ** min(failures - 1, 16), _LONGEST_RETRY)
    regular = next_time(schedule, now)
    if isinstance(schedule, Every) and timedelta(seconds=schedule.seconds) < _FIRST_RETRY:
        return max(regular, now + wait / 10)
    return min(regular, now + wait)
