"""Many more mentions than usual within an hour; docs/notify.md has the formula."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

from mentions.core.alerts.model import Spike

# One notice of an article in this time.
AGAIN_AFTER = timedelta(hours=12)
# A spike is looked for in the acts of so many hours: some places are polled rarely.
LOOK_BACK = timedelta(hours=6)
# Fewer are no spike, however quiet it was before.
FEWEST = 5

_WINDOW = timedelta(hours=1)
_HALF_LIFE = 72.0  # hours after which a mention counts half for what is usual
# Half a mention a day is expected of an article of which nothing is known.
_PRIOR_MENTIONS, _PRIOR_HOURS = 0.5, 24.0
# Hours like that come once in ten thousand by chance.
_BY_CHANCE = 1e-4


def find_spike(acts: Iterable[datetime], *, begin: datetime, now: datetime) -> Spike | None:
    """Return the largest spike of the last hours, None where there is none.

    Args:
        acts: When an article was mentioned, in any order; aware.
        begin: Since when it could be; aware.
        now: Aware.
    """
    times = sorted(at for at in acts if at <= now)
    found = [_spike(times, end, begin) for end in times if end > now - LOOK_BACK]
    return max(filter(None, found), key=lambda one: one.number, default=None)


def usual_rate(acts: Iterable[datetime], *, begin: datetime, at: datetime) -> float:
    """Return the mentions an hour that an article's past lets expect; what is old counts less.

    Args:
        acts: When it was mentioned; aware. Later ones than `at` do not count.
        begin: Since when it could be; aware.
        at: The moment asked about; aware.
    """
    fade = math.log(2) / _HALF_LIFE
    ages = (_hours(at - act) for act in acts if act <= at)
    seen = sum(math.exp(-fade * age) for age in ages)
    watched = (1 - math.exp(-fade * max(0.0, _hours(at - begin)))) / fade
    return (_PRIOR_MENTIONS + seen) / (_PRIOR_HOURS + watched)


def chance_of(number: int, expected: float) -> float:
    """Return how likely at least so many are where so many are expected (Poisson).

    >>> round(chance_of(1, 1.0), 3), chance_of(0, 1.0)
    (0.632, 1.0)
    """
    if number <= 0:
        return 1.0
    # Summed from the far end: 1 minus the near end would lose all digits of a small chance.
    term = math.exp(number * math.log(expected) - expected - math.lgamma(number + 1))
    total, step = 0.0, number
    while term > total * 1e-12 or step < expected:
        total += term
        step += 1
        term *= expected / step
    return min(1.0, total)


def _spike(times: list[datetime], end: datetime, begin: datetime) -> Spike | None:
    start = end - _WINDOW
    number = sum(start < at <= end for at in times)
    if number < FEWEST:
        return None
    usual = usual_rate(times, begin=begin, at=start)
    if chance_of(number, usual) > _BY_CHANCE:
        return None
    return Spike(number=number, until=end, usual=usual)


def _hours(span: timedelta) -> float:
    return span / timedelta(hours=1)
