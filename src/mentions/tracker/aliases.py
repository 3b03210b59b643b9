"""What an article's own page says of its other addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import structlog

from mentions.asking import Page
from mentions.core.index import ArticleIndex
from mentions.errors import ConfigError
from mentions.model import Document
from mentions.store.articles import Origin, add_alias, find_article
from mentions.store.engine import Session
from mentions.urls.canonical import canonical_url
from mentions.urls.hosts import same_site

log = structlog.get_logger("mentions.aliases")


def learn_aliases(
    session: Session,
    documents: Iterable[Document],
    pages: Iterable[Page],
    *,
    index: ArticleIndex,
    now: datetime,
) -> int:
    """Keep the addresses that articles' own pages give themselves; returns how many are new.

    An address is learned only where the article's own site names it, and never the bare home
    page: every link to the blog would then count.
    """
    learned = 0
    answered = {page.url: page.asked for page in pages if page.asked}
    for document in documents:
        if document.form != "page" or not index.find(document.url):
            continue
        for url, origin in _named(document, answered.get(document.url)):
            learned += learn_alias(session, document.url, url, origin=origin, now=now)
    return learned


def _named(document: Document, asked: str | None) -> Iterator[tuple[str, Origin]]:
    for url in document.aliases:
        yield url, Origin.CANONICAL if url == document.canonical else Origin.PAGE
    # A page that calls itself what it redirected to is no login page in between.
    if asked and canonical_url(document.canonical or "") == canonical_url(document.url):
        yield asked, Origin.REDIRECT


def is_trusted_alias(url: str, page: str) -> bool:
    """Whether a page may claim an address: on its own site, and not the bare home page."""
    is_home = canonical_url(url).removeprefix("https://").partition("/")[2] == ""
    return same_site(url, page) and not is_home


def learn_alias(session: Session, page: str, url: str, *, origin: Origin, now: datetime) -> bool:
    """Keep an address that the page of an article claims; returns whether it is new and trusted.

    Args:
        session: Of `Store.writing`.
        page: Any address of the article.
        url: The address claimed.
        origin: How we came to know it.
        now: Aware, UTC.
    """
    article = find_article(session, page)
    if article is None or not is_trusted_alias(url, page):
        return False
    try:
        return add_alias(session, article.id, url, origin=origin, now=now)
    except ConfigError as error:
        log.warning("alias belongs to another article", page=page, url=url, why=str(error))
        return False
