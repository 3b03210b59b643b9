"""The places that tell by themselves, in the background run: listened to as long as it lasts."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import structlog

from mentions.asking import Watch
from mentions.errors import ConfigError
from mentions.sources import find_source
from mentions.store.leases import Due
from mentions.tracker.listen import listen_to, select_listeners
from mentions.tracker.polling import Polling

log = structlog.get_logger("mentions.run")


class Listeners:
    """Listens to the watches whose places tell by themselves.

    Args:
        polling: What a run needs.
    """

    def __init__(self, polling: Polling) -> None:
        self._polling = polling
        self._places: frozenset[tuple[int | None, str]] = frozenset()
        self._task: asyncio.Task[None] | None = None

    async def tend(self) -> None:
        """Listen to what is watched by now; begin anew where that has changed or broken off.

        Raises:
            StoreError: The database failed.
        """
        watches = await asyncio.to_thread(select_listeners, self._polling.store)
        places = frozenset((one.id, one.address) for one in watches)
        failed = self._failed()
        if places == self._places and not failed:
            return
        await self.stop()
        self._places = places
        if watches:
            self._task = asyncio.create_task(self._listen(watches))

    async def _listen(self, watches: Iterable[Watch]) -> None:
        await listen_to(self._polling, watches, on_state=_log_state)

    def _failed(self) -> bool:
        """Whether listening ended in an error; all places gone is none."""
        if self._task is None or not self._task.done() or self._task.cancelled():
            return False
        if error := self._task.exception():
            log.warning("not listening", error=str(error))
        return error is not None

    async def stop(self) -> None:
        """Stop listening; where we are is stored."""
        if self._task and not self._task.done():
            self._task.cancel()
            await asyncio.wait([self._task])
        self._task = None


def is_heard(one: Due) -> bool:
    """Whether a watch is listened to, so that nobody needs to poll it."""
    try:
        return find_source(one.source).profile.listens
    except ConfigError:
        return False


def _log_state(watch: Watch, state: str) -> None:
    log.info("stream", watch=watch.address, state=state)
