"""The background run under one config: from opening what it needs to handing everything back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from mentions.errors import MentionsError, RunningError
from mentions.store.engine import Session, Store
from mentions.store.leases import put_right
from mentions.store.runs import Runner, beat
from mentions.tracker.matched import is_matched, match_again
from mentions.tracker.poll import Run, open_run
from mentions.tracker.polling import Polling
from mentions.tracker.service.agenda import Agenda
from mentions.tracker.service.jobs import Every, Job
from mentions.tracker.service.listeners import Listeners, is_heard
from mentions.tracker.service.pace import ClockWatch, Pace
from mentions.tracker.service.polls import Polls
from mentions.tracker.service.signals import Wishes
from mentions.tracker.service.systemd import Manager
from mentions.tracker.tracked import Tracked

# Seconds between two looks at what is tracked and who is listened to; others change it, too.
_TRACKED = 10.0

log = structlog.get_logger("mentions.run")


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """What the config comes to.

    Attributes:
        polling: With an open database.
        jobs: Beside polling, listening and looking what is tracked.
    """

    polling: Polling
    jobs: tuple[Job, ...] = ()


class Shift:
    """Works until it is to stop or to reload.

    Args:
        loaded: What the config comes to.
        mine: Of this process.
        wishes: Tells when to end.
        pace: How to keep time.
        manager: Hears that all is well.
        told: What else `mentions status` is to know.
    """

    def __init__(
        self,
        loaded: Loaded,
        mine: Runner,
        *,
        wishes: Wishes,
        pace: Pace,
        manager: Manager,
        told: Mapping[str, Any],
    ) -> None:
        self._loaded = loaded
        self._mine = mine
        self._wishes = wishes
        self._pace = pace
        self._manager = manager
        self._told = told
        self._said: dict[str, str] = {}
        self._usurped = False
        self._matched: Tracked | None = None

    async def work(self, on_wish: Callable[[], Awaitable[bool]]) -> None:
        """Work until told to stop, until there is another config, or the clock was set back.

        Args:
            on_wish: Called when a reload is asked for; False to go on as before.

        Raises:
            StoreError: The database cannot be opened.
            RunningError: Another process has taken over.
        """
        async with AsyncExitStack() as stack:
            await self._open(stack)
            self._manager.tell("READY=1", "STATUS=polling")
            watch = ClockWatch(self._clock(), _seconds(), speed=self._pace.speed)
            while not self._wishes.stop.is_set() and not self._usurped:
                await self._wishes.wait(self._pace.tick)
                if self._is_set_back(watch):
                    break
                self._wishes.look_at_config()
                if self._wishes.reload.is_set():
                    self._wishes.reload.clear()
                    if await on_wish():
                        break
        if self._usurped:
            raise RunningError("another `mentions run` has taken over; this one ends")

    async def _open(self, stack: AsyncExitStack) -> None:
        polling, now = self._loaded.polling, self._clock()
        if moved := await asyncio.to_thread(_put_right, polling.store, now):
            log.warning("planned by a clock that was ahead", watches=moved, now=now.isoformat())
        self._run = replace(await open_run(polling, stack), ending=self._wishes.stop)
        self._polls = Polls(self._run, self._mine.holder, leave=is_heard, lease=self._pace.lease)
        jobs = (*self._loaded.jobs, Job(name="tracked", schedule=Every(_TRACKED), work=self._renew))
        self._agenda = Agenda(self._run, jobs, self._polls.paused)
        self._listeners = Listeners(self._run)
        await self._agenda.open()
        stack.push_async_callback(self._close)
        self._beginning = asyncio.create_task(self._polls.begin())
        self._scheduler = _scheduler()
        self._ring_every(self._pace.tick, "poll", self._polls.look)
        self._ring_every(self._pace.tick, "jobs", self._ring)
        self._ring_every(self._pace.beat, "beat", self._beat)
        self._ring_every(self._pace.beat, "listen", self._listeners.tend)
        self._scheduler.start()

    def _ring_every(self, seconds: float, name: str, what: Callable[[], Awaitable[None]]) -> None:
        self._scheduler.add_job(
            partial(self._guarded, name, what),
            "interval",
            seconds=seconds,
            id=name,
            next_run_time=datetime.now(UTC),
        )

    async def _guarded(self, name: str, what: Callable[[], Awaitable[None]]) -> None:
        """Do what rings; what fails is said once, and tried again with the next ring."""
        try:
            await what()
        except MentionsError as error:
            if self._said.get(name) != str(error):
                log.warning("failed; trying again", what=name, error=str(error))
            self._said[name] = str(error)
        except Exception:  # a bug here must not end the service
            log.exception("bug", what=name)
        else:
            if self._said.pop(name, None):
                log.info("works again", what=name)

    async def _ring(self) -> None:
        """Begin the jobs that are due. As long as this rings, the loop and the scheduler live."""
        self._manager.tell("WATCHDOG=1")
        self._agenda.ring()

    async def _beat(self) -> None:
        """Renew the lease of this process and those of the watches it polls, in one transaction."""
        now = self._clock()
        told = {
            **self._told,
            "in_flight": self._polls.in_flight,
            "waiting": self._polls.waiting,
            "polled": self._polls.done,
            "errors": {**self._agenda.errors, **self._said},
        }

        def write(session: Session) -> frozenset[int] | None:
            until = now + self._pace.lease
            if not beat(session, self._mine.holder, now=now, until=until, told=told):
                return None
            return self._polls.renew(session)

        lost = await self._run.keeper.write(write)
        if lost is None:
            self._usurped = True
        else:
            self._polls.give_up(lost)

    async def _renew(self, run: Run) -> str | None:
        """Take over what others changed in what is tracked, and look for it in what is stored."""
        await run.keeper.renew()
        tracked = run.keeper.tracked
        if tracked is self._matched and not self._polls.learned:
            return None
        if self._matched is None and await is_matched(run):
            self._matched = tracked
            return None
        self._polls.learned = False
        # What is being polled was begun without knowing of it.
        await self._polls.settled()
        saved, is_first = await match_again(run, tracked), self._matched is None
        self._matched = tracked
        if is_first and not saved.new:
            return None
        return f"searched what was read before: {len(saved.new)} new mentions"

    def _is_set_back(self, watch: ClockWatch) -> bool:
        """Look at the clock; returns whether all that keeps time is to be opened anew."""
        jump = watch.jumped(self._clock(), _seconds())
        if not jump:
            return False
        log.warning("the clock was set, or the machine slept", seconds=round(jump))
        if jump < 0:
            return True
        self._polls.rest(self._pace.waking)
        # The scheduler would wait until the time it had planned.
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))
        return False

    async def _close(self) -> None:
        """Let go of everything within seconds."""
        self._scheduler.shutdown(wait=False)
        self._beginning.cancel()
        patient = partial(self._wishes.patient, seconds=self._pace.patience)
        problems = await asyncio.gather(
            self._polls.stop(patient),
            self._agenda.stop(patient),
            self._listeners.stop(),
            return_exceptions=True,
        )
        for problem in filter(None, problems):
            log.warning("not handed back", error=str(problem))

    def _clock(self) -> datetime:
        return self._loaded.polling.clock()


def _put_right(store: Store, now: datetime) -> int:
    with store.writing() as session:
        return put_right(session, now)


def _seconds() -> float:
    return asyncio.get_running_loop().time()


def _scheduler() -> AsyncIOScheduler:
    """Return a scheduler that rings late rather than not, and never twice for one thing."""
    # What it says of bells that ring while the last one is still heard is no news.
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    return AsyncIOScheduler(
        timezone=UTC,
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
    )
