"""Carrying out what core/changes.py planned: each act is stored once, whole or not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlmodel import Session

from mentions.core.changes import Change, Changes, Found, keys_of, plan_changes
from mentions.errors import StoreError
from mentions.store import dialect
from mentions.store.counts import save_counts, unite_counts
from mentions.store.mentions import load_known, load_owners
from mentions.store.records import mention_values, sighting_values
from mentions.store.tables import ARTICLES, KEYS, MENTIONS, SIGHTINGS
from mentions.store.types import chunks, clean, short_key


@dataclass(frozen=True, kw_only=True, slots=True)
class Saved:
    """What became of the changes, as ids of mentions; those of deleted ones stand nowhere.

    Attributes:
        new: Inserted.
        updated: Known, and their kind or words changed: news.
        seen: Known, seen again without news.
    """

    new: tuple[int, ...] = ()
    updated: tuple[int, ...] = ()
    seen: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Step:
    """A change and where it goes."""

    change: Change
    article_id: int
    target: int
    is_new: bool = False
    deleted: bool = False


def save_changes(session: Session, changes: Changes, *, now: datetime) -> Saved:
    """Store mentions, their keys and their sightings.

    A plan made from what is no longer so (another process stored the same act meanwhile, or this
    very plan is stored a second time) is made again from what is. A deleted mention gets keys and
    sightings and stays deleted; so does one that absorbs a deleted one.

    Args:
        session: Of `Store.writing`.
        changes: A new mention has at least one sighting.
        now: Aware, UTC.

    Raises:
        StoreError: An article of the mentions is not in the database.
    """
    connection = session.connection()
    articles = _lock_articles(connection, changes.changes)
    current = [
        change
        for article, article_id in articles.items()
        for change in _replanned(
            session, article_id, [c for c in changes.changes if clean(c.mention.article) == article]
        )
    ]
    steps = _steps(connection, current, articles, now)
    _update_mentions(connection, steps, now)
    for step in steps:
        _absorb(connection, step)
    _add_keys(connection, steps)
    _add_sightings(connection, steps, now)
    _add_counts(connection, steps)
    alive = [step for step in steps if not step.deleted]
    return Saved(
        new=_ids(step for step in alive if step.is_new),
        updated=_ids(step for step in alive if not step.is_new and step.change.is_news),
        seen=_ids(step for step in alive if not step.is_new and not step.change.is_news),
    )


def _ids(steps: Iterable[_Step]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(step.target for step in steps))


def _lock_articles(connection: Connection, changes: Iterable[Change]) -> dict[str, int]:
    """Return the articles by canonical URL; nobody else stores mentions of them until we end."""
    wanted = {clean(change.mention.article) for change in changes}
    found: dict[str, int] = {}
    for part in chunks(sorted(wanted)):
        query = select(ARTICLES.c.canonical, ARTICLES.c.id).where(ARTICLES.c.canonical.in_(part))
        rows = connection.execute(query.order_by(ARTICLES.c.id).with_for_update())
        found.update((canonical, article_id) for canonical, article_id in rows)
    if missing := wanted - found.keys():
        raise StoreError(f"{min(missing)}: not tracked any more; nothing was stored")
    return found


def _replanned(session: Session, article_id: int, changes: Sequence[Change]) -> Iterator[Change]:
    """Yield the changes, those whose ground has moved planned again."""
    connection = session.connection()
    keys = (short_key(key) for change in changes for key in change.keys)
    owners = load_owners(connection, article_id, keys)
    existing = _load_deleted(connection, _known_ids(changes)).keys()
    stale: list[Change] = []
    for change in changes:
        own = {change.known_id, *change.absorbed}
        taken = {owners.get(short_key(key)) for key in change.keys} - {None, *own}
        if taken or (change.known_id is not None and change.known_id not in existing):
            stale.append(change)
        else:
            yield change
    found = [
        Found(mention=change.mention, sighting=sighting, own=change.own)
        for change in stale
        for sighting in change.sightings
    ]
    if found:
        yield from plan_changes(found, load_known(session, article_id, keys_of(found))).changes


def _known_ids(changes: Iterable[Change]) -> Iterator[int]:
    for change in changes:
        if change.known_id is not None:
            yield change.known_id
        yield from change.absorbed


def _load_deleted(connection: Connection, ids: Iterable[int]) -> dict[int, bool]:
    """Return whether a mention is deleted, by id, for those that exist."""
    states: dict[int, bool] = {}
    for part in chunks(ids):
        query = select(MENTIONS.c.id, MENTIONS.c.deleted_at).where(MENTIONS.c.id.in_(part))
        states.update((key, time is not None) for key, time in connection.execute(query))
    return states


def _steps(
    connection: Connection, changes: Sequence[Change], articles: Mapping[str, int], now: datetime
) -> list[_Step]:
    """Insert what is new, so that every change has its mention."""
    states = _load_deleted(connection, _known_ids(changes))
    new = [change for change in changes if change.known_id is None]
    ids = iter(_insert_mentions(connection, new, articles, now))
    return [
        _Step(
            change=change,
            article_id=articles[clean(change.mention.article)],
            target=next(ids) if change.known_id is None else change.known_id,
            is_new=change.known_id is None,
            deleted=change.own or any(states.get(known, False) for known in _known_ids([change])),
        )
        for change in changes
    ]


def _insert_mentions(
    connection: Connection, changes: Sequence[Change], articles: Mapping[str, int], now: datetime
) -> Sequence[int]:
    rows = [
        mention_values(change.mention)
        | {
            "article_id": articles[clean(change.mention.article)],
            "last_seen": now,
            "updated_at": now,
        }
        for change in changes
    ]
    if not rows:
        return ()
    statement = insert(MENTIONS).returning(MENTIONS.c.id, sort_by_parameter_order=True)
    return connection.execute(statement, rows).scalars().all()


def _update_mentions(connection: Connection, steps: Collection[_Step], now: datetime) -> None:
    alive = [step for step in steps if not step.is_new and not step.deleted]
    for is_news in (True, False):
        times = {"last_seen": now, "updated_at": now} if is_news else {"last_seen": now}
        part = (step for step in alive if step.change.is_news is is_news)
        rows = [mention_values(step.change.mention) | times | {"row": step.target} for step in part]
        _update_rows(connection, rows)
    # A tombstone that absorbs, or is absorbed, marks the one that stays.
    dead = [{"row": step.target, "deleted_at": now} for step in steps if step.deleted]
    _update_rows(connection, dead, where_null="deleted_at")


def _update_rows(
    connection: Connection, rows: Sequence[dict[str, Any]], where_null: str | None = None
) -> None:
    if not rows:
        return
    statement = update(MENTIONS).where(MENTIONS.c.id == bindparam("row"))
    if where_null:
        statement = statement.where(MENTIONS.c[where_null].is_(None))
    connection.execute(statement, rows)


def _absorb(connection: Connection, step: _Step) -> None:
    """Move keys, sightings and counts of the absorbed mentions, then drop their rows."""
    gone = step.change.absorbed
    if not gone:
        return
    connection.execute(
        update(KEYS).where(KEYS.c.mention_id.in_(gone)).values(mention_id=step.target)
    )
    everywhere = SIGHTINGS.c.mention_id.in_((step.target, *gone))
    rows = connection.execute(select(SIGHTINGS).where(everywhere).order_by(SIGHTINGS.c.last_at))
    merged = _merged_sightings((row._asdict() for row in rows), step.target)
    connection.execute(delete(SIGHTINGS).where(everywhere))
    if merged:
        connection.execute(insert(SIGHTINGS), merged)
    unite_counts(connection, step.target, gone)
    connection.execute(delete(MENTIONS).where(MENTIONS.c.id.in_(gone)))


def _merged_sightings(rows: Iterable[dict[str, Any]], target: int) -> list[dict[str, Any]]:
    """Return one row a place: the first time of all, the rest as it was last."""
    merged: dict[str, dict[str, Any]] = {}
    for row in rows:
        del row["id"]
        before = merged.get(row["place"], row)
        row["first_at"] = min(row["first_at"], before["first_at"])
        merged[row["place"]] = row | {"mention_id": target}
    return sorted(merged.values(), key=lambda row: row["first_at"])


def _add_keys(connection: Connection, steps: Collection[_Step]) -> None:
    rows = [
        {"article_id": step.article_id, "key": short_key(key), "mention_id": step.target}
        for step in steps
        for key in step.change.keys
    ]
    dialect.insert_missing(connection, KEYS, rows)


def _add_sightings(connection: Connection, steps: Collection[_Step], now: datetime) -> None:
    rows = [
        sighting_values(sighting, mention_id=step.target, now=now)
        for step in steps
        for sighting in step.change.sightings
    ]
    dialect.upsert(
        connection,
        SIGHTINGS,
        rows,
        keys=("mention_id", "place"),
        overwrite=("evidence", "text", "links", "last_at"),
    )
    # What began to read before another one stored the same: its mention has the earlier time, too.
    seen = SIGHTINGS.c
    for part in chunks({step.target for step in steps if not step.is_new}):
        late = seen.mention_id.in_(part) & (seen.first_at > seen.last_at)
        connection.execute(update(SIGHTINGS).where(late).values(first_at=seen.last_at))


def _add_counts(connection: Connection, steps: Collection[_Step]) -> None:
    # What is deleted stays as it was.
    steps = [step for step in steps if step.is_new or not step.deleted]
    told = ((step.target, sighting) for step in steps for sighting in step.change.sightings)
    save_counts(connection, told)
