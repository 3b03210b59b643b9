"""Storing what polls gave: in one thread, quiet polls many at a time, the others one by one.

Killed anywhere, a poll is either stored with all it gave, or due again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from types import TracebackType
from typing import Self, TypeVar

import structlog

from mentions.core.read import find_mentions
from mentions.errors import StoreError
from mentions.looking import Look, Outcome
from mentions.store.asked import add_spent
from mentions.store.changes import Saved
from mentions.store.engine import Session
from mentions.store.snapshots import Snapshot, save_snapshots
from mentions.store.watches import save_looks
from mentions.tracker.aliases import learn_aliases
from mentions.tracker.evidence.evidence import keep_evidence
from mentions.tracker.keep import keep_found
from mentions.tracker.outcomes import bug, look_of, outcome_of_told, why_of
from mentions.tracker.plans.planning import Planner
from mentions.tracker.plans.pricing import load_world, save_solved, solved_of
from mentions.tracker.polling import Polling, PollResult, Told
from mentions.tracker.tracked import Tracked, load_tracked

# Quiet polls wait this long, in seconds, for others to be stored together with them.
_LINGER = 0.03
_MOST_TOGETHER = 500

_T = TypeVar("_T")
_Waiting = tuple[Told, "asyncio.Future[PollResult]"]
_Keeps = Callable[[Sequence[Told]], list[PollResult]]

log = structlog.get_logger("mentions.keep")


class Keeper:
    """Keeps what a run learns. Use as an async context manager.

    Args:
        polling: What the run needs.
    """

    def __init__(self, polling: Polling) -> None:
        self._polling = polling
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="mentions-store")
        self._waiting: list[_Waiting] = []
        self._wanted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._tracked: Tracked | None = None
        self._planner = Planner(polling)

    async def __aenter__(self) -> Self:
        self._tracked = await self.read(self._load)
        if await self.read(self._planner.load):
            await self.replan()
        self._task = asyncio.create_task(self._store_on())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])
        for _, done in self._waiting:
            done.cancel()
        # What is being stored now is stored to its end.
        await asyncio.to_thread(self._thread.shutdown)

    @property
    def tracked(self) -> Tracked:
        """Return what is tracked, with all that was learned so far."""
        if self._tracked is None:
            raise RuntimeError("use Keeper as a context manager")
        return self._tracked

    async def renew(self) -> None:
        """Take over what somebody else, another process maybe, has changed in what is tracked."""
        shorteners, known = self._polling.shorteners, self.tracked
        self._tracked = await self.read(lambda s: load_tracked(s, shorteners, known=known))

    async def replan(self) -> int:
        """Plan anew for all watches; returns how many are to be looked at sooner than was planned.

        Raises:
            StoreError: The database failed; the plan before holds.
        """
        polling = self._polling
        world = await self.read(lambda session: load_world(session, polling))
        # Beside the database's thread: with very many watches it takes a while.
        solved = await asyncio.to_thread(solved_of, world, polling)
        moved = await self.write(lambda s: save_solved(s, solved, budget=polling.budget))
        self._planner.take(solved)
        return moved

    async def keep(self, told: Told) -> PollResult:
        """Store what a watch told; returns once it is stored.

        Raises:
            StoreError: The database failed; nothing of this poll is stored.
            CancelledError: The run ended before; as above.
        """
        if self._task is None or self._task.done():
            raise RuntimeError("use Keeper as a context manager")
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((told, done))
        self._wanted.set()
        result: PollResult = await done
        return result

    async def read(self, what: Callable[[Session], _T]) -> _T:
        """Read from the database, in its thread."""

        def work() -> _T:
            with self._polling.store.reading() as session:
                return what(session)

        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def write(self, what: Callable[[Session], _T]) -> _T:
        """Write to the database in one transaction, in its thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._write, what)

    def _write(self, what: Callable[[Session], _T]) -> _T:
        with self._polling.store.writing() as session:
            return what(session)

    def _load(self, session: Session) -> Tracked:
        return load_tracked(session, self._polling.shorteners)

    async def _store_on(self) -> None:
        while True:
            await self._wanted.wait()
            await asyncio.sleep(_LINGER)
            some = self._waiting[:_MOST_TOGETHER]
            del self._waiting[:_MOST_TOGETHER]
            if not self._waiting:
                self._wanted.clear()
            await self._store(some)

    async def _store(self, some: Sequence[_Waiting]) -> None:
        quiet = [one for one in some if one[0].is_quiet]
        loud = [one for one in some if not one[0].is_quiet]
        try:
            if quiet:
                await self._settle(quiet, self._keep_quietly)
            for one in loud:
                await self._settle([one], self._keep_one)
        finally:
            # Cut off, nobody may wait for what nobody stores.
            for _, done in some:
                done.cancel()

    async def _settle(self, group: Sequence[_Waiting], keep: _Keeps) -> None:
        """Store a group together; where that meets a bug, each by itself."""
        told = [one for one, _ in group]
        loop = asyncio.get_running_loop()
        try:
            results = await loop.run_in_executor(self._thread, keep, told)
        except StoreError as error:
            _fail(group, error)
        except Exception as error:  # a bug met in one poll must not cost the others theirs
            if keep == self._keep_one:
                log.exception("bug", watch=told[0].watch.address)
                _fail(group, error)
                return
            for one in group:
                await self._settle([one], self._keep_one)
        else:
            for (_, done), result in zip(group, results, strict=True):
                if not done.done():
                    done.set_result(result)

    def _keep_quietly(self, told: Sequence[Told]) -> list[PollResult]:
        """Store polls in one transaction."""
        return self._write(lambda session: self._keep_quiet(session, told))

    def _keep_one(self, told: Sequence[Told]) -> list[PollResult]:
        """Store a poll in a transaction of its own, or else that it has failed."""
        (one,) = told
        keep = self._keep_quiet_one if one.is_quiet else self._keep_loud
        try:
            result = self._write(lambda session: keep(session, one))
        except StoreError:
            raise
        except Exception as error:  # a bug met on one page: its watch has failed, and waits
            log.exception("bug", watch=one.watch.address)
            failed = Told(watch=one.watch, error=bug(error), spent=one.spent)
            return self._keep_quietly([failed])
        if result.learned:
            self._tracked = self._reload()
        return [result]

    def _reload(self) -> Tracked:
        with self._polling.store.reading() as session:
            return self._load(session)

    def _keep_quiet(self, session: Session, told: Sequence[Told]) -> list[PollResult]:
        results = [_result(one, Saved()) for one in told]
        self._count_requests(session, told)
        save_snapshots(session, self._snapshots(told))
        save_looks(session, self._looks(session, told, results))
        return results

    def _keep_quiet_one(self, session: Session, told: Told) -> PollResult:
        return self._keep_quiet(session, [told])[0]

    def _keep_loud(self, session: Session, told: Told) -> PollResult:
        if told.answer is None:
            raise ValueError("a poll that failed is quiet")
        now, tracked = self._polling.clock(), self.tracked
        documents, pages = told.answer.batch.documents, told.answer.pages
        learned = learn_aliases(session, documents, pages, index=tracked.index, now=now)
        if learned:
            tracked = self._load(session)
        found = find_mentions(documents, index=tracked.index, now=now, resolutions=told.resolutions)
        saved = keep_found(session, found, tracked.ids, now=now)
        if archive := self._polling.archive:
            keep_evidence(session, archive, told, saved.new, now=now)
        self._count_requests(session, [told])
        save_snapshots(session, self._snapshots([told]))
        result = _result(told, saved, learned=learned)
        save_looks(session, self._looks(session, [told], [result]))
        return result

    def _looks(
        self, session: Session, told: Sequence[Told], results: Sequence[PollResult]
    ) -> list[Look]:
        waits = self._planner.after_polls(session, told, results, self.tracked)
        return [
            look_of(one, got.outcome, self._polling, interval=wait)
            for one, got, wait in zip(told, results, waits, strict=True)
        ]

    def _count_requests(self, session: Session, told: Iterable[Told]) -> None:
        spent: Counter[str] = Counter()
        for one in told:
            spent[one.watch.source] += one.spent
        add_spent(session, spent, self._polling.clock().astimezone(UTC).date())

    def _snapshots(self, told: Iterable[Told]) -> Iterable[Snapshot]:
        now = self._polling.clock()
        for one in told:
            for page in one.answer.read if one.answer else ():
                if page.unchanged:
                    continue
                asked = page.asked or page.url
                base = one.watch.base_url if asked == one.watch.address else None
                yield Snapshot(
                    watch_id=one.watch.id or 0,
                    url=asked,
                    base_url=base or page.url,
                    content_type=page.content_type,
                    body=page.body,
                    fetched_at=now,
                )


def _result(told: Told, saved: Saved, *, learned: int = 0) -> PollResult:
    outcome: Outcome = outcome_of_told(told, saved)
    why = why_of(told)
    return PollResult(watch=told.watch, outcome=outcome, saved=saved, error=why, learned=learned)


def _fail(group: Iterable[_Waiting], error: Exception) -> None:
    for _, done in group:
        if not done.done():
            done.set_exception(error)
