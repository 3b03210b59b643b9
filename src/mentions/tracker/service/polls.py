"""The polls of the background run: a bounded number at a time, each watch held while it lasts."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog

from mentions.asking import Watch
from mentions.errors import MentionsError
from mentions.fetch.slots import share_of
from mentions.looking import Outcome
from mentions.store.engine import Session
from mentions.store.leases import Due, claim_due, hand_back, load_waiting, renew_holds
from mentions.tracker.poll import Run
from mentions.tracker.polling import PollResult
from mentions.tracker.service.line import Line, lane_of
from mentions.tracker.service.runner import LEASE
from mentions.tracker.service.signals import Patience

# For each request that may be under way: while one poll waits for its host, others go on.
_POLLS_A_REQUEST = 4
# What is due is looked up so often, in seconds, while there is still enough of it to do.
_LINE_LASTS = 10.0
_LONGEST_LINE = 20_000
# Polls that end close together make room for one claim.
_LINGER = 0.02
# How polls end where a host may hang: others are told something definite, and that within moments.
_FAILED = frozenset({Outcome.BROKEN, Outcome.THROTTLED})

log = structlog.get_logger("mentions.run")


class Polls:
    """Polls what is due.

    Args:
        run: What is open.
        holder: The name of this process in what it holds.
        leave: Whether a watch is looked after otherwise, because it is listened to.
        lease: How long a hold lasts that is not renewed.
    """

    def __init__(
        self,
        run: Run,
        holder: str,
        *,
        leave: Callable[[Due], bool] = lambda _: False,
        lease: timedelta = LEASE,
    ) -> None:
        self._run = run
        self._holder = holder
        self._leave = leave
        self._lease = lease
        self._most = _POLLS_A_REQUEST * run.polling.limits.concurrency
        self._line = Line()
        self._line_read_at = 0.0
        self._rests_until = 0.0
        self._tasks: dict[int, asyncio.Task[PollResult]] = {}
        self._busy: Counter[str] = Counter()
        # Of those under way, the ones whose lane failed the last time.
        self._apart: set[int] = set()
        self._ended_well: dict[str, bool] = {}
        self._room = asyncio.Event()
        self.done = 0
        self.learned = False

    @property
    def in_flight(self) -> int:
        """Return how many polls are under way."""
        return len(self._tasks)

    @property
    def waiting(self) -> int:
        """Return how many watches are due and were not begun yet, as far as that is known."""
        return len(self._line)

    async def look(self) -> None:
        """See what is due.

        Raises:
            StoreError: The database failed.
        """
        now = asyncio.get_running_loop().time()
        if now < self._rests_until:
            return
        if now - self._line_read_at > self._line_lasts():
            self._line = Line(await self._run.keeper.read(self._load), failed=self._has_failed)
            self._line_read_at = now
        self._room.set()

    def _line_lasts(self) -> float:
        """Return for how long, in seconds, what is due need not be looked up anew.

        A long line of hosts that hang must not hide what has become due behind it; but the longer
        it is, the more it costs to read.
        """
        full = self._line.healthy >= self._most
        return _LINE_LASTS * (1.0 if full else len(self._line) / _LONGEST_LINE)

    def _load(self, session: Session) -> list[Due]:
        waiting = load_waiting(session, self._run.polling.clock(), limit=_LONGEST_LINE)
        # Of what is being polled the hold may have ended, where the machine slept.
        return [one for one in waiting if not self._leave(one) and one.id not in self._tasks]

    def rest(self, seconds: float) -> None:
        """Begin nothing for a while, and look anew then."""
        self._rests_until = asyncio.get_running_loop().time() + seconds
        self._line = Line()

    @asynccontextmanager
    async def paused(self) -> AsyncIterator[None]:
        """Poll nothing as long as this lasts."""
        self.rest(math.inf)
        try:
            await self.settled()
            yield
        finally:
            self.rest(0)

    async def begin(self) -> None:
        """Begin polls whenever there is room, until cancelled."""
        while True:
            await self._room.wait()
            await asyncio.sleep(_LINGER)
            self._room.clear()
            try:
                await self._begin_some()
            except MentionsError as error:  # the next look tries again
                log.warning("nothing claimed", error=str(error))
            except Exception:  # a bug here must not end the polling
                log.exception("bug")

    async def _begin_some(self) -> None:
        room, apart = self._most - len(self._tasks), share_of(self._most) - len(self._apart)
        chosen = self._line.take(room, self._busy, apart=max(apart, 0))
        if not chosen:
            return
        ids = [one.id for one in chosen if one.id not in self._tasks]

        def claim(session: Session) -> list[Watch]:
            now = self._run.polling.clock()
            until = now + self._lease
            return claim_due(
                session, now, holder=self._holder, until=until, limit=len(ids), among=ids
            )

        for watch in await self._run.keeper.write(claim):
            self._begin(watch)

    def _begin(self, watch: Watch) -> None:
        number, lane = watch.id or 0, lane_of(watch.source, watch.address)
        self._busy[lane] += 1
        task = asyncio.create_task(self._run.poll(watch))
        self._tasks[number] = task
        if self._has_failed(lane):
            self._apart.add(number)

        def end(task: asyncio.Task[PollResult]) -> None:
            del self._tasks[number]
            self._apart.discard(number)
            self._busy[lane] -= 1
            if not self._busy[lane]:
                del self._busy[lane]
            self._room.set()
            self._note(watch, lane, task)

        task.add_done_callback(end)

    def _has_failed(self, lane: str) -> bool:
        """Whether the last poll of a lane failed; before there was one, its host the last time."""
        well = self._ended_well.get(lane)
        return self._run.gate.has_failed(lane) if well is None else not well

    def _note(self, watch: Watch, lane: str, task: asyncio.Task[PollResult]) -> None:
        """Take in how a poll ended; one that was not stored stays held for a while, then is due."""
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            self.done += 1
            self._ended_well[lane] = well = task.result().outcome not in _FAILED
            if well:
                self._line.answered(lane)
            self.learned = self.learned or bool(task.result().learned)
        elif isinstance(error, MentionsError):
            log.warning("not stored", watch=watch.address, error=str(error))
        else:
            log.error("bug", watch=watch.address, exc_info=error)

    def renew(self, session: Session) -> frozenset[int]:
        """Hold what is being polled for longer; returns what somebody else holds by now."""
        until = self._run.polling.clock() + self._lease
        return renew_holds(session, list(self._tasks), holder=self._holder, until=until)

    def give_up(self, lost: frozenset[int]) -> None:
        """Stop polling what somebody else polls by now."""
        for number in lost & self._tasks.keys():
            log.warning("lost to another process", watch=number)
            self._tasks[number].cancel()

    async def settled(self) -> None:
        """Return when all polls that are under way now have ended."""
        if self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    async def stop(self, patient: Patience) -> None:
        """Wait for what is under way, then hand back the rest.

        Raises:
            StoreError: The database failed; the holds end by themselves.
        """
        await patient(list(self._tasks.values()))
        left = list(self._tasks.values())
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left)
            log.info("handed back", polls=len(left))
        await self._run.keeper.write(lambda session: hand_back(session, holder=self._holder))
