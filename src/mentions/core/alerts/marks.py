"""How far a table has been read for somebody, so that no row is passed over or told twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

# PostgreSQL gives ids when rows are written and shows rows when they are committed: a row can show
# up behind later ones. No transaction here lasts as long as this.
LAG = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """How far ids were read.

    Attributes:
        low: Everything up to here is done with; what is above is read again.
        high: The highest id read yet.
        pending: What `low` becomes,
        at: once this is long enough ago; aware, UTC.
    """

    low: int
    high: int
    pending: int
    at: datetime

    def moved(self, top: int, now: datetime) -> Mark:
        """Return the mark after everything up to an id was read."""
        high = max(self.high, top)
        if now - self.at < LAG:
            return replace(self, high=high)
        return Mark(low=self.pending, high=high, pending=high, at=now)


def begin(top: int, now: datetime) -> Mark:
    """Return the mark of somebody who is told what comes from now on."""
    return Mark(low=top, high=top, pending=top, at=now)
