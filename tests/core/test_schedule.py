"""When a place is looked at again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.schedule import LONGEST_WAIT, next_poll_at
from mentions.looking import Hints

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)  # a Saturday
HOUR = timedelta(hours=1)
SATURDAY, SUNDAY = 5, 6


@pytest.mark.parametrize(
    ("interval", "failures", "wait", "expected"),
    [
        (3600, 0, None, HOUR),
        (3600, 1, None, 2 * HOUR),
        (3600, 10, None, timedelta(days=1)),
        (3600, 10_000, None, timedelta(days=1)),
        (172_800, 5, None, timedelta(days=2)),
        (3600, 0, 3 * HOUR, 3 * HOUR),
        (3600, 0, timedelta(seconds=5), HOUR),
        (3600, 1, 5 * HOUR, 5 * HOUR),
        (3600, 3, 5 * HOUR, 8 * HOUR),
        (3600, 1, timedelta(days=400), timedelta(days=1)),
        (3600, 0, timedelta(days=-3), HOUR),
    ],
)
def test_interval_failures_and_what_the_server_asked(
    interval: int, failures: int, wait: timedelta | None, expected: timedelta
) -> None:
    assert next_poll_at(NOON, interval=interval, failures=failures, wait=wait) - NOON == expected


@pytest.mark.parametrize(
    ("interval", "fresh_for", "hinted", "expected"),
    [
        (3600, 2 * HOUR, None, 2 * HOUR),
        (3600, None, 3 * HOUR, 3 * HOUR),
        (3600, 2 * HOUR, 3 * HOUR, 3 * HOUR),
        (3600, timedelta(seconds=60), timedelta(seconds=60), HOUR),
        (3600, timedelta.max, None, timedelta(days=1)),
        (3600, None, timedelta(days=365), timedelta(days=1)),
        (172_800, timedelta(days=9), timedelta(days=9), timedelta(days=2)),
        (3600, timedelta.min, None, HOUR),
    ],
)
def test_wishes_lengthen_the_wait_up_to_a_day(
    interval: int, fresh_for: timedelta | None, hinted: timedelta | None, expected: timedelta
) -> None:
    due = next_poll_at(NOON, interval=interval, fresh_for=fresh_for, hints=Hints(wait=hinted))
    assert due - NOON == expected


@pytest.mark.parametrize(
    ("jitter", "fresh_for", "wait", "minutes"),
    [
        (1.0, None, None, 66),
        (-1.0, None, None, 66),  # never below the interval: to the other side
        (-0.5, None, None, 63),
        (1.0, 10 * HOUR, None, 660),
        (-1.0, 10 * HOUR, None, 540),
        (-1.0, None, 10 * HOUR, 660),
        (-1.0, timedelta(minutes=61), None, 65.1),
        (99.0, None, None, 66),
    ],
)
def test_jitter_after_a_success(
    jitter: float, fresh_for: timedelta | None, wait: timedelta | None, minutes: float
) -> None:
    due = next_poll_at(NOON, interval=3600, fresh_for=fresh_for, wait=wait, jitter=jitter)
    assert due - NOON == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("jitter", "expected"),
    [(0.0, 8 * HOUR), (0.5, 4.5 * HOUR), (-0.5, 4.5 * HOUR), (1.0, HOUR), (-1.0, HOUR)],
)
def test_jitter_after_failures_draws_from_all_of_the_range(
    jitter: float, expected: timedelta
) -> None:
    due = next_poll_at(NOON, interval=3600, failures=3, jitter=jitter)
    assert due - NOON == expected


def test_a_failure_does_not_wait_for_what_the_feed_wished_in_better_times() -> None:
    due = next_poll_at(NOON, interval=3600, failures=1, hints=Hints(wait=20 * HOUR))
    assert due - NOON == 2 * HOUR


@pytest.mark.parametrize(
    ("hours", "days", "expected"),
    [
        ([13], [], "2026-03-14 14:30"),
        ([12], [], "2026-03-14 13:30"),
        ([*range(13, 24)], [], "2026-03-15 00:30"),
        ([], [SATURDAY], "2026-03-15 00:30"),
        ([], [SATURDAY, SUNDAY], "2026-03-16 00:30"),
        ([0, 1], [SATURDAY], "2026-03-15 02:30"),
        ([*range(24)], [], "2026-03-14 13:30"),
        ([], [*range(7)], "2026-03-14 13:30"),
        ([*range(23)], [*range(5), SATURDAY], "2026-03-15 23:30"),
    ],
)
def test_hours_and_days_that_are_skipped(hours: list[int], days: list[int], expected: str) -> None:
    hints = Hints(skip_hours=frozenset(hours), skip_days=frozenset(days))
    due = next_poll_at(NOON + timedelta(minutes=30), interval=3600, hints=hints)
    assert f"{due:%Y-%m-%d %H:%M}" == expected


def test_a_failed_feed_is_left_alone_in_its_hours_too() -> None:
    hints = Hints(skip_hours=frozenset([14]))
    assert next_poll_at(NOON, interval=3600, failures=1, hints=hints) - NOON == 3 * HOUR


WISHES = st.none() | st.timedeltas()


@given(
    interval=st.integers(60, 10**7),
    failures=st.integers(0, 10**6),
    wait=WISHES,
    fresh_for=WISHES,
    hinted=WISHES,
    jitter=st.floats(-1, 1),
)
def test_never_before_the_interval_or_what_was_asked_and_never_for_ever(
    interval: int,
    failures: int,
    wait: timedelta | None,
    fresh_for: timedelta | None,
    hinted: timedelta | None,
    jitter: float,
) -> None:
    due = next_poll_at(
        NOON,
        interval=interval,
        failures=failures,
        wait=wait,
        fresh_for=fresh_for,
        hints=Hints(wait=hinted),
        jitter=jitter,
    )
    asked = min(wait or timedelta(0), LONGEST_WAIT)
    least = max(timedelta(seconds=interval), asked)
    assert least <= due - NOON <= 1.1 * max(least, LONGEST_WAIT)


@given(
    st.frozensets(st.integers(0, 23)),
    st.frozensets(st.integers(0, 6)),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - Hypothesis wants them naive
)
def test_skipping_ends_in_an_hour_that_is_allowed_within_a_week(
    hours: frozenset[int], days: frozenset[int], now: datetime
) -> None:
    due = next_poll_at(now, interval=60, hints=Hints(skip_hours=hours, skip_days=days))
    assert timedelta(0) < due - now <= timedelta(days=7, minutes=1)
    if len(hours) < 24 and len(days) < 7:
        assert due.hour not in hours
        assert due.weekday() not in days
