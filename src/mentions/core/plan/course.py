"""What a place is looked at for: articles of several ages, and articles of unknown age."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mentions.core.plan.curve import AGELESS, BINS, DAY, EDGES, Curve

# Articles younger than this keep their own time of publication.
_YOUNG = DAY


@dataclass(frozen=True, slots=True)
class Course:
    """How many arrivals a place promises from moment to moment, up to a factor of its own.

    Attributes:
        published: When the articles came out, in seconds since 1970, and how many at that time.
        ageless: Articles of unknown age, and 1 more for a place that may bring any article.
    """

    published: tuple[tuple[float, float], ...] = ()
    ageless: float = 0.0

    @classmethod
    def of(cls, published: float | None) -> Course:
        """Return the course of a watch of a single article."""
        return cls(ageless=1.0) if published is None else cls(((published, 1.0),))

    def rate(self, curve: Curve, now: float) -> float:
        """Return the arrivals a second."""
        total = self.ageless * curve.rates[AGELESS]
        for start, count in self.published:
            total += count * curve.rate(now - start)
        return total

    def expected(self, curve: Curve, since: float, until: float) -> float:
        """Return the arrivals between two moments."""
        total = self.ageless * curve.rates[AGELESS] * (until - since)
        for start, count in self.published:
            total += count * (curve.sum(until - start) - curve.sum(since - start))
        return total

    def spans(self, since: float, until: float) -> Iterator[tuple[int, float]]:
        """Yield the bins of the curve that lie between two moments, with seconds x articles."""
        for start, count in self.published:
            low, high = max(since - start, 0.0), until - start
            for place, width in _overlaps(low, high):
                yield place, width * count
        if self.ageless:
            yield AGELESS, (until - since) * self.ageless


def _overlaps(low: float, high: float) -> Iterator[tuple[int, float]]:
    place = bisect_right(EDGES, low) - 1
    while low < high:
        end = min(EDGES[place + 1], high) if place + 1 < BINS else high
        yield place, end - low
        low, place = end, place + 1


def gather(published: Iterable[float | None], *, now: float, place: bool = False) -> Course:
    """Return the course of a place that is searched for many articles.

    Articles older than a day that are of nearly the same age (the same bin of the curve) are put
    together at the middle of their ages, so that 10,000 articles cost no more than 50.

    Args:
        published: When each article came out, in seconds since 1970; None where that is unknown.
        now: Seconds since 1970.
        place: Whether the place may bring arrivals whatever the articles' ages: a feed or page of
            somebody else.
    """
    young: list[tuple[float, float]] = []
    bins: dict[int, list[float]] = {}
    ageless = 1.0 if place else 0.0
    for start in published:
        if start is None:
            ageless += 1
        elif now - start < _YOUNG:
            young.append((start, 1.0))
        else:
            bins.setdefault(bisect_right(EDGES, now - start), []).append(start)
    old = [(sum(starts) / len(starts), float(len(starts))) for starts in bins.values()]
    return Course(tuple(sorted(old + young)), ageless)
