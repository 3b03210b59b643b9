"""When mentions came: days, hours, the first, the fullest hour, and how fast half of them came.

A time whose zone is not known counts in the day and hour in which it stands on its page; where a
moment is needed it says too little.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Container, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from math import ceil, inf
from zoneinfo import ZoneInfo

from mentions.core.summary.record import MICROSECOND, Record, micros_of, moment_of

HOUR = timedelta(hours=1)
FEWEST_FOR_PEAK = 2
FEWEST_FOR_HALF_LIFE = 4
NEVER = inf
# No clock is further behind UTC: at this much later, what a clock there shows has happened.
_FURTHEST_BEHIND = 12 * HOUR // MICROSECOND
# Moments are counted by quarter of an hour: since 1972 no zone had an offset that divides one.
_QUARTER = timedelta(minutes=15) // MICROSECOND
_DAY = timedelta(days=1) // MICROSECOND
_HOUR = HOUR // MICROSECOND
_MINUTE = timedelta(minutes=1) // MICROSECOND
_BEGIN = micros_of(datetime.min.replace(tzinfo=UTC))  # of what a calendar can hold
_ODD_OFFSETS_UNTIL = micros_of(datetime(1975, 1, 1, tzinfo=UTC))


def latest_possible(one: Record) -> float:
    """Return when a mention was there for certain, in microseconds since 1970.

    Without a date that is NEVER.

    A time without a zone counts as late as it can have been.
    """
    if not one.dated:
        return NEVER
    return one.happened if one.zone_known else one.happened + _FURTHEST_BEHIND


class Times:
    """Counts mentions by time.

    Args:
        zone: Name of the zone of days and hours.

    Attributes:
        undated: Mentions without a date.
        zoneless: Mentions with a date whose zone is not known.
    """

    def __init__(self, zone: str) -> None:
        self.undated = self.zoneless = 0
        self._zone = ZoneInfo(zone)
        self._first: tuple[float, int] | None = None
        self._moments = array("q")
        # How many in each quarter of an hour, by its number since 1970; none of the old ones.
        self._quarters: Counter[int] = Counter()
        self._has_old = False
        self._as_shown: Counter[int] = Counter()  # by hour, as it stands there
        # Made when they are asked for.
        self._hours: Counter[int] | None = None
        self._clock: Counter[tuple[date, int]] | None = None

    def add_all(self, some: Iterable[Record]) -> None:
        """Count mentions."""
        self._hours = self._clock = None
        for one in some:
            if one.dated:
                self._add(one)
            else:
                self.undated += 1

    def _add(self, one: Record) -> None:
        latest = latest_possible(one)
        if self._first is None or (latest, one.id) < self._first:
            self._first = latest, one.id
        if not one.zone_known:
            self.zoneless += 1
            self._as_shown[one.happened // _HOUR] += 1
            return
        self._moments.append(one.happened)
        if one.happened < _ODD_OFFSETS_UNTIL:
            self._has_old = True
        else:
            self._quarters[one.happened // _QUARTER] += 1

    def by_day(self) -> dict[date, int]:
        """Return the mentions by day, in order; only days with some."""
        days: Counter[date] = Counter()
        for (day, _), number in self._shown().items():
            days[day] += number
        return dict(sorted(days.items()))

    def by_hour(self) -> tuple[int, ...]:
        """Return the mentions by hour of the day, 0 to 23."""
        hours = [0] * 24
        for (_, hour), number in self._shown().items():
            hours[hour] += number
        return tuple(hours)

    def _shown(self) -> Counter[tuple[date, int]]:
        """Return the mentions by day and hour, as a clock in the zone showed them."""
        if self._clock is not None:
            return self._clock
        shown: Counter[tuple[date, int]] = Counter()
        self._clock = shown
        for hours, number in self._as_shown.items():
            there = moment_of(hours * _HOUR)
            shown[there.date(), there.hour] += number
        for begin, number in self._by_hour().items():
            local = self._here(moment_of(begin))
            shown[local.date(), local.hour] += number
        return shown

    def _by_hour(self) -> Counter[int]:
        """Return the mentions by hour of the zone, each by its beginning in UTC."""
        if self._hours is None:
            self._hours = Counter()
            ahead = cache(self._ahead)
            changing = set()  # hours of UTC in which the clocks are changed, or may be
            for quarter, number in self._quarters.items():
                at = quarter * _QUARTER
                offset = ahead(at // _HOUR)
                if offset is None or offset != ahead(at // _HOUR + 1):
                    changing.add(at // _HOUR)
                else:
                    self._hours[at - (at + offset) % _HOUR] += number
            if changing or self._has_old:
                self._add_exactly(self._hours, changing)
        return self._hours

    def _add_exactly(self, hours: Counter[int], changing: Container[int]) -> None:
        """Add the moments that quarters of an hour do not tell: old ones, and of some hours."""
        for at in self._moments:
            if at < _ODD_OFFSETS_UNTIL or at // _HOUR in changing:
                hours[self._hour_of(at)] += 1

    def _ahead(self, hour: int) -> int | None:
        """Return how far the zone is ahead of UTC when an hour of UTC begins; None if unclear."""
        try:
            offset = moment_of(hour * _HOUR).astimezone(self._zone).utcoffset()
        except OverflowError:  # the last hours that a calendar can hold
            return None
        return None if offset is None else offset // MICROSECOND

    def _hour_of(self, at: int) -> int:
        """Return when an hour began, in UTC: the one that a zone has twice in autumn is two."""
        here = self._here(moment_of(at))
        into = timedelta(minutes=here.minute, seconds=here.second, microseconds=here.microsecond)
        begin = max(at - into // MICROSECOND, _BEGIN)
        # Where the clocks were put forward within the hour it begins then.
        while begin < at and self._here(moment_of(begin)).hour != here.hour:
            begin += _MINUTE
        return min(begin, at)

    def _here(self, moment: datetime) -> datetime:
        try:
            return moment.astimezone(self._zone)
        except OverflowError:  # the first and last hours that a calendar can hold
            return moment

    @property
    def first(self) -> int | None:
        """The id of the earliest mention; None where none has a date."""
        return self._first[1] if self._first else None

    @property
    def fullest(self) -> tuple[datetime, int] | None:
        """The hour with most mentions, the earliest of several; None where each has one at most."""
        if len(self._moments) < FEWEST_FOR_PEAK:
            return None
        begin, number = min(self._by_hour().items(), key=lambda one: (-one[1], one[0]))
        return (moment_of(begin), number) if number >= FEWEST_FOR_PEAK else None

    @property
    def half_life(self) -> timedelta | None:
        """From the first mention until half of them had come; None where there are too few."""
        if len(self._moments) < FEWEST_FOR_HALF_LIFE:
            return None
        middle = _smallest(self._moments, ceil(len(self._moments) / 2))
        return timedelta(microseconds=middle - min(self._moments))


def _smallest(moments: array[int], wanted: int) -> int:
    """Return the n-th smallest moment, counted from 1, without sorting all of them."""
    days = Counter(one // _DAY for one in moments)
    before = 0
    for day in sorted(days):
        if before + days[day] >= wanted:
            within = sorted(one for one in moments if one // _DAY == day)
            return within[wanted - before - 1]
        before += days[day]
    raise ValueError(f"there are no {wanted} moments")
