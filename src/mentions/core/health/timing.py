"""When to look at a mention again: soon while it is young, seldom once it is old."""

from __future__ import annotations

from datetime import datetime, timedelta

from mentions.core.health.states import Check, State

_DAY = timedelta(days=1)
# Ages of a mention at which it is looked at.
_AGES = tuple(timedelta(days=days) for days in (1, 3, 7, 14, 30, 60))
_QUARTER, _TWO_YEARS, _YEAR = timedelta(days=90), timedelta(days=730), timedelta(days=365)
# What is gone may be back; sooner than this nobody asks again.
_AFTER_END = timedelta(days=7)
# Nothing is asked again sooner than this; the longest wait of one that shows nothing.
_LEAST, _LONGEST_BLIND = timedelta(hours=12), timedelta(days=60)
# By how much of itself a wait may grow, so that mentions found together drift apart.
_SPREAD = 0.1
# Ages at which the numbers of a post are asked for; then they have settled.
_COUNTED = (
    timedelta(hours=1),
    timedelta(hours=6),
    *(timedelta(days=days) for days in (1, 3, 7, 14)),
)
YOUNG = _COUNTED[-1]


def next_check(first_seen: datetime, looks: int, now: datetime, *, jitter: float = 0.0) -> datetime:
    """Return when to look next at a mention of which nothing is in doubt.

    At an age of 1, 3, 7, 14, 30 and 60 days, then every 90 days for two years, then yearly. Ages
    that passed unseen are not made up for, but one never looked at is due at once.

    Args:
        first_seen: When it was found, or when what is waited for began; aware UTC.
        looks: How many looks there were.
        now: Aware, UTC.
        jitter: A random number from -1 to 1; its size makes the wait up to a tenth longer.

    >>> from datetime import UTC
    >>> seen = datetime(2026, 3, 1, tzinfo=UTC)
    >>> next_check(seen, 1, seen + timedelta(days=2)).day
    4
    """
    if not looks:
        return max(first_seen + _DAY, now)
    age = now - first_seen
    ahead = next((step for step in _AGES if step > age), None)
    if ahead is None:
        pace = _QUARTER if age < _TWO_YEARS else _YEAR
        ahead = age + pace
    return now + _stretched(max(ahead - age, _LEAST), jitter)


def next_look(
    check: Check, first_seen: datetime, now: datetime, *, jitter: float = 0.0
) -> datetime:
    """Return when to look again after a look.

    Args:
        check: With what that look changed.
        first_seen: When the mention was found; aware UTC.
        now: Aware, UTC.
        jitter: As for `next_check`.
    """
    if check.blind:
        # A day, two, four ...: who refuses us is not asked every day for ever.
        wait = min(_DAY * 2 ** min(check.blind - 1, 10), _LONGEST_BLIND)
        regular = next_check(first_seen, check.looks, now, jitter=jitter)
        patient = now + _stretched(wait, jitter)
        return patient if check.doubt else max(patient, min(regular, now + _LONGEST_BLIND))
    if check.doubt:
        return now + _stretched(_DAY, jitter)
    if check.state in {State.GONE, State.LINK_REMOVED}:
        return max(next_check(check.since, check.looks, now, jitter=jitter), now + _AFTER_END)
    return next_check(first_seen, check.looks, now, jitter=jitter)


def next_count(first_seen: datetime, counted_at: datetime | None) -> datetime | None:
    """Return when to ask again for the numbers of a post; None once they have settled.

    At an age of 1 and 6 hours, 1, 3, 7 and 14 days.

    Args:
        first_seen: When it was found; aware UTC.
        counted_at: When its numbers were asked for last; aware UTC.

    >>> from datetime import UTC
    >>> seen = datetime(2026, 3, 1, tzinfo=UTC)
    >>> next_count(seen, None).hour, next_count(seen, seen + timedelta(hours=2)).hour
    (1, 6)
    >>> next_count(seen, seen + timedelta(days=15)) is None
    True
    """
    age = counted_at - first_seen if counted_at else timedelta(0)
    ahead = next((step for step in _COUNTED if step > age), None)
    return None if ahead is None else first_seen + ahead


def _stretched(wait: timedelta, jitter: float) -> timedelta:
    # Only ever longer: confirmations have to be days apart.
    return wait + wait * _SPREAD * min(abs(jitter), 1.0)
