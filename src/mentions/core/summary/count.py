"""Mentions, one after the other, become counts. The order in which they come makes no difference.

Feed a `Tally` with records and read what it counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from operator import itemgetter

from mentions.core.summary.model import Counted, Told
from mentions.core.summary.outlets import Outlets
from mentions.core.summary.people import People
from mentions.core.summary.record import Record, moment_of
from mentions.core.summary.times import Times
from mentions.model import Evidence

_ATTRIBUTED = Evidence.ATTRIBUTED.value  # plain text: a million comparisons with StrEnum cost
_ACT = ("kind", "platform", "language", "evidence")
_act_of = itemgetter(*map(Record._fields.index, _ACT))


class Sum:
    """Adds up a number that only some mentions state."""

    def __init__(self) -> None:
        self._total = self._known = 0
        self._as_of: int | None = None

    def add(self, number: int, counted_at: int) -> None:
        """Add what one mention states."""
        self._total += number
        self._known += 1
        if self._as_of is None or counted_at < self._as_of:
            self._as_of = counted_at

    def told(self, mentions: int) -> Told:
        """Return the sum, of so many mentions in all."""
        return Told(
            total=self._total if self._known else None,
            known=self._known,
            unknown=mentions - self._known,
            as_of=None if self._as_of is None else moment_of(self._as_of).date(),
        )


class Tally:
    """What is counted of mentions.

    Args:
        zone: Name of the zone of days and hours.
        own: Site of each article, by its id: it is no outlet.
    """

    def __init__(self, zone: str, own: Mapping[int, str] | None = None) -> None:
        self.mentions = 0
        self.people = People()
        self.outlets = Outlets(own or {})
        self.times = Times(zone)
        self.likes, self.reposts, self.replies, self.quotes = Sum(), Sum(), Sum(), Sum()
        self._acts: Counter[tuple[str | None, ...]] = Counter()

    def add(self, one: Record) -> None:
        """Count a mention; each may come once only."""
        self.add_all((one,))

    def add_all(self, some: Sequence[Record]) -> None:
        """Count some mentions, which is faster than one after the other."""
        self.mentions += len(some)
        self._acts.update(map(_act_of, some))
        self.people.add_all(some)
        self.outlets.add_all(some)
        self.times.add_all(some)
        for one in some:
            if one.counted_at is not None:
                self._add_counts(one, one.counted_at)

    def _add_counts(self, one: Record, at: int) -> None:
        if one.likes is not None:
            self.likes.add(one.likes, at)
        if one.reposts is not None:
            self.reposts.add(one.reposts, at)
        if one.replies is not None:
            self.replies.add(one.replies, at)
        if one.quotes is not None:
            self.quotes.add(one.quotes, at)

    @property
    def attributed(self) -> int:
        """Mentions known only through somebody else's words."""
        place = _ACT.index("evidence")
        return sum(number for act, number in self._acts.items() if act[place] == _ATTRIBUTED)

    @property
    def kinds(self) -> tuple[Counted, ...]:
        """Mentions by kind, most first."""
        return self._by("kind")

    @property
    def platforms(self) -> tuple[Counted, ...]:
        """Mentions by platform, most first."""
        return self._by("platform")

    @property
    def languages(self) -> tuple[Counted, ...]:
        """Mentions by language as stated, most first; those that state none stand last."""
        return self._by("language")

    def _by(self, name: str) -> tuple[Counted, ...]:
        place = _ACT.index(name)
        found: Counter[str | None] = Counter()
        for names, number in self._acts.items():
            found[names[place]] += number
        ordered = sorted(found.items(), key=lambda one: (one[0] is None, -one[1], one[0] or ""))
        return tuple(Counted(name=name, mentions=number) for name, number in ordered)
