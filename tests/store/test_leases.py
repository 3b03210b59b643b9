"""Who polls a watch: nobody twice, and what a killed process held is due again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from mentions.asking import Watch
from mentions.core.alerts.model import Event
from mentions.core.blogs.model import Wishes
from mentions.looking import HostNote, Look, Outcome
from mentions.store.blogs import BlogLook, load_blogs, load_due_blogs, save_blog_look, sync_blogs
from mentions.store.engine import Store
from mentions.store.hosts import load_host, save_hosts
from mentions.store.leases import (
    claim_due,
    count_held,
    hand_back,
    load_waiting,
    put_right,
    renew_holds,
)
from mentions.store.notices import Notice, add_notices
from mentions.store.notices import load_due as load_due_notices
from mentions.store.watches import add_watch, load_due, load_watches, save_looks

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ids(store: Store) -> list[int]:
    """Three watches that were never polled."""
    with store.writing() as session:
        return [
            add_watch(session, Watch(source="feed", address=f"https://{name}.example/feed"))
            for name in ("ada", "jörg", "zoë")
        ]


def claim(
    store: Store, holder: str = "a", *, at: datetime = NOW, limit: int = 9, among: object = None
) -> list[int | None]:
    with store.writing() as session:
        claimed = claim_due(session, at, holder=holder, until=at + MINUTE, limit=limit, among=among)
    return [watch.id for watch in claimed]


def look(number: int, at: datetime, *, after: timedelta = 60 * MINUTE) -> Look:
    return Look(watch_id=number, at=at, outcome=Outcome.OK, next_poll_at=at + after)


def test_what_one_holds_no_other_gets(store: Store, ids: list[int]) -> None:
    assert claim(store, "a", limit=2) == ids[:2]
    assert claim(store, "b") == ids[2:]
    with store.reading() as session:
        assert load_due(session, NOW) == []
        assert count_held(session, NOW) == 3


def test_only_those_chosen_are_claimed(store: Store, ids: list[int]) -> None:
    assert claim(store, among=[ids[2], ids[1], 999]) == [ids[1], ids[2]]


def test_a_hold_that_is_not_renewed_ends(store: Store, ids: list[int]) -> None:
    claim(store, "a")
    assert claim(store, "b", at=NOW + MINUTE) == ids


def test_a_hold_that_is_renewed_lasts(store: Store, ids: list[int]) -> None:
    claim(store, "a")
    with store.writing() as session:
        assert renew_holds(session, ids, holder="a", until=NOW + 5 * MINUTE) == frozenset()
    assert claim(store, "b", at=NOW + 2 * MINUTE) == []


def test_whoever_renews_learns_what_somebody_else_holds_by_now(
    store: Store, ids: list[int]
) -> None:
    claim(store, "a")
    claim(store, "b", at=NOW + MINUTE, limit=1)
    with store.writing() as session:
        lost = renew_holds(session, ids, holder="a", until=NOW + 5 * MINUTE)
    assert lost == {ids[0]}


def test_storing_a_look_ends_the_hold(store: Store, ids: list[int]) -> None:
    claim(store, "a")
    with store.writing() as session:
        save_looks(session, [look(ids[0], NOW)])
        assert count_held(session, NOW) == 2
    assert claim(store, "b", at=NOW + 60 * MINUTE) == ids


def test_what_is_handed_back_is_due_as_before(store: Store, ids: list[int]) -> None:
    claim(store, "a", limit=1)
    claim(store, "b")
    with store.writing() as session:
        assert hand_back(session, holder="a") == 1
        assert [one.id for one in load_waiting(session, NOW, limit=9)] == ids[:1]
        assert hand_back(session) == 2
        assert [one.id for one in load_waiting(session, NOW, limit=2)] == ids[:2]


def test_two_that_claim_at_once_share(store: Store, ids: list[int]) -> None:
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(lambda holder: claim(store, holder), ["a", "b"])
    assert sorted([*first, *second], key=int) == ids


def test_what_a_clock_that_was_ahead_has_planned_is_planned_anew(
    store: Store, ids: list[int]
) -> None:
    year = timedelta(days=365)
    with store.writing() as session:
        save_looks(session, [look(ids[0], NOW + year), look(ids[1], NOW - MINUTE)])
        assert put_right(session, NOW) == 1
        plan = {watch.id: watch.next_poll_at for watch in load_watches(session)}
    assert plan == {ids[0]: NOW + 60 * MINUTE, ids[1]: NOW + 59 * MINUTE, ids[2]: None}


def test_nothing_else_waits_for_what_that_clock_has_planned_either(store: Store) -> None:
    year, hour = timedelta(days=365), timedelta(hours=1)
    ahead = NOW + year
    with store.writing() as session:
        sync_blogs(session, {"https://blog.example/": Wishes()}, now=NOW)
        (blog,) = load_blogs(session)
        save_blog_look(session, blog.id, BlogLook(at=ahead, due_at=ahead + hour))
        add_notices(
            session,
            [Notice(recipient="me", key="1", event=Event.NEW, due_at=ahead + hour, told={})],
            now=ahead,
        )
        closed = HostNote(host="a.example", failures=3, closed_until=ahead)
        save_hosts(session, [closed], now=NOW)
        assert put_right(session, NOW) == 0
        assert load_due_blogs(session, NOW) == []
        assert [one.id for one in load_due_blogs(session, NOW + hour)] == [blog.id]
        assert load_due_notices(session, "me", NOW, limit=9) == []
        assert len(load_due_notices(session, "me", NOW + hour, limit=9)) == 1
        host = load_host(session, "a.example")
        assert host
        assert host.closed_until == NOW
