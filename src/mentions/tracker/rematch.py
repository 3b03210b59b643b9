"""Matching again what is stored: a new article or alias may be in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice

import structlog

from mentions.core.changes import Change, Changes, Found
from mentions.core.index import ArticleIndex
from mentions.core.read import find_mentions
from mentions.core.relink import relink_mention
from mentions.core.scan.scanner import Scanner
from mentions.core.shortlinks import KNOWN, Shorteners, not_asked, short_links_in
from mentions.errors import ParseError
from mentions.model import Document, Resolution
from mentions.parse.document import read_document
from mentions.store.changes import Saved, save_changes
from mentions.store.engine import Session, Store
from mentions.store.links import load_links
from mentions.store.mentions import stream_mentions
from mentions.store.records import StoredMention
from mentions.store.snapshots import stream_snapshots
from mentions.tracker.keep import keep_found
from mentions.tracker.tracked import Tracked, load_tracked

_AT_ONCE = 500
_EVER = datetime.min.replace(tzinfo=UTC)

log = structlog.get_logger("mentions.rematch")


def rematch(store: Store, *, now: datetime, shorteners: Shorteners = KNOWN) -> Saved:
    """Look for all articles, by all their addresses, in everything that is stored.

    The last copy of every page is read again; mentions already stored learn that their links
    lead to the article, those too whose page is not kept (an import). Nothing is asked for: short
    links count where it is known already where they lead.

    Args:
        store: Read first, then written in one transaction.
        now: Aware, UTC.
        shorteners: Which links are short ones.
    """
    with store.reading() as session:
        tracked = load_tracked(session, shorteners)
        found = list(_found(session, tracked, shorteners, now))
    with store.writing() as session:
        saved = keep_found(session, found, tracked.ids, now=now)
        better = tuple(_relinked(session, tracked.index, shorteners))
        save_changes(session, Changes(changes=better), now=now)
    return saved


def _found(
    session: Session, tracked: Tracked, shorteners: Shorteners, now: datetime
) -> Iterator[Found]:
    for document in _documents(session, tracked.scanner):
        urls = short_links_in([document], shorteners)
        known = not_asked(urls) | load_links(session, urls, failed_since=_EVER)
        yield from find_mentions([document], index=tracked.index, now=now, resolutions=known)


def _documents(session: Session, scanner: Scanner) -> Iterator[Document]:
    for snapshot in stream_snapshots(session):
        url = snapshot.base_url or snapshot.url
        if not scanner.may_hold(snapshot.body, url=url, content_type=snapshot.content_type):
            continue
        try:
            yield read_document(snapshot.body, url=url, content_type=snapshot.content_type)
        except ParseError as error:
            # It was read once, so this is a page that a newer version refuses.
            log.warning("a stored page cannot be read any more", why=str(error))


def _relinked(session: Session, index: ArticleIndex, shorteners: Shorteners) -> Iterator[Change]:
    stored = stream_mentions(session)
    while batch := list(islice(stored, _AT_ONCE)):
        urls = [link.found for one in batch for link in one.mention.links]
        short = filter(shorteners.matches, urls)
        known = not_asked(short) | load_links(session, urls, failed_since=_EVER)
        yield from _better(batch, index, known)


def _better(
    batch: Iterable[StoredMention], index: ArticleIndex, known: Mapping[str, Resolution]
) -> Iterator[Change]:
    for one in batch:
        mention = relink_mention(one.mention, index, known)
        if mention != one.mention:
            yield Change(mention=mention, keys=(), known_id=one.id, is_news=False)
