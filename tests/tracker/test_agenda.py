"""Recurring jobs: when they are due, what failures cost, and that none runs twice at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from mentions.errors import StoreError
from mentions.store.runs import JobState, load_jobs, save_job
from mentions.tracker.poll import Run, open_run
from mentions.tracker.service.agenda import Agenda
from mentions.tracker.service.jobs import Cron, Every, Job, Schedule, first_time, retry_time

if TYPE_CHECKING:
    from conftest import Blog

HOUR = timedelta(hours=1)
MINUTELY = Every(60)
NIGHTLY = Cron("30 3 * * *", "Europe/Berlin")


class Work:
    """Counts how often it is done; fails as told."""

    def __init__(self, *, fails: int = 0) -> None:
        self.done = 0
        self.fails = fails
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def __call__(self, _run: Run) -> str | None:
        self.done += 1
        await self.go_on.wait()
        if self.done <= self.fails:
            raise StoreError("Platte voll")
        return None


@asynccontextmanager
async def agenda_of(blog: Blog, work: Work, schedule: Schedule = MINUTELY) -> AsyncIterator[Agenda]:
    @asynccontextmanager
    async def paused() -> AsyncIterator[None]:
        yield

    async with AsyncExitStack() as stack:
        run = await open_run(blog.polling(), stack)
        agenda = Agenda(run, [Job(name="backup", schedule=schedule, work=work)], paused)
        await agenda.open()
        yield agenda


async def ring(agenda: Agenda) -> None:
    agenda.ring()
    for _ in range(50):
        await asyncio.sleep(0.005)


def stored(blog: Blog) -> JobState:
    with blog.store.reading() as session:
        return load_jobs(session)["backup"]


def test_a_job_is_done_when_it_is_due_and_not_before(blog: Blog) -> None:
    async def check() -> None:
        work = Work()
        async with agenda_of(blog, work) as agenda:
            await ring(agenda)
            await ring(agenda)
            assert work.done == 1
            blog.wait(seconds=60)
            await ring(agenda)
            assert work.done == 2

    asyncio.run(check())
    assert stored(blog).succeeded_at == blog.now
    assert stored(blog).due_at == blog.now + timedelta(seconds=60)


def test_it_never_runs_twice_at_once(blog: Blog) -> None:
    async def check() -> None:
        work = Work()
        work.go_on.clear()
        async with agenda_of(blog, work) as agenda:
            await ring(agenda)
            blog.wait(hours=5)
            await ring(agenda)
            assert work.done == 1
            work.go_on.set()

    asyncio.run(check())


def test_a_time_missed_while_nothing_ran_is_made_up_for_once(blog: Blog) -> None:
    """Down for three nights: one copy, and the next one in the coming night."""
    with blog.store.writing() as session:
        due = blog.now - 3 * 24 * HOUR
        save_job(session, JobState(name="backup", schedule=str(NIGHTLY), due_at=due))

    async def check() -> None:
        work = Work()
        async with agenda_of(blog, work, NIGHTLY) as agenda:
            await ring(agenda)
            await ring(agenda)
            assert work.done == 1

    asyncio.run(check())
    assert stored(blog).due_at == datetime(2026, 3, 15, 2, 30, tzinfo=UTC)


def test_a_changed_expression_counts_at_once(blog: Blog) -> None:
    with blog.store.writing() as session:
        old = JobState(name="backup", schedule="0 0 1 1 * (UTC)", due_at=blog.now + 9000 * HOUR)
        save_job(session, old)

    async def check() -> None:
        async with agenda_of(blog, Work(), NIGHTLY):
            pass

    asyncio.run(check())
    assert stored(blog).due_at == datetime(2026, 3, 15, 2, 30, tzinfo=UTC)


def test_what_failed_is_tried_again_sooner_and_its_reason_kept(blog: Blog) -> None:
    async def check() -> None:
        work = Work(fails=1)
        async with agenda_of(blog, work, Every(3600)) as agenda:
            await ring(agenda)
            assert agenda.errors == {"backup": "Platte voll"}
            assert stored(blog).due_at == blog.now + timedelta(minutes=1)
            blog.wait(minutes=1)
            await ring(agenda)
            assert agenda.errors == {}

    asyncio.run(check())
    assert stored(blog).error is None


def test_a_clock_set_back_stalls_nothing(blog: Blog) -> None:
    async def check() -> None:
        work = Work()
        async with agenda_of(blog, work) as agenda:
            await ring(agenda)
        blog.wait(days=-30)
        async with agenda_of(blog, work) as agenda:
            blog.wait(seconds=61)
            await ring(agenda)
            assert work.done == 2

    asyncio.run(check())


@pytest.mark.parametrize(("failures", "minutes"), [(1, 1), (2, 2), (4, 8), (40, 60)])
def test_each_failure_doubles_the_wait_up_to_an_hour(failures: int, minutes: int) -> None:
    now = datetime(2026, 3, 14, 12, tzinfo=UTC)
    due = retry_time(NIGHTLY, now, failures=failures)
    assert due == now + timedelta(minutes=minutes)


def test_what_never_ran_is_due_at_once_or_when_its_expression_says() -> None:
    now = datetime(2026, 3, 14, 12, tzinfo=UTC)
    assert first_time(Every(60), now) == now
    assert first_time(NIGHTLY, now) == datetime(2026, 3, 15, 2, 30, tzinfo=UTC)
