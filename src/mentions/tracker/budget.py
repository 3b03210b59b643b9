"""How many requests are made today, for whom, and how many more the owner allows.

Every request that leaves is counted once: the wire tells whoever it is made for (see
fetch/counting.py). Only what begins something is ever refused: what that leads to, robots.txt and
redirects, belongs to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from mentions.asking import Page, Request
from mentions.errors import RateLimitError
from mentions.fetch.counting import count_on, counted_on
from mentions.fetch.gate import Gate

# What requests are made for that no source asks; no source has such a name.
SHORT_LINKS, PICTURES, HUBS, OTHERS = "short links", "pictures", "hubs", "all else"


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Budget:
    """What the owner allows, and what was used of it. Days are UTC.

    Args:
        allowed: Requests a day, by the names of sources; one that is not there may make any number.
        spent: Requests of today that earlier runs made, by the names of sources, and by what else
            they were made for.
        total: Requests a day in all that looks are planned for; None for any number.
        clock: Returns the time, aware.
    """

    def __init__(
        self,
        allowed: Mapping[str, int] | None = None,
        spent: Mapping[str, int] | None = None,
        *,
        total: int | None = None,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._allowed = allowed or {}
        self._spent = Counter(spent or {})
        self._total = total
        self._clock = clock
        self._day = self._today()
        self._unsaved: Counter[str] = Counter()

    def purse(self, source: str) -> Purse:
        """Return what one poll of a source spends from; whoever takes it stores what was spent."""
        return Purse(source=source, budget=self)

    def tally(self, what: str) -> Tally:
        """Return what counts requests that no source asks; `take` gives what is to be stored."""
        return Tally(what=what, budget=self)

    @property
    def is_used_up(self) -> bool:
        """Whether as many requests were made today as looks are planned for."""
        self._see_day()
        return self._total is not None and self._spent.total() >= self._total

    def check(self, source: str, address: str) -> None:
        """See whether a source may make a further request.

        Raises:
            RateLimitError: The owner allows no more today.
        """
        self._see_day()
        allowed = self._allowed.get(source)
        if allowed is not None and self._spent[source] >= allowed:
            why = f"the budget of {allowed} requests a day under [sources.{source}] is used up"
            raise RateLimitError(address, why, self._rest_of_day())

    def add(self, what: str, number: int) -> None:
        """Count requests that are made, or will be; below 0 some that were not."""
        self._see_day()
        self._spent[what] = max(self._spent[what] + number, 0)

    def owe(self, what: str, number: int) -> None:
        """Have requests stored with the next that are; they are counted already."""
        if number:
            self._unsaved[what] += number

    def take(self) -> dict[str, int]:
        """Return what is still to be stored; from now on that is the caller's task."""
        unsaved, self._unsaved = self._unsaved, Counter()
        return dict(unsaved)

    def _see_day(self) -> None:
        if self._today() != self._day:
            self._day = self._today()
            self._spent.clear()

    def _today(self) -> date:
        return self._clock().astimezone(UTC).date()

    def _rest_of_day(self) -> timedelta:
        tomorrow = datetime.combine(self._day + timedelta(days=1), time(), tzinfo=UTC)
        return tomorrow - self._clock()


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """Counts requests that no source asks."""

    what: str
    budget: Budget

    def count(self) -> None:
        """Count one that leaves now."""
        self.budget.add(self.what, 1)
        self.budget.owe(self.what, 1)


@dataclass(kw_only=True, slots=True)
class Purse:
    """What one poll, or another look, spends from.

    Attributes:
        spent: Requests that left so far, also of a poll that fails in the end.
    """

    source: str
    budget: Budget = field(default_factory=Budget)
    spent: int = 0
    _reserved: int = 0

    def spend(self, address: str) -> None:
        """Set a request aside that is about to be made; it is counted when it leaves.

        What this task asks from now on is counted here.

        Raises:
            RateLimitError: The owner allows no more today.
        """
        self.release()
        self.budget.check(self.source, address)
        # Polls go on side by side: what one is about to ask, the next may not.
        self.budget.add(self.source, 1)
        self._reserved = 1
        count_on(self)

    def count(self) -> None:
        """Count one that leaves now."""
        self.spent += 1
        if self._reserved:
            self._reserved = 0
        else:
            self.budget.add(self.source, 1)

    def release(self) -> None:
        """Give back what was set aside for a request that never left."""
        if self._reserved:
            self._reserved = 0
            self.budget.add(self.source, -1)

    async def fetch(self, gate: Gate, request: Request, *, own_file: bool = False) -> Page:
        """Make a request, and count it with all it leads to.

        Raises:
            RateLimitError: The owner allows no more today.
            SourceError: As of `Gate.fetch`.
        """
        with counted_on(self):
            self.spend(request.url)
            try:
                return await gate.fetch(request, own_file=own_file)
            finally:
                self.release()
