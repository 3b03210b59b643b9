from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mentions.asking import Watch
from mentions.store.engine import Store
from mentions.store.watches import (
    LastPoll,
    add_watch,
    load_due,
    load_last_polls,
    load_watches,
    remove_watch,
    save_outcome,
    sync_watches,
)

NOW = datetime(2009, 7, 15, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = Watch(source="feed", address="https://blog.example/feed", interval=600)
PAGE = Watch(source="webpage", address="file:page.html", base_url="https://blog.example/")


def test_what_is_added_comes_back(store: Store) -> None:
    with store.writing() as session:
        ids = [add_watch(session, watch) for watch in (FEED, PAGE)]
    with store.reading() as session:
        assert load_watches(session) == [
            replace(FEED, id=ids[0]),
            replace(PAGE, id=ids[1]),
        ]


def test_adding_again_changes_what_is_configured_and_nothing_else(store: Store) -> None:
    with store.writing() as session:
        watch_id = add_watch(session, FEED)
        save_outcome(session, watch_id, outcome="1 new", cursor={"a": 1}, next_poll_at=NOW, now=NOW)
        assert add_watch(session, replace(FEED, interval=60)) == watch_id
        (watch,) = load_watches(session)
    assert (watch.interval, watch.cursor, watch.next_poll_at) == (60, {"a": 1}, NOW)


def test_due_are_the_never_polled_then_the_longest_overdue(store: Store) -> None:
    plan = {"late": NOW - HOUR, "now": NOW, "later": NOW + HOUR, "very late": NOW - 2 * HOUR}
    with store.writing() as session:
        for name, time in plan.items():
            watch_id = add_watch(session, replace(FEED, address=name))
            save_outcome(session, watch_id, outcome="", next_poll_at=time, now=NOW)
        add_watch(session, replace(FEED, address="new"))
        due = [watch.address for watch in load_due(session, NOW)]
    assert due == ["new", "very late", "late", "now"]


def test_failures_are_counted_until_a_success(store: Store) -> None:
    later = NOW + HOUR
    with store.writing() as session:
        watch_id = add_watch(session, FEED)
        save_outcome(
            session,
            watch_id,
            outcome="2 new",
            cursor={"etag": '"ü"', "seen": [1, 2]},
            next_poll_at=later,
            now=NOW,
        )
        for _ in range(2):
            save_outcome(
                session,
                watch_id,
                outcome="failed",
                error="404\0\ud800",
                next_poll_at=later,
                now=later,
            )
        (failed,) = load_watches(session)
        assert load_last_polls(session) == {watch_id: LastPoll(at=later, outcome="failed")}
        save_outcome(session, watch_id, outcome="same", next_poll_at=later, now=later)
        (well,) = load_watches(session)
    assert (failed.failures, failed.last_error, failed.last_success_at) == (2, "404\ufffd", NOW)
    assert failed.cursor == {"etag": '"ü"', "seen": [1, 2]}
    assert (well.failures, well.last_error, well.last_success_at) == (0, None, later)
    assert well.cursor is None


def test_an_outcome_of_a_removed_watch_is_dropped(store: Store) -> None:
    with store.writing() as session:
        watch_id = add_watch(session, FEED)
        assert remove_watch(session, watch_id)
        assert not remove_watch(session, watch_id)
        save_outcome(session, watch_id, outcome="1 new", next_poll_at=NOW, now=NOW)
        assert load_watches(session) == []
        assert load_last_polls(session) == {}


@pytest.mark.parametrize("watch_id", [0, 99, 10**30])
def test_an_unknown_id_removes_nothing(store: Store, watch_id: int) -> None:
    with store.writing() as session:
        assert not remove_watch(session, watch_id)


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
