"""What has come into the database since it was last read for somebody.

Nothing tells of a new row when it is written: whoever is killed between the two would lose it.
What is new is read from the rows themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, literal, or_, select
from sqlmodel import Session

from mentions.core.alerts.rules import NEWS_FOR
from mentions.core.health.states import Step
from mentions.model import Mention
from mentions.store.records import mention_of
from mentions.store.tables import (
    ALIASES,
    ARTICLES,
    GAPS,
    MENTIONS,
    SIGHTINGS,
    SNAPSHOTS,
    WATCHES,
)
from mentions.store.tables_running import LINK_EVENTS
from mentions.store.types import chunks, short_key

_GONE = (Step.GONE.value, Step.LINK_REMOVED.value)
# So much older than its first sighting here is a mention that an import brought.
_IMPORTED = timedelta(minutes=1)
# Acts beyond these change nothing about what is usual.
_MOST_ACTS = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Fresh:
    """A mention that may be news.

    Attributes:
        published: When its article was published; None where unknown.
        added: Since when its article is tracked.
        looked_before: Whether the place was looked at before; known of undated mentions only.
    """

    id: int
    article_id: int
    mention: Mention
    published: datetime | None
    added: datetime
    looked_before: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Vanished:
    """A mention that is not there any more, or only its link is not."""

    mention_id: int
    article_id: int
    at: datetime
    link_only: bool
    why: str | None


def load_top(session: Session) -> int:
    """Return the highest id of a mention, 0 where there is none."""
    return session.connection().execute(select(func.max(MENTIONS.c.id))).scalar() or 0


def load_fresh(session: Session, after: int, *, limit: int) -> tuple[list[Fresh], int | None]:
    """Return mentions of tracked articles with ids above this, in order.

    Left out are those that were said long before they were seen, and those of an import.

    Returns:
        The mentions; and up to which id was read where there may be more, None where all was.
    """
    mention, article = MENTIONS.c, ARTICLES.c
    query = _select_mentions(article.published.label("out"), article.added_at.label("added"))
    query = query.where(
        mention.id > after,
        mention.deleted_at.is_(None),
        article.removed_at.is_(None),
    )
    first = (
        select(SIGHTINGS.c.mention_id, func.min(SIGHTINGS.c.first_at).label("first"))
        .where(SIGHTINGS.c.mention_id > after)
        .group_by(SIGHTINGS.c.mention_id)
    )
    seen = {row.mention_id: row.first for row in session.connection().execute(first)}
    fresh: list[Fresh] = []
    rows = session.connection().execute(query.order_by(mention.id).limit(limit)).all()
    looked_before = _looked_before(session, rows)
    for row in rows:
        imported = row.id not in seen or row.first_seen < seen[row.id] - _IMPORTED
        old = row.published is not None and row.published < row.first_seen - NEWS_FOR
        if not (imported or old):
            fresh.append(
                Fresh(
                    id=row.id,
                    article_id=row.article_id,
                    mention=mention_of(row),
                    published=row.out,
                    added=row.added,
                    looked_before=row.id in looked_before,
                )
            )
    return fresh, rows[-1].id if len(rows) == limit else None


def _looked_before(session: Session, rows: Iterable[Any]) -> set[int]:
    """Return the undated mentions whose place had been looked at before the look that found them.

    Args:
        session: Open.
        rows: Of mentions.
    """
    undated = {row.id: row.first_seen for row in rows if row.published is None}
    sources: dict[str, set[int]] = {}
    for part in chunks(undated):
        query = select(SIGHTINGS.c.mention_id, SIGHTINGS.c.source)
        for number, source in session.connection().execute(
            query.where(SIGHTINGS.c.mention_id.in_(part))
        ):
            sources.setdefault(source, set()).add(number)
    return {
        number
        for part in chunks(sources)
        for source, begun in _begun(session, part)
        for number in sources.get(source, ())
        if begun < undated[number] - _IMPORTED
    }


def _begun(session: Session, sources: Collection[str]) -> Iterator[tuple[str, datetime]]:
    """Yield since when places are known to be looked at: by what was found, by their watches."""
    seen, watch = SIGHTINGS.c, WATCHES.c
    found = select(seen.source, func.min(seen.first_at)).where(seen.source.in_(sources))
    for source, first in session.connection().execute(found.group_by(seen.source)):
        yield source, first
    own = select(watch.address, watch.record).where(watch.address.in_(sources))
    read = (
        select(SNAPSHOTS.c.url, watch.record)
        .join(WATCHES, watch.id == SNAPSHOTS.c.watch_id)
        .where(SNAPSHOTS.c.key.in_([short_key(one) for one in sources]))
    )
    for query in (own, read):
        for source, record in session.connection().execute(query):
            # The first number of a record: when it began to be looked at, in seconds since 1970.
            if record:
                yield source, datetime.fromtimestamp(record[0], UTC)


def load_mentions_by_id(session: Session, ids: Collection[int]) -> dict[int, Mention]:
    """Return mentions, without the deleted."""
    found: dict[int, Mention] = {}
    for part in chunks(ids):
        query = _select_mentions().where(MENTIONS.c.id.in_(part), MENTIONS.c.deleted_at.is_(None))
        found |= {row.id: mention_of(row) for row in session.connection().execute(query)}
    return found


def load_earlier(session: Session, article_id: int, before: int, *, limit: int) -> list[Mention]:
    """Return mentions of an article with lower ids, the first ones."""
    query = _select_mentions().where(
        MENTIONS.c.article_id == article_id, MENTIONS.c.id < before, MENTIONS.c.deleted_at.is_(None)
    )
    rows = session.connection().execute(query.order_by(MENTIONS.c.id).limit(limit))
    return [mention_of(row) for row in rows]


def load_addresses_of(session: Session, ids: Collection[int]) -> dict[int, frozenset[str]]:
    """Return every canonical address of some articles."""
    found: dict[int, set[str]] = {}
    for part in chunks(ids):
        own = select(ARTICLES.c.id, ARTICLES.c.canonical).where(ARTICLES.c.id.in_(part))
        others = select(ALIASES.c.article_id, ALIASES.c.canonical)
        others = others.where(ALIASES.c.article_id.in_(part))
        for query in (own, others):
            for number, address in session.connection().execute(query):
                found.setdefault(number, set()).add(address)
    return {number: frozenset(addresses) for number, addresses in found.items()}


def load_headings(session: Session, ids: Collection[int]) -> dict[int, tuple[str, str | None]]:
    """Return address and title of some articles."""
    query = select(ARTICLES.c.id, ARTICLES.c.url, ARTICLES.c.title)
    return {
        row.id: (row.url, row.title)
        for part in chunks(ids)
        for row in session.connection().execute(query.where(ARTICLES.c.id.in_(part)))
    }


def load_acts(session: Session, article_id: int) -> list[datetime]:
    """Return when an article was mentioned, as far as that is known, the newest first."""
    mention = MENTIONS.c
    query = select(mention.published).where(
        mention.article_id == article_id,
        mention.deleted_at.is_(None),
        mention.published.is_not(None),
    )
    newest = query.order_by(mention.published.desc()).limit(_MOST_ACTS)
    return [moment for moment in session.connection().execute(newest).scalars() if moment]


def load_gone(session: Session, since: datetime) -> list[Vanished]:
    """Return the mentions found gone, or without their link, after a moment; in order.

    By time and not by id: SQLite gives the ids of removed events again.
    """
    event, mention = LINK_EVENTS.c, MENTIONS.c
    query = (
        select(event.id, event.mention_id, event.at, event.why, event.state, mention.article_id)
        .join(MENTIONS, mention.id == event.mention_id)
        .where(event.at > since, event.state.in_(_GONE), mention.deleted_at.is_(None))
        .order_by(event.at, event.id)
    )
    return [
        Vanished(
            mention_id=row.mention_id,
            article_id=row.article_id,
            at=row.at,
            link_only=row.state == Step.LINK_REMOVED.value,
            why=row.why,
        )
        for row in session.connection().execute(query)
    ]


def load_trouble(session: Session, *, overdue_since: datetime) -> set[int]:
    """Return the watches that cannot be looked at now, or that should have been long ago."""
    watch = WATCHES.c
    lasts = select(GAPS.c.watch_id).where(GAPS.c.until.is_(None))
    late = and_(watch.stopped_at.is_(None), watch.next_poll_at < overdue_since)
    query = select(watch.id).where(or_(watch.id.in_(lasts), late))
    return set(session.connection().execute(query).scalars())


def load_places(session: Session, ids: Collection[int]) -> dict[int, tuple[str, str, str | None]]:
    """Return source, address and last error of some watches."""
    watch = WATCHES.c
    query = select(watch.id, watch.source, watch.address, watch.last_error)
    return {
        row.id: (row.source, row.address, row.last_error)
        for part in chunks(ids)
        for row in session.connection().execute(query.where(watch.id.in_(part)))
    }


def _select_mentions(*more: Any) -> Select[Any]:
    # How often it was seen does not matter here.
    seen, article = literal(1).label("sightings"), ARTICLES.c.canonical.label("article")
    return select(MENTIONS, article, seen, *more).join(
        ARTICLES, ARTICLES.c.id == MENTIONS.c.article_id
    )
