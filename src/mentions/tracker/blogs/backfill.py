"""Backfill: a blog's old posts, from the archive of its feed and from its sitemaps.

Every address goes through the queue in the database; what came of it is stored together with
what it gave. Killed anywhere, the next call goes on with what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from mentions.core.blogs.model import BackfillReport, Blog, Progress
from mentions.core.blogs.plan import folder_of
from mentions.errors import RateLimitError
from mentions.store.backfills import (
    ARCHIVE,
    ROBOTS,
    Address,
    enqueue,
    known_posts,
    next_address,
    progress_of,
    reopen_failed,
    reopen_lists,
)
from mentions.store.blogs import lock_blog
from mentions.store.engine import Session
from mentions.tracker.blogs.backfilling import Steps
from mentions.tracker.blogs.discover import look_at_blog, match_new

if TYPE_CHECKING:
    from mentions.tracker.poll import Run

# A first look at a blog asks for its page and its feed.
_FIRST_LOOK = 2


async def backfill(
    run: Run,
    blog: Blog,
    *,
    budget: int,
    on_request: Callable[[int, int], None] = lambda _, __: None,
) -> BackfillReport:
    """Look for a blog's old posts; goes on where the last call ended.

    Where that one had come to an end, the sitemaps are read again for what is new in them.
    What they bring is never told as news (`store.blogs.is_backfilled`).

    Args:
        run: Open.
        blog: One of config.toml.
        budget: Requests of this call, at the most; what the gate asks for robots.txt is not in it.
        on_request: Called after each address with the requests made and the posts added so far.

    Raises:
        StoreError: The database failed; what was stored before stays.
    """
    steps = Steps(run=run, blog=blog)
    stopped = "config.toml says offline" if run.polling.limits.offline else None
    if stopped is None and budget > 0:
        await _begin(steps)
        stopped = await _go_on(steps, budget, on_request)
        await run.keeper.write(steps.count)
        if steps.added or steps.blog.unmatched:
            await match_new(run, [blog])
    told = await run.keeper.read(lambda session: progress_of(session, blog.id))
    return _report(steps, told, stopped)


def _report(steps: Steps, told: Progress, stopped: str | None) -> BackfillReport:
    return BackfillReport(
        blog=steps.blog.url,
        requests=steps.requests,
        added=steps.added,
        left=told.left,
        failed=told.failed,
        total=told.added,
        stopped=stopped,
    )


async def _begin(steps: Steps) -> None:
    """Have the feed read once, and the queue filled with what leads to all else."""
    run, blog = steps.run, steps.blog
    if blog.succeeded_at is None:
        result = await look_at_blog(run, blog)
        steps.requests += _FIRST_LOOK
        steps.added += result.added
    now = run.polling.clock()

    def fill(session: Session) -> tuple[Blog, list[str]]:
        known = lock_blog(session, blog.id) or blog
        if progress_of(session, blog.id).left == 0:
            reopen_failed(session, blog.id)
            reopen_lists(session, blog.id)
        enqueue(session, blog.id, _beginnings(known), now=now)
        return known, known_posts(session, blog.id)

    steps.blog, posts = await run.keeper.write(fill)
    home = steps.blog.home or (steps.blog.url if steps.blog.feed else None)
    steps.folder = folder_of(home, posts)


async def _go_on(steps: Steps, budget: int, on_request: Callable[[int, int], None]) -> str | None:
    """Work off the queue until it is empty or the budget is spent; returns what stopped it else."""
    blog_id, since = steps.blog.id, steps.run.polling.clock()
    while steps.requests < budget:
        address = await steps.run.keeper.read(
            lambda session: next_address(session, blog_id, since=since)
        )
        if address is None:
            return None
        try:
            await steps.look(address)
        except RateLimitError as error:
            return f"{error.url}: {error.why}"
        on_request(steps.requests, steps.added)
    return None


def _beginnings(blog: Blog) -> Sequence[Address]:
    """Return what leads to all else: the robots.txt, and the feed where one is known."""
    home = blog.home or blog.url
    found = [Address(url=urljoin(home, "/robots.txt"), kind=ROBOTS)]
    if blog.succeeded_at:
        found.append(Address(url=blog.feed_address, kind=ARCHIVE))
    return found
