"""Bringing in what others kept: our own exports, and the comments of a WordPress export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from mentions.core.changes import Found, Sighting
from mentions.core.match import ArticleIndex
from mentions.core.read import find_mentions
from mentions.model import Article, Document, Mention
from mentions.store.articles import add_article, find_article, load_articles
from mentions.store.engine import Session, Store
from mentions.tracker.aliases import is_trusted_alias
from mentions.tracker.keep import keep_found

# Enough for the database to work in bulk, little enough for memory.
_AT_ONCE = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """What an import brought.

    Attributes:
        new: Mentions that were not known.
        known: Mentions that were; they got another sighting at the most.
        articles: Articles that are tracked from now on because the file speaks of them.
    """

    new: int = 0
    known: int = 0
    articles: int = 0

    def __add__(self, other: Imported) -> Imported:
        return Imported(
            new=self.new + other.new,
            known=self.known + other.known,
            articles=self.articles + other.articles,
        )


def import_mentions(store: Store, mentions: Iterable[Mention], *, now: datetime) -> Imported:
    """Store mentions from an export of ours: all of them, or none if one cannot be read.

    Raises:
        ParseError: While reading; nothing is stored then.
    """
    source = iter(mentions)
    total = Imported()
    with store.writing() as session:
        while batch := list(islice(source, _AT_ONCE)):
            added = sum(_track(session, one.article, (), now=now) for one in batch)
            found = [Found(mention=one, sighting=_sighting(one)) for one in batch]
            total += _keep(session, found, added, now)
    return total


def _sighting(mention: Mention) -> Sighting:
    return Sighting(
        source=mention.source,
        channel=mention.channel,
        evidence=mention.evidence,
        url=mention.url,
        text=mention.text,
        links=mention.links,
    )


def import_posts(store: Store, posts: Iterable[Document], *, now: datetime) -> Imported:
    """Store the comments of a blog's posts; posts with comments are tracked from now on.

    Raises:
        ParseError: While reading; nothing is stored then.
    """
    source = _commented(posts)
    total = Imported()
    with store.writing() as session:
        while batch := list(islice(source, _AT_ONCE)):
            added = sum(_track(session, one.url, one.aliases, now=now) for one in batch)
            index = ArticleIndex(article for _, article in load_articles(session))
            found = list(find_mentions(batch, index=index, now=now))
            total += _keep(session, found, added, now)
    return total


def _commented(posts: Iterable[Document]) -> Iterator[Document]:
    return (post for post in posts if post.entries)


def _track(session: Session, url: str, aliases: Iterable[str], *, now: datetime) -> bool:
    """Track an article unless it is; returns whether it is new."""
    if find_article(session, url):
        return False
    trusted = tuple(
        alias
        for alias in aliases
        if is_trusted_alias(alias, url) and not find_article(session, alias)
    )
    add_article(session, Article(url=url, aliases=trusted), now=now)
    return True


def _keep(session: Session, found: list[Found], added: int, now: datetime) -> Imported:
    saved = keep_found(session, found, load_articles(session), now=now)
    return Imported(
        new=len(saved.new), known=len(saved.updated) + len(saved.seen), articles=int(added)
    )
