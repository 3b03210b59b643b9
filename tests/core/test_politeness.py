from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mentions.core.politeness import (
    LONGEST_PAUSE,
    LONGEST_WAIT,
    Robots,
    after_answer,
    after_failure,
    after_throttle,
    backoff,
    closed_for,
    gap_of,
    is_closed,
    jittered,
    own_rules,
    robots_meaning,
)
from mentions.looking import HostNote

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
CHANCES = st.floats(0, 1)


def note(**changes: object) -> HostNote:
    return HostNote(**({"host": "a.example"} | changes))


@given(st.integers(-3, 10_000), CHANCES)
def test_backoff_is_any_part_of_a_growing_pause(doublings: int, chance: float) -> None:
    whole = backoff(doublings, 1.0)
    assert timedelta(0) <= backoff(doublings, chance) <= whole <= LONGEST_PAUSE
    assert whole <= backoff(doublings + 1, 1.0)


@given(st.floats(0, 1000), st.none() | st.floats(0, 1e9), CHANCES)
def test_a_gap_is_never_shorter_than_asked(
    least: float, delay: float | None, chance: float
) -> None:
    gap = gap_of(least, delay)
    assert max(least, min(delay or 0, 60)) <= gap <= jittered(gap, chance) <= gap * 1.2


def test_two_failures_are_borne_and_the_third_closes() -> None:
    notes = [note()]
    for _ in range(5):
        notes.append(after_failure(notes[-1], why="is silent", now=NOW, chance=1.0))
    pauses = [one.closed_until and (one.closed_until - NOW).total_seconds() for one in notes]
    assert pauses == [None, None, None, 60, 120, 240]
    assert notes[3].why == "failed 3 times in a row (is silent)"


def test_a_host_that_answers_is_forgiven() -> None:
    closed = note(failures=5, closed_until=NOW, why="x", robots="text", robots_at=NOW)
    assert after_answer(closed) == note(robots="text", robots_at=NOW)
    fine = note(robots="text")
    assert after_answer(fine) is fine


@pytest.mark.parametrize(
    ("failures", "wait", "seconds"),
    [
        (0, 10, 10),
        (0, None, 60),
        (0, 0, 60),
        (1, None, 120),
        (1, 10, 10),
        (2, 10, 240),
        (2, 1000, 1000),
        (50, None, 6 * 3600),
        (0, 10**6, 86_400),
    ],
)
def test_a_throttle_closes_at_once(failures: int, wait: int | None, seconds: int) -> None:
    said = None if wait is None else timedelta(seconds=wait)
    after = after_throttle(note(failures=failures), why="w", now=NOW, chance=1.0, wait=said)
    assert after == note(
        failures=failures + 1, closed_until=NOW + timedelta(seconds=seconds), why="w"
    )


def test_a_pause_is_no_failure() -> None:
    after = closed_for(note(failures=2), pause=timedelta(days=9), why="w", now=NOW)
    assert after == note(closed_until=NOW + LONGEST_WAIT, why="w")


@pytest.mark.parametrize(("seconds", "closed"), [(1, True), (0, False), (-1, False), (None, False)])
def test_closed_until(seconds: int | None, closed: bool) -> None:  # noqa: FBT001 - a table
    until = None if seconds is None else NOW + timedelta(seconds=seconds)
    assert is_closed(note(closed_until=until), NOW) is closed


@pytest.mark.parametrize(
    ("statuses", "meaning"),
    [
        ((200, 203, 204, 206), Robots.RULES),
        ((301, 304, 400, 401, 403, 404, 410, 451), Robots.FREE),
        ((429, 500, 502, 503, 599), Robots.UNKNOWN),
    ],
)
def test_what_the_answer_for_robots_means(statuses: tuple[int, ...], meaning: Robots) -> None:
    assert {robots_meaning(status) for status in statuses} == {meaning}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("User-agent: *", "User-agent: *"),
        ("USER-AGENT : MENTIONS", "User-agent: mentions"),
        ("useragent mentions*", "User-agent: mentions"),
        ("User agent: Mentions/1.0 # us", "User-agent: mentions"),
        ("User-agent: mention", "User-agent: other"),
        ("User-agent: mentionsbot", "User-agent: other"),
        ("User-agent:", "User-agent: other"),
        ("  Disallow: /user-agent", "  Disallow: /user-agent"),
        ("Users: 5", "Users: 5"),
    ],
)
def test_agents_that_are_not_us_bear_one_name(line: str, expected: str) -> None:
    assert own_rules(line) == expected


def test_groups_stay_apart() -> None:
    text = "User-agent: a\nUser-agent: b\nDisallow: /\n\nUser-agent: mentions\nAllow: /"
    expected = "User-agent: other\nDisallow: /\n\nUser-agent: mentions\nAllow: /"
    assert own_rules(text) == expected


@given(st.text(max_size=200))
@example("\r\r")
def test_no_robots_txt_breaks_it(text: str) -> None:
    assert own_rules(own_rules(text)) == own_rules(text)
