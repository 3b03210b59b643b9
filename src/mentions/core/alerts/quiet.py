"""When something may be sent: quiet hours, and how long to wait after a failure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mentions.core.wallclock import moment_of

# After so many attempts, some three days, it is given up.
MOST_ATTEMPTS = 20
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)


def next_allowed(now: datetime, quiet: tuple[time, time] | None, zone: ZoneInfo) -> datetime:
    """Return the next moment, from now on, at which something may be sent.

    The end of quiet hours that the clock leaves out in spring is the moment it jumps; of an end
    that comes twice in autumn the second one counts, of a begin the first.

    Args:
        now: Aware.
        quiet: Times of day from which and until which it is quiet; None is never.
        zone: Where these times are meant.

    Returns:
        Aware, UTC.
    """
    if quiet is None:
        return now.astimezone(UTC)
    first, last = quiet
    today = now.astimezone(zone).date()
    for days in (-1, 0):
        day = today + timedelta(days=days)
        begin = moment_of(datetime.combine(day, first), zone, fold=0)
        over = day if first < last else day + timedelta(days=1)
        end = moment_of(datetime.combine(over, last), zone, fold=1)
        if begin <= now < end:
            return end
    return now.astimezone(UTC)


def retry_at(attempts: int, now: datetime) -> datetime | None:
    """Return when to try again after so many failed attempts; None is never.

    A minute, doubling up to six hours.

    Args:
        attempts: Made so far, at least 1.
        now: Aware.
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    wait = min(_LONGEST_WAIT, _FIRST_WAIT * int(2 ** (attempts - 1)))
    return now + wait
