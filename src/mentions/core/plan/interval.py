"""How long to wait until the next look, and what waiting costs."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from mentions.core.plan.curve import DAY

# No place is looked at more often than that, and none more seldom, in seconds.
LEAST = 60.0
MOST = 7 * DAY


class Bounds(NamedTuple):
    """Between which intervals a watch may choose, in seconds; where they differ, `least` wins."""

    least: float = LEAST
    most: float = MOST

    def clip(self, interval: float) -> float:
        """Return the interval, moved inside."""
        return max(min(interval, self.most), self.least)


def interval_of(rate: float, *, price: float, cost: float = 1.0, bounds: Bounds) -> float:
    """Return the seconds until the next look: sqrt(2 x price x cost / rate), within the bounds.

    An arrival waits half the interval T on average, so a second brings rate x T / 2 seconds of
    waiting and price x cost / T seconds' worth of requests; their sum is least at this T. So the
    interval is proportional to 1 / sqrt(rate).

    Args:
        rate: Arrivals a second.
        price: Seconds of waiting that one request has to save to be worth it.
        cost: Requests that one look takes.
        bounds: What server, owner and manners allow.

    >>> interval_of(1 / 3600, price=450, bounds=Bounds())
    1800.0
    """
    if rate <= 0:
        return bounds.clip(math.inf)
    return bounds.clip(math.sqrt(2 * price * cost / rate))


def bounds_of(
    *,
    least: float = LEAST,
    most: float = MOST,
    cost: float = 1.0,
    rates: Iterable[tuple[float, float]] = (),
    max_delay: float | None = None,
) -> Bounds:
    """Return the bounds of a watch.

    Args:
        least: The longest of what owner, server and host's gap ask for, in seconds.
        most: The owner's longest interval.
        cost: Requests that one look takes.
        rates: What the source allows: so many requests in so many seconds. A single watch never
            uses more than all of it; how watches share it is the budget's matter.
        max_delay: How long an arrival may stay unseen, for the watch of an article.

    >>> bounds_of(cost=2, rates=[(30, 3600)], max_delay=900)
    Bounds(least=240.0, most=900)
    """
    floor = max([least, *(cost * seconds / requests for requests, seconds in rates)])
    ceiling = most if max_delay is None else min(most, max_delay)
    return Bounds(floor, max(floor, ceiling))
