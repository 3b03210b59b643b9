"""The background run: started once, it polls, listens and does its jobs until told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import structlog

from mentions import __version__
from mentions.errors import MentionsError, StoreError
from mentions.store.engine import Store
from mentions.store.leases import hand_back
from mentions.store.runs import Runner, step_down, take_over
from mentions.tracker.service.pace import Pace
from mentions.tracker.service.runner import is_dead, this_process
from mentions.tracker.service.shift import Loaded, Shift
from mentions.tracker.service.signals import Wishes
from mentions.tracker.service.systemd import Manager

# Where the database is not to be had any more, it is tried again after so many seconds.
_RETRY = 5.0
# No host may be asked sooner than its gap allows, because the config was read anew in between.
_LONGEST_GAP = 30.0

log = structlog.get_logger("mentions.run")


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """What the background run needs.

    Attributes:
        load: Reads the config and opens the database; raises ConfigError or StoreError.
        config: The file that is read again when it changes; None for none.
        pace: How it keeps time.
        manager: Hears that all is well.
    """

    load: Callable[[], Loaded]
    config: Path | None = None
    pace: Pace = field(default_factory=Pace)
    manager: Manager = field(default_factory=Manager)


async def serve(service: Service) -> None:
    """Run until SIGTERM or SIGINT.

    Raises:
        ConfigError: The config is missing or wrong at the start; later it is refused with a
            warning, and the old one stays.
        RunningError: Another process works on this database.
        StoreError: The database cannot be used at the start; later it is tried again.
    """
    loaded = await asyncio.to_thread(service.load)
    store = loaded.polling.store
    try:
        mine = this_process(loaded.polling.clock())
        mine = replace(mine, until=mine.since + service.pace.lease)
        await asyncio.to_thread(_take_over, store, mine)
    except BaseException:
        store.close()
        raise
    await _Runs(service, mine, loaded).work()


def _take_over(store: Store, mine: Runner) -> None:
    with store.writing() as session:
        dead = take_over(session, mine, is_dead=is_dead)
        # Nobody else holds watches for long, so what is held was left behind.
        left = hand_back(session)
    if dead:
        log.warning("took over", pid=dead.pid, host=dead.host, since=dead.since.isoformat())
    log.info("running", pid=mine.pid, handed_back=left)


class _Runs:
    """One shift after another, a new one for each config."""

    def __init__(self, service: Service, mine: Runner, loaded: Loaded) -> None:
        self._service = service
        self._mine = mine
        self._loaded = loaded
        self._next: Loaded | None = None
        self._told: dict[str, Any] = {"version": __version__}

    async def work(self) -> None:
        try:
            with Wishes(self._service.config) as wishes:
                while not wishes.stop.is_set():
                    await self._shift(wishes)
                    await self._change(wishes)
        finally:
            self._service.manager.tell("STOPPING=1")
            await asyncio.to_thread(self._leave)

    async def _shift(self, wishes: Wishes) -> None:
        shift = Shift(
            self._loaded,
            self._mine,
            wishes=wishes,
            pace=self._service.pace,
            manager=self._service.manager,
            told=self._told,
        )
        try:
            await shift.work(self._reload)
        except StoreError as error:
            log.warning("the database cannot be used; trying again", error=str(error))
            self._service.manager.tell("WATCHDOG=1")
            await wishes.wait(_RETRY)

    async def _reload(self) -> bool:
        """Read the config again; returns whether there is another one now."""
        self._service.manager.reloading()
        try:
            loaded = await asyncio.to_thread(self._service.load)
        except MentionsError as error:
            self._refuse(str(error))
            return False
        if loaded.polling.store.name != self._loaded.polling.store.name:
            loaded.polling.store.close()
            self._refuse("another database is used only after a restart")
            return False
        self._told.pop("refused", None)
        self._next = loaded
        return True

    def _refuse(self, why: str) -> None:
        log.warning("the new config is refused, the old one stays", error=why)
        self._told["refused"] = why
        self._service.manager.tell("READY=1")

    async def _change(self, wishes: Wishes) -> None:
        """Go on with the new config, where there is one."""
        if self._next is None:
            return
        self._loaded.polling.store.close()
        limits = self._loaded.polling.limits
        self._loaded, self._next = self._next, None
        log.info("config read again")
        gap = max(limits.min_gap, *limits.gaps.values(), 0.0)
        with suppress(TimeoutError):
            async with asyncio.timeout(min(gap, _LONGEST_GAP)):
                await wishes.stop.wait()

    def _leave(self) -> None:
        store = self._loaded.polling.store
        try:
            with store.writing() as session:
                hand_back(session, holder=self._mine.holder)
                step_down(session, self._mine.holder)
        except StoreError as error:
            log.warning("not signed off; the next one takes over", error=str(error))
        finally:
            store.close()
            if self._next:
                self._next.polling.store.close()
        log.info("stopped")
