"""What a plan promises: requests, expected delay, and what one more request would buy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mentions.core.plan.budget import Demand, Prices
from mentions.core.plan.curve import DAY
from mentions.core.plan.interval import interval_of


class Outlook(NamedTuple):
    """What is to be expected of a watch at its present interval.

    Attributes:
        arrivals: A day.
        requests: A day.
        delay: Mean seconds from an arrival until it is found.
        gain: Seconds of waiting that one more request a day saves each day.
    """

    arrivals: float
    requests: float
    delay: float
    gain: float


def outlook(rate: float, interval: float, cost: float = 1.0) -> Outlook:
    """Return what a watch promises.

    delay = interval / 2, requests = cost x 86,400 / interval, and gain is how the waiting of a day,
    rate x 86,400 x delay, falls with its requests: rate x interval^2 / (2 x cost). Between the
    bounds that is the price, for every watch the same. It is more where the lower bound forbids to
    look oftener, and less where the upper bound or a `max_delay` forces looks not worth it.

    Args:
        rate: Arrivals a second.
        interval: Seconds between looks.
        cost: Requests that one look takes.

    >>> outlook(1 / 3600, 1800.0)
    Outlook(arrivals=24.0, requests=48.0, delay=900.0, gain=450.0)
    """
    return Outlook(
        arrivals=rate * DAY,
        requests=cost * DAY / interval,
        delay=interval / 2,
        gain=rate * interval**2 / (2 * cost),
    )


def outlook_of_day(demands: Iterable[Demand], prices: Prices) -> Outlook:
    """Return what a watch promises of the coming day, within which its rate may fall.

    Arrivals and requests are sums over the parts of the day, the delay is the mean over arrivals,
    and the gain that over requests: one more request a day is spread as the others are.

    Args:
        demands: The parts of the day, of one watch.
        prices: What its requests have to be worth.
    """
    parts = [(one.seconds / DAY, _outlook_at(one, prices)) for one in demands]
    arrivals = sum(share * part.arrivals for share, part in parts)
    requests = sum(share * part.requests for share, part in parts)
    waiting = sum(share * part.arrivals * part.delay for share, part in parts)
    gains = sum(share * part.requests * part.gain for share, part in parts)
    mean = sum(share * part.delay for share, part in parts)
    return Outlook(
        arrivals=arrivals,
        requests=requests,
        delay=waiting / arrivals if arrivals else mean,
        gain=gains / requests if requests else 0.0,
    )


def _outlook_at(one: Demand, prices: Prices) -> Outlook:
    price = prices.of(one.groups)
    interval = interval_of(one.rate, price=price, cost=one.cost, bounds=one.bounds)
    return outlook(one.rate, interval, one.cost)


def mean_delay(outlooks: Iterable[Outlook]) -> float | None:
    """Return the mean delay in seconds over all arrivals expected; None where none is."""
    told = list(outlooks)
    arrivals = sum(one.arrivals for one in told)
    return sum(one.arrivals * one.delay for one in told) / arrivals if arrivals else None
