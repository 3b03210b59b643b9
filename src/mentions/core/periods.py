"""The last day, week or month that is over, as its clocks count them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mentions.core.wallclock import moment_of

_DAY = timedelta(days=1)

Span = tuple[datetime, datetime]


def last_day(now: datetime, zone: ZoneInfo) -> Span:
    """Return begin and end of the last day that is over.

    A day may have 23 or 25 hours; one that a country left out of its calendar is none.

    Args:
        now: Aware.
        zone: Whose clocks count.

    Returns:
        The first moment of it and the first after it; aware, UTC.
    """
    end = _begin(now.astimezone(zone).date(), zone)
    before = end - timedelta(microseconds=1)
    return _begin(before.astimezone(zone).date(), zone), end


def last_week(now: datetime, zone: ZoneInfo) -> Span:
    """Return the last week that is over, from Monday to Monday; see `last_day`."""
    today = now.astimezone(zone).date()
    monday = today - today.weekday() * _DAY
    return _begin(monday - 7 * _DAY, zone), _begin(monday, zone)


def last_month(now: datetime, zone: ZoneInfo) -> Span:
    """Return the last month that is over; see `last_day`."""
    first = now.astimezone(zone).date().replace(day=1)
    return _begin((first - _DAY).replace(day=1), zone), _begin(first, zone)


def _begin(day: date, zone: ZoneInfo) -> datetime:
    return moment_of(datetime.combine(day, time()), zone)
