"""What is tracked and where we look: adding, listing, removing, keeping up with config.toml."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from difflib import get_close_matches

from mentions.asking import Watch
from mentions.core.shortlinks import KNOWN, Shorteners
from mentions.errors import ConfigError
from mentions.model import Article
from mentions.settings import Settings
from mentions.sources import check_source
from mentions.store.articles import (
    Origin,
    StoredArticle,
    add_alias,
    add_article,
    find_article,
    load_article,
    load_articles,
    load_stored_articles,
    remove_article,
)
from mentions.store.changes import Saved
from mentions.store.configured import articles_are_synced, sync_articles
from mentions.store.engine import Session, Store, open_store
from mentions.store.watches import (
    add_watch,
    load_watches,
    remove_watch,
    resume_watch,
    sync_watches,
    watches_are_synced,
)
from mentions.tracker.blogs.blogs import bring_blogs_in_line
from mentions.urls.canonical import canonical_url
from mentions.urls.join import absolute_url

_NAMED = 5  # articles in a message


def open_tracked(settings: Settings, *, now: datetime | None = None) -> Store:
    """Open the database and bring it in line with config.toml.

    Articles and aliases that are new there are looked for in the pages stored earlier.

    Raises:
        ConfigError: A watch or a blog names a source that does not exist, or two articles have one
            address.
        StoreError: The database cannot be used.
    """
    for watch in settings.watched():
        check_source(watch.source)
    store = open_store(settings.database.where)
    try:
        if not _is_in_line(store, settings):
            _bring_in_line(store, settings, now or datetime.now(UTC))
        bring_blogs_in_line(store, settings, now or datetime.now(UTC))
    except BaseException:  # also Ctrl-C: whatever it is goes on, but the database is let go
        store.close()
        raise
    return store


def _is_in_line(store: Store, settings: Settings) -> bool:
    """Whether there is nothing to write: whoever only reads then waits for no other program."""
    with store.reading() as session:
        return articles_are_synced(session, settings.tracked()) and watches_are_synced(
            session, settings.watched()
        )


def _bring_in_line(store: Store, settings: Settings, now: datetime) -> None:
    with store.writing() as session:
        before = _addresses(session)
        sync_articles(session, settings.tracked(), now=now)
        sync_watches(session, settings.watched())
        has_grown = not _addresses(session) <= before
    if has_grown:
        _rematch(store, now, shorteners_of(settings))


def shorteners_of(settings: Settings) -> Shorteners:
    """Return which links are short ones: the known hosts, and those the config names."""
    return Shorteners(extra_hosts=settings.shortlinks.extra_hosts)


def _rematch(store: Store, now: datetime, shorteners: Shorteners) -> Saved:
    # Brings the readers of pages with it, a second for commands that read none.
    from mentions.tracker.rematch import rematch  # noqa: PLC0415 - as said

    return rematch(store, now=now, shorteners=shorteners)


def _addresses(session: Session) -> set[str]:
    articles = [article for _, article in load_articles(session)]
    return {canonical_url(url) for article in articles for url in (article.url, *article.aliases)}


def track_article(
    store: Store, article: Article, *, now: datetime, shorteners: Shorteners = KNOWN
) -> tuple[int, Saved]:
    """Track an article; returns its id and what stored pages say about it already.

    Args:
        store: Open.
        article: With the aliases that are known.
        now: Aware, UTC.
        shorteners: Which links are short ones.

    Raises:
        ConfigError: Not an http(s) address, or it belongs to another article.
    """
    for url in (article.url, *article.aliases):
        _check_address(url)
    with store.writing() as session:
        article_id = add_article(session, article, now=now)
    return article_id, _rematch(store, now, shorteners)


def name_alias(
    store: Store, article: str, alias: str, *, now: datetime, shorteners: Shorteners = KNOWN
) -> Saved | None:
    """Add another address of an article; returns what it brings in, None if it was known.

    Args:
        store: Open.
        article: Id or any address of it.
        alias: The other address.
        now: Aware, UTC.
        shorteners: Which links are short ones.

    Raises:
        ConfigError: No such article, or the alias belongs to another one.
    """
    _check_address(alias)
    with store.writing() as session:
        stored = pick_article(session, article)
        is_new = add_alias(session, stored.id, alias, origin=Origin.OWNER, now=now)
    return _rematch(store, now, shorteners) if is_new else None


def untrack_article(store: Store, article: str, *, now: datetime) -> StoredArticle:
    """Stop tracking an article; its mentions stay in the database.

    Raises:
        ConfigError: No such article, or config.toml names it.
    """
    with store.writing() as session:
        stored = pick_article(session, article)
        if stored.from_config:
            raise ConfigError(f"{stored.article.url} stands in config.toml; remove it there")
        remove_article(session, stored.id, now=now)
    return stored


def pick_article(session: Session, wanted: str) -> StoredArticle:
    """Return a tracked article by its id or any of its addresses.

    Raises:
        ConfigError: There is none; names those whose title is near, else the first, with ids.
    """
    found = (
        load_article(session, int(wanted))
        if wanted.isascii() and wanted.isdigit()
        else find_article(session, wanted)
    )
    if found and found.tracked:
        return found
    known = load_stored_articles(session)
    named = _titled(known, wanted)
    hint = "did you mean" if named else "tracked are:"
    shown = ", ".join(f"{one.article.url} ({one.id})" for one in (named or known)[:_NAMED])
    left = 0 if named else len(known) - _NAMED
    more = f", and {left} more (`mentions articles list`)" if left > 0 else ""
    said = f"{hint} {shown}{'?' if named else more}" if known else "none is tracked yet"
    raise ConfigError(f"no article {wanted!r}; {said}")


def _titled(known: Sequence[StoredArticle], wanted: str) -> list[StoredArticle]:
    """Return the articles whose title holds these words, or else the nearest one."""
    words = wanted.casefold().strip()
    titles = {one.id: one.article.title.casefold() for one in known if one.article.title}
    near = {number for number, title in titles.items() if words and words in title}
    near = near or {
        number
        for title in get_close_matches(words, titles.values(), n=1)
        for number in titles
        if titles[number] == title
    }
    return [one for one in known if one.id in near]


def place_watch(store: Store, watch: Watch) -> Watch:
    """Add a watch; returns it as stored: one known before has its looks, and may be stopped.

    Raises:
        ConfigError: No such source, or an address that is not http(s).
    """
    check_source(watch.source)
    if watch.address.lower().startswith("file:"):
        raise ConfigError("files are watched only when config.toml names them under [[watches]]")
    _check_address(watch.address)
    with store.writing() as session:
        number = add_watch(session, watch)
        return pick_watch(session, str(number))


def pick_watch(session: Session, wanted: str) -> Watch:
    """Return a watch by its id or address.

    Raises:
        ConfigError: There is none, or several have the address.
    """
    found = [one for one in load_watches(session) if wanted in {str(one.id), one.address}]
    if not found:
        raise ConfigError(f"no watch {wanted!r}; `mentions watches list` shows them")
    if len(found) > 1:
        ids = ", ".join(str(one.id) for one in found)
        raise ConfigError(f"several watches have this address; name one by its id: {ids}")
    return found[0]


def restart_watch(store: Store, wanted: str) -> Watch:
    """Let a stopped watch, by id or address, be polled again.

    Raises:
        ConfigError: There is none, several have the address, or it is not stopped.
    """
    with store.writing() as session:
        watch = pick_watch(session, wanted)
        if not resume_watch(session, watch.id or 0):
            raise ConfigError(
                f"{wanted} is not stopped; `mentions poll` looks at it when it is due"
            )
        return watch


def drop_watch(store: Store, wanted: str) -> Watch:
    """Forget a watch by id or address; what it found stays.

    Raises:
        ConfigError: There is none, several have the address, or config.toml names it.
    """
    with store.writing() as session:
        watch = pick_watch(session, wanted)
        if watch.from_config:
            raise ConfigError(f"{wanted} stands in config.toml; remove it there")
        remove_watch(session, watch.id or 0)
        return watch


def _check_address(url: str) -> None:
    if absolute_url(url, url) is None:
        raise ConfigError(f"{url!r} is not an address; write it in full, with https://")
