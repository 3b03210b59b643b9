"""The recurring jobs of the background run: each begins when it is due, and never twice at once.

When a job is due stands in the database, so a time that passed while nothing ran is made up for,
once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from mentions.errors import MentionsError
from mentions.store.runs import JobState, forget_jobs, load_jobs, save_job
from mentions.tracker.outcomes import bug
from mentions.tracker.poll import Run
from mentions.tracker.service.jobs import Every, Job, first_time, next_time, retry_time
from mentions.tracker.service.signals import Patience

# What comes more often is not worth a row each time.
_LASTING = 60.0

log = structlog.get_logger("mentions.run")


@dataclass(slots=True, eq=False)
class _Entry:
    """A job with how it stands."""

    job: Job
    state: JobState
    failures: int = 0
    task: asyncio.Task[None] | None = None


class Agenda:
    """Begins jobs when they are due.

    Args:
        run: What is open.
        jobs: Each has a name of its own.
        paused: Nothing is polled in this context.
    """

    def __init__(
        self, run: Run, jobs: Iterable[Job], paused: Callable[[], AbstractAsyncContextManager[None]]
    ) -> None:
        self._run = run
        self._paused = paused
        self._jobs = tuple(jobs)
        self._entries: list[_Entry] = []

    @property
    def errors(self) -> dict[str, str]:
        """Return the jobs that failed the last time, and why."""
        return {one.job.name: one.state.error for one in self._entries if one.state.error}

    async def open(self) -> None:
        """Take up the jobs as they were left.

        Raises:
            StoreError: The database failed.
        """
        known = await self._run.keeper.read(load_jobs)
        now = self._run.polling.clock()
        self._entries = [
            _Entry(job, _taken_up(job, known.get(job.name), now)) for job in self._jobs
        ]
        names = frozenset(job.name for job in self._jobs)
        await self._run.keeper.write(lambda session: forget_jobs(session, keep=names))
        for one in self._entries:
            if _is_lasting(one.job):
                await self._run.keeper.write(partial(save_job, job=one.state))

    def ring(self) -> None:
        """Begin what is due and is not under way."""
        now = self._run.polling.clock()
        for one in self._entries:
            if one.task is None and one.state.due_at is not None and one.state.due_at <= now:
                one.task = asyncio.create_task(self._do(one))

    async def _do(self, one: _Entry) -> None:
        try:
            await self._work(one)
            if _is_lasting(one.job):
                await self._run.keeper.write(partial(save_job, job=one.state))
        except MentionsError as error:  # how it went is stored the next time
            log.warning("not stored", job=one.job.name, error=str(error))
        finally:
            one.task = None

    async def _work(self, one: _Entry) -> None:
        clock, job = self._run.polling.clock, one.job
        begun = clock()
        error = await self._try(job)
        now = clock()
        one.failures = one.failures + 1 if error else 0
        due = next_time(job.schedule, now)
        if error:
            due = retry_time(job.schedule, now, failures=one.failures)
        one.state = replace(
            one.state,
            due_at=due,
            started_at=begun,
            ended_at=now,
            succeeded_at=one.state.succeeded_at if error else now,
            error=error,
        )

    async def _try(self, job: Job) -> str | None:
        """Do a job; returns why it failed."""
        try:
            async with self._paused() if job.alone else nullcontext():
                said = await job.work(self._run)
        except MentionsError as error:
            log.warning("job failed", job=job.name, error=str(error))
            return str(error)
        except Exception as error:  # a bug in one job must not end the others
            log.exception("bug", job=job.name)
            return str(bug(error))
        if said:
            log.info("job done", job=job.name, said=said)
        return None

    async def stop(self, patient: Patience) -> None:
        """Wait for the jobs under way; what is cut off is due the next time."""
        tasks = [one.task for one in self._entries if one.task]
        await patient(tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)


def _is_lasting(job: Job) -> bool:
    return not isinstance(job.schedule, Every) or job.schedule.seconds >= _LASTING


def _taken_up(job: Job, known: JobState | None, now: datetime) -> JobState:
    """Return how a job stands: as it was left, or planned anew where the config has changed."""
    fresh = JobState(
        name=job.name, schedule=str(job.schedule), due_at=first_time(job.schedule, now)
    )
    if known is None:
        return fresh
    if known.schedule != fresh.schedule or known.due_at is None:
        return replace(known, schedule=fresh.schedule, due_at=fresh.due_at)
    # One that was planned by a clock that was ahead may be far away.
    latest = next_time(job.schedule, now) + timedelta(seconds=1)
    return replace(known, due_at=min(known.due_at, latest))
