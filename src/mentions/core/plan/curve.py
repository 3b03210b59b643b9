"""How arrivals fade with an article's age: what is known beforehand, and what the owner's tell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

HOUR = 3600.0
DAY = 24 * HOUR
# Half of the clicks on a shared link come within about 3 hours (bitly, 2011: 2.8 h on Twitter,
# 3.2 h on Facebook), the rest for years.
HALF_LIFE = 3 * HOUR
# Where bins begin, in seconds of age: 5 minutes, then two to each doubling, up to ten years.
EDGES = (0.0, *(300.0 * 2 ** (step / 2) for step in range(41)))
BINS = len(EDGES)
# The bin behind all ages: an article of unknown age, and the place itself.
AGELESS = BINS
# Of an article of unknown age, or of a place itself, one arrival in so many seconds is expected.
_AGELESS_WAIT = 100 * DAY


def _prior_sum(age: float) -> float:
    """Return the share of arrivals up to an age: 1/2 at the half-life, and a tail of 1/age."""
    return age / (age + HALF_LIFE)


def _prior_rates() -> tuple[float, ...]:
    last = HALF_LIFE / (EDGES[-1] + HALF_LIFE) ** 2
    pairs = pairwise(EDGES)
    inner = ((_prior_sum(end) - _prior_sum(start)) / (end - start) for start, end in pairs)
    return (*inner, last, 1 / _AGELESS_WAIT)


@dataclass(frozen=True, slots=True)
class Curve:
    """Arrivals to expect of one article at one place, by the article's age.

    Attributes:
        rates: Arrivals a second in each bin of `EDGES`; the last one for unknown age.
        sums: Arrivals from age 0 up to each of `EDGES`.
    """

    rates: tuple[float, ...]
    sums: tuple[float, ...]

    @classmethod
    def of(cls, rates: Sequence[float]) -> Curve:
        """Return the curve with these rates, one for each bin and one for unknown age."""
        widths = (end - start for start, end in pairwise(EDGES))
        steps = (width * rate for width, rate in zip(widths, rates, strict=False))
        return cls(tuple(rates), tuple(accumulate(steps, initial=0.0)))

    def rate(self, age: float) -> float:
        """Return the arrivals a second at an age in seconds; none before the article is out."""
        return self.rates[bisect_right(EDGES, age) - 1] if age >= 0 else 0.0

    def sum(self, age: float) -> float:
        """Return the arrivals from publication up to an age in seconds."""
        if age <= 0:
            return 0.0
        place = bisect_right(EDGES, age) - 1
        return self.sums[place] + self.rates[place] * (age - EDGES[place])


# One arrival in all for each article at each place, before anything is known.
PRIOR = Curve.of(_prior_rates())
