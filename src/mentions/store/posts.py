"""Posts of blogs on their way to becoming articles: an article, its aliases and its watches."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session

from mentions.core.blogs.posts import Post
from mentions.errors import ConfigError
from mentions.model import Article
from mentions.store.articles import Origin, add_alias, add_article, find_article
from mentions.store.blogs import lock_blog
from mentions.store.dialect import insert_missing, upsert
from mentions.store.tables import ALIASES, ARTICLES, WATCHES
from mentions.store.tables_running import BACKFILLS
from mentions.store.types import chunks, clean, is_indexable, short_key
from mentions.urls.canonical import canonical_url

# Of a post: an old one became an article, a new one did, it was one before, it is none, it could
# not be had, it is to be looked at.
ADDED, FRESH, KNOWN, SKIPPED, FAILED, OPEN = "added", "fresh", "known", "skipped", "failed", "open"
AGAIN = "again"  # it could not be had the first time
POST = "post"
# The planner decides how often these are looked at.
_PLANNED = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPosts:
    """What is to be stored of a blog's posts.

    Attributes:
        blog_id: Of the blog.
        blog: Its address.
        posts: Each once.
        old: The addresses of those of which the first mentions are no news.
        places: Returns where a post is looked for: source and address.
        moved: Articles whose address now leads to a post: their ids, by the post's address.
    """

    blog_id: int
    blog: str
    posts: Sequence[Post]
    places: Callable[[Post], Iterable[tuple[str, str]]]
    old: Collection[str] = ()
    moved: Mapping[str, int] | None = None


def post_key(url: str) -> str:
    """Return the key of a post in the table of what was met of a blog."""
    return short_key(canonical_url(url))


def unseen(session: Session, blog_id: int, posts: Iterable[Post]) -> list[Post]:
    """Return the posts that are not dealt with yet; one that the owner removed stays removed."""
    wanted = {post_key(post.url): post for post in posts}
    table = BACKFILLS.c
    for some in chunks(list(wanted)):
        query = select(table.key).where(
            table.blog_id == blog_id,
            table.key.in_(some),
            table.kind == POST,
            table.state.not_in([OPEN, AGAIN]),
        )
        for (key,) in session.connection().execute(query):
            wanted.pop(key, None)
    return list(wanted.values())


def find_namesakes(session: Session, posts: Iterable[Post]) -> dict[str, tuple[int, str]]:
    """Return the articles that have an alias of a post whose own address is no article's.

    Such a post may have a new address. By the post's address: the article's id and address.
    """
    found = {}
    for post in posts:
        if not post.aliases or find_article(session, post.url):
            continue
        owners = (find_article(session, alias) for alias in post.aliases)
        owner = next((one for one in owners if one), None)
        if owner:
            found[post.url] = (owner.id, owner.article.url)
    return found


def add_posts(session: Session, new: NewPosts, *, now: datetime) -> int:
    """Make posts articles with their watches; returns how many articles are new.

    What is tracked already stays as the owner has it. What was dealt with before is left out, so
    that doing it twice changes nothing.

    Args:
        session: Of `Store.writing`.
        new: What to store.
        now: Aware, UTC.
    """
    lock_blog(session, new.blog_id)  # no other process adds the same ones meanwhile
    posts = unseen(session, new.blog_id, new.posts)
    moved = new.moved or {}
    taken = _taken(session, posts)
    fresh = [one for one in posts if one.url not in moved and _form(one.url) not in taken]
    _insert(session, fresh, new, taken, now)
    states = {one.url: _state(one, new) for one in fresh}
    added = list(fresh)
    for post in posts:
        if post.url in states:
            continue
        state = _add_one(session, post, new, now)
        states[post.url] = state
        if state != KNOWN or post.url in moved:
            _add_watches(session, [post], new)
        if state != KNOWN:
            added.append(post)
    _note(session, new.blog_id, posts, states, now)
    return len(added)


def _form(url: str) -> str:
    return clean(canonical_url(url))


def _state(post: Post, new: NewPosts) -> str:
    return ADDED if post.url in new.old else FRESH


def _taken(session: Session, posts: Iterable[Post]) -> set[str]:
    """Return which addresses of posts an article has or had, its own or an alias."""
    forms = [_form(url) for post in posts for url in (post.url, *post.aliases)]
    found: set[str] = set()
    for some in chunks(forms):
        for column in (ARTICLES.c.canonical, ALIASES.c.canonical):
            rows = session.connection().execute(select(column).where(column.in_(some)))
            found.update(row[0] for row in rows)
    return found


def _insert(
    session: Session, posts: Sequence[Post], new: NewPosts, taken: set[str], now: datetime
) -> None:
    """Store articles of which nothing is there yet, many at a time."""
    if not posts:
        return
    connection = session.connection()
    rows = [_row(post, new, now) for post in posts]
    connection.execute(insert(ARTICLES), rows)
    ids: dict[str, int] = {}
    for some in chunks([row["canonical"] for row in rows]):
        query = select(ARTICLES.c.canonical, ARTICLES.c.id).where(ARTICLES.c.canonical.in_(some))
        ids.update((canonical, number) for canonical, number in connection.execute(query))
    free = {_form(post.url) for post in posts} | taken
    aliases = []
    for post in posts:
        for url in post.aliases:
            form = _form(url)
            if form not in free:
                free.add(form)
                aliases.append(_alias(ids[_form(post.url)], url, form, now))
    insert_missing(connection, ALIASES, aliases)
    _add_watches(session, posts, new)


def _row(post: Post, new: NewPosts, now: datetime) -> dict[str, Any]:
    return {
        "url": post.url,
        "canonical": _form(post.url),
        "title": post.title,
        "from_config": False,
        "added_at": now,
        "published": post.published,
        "blog": new.blog,
    }


def _alias(article_id: int, url: str, form: str, now: datetime) -> dict[str, Any]:
    return {
        "article_id": article_id,
        "url": url,
        "canonical": form,
        "origin": Origin.PAGE.value,
        "added_at": now,
    }


def _add_watches(session: Session, posts: Iterable[Post], new: NewPosts) -> None:
    """Add the watches of posts; one that is there stays as it is, one too long is left out."""
    rows = [
        {
            "source": source,
            "address": address,
            "from_config": False,
            "interval": _PLANNED,
            "failures": 0,
            "moved_seen": 0,
            "blog": new.blog,
        }
        for post in posts
        for source, address in new.places(post)
        if is_indexable(address)
    ]
    insert_missing(session.connection(), WATCHES, rows)


def _add_one(session: Session, post: Post, new: NewPosts, now: datetime) -> str:
    """Store a post of which something is there: an article, also one tracked no longer."""
    moved = (new.moved or {}).get(post.url)
    if moved is not None:
        _try_alias(session, moved, post.url, Origin.REDIRECT, now)
        return KNOWN
    if find_article(session, post.url):
        return KNOWN
    article = Article(url=post.url, title=post.title, published=post.published)
    number = add_article(session, article, now=now, blog=new.blog)
    for alias in post.aliases:
        _try_alias(session, number, alias, Origin.PAGE, now)
    return _state(post, new)


def _try_alias(session: Session, number: int, url: str, origin: Origin, now: datetime) -> None:
    """Add an alias unless another article has it: that one keeps it."""
    try:
        add_alias(session, number, url, origin=origin, now=now)
    except ConfigError:
        return


def _note(
    session: Session,
    blog_id: int,
    posts: Iterable[Post],
    states: Mapping[str, str],
    now: datetime,
) -> None:
    rows = [
        {
            "blog_id": blog_id,
            "key": post_key(post.url),
            "url": post.url,
            "kind": POST,
            "published": post.published,
            "state": states[post.url],
            "why": None,
            "at": now,
        }
        for post in posts
    ]
    overwrite = ("url", "kind", "published", "state", "why", "at")
    upsert(session.connection(), BACKFILLS, rows, keys=("blog_id", "key"), overwrite=overwrite)
