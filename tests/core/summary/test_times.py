"""Times are counted by arithmetic; a calendar says the same."""

from collections import Counter
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.summary.records import NOON, record, tallied

from mentions.core.summary.record import micros_of, moment_of

# Lord Howe puts its clocks forward by half an hour, in 2009 at half past an hour of UTC.
ZONES = ("UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns")
FORWARD = datetime(2009, 10, 3, 13, tzinfo=NOON.tzinfo)
MOMENTS = st.datetimes(datetime(1975, 1, 2), datetime(2037, 12, 30), timezones=st.just(NOON.tzinfo))  # noqa: DTZ001 - Hypothesis adds the zone
NEAR = st.integers(0, 5 * 3600).map(lambda seconds: FORWARD + timedelta(seconds=seconds))


@given(st.lists(MOMENTS | NEAR, max_size=30), st.sampled_from(ZONES))
def test_days_and_hours_are_those_of_a_calendar(moments: list[datetime], zone: str) -> None:
    times = tallied(*(record(n, published=at) for n, at in enumerate(moments)), zone=zone).times
    here = [at.astimezone(ZoneInfo(zone)) for at in moments]
    assert times.by_day() == Counter(at.date() for at in here)
    hours = Counter(at.hour for at in here)
    assert times.by_hour() == tuple(hours[hour] for hour in range(24))


def test_clocks_put_back_by_half_an_hour() -> None:
    """01:45 and, as 02:00 was 01:30 again, 01:45 once more: that hour began at another moment."""
    first = datetime(2009, 4, 4, 14, 45, tzinfo=NOON.tzinfo)
    moments = [first, first + timedelta(minutes=30), first + timedelta(minutes=30)]
    given_ = [record(n, published=at) for n, at in enumerate(moments)]
    times = tallied(*given_, zone="Australia/Lord_Howe").times
    assert times.by_hour()[1] == 3
    assert times.fullest is not None
    assert times.fullest[1] == 2


@pytest.mark.parametrize(
    ("zone", "at", "hour"),
    [
        ("Australia/Lord_Howe", "2009-10-03T15:15:00Z", 1),
        ("Australia/Lord_Howe", "2009-10-03T15:45:00Z", 2),  # 02:00 was 02:30
        ("America/St_Johns", "2009-03-08T03:30:30Z", 0),
        ("America/St_Johns", "2009-03-08T03:40:00Z", 1),  # 00:01 was 01:01
        ("Europe/Berlin", "2009-03-29T01:15:00Z", 3),  # 02:00 was 03:00
    ],
)
def test_clocks_put_forward(zone: str, at: str, hour: int) -> None:
    times = tallied(record(1, published=datetime.fromisoformat(at)), zone=zone).times
    assert times.by_hour()[hour] == 1


@pytest.mark.parametrize("hours", [-12, 0, 9])
def test_a_moment_comes_back_to_the_microsecond(hours: int) -> None:
    moment = datetime(9999, 12, 31, 11, 59, 59, 999_999, timezone(timedelta(hours=hours)))
    assert moment_of(micros_of(moment)) == moment
