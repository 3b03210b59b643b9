"""Mentions: reading them, and the owner's deletions. Storing what a poll found is in `changes.py`.

The newest come first: by the date of publication, or by when we first saw them where that is
unknown. Mentions of an article no longer tracked are only given where that article is asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, false, func, select, update
from sqlmodel import Session

from mentions.core.changes import Known
from mentions.core.health.states import ENDED
from mentions.model import Kind
from mentions.store.dialect import holds
from mentions.store.records import (
    StoredMention,
    StoredSighting,
    folded,
    mention_of,
    stored_mention_of,
    stored_sighting_of,
)
from mentions.store.tables import ARTICLES, KEYS, MENTIONS, SIGHTINGS
from mentions.store.types import chunks, is_id, short_key

_ROWS_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class MentionFilter:
    """Which mentions to give; None is any.

    Attributes:
        article_id: Of one article, also one that is no longer tracked.
        author: Part of the author's name, handle or address, in any letter case.
        since: The first moment that counts, aware.
        until: The first moment that does not count any more, aware.
        deleted: Whether to give the deleted ones instead.
        public: Leave out what is gone upstream, or whose link was removed: public views.
    """

    article_id: int | None = None
    kind: Kind | None = None
    platform: str | None = None
    author: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    deleted: bool = False
    public: bool = False


EVERYTHING = MentionFilter()


def stream_mentions(
    session: Session,
    wanted: MentionFilter = EVERYTHING,
    *,
    limit: int | None = None,
    oldest_first: bool = False,
) -> Generator[StoredMention]:
    """Yield mentions, newest first, in constant memory; the session must stay open meanwhile.

    Close it where it is not read to its end.
    """
    columns = MENTIONS.c.happened_at, MENTIONS.c.id
    order = columns if oldest_first else tuple(column.desc() for column in columns)
    query = _select_mentions().where(*conditions_of(wanted)).order_by(*order).limit(limit)
    # Closed also where the caller stops early: PostgreSQL keeps a cursor open for it.
    with session.connection().execute(query.execution_options(yield_per=_ROWS_AT_ONCE)) as rows:
        for row in rows:
            yield stored_mention_of(row)


def load_mentions(
    session: Session, wanted: MentionFilter = EVERYTHING, *, limit: int | None = None
) -> list[StoredMention]:
    """Return mentions, newest first."""
    return list(stream_mentions(session, wanted, limit=limit))


def load_mention(session: Session, mention_id: int) -> StoredMention | None:
    """Return one mention, also a deleted one; None where there is none with this id."""
    row = session.connection().execute(_select_mentions().where(_has_id(mention_id))).first()
    return stored_mention_of(row) if row else None


def load_sightings(session: Session, mention_id: int) -> list[StoredSighting]:
    """Return where and when a mention was seen, in the order of the first time."""
    query = (
        select(SIGHTINGS)
        .join(MENTIONS)
        .where(_has_id(mention_id))
        .order_by(SIGHTINGS.c.first_at, SIGHTINGS.c.id)
    )
    return [stored_sighting_of(row) for row in session.connection().execute(query)]


def count_mentions(session: Session, wanted: MentionFilter = EVERYTHING) -> int:
    """Return how many mentions there are."""
    query = select(func.count()).select_from(MENTIONS).join(ARTICLES).where(*conditions_of(wanted))
    return session.connection().execute(query).scalar_one()


def count_by_article(session: Session) -> dict[int, int]:
    """Return the number of mentions by article id, without the deleted; none is left out."""
    query = (
        select(MENTIONS.c.article_id, func.count().label("number"))
        .where(MENTIONS.c.deleted_at.is_(None))
        .group_by(MENTIONS.c.article_id)
    )
    rows = session.connection().execute(query)
    return {row.article_id: row.number for row in rows}


def delete_mention(session: Session, mention_id: int, *, now: datetime) -> bool:
    """Make a mention a tombstone: it is known, never shown and never comes back by itself.

    Returns:
        Whether there is one with this id; one deleted before keeps its time.
    """
    time = func.coalesce(MENTIONS.c.deleted_at, now, type_=MENTIONS.c.deleted_at.type)
    return _set_deleted(session, mention_id, time)


def restore_mention(session: Session, mention_id: int) -> bool:
    """Undo a deletion; returns whether there is a mention with this id."""
    return _set_deleted(session, mention_id, None)


def load_known(session: Session, article_id: int, keys: Iterable[str]) -> dict[str, Known]:
    """Return what is known under these identity keys of an article, deleted ones too.

    Call it in the `writing` session that then calls `save_changes`: the article stays locked in
    between, so no other process stores the same act. Several articles: in the order of their ids.
    """
    connection = session.connection()
    lock = select(ARTICLES.c.id).where(ARTICLES.c.id == article_id).with_for_update()
    connection.execute(lock)
    asked = {key: short_key(key) for key in keys}
    owners = load_owners(connection, article_id, asked.values())
    found = _load_known(connection, owners.values(), asked)
    return {key: found[owners[short]] for key, short in asked.items() if short in owners}


def load_owners(
    connection: Connection, article_id: int, short_keys: Iterable[str]
) -> dict[str, int]:
    """Return which mention has which key."""
    owners: dict[str, int] = {}
    for part in chunks(short_keys):
        query = select(KEYS.c.key, KEYS.c.mention_id).where(
            KEYS.c.article_id == article_id, KEYS.c.key.in_(part)
        )
        owners.update((key, owner) for key, owner in connection.execute(query))
    return owners


def _load_known(
    connection: Connection, ids: Iterable[int], asked: dict[str, str]
) -> dict[int, Known]:
    known: dict[int, Known] = {}
    long_forms: dict[str, set[str]] = {}
    for key, short in asked.items():
        long_forms.setdefault(short, set()).add(key)
    for part in chunks(ids):
        keys = _load_keys(connection, part)
        for row in connection.execute(_select_mentions().where(MENTIONS.c.id.in_(part))):
            own = keys.get(row.id, set())
            # The core compares keys as it made them, so those it asked for come back unchanged.
            own |= {key for short in own for key in long_forms.get(short, ())}
            known[row.id] = Known(
                id=row.id,
                mention=mention_of(row),
                keys=frozenset(own),
                deleted=row.deleted_at is not None,
            )
    return known


def _load_keys(connection: Connection, ids: Collection[int]) -> dict[int, set[str]]:
    keys: dict[int, set[str]] = {}
    query = select(KEYS.c.mention_id, KEYS.c.key).where(KEYS.c.mention_id.in_(ids))
    for owner, key in connection.execute(query):
        keys.setdefault(owner, set()).add(key)
    return keys


def _select_mentions() -> Select[Any]:
    sightings = (
        select(func.count())
        .select_from(SIGHTINGS)
        .where(SIGHTINGS.c.mention_id == MENTIONS.c.id)
        .scalar_subquery()
    )
    article = ARTICLES.c.canonical.label("article")
    return select(MENTIONS, article, sightings.label("sightings")).join(ARTICLES)


def conditions_of(wanted: MentionFilter) -> Iterator[ColumnElement[bool]]:
    """Yield what makes a mention one that is wanted, of a query that joins ARTICLES."""
    mention = MENTIONS.c
    yield mention.deleted_at.is_not(None) if wanted.deleted else mention.deleted_at.is_(None)
    if wanted.article_id is None:
        yield ARTICLES.c.removed_at.is_(None)
    else:
        yield mention.article_id == wanted.article_id if is_id(wanted.article_id) else false()
    if wanted.kind:
        yield mention.kind == wanted.kind.value
    if wanted.platform:
        yield mention.platform == wanted.platform
    if wanted.author:
        part = folded(wanted.author.strip().removeprefix("@"))
        yield holds(mention.author_search, part)
    if wanted.public:
        ended = mention.health.in_([state.value for state in ENDED])
        yield mention.health.is_(None) | ~ended
    if wanted.since:
        yield mention.happened_at >= wanted.since
    if wanted.until:
        yield mention.happened_at < wanted.until


def _has_id(mention_id: int) -> ColumnElement[bool]:
    return MENTIONS.c.id == mention_id if is_id(mention_id) else false()


def _set_deleted(session: Session, mention_id: int, time: ColumnElement[Any] | None) -> bool:
    change = update(MENTIONS).where(_has_id(mention_id)).values(deleted_at=time)
    return session.connection().execute(change).rowcount > 0
