"""When to look at a place again."""

from __future__ import annotations

from datetime import datetime, timedelta

LONGEST_WAIT = timedelta(days=1)


def next_poll_at(
    now: datetime, *, interval: int, failures: int = 0, wait: timedelta | None = None
) -> datetime:
    """Return when to poll next.

    Each failure in a row doubles the interval, up to a day; a longer wait that the server asked
    for wins (RFC 9110, section 10.2.3).

    Args:
        now: Aware, UTC.
        interval: Seconds between polls when all is well.
        failures: Failed polls in a row, 0 after a success.
        wait: What the server asked for, if anything.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 14, 12, tzinfo=UTC)
    >>> next_poll_at(noon, interval=3600, failures=2).hour
    16
    """
    usual = timedelta(seconds=interval)
    # Beyond 2**16 the cap has long decided.
    factor: int = 2 ** min(failures, 16)
    backed_off = max(usual, min(usual * factor, LONGEST_WAIT))
    return now + max(backed_off, wait or timedelta(0))
