"""How others choose the next look. Each has one scale, by which all of its intervals grow."""

from __future__ import annotations

from abc import ABC, abstractmethod
from array import array
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import pairwise

from benchmarks.schedule.trace import Line, Rate
from mentions.core.plan.budget import Demand
from mentions.core.plan.course import Course
from mentions.core.plan.curve import BINS, DAY, EDGES, HOUR, Curve
from mentions.core.plan.history import History, learned
from mentions.core.plan.interval import LEAST, MOST, Bounds, interval_of

MINUTE = 60.0
_BOUNDS = Bounds(LEAST, MOST)
# First hour, day, week, month, and later.
_BANDS = ((HOUR, 5 * MINUTE), (DAY, 30 * MINUTE), (7 * DAY, 3 * HOUR), (30 * DAY, DAY))
# Where the coming day is cut, for rates that change within it.
_PARTS = (0.0, HOUR / 4, HOUR, 3 * HOUR, 8 * HOUR, DAY)
_YOUNG = 4 * DAY
_TIERS = ((DAY, 30 * MINUTE), (7 * DAY, 5 * HOUR))


class Plain(ABC):
    """What policies without an hourly duty have in common."""

    def __init__(self, lines: Sequence[Line], scale: float) -> None:
        self.lines, self.scale = lines, scale

    def tick(self, now: float) -> None:  # noqa: B027 - most have nothing to do
        """Do nothing."""

    def refused(self) -> None:  # noqa: B027 - the same
        """Do nothing."""

    def begin(self, watch: int, now: float) -> float:
        """Choose as after a look that found nothing."""
        return self.looked(watch, now, 0)

    @abstractmethod
    def looked(self, watch: int, now: float, found: int) -> float:
        """Return the scaled interval."""


class Fixed(Plain):
    """Every hour."""

    def looked(self, watch: int, now: float, found: int) -> float:  # noqa: ARG002 - it does not care
        """Return the interval."""
        return self.scale * HOUR


class AgeBands(Plain):
    """By the age of the article: 5 minutes in the first hour, then 30 minutes, 3 hours, a day."""

    def looked(self, watch: int, now: float, found: int) -> float:  # noqa: ARG002 - age alone decides
        """Return the interval of the band."""
        age = now - (self.lines[watch].published or 0.0)
        return self.scale * next((wait for until, wait in _BANDS if age < until), DAY)


class FeedFrequency(Plain):
    """A week divided by what the last week brought, between 5 minutes and 24 hours."""

    def __init__(self, lines: Sequence[Line], scale: float) -> None:
        super().__init__(lines, scale)
        self.weeks: list[deque[float]] = [deque() for _ in lines]

    def looked(self, watch: int, now: float, found: int) -> float:
        """Return the interval."""
        week = self.weeks[watch]
        week.extend([now] * found)
        while week and week[0] < now - 7 * DAY:
            week.popleft()
        wait = 7 * DAY / len(week) if week else DAY
        return self.scale * min(max(wait, 5 * MINUTE), DAY)


class Tiers(Plain):
    """By the last hit or the start: 30 minutes within a day of it, 5 hours within a week, a day."""

    def __init__(self, lines: Sequence[Line], scale: float) -> None:
        super().__init__(lines, scale)
        self.hits = array("d", (line.start for line in lines))

    def looked(self, watch: int, now: float, found: int) -> float:
        """Return the interval of the tier."""
        if found:
            self.hits[watch] = now
        since = now - self.hits[watch]
        return self.scale * next((wait for until, wait in _TIERS if since < until), DAY)


class Clairvoyant(Plain):
    """The square-root rule with the true rates, and ready where a second wave will begin."""

    def __init__(self, lines: Sequence[Line], scale: float) -> None:
        super().__init__(lines, scale)
        rates = [line.rate for line in lines if line.rate]
        self.rates = rates if len(rates) == len(lines) else hindsight(lines)
        self.price = self.scale**2 * HOUR

    def looked(self, watch: int, now: float, found: int) -> float:  # noqa: ARG002 - it knows
        """Return the interval."""
        return self.interval(watch, now)

    def interval(self, watch: int, now: float) -> float:
        """Return the seconds until the next look, at its price."""
        wait = self._interval(watch, now)
        for jump in self.lines[watch].jumps:
            if now < jump:
                wait = min(wait, jump + self._interval(watch, jump) - now)
        return wait

    def demands(self, watch: int, now: float) -> Iterator[Demand]:
        """Yield what a watch asks of the coming day: its true rate in the middle of each part."""
        line = self.lines[watch]
        young = line.published is not None and now - line.published < _YOUNG
        jumps = [at - now for at in line.jumps if now - _YOUNG < at < now + DAY]
        parts = _PARTS if young or jumps else (0.0, DAY)
        for low, high in pairwise(sorted((*parts, *(at for at in jumps if at > 0)))):
            rate = self.rates[watch](now + (low + high) / 2)
            yield Demand(rate, _BOUNDS, seconds=high - low)

    def _interval(self, watch: int, at: float) -> float:
        return interval_of(self.rates[watch](at), price=self.price, bounds=_BOUNDS)


def hindsight(lines: Sequence[Line]) -> list[Rate]:
    """Return rates for a trace that does not tell them: known afterwards, from all arrivals.

    Each watch's own number of arrivals, times how arrivals of the whole trace lie over the ages.
    """
    counts, seconds = [0.0] * (BINS + 1), [0.0] * (BINS + 1)
    for line in lines:
        if line.published is None:
            continue
        for at in line.arrivals:
            counts[bisect_right(EDGES, at - line.published) - 1] += 1
        for place, width in Course.of(line.published).spans(line.start, line.horizon):
            seconds[place] += width * len(line.arrivals)
    curve = learned(History(tuple(counts), tuple(seconds)))
    return [_rate_afterwards(line, curve) for line in lines]


def _rate_afterwards(line: Line, curve: Curve) -> Rate:
    count, published = len(line.arrivals), line.published
    if published is None:
        return lambda _: count / (line.horizon - line.start)
    return lambda now: count * curve.rate(now - published)
