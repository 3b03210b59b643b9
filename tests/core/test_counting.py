"""Numbers over time: only what was told, and only what changed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.counting import (
    counted,
    counted_at,
    is_change,
    latest_counts,
    numbers_of,
    series_of,
)
from mentions.model import Counted, Counts

START = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)


def at(minutes: int, **numbers: int | None) -> Counted:
    return Counted(**numbers, seen_at=START + timedelta(minutes=minutes))


SERIES: dict[str, tuple[list[Counted], list[Counted]]] = {
    "nothing": ([], []),
    "nothing told": ([Counted()], []),
    "the first": ([at(0, likes=1)], [at(0, likes=1)]),
    "no change": ([at(0, likes=1), at(600, likes=1)], [at(0, likes=1)]),
    "up and down": (
        [at(0, likes=1), at(60, likes=2), at(120, likes=1)],
        [at(0, likes=1), at(60, likes=2), at(120, likes=1)],
    ),
    "silence is no change": (
        [at(0, likes=1), at(60, replies=2)],
        [at(0, likes=1), at(60, likes=1, replies=2)],
    ),
    "the last of an hour": ([at(0, likes=1), at(10, likes=2), at(49, likes=3)], [at(49, likes=3)]),
    "the hour is the clock's": (
        [at(49, likes=1), at(50, likes=2)],
        [at(49, likes=1), at(50, likes=2)],
    ),
    "back within the hour": ([at(0, likes=1), at(60, likes=2), at(70, likes=1)], [at(0, likes=1)]),
    "told late": ([at(60, likes=2), at(0, likes=1)], [at(0, likes=1), at(60, likes=2)]),
    "of one moment the last": ([at(0, likes=1), at(0, likes=2)], [at(0, likes=2)]),
    "below zero": ([at(0, likes=0), at(60, likes=-2)], [at(0, likes=0), at(60, likes=-2)]),
}


@pytest.mark.parametrize("case", SERIES)
def test_series(case: str) -> None:
    told, expected = SERIES[case]
    assert series_of(told) == expected


numbers = st.none() | st.integers(0, 2)
tellings = st.builds(
    lambda told, minutes: counted(told, START + timedelta(minutes=minutes)),
    st.tuples(*[numbers] * 5),
    st.integers(0, 300),
)


@given(st.lists(tellings))
def test_no_two_neighbours_are_equal_nor_of_one_hour(told: list[Counted]) -> None:
    series = series_of(told)
    for before, after in pairwise(series):
        assert is_change(before, after)
        assert before.seen_at
        assert after.seen_at
        assert before.seen_at.replace(minute=0) < after.seen_at.replace(minute=0)
    assert series_of(series) == series


@given(st.lists(tellings))
def test_a_series_ends_with_the_latest_of_each_number(told: list[Counted]) -> None:
    told.sort(key=lambda one: (one.seen_at is not None, one.seen_at))
    latest = Counted()
    for one in told:
        latest = latest_counts(one, latest)
    series = series_of(told)
    assert numbers_of(series[-1] if series else Counted()) == numbers_of(latest)


@given(st.lists(tellings))
def test_two_rows_are_enough_to_go_on(told: list[Counted]) -> None:
    timed = [one for one in told if one.seen_at]
    timed.sort(key=lambda one: one.seen_at or START)
    grown: list[Counted] = []
    for one in timed:
        grown = [*grown[:-2], *series_of([*grown[-2:], one])]
    assert grown == series_of(timed)


def test_of_two_moments_the_later_counts() -> None:
    early, late = at(0, likes=1, replies=5), at(60, likes=2)
    for pair in ((early, late), (late, early)):
        assert latest_counts(*pair) == at(60, likes=2, replies=5)
    assert latest_counts(Counted(), early) == latest_counts(early, Counted()) == early


def test_of_one_moment_the_lead_counts() -> None:
    assert latest_counts(at(0, likes=1), at(0, likes=2, quotes=3)) == at(0, likes=1, quotes=3)


def test_what_no_database_can_hold_is_unknown() -> None:
    told = Counts(likes=2**63, reposts=-(2**63), replies=2**63 - 1)
    assert counted_at(told, START) == at(0, replies=2**63 - 1)
    assert counted_at(replace(told, replies=None), START) == Counted()
