"""The queue of a backfill: every address met while looking for old posts, and what came of it.

An address enters once, so a circle of sitemaps ends, and whoever goes on after having been killed
asks for nothing twice that was done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, delete, func, select, update
from sqlmodel import Session

from mentions.core.blogs.model import Progress
from mentions.store.dialect import bytewise, insert_missing
from mentions.store.posts import ADDED, AGAIN, FAILED, FRESH, KNOWN, OPEN, POST, post_key
from mentions.store.tables_running import BACKFILLS
from mentions.store.types import short_key

# What is looked at, in this order: what names posts with their dates before what only names them.
ROBOTS, ARCHIVE, INDEX, GUESS, SITEMAP = "robots", "archive", "index", "guess", "sitemap"
_ORDER = (ROBOTS, ARCHIVE, INDEX, GUESS, SITEMAP, POST)
DONE = "done"
# Of one blog; whoever names more is no blog.
MOST_LISTS, MOST_POSTS = 2_000, 100_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """An address that was met.

    Attributes:
        kind: What it is: robots, archive, index, guess, sitemap or post.
        state: What came of it.
        why: The reason, where nothing did.
        published: Of a post, as the list says that named it; aware, UTC.
    """

    url: str
    kind: str
    state: str = OPEN
    why: str | None = None
    published: datetime | None = None

    @property
    def key(self) -> str:
        """Return what it is known by: a post by its canonical form."""
        return post_key(self.url) if self.kind == POST else short_key(self.url)


def enqueue(session: Session, blog_id: int, found: Sequence[Address], *, now: datetime) -> int:
    """Put addresses into the queue that were not met before; returns how many did not fit."""
    counts = _counts(session, blog_id)
    posts = sum(number for (kind, _), number in counts.items() if kind == POST)
    lists = sum(counts.values()) - posts
    room = {True: max(MOST_POSTS - posts, 0), False: max(MOST_LISTS - lists, 0)}
    rows = {one.key: one for one in found}
    kept: list[Address] = []
    for one in rows.values():
        if room[one.kind == POST] > 0:
            room[one.kind == POST] -= 1
            kept.append(one)
    insert_missing(session.connection(), BACKFILLS, [_row(blog_id, one, now) for one in kept])
    return len(rows) - len(kept)


def next_address(session: Session, blog_id: int, *, since: datetime) -> Address | None:
    """Return what is to be looked at next; what failed since the beginning waits for next time."""
    table = BACKFILLS.c
    order = case({kind: place for place, kind in enumerate(_ORDER)}, value=table.kind, else_=99)
    query = (
        select(BACKFILLS)
        .where(
            table.blog_id == blog_id,
            (table.state == OPEN) | ((table.state == AGAIN) & (table.at < since)),
        )
        .order_by(order, table.at, bytewise(table.key))
        .limit(1)
    )
    row = session.connection().execute(query).one_or_none()
    if row is None:
        return None
    return Address(
        url=row.url, kind=row.kind, state=row.state, why=row.why, published=row.published
    )


def mark(
    session: Session,
    blog_id: int,
    address: Address,
    state: str,
    *,
    why: str | None = None,
    now: datetime,
) -> None:
    """Note what came of an address, unless that was noted already."""
    table = BACKFILLS.c
    mine = (table.blog_id == blog_id) & (table.key == address.key)
    mine &= table.state.in_([OPEN, AGAIN])
    change = update(BACKFILLS).where(mine).values(state=state, why=why, at=now)
    session.connection().execute(change)


def close_guesses(session: Session, blog_id: int) -> None:
    """Forget the guesses where a sitemap may be: it was found."""
    table = BACKFILLS.c
    mine = (table.blog_id == blog_id) & (table.kind == GUESS) & (table.state == OPEN)
    session.connection().execute(delete(BACKFILLS).where(mine))


def progress_of(session: Session, blog_id: int) -> Progress:
    """Return how far a blog's backfill is."""
    counts = _counts(session, blog_id)
    return Progress(
        added=counts.get((POST, ADDED), 0),
        left=sum(number for (_, state), number in counts.items() if state in {OPEN, AGAIN}),
        begun=any(kind != POST for kind, _ in counts),
        failed=sum(number for (_, state), number in counts.items() if state == FAILED),
    )


def reopen_failed(session: Session, blog_id: int) -> None:
    """Let what could not be had be tried again."""
    _reopen(session, blog_id, BACKFILLS.c.state == FAILED)


def reopen_lists(session: Session, blog_id: int) -> None:
    """Let sitemaps be read again, and what names them: they may name posts that they did not.

    The archive of the feed is left as it is: what comes anew stands in the feed itself.
    """
    table = BACKFILLS.c
    _reopen(
        session,
        blog_id,
        table.kind.in_([ROBOTS, INDEX, GUESS, SITEMAP]) & (table.state == DONE),
    )


def _reopen(session: Session, blog_id: int, which: ColumnElement[bool]) -> None:
    mine = (BACKFILLS.c.blog_id == blog_id) & which
    session.connection().execute(update(BACKFILLS).where(mine).values(state=OPEN))


def known_posts(session: Session, blog_id: int) -> list[str]:
    """Return addresses of posts that are articles, a hundred at the most."""
    table = BACKFILLS.c
    query = select(table.url).where(
        table.blog_id == blog_id, table.kind == POST, table.state.in_([ADDED, FRESH, KNOWN])
    )
    return [url for (url,) in session.connection().execute(query.limit(100))]


def _counts(session: Session, blog_id: int) -> dict[tuple[str, str], int]:
    table = BACKFILLS.c
    query = select(table.kind, table.state, func.count()).where(table.blog_id == blog_id)
    rows = session.connection().execute(query.group_by(table.kind, table.state))
    return {(kind, state): number for kind, state, number in rows}


def _row(blog_id: int, one: Address, now: datetime) -> dict[str, object]:
    return {
        "blog_id": blog_id,
        "key": one.key,
        "url": one.url,
        "kind": one.kind,
        "published": one.published,
        "state": one.state,
        "why": one.why,
        "at": now,
    }
