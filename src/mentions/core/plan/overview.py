"""What a budget buys: of every watch, in all, and with a tenth more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from mentions.core.plan.budget import WORTH, Prices, solve
from mentions.core.plan.outlook import Outlook, mean_delay, outlook_of_day
from mentions.core.plan.places import Place

# How much more budget is held against what there is.
MORE = 0.1
# Prices this near to the lowest one mean that the budget is not used up.
_NEAR = 1.001


class By(StrEnum):
    """Who chose an interval."""

    PLANNER = "planner"
    OWNER = "owner"  # the watch has an interval of its own
    HUB = "hub"  # a hub tells what is new, so the feed is polled daily
    SERVER = "server"  # a failure, or what a server said of its last answer


class Promise(NamedTuple):
    """What a budget buys in the coming day.

    Attributes:
        budget: Requests a day.
        prices: Seconds of waiting that a request has to save.
        requests: That are expected to be sent.
        delay: Mean seconds from an arrival until it is found; None where none is expected.
        outlooks: Of the places, in their order.
    """

    budget: float
    prices: Prices
    requests: float
    delay: float | None
    outlooks: tuple[Outlook, ...]

    @property
    def is_used_up(self) -> bool:
        """Whether more budget would buy anything, as far as single sources let it."""
        return self.prices.all > WORTH * _NEAR


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A watch in an overview.

    Attributes:
        watch_id: Its id.
        source: Its source.
        address: Its address.
        interval: Seconds from one look to the next, now.
        by: Who chose them.
        outlook: Of the coming day.
    """

    watch_id: int
    source: str
    address: str
    interval: float
    by: By
    outlook: Outlook


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """The plan as it is shown.

    Attributes:
        lines: Of all watches that are asked.
        now: What the budget buys.
        more: What a tenth more would.
        debt: Requests sent beyond the budget's even flow, which the coming days save; below 0 it
            is what was left over.
    """

    lines: tuple[Line, ...]
    now: Promise
    more: Promise
    debt: float


def prices_of(
    places: Sequence[Place], budget: float, limits: Mapping[str, float], *, now: float
) -> Prices:
    """Return what a request has to be worth, so that the coming day keeps to the budget.

    Args:
        places: All that are looked at.
        budget: Requests of the coming day.
        limits: The same of groups.
        now: Seconds since 1970.
    """
    demands = chain.from_iterable(place.demands(now) for place in places)
    return solve(demands, budget, limits, floor=WORTH)


def promise_of(
    places: Sequence[Place], budget: float, limits: Mapping[str, float], *, now: float
) -> Promise:
    """Return what a budget buys; the arguments are those of `prices_of`."""
    prices = prices_of(places, budget, limits, now=now)
    outlooks = tuple(outlook_of_day(place.demands(now), prices) for place in places)
    requests = sum(one.requests for one in outlooks)
    return Promise(budget, prices, requests, mean_delay(outlooks), outlooks)
