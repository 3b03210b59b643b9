"""What looks mean: every case, and that nothing but what was seen changes anything."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.health.judge import is_edited, judge
from mentions.core.health.states import Check, Event, Observation, Sight, Step, doubt_of
from mentions.core.health.timing import next_check, next_count, next_look

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
FRESH = Check(mention_id=1, since=START)
HERE = Observation(sight=Sight.PRESENT, text="Hallo Welt", rel=())
BLIND = Observation(sight=Sight.UNKNOWN, why="refuses us (403)")
ABSENT = Observation(sight=Sight.ABSENT, why="404")
GONE = Observation(sight=Sight.GONE, why="410")
BARE = Observation(sight=Sight.UNLINKED, why="no link")


def after(*looks: Observation, start: Check = FRESH, every: timedelta = DAY) -> Check:
    return course(*looks, start=start, every=every)[0]


def course(
    *looks: Observation, start: Check = FRESH, every: timedelta = DAY
) -> tuple[Check, list[Event]]:
    check, events, now = start, [], START
    for look in looks:
        check, more = judge(check, look, now)
        events += more
        now += every
    return check, events


def told(*looks: Observation, every: timedelta = DAY) -> tuple[str, list[str]]:
    check, events = course(*looks, every=every)
    return check.state.value, [event.step.value for event in events]


EDIT = replace(HERE, text="Hallo Mond")
NOFOLLOW = replace(HERE, rel=("nofollow",))
UNREAD = replace(HERE, text=None, rel=None)


@pytest.mark.parametrize(
    ("looks", "state", "steps"),
    [
        ([HERE], "live", ["live"]),
        ([HERE, HERE], "live", ["live"]),
        ([HERE, UNREAD, HERE], "live", ["live"]),
        ([BLIND], "unknown", []),
        ([HERE, *[BLIND] * 9], "live", ["live"]),
        ([HERE, EDIT], "edited", ["live", "edited"]),
        ([HERE, EDIT, EDIT], "edited", ["live", "edited"]),
        ([HERE, EDIT, HERE], "edited", ["live", "edited", "edited"]),
        ([HERE, NOFOLLOW], "live", ["live", "rel_changed"]),
        ([NOFOLLOW, HERE], "live", ["live", "rel_changed"]),
        ([GONE], "gone", ["gone"]),
        ([GONE, GONE], "gone", ["gone"]),
        ([GONE, ABSENT, ABSENT, ABSENT, ABSENT], "gone", ["gone"]),
        ([GONE, HERE], "live", ["gone", "back"]),
        ([ABSENT], "unknown", ["missing"]),
        ([HERE, ABSENT, ABSENT, ABSENT], "live", ["live", "missing"]),
        ([HERE, *[ABSENT] * 4], "gone", ["live", "missing", "gone"]),
        ([HERE, ABSENT, HERE], "live", ["live", "missing", "back"]),
        (
            [HERE, ABSENT, ABSENT, HERE, ABSENT, ABSENT],
            "live",
            ["live", "missing", "back"] * 1 + ["missing"],
        ),
        ([HERE, ABSENT, BLIND, ABSENT, BLIND, ABSENT], "gone", ["live", "missing", "gone"]),
        ([HERE, ABSENT, GONE], "gone", ["live", "missing", "gone"]),
        ([HERE, BARE], "live", ["live"]),
        ([HERE, BARE, BARE], "link_removed", ["live", "link_removed"]),
        ([HERE, BARE, HERE, BARE], "live", ["live"]),
        ([HERE, BARE, BARE, BARE], "link_removed", ["live", "link_removed"]),
        ([HERE, BARE, BARE, HERE], "live", ["live", "link_removed", "back"]),
        ([HERE, BARE, BARE, GONE], "gone", ["live", "link_removed", "gone"]),
        ([BARE, BARE, BARE], "unknown", []),
        ([UNREAD, BARE, BARE, BARE], "live", ["live"]),
        (
            [UNREAD, *[replace(BARE, known_before=True)] * 2],
            "link_removed",
            ["live", "link_removed"],
        ),
        ([HERE, BARE, ABSENT, BARE], "live", ["live", "missing"]),
    ],
)
def test_looks_a_day_apart(looks: list[Observation], state: str, steps: list[str]) -> None:
    assert told(*looks) == (state, steps)


def test_confirmations_have_to_be_apart() -> None:
    hour = timedelta(hours=1)
    assert told(HERE, *[ABSENT] * 50, every=hour) == ("live", ["live", "missing"])
    assert told(HERE, BARE, BARE, BARE, every=hour) == ("live", ["live"])


def test_what_stood_there_before_is_kept() -> None:
    _, events = course(HERE, EDIT, replace(EDIT, rel=("ugc",)))
    assert [event.before for event in events] == [None, "Hallo Welt", ""]
    assert events[2].rel == "ugc"


def test_a_blind_look_leaves_all_but_its_reason() -> None:
    before = after(HERE, EDIT)
    check, events = judge(before, BLIND, START)
    same = replace(check, looks=before.looks, looked_at=before.looked_at, why=None, blind=0)
    assert (same, events, check.why) == (before, (), BLIND.why)


@pytest.mark.parametrize(
    ("before", "now", "edited"),
    [
        ("a b", "a  b\n", False),
        ("a", None, False),
        (None, "a", False),
        ("a", "", False),
        ("a", "A", True),
        ("10 Euro", "20 Euro", True),
    ],
)
def test_edited(before: str | None, now: str | None, edited: bool) -> None:  # noqa: FBT001 - pytest passes it
    assert is_edited(before, now) is edited


@given(st.lists(st.sampled_from([HERE, EDIT, NOFOLLOW, BLIND, ABSENT, BARE]), max_size=30))
def test_nothing_is_gone_that_was_not_missed_for_three_days(looks: list[Observation]) -> None:
    check, events, now = FRESH, [], START
    for number, look in enumerate(looks):
        check, more = judge(check, look, now)
        events += more
        if Step.GONE in [event.step for event in more]:
            seen = [one.sight for one in looks[: number + 1] if one.sight is not Sight.UNKNOWN]
            assert seen[-3:] == [Sight.ABSENT] * 3
        now += DAY
    steps = [event.step for event in events]
    assert all(
        step is not other or step in {Step.EDITED, Step.REL_CHANGED, Step.MISSING}
        for step, other in pairwise(steps)
    )


def test_memory_survives_the_store() -> None:
    check = after(HERE, ABSENT, ABSENT)
    assert check.doubt
    assert doubt_of(check.memory(), check.doubt.times) == check.doubt
    assert doubt_of(None, 0) is None


# --- when ---


def test_looks_get_rarer() -> None:
    now, looks, ages = START, 0, []
    while now < START + 1200 * DAY:
        now = next_check(START, looks, now)
        looks += 1
        ages.append((now - START) / DAY)
    assert ages[:7] == [1, 3, 7, 14, 30, 60, 150]
    assert max(b - a for a, b in pairwise(ages[:14])) == 90
    assert ages[-1] - ages[-2] == 365


def test_an_old_find_is_looked_at_at_once_and_then_seldom() -> None:
    now = START + 4000 * DAY
    assert next_check(START, 0, now) == now
    assert next_check(START, 1, now) == now + 365 * DAY


def test_jitter_only_ever_makes_waits_longer() -> None:
    plain = next_check(START, 1, START + DAY)
    for jitter in (-1.0, -0.3, 0.5, 1.0):
        later = next_check(START, 1, START + DAY, jitter=jitter)
        assert plain < later <= plain + (plain - START) * 0.1


@pytest.mark.parametrize(
    ("looks", "days"),
    [
        ([HERE], 90),
        ([HERE, ABSENT], 1),
        ([HERE, BARE], 1),
        ([HERE, BLIND], 60),
        ([HERE, ABSENT, BLIND], 1),
        ([HERE, ABSENT, BLIND, BLIND, BLIND], 4),
        ([GONE], 7),
    ],
)
def test_what_is_in_doubt_is_looked_at_soon(looks: list[Observation], days: int) -> None:
    check = after(*looks)
    now = START + timedelta(hours=1) if looks == [GONE] else START + 100 * DAY
    assert next_look(check, START, now) == now + days * DAY


def test_numbers_are_asked_for_while_a_post_is_young() -> None:
    at, hours = next_count(START, None), []
    while at is not None:
        hours.append((at - START) / timedelta(hours=1))
        at = next_count(START, at)
    assert hours == [1, 6, 24, 72, 168, 336]
