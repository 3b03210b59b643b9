"""What a request has to be worth, so that all of them together stay within the owner's budget."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from mentions.core.plan.course import Course
from mentions.core.plan.curve import DAY, HOUR
from mentions.core.plan.interval import Bounds, interval_of
from mentions.core.plan.record import Habit, Record, burst_rate, factor_of

# Cheaper, everything is looked at as often as allowed; dearer, as seldom. Seconds a request.
CHEAPEST, DEAREST = 1e-9, 1e15
# What a request has to save in the program, in seconds of waiting, however large the budget is.
WORTH = 5.0
# Where the coming day is cut if rates will fall within it.
_CUTS = (0.0, HOUR / 4, HOUR, 3 * HOUR, 8 * HOUR, DAY)
# An article is called young for so long: later, its rate hardly falls within a day.
_YOUNG = 4 * DAY
# Rates closer than a hundredth are taken together.
_FINE = 100
_SWEEPS = 50
_EXACT = 1e-4


class Demand(NamedTuple):
    """So many watches, for a part of the coming day.

    Attributes:
        rate: Arrivals a second at each.
        bounds: Of the interval.
        cost: Requests that one look takes.
        seconds: Of the coming day.
        watches: How many.
        groups: What limits of their own they stand under, such as source and host.
    """

    rate: float
    bounds: Bounds = Bounds()
    cost: float = 1.0
    seconds: float = DAY
    watches: float = 1.0
    groups: tuple[str, ...] = ()

    def requests(self, price: float) -> float:
        """Return the requests within these seconds."""
        interval = interval_of(self.rate, price=price, cost=self.cost, bounds=self.bounds)
        return self.watches * self.cost * self.seconds / interval


@dataclass(frozen=True, slots=True)
class Prices:
    """Seconds of waiting that a request has to save.

    Attributes:
        all: For every watch.
        groups: What comes on top of that for the watches of a group that meets its own limit.
    """

    all: float
    groups: Mapping[str, float] = field(default_factory=dict)

    def of(self, groups: Iterable[str]) -> float:
        """Return the price for a watch in these groups."""
        return self.all + sum(self.groups.get(group, 0.0) for group in groups)


def demands_of(  # noqa: PLR0913 - all that has a say in it
    record: Record,
    course: Course,
    habit: Habit,
    *,
    now: float,
    bounds: Bounds,
    cost: float = 1.0,
    groups: tuple[str, ...] = (),
) -> Iterator[Demand]:
    """Yield what a watch asks of the coming day, in parts where its rate will fall within it."""
    factor, burst = factor_of(record, course, habit), burst_rate(record, now)
    newest = max((start for start, _ in course.published), default=-math.inf)
    cuts = _CUTS if burst or now - newest < _YOUNG else (0.0, DAY)
    for low, high in pairwise(cuts):
        width = high - low
        usual = factor * course.expected(habit.curve, now + low, now + high) / width
        rate = usual + burst_rate(record, now + (low + high) / 2)
        yield Demand(rate, bounds, cost, width, 1.0, groups)


def solve(
    demands: Iterable[Demand],
    budget: float,
    limits: Mapping[str, float] | None = None,
    *,
    floor: float = CHEAPEST,
) -> Prices:
    """Return the prices at which the coming day's requests meet the budget.

    Every second of waiting counts the same wherever it is, so there is one price for all; a group
    that would use more than its own limit pays more, and what it leaves is spent on the others.
    Found by trying, in turn for all and for each group that has a limit, until nothing moves.

    Where the longest intervals allowed already take more than the budget, the price is `DEAREST`;
    where the shortest ones take less, it is the lowest one.

    Args:
        demands: Of all watches, for one day.
        budget: Requests a day in all.
        limits: Requests a day of single groups.
        floor: The lowest price: what a request has to save, even where the budget is not used up.
    """
    merged = list(_merged(demands))
    limits = limits or {}
    members = {name: [one for one in merged if name in one.groups] for name in limits}
    prices = Prices(floor)
    for _ in range(_SWEEPS if limits else 1):
        before = prices
        prices = Prices(max(_priced(merged, budget, before), floor), before.groups)
        extra = dict(prices.groups)
        for name, limit in limits.items():
            extra[name] = _surcharge(members[name], limit, Prices(prices.all, extra), name)
        prices = Prices(prices.all, extra)
        if _settled(before, prices):
            break
    return prices


def requests_of(demands: Iterable[Demand], prices: Prices) -> float:
    """Return the requests of the coming day at these prices."""
    return sum(one.requests(prices.of(one.groups)) for one in demands)


def _merged(demands: Iterable[Demand]) -> Iterator[Demand]:
    """Yield demands that differ by less than a hundredth as one: a million become a few hundred."""
    found: dict[tuple[object, ...], tuple[Demand, list[float]]] = {}
    for one in demands:
        if one.watches <= 0:
            continue
        step = round(math.log(one.rate) * _FINE) if one.rate > 0 else None
        key = (step, one.bounds, one.cost, one.seconds, one.groups)
        _, sums = found.setdefault(key, (one, [0.0, 0.0]))
        sums[0] += one.watches
        sums[1] += one.watches * one.rate
    for one, (watches, rates) in found.values():
        yield one._replace(rate=rates / watches, watches=watches)


def _priced(demands: Sequence[Demand], budget: float, before: Prices) -> float:
    extras = [(one, before.of(one.groups) - before.all) for one in demands]
    return _cheapest(
        lambda price: sum(one.requests(price + extra) for one, extra in extras), budget
    )


def _surcharge(demands: Sequence[Demand], limit: float, prices: Prices, name: str) -> float:
    others = [(one, prices.of(one.groups) - prices.groups.get(name, 0.0)) for one in demands]

    def used(price: float) -> float:
        return sum(one.requests(other + price) for one, other in others)

    return 0.0 if used(0.0) <= limit else _cheapest(used, limit)


def _cheapest(used: Callable[[float], float], allowed: float) -> float:
    """Return the lowest price at which no more than what is allowed is used."""
    low, high, price = CHEAPEST, DEAREST, HOUR
    if used(low) <= allowed:
        return low
    while high / low > 1 + _EXACT:
        now = used(price)
        low, high = (price, high) if now > allowed else (low, price)
        if allowed * (1 - _EXACT) <= now <= allowed:
            return price
        # Between the bounds requests go with 1 / sqrt(price), and 0 of them have no ratio.
        price *= (now / allowed) ** 2 * (1 + _EXACT) if allowed else 0.0
        if not low < price < high:
            price = math.sqrt(low * high)
    return high


def _settled(before: Prices, after: Prices) -> bool:
    names = after.groups.keys()
    return math.isclose(before.all, after.all, rel_tol=_EXACT * 10) and all(
        math.isclose(before.groups.get(name, 0.0), after.groups[name], rel_tol=_EXACT * 10)
        for name in names
    )
