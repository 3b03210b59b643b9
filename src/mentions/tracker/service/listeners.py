"""The places that tell by themselves, in the background run: listened to as long as it lasts."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import structlog

from mentions.asking import Watch
from mentions.errors import ConfigError
from mentions.sources import find_source
from mentions.store.leases import Due
from mentions.tracker.hearing.listen import Pace, listen_in, select_listeners
from mentions.tracker.poll import Run

# A watch at an address: where that changes, another place is listened to.
_Which = tuple[int | None, str]

log = structlog.get_logger("mentions.run")


class Listeners:
    """Listens to the watches whose places tell by themselves, to each in a task of its own.

    Args:
        run: What is open; its gate is the one that polls ask, too.
        pace: How to keep time.
    """

    def __init__(self, run: Run, pace: Pace | None = None) -> None:
        self._run = run
        self._pace = pace
        self._tasks: dict[_Which, asyncio.Task[None]] = {}

    async def tend(self) -> None:
        """Listen to what is watched by now, and again where that has broken off.

        Raises:
            StoreError: The database failed.
        """
        watches = await asyncio.to_thread(select_listeners, self._run.polling.store)
        wanted: dict[_Which, Watch] = {(one.id, one.address): one for one in watches}
        await self._let_go(self._tasks.keys() - wanted.keys())
        for which, watch in wanted.items():
            task = self._tasks.get(which)
            if task is None or self._is_due(watch, task):
                listening = listen_in(self._run, [watch], on_state=_log_state, pace=self._pace)
                self._tasks[which] = asyncio.create_task(listening)

    def _is_due(self, watch: Watch, task: asyncio.Task[None]) -> bool:
        """Whether listening has ended and is to begin anew; a place that was gone has its time."""
        if not task.done() or task.cancelled():
            return task.done()
        if error := task.exception():
            log.warning("not listening", watch=watch.address, error=str(error))
            return True
        return watch.next_poll_at is not None and watch.next_poll_at <= self._run.polling.clock()

    async def stop(self) -> None:
        """Stop listening; where we are is stored."""
        await self._let_go(list(self._tasks))

    async def _let_go(self, some: Iterable[_Which]) -> None:
        tasks = [self._tasks.pop(which) for which in list(some)]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
            # What could not be stored is heard again.
            problems = [one.exception() for one in tasks if not one.cancelled()]
            for problem in filter(None, problems):
                log.warning("not listening", error=str(problem))


def is_heard(one: Due) -> bool:
    """Whether a watch is listened to, so that nobody needs to poll it."""
    try:
        return find_source(one.source).profile.listens
    except ConfigError:
        return False


def _log_state(watch: Watch, state: str) -> None:
    log.info("stream", watch=watch.address, state=state)
