from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mentions.asking import Watch
from mentions.looking import Hints, Look, Outcome
from mentions.store.engine import Store
from mentions.store.watches import (
    add_watch,
    load_due,
    load_watches,
    remove_watch,
    resume_watch,
    save_looks,
    sync_watches,
)

NOW = datetime(2009, 7, 15, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = Watch(source="feed", address="https://blog.example/feed", interval=600)
PAGE = Watch(source="webpage", address="file:page.html", base_url="https://blog.example/")
NEW_HOME = "https://new.example/feed"


def look(watch_id: int = 1, outcome: Outcome = Outcome.OK, **fields: Any) -> Look:
    return Look(
        **{"watch_id": watch_id, "at": NOW, "outcome": outcome, "next_poll_at": NOW + HOUR} | fields
    )


def after(store: Store, *looks: Look) -> Watch:
    """Return a watch of the feed, number 1, after these looks."""
    with store.writing() as session:
        add_watch(session, FEED)
        save_looks(session, looks)
        (watch,) = load_watches(session)
    return watch


def test_what_is_added_comes_back(store: Store) -> None:
    with store.writing() as session:
        ids = [add_watch(session, watch) for watch in (FEED, PAGE)]
    with store.reading() as session:
        assert load_watches(session) == [
            replace(FEED, id=ids[0]),
            replace(PAGE, id=ids[1]),
        ]


def test_adding_again_changes_what_is_configured_and_nothing_else(store: Store) -> None:
    before = after(store, look(cursor={"a": 1}), look(outcome=Outcome.GONE, why="gone"))
    with store.writing() as session:
        assert add_watch(session, replace(FEED, interval=60)) == 1
        assert load_watches(session) == [replace(before, interval=60)]


def test_due_are_the_never_polled_then_the_longest_overdue(store: Store) -> None:
    plan = {"late": NOW - HOUR, "now": NOW, "later": NOW + HOUR, "very late": NOW - 2 * HOUR}
    with store.writing() as session:
        for name, time in plan.items():
            number = add_watch(session, replace(FEED, address=name))
            save_looks(session, [look(number, next_poll_at=time)])
        add_watch(session, replace(FEED, address="new"))
        due = [watch.address for watch in load_due(session, NOW)]
    assert due == ["new", "very late", "late", "now"]


@pytest.mark.parametrize("outcome", [Outcome.OK, Outcome.EMPTY, Outcome.UNCHANGED])
def test_a_real_look_is_kept_whole(store: Store, outcome: Outcome) -> None:
    hints = Hints(wait=timedelta(days=9), skip_hours=frozenset({0, 23}), skip_days=frozenset({6}))
    cursor = {"etag": '"ü"', "seen": [1, 2]}
    assert after(store, look(outcome=outcome, cursor=cursor, hints=hints)) == replace(
        FEED,
        id=1,
        outcome=outcome,
        cursor=cursor,
        hints=hints,
        next_poll_at=NOW + HOUR,
        last_polled_at=NOW,
        last_success_at=NOW,
    )


def test_failures_are_counted_until_a_success(store: Store) -> None:
    failed = look(outcome=Outcome.BROKEN, at=NOW + HOUR, why="404\0\ud800")
    watch = after(store, look(cursor={"a": 1}), failed, failed)
    assert (watch.failures, watch.last_error, watch.outcome) == (2, "404\ufffd", Outcome.BROKEN)
    assert (watch.last_success_at, watch.last_polled_at) == (NOW, NOW + HOUR)
    assert watch.cursor == {"a": 1}
    watch = after(store, look(at=NOW + 2 * HOUR, outcome=Outcome.EMPTY))
    assert (watch.failures, watch.last_error, watch.cursor) == (0, None, None)
    assert watch.last_success_at == NOW + 2 * HOUR


def test_what_was_left_out_is_no_success(store: Store) -> None:
    """The old cursor stays unless the source gave one that asks for the rest again."""
    partly = {"at": NOW + HOUR, "why": "page 2: 500"}
    watch = after(store, look(cursor={"a": 1}), look(**partly))
    assert (watch.outcome, watch.last_error, watch.failures) == (Outcome.OK, "page 2: 500", 1)
    assert (watch.last_success_at, watch.cursor) == (NOW, {"a": 1})
    assert after(store, look(**partly, cursor={"b": 2})).cursor == {"b": 2}


def test_a_failure_without_words_has_its_outcome(store: Store) -> None:
    assert after(store, look(outcome=Outcome.BLOCKED)).last_error == "blocked"


def test_hints_stay_until_there_are_others(store: Store) -> None:
    hints = Hints(wait=HOUR)
    looks = [look(hints=hints), look(), look(outcome=Outcome.BROKEN, why="no")]
    assert after(store, *looks).hints == hints
    assert after(store, look(hints=Hints())).hints == Hints()


MOVED, STAYED = {"moved_to": NEW_HOME}, {"moved_to": None}
FAILED: dict[str, Any] = {"outcome": Outcome.BROKEN, "why": "no"}


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ([MOVED], (NEW_HOME, 1)),
        ([MOVED, MOVED, MOVED], (NEW_HOME, 3)),
        ([MOVED, MOVED, {"moved_to": "https://other.example/"}], ("https://other.example/", 1)),
        ([MOVED, MOVED, STAYED], (None, 0)),
        ([MOVED, STAYED | {"why": "in part"}], (None, 0)),
        ([MOVED, FAILED], (NEW_HOME, 1)),
        ([MOVED, FAILED | MOVED], (NEW_HOME, 2)),
        ([MOVED, MOVED | {"outcome": Outcome.UNCHANGED}], (NEW_HOME, 2)),
    ],
)
def test_moves_are_counted(
    store: Store, looks: list[dict[str, Any]], expected: tuple[str | None, int]
) -> None:
    watch = after(store, *(look(**fields) for fields in looks))
    assert (watch.moved_to, watch.moved_seen) == expected


def test_what_is_gone_is_stopped_and_never_due(store: Store) -> None:
    gone = look(outcome=Outcome.GONE, why="gone", next_poll_at=NOW)
    assert after(store, gone, replace(gone, at=NOW + HOUR)).stopped_at == NOW
    with store.reading() as session:
        assert load_due(session, NOW + HOUR) == []


def test_what_is_stopped_can_be_resumed_once(store: Store) -> None:
    after(store, look(outcome=Outcome.GONE, why="gone"))
    with store.writing() as session:
        assert resume_watch(session, 1)
        assert not resume_watch(session, 1)
        (due,) = load_due(session, NOW)
    assert (due.stopped_at, due.next_poll_at, due.outcome) == (None, None, Outcome.GONE)


def test_many_looks_at_once_go_to_their_watches(store: Store) -> None:
    outcomes = [Outcome.OK, Outcome.BROKEN, Outcome.THROTTLED, Outcome.EMPTY]
    with store.writing() as session:
        numbers = [add_watch(session, replace(FEED, address=one)) for one in outcomes]
        looks = [look(number, one) for number, one in zip(numbers, outcomes, strict=True)]
        save_looks(session, looks[::-1])
        watches = load_watches(session)
    assert [watch.outcome for watch in watches] == outcomes
    assert [watch.failures for watch in watches] == [0, 1, 1, 0]


def test_nothing_to_save_is_fine(store: Store) -> None:
    assert after(store) == replace(FEED, id=1)


def test_looks_of_a_removed_watch_are_dropped(store: Store) -> None:
    with store.writing() as session:
        watch_id = add_watch(session, FEED)
        assert remove_watch(session, watch_id)
        assert not remove_watch(session, watch_id)
        save_looks(session, [look(watch_id), look(watch_id, Outcome.GONE)])
        assert load_watches(session) == []


@pytest.mark.parametrize("watch_id", [0, 99, 10**30])
def test_an_unknown_id_is_none(store: Store, watch_id: int) -> None:
    with store.writing() as session:
        assert not remove_watch(session, watch_id)
        assert not resume_watch(session, watch_id)


def test_ids_are_not_used_again(store: Store) -> None:
    with store.writing() as session:
        gone = add_watch(session, FEED)
        remove_watch(session, gone)
        assert add_watch(session, PAGE) != gone


def test_config_rules_over_what_came_from_config(store: Store) -> None:
    with store.writing() as session:
        add_watch(session, PAGE)
        sync_watches(session, [replace(FEED, from_config=True)])
        other = replace(FEED, address="https://blog.example/comments", from_config=True)
        sync_watches(session, [other])
        assert [watch.address for watch in load_watches(session)] == [PAGE.address, other.address]
