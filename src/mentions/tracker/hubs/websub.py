"""Subscribing at the hubs that feeds name, renewing that, and taking leave."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from mentions.asking import Page, Request, Watch
from mentions.core.coverage import moved_for_good
from mentions.core.websub.discovery import Hubs, Link, find_hubs, links_in_header
from mentions.core.websub.plan import Step, next_step, still_fits
from mentions.core.websub.subscription import (
    Mode,
    State,
    Subscription,
    accepted,
    asking,
    ended,
    ending,
    expired,
    failed,
    is_given_up,
    lapsing,
    may_hold_secret,
    refused,
)
from mentions.errors import FetchError, StoreError
from mentions.fetch.gate import Gate
from mentions.parse.hublinks import hub_links
from mentions.store.engine import Session
from mentions.store.subscriptions import (
    add_subscription,
    is_watched,
    load_subscription,
    load_subscriptions,
    remove_subscription,
    replace_subscription,
)
from mentions.store.watches import load_watches
from mentions.tracker.hubs.hubs import Reply, ask_hub
from mentions.tracker.keeper import Keeper
from mentions.tracker.polling import Polling, Told

# Only these are read the same whether they are polled or delivered.
_SOURCE = "feed"
# 256 and 384 bits; as text the secret has 64 bytes.
_TOKEN_BYTES, _SECRET_BYTES = 32, 48

log = structlog.get_logger("mentions.websub")


def hubs_of(page: Page) -> Hubs | None:
    """Return the hubs that a feed names, in its Link header or else in itself."""

    def ways() -> Iterator[list[Link]]:
        yield links_in_header(page.link)
        yield hub_links(page.body, url=page.url, content_type=page.content_type)

    return find_hubs(ways(), url=page.url)


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscriber:
    """Looks after subscriptions during a run. Without a callback address it does nothing.

    Attributes:
        polling: What the run needs.
        keeper: Reads and writes the database.
        gate: Asks feeds and hubs.
    """

    polling: Polling
    keeper: Keeper
    gate: Gate

    async def note(self, told: Told) -> None:
        """Note the hubs that a feed names which was just polled; `renew_due` asks them."""
        watch, answer = told.watch, told.answer
        if self.polling.callback is None or watch.source != _SOURCE or answer is None:
            return
        page = next(iter(answer.read), None)
        if page is None or page.url.startswith("file:"):
            return
        try:
            await self._note(watch, page)
        except StoreError:
            raise
        except Exception:  # a bug met in one feed must not cost the others theirs
            log.exception("bug", watch=watch.address)

    async def _note(self, watch: Watch, page: Page) -> None:
        found = hubs_of(page)
        if found and not await self.keeper.read(lambda session: _has_one(session, watch)):
            new = self._new(watch.id, found, feed=page.url)
            await self.keeper.write(lambda session: _add_first(session, watch, new))

    async def renew_due(self) -> None:
        """Do what is due: ask hubs, renew, give up, take leave. One that fails stops no other.

        Raises:
            StoreError: The database failed.
        """
        if self.polling.callback is None or self.polling.limits.offline:
            return
        stored = await self.keeper.read(load_subscriptions)
        watches = {one.id: one for one in await self.keeper.read(load_watches)}
        newest = {one.watch_id: one.id for one in stored}
        try:
            async with asyncio.TaskGroup() as group:
                for one in stored:
                    watch = watches.get(one.watch_id)
                    is_newest = newest[one.watch_id] == one.id
                    group.create_task(self._tend(one, watch, newest=is_newest))
        except* StoreError as failures:
            raise failures.exceptions[0] from None

    async def _tend(self, one: Subscription, watch: Watch | None, *, newest: bool) -> None:
        step = next_step(
            one,
            base=self.polling.callback or "",
            watched=watch is not None and watch.stopped_at is None,
            newest=newest,
            now=self.polling.clock(),
        )
        try:
            await self._take(step, one, watch)
        except StoreError:
            raise
        except Exception:  # a bug met at one hub must not cost the others theirs
            log.exception("bug", hub=one.hub, topic=one.topic)

    async def _take(self, step: Step, one: Subscription, watch: Watch | None) -> None:
        if step is Step.ASK:
            await self.subscribe(one)
        elif step in {Step.RENEW, Step.SEEK} and watch:
            await self._look_again(one, watch, renew=step is Step.RENEW)
        elif step is Step.GIVE_UP:
            why = "the hub did not call back within a day"
            given_up = await self._change(one, lambda it: expired(it, why, self._now))
            await self._ask_next(given_up)
        elif step is Step.NEXT:
            await self._ask_next(one)
        elif step is Step.END:
            await self.unsubscribe(one)
        elif step is Step.CLOSE:
            await self._change(one, lambda it: ended(it, self._now))
        elif step is Step.FORGET:
            await self.keeper.write(lambda session: remove_subscription(session, one.id or 0))

    async def subscribe(self, one: Subscription) -> None:
        """Ask a hub for a subscription, or to renew it; if it says no, ask the feed's next one."""
        reply = await self._ask(one, Mode.SUBSCRIBE)
        if reply is None:
            return
        done = await self._change(one, lambda it: self._after(it, reply))
        if done and is_given_up(done):
            done = await self._change(done, lambda it: refused(it, reply.why or "", self._now))
        if done and done.state is State.DENIED:
            await self._ask_next(done)

    async def unsubscribe(self, one: Subscription) -> None:
        """Tell a hub that a subscription is no longer wanted."""
        await self._change(one, lambda it: ending(it, self._now) if it.is_live else it)
        reply = await self._ask(one, Mode.UNSUBSCRIBE)
        if reply is not None:
            await self._change(one, lambda it: self._after(it, reply))

    async def _ask(self, one: Subscription, mode: Mode) -> Reply | None:
        """Ask a hub; None where the subscription is gone or over by now."""
        # The hub may call before it answers: by then it has to be known what it was asked.
        asked = await self._change(one, lambda it: asking(it, mode, self._now))
        if asked is None or asked.asked is not mode:
            return None
        allowed = self.polling.limits.allow_hosts
        reply = await ask_hub(self.gate, asked, mode, allowed=allowed)
        log.info("asked", hub=one.hub, topic=one.topic, mode=mode.value, why=reply.why)
        return reply

    def _after(self, one: Subscription, reply: Reply) -> Subscription:
        if one.confirmed_at:  # it called back before it answered
            return one
        if reply.why is None:
            return accepted(one, self._now)
        if reply.is_final:
            return refused(one, reply.why, self._now)
        return failed(one, reply.why, self._now, jitter=self.polling.jitter())

    async def _ask_next(self, one: Subscription | None) -> None:
        """Begin anew at the feed's next hub, where there is one."""
        if one is None or not one.others:
            return
        found = Hubs(topic=one.topic, hubs=one.others)
        new = self._new(one.watch_id, found, feed=one.feed)
        await self._begin(one, new, lambda it: ended(it, self._now))

    async def _look_again(self, one: Subscription, watch: Watch, *, renew: bool) -> None:
        """See which hub and topic a feed names by now, and go on there."""
        address = moved_for_good(watch) or watch.address
        try:
            page = await self.gate.fetch(Request(url=address))
        except FetchError as error:
            why, jitter = f"the feed could not be asked: {error.why}", self.polling.jitter()
            await self._change(one, lambda it: failed(it, why, self._now, jitter=jitter))
            return
        found = hubs_of(page)
        if renew and found and still_fits(one, found):
            await self.subscribe(one)
            return
        new = self._new(watch.id, found, feed=page.url) if found else None
        over = lapsing if renew else ended
        await self._begin(one, new, lambda it: over(it, self._now))

    async def _begin(
        self,
        old: Subscription,
        new: Subscription | None,
        leave: Callable[[Subscription], Subscription],
    ) -> None:
        """Leave one subscription and ask for another, where there is one."""

        def write(session: Session) -> Subscription | None:
            current = load_subscription(session, old.id or 0)
            if current is None or current.state is not old.state or current.watch_id is None:
                return None  # somebody was faster
            replace_subscription(session, current, leave(current), now=self._now)
            return new and replace(new, id=add_subscription(session, new))

        if begun := await self.keeper.write(write):
            await self.subscribe(begun)

    def _new(self, watch_id: int | None, found: Hubs, *, feed: str) -> Subscription:
        hub, *others = found.hubs
        has_secret = may_hold_secret(hub, self.polling.limits.allow_hosts)
        return Subscription(
            token=secrets.token_urlsafe(_TOKEN_BYTES),
            base=self.polling.callback or "",
            hub=hub,
            topic=found.topic,
            feed=feed,
            others=tuple(others),
            secret=secrets.token_urlsafe(_SECRET_BYTES) if has_secret else None,
            due_at=self._now,
            watch_id=watch_id,
        )

    @property
    def _now(self) -> datetime:
        return self.polling.clock()

    async def _change(
        self, one: Subscription, how: Callable[[Subscription], Subscription]
    ) -> Subscription | None:
        """Change a subscription as it is by now; None where it is gone."""

        def write(session: Session) -> Subscription | None:
            current = load_subscription(session, one.id or 0)
            if current is None:
                return None
            changed = how(current)
            replace_subscription(session, current, changed, now=self._now)
            return changed

        return await self.keeper.write(write)


def _has_one(session: Session, watch: Watch) -> bool:
    """Whether a watch is subscribed for, or was and will be tried again."""
    over = {State.ENDING, State.ENDED}
    return any(one.state not in over for one in load_subscriptions(session, watch_id=watch.id or 0))


def _add_first(session: Session, watch: Watch, new: Subscription) -> None:
    if is_watched(session, watch.id or 0) and not _has_one(session, watch):
        add_subscription(session, new)
