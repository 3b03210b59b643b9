"""What the owner's own polls tell of the age curve: a histogram over ages that slowly forgets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from mentions.core.plan.course import Course
from mentions.core.plan.curve import AGELESS, BINS, DAY, PRIOR, Curve

# What was seen this long ago counts half.
MEMORY = 90 * DAY
# How many arrivals weigh as much as what is known without them.
STRENGTH = 1.0


class Seen(NamedTuple):
    """One real look at a place.

    Attributes:
        course: What the place was looked at for.
        since: The last real look before it, in seconds since 1970.
        until: This look.
        found: New arrivals. When they came in between is not known.
    """

    course: Course
    since: float
    until: float
    found: float


@dataclass(frozen=True, slots=True)
class History:
    """What has been seen of one kind of place, by age of the article. One row for each source.

    Attributes:
        counts: Arrivals in each bin of the curve, the last one for unknown age; decayed.
        seconds: Seconds of article x place looked at, for the same bins; decayed.
        at: Up to when it is decayed, in seconds since 1970.
    """

    counts: tuple[float, ...] = (0.0,) * (BINS + 1)
    seconds: tuple[float, ...] = (0.0,) * (BINS + 1)
    at: float = 0.0


def learn(history: History, looks: Iterable[Seen], *, now: float) -> History:
    """Return the history with further looks.

    What one look found is spread over the ages it covers as the curve so far expects it.
    """
    keep = 2 ** -(max(now - history.at, 0.0) / MEMORY)
    counts = [count * keep for count in history.counts]
    seconds = [second * keep for second in history.seconds]
    curve = learned(history)
    for seen in looks:
        spans = list(seen.course.spans(seen.since, seen.until))
        for place, width in spans:
            seconds[place] += width
        if seen.found:
            whole = sum(curve.rates[place] * width for place, width in spans)
            for place, width in spans if whole else ():
                counts[place] += seen.found * curve.rates[place] * width / whole
    return History(tuple(counts), tuple(seconds), max(now, history.at))


def learned(history: History) -> Curve:
    """Return the age curve: the prior at first, then more and more what was seen.

    How the owner's arrivals compare with the prior is estimated once for all ages (the height) and
    then from the youngest bin to the oldest, each time as the mean of a Gamma posterior:

        height = (arrivals + 1) / (arrivals the prior expects + 1)
        ratio of a bin = (arrivals + 1) / (arrivals the prior expects + 1 / ratio of the bin before)
        rate = ratio x rate of the prior

    So ages of which little is known follow the ages just before them.
    """
    aged = range(BINS)
    awaited = [history.seconds[place] * PRIOR.rates[place] for place in range(BINS + 1)]
    ratio = _ratio(sum(history.counts[:BINS]), sum(awaited[:BINS]), 1.0)
    rates = []
    for place in aged:
        ratio = _ratio(history.counts[place], awaited[place], ratio)
        rates.append(ratio * PRIOR.rates[place])
    ageless = _ratio(history.counts[AGELESS], awaited[AGELESS], 1.0)
    return Curve.of([*rates, ageless * PRIOR.rates[AGELESS]])


def _ratio(arrivals: float, awaited: float, before: float) -> float:
    return (arrivals + STRENGTH) / (awaited + STRENGTH / before)
