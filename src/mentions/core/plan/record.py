"""What a watch's own polls have found, and the rate that follows from it."""

from __future__ import annotations

import math
from typing import NamedTuple

from mentions.core.plan.course import Course
from mentions.core.plan.curve import DAY, HOUR, PRIOR, Curve

# What a watch found this long ago counts half.
MEMORY = 30 * DAY
# So does what it found beyond expectation, after this long: a burst.
BURST_MEMORY = 3 * HOUR
# The Gamma prior of a watch's factor has mean 1 and this shape until the owner's watches tell.
SHAPE = 0.5


class Record(NamedTuple):
    """What is kept of one watch; times in seconds since 1970. Six floats.

    Attributes:
        since: When it began to be looked at.
        until: The last real look.
        found: Arrivals found; decayed.
        exposure: Arrivals that the prior curve expected in the time looked at; decayed alike.
        recent: Arrivals found; decayed within hours.
        awaited: Arrivals that were expected of it; decayed within hours.
    """

    since: float
    until: float
    found: float = 0.0
    exposure: float = 0.0
    recent: float = 0.0
    awaited: float = 0.0


class Habit(NamedTuple):
    """How arrivals come at one kind of place: what `learned` and `learned_shape` gave.

    Attributes:
        curve: Arrivals by the age of an article.
        shape: Of the Gamma prior of a watch's factor: small where few places bring most.
    """

    curve: Curve = PRIOR
    shape: float = SHAPE


def begin(now: float) -> Record:
    """Return the record of a watch that is looked at from now on."""
    return Record(now, now)


def exposure_of(record: Record, course: Course, curve: Curve) -> float:
    """Return how many arrivals the curve would have expected in the time looked at, decayed.

    What was written down in terms of the prior curve is turned into terms of this one, so a curve
    that is learned later holds for the past, too.
    """
    before = course.expected(PRIOR, record.since, record.until)
    if before <= 0:
        return 0.0
    return record.exposure * course.expected(curve, record.since, record.until) / before


def factor_of(record: Record, course: Course, habit: Habit) -> float:
    """Return how many times the usual arrivals this watch brings.

    (shape + arrivals) / (shape + arrivals expected of a usual watch): the mean of the Gamma
    posterior, 1 where nothing is known.
    """
    exposure = exposure_of(record, course, habit.curve)
    return (habit.shape + record.found) / (habit.shape + exposure)


def burst_rate(record: Record, now: float) -> float:
    """Return the arrivals a second beyond the curve, after more were found than chance explains.

    Chance explains one more than expected, and one standard deviation.
    """
    excess = record.recent - record.awaited - 1 - math.sqrt(record.awaited)
    if excess <= 0:
        return 0.0
    keep: float = 2 ** -(max(now - record.until, 0.0) / BURST_MEMORY)
    return excess * keep * math.log(2) / BURST_MEMORY


def rate_of(record: Record, course: Course, habit: Habit, now: float) -> float:
    """Return the arrivals a second to expect of this watch now."""
    usual = factor_of(record, course, habit) * course.rate(habit.curve, now)
    return usual + burst_rate(record, now)


def after_look(record: Record, course: Course, habit: Habit, *, now: float, found: float) -> Record:
    """Return the record after a real look; a poll that failed changes nothing.

    Args:
        record: As it was.
        course: What the watch was looked at for since then.
        habit: Of its kind of place.
        now: Seconds since 1970.
        found: New arrivals. The first look at a place finds what has stood there for long: leave
            those out, and `begin` with it.
    """
    if now <= record.until:
        return record._replace(found=record.found + found, recent=record.recent + found)
    passed = now - record.until
    keep: float = 2 ** -(passed / MEMORY)
    fresh: float = 2 ** -(passed / BURST_MEMORY)
    awaited = factor_of(record, course, habit) * course.expected(habit.curve, record.until, now)
    return Record(
        since=record.since,
        until=now,
        found=record.found * keep + found,
        exposure=record.exposure * keep + course.expected(PRIOR, record.until, now),
        recent=record.recent * fresh + found,
        awaited=record.awaited * fresh + awaited,
    )
