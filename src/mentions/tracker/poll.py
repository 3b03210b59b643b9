"""Polling: drive what is due, store what it gave; one broken watch never stops the others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

from mentions.asking import Batch, Watch
from mentions.core.coverage import moved_for_good
from mentions.core.shortlinks import not_asked, short_links_in
from mentions.errors import MentionsError, StoreError
from mentions.fetch.counting import count_on, counted_on
from mentions.fetch.gate import Gate
from mentions.model import Resolution
from mentions.sources import find_source
from mentions.store.asked import add_spent, load_spent
from mentions.store.changes import Saved
from mentions.store.engine import Session, Store
from mentions.store.hosts import load_hosts, save_hosts
from mentions.store.links import load_links, save_links
from mentions.store.watches import load_due, load_watches
from mentions.tracker.ask import Means, ask_source
from mentions.tracker.budget import HUBS, OTHERS, SHORT_LINKS, Budget, Purse
from mentions.tracker.hearing.hear import catch_up, listens
from mentions.tracker.hubs.deliveries import Deliveries
from mentions.tracker.hubs.websub import Subscriber
from mentions.tracker.keeper import Keeper
from mentions.tracker.outcomes import LINKS_LEFT, bug
from mentions.tracker.polling import Polling, PollResult, Told
from mentions.tracker.reader import Reader
from mentions.tracker.rematch import rematch
from mentions.tracker.sessions import Sessions
from mentions.tracker.setups import prepared
from mentions.tracker.shortlinks import resolve_links
from mentions.tracker.vault import KeptVault

# A short link that did not answer is asked again after this.
RETRY_FAILED_LINKS = timedelta(days=1)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

log = structlog.get_logger("mentions.poll")


def select_watches(store: Store, *, now: datetime, everything: bool) -> list[Watch]:
    """Return the watches to poll: those that are due, or all but the stopped ones."""
    with store.reading() as session:
        if everything:
            return [watch for watch in load_watches(session) if watch.stopped_at is None]
        return load_due(session, now)


async def poll_watches(polling: Polling, watches: Iterable[Watch]) -> list[PollResult]:
    """Poll watches side by side, one request at a time for each host.

    Killed anywhere, each watch is either done, with all that it gave, or due again.

    Raises:
        StoreError: The database failed; what was stored before stays.
    """
    try:
        async with AsyncExitStack() as stack:
            run = await open_run(polling, stack)
            delivered = await run.read_deliveries()
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(run.poll(watch)) for watch in watches]
            await run.renew_hubs()
    except* StoreError as failures:
        raise failures.exceptions[0] from None
    return _matched_again(polling, _with(delivered, [task.result() for task in tasks]))


async def open_run(polling: Polling, stack: AsyncExitStack) -> Run:
    """Open what a run needs; what it learns of hosts is stored when it ends."""
    keeper = await stack.enter_async_context(Keeper(polling))
    reader = await stack.enter_async_context(Reader(keeper.tracked.scanner))
    notes = await keeper.read(load_hosts)
    today = polling.clock().astimezone(UTC).date()
    spent = await keeper.read(lambda session: load_spent(session, today))
    gate = await stack.enter_async_context(Gate(polling.limits, notes, clock=polling.clock))
    run = Run(
        polling=polling,
        keeper=keeper,
        reader=reader,
        gate=gate,
        sessions=Sessions(KeptVault(keeper, polling.clock), clock=polling.clock),
        budget=Budget(polling.budgets, spent, total=polling.budget, clock=polling.clock),
    )
    count_on(run.budget.tally(OTHERS))
    stack.push_async_callback(run.remember_hosts)
    return run


def _with(delivered: Iterable[Saved], results: list[PollResult]) -> list[PollResult]:
    """Add what hubs delivered to what the run found; it is no look at any place."""
    for saved in delivered:
        if results and (saved.new or saved.updated):
            first, *others = results
            new, updated = first.saved.new + saved.new, first.saved.updated + saved.updated
            both = replace(first.saved, new=new, updated=updated)
            results = [replace(first, saved=both), *others]
    return results


def _matched_again(polling: Polling, results: list[PollResult]) -> list[PollResult]:
    """Look for the addresses that articles told of themselves in the pages read before that."""
    for number, result in enumerate(results):
        if result.learned:
            more = rematch(polling.store, now=polling.clock(), shorteners=polling.shorteners)
            saved = replace(result.saved, new=result.saved.new + more.new)
            return [*results[:number], replace(result, saved=saved), *results[number + 1 :]]
    return results


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One run with all that is open in it.

    Attributes:
        ending: Set when the program is to end; what fails from then on says nothing of a place.
    """

    polling: Polling
    keeper: Keeper
    reader: Reader
    gate: Gate
    sessions: Sessions
    budget: Budget
    ending: asyncio.Event = field(default_factory=asyncio.Event)

    async def poll(self, watch: Watch) -> PollResult:
        """Look at one place and store what came of it."""
        purse = self.budget.purse(watch.source)
        try:
            told = await self._told(watch, purse)
            # First, since a feed whose poll is stored is not read again until it changes.
            await self.subscriber.note(told)
            result = await self.keeper.keep(told)
        except (StoreError, asyncio.CancelledError):
            # What it asked is counted all the same, with what is stored next.
            self.budget.owe(watch.source, purse.spent)
            raise
        log.info("polled", watch=watch.address, outcome=result.outcome.value, error=result.error)
        self.polling.on_done(result)
        return result

    async def remember_hosts(self) -> None:
        """Store what was learned of hosts since the last time, and what was asked of them.

        Raises:
            StoreError: The database failed.
        """
        learned = self.gate.notes()
        await self._write_counted(partial(save_hosts, notes=learned) if learned else None)

    async def _write_counted(self, what: Callable[[Session], None] | None) -> None:
        """Store something, and the requests of which nobody else stores that they were made."""
        counted = self.budget.take()
        if what is None and not counted:
            return

        def write(session: Session) -> None:
            if what:
                what(session)
            add_spent(session, counted, self.polling.clock().astimezone(UTC).date())

        try:
            await self.keeper.write(write)
        except StoreError:
            for name, number in counted.items():
                self.budget.owe(name, number)
            raise

    async def renew_hubs(self) -> None:
        """Ask hubs for what is due there.

        Raises:
            StoreError: The database failed.
        """
        with counted_on(self.budget.tally(HUBS)):
            await self.subscriber.renew_due()

    async def read_deliveries(self) -> list[Saved]:
        """Read what hubs delivered since the last time.

        Raises:
            StoreError: The database failed; what was not stored is read the next time.
        """
        deliveries = Deliveries(
            polling=self.polling, keeper=self.keeper, means=self._means(), resolve=self.resolve
        )
        return await deliveries.read()

    @property
    def subscriber(self) -> Subscriber:
        """Return what looks after the subscriptions at hubs."""
        return Subscriber(polling=self.polling, keeper=self.keeper, gate=self.gate)

    async def _told(self, watch: Watch, purse: Purse) -> Told:
        told = await self._tried(watch, purse)
        if told.error and self.ending.is_set():
            # A signal to end often reaches the processes that read before it reaches us.
            raise asyncio.CancelledError
        return told

    async def _tried(self, watch: Watch, purse: Purse) -> Told:
        try:
            return await self._look(watch, purse)
        except StoreError:
            raise
        except MentionsError as error:
            return Told(watch=watch, error=error, spent=purse.spent)
        except Exception as error:  # a bug met on one page must not cost the others theirs
            log.exception("bug", watch=watch.address)
            return Told(watch=watch, error=bug(error), spent=purse.spent)

    async def _look(self, watch: Watch, purse: Purse) -> Told:
        if listens(watch):
            return await catch_up(self, watch)
        source, polling = find_source(watch.source), self.polling
        asked = prepared(self._asked(watch), source, polling.setups, polling.off)
        answer = await ask_source(source, asked, self._means(), purse)
        resolutions = await self.resolve(answer.batch)
        return Told(watch=watch, answer=answer, resolutions=resolutions, spent=purse.spent)

    def _means(self) -> Means:
        return Means(
            gate=self.gate,
            reader=self.reader,
            scanner=self.keeper.tracked.scanner,
            sessions=self.sessions,
        )

    def _asked(self, watch: Watch) -> Watch:
        """Return the watch as it is asked now: all of it again, or where it has moved to."""
        if self._left_links(watch):
            watch = replace(watch, cursor=None)
        # If the new address fails, the old one may tell of a newer one.
        moved_to = moved_for_good(watch)
        return replace(watch, address=moved_to) if moved_to and not watch.failures else watch

    def _left_links(self, watch: Watch) -> bool:
        """Whether the page has to be read again, changed or not: short links were left open."""
        left = (watch.cursor or {}).get(LINKS_LEFT)
        if not isinstance(left, str) or not self.polling.follows:
            return False
        return self.polling.clock() - datetime.fromisoformat(left) >= RETRY_FAILED_LINKS

    async def resolve(self, batch: Batch) -> dict[str, Resolution]:
        """Return where the short links of a batch lead: remembered, else asked now."""
        urls = short_links_in(batch.documents, self.polling.shorteners)
        if not urls:
            return {}
        now = self.polling.clock()
        # What did not answer once can wait for a day on which there is something left.
        since = _LONG_AGO if self.budget.is_used_up else now - RETRY_FAILED_LINKS
        known = await self.keeper.read(lambda s: load_links(s, urls, failed_since=since))
        if not self.polling.follows:
            return not_asked(urls) | known
        with counted_on(self.budget.tally(SHORT_LINKS)):
            asked = await resolve_links(
                [url for url in urls if url not in known],
                gate=self.gate,
                shorteners=self.polling.shorteners,
                index=self.keeper.tracked.index,
            )
        if asked:
            await self._write_counted(partial(save_links, resolutions=asked, now=now))
        return not_asked(urls) | known | {one.found: one for one in asked}
