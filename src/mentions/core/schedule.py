"""When to look at a place again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from mentions.looking import Hints

# No wish of a server and no run of failures keeps a place unseen for longer.
LONGEST_WAIT = timedelta(days=1)
# By how much of itself a wait may grow or shrink, so that places asked together drift apart.
SPREAD = 0.1
_HOUR = timedelta(hours=1)
_HOURS_OF_A_WEEK = 7 * 24
_NO_HINTS = Hints()


def next_poll_at(  # noqa: PLR0913 - all that has a say in it
    now: datetime,
    *,
    interval: int,
    failures: int = 0,
    wait: timedelta | None = None,
    fresh_for: timedelta | None = None,
    hints: Hints = _NO_HINTS,
    jitter: float = 0.0,
) -> datetime:
    """Return when to poll next; never sooner than the owner's interval.

    After a success it is the longest of the interval and what server and feed wish for, and the
    jitter moves that by up to a tenth: to both sides where only freshness or a feed's `ttl` asked
    for the time, otherwise only later.

    After failures the jitter draws from the whole range between the interval and the interval
    doubled with each failure in a row, up to a day ("full jitter"). It is the longest end where
    the jitter is 0 and the interval where it is 1 or -1. The feed's wait does not count then.

    `wait` is a lower bound in both cases (RFC 9110, section 10.2.3). What server and feed wish
    for counts up to a day; the owner's interval may be longer than that. A time in an hour or on
    a day the feed wants to be left alone is moved by whole hours to the first one it does not
    name; a feed that names all of them is not listened to.

    Args:
        now: Aware, UTC.
        interval: Seconds between polls when all is well.
        failures: Failed polls in a row, 0 after a success.
        wait: What the server asked for with Retry-After or its kin.
        fresh_for: How long the server says the answer stays as it is (RFC 9111, section 4.2).
        hints: What the feed says about being asked.
        jitter: A random number, evenly drawn from -1 to 1; 0 for none.

    >>> noon = datetime(2026, 3, 14, 12, tzinfo=UTC)
    >>> next_poll_at(noon, interval=3600, fresh_for=timedelta(hours=2)).hour
    14
    >>> next_poll_at(noon, interval=3600, failures=2).hour
    16
    >>> next_poll_at(noon, interval=3600, hints=Hints(skip_hours=frozenset([13, 14]))).hour
    15
    """
    least = max(timedelta(seconds=interval), _capped(wait))
    strength = max(-1.0, min(1.0, jitter))
    if failures > 0:
        delay = max(least, _backed_off(interval, failures, abs(strength)))
    else:
        delay = max(least, _capped(fresh_for), _capped(hints.wait))
        moved = delay + delay * SPREAD * strength
        # Cut off there, half of all places would be asked at the very same time.
        delay = moved if moved >= least else least + (least - moved)
    return _allowed(now + delay, hints)


def _capped(wish: timedelta | None) -> timedelta:
    return min(wish or timedelta(0), LONGEST_WAIT)


def _backed_off(interval: int, failures: int, jitter: float) -> timedelta:
    # Beyond 2**16 the cap has long decided.
    doubled: int = interval * 2 ** min(failures, 16)
    longest = max(interval, min(doubled, int(LONGEST_WAIT.total_seconds())))
    return timedelta(seconds=longest - (longest - interval) * jitter)


def _allowed(due: datetime, hints: Hints) -> datetime:
    """Return the time, moved by whole hours out of those that the feed skips."""
    if not hints.skip_hours and not hints.skip_days:
        return due
    for hours in range(_HOURS_OF_A_WEEK):
        moved = due + hours * _HOUR
        there = moved.astimezone(UTC)
        if there.hour not in hints.skip_hours and there.weekday() not in hints.skip_days:
            return moved
    return due
