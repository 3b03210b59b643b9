"""What counts as looked at: now, and in a time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.asking import Watch
from mentions.core.coverage import Missing, coverage_of, moved_for_good
from mentions.looking import Gap, Outcome

NOW = datetime(2026, 3, 12, 12, tzinfo=UTC)
SEEN = Watch(
    source="feed",
    address="https://a.example/feed",
    id=1,
    outcome=Outcome.OK,
    last_polled_at=NOW,
    last_success_at=NOW,
)
NEW = Watch(source="feed", address="https://new.example/", id=2)


def on(day: int) -> datetime:
    return NOW.replace(day=day)


def gap(since: int | None, until: int | None, **fields: Any) -> Gap:
    return Gap(
        **{
            "watch_id": 1,
            "since": None if since is None else on(since),
            "until": None if until is None else on(until),
            "outcome": Outcome.BROKEN,
            "why": "500",
        }
        | fields
    )


@pytest.mark.parametrize(
    ("changes", "looked"),
    [
        ({}, True),
        ({"outcome": Outcome.EMPTY}, True),
        ({"outcome": Outcome.UNCHANGED}, True),
        ({"last_error": "page 2: 500"}, False),
        ({"stopped_at": NOW}, False),
        ({"outcome": None}, False),
        *(({"outcome": one, "last_error": "x"}, False) for one in Outcome if not one.looked),
    ],
)
def test_as_of_now_the_last_poll_counts(changes: dict[str, Any], *, looked: bool) -> None:
    coverage = coverage_of([replace(SEEN, **changes)])
    assert (coverage.looked_at, coverage.of) == (int(looked), 1)


def test_what_is_missing_is_told_in_the_order_of_the_watches() -> None:
    failed = replace(
        SEEN,
        id=3,
        outcome=Outcome.GONE,
        last_error="410",
        last_success_at=on(10),
        next_poll_at=on(13),
        stopped_at=NOW,
    )
    coverage = coverage_of([failed, SEEN, NEW])
    assert (coverage.looked_at, coverage.of) == (1, 3)
    assert coverage.missing == (
        Missing(
            watch_id=3,
            source="feed",
            address=failed.address,
            since=on(10),
            outcome=Outcome.GONE,
            why="410",
            stopped=True,
            next_look=on(13),
        ),
        Missing(watch_id=2, source="feed", address=NEW.address, since=None, outcome=None, why=None),
    )


@pytest.mark.parametrize(
    ("one", "since", "until", "looked"),
    [
        (gap(3, 5), 1, 9, False),
        (gap(3, 5), 4, None, False),
        (gap(3, 5), None, 4, False),
        (gap(3, 5), 5, 9, True),  # looked at when the gap ended, and after
        (gap(3, 5), 1, 3, True),  # and when it began
        (gap(3, None), 9, None, False),
        (gap(3, None), None, 2, True),
        (gap(None, 5), None, 1, False),
        (gap(None, 5), 6, None, True),
        (gap(3, 5, watch_id=7), 1, 9, True),  # another place's
    ],
)
def test_in_a_time_every_gap_counts(
    one: Gap, since: int | None, until: int | None, *, looked: bool
) -> None:
    coverage = coverage_of(
        [SEEN], [one], since=on(since) if since else None, until=on(until) if until else None
    )
    assert coverage.looked_at == int(looked)


def test_of_several_gaps_the_last_is_told() -> None:
    gaps = [gap(1, 2), gap(3, 5, outcome=Outcome.NEEDS_AUTH, why="log in")]
    (missing,) = coverage_of([SEEN], gaps, since=on(1)).missing
    assert (missing.since, missing.until, missing.times) == (on(3), on(5), 2)
    assert (missing.outcome, missing.why) == (Outcome.NEEDS_AUTH, "log in")


def test_what_nobody_asked_in_a_time_was_not_looked_at() -> None:
    """No poll failed, and none was made: that leaves no gap, but nothing was seen either."""
    (missing,) = coverage_of([SEEN], since=on(13)).missing
    assert (missing.since, missing.outcome, missing.why) == (NOW, Outcome.OK, None)
    assert coverage_of([NEW], until=on(1)).looked_at == 0


@pytest.mark.parametrize(
    ("seen", "expected"),
    [(0, None), (2, None), (3, "https://b.example/"), (9, "https://b.example/")],
)
def test_a_move_counts_after_three_sightings(seen: int, expected: str | None) -> None:
    watch = replace(SEEN, moved_to="https://b.example/", moved_seen=seen)
    assert moved_for_good(watch) == expected


MOMENTS = st.none() | st.integers(0, 40).map(lambda days: NOW + timedelta(days=days))
WATCHES = st.lists(
    st.builds(
        Watch,
        source=st.just("feed"),
        address=st.text(max_size=3),
        id=st.integers(1, 5),
        outcome=st.none() | st.sampled_from(Outcome),
        last_success_at=MOMENTS,
        last_error=st.none() | st.just("x"),
        stopped_at=MOMENTS,
    ),
    max_size=5,
)
GAPS = st.lists(
    st.builds(
        Gap,
        watch_id=st.integers(1, 5),
        since=MOMENTS,
        until=MOMENTS,
        outcome=st.sampled_from(Outcome),
        why=st.just("x"),
    ),
    max_size=5,
)


@given(WATCHES, GAPS, MOMENTS, MOMENTS)
def test_every_place_is_looked_at_or_missing(
    watches: list[Watch], gaps: list[Gap], since: datetime | None, until: datetime | None
) -> None:
    coverage = coverage_of(watches, gaps, since=since, until=until)
    assert coverage.of == len(watches)
    assert coverage.looked_at + len(coverage.missing) == coverage.of
    never = [watch for watch in watches if watch.last_success_at is None]
    if since or until:
        assert len(coverage.missing) >= len(never)
