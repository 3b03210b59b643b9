"""Reading again what is stored: a new article or alias may be in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import structlog

from mentions.core.changes import Found
from mentions.core.match import ArticleIndex
from mentions.core.read import find_mentions
from mentions.errors import ParseError
from mentions.model import Article, Document
from mentions.parse.document import read_document
from mentions.store.articles import load_articles
from mentions.store.changes import Saved
from mentions.store.engine import Session, Store
from mentions.store.links import load_links
from mentions.store.snapshots import stream_snapshots
from mentions.tracker.keep import keep_found
from mentions.tracker.shortlinks import Shorteners, short_links_in

log = structlog.get_logger("mentions.rematch")


def rematch(store: Store, *, now: datetime, shorteners: Shorteners | None = None) -> Saved:
    """Look for all articles, by all their addresses, in the last copy of every page read.

    Nothing is asked for: short links count where it is known already where they lead.

    Args:
        store: Read first, then written in one transaction.
        now: Aware, UTC.
        shorteners: Which links are short ones.
    """
    with store.reading() as session:
        articles = load_articles(session)
        found = list(_found(session, articles, shorteners or Shorteners(), now))
    with store.writing() as session:
        return keep_found(session, found, articles, now=now)


def _found(
    session: Session, articles: list[tuple[int, Article]], shorteners: Shorteners, now: datetime
) -> Iterator[Found]:
    index = ArticleIndex(article for _, article in articles)
    for document in _documents(session):
        urls = short_links_in([document], shorteners)
        known = load_links(session, urls, failed_since=now)
        yield from find_mentions([document], index=index, now=now, resolutions=known)


def _documents(session: Session) -> Iterator[Document]:
    for snapshot in stream_snapshots(session):
        url = snapshot.base_url or snapshot.url
        try:
            yield read_document(snapshot.body, url=url, content_type=snapshot.content_type)
        except ParseError as error:
            # It was read once, so this is a page that a newer version refuses.
            log.warning("a stored page cannot be read any more", why=str(error))
