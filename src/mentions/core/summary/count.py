"""Mentions, one after the other, become counts. The order in which they come makes no difference.

Feed a `Tally` with records and read what it counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from mentions.core.summary.model import Counted, Told
from mentions.core.summary.outlets import Outlets
from mentions.core.summary.people import People
from mentions.core.summary.record import Record
from mentions.core.summary.times import Times
from mentions.model import Evidence

_ATTRIBUTED = Evidence.ATTRIBUTED.value  # plain text: a million comparisons with StrEnum cost


class Sum:
    """Adds up a number that only some mentions state."""

    def __init__(self) -> None:
        self._total = self._known = 0
        self._as_of: datetime | None = None

    def add(self, number: int, counted_at: datetime | None) -> None:
        """Add what one mention states."""
        self._total += number
        self._known += 1
        if counted_at is not None and (self._as_of is None or counted_at < self._as_of):
            self._as_of = counted_at

    def told(self, mentions: int) -> Told:
        """Return the sum, of so many mentions in all."""
        return Told(
            total=self._total if self._known else None,
            known=self._known,
            unknown=mentions - self._known,
            as_of=self._as_of and self._as_of.date(),
        )


class Tally:
    """What is counted of mentions.

    Args:
        zone: Name of the zone of days and hours.
        own: Site of each article, by its id: it is no outlet.
    """

    def __init__(self, zone: str, own: Mapping[int, str] | None = None) -> None:
        self.mentions = self.attributed = 0
        self.people = People()
        self.outlets = Outlets(own or {})
        self.times = Times(zone)
        self.likes, self.reposts, self.replies, self.quotes = Sum(), Sum(), Sum(), Sum()
        self._acts: Counter[tuple[str, str, str | None]] = Counter()

    def add(self, one: Record) -> None:
        """Count a mention; each may come once only."""
        self.mentions += 1
        self._acts[one.kind, one.platform, one.language] += 1
        if one.evidence == _ATTRIBUTED:
            self.attributed += 1
        self.people.add(one)
        self.outlets.add(one)
        self.times.add(one)
        if one.counted_at is not None:
            self._add_counts(one)

    def _add_counts(self, one: Record) -> None:
        if one.likes is not None:
            self.likes.add(one.likes, one.counted_at)
        if one.reposts is not None:
            self.reposts.add(one.reposts, one.counted_at)
        if one.replies is not None:
            self.replies.add(one.replies, one.counted_at)
        if one.quotes is not None:
            self.quotes.add(one.quotes, one.counted_at)

    @property
    def kinds(self) -> tuple[Counted, ...]:
        """Mentions by kind, most first."""
        return self._by(0)

    @property
    def platforms(self) -> tuple[Counted, ...]:
        """Mentions by platform, most first."""
        return self._by(1)

    @property
    def languages(self) -> tuple[Counted, ...]:
        """Mentions by language as stated, most first; those that state none stand last."""
        return self._by(2)

    def _by(self, place: int) -> tuple[Counted, ...]:
        found: Counter[str | None] = Counter()
        for names, number in self._acts.items():
            found[names[place]] += number
        ordered = sorted(found.items(), key=lambda one: (one[0] is None, -one[1], one[0] or ""))
        return tuple(Counted(name=name, mentions=number) for name, number in ordered)
