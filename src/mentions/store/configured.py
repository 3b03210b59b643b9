"""Keeping what is tracked as the config names it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from mentions.model import Article
from mentions.store.articles import (
    Origin,
    StoredArticle,
    add_article,
    checked_form,
    load_stored_articles,
    remove_alias,
    remove_article,
)


def sync_articles(session: Session, articles: Iterable[Article], *, now: datetime) -> None:
    """Make what came from the config what the config says now.

    What the config names no longer is removed as `remove_article` does, an alias forgotten; what
    the owner added by command stays.

    Raises:
        ConfigError: Two articles have one address.
    """
    wanted = {checked_form(article.url): article for article in articles}
    aliases = {
        key: {checked_form(url) for url in article.aliases} for key, article in wanted.items()
    }
    # First everything that goes: an address may move from one article to another.
    for stored in load_stored_articles(session, of_config=wanted.keys()):
        if stored.from_config and stored.canonical not in wanted:
            remove_article(session, stored.id, now=now)
        for alias in stored.aliases:
            named = alias.canonical in aliases.get(stored.canonical, ())
            if alias.origin is Origin.CONFIG and not named:
                remove_alias(session, stored.id, alias.url)
    for article in wanted.values():
        add_article(session, article, now=now, origin=Origin.CONFIG)


def articles_are_synced(session: Session, articles: Iterable[Article]) -> bool:
    """Whether `sync_articles` would change nothing."""
    wanted = {checked_form(article.url): article for article in articles}
    stored = {one.canonical: one for one in load_stored_articles(session, of_config=wanted.keys())}
    if {key for key, one in stored.items() if one.from_config} != wanted.keys():
        return False
    return all(_is_synced(stored[key], article) for key, article in wanted.items())


def _is_synced(stored: StoredArticle, article: Article) -> bool:
    named = {checked_form(url) for url in article.aliases} - {stored.canonical}
    learned = {alias.canonical for alias in stored.aliases if alias.origin is Origin.CONFIG}
    told = stored.article
    same = article.title in {None, told.title} and article.published in {None, told.published}
    same = same and article.max_delay == told.max_delay
    known = {alias.canonical for alias in stored.aliases}
    return told.url == article.url and same and learned <= named <= known
