"""The last day, week and month that are over: around changes of clocks, years and calendars."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.periods import Span, last_day, last_month, last_week

BERLIN = ZoneInfo("Europe/Berlin")

# zone, moment, begin, end; all in UTC
DAYS = [
    ("UTC", "2026-03-14T12:00", "2026-03-13T00:00", "2026-03-14T00:00"),
    ("UTC", "2026-03-14T00:00", "2026-03-13T00:00", "2026-03-14T00:00"),  # over this very moment
    ("UTC", "2026-01-01T08:00", "2025-12-31T00:00", "2026-01-01T00:00"),
    ("Europe/Berlin", "2026-03-30T06:00", "2026-03-28T23:00", "2026-03-29T22:00"),  # 23 hours
    ("Europe/Berlin", "2026-10-26T07:00", "2026-10-24T22:00", "2026-10-25T23:00"),  # 25 hours
    ("Europe/Berlin", "2026-03-13T22:59", "2026-03-11T23:00", "2026-03-12T23:00"),  # 23:59 there
    ("Europe/Berlin", "2026-03-13T23:00", "2026-03-12T23:00", "2026-03-13T23:00"),
    # Clocks that jump over midnight: the day begins at 1:00. In autumn 0:00 comes twice.
    ("America/Santiago", "2026-09-07T12:00", "2026-09-06T04:00", "2026-09-07T03:00"),
    ("America/Havana", "2026-11-02T12:00", "2026-11-01T04:00", "2026-11-02T05:00"),
    # Samoa left out 30 December 2011.
    ("Pacific/Apia", "2011-12-30T22:00", "2011-12-29T10:00", "2011-12-30T10:00"),
]
WEEKS = [
    ("UTC", "2026-03-14T12:00", "2026-03-02T00:00", "2026-03-09T00:00"),
    ("UTC", "2026-03-16T00:00", "2026-03-09T00:00", "2026-03-16T00:00"),
    ("UTC", "2026-03-15T23:59", "2026-03-02T00:00", "2026-03-09T00:00"),
    ("UTC", "2026-01-02T08:00", "2025-12-22T00:00", "2025-12-29T00:00"),
    ("UTC", "2026-01-05T08:00", "2025-12-29T00:00", "2026-01-05T00:00"),
    ("Europe/Berlin", "2026-03-30T06:00", "2026-03-22T23:00", "2026-03-29T22:00"),
    ("Europe/Berlin", "2026-10-26T07:00", "2026-10-18T22:00", "2026-10-25T23:00"),
    ("Europe/Berlin", "2026-03-15T22:59", "2026-03-01T23:00", "2026-03-08T23:00"),
    ("Europe/Berlin", "2026-03-15T23:00", "2026-03-08T23:00", "2026-03-15T23:00"),
]
MONTHS = [
    ("UTC", "2026-03-14T12:00", "2026-02-01T00:00", "2026-03-01T00:00"),
    ("UTC", "2024-03-31T12:00", "2024-02-01T00:00", "2024-03-01T00:00"),  # a leap year
    ("UTC", "2026-01-31T12:00", "2025-12-01T00:00", "2026-01-01T00:00"),
    ("Europe/Berlin", "2026-04-01T06:00", "2026-02-28T23:00", "2026-03-31T22:00"),
    ("Europe/Berlin", "2026-10-31T23:30", "2026-09-30T22:00", "2026-10-31T23:00"),
]
CASES = [
    *((last_day, *case) for case in DAYS),
    *((last_week, *case) for case in WEEKS),
    *((last_month, *case) for case in MONTHS),
]


@pytest.mark.parametrize(("last", "zone", "now", "begin", "end"), CASES)
def test_the_last_that_is_over(
    last: Callable[[datetime, ZoneInfo], Span], zone: str, now: str, begin: str, end: str
) -> None:
    found = last(datetime.fromisoformat(now).replace(tzinfo=UTC), ZoneInfo(zone))
    assert [f"{one:%Y-%m-%dT%H:%M}" for one in found] == [begin, end]
    assert all(one.tzinfo is UTC for one in found)


@given(
    st.integers(946_684_800, 2_114_380_800).map(lambda at: datetime.fromtimestamp(at, UTC)),
    st.sampled_from(["Europe/Berlin", "America/Santiago", "Asia/Beirut", "Pacific/Apia"]),
)
def test_one_follows_the_other_without_gap_or_overlap(now: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    for last in (last_day, last_week, last_month):
        begin, end = last(now, zone)
        assert begin < end <= now
        assert last(begin, zone)[1] == begin  # right then, the one before is over
        assert last(end - timedelta(microseconds=1), zone)[1] == begin
