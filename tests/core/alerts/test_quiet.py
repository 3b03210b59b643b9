from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentions.core.alerts.quiet import MOST_ATTEMPTS, next_allowed, retry_at

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = (time(22), time(7))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "now", "expected"),
    [
        (None, "2026-01-10T03:00", "2026-01-10T03:00"),
        (NIGHT, "2026-01-10T12:00", "2026-01-10T12:00"),
        (NIGHT, "2026-01-10T20:59", "2026-01-10T20:59"),
        (NIGHT, "2026-01-10T21:00", "2026-01-11T06:00"),  # 22:00 in Berlin
        (NIGHT, "2026-01-11T05:59", "2026-01-11T06:00"),
        (NIGHT, "2026-01-11T06:00", "2026-01-11T06:00"),
        # Within one day.
        ((time(12), time(14)), "2026-01-10T11:30", "2026-01-10T13:00"),
        ((time(12), time(14)), "2026-01-10T13:00", "2026-01-10T13:00"),
        # The nights in which the clock changes: 2026-03-29 and 2026-10-25.
        (NIGHT, "2026-03-28T23:00", "2026-03-29T05:00"),
        (NIGHT, "2026-10-24T23:00", "2026-10-25T06:00"),
        # 02:30 does not exist: quiet ends, or begins, as the clock jumps from 2 to 3.
        ((time(22), time(2, 30)), "2026-03-29T00:30", "2026-03-29T01:00"),
        ((time(2, 30), time(7)), "2026-03-29T00:59", "2026-03-29T00:59"),
        ((time(2, 30), time(7)), "2026-03-29T01:00", "2026-03-29T05:00"),
        ((time(2, 10), time(2, 40)), "2026-03-29T01:00", "2026-03-29T01:00"),
        # 02:30 comes twice: quiet begins with the first and ends with the second.
        ((time(22), time(2, 30)), "2026-10-25T00:45", "2026-10-25T01:30"),
        ((time(22), time(2, 30)), "2026-10-25T01:30", "2026-10-25T01:30"),
        ((time(2, 30), time(7)), "2026-10-25T00:29", "2026-10-25T00:29"),
        ((time(2, 30), time(7)), "2026-10-25T00:30", "2026-10-25T06:00"),
    ],
)
def test_next_allowed(quiet: tuple[time, time] | None, now: str, expected: str) -> None:
    assert next_allowed(utc(now), quiet, BERLIN) == utc(expected)


def test_a_moment_in_any_zone_is_understood() -> None:
    at = datetime(2026, 1, 10, 23, 0, tzinfo=BERLIN)
    assert next_allowed(at, NIGHT, BERLIN) == utc("2026-01-11T06:00")


def test_waits_double_up_to_six_hours_and_end_after_some_three_days() -> None:
    now = utc("2026-01-10T12:00")
    waits = []
    attempts = 1
    while (again := retry_at(attempts, now)) is not None:
        waits.append(again - now)
        attempts += 1
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert max(waits) == timedelta(hours=6)
    assert attempts == MOST_ATTEMPTS
    assert timedelta(days=2) < sum(waits, timedelta()) < timedelta(days=4)
