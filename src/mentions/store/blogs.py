"""Blogs whose new posts become articles, and how their feeds were last read.

What the owner wants of a blog and what its feed said stands in one JSON column. A blog that
config.toml names no longer is kept without wishes: what was removed of it stays removed when it
comes back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlmodel import Session

from mentions.core.blogs.model import Blog, Wishes
from mentions.looking import Hints
from mentions.store.dialect import insert_missing
from mentions.store.tables import ARTICLES
from mentions.store.tables_running import BACKFILLS, BLOGS
from mentions.store.types import chunks, short_key

_SILENT = Hints()


@dataclass(frozen=True, kw_only=True, slots=True)
class BlogLook:
    """How one look at a blog's feed went.

    Attributes:
        at: When; aware, UTC.
        due_at: When it is looked at again.
        looked: Whether it was really looked at: then the rest of this is new, too.
        error: What the owner should know.
        forgets: Whether the feed that was remembered is gone.
    """

    at: datetime
    due_at: datetime
    looked: bool = True
    error: str | None = None
    forgets: bool = False
    feed: str | None = None
    home: str | None = None
    title: str | None = None
    validators: Mapping[str, Any] | None = None
    hints: Hints | None = None


def load_blogs(session: Session) -> list[Blog]:
    """Return the blogs that config.toml names, in the order in which they were added."""
    return [one for one in _load(session, select(BLOGS)) if one.wishes]


def load_due_blogs(session: Session, now: datetime) -> list[Blog]:
    """Return those that are to be looked at now."""
    due = BLOGS.c.due_at
    found = _load(session, select(BLOGS).where(due.is_(None) | (due <= now)))
    return [one for one in found if one.wishes]


def lock_blog(session: Session, blog_id: int) -> Blog | None:
    """Return a blog for being changed: nobody else changes it meanwhile."""
    query = select(BLOGS).where(BLOGS.c.id == blog_id).with_for_update()
    return next(iter(_load(session, query)), None)


def sync_blogs(session: Session, wanted: Mapping[str, Wishes], *, now: datetime) -> None:
    """Make the blogs those that the config names now. Articles and watches stay as they are.

    Args:
        session: Of `Store.writing`.
        wanted: What the owner wants, by address.
        now: Aware, UTC.
    """
    rows = [{"url": url, "failures": 0, "added_at": now} for url in wanted]
    insert_missing(session.connection(), BLOGS, rows)
    for one in _load(session, select(BLOGS).with_for_update()):
        wishes = wanted.get(one.url)
        if wishes != one.wishes:
            # One that comes back is looked at now.
            due_at = one.due_at if one.wishes else None
            _save(session, one, {"due_at": due_at}, wishes=_plain(wishes))


def blogs_are_synced(session: Session, wanted: Mapping[str, Wishes]) -> bool:
    """Whether `sync_blogs` would change nothing."""
    return {one.url: one.wishes for one in load_blogs(session)} == dict(wanted)


def save_blog_look(session: Session, blog_id: int, look: BlogLook) -> None:
    """Note how a look went, in the transaction that stores what it gave.

    A failure keeps what is known of the blog, also how its next request is made conditional.
    """
    one = lock_blog(session, blog_id)
    if one is None:
        return
    values: dict[str, Any] = {"looked_at": look.at, "due_at": look.due_at, "error": look.error}
    if not look.looked:
        values["failures"] = one.failures + 1
        more: dict[str, Any] = {"validators": None} if look.forgets else {}
        _save(session, one, values | ({"feed": None} if look.forgets else {}), **more)
        return
    values |= {"succeeded_at": look.at, "failures": 0}
    values |= {"feed": look.feed or one.feed, "title": look.title or one.title}
    hints = one.hints if look.hints is None else look.hints
    validators = None if look.validators is None else dict(look.validators)
    home = look.home or one.home
    _save(session, one, values, validators=validators, home=home, hints=_hint_values(hints))


def set_unmatched(session: Session, blog_id: int, *, unmatched: bool) -> None:
    """Note whether stored pages are still to be searched for a blog's new articles."""
    one = lock_blog(session, blog_id)
    if one and one.unmatched != unmatched:
        _save(session, one, {}, unmatched=unmatched)


def count_posts(session: Session) -> dict[str, int]:
    """Return how many tracked articles came from each blog, by its address."""
    query = select(ARTICLES.c.blog, func.count()).where(
        ARTICLES.c.blog.is_not(None), ARTICLES.c.removed_at.is_(None)
    )
    rows = session.connection().execute(query.group_by(ARTICLES.c.blog))
    return {str(blog): number for blog, number in rows}


def is_backfilled(session: Session, article_ids: Collection[int]) -> set[int]:
    """Return which of these articles were old posts already when they became articles.

    Those of a backfill, those that stood in the feed when the blog was first looked at, and those
    that were a month old when they turned up. What the first looks find about them is no news.

    Args:
        session: Open.
        article_ids: Any number.
    """
    found: set[int] = set()
    connection = session.connection()
    for some in chunks(article_ids):
        query = select(ARTICLES.c.id, ARTICLES.c.canonical).where(ARTICLES.c.id.in_(some))
        keys = {short_key(canonical): number for number, canonical in connection.execute(query)}
        old = select(BACKFILLS.c.key).where(
            BACKFILLS.c.key.in_(keys), BACKFILLS.c.kind == "post", BACKFILLS.c.state == "added"
        )
        found |= {keys[key] for (key,) in connection.execute(old)}
    return found


def _save(session: Session, one: Blog, values: Mapping[str, Any], **memory: Any) -> None:
    """Change columns of a blog, and what its JSON column keeps."""
    kept = {
        "wishes": _plain(one.wishes),
        "home": one.home,
        "validators": one.validators,
        "hints": _hint_values(one.hints),
        "unmatched": one.unmatched,
    }
    change = update(BLOGS).where(BLOGS.c.id == one.id).values(**values, cursor=kept | memory)
    session.connection().execute(change)


def _load(session: Session, query: Select[Any]) -> list[Blog]:
    # In one order, so that no two processes wait for each other's locks.
    return [_blog(row) for row in session.connection().execute(query.order_by(BLOGS.c.id))]


def _blog(row: Any) -> Blog:
    kept: Mapping[str, Any] = row.cursor or {}
    return Blog(
        id=row.id,
        url=row.url,
        added_at=row.added_at,
        wishes=_wishes(kept.get("wishes")),
        feed=row.feed,
        home=kept.get("home"),
        title=row.title,
        validators=kept.get("validators"),
        hints=_hints(kept.get("hints")),
        unmatched=bool(kept.get("unmatched")),
        due_at=row.due_at,
        looked_at=row.looked_at,
        succeeded_at=row.succeeded_at,
        failures=row.failures,
        error=row.error,
    )


def _plain(wishes: Wishes | None) -> dict[str, Any] | None:
    return None if wishes is None else asdict(wishes)


def _wishes(kept: Mapping[str, Any] | None) -> Wishes | None:
    if kept is None:
        return None
    watches = kept["watches"]
    return Wishes(
        watches=None if watches is None else tuple(watches),
        comments=kept["comments"],
        max_delay=kept["max_delay"],
    )


def _hint_values(hints: Hints) -> dict[str, Any]:
    return {
        "wait": None if hints.wait is None else int(hints.wait.total_seconds()),
        "skip_hours": sorted(hints.skip_hours),
        "skip_days": sorted(hints.skip_days),
    }


def _hints(kept: Mapping[str, Any] | None) -> Hints:
    if not kept:
        return _SILENT
    return Hints(
        wait=None if kept["wait"] is None else timedelta(seconds=kept["wait"]),
        skip_hours=frozenset(kept["skip_hours"]),
        skip_days=frozenset(kept["skip_days"]),
    )
