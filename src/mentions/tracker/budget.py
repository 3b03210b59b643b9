"""How many requests each source may still make today, as the owner allows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from mentions.asking import Page, Request
from mentions.errors import RateLimitError
from mentions.fetch.gate import Gate


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Budget:
    """What the owner allows the sources, and what they have used of it. Days are UTC.

    Args:
        allowed: Requests a day, by the names of sources; one that is not there may make any number.
        spent: Requests of today that earlier runs made, by the names of sources.
        clock: Returns the time, aware.
    """

    def __init__(
        self,
        allowed: Mapping[str, int] | None = None,
        spent: Mapping[str, int] | None = None,
        *,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._allowed = allowed or {}
        self._spent = dict(spent or {})
        self._clock = clock
        self._day = self._today()

    def purse(self, source: str) -> Purse:
        """Return what one poll of a source spends from."""
        return Purse(source=source, budget=self)

    def spend(self, source: str, address: str) -> None:
        """Count a request that is about to be made.

        Raises:
            RateLimitError: The owner allows no more today.
        """
        if self._today() != self._day:
            self._day = self._today()
            self._spent.clear()
        used, allowed = self._spent.get(source, 0), self._allowed.get(source)
        if allowed is not None and used >= allowed:
            why = f"the budget of {allowed} requests a day under [sources.{source}] is used up"
            raise RateLimitError(address, why, self._rest_of_day())
        self._spent[source] = used + 1

    def _today(self) -> date:
        return self._clock().astimezone(UTC).date()

    def _rest_of_day(self) -> timedelta:
        tomorrow = datetime.combine(self._day + timedelta(days=1), time(), tzinfo=UTC)
        return tomorrow - self._clock()


@dataclass(kw_only=True, slots=True)
class Purse:
    """What one poll, or another look, spends from.

    Attributes:
        spent: Requests made so far, also of a poll that fails in the end.
    """

    source: str
    budget: Budget = field(default_factory=Budget)
    spent: int = 0

    def spend(self, address: str) -> None:
        """Count a request that is about to be made.

        Raises:
            RateLimitError: The owner allows no more today.
        """
        self.budget.spend(self.source, address)
        self.spent += 1

    async def fetch(self, gate: Gate, request: Request) -> Page:
        """Count a request and make it.

        Raises:
            RateLimitError: The owner allows no more today.
            SourceError: As of `Gate.fetch`.
        """
        self.spend(request.url)
        return await gate.fetch(request)
