"""One process in the background for each database, and its jobs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete

from mentions.errors import RunningError
from mentions.store.engine import Store
from mentions.store.runs import (
    JobState,
    Runner,
    beat,
    forget_jobs,
    load_jobs,
    load_runner,
    save_job,
    step_down,
    take_over,
)
from mentions.store.tables_running import JOBS, RUNS

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ONE = Runner(
    holder="one", host="küche", pid=42, started="a b 7", since=NOW, beat_at=NOW, until=NOW + MINUTE
)
TWO = replace(ONE, holder="two", host="keller", pid=1, since=NOW + MINUTE / 2)


@pytest.fixture(autouse=True)
def clean(store: Store) -> None:
    with store.writing() as session:
        for table in (RUNS, JOBS):
            session.connection().execute(delete(table))


def take(store: Store, mine: Runner, *, dead: bool | None = None) -> Runner | None:
    with store.writing() as session:
        return take_over(session, mine, is_dead=lambda _: dead)


def running(store: Store) -> Runner | None:
    with store.reading() as session:
        return load_runner(session)


def test_the_first_one_runs(store: Store) -> None:
    assert take(store, ONE) is None
    assert running(store) == ONE


@pytest.mark.parametrize("dead", [None, False])
def test_the_second_one_is_told_who_runs(store: Store, *, dead: bool | None) -> None:
    take(store, ONE)
    expected = r"process 42 on the machine küche, since 2026-03-14 12:00 UTC; .* after 12:01:00 UTC"
    with pytest.raises(RunningError, match=expected):
        take(store, TWO, dead=dead)
    assert running(store) == ONE


def test_a_dead_one_is_taken_over_at_once(store: Store) -> None:
    take(store, ONE)
    assert take(store, TWO, dead=True) == ONE
    assert running(store) == TWO


def test_one_that_lives_is_not_taken_over_even_if_it_could_not_renew(store: Store) -> None:
    """The laptop slept: the lease is over, the process is there."""
    take(store, ONE)
    with pytest.raises(RunningError):
        take(store, replace(TWO, since=NOW + 60 * MINUTE), dead=False)


@pytest.mark.parametrize("later", [MINUTE, timedelta(days=-30)])
def test_where_nothing_else_tells_the_lease_does(store: Store, later: timedelta) -> None:
    """Also one that a clock has given that was a month ahead."""
    take(store, ONE)
    assert take(store, replace(TWO, since=NOW + later)) == ONE


def test_it_renews_its_lease_until_another_has_taken_over(store: Store) -> None:
    take(store, ONE)
    with store.writing() as session:
        told = {"polled": 7}
        assert beat(session, "one", now=NOW + MINUTE, until=NOW + 2 * MINUTE, told=told)
    renewed = replace(ONE, beat_at=NOW + MINUTE, until=NOW + 2 * MINUTE, told=told)
    assert running(store) == renewed
    take(store, TWO, dead=True)
    with store.writing() as session:
        assert not beat(session, "one", now=NOW, until=NOW, told={})
        step_down(session, "one")
    assert running(store) == TWO


def test_whoever_steps_down_runs_no_more(store: Store) -> None:
    take(store, ONE)
    with store.writing() as session:
        step_down(session, "one")
    assert running(store) is None


def test_jobs_are_remembered_until_they_are_no_more(store: Store) -> None:
    backup = JobState(name="backup", schedule="30 3 * * * (UTC)", due_at=NOW)
    failed = replace(backup, started_at=NOW, ended_at=NOW, error="Platte voll")
    with store.writing() as session:
        save_job(session, backup)
        save_job(session, replace(backup, name="gone"))
        save_job(session, failed)
        forget_jobs(session, keep=frozenset({"backup"}))
    with store.reading() as session:
        assert load_jobs(session) == {"backup": failed}
