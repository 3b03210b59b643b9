"""The steps of a backfill: what an address of the queue leads to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import TYPE_CHECKING

import structlog

from mentions.asking import Page, Request
from mentions.core.blogs.model import Blog
from mentions.core.blogs.plan import is_old, is_within, may_list_posts, older_page, sitemaps_to_try
from mentions.core.blogs.posts import Post, is_post_address, known_date, post_of_page
from mentions.errors import (
    AuthRequiredError,
    BlockedError,
    GoneError,
    MissingError,
    ParseError,
    RateLimitError,
    RefusedAddressError,
    SourceError,
)
from mentions.parse.charset import decode
from mentions.parse.sitemap import Sitemap, read_sitemap, sitemaps_in_robots
from mentions.store.asked import add_spent
from mentions.store.backfills import (
    ARCHIVE,
    DONE,
    GUESS,
    INDEX,
    ROBOTS,
    SITEMAP,
    Address,
    close_guesses,
    enqueue,
    mark,
)
from mentions.store.blogs import set_unmatched
from mentions.store.engine import Session
from mentions.store.posts import (
    AGAIN,
    FAILED,
    KNOWN,
    OPEN,
    POST,
    SKIPPED,
    NewPosts,
    add_posts,
    unseen,
)
from mentions.tracker.blogs.blogfeed import FeedRead, links_of, read_page
from mentions.tracker.blogs.blogs import places_for
from mentions.tracker.budget import Purse
from mentions.urls.hosts import same_site

if TYPE_CHECKING:
    from mentions.tracker.poll import Run

_SHUT = (MissingError, GoneError, BlockedError, AuthRequiredError, RefusedAddressError)
# Of a robots.txt; the rules of more are not read either.
_MOST_ROBOTS = 500_000
# Where the requests are counted: nearly all are for pages.
_PAGES = "webpage"

log = structlog.get_logger("mentions.backfill")


@dataclass(kw_only=True, slots=True)
class Steps:
    """Looks at addresses of a blog's queue, and stores what came of each in one transaction.

    Attributes:
        run: Open.
        blog: As it stands in the database.
        folder: Where on its site the blog's posts are.
        requests: How many were made.
        added: How many posts became articles.
    """

    run: Run
    blog: Blog
    folder: str = "/"
    requests: int = 0
    added: int = 0
    purse: Purse = field(init=False)

    def __post_init__(self) -> None:
        self.purse = self.run.budget.purse(_PAGES)

    async def look(self, address: Address) -> None:
        """Look at one address, whatever comes of it but the wish to be left alone.

        Raises:
            RateLimitError: Nothing is noted of the address; it is still to be looked at.
            StoreError: The database failed.
        """
        steps = {ROBOTS: self._read_robots, ARCHIVE: self._read_archive, POST: self._read_post}
        try:
            await steps.get(address.kind, self._read_sitemap)(address)
        except RateLimitError:
            raise
        except SourceError as error:
            await self._note_failure(address, error)

    async def _note_failure(self, address: Address, error: SourceError) -> None:
        is_shut = isinstance(error, _SHUT) or address.kind == GUESS
        state = SKIPPED if is_shut else AGAIN if address.state == OPEN else FAILED
        found: Sequence[Address] = ()
        if address.kind == ROBOTS and is_shut:
            found = _guesses(self.blog)
        await self._done(address, state, why=error.why, found=found)

    async def _fetch(self, url: str, *, discovered: bool = True) -> Page:
        self.purse.spend(url)
        self.requests += 1
        return await self.run.gate.fetch(Request(url=url, discovered=discovered))

    def count(self, session: Session) -> None:
        """Store what was spent since the last time."""
        day = self.run.polling.clock().astimezone(UTC).date()
        add_spent(session, {_PAGES: self.purse.spent}, day)

    async def _read_robots(self, address: Address) -> None:
        page = await self._fetch(address.url, discovered=False)
        named = sitemaps_in_robots(
            decode(page.body[:_MOST_ROBOTS], page.content_type), url=page.url
        )
        found = [Address(url=url, kind=INDEX) for url in named]
        await self._done(address, DONE, found=found or _guesses(self.blog))

    async def _read_archive(self, address: Address) -> None:
        page = await self._fetch(address.url)
        document = await read_page(self.run, page)
        if document.form != "feed":
            raise ParseError(address.url, "is no feed")
        read = FeedRead(page=page, document=document, links=await links_of(page))
        posts = read.posts(self.run, self.blog)
        met = await self.run.keeper.read(lambda session: unseen(session, self.blog.id, posts))
        older = older_page(
            address.url,
            said=read.links.archive,
            generator=read.links.generator,
            posts=len(document.entries),
        )
        # A site that knows no such pages shows the same entries on each of them.
        is_end = read.links.archive is None and not met and address.url != self.blog.feed_address
        found = [Address(url=older, kind=ARCHIVE)] if older and not is_end else []
        await self._done(address, DONE, posts=met[::-1], found=found)

    async def _read_sitemap(self, address: Address) -> None:
        page = await self._fetch(address.url)
        sitemap = await asyncio.to_thread(
            read_sitemap, page.body, url=page.url, content_type=page.content_type
        )
        if sitemap.sitemaps and address.kind == SITEMAP:
            await self._done(address, SKIPPED, why="an index within an index, which is no sitemap")
            return
        found = [*self._parts(sitemap, page.url), *self._named(sitemap)]
        await self._done(address, DONE, why="; ".join(sitemap.notes) or None, found=found)

    def _parts(self, sitemap: Sitemap, url: str) -> list[Address]:
        homes = (url, *self.blog.homes)
        return [
            Address(url=one, kind=SITEMAP)
            for one in sitemap.sitemaps
            if may_list_posts(one) and any(same_site(one, home) for home in homes)
        ]

    def _named(self, sitemap: Sitemap) -> list[Address]:
        now, homes = self.run.polling.clock(), self.blog.homes
        found: dict[str, Address] = {}
        for one in sitemap.urls:
            if is_within(one.url, self.folder) and is_post_address(one.url, homes):
                published = known_date(one.published, now, zone_known=one.zone_known)
                address = Address(url=one.url, kind=POST, published=published)
                # Of two forms of one address the one named first is asked.
                found.setdefault(address.key, address)
        return list(found.values())

    async def _read_post(self, address: Address) -> None:
        page = await self._fetch(address.url)
        document = await read_page(self.run, page)
        now = self.run.polling.clock()
        found = post_of_page(document, address.url, self.blog.homes, now=now)
        if isinstance(found, str):
            await self._done(address, SKIPPED, why=found)
            return
        if found.published is None and address.published:
            found = replace(found, published=address.published)
        # Where it led to another address, that one is the article.
        await self._done(address, KNOWN, posts=[found])

    async def _done(
        self,
        address: Address,
        state: str,
        *,
        why: str | None = None,
        posts: Sequence[Post] = (),
        found: Sequence[Address] = (),
    ) -> None:
        """Store what came of an address: posts, further addresses, and that it is done."""
        blog, now = self.blog, self.run.polling.clock()
        new = NewPosts(
            blog_id=blog.id,
            blog=blog.url,
            posts=posts,
            places=places_for(blog, self.run.polling.off) if posts else lambda _: (),
            # A post of today that no look at the feed has met yet is as new as ever.
            old=frozenset(one.url for one in posts if is_old(one, now, first_look=True)),
        )

        def store(session: Session) -> int:
            self.count(session)
            added = add_posts(session, new, now=now) if posts else 0
            # The post itself is noted by then, and better.
            mark(session, blog.id, address, state, why=why, now=now)
            if added:
                set_unmatched(session, blog.id, unmatched=True)
            if address.kind in {INDEX, GUESS} and state == DONE:
                close_guesses(session, blog.id)
            left_out = enqueue(session, blog.id, found, now=now)
            if left_out:
                log.warning("too many addresses", blog=blog.url, left_out=left_out)
            return added

        self.added += await self.run.keeper.write(store)
        self.purse.spent = 0
        log.info("backfill", address=address.url, state=state, why=why)


def _guesses(blog: Blog) -> list[Address]:
    return [Address(url=url, kind=GUESS) for url in sitemaps_to_try(blog.home or blog.url)]
