"""One row for each time in which a place could not be looked at."""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaits
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from mentions.asking import Watch
from mentions.looking import Gap, Look, Outcome
from mentions.store.engine import Store
from mentions.store.ledger import load_gaps
from mentions.store.tables import GAPS
from mentions.store.watches import add_watch, remove_watch, save_looks

NOW = datetime(2009, 7, 15, 12, 0, tzinfo=UTC)
FEED = Watch(source="feed", address="https://blog.example/feed")
OK, BROKEN = Outcome.OK, Outcome.BROKEN


def at(hours: int) -> datetime:
    return NOW + timedelta(hours=hours)


def look(hours: int, outcome: Outcome = OK, why: str | None = None, watch_id: int = 1) -> Look:
    return Look(
        watch_id=watch_id, at=at(hours), outcome=outcome, why=why, next_poll_at=at(hours + 1)
    )


def gap(since: int | None, until: int | None, outcome: Outcome, why: str) -> Gap:
    return Gap(
        watch_id=1,
        since=None if since is None else at(since),
        until=None if until is None else at(until),
        outcome=outcome,
        why=why,
    )


TOKEN = (Outcome.NEEDS_AUTH, "log in")


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ([], []),
        ([look(0), look(1, Outcome.EMPTY), look(2, Outcome.UNCHANGED)], []),
        ([look(0, *TOKEN)], [gap(None, None, *TOKEN)]),
        ([look(0), look(1, *TOKEN)], [gap(0, None, *TOKEN)]),
        ([look(0), look(1, BROKEN, "500"), look(2, *TOKEN)], [gap(0, None, *TOKEN)]),
        ([look(0, *TOKEN), look(1)], [gap(None, 1, *TOKEN)]),
        ([look(0), look(1, *TOKEN), look(2, *TOKEN), look(3)], [gap(0, 3, *TOKEN)]),
        ([look(0), look(1, OK, "a part")], [gap(0, None, OK, "a part")]),
        ([look(0, *TOKEN), look(1, OK, "a part")], [gap(None, None, OK, "a part")]),
        ([look(0, BROKEN)], [gap(None, None, BROKEN, "broken")]),
        ([look(0, BROKEN, "\ud800\0")], [gap(None, None, BROKEN, "\ufffd")]),
        (
            [look(0), look(1, BROKEN, "a"), look(2), look(3), look(4, BROKEN, "b")],
            [gap(0, 2, BROKEN, "a"), gap(3, None, BROKEN, "b")],
        ),
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_a_gap_is_a_row(
    store: Store, looks: list[Look], expected: list[Gap], *, at_once: bool
) -> None:
    with store.writing() as session:
        add_watch(session, FEED)
        for some in [looks] if at_once else [[one] for one in looks]:
            save_looks(session, some)
        assert load_gaps(session) == expected


def test_gaps_are_found_by_time_and_watch(store: Store) -> None:
    with store.writing() as session:
        for name in ("one", "two", "three"):
            add_watch(session, Watch(source="feed", address=name))
        save_looks(session, [look(0, *TOKEN), look(2), look(1, *TOKEN, watch_id=2)])
        found = [
            [one.watch_id for one in load_gaps(session, since=since, watch_ids=ids)]
            for since, ids in [
                (None, None),
                (at(2), None),
                (at(1), None),
                (None, [2, 3]),
                (None, []),
            ]
        ]
    assert found == [[1, 2], [2], [1, 2], [2], []]


def test_a_removed_watch_has_no_gaps(store: Store) -> None:
    with store.writing() as session:
        add_watch(session, FEED)
        save_looks(session, [look(0, *TOKEN)])
        remove_watch(session, 1)
        save_looks(session, [look(1, *TOKEN)])
        assert load_gaps(session) == []


def test_the_database_holds_one_lasting_gap_a_watch(store: Store) -> None:
    with store.writing() as session:
        add_watch(session, FEED)
        save_looks(session, [look(0, *TOKEN)])
    again = insert(GAPS).values(watch_id=1, outcome="broken", why="again")
    with pytest.raises(IntegrityError), store.writing() as session:
        session.connection().execute(again)


def test_two_runs_that_fail_at_once_open_one_gap(store: Store) -> None:
    def fail(why: str) -> None:
        with store.writing() as session:
            save_looks(session, [look(1, BROKEN, why)])

    with store.writing() as session:
        add_watch(session, FEED)
        save_looks(session, [look(0)])
    with ThreadPoolExecutor(1) as threads:
        with store.writing() as session:
            save_looks(session, [look(1, BROKEN, "first")])
            second = threads.submit(fail, "second")
            with pytest.raises(StillWaits):
                second.result(timeout=0.3)
        second.result(timeout=30)
    with store.reading() as session:
        assert load_gaps(session) == [gap(0, None, BROKEN, "second")]
