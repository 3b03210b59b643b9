"""Bringing in what others kept: our own exports, and the comments of a WordPress export."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from mentions.core.changes import Found, Sighting
from mentions.core.index import ArticleIndex
from mentions.core.read import find_mentions
from mentions.model import Article, Document, Mention
from mentions.store.articles import Origin, add_article, find_article, load_addresses
from mentions.store.engine import Session, Store
from mentions.tracker.aliases import learn_alias
from mentions.tracker.keep import keep_found
from mentions.tracker.tracked import article_ids

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

    A mention of what is an alias here counts for its article.

    Raises:
        ParseError: While reading; nothing is stored then.
    """
    source = iter(mentions)
    total = Imported()
    articles: dict[str, str] = {}
    with store.writing() as session:
        while batch := list(islice(source, _AT_ONCE)):
            names = dict.fromkeys(one.article for one in batch if one.article not in articles)
            added = sum(_track(session, Article(url=name), now=now) for name in names)
            index = _index(session)
            articles |= {name: index.find(name) or name for name in names}
            own = (replace(one, article=articles[one.article]) for one in batch)
            found = [Found(mention=one, sighting=_sighting(one)) for one in own]
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
        counts=mention.counts,
    )


def import_posts(store: Store, posts: Iterable[Document], *, now: datetime) -> Imported:
    """Store the comments of a blog's posts; posts with comments are tracked from now on.

    A post that is tracked already learns its other addresses, too.

    Raises:
        ParseError: While reading; nothing is stored then.
    """
    source = (post for post in posts if post.entries)
    total = Imported()
    with store.writing() as session:
        while batch := list(islice(source, _AT_ONCE)):
            articles = [Article(url=p.url, aliases=p.aliases, title=p.title) for p in batch]
            added = sum(_track(session, article, now=now) for article in articles)
            found = list(find_mentions(batch, index=_index(session), now=now))
            total += _keep(session, found, added, now)
    return total


def _index(session: Session) -> ArticleIndex:
    return ArticleIndex.of_canonical((form, one) for form, one, _ in load_addresses(session))


def _track(session: Session, article: Article, *, now: datetime) -> bool:
    """Track an article and learn its aliases; returns whether it was not tracked before."""
    is_new = find_article(session, article.url) is None
    if is_new:
        add_article(session, replace(article, aliases=()), now=now)
    for alias in article.aliases:
        learn_alias(session, article.url, alias, origin=Origin.PAGE, now=now)
    return is_new


def _keep(session: Session, found: list[Found], added: int, now: datetime) -> Imported:
    saved = keep_found(session, found, article_ids(load_addresses(session)), now=now)
    return Imported(new=len(saved.new), known=len(saved.updated) + len(saved.seen), articles=added)
