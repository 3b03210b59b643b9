"""The blogs of config.toml: kept in step with it, and where their new posts are looked for."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING

from mentions.core.blogs.model import Blog, Wishes
from mentions.core.blogs.plan import default_sources, places_of
from mentions.core.blogs.posts import Post
from mentions.errors import ConfigError
from mentions.sources import check_source, load_sources
from mentions.store.blogs import blogs_are_synced, load_blogs, sync_blogs
from mentions.store.engine import Session, Store

if TYPE_CHECKING:
    from mentions.settings import Settings

_HOW = 'write a [[blogs]] block with url = "https://..." into config.toml'


def bring_blogs_in_line(store: Store, settings: Settings, now: datetime) -> None:
    """Make the blogs in the database those of config.toml.

    A blog that is taken out is looked at no more; its articles and their watches stay.

    Raises:
        ConfigError: A blog names a source that does not exist, or stands there twice.
        StoreError: The database cannot be used.
    """
    wanted = _wanted(settings)
    with store.reading() as session:
        if blogs_are_synced(session, wanted):
            return
    with store.writing() as session:
        sync_blogs(session, wanted, now=now)


def _wanted(settings: Settings) -> dict[str, Wishes]:
    wanted: dict[str, Wishes] = {}
    for table in settings.blogs:
        for name in table.watches or ():
            check_source(name)
        if table.url in wanted:
            raise ConfigError(f"{table.url}: stands twice under [[blogs]]; keep one of them")
        wanted[table.url] = Wishes(
            watches=table.watches, comments=table.comments, max_delay=table.max_delay
        )
    return wanted


def pick_blogs(session: Session, wanted: str | None) -> list[Blog]:
    """Return the blog of that address, or all of them where none is named.

    Raises:
        ConfigError: There is none; names the nearest, or says how to have one.
    """
    blogs = load_blogs(session)
    if not blogs:
        raise ConfigError(f"no blog is named; {_HOW}")
    if wanted is None:
        return blogs
    found = [one for one in blogs if wanted in {one.url, one.feed, str(one.id)}]
    if found:
        return found
    names = [one.url for one in blogs]
    near = get_close_matches(wanted, names, n=1, cutoff=0.0)
    others = "" if len(names) == 1 else f" (there are {len(names)}; `mentions blogs` lists them)"
    raise ConfigError(f"no blog {wanted!r}; did you mean {near[0]}?{others}")


def places_for(blog: Blog, off: Collection[str] = ()) -> Callable[[Post], list[tuple[str, str]]]:
    """Return what tells where a blog's posts are looked for.

    Args:
        blog: With the owner's wishes.
        off: Sources that the owner has switched off.
    """
    wishes = blog.wishes or Wishes()
    sources = wishes.watches
    if sources is None:
        sources = default_sources({name: one.profile for name, one in load_sources().items()}, off)
    return lambda post: places_of(post, sources, comments=wishes.comments)
