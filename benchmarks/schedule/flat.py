"""The same budget of requests every day, divided anew every hour, as the program does it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Protocol

from benchmarks.schedule.ours import Ours
from benchmarks.schedule.peers import Clairvoyant
from benchmarks.schedule.simulate import Policy
from benchmarks.schedule.trace import Line
from mentions.core.plan.budget import Demand, solve
from mentions.core.plan.ledger import Ledger, after_spending, left_for_a_day

# The budget is divided among all watches, or among so many that stand for all.
_SHARED_AMONG = 20_000


class Priced(Policy, Protocol):
    """A policy whose intervals follow from a price."""

    price: float

    def interval(self, watch: int, now: float) -> float:
        """Return the seconds until the next look."""
        ...

    def demands(self, watch: int, now: float) -> Iterator[Demand]:
        """Yield what a watch asks of the coming day."""
        ...


class ByBudget:
    """A policy at the price at which the coming day takes what the ledger leaves of the budget."""

    def __init__(self, policy: Priced, lines: Sequence[Line], budget: float) -> None:
        self.policy, self.lines, self.budget = policy, lines, budget
        self.sent, self.ledger = 0, Ledger(0.0, 0.0)
        self.begun: list[int] = []
        self.shared_among = 0

    def begin(self, watch: int, now: float) -> float:
        """Begin; a quarter more watches than before are reason to divide anew."""
        wait = self.policy.begin(watch, now)
        self.begun.append(watch)
        if len(self.begun) < 1.25 * self.shared_among + 1:
            return wait
        self._share(now)
        return self.policy.interval(watch, now)

    def looked(self, watch: int, now: float, found: int) -> float:
        """Count the request."""
        self.sent += 1
        return self.policy.looked(watch, now, found)

    def refused(self) -> None:
        """Count the request."""
        self.sent += 1
        self.policy.refused()

    def tick(self, now: float) -> None:
        """Learn, and find the price anew."""
        self.policy.tick(now)
        self._share(now)

    def _share(self, now: float) -> None:
        self.ledger = after_spending(self.ledger, self.sent, budget=self.budget, now=now)
        self.sent, self.shared_among = 0, len(self.begun)
        left = left_for_a_day(self.ledger, budget=self.budget)
        self.policy.price = solve(self._demands(now), left).all

    def _demands(self, now: float) -> Iterator[Demand]:
        every = max(len(self.begun) // _SHARED_AMONG, 1)
        for watch in islice(self.begun, 0, None, every):
            if now < self.lines[watch].horizon:
                for one in self.policy.demands(watch, now):
                    yield one._replace(watches=every)


class OursByBudget(ByBudget):
    """The planner as it is used."""

    def __init__(self, lines: Sequence[Line], budget: float) -> None:
        super().__init__(Ours(lines, 1.0), lines, budget)


class ClairvoyantByBudget(ByBudget):
    """True rates, and no more requests on any day than the planner has."""

    def __init__(self, lines: Sequence[Line], budget: float) -> None:
        super().__init__(Clairvoyant(lines, 1.0), lines, budget)
