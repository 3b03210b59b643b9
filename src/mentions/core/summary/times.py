"""When mentions came: days, hours, the first, the fullest hour, and how fast half of them came.

A time whose zone is not known counts in the day and hour in which it stands on its page; where a
moment is needed it says too little.
"""

from __future__ import annotations

from array import array
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from math import ceil, inf
from zoneinfo import ZoneInfo

from mentions.core.summary.record import Record

HOUR = timedelta(hours=1)
FEWEST_FOR_PEAK = 2
FEWEST_FOR_HALF_LIFE = 4
NEVER = inf
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# No clock is further behind UTC: at this much later, what a clock there shows has happened.
_FURTHEST_BEHIND = 12 * 3600.0
# Moments are kept by quarter of an hour: since 1972 no zone had an offset that divides one.
_QUARTER = 900
_LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp()
_ODD_OFFSETS_UNTIL = datetime(1975, 1, 1, tzinfo=UTC).timestamp()


def latest_possible(one: Record) -> float:
    """Return when a mention was there for certain, in seconds since 1970; without a date NEVER.

    A time without a zone counts as late as it can have been.
    """
    if not one.dated:
        return NEVER
    return one.happened.timestamp() + (0.0 if one.zone_known else _FURTHEST_BEHIND)


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
        self._moments = array("d")
        # How many in each quarter of an hour: by its number since 1970, for old ones by second.
        self._quarters: Counter[int] = Counter()
        self._old: Counter[float] = Counter()
        self._as_shown: Counter[tuple[date, int]] = Counter()
        self._hours: Counter[datetime] | None = None  # made when it is asked for

    def add(self, one: Record) -> None:
        """Count a mention."""
        if not one.dated:
            self.undated += 1
            return
        order = latest_possible(one), one.id
        if self._first is None or order < self._first:
            self._first = order
        if not one.zone_known:
            self.zoneless += 1
            self._as_shown[one.happened.date(), one.happened.hour] += 1
            return
        self._hours = None
        seconds = min(order[0], _LAST)
        self._moments.append(seconds)
        if seconds < _ODD_OFFSETS_UNTIL:
            self._old[seconds] += 1
        else:
            self._quarters[int(seconds) // _QUARTER] += 1

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
        shown = self._as_shown.copy()
        for here, number in self._by_hour().items():
            local = self._here(here.timestamp())
            shown[local.date(), local.hour] += number
        return shown

    def _by_hour(self) -> Counter[datetime]:
        """Return the mentions by hour of the zone, each by its beginning in UTC."""
        if self._hours is None:
            self._hours = Counter()
            for quarter, number in self._quarters.items():
                self._hours[_hour_of(self._here(float(quarter * _QUARTER)))] += number
            for seconds, number in self._old.items():
                self._hours[_hour_of(self._here(seconds))] += number
        return self._hours

    def _here(self, seconds: float) -> datetime:
        moment = _EPOCH + timedelta(seconds=seconds)
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
        return (begin, number) if number >= FEWEST_FOR_PEAK else None

    @property
    def half_life(self) -> timedelta | None:
        """From the first mention until half of them had come; None where there are too few."""
        if len(self._moments) < FEWEST_FOR_HALF_LIFE:
            return None
        middle = _smallest(self._moments, ceil(len(self._moments) / 2))
        return timedelta(seconds=middle - min(self._moments))


def _hour_of(here: datetime) -> datetime:
    """Return when an hour began, in UTC: the one that a zone has twice in autumn is two."""
    into = timedelta(minutes=here.minute, seconds=here.second, microseconds=here.microsecond)
    moment = here.astimezone(UTC)
    try:
        return moment - into
    except OverflowError:  # the first hour that a calendar can hold
        return moment


def _smallest(moments: array[float], wanted: int) -> float:
    """Return the n-th smallest moment, counted from 1, without sorting all of them."""
    days = Counter(int(one // 86_400) for one in moments)
    before = 0
    for day in sorted(days):
        if before + days[day] >= wanted:
            within = sorted(one for one in moments if int(one // 86_400) == day)
            return within[wanted - before - 1]
        before += days[day]
    raise ValueError(f"there are no {wanted} moments")
