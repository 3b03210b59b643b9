"""A watch as planning sees it, and what all of them together stand under."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mentions.core.plan.budget import Demand, Prices, demands_of
from mentions.core.plan.course import Course
from mentions.core.plan.curve import DAY
from mentions.core.plan.interval import Bounds, interval_of
from mentions.core.plan.record import Habit, Record, rate_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """All that has a say in when a place is looked at.

    Attributes:
        record: What looks at it have found.
        course: What it is looked at for.
        habit: Of its source.
        bounds: Of its interval; equal where the planner has no choice.
        cost: Requests that one look takes.
        groups: Source and host, where they have limits of their own.
    """

    record: Record
    course: Course
    habit: Habit
    bounds: Bounds
    cost: float
    groups: tuple[str, ...]

    def rate(self, now: float) -> float:
        """Return the arrivals a second to expect now."""
        return rate_of(self.record, self.course, self.habit, now)

    def interval(self, prices: Prices, now: float) -> float:
        """Return the seconds until the next look."""
        price = prices.of(self.groups)
        return interval_of(self.rate(now), price=price, cost=self.cost, bounds=self.bounds)

    def demands(self, now: float) -> Iterator[Demand]:
        """Yield what it asks of the coming day."""
        return demands_of(
            self.record,
            self.course,
            self.habit,
            now=now,
            bounds=self.bounds,
            cost=self.cost,
            groups=self.groups,
        )


def binding(places: Iterable[Place], limits: Mapping[str, float]) -> dict[str, float]:
    """Return the limits that could be met at all: with every place looked at as often as allowed.

    Args:
        places: All of them.
        limits: Requests a day of groups.
    """
    most: defaultdict[str, float] = defaultdict(float)
    for place in places:
        for group in place.groups:
            most[group] += place.cost * DAY / place.bounds.least
    return {name: limit for name, limit in limits.items() if most[name] > limit}
