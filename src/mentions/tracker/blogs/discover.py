"""New posts of blogs: their feeds are read, each new post becomes an article with watches."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

import structlog

from mentions.asking import Request
from mentions.core.blogs.model import Blog, BlogResult
from mentions.core.blogs.plan import is_old
from mentions.core.blogs.posts import Post
from mentions.core.schedule import next_poll_at
from mentions.errors import (
    FetchError,
    GoneError,
    MentionsError,
    MissingError,
    ParseError,
    RateLimitError,
    SourceError,
    StoreError,
)
from mentions.parse.hints import feed_hints
from mentions.store.asked import add_spent
from mentions.store.blogs import (
    BlogLook,
    load_due_blogs,
    save_blog_look,
    set_unmatched,
)
from mentions.store.engine import Session
from mentions.store.posts import NewPosts, add_posts, find_namesakes, unseen
from mentions.tracker.blogs.blogfeed import FeedRead, read_feed
from mentions.tracker.blogs.blogs import places_for
from mentions.tracker.budget import Purse
from mentions.tracker.outcomes import bug
from mentions.tracker.rematch import rematch
from mentions.urls.canonical import canonical_url

if TYPE_CHECKING:
    from mentions.tracker.poll import Run

# Seconds between two looks at a blog's feed: mentions of a post come soonest in its first hour.
INTERVAL = 900
# Posts stored in one transaction: others have to store meanwhile, too.
_AT_ONCE = 200
# A blog that has changed the addresses of all its posts is no reason to ask for all of them.
_MOST_MOVED = 20
# Where the requests are counted: they are those of a feed that is watched.
_FEEDS = "feed"

log = structlog.get_logger("mentions.discover")


async def discover(run: Run) -> str | None:
    """Look at every blog that is due; returns which could not be looked at and why, else None.

    Killed anywhere, a blog is either looked at, with all its new posts stored, or due again.

    Raises:
        StoreError: The database failed; what was stored before stays.
    """
    now = run.polling.clock()
    blogs = await run.keeper.read(lambda session: load_due_blogs(session, now))
    results = await look_at_blogs(run, blogs)
    return "; ".join(f"{one.blog}: {one.error}" for one in results if not one.looked) or None


async def look_at_blogs(run: Run, blogs: Iterable[Blog]) -> list[BlogResult]:
    """Look at blogs side by side; what is stored is then searched for their new posts.

    Raises:
        StoreError: The database failed.
    """
    blogs = list(blogs)
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(look_at_blog(run, blog)) for blog in blogs]
    except* StoreError as failures:
        raise failures.exceptions[0] from None
    results = [task.result() for task in tasks]
    pairs = zip(blogs, results, strict=True)
    await match_new(run, [blog for blog, one in pairs if one.added or blog.unmatched])
    return results


async def look_at_blog(run: Run, blog: Blog) -> BlogResult:
    """Look at one blog, whatever comes of it; `match_new` is to follow where posts were added.

    Raises:
        StoreError: The database failed.
    """
    purse = run.budget.purse(_FEEDS)
    try:
        read = await read_feed(run, blog, purse)
        if read is None:
            look = _look(run, blog, page=None)
            await run.keeper.write(lambda session: save_blog_look(session, blog.id, look))
            result = BlogResult(blog=blog.url, looked=True, unchanged=True)
        else:
            result = await _store(run, blog, read, purse)
    except StoreError:
        raise
    except MentionsError as error:
        result = await _failed(run, blog, error)
    except Exception as error:  # a bug met in one feed must not cost the others theirs
        log.exception("bug", blog=blog.url)
        result = await _failed(run, blog, bug(error))
    finally:
        await _count(run, purse)
    log.info("looked at blog", blog=blog.url, added=result.added, error=result.error)
    return result


async def _count(run: Run, purse: Purse) -> None:
    """Store what was spent: what polls may still ask for today depends on it."""
    if not purse.spent:
        return
    day = run.polling.clock().astimezone(UTC).date()
    await run.keeper.write(lambda session: add_spent(session, {_FEEDS: purse.spent}, day))


async def _store(run: Run, blog: Blog, read: FeedRead, purse: Purse) -> BlogResult:
    now, entries = run.polling.clock(), read.document.entries
    posts = read.posts(run, blog)
    met = await run.keeper.read(lambda session: unseen(session, blog.id, posts))
    first = blog.succeeded_at is None
    new = NewPosts(
        blog_id=blog.id,
        blog=blog.url,
        posts=met[::-1],  # the oldest first, as they were written
        places=places_for(blog, run.polling.off) if met else lambda _: (),
        old=frozenset(one.url for one in met if is_old(one, now, first_look=first)),
        moved=await _moved(run, met, posts, purse),
    )
    why = f"none of its {len(entries)} entries is a post of {' or '.join(read.homes(blog))}"
    look = _look(run, blog, page=read, error=why if entries and not posts else None)
    added = await _store_posts(run, new, look)
    return BlogResult(blog=blog.url, looked=True, added=added, error=look.error)


async def _store_posts(run: Run, new: NewPosts, look: BlogLook) -> int:
    """Store posts a few at a time, and with the last of them that the feed was read."""
    added = 0
    for start in range(0, max(len(new.posts), 1), _AT_ONCE):
        some = replace(new, posts=new.posts[start : start + _AT_ONCE])
        is_last = start + _AT_ONCE >= len(new.posts)

        def store(session: Session, some: NewPosts = some, is_last: bool = is_last) -> int:  # noqa: FBT001 - this round's
            number = add_posts(session, some, now=look.at)
            if number:
                set_unmatched(session, new.blog_id, unmatched=True)
            if is_last:
                save_blog_look(session, new.blog_id, look)
            return number

        added += await run.keeper.write(store)
    return added


async def _moved(
    run: Run, met: Sequence[Post], posts: Sequence[Post], purse: Purse
) -> Mapping[str, int]:
    """Return the articles whose address now leads to a post, by the post's address.

    That an entry has the identifier of an article is not enough: the old address is asked.
    """
    namesakes = await run.keeper.read(lambda session: find_namesakes(session, met))
    here = {canonical_url(post.url) for post in posts}
    moved: dict[str, int] = {}
    for url, (number, old) in list(namesakes.items())[:_MOST_MOVED]:
        if canonical_url(old) in here:
            continue
        # Where no more may be asked, the look ends: nobody knows whether the post is new.
        purse.spend(old)
        try:
            page = await run.gate.fetch(Request(url=old, discovered=True))
        except FetchError:
            continue
        if canonical_url(page.url) == canonical_url(url):
            moved[url] = number
    return moved


async def match_new(run: Run, blogs: Sequence[Blog]) -> None:
    """Let the run know of new articles, and look for them in the pages stored earlier.

    Raises:
        StoreError: The database failed; it is done with the next look.
    """
    if not blogs:
        return
    polling = run.polling
    await run.keeper.renew()
    await asyncio.to_thread(
        rematch, polling.store, now=polling.clock(), shorteners=polling.shorteners
    )

    def done(session: Session) -> None:
        for blog in sorted(blogs, key=lambda one: one.id):
            set_unmatched(session, blog.id, unmatched=False)

    await run.keeper.write(done)


async def _failed(run: Run, blog: Blog, error: MentionsError) -> BlogResult:
    why = f"{error.url}: {error.why}" if isinstance(error, SourceError) else str(error)
    now = run.polling.clock()
    look = BlogLook(
        at=now,
        due_at=next_poll_at(
            now,
            interval=INTERVAL,
            failures=blog.failures + 1,
            wait=error.retry_after if isinstance(error, RateLimitError) else None,
            jitter=run.polling.jitter(),
        ),
        looked=False,
        error=why,
        # Its page may name another one by now.
        forgets=bool(blog.feed) and isinstance(error, MissingError | GoneError | ParseError),
    )
    await run.keeper.write(lambda session: save_blog_look(session, blog.id, look))
    return BlogResult(blog=blog.url, looked=False, error=why)


def _look(run: Run, blog: Blog, *, page: FeedRead | None, error: str | None = None) -> BlogLook:
    """Return what is noted of a look that went well; without a feed it has not changed."""
    now = run.polling.clock()
    hints = feed_hints(page.page.body, page.page.content_type) if page else None
    due_at = next_poll_at(
        now, interval=INTERVAL, hints=hints or blog.hints, jitter=run.polling.jitter()
    )
    if page is None:
        kept = blog.validators
        return BlogLook(at=now, due_at=due_at, validators=kept, error=blog.error)
    return BlogLook(
        at=now,
        due_at=due_at,
        error=error,
        feed=page.feed,
        home=page.links.home,
        title=page.document.title,
        validators=page.page.cursor,
        hints=hints,
    )
