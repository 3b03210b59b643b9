"""Reading what hubs delivered, like a poll of the feed; a delivery may hold new entries only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import structlog

from mentions.asking import Batch, Page, Profile, Questions, Watch, read
from mentions.core.read import find_mentions
from mentions.errors import MentionsError, StoreError
from mentions.model import Resolution
from mentions.store.changes import Saved
from mentions.store.engine import Session
from mentions.store.subscriptions import Delivery, load_delivery, make_due, remove_delivery
from mentions.store.watches import load_watches
from mentions.tracker.ask import Means, ask_source
from mentions.tracker.keep import keep_found
from mentions.tracker.keeper import Keeper
from mentions.tracker.polling import Polling

log = structlog.get_logger("mentions.websub")


class _Delivered:
    """A source that was told instead of asking."""

    name, title = "feed", "Delivery of a hub"
    profile = Profile()

    def __init__(self, page: Page) -> None:
        self._page = page

    def poll(self, watch: Watch) -> Questions:
        """Have the delivery read as what stands at the address of the feed."""
        document = yield from read(self._page, url=watch.base_url)
        return Batch(documents=(document,))


@dataclass(frozen=True, kw_only=True, slots=True)
class Deliveries:
    """Reads what hubs delivered.

    Attributes:
        polling: What the run needs.
        keeper: Reads and writes the database.
        means: What reads.
        resolve: Returns where the short links of a batch lead.
    """

    polling: Polling
    keeper: Keeper
    means: Means
    resolve: Callable[[Batch], Awaitable[dict[str, Resolution]]]

    async def read(self) -> list[Saved]:
        """Read all that waits; each is forgotten together with storing what stood in it.

        One that cannot be read makes its feed due: what it told stands there as well. Nothing
        here counts as a look at the feed.

        Returns:
            What each delivery brought.

        Raises:
            StoreError: The database failed; what was not stored is read the next time.
        """
        saved: list[Saved] = []
        one = await self.keeper.read(load_delivery)
        watches = {it.id: it for it in await self.keeper.read(load_watches)} if one else {}
        while one:
            saved.append(await self._take(one, watches.get(one.watch_id)))
            one = await self.keeper.read(partial(load_delivery, after=one.id))
        return saved

    async def _take(self, one: Delivery, watch: Watch | None) -> Saved:
        try:
            # Of a watch that was removed meanwhile nobody wants to know.
            return await self._read(one, watch) if watch else await self._drop(one)
        except StoreError:
            raise
        except MentionsError as error:
            log.warning("delivery not read", feed=one.feed, error=str(error))
        except Exception:  # a bug met in one delivery must not keep the others waiting
            log.exception("bug", feed=one.feed)
        return await self._drop(one)

    async def _read(self, one: Delivery, watch: Watch) -> Saved:
        page = Page(url=one.feed, body=one.body, content_type=one.content_type)
        answer = await ask_source(_Delivered(page), watch, self.means)
        documents = () if answer.unread else answer.batch.documents
        resolutions = await self.resolve(answer.batch)

        def keep(session: Session) -> Saved:
            tracked, now = self.keeper.tracked, self.polling.clock()
            found = find_mentions(documents, index=tracked.index, now=now, resolutions=resolutions)
            saved = keep_found(session, found, tracked.ids, now=now)
            remove_delivery(session, one.id)
            return saved

        saved = await self.keeper.write(keep)
        new, updated = len(saved.new), len(saved.updated)
        log.info("delivery read", watch=watch.address, new=new, updated=updated)
        return saved

    async def _drop(self, one: Delivery) -> Saved:
        """Forget a delivery unread, and look at its feed instead."""

        def drop(session: Session) -> Saved:
            make_due(session, one.watch_id, self.polling.clock())
            remove_delivery(session, one.id)
            return Saved()

        return await self.keeper.write(drop)
