"""Listening: one connection for each place that tells by itself, kept open until told to stop.

What was heard is stored within seconds, and with it up to where: killed anywhere, the next run goes
on from there and hears the rest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from math import ceil

import structlog

from mentions.asking import Batch, Watch
from mentions.core.reconnect import reconnect_after
from mentions.errors import (
    ConfigError,
    GoneError,
    MentionsError,
    RateLimitError,
    SourceError,
    StoreError,
)
from mentions.fetch.stream import Stream
from mentions.sources import find_source
from mentions.store.engine import Store
from mentions.store.watches import load_watches
from mentions.tracker.ask import Answer
from mentions.tracker.hearing.ear import Ear
from mentions.tracker.hearing.hear import IDLE, hearing_of, told_of
from mentions.tracker.outcomes import bug
from mentions.tracker.poll import Run, open_run
from mentions.tracker.polling import Polling, Told

log = structlog.get_logger("mentions.listen")


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """How a listener keeps time, in seconds.

    Attributes:
        tick: Where we are is stored so often.
        linger: A post waits so long for others, and for the network itself to know of it.
        idle: A stream that tells nothing for so long is dead.
        sound: A connection that lasted so long was a good one.
    """

    tick: float = 10.0
    linger: float = 2.0
    idle: float = IDLE
    sound: float = 30.0


def select_listeners(store: Store) -> list[Watch]:
    """Return the watches to listen to, without the stopped ones and those that cannot be loaded."""
    with store.reading() as session:
        watches = load_watches(session)
    return [watch for watch in watches if watch.stopped_at is None and _listens(watch)]


def _listens(watch: Watch) -> bool:
    try:
        return find_source(watch.source).profile.listens
    except ConfigError:
        return False


async def listen_to(
    polling: Polling,
    watches: Iterable[Watch],
    *,
    on_state: Callable[[Watch, str], None] = lambda *_: None,
    pace: Pace | None = None,
) -> None:
    """Listen to places until cancelled, or until all of them are gone, in a run of its own.

    Args:
        polling: What the run needs.
        watches: As of `listen_in`.
        on_state: As of `listen_in`.
        pace: How to keep time.

    Raises:
        StoreError: The database failed; what was stored before stays.
    """
    keeps = pace or Pace()
    try:
        async with AsyncExitStack() as stack:
            run = await open_run(polling, stack)
            async with asyncio.TaskGroup() as group:
                renewing = group.create_task(_renew(run, keeps.tick))
                await listen_in(run, watches, on_state=on_state, pace=keeps)
                renewing.cancel()
    except* StoreError as failures:
        raise failures.exceptions[0] from None


async def listen_in(
    run: Run,
    watches: Iterable[Watch],
    *,
    on_state: Callable[[Watch, str], None] = lambda *_: None,
    pace: Pace | None = None,
) -> None:
    """Listen to places next to each other until cancelled, or until all of them are gone.

    `on_done` of the run's polling is called with each storing, from the event loop. What is tracked
    is looked up again by whoever opened the run.

    Args:
        run: What is open.
        watches: Their sources listen.
        on_state: Called with what becomes of a connection, from the event loop.
        pace: How to keep time.

    Raises:
        StoreError: The database failed; what was stored before stays.
    """
    places = [_Place(run=run, watch=one, say=on_state, pace=pace or Pace()) for one in watches]
    try:
        async with asyncio.TaskGroup() as group:
            for place in places:
                group.create_task(place.listen())
    except* StoreError as failures:
        raise failures.exceptions[0] from None


async def _renew(run: Run, every: float) -> None:
    while True:
        await asyncio.sleep(every)
        await run.keeper.renew()


@dataclass(kw_only=True, slots=True)
class _Place:
    """One place that is listened to."""

    run: Run
    watch: Watch
    say: Callable[[Watch, str], None]
    pace: Pace
    failures: int = 0
    is_open: bool = False
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    room: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self) -> None:
        """Connect, hear, store; and come back whenever the connection is lost."""
        try:
            hearing = hearing_of(self.run, self.watch)
        except MentionsError as error:
            await self._keep(Told(watch=self.watch, error=error))
            self.say(self.watch, f"not listened to: {_why(error)}")
            return
        ear = Ear(hearing)
        try:
            while True:
                lost = await self._connect(ear)
                await self._lost(ear, lost)
                if isinstance(lost, GoneError):
                    return
                await asyncio.sleep(self._pause(lost))
        finally:
            await self._remember(ear)

    async def _connect(self, ear: Ear) -> MentionsError:
        """Listen until the connection is lost; returns why."""
        begun = asyncio.get_running_loop().time()
        try:
            async with self.run.gate.listen(ear.begin(), idle=self.pace.idle) as stream:
                self.is_open = True
                self.say(self.watch, "connected")
                await self._hear(ear, stream)
        except StoreError:
            raise
        except MentionsError as error:
            lost = error
        except Exception as error:  # a bug met in one message must not end the others
            log.exception("bug", watch=self.watch.address)
            lost = bug(error)
        lasted = self.is_open and asyncio.get_running_loop().time() - begun >= self.pace.sound
        self.is_open = False
        self.failures = 1 if lasted else self.failures + 1
        return lost

    async def _hear(self, ear: Ear, stream: Stream) -> None:
        """Take messages in and store them, until one of both fails."""
        reading = asyncio.create_task(self._read(ear, stream))
        reading.add_done_callback(lambda _: self.woken.set())
        try:
            while not reading.done():
                await self._wait(ear)
                await self._store(ear)
            await reading
        finally:
            reading.cancel()
            await asyncio.wait([reading])

    async def _read(self, ear: Ear, stream: Stream) -> None:
        while True:
            if ear.take(await stream.receive()):
                self.woken.set()
            if ear.is_full:
                self.room.clear()
                await self.room.wait()

    async def _wait(self, ear: Ear) -> None:
        """Return soon after somebody posted; otherwise with the next tick."""
        try:
            async with asyncio.timeout(self.pace.tick):
                await self.woken.wait()
        except TimeoutError:
            return
        self.woken.clear()
        if ear.is_waiting:
            await asyncio.sleep(self.pace.linger)

    async def _store(self, ear: Ear) -> None:
        if not ear.has_news:
            return
        await self._tell_lost(ear)
        problem = ear.problem()
        while True:
            batch = Batch(cursor=ear.cursor(done=True), incomplete=problem)
            await self._keep(await told_of(self.run, ear.hearing, ear.next(), batch))
            ear.stored()
            self.room.set()
            if not ear.is_waiting:
                return

    async def _tell_lost(self, ear: Ear) -> None:
        """Note in the ledger what is no longer kept there, before the next look closes the gap."""
        if ear.lost is None:
            return
        self.say(self.watch, ear.lost.why)
        await self._keep(self._told(Batch(incomplete=ear.lost)))
        ear.lost = None

    async def _lost(self, ear: Ear, error: MentionsError) -> None:
        """Note that we do not hear the place."""
        told = Told(watch=self.watch, error=error)
        if isinstance(error, SourceError):
            told = self._told(Batch(cursor=ear.cursor(), incomplete=error))
        await self._keep(told)
        self.say(self.watch, f"not connected: {_why(error)}")

    async def _remember(self, ear: Ear) -> None:
        """Store where we are; what waits to be stored is heard again next time."""
        if self.is_open and ear.has_news:
            await self._keep(self._told(Batch(cursor=ear.cursor(), incomplete=ear.problem())))

    def _told(self, batch: Batch) -> Told:
        return Told(watch=self.watch, answer=Answer(batch=batch))

    async def _keep(self, told: Told) -> None:
        result = await self.run.keeper.keep(told)
        log.info("heard", watch=self.watch.address, outcome=result.outcome.value)
        self.run.polling.on_done(result)

    def _pause(self, error: MentionsError) -> float:
        wait = error.retry_after if isinstance(error, RateLimitError) else None
        chance = abs(self.run.polling.jitter())
        seconds = reconnect_after(self.failures, chance, wait).total_seconds()
        self.say(self.watch, f"connecting again in {ceil(seconds)} s")
        return seconds


def _why(error: MentionsError) -> str:
    return error.why if isinstance(error, SourceError) else str(error)
