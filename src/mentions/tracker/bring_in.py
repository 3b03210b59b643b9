"""Bringing in what others kept: our own exports, and the comments of a WordPress export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from mentions.core.changes import Found, Known, Sighting
from mentions.core.dedupe import is_same_act, mention_keys
from mentions.core.index import ArticleIndex
from mentions.core.read import find_mentions
from mentions.core.standing import Recorded
from mentions.model import Article, Document, Mention
from mentions.store.articles import Origin, add_article, find_article, load_addresses
from mentions.store.checks import save_stated
from mentions.store.engine import Session, Store
from mentions.store.mentions import load_known
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


def import_mentions(store: Store, records: Iterable[Recorded], *, now: datetime) -> Imported:
    """Store mentions from an export of ours: all of them, or none if one cannot be read.

    A mention of what is an alias here counts for its article. How it stood upstream is taken as
    the export says, unless a look of ours has seen it later.

    Raises:
        ParseError: While reading; nothing is stored then.
    """
    source = iter(records)
    total = Imported()
    articles: dict[str, str] = {}
    with store.writing() as session:
        while batch := list(islice(source, _AT_ONCE)):
            urls = (one.mention.article for one in batch)
            names = dict.fromkeys(url for url in urls if url not in articles)
            added = sum(_track(session, Article(url=name), now=now) for name in names)
            index = _index(session)
            articles |= {name: index.find(name) or name for name in names}
            own = [_placed(one, articles[one.mention.article]) for one in batch]
            found = [Found(mention=one.mention, sighting=_sighting(one.mention)) for one in own]
            total += _keep(session, found, added, now)
            save_stated(session, _stated(session, [one for one in own if one.health]))
    return total


def _placed(one: Recorded, article: str) -> Recorded:
    return replace(one, mention=replace(one.mention, article=article))


def _stated(session: Session, records: Iterable[Recorded]) -> Iterator[tuple[int, Recorded]]:
    """Yield the ids under which mentions were just stored, each with its record."""
    by_article: dict[str, list[Recorded]] = {}
    for one in records:
        by_article.setdefault(one.mention.article, []).append(one)
    ids = article_ids(load_addresses(session)) if by_article else {}
    for article in sorted(by_article.keys() & ids.keys(), key=ids.__getitem__):
        group = by_article[article]
        keys = {key for one in group for key in mention_keys(one.mention)}
        known = load_known(session, ids[article], keys)
        for one in group:
            if (stored := _known_as(one.mention, known)) is not None:
                yield stored.id, one


def _known_as(mention: Mention, known: Mapping[str, Known]) -> Known | None:
    """Return the stored act that a mention is; its keys stand in the order of how sure they are."""
    owners = ((key, known[key]) for key in mention_keys(mention) if key in known)
    return next((one for key, one in owners if is_same_act(mention, one.mention, key)), None)


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
