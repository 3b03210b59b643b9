"""A blog's feed: found by its page, fetched, read."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mentions.asking import Page, Read, Request
from mentions.core.blogs.model import Blog
from mentions.core.blogs.posts import Hinted, Post, choose_feed, posts_in_feed
from mentions.errors import ParseError
from mentions.model import Document
from mentions.parse.feedlinks import FeedLinks, feed_links
from mentions.tracker.budget import Purse

if TYPE_CHECKING:
    from mentions.tracker.poll import Run


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedRead:
    """A blog's feed as read.

    Attributes:
        page: As it came.
        document: What stands in it.
        links: What it says beside.
        feed: Its address where the blog's page named it.
    """

    page: Page
    document: Document
    links: FeedLinks
    feed: str | None = None

    def homes(self, blog: Blog) -> tuple[str, ...]:
        """Return the addresses on whose site the blog's posts are."""
        return tuple(dict.fromkeys(filter(None, (blog.url, self.links.home or blog.home))))

    def posts(self, run: Run, blog: Blog) -> list[Post]:
        """Return the blog's posts in it."""
        links = self.links
        hinted = Hinted(comments=links.comments, permalinks=links.permalinks, proxied=links.proxied)
        now = run.polling.clock()
        return posts_in_feed(self.document, self.homes(blog), hinted=hinted, now=now)


async def read_feed(run: Run, blog: Blog, purse: Purse) -> FeedRead | None:
    """Return a blog's feed, found by its page where need be; None where it has not changed.

    Args:
        run: Open.
        blog: As it stands in the database.
        purse: What its requests are counted in.

    Raises:
        SourceError: It cannot be had or read, or there is none.
    """
    target = blog.feed or blog.url
    request = Request(url=target, cursor=blog.validators, discovered=blog.feed is not None)
    page = await purse.fetch(run.gate, request)
    if page.unchanged:
        return None
    document = await read_page(run, page)
    if document.form == "feed":
        return await _with_links(page, document, feed=blog.feed)
    if blog.feed or document.form != "page":
        raise ParseError(target, "is no feed any more" if blog.feed else "is neither page nor feed")
    feed = choose_feed(document.feeds, page.url)
    if feed is None:
        why = "names no feed in its head; put the address of the feed into url under [[blogs]]"
        raise ParseError(blog.url, why)
    page = await purse.fetch(run.gate, Request(url=feed, discovered=True))
    document = await read_page(run, page)
    if document.form != "feed":
        raise ParseError(feed, f"is no feed, though {blog.url} names it as one")
    return await _with_links(page, document, feed=feed)


async def _with_links(page: Page, document: Document, *, feed: str | None) -> FeedRead:
    links = await links_of(page)
    return FeedRead(page=page, document=document, links=links, feed=feed)


async def read_page(run: Run, page: Page) -> Document:
    """Read an answer in another process.

    Raises:
        ParseError: It cannot be read.
    """
    scanner = run.keeper.tracked.scanner
    return await run.reader.read(Read(page=page, url=page.url), scanner)


async def links_of(page: Page) -> FeedLinks:
    """Return what a feed says beside its entries' words, read beside the event loop."""
    return await asyncio.to_thread(
        feed_links, page.body, url=page.url, content_type=page.content_type
    )
