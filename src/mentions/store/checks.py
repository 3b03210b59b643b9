"""Link health: when each mention is looked at again, and how it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update
from sqlmodel import Session

from mentions.core.changes import Change, Changes, Sighting
from mentions.core.counting import counted_at, latest_counts
from mentions.core.health.states import Check, Event, State, doubt_of
from mentions.core.health.timing import YOUNG, next_check, next_count
from mentions.core.standing import Standing
from mentions.model import Counts
from mentions.store import dialect
from mentions.store.changes import save_changes
from mentions.store.counts import save_counts
from mentions.store.link_events import add_events
from mentions.store.mentions import load_mention
from mentions.store.own_pages import seen_at_home
from mentions.store.records import StoredMention
from mentions.store.tables import ARTICLES, KEYS, MENTIONS
from mentions.store.tables_running import CHECKS
from mentions.store.types import chunks, is_id

_NEW_AT_ONCE = 2_000
# Of young posts so many are looked through for those whose numbers are due.
_YOUNG_AT_ONCE = 5_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """A mention to be looked at.

    Attributes:
        keys: Its identity keys, as the store keeps them.
        polled: A poll saw the link on the mention's own page.
    """

    stored: StoredMention
    check: Check
    keys: frozenset[str]
    polled: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a look told beside how the mention stands.

    Attributes:
        text: Its words now, where they replace the known ones.
        counts: Its numbers now; None where they were not asked for.
        told_by: The host that told them.
    """

    text: str | None = None
    counts: Counts | None = None
    told_by: str = ""


def add_checks(session: Session, now: datetime) -> int:
    """Put mentions that have none on the schedule; returns how many there were.

    Args:
        session: Of `Store.writing`.
        now: Aware, UTC.
    """
    query = (
        select(MENTIONS.c.id, MENTIONS.c.first_seen)
        .join(ARTICLES)
        .outerjoin(CHECKS, CHECKS.c.mention_id == MENTIONS.c.id)
        .where(CHECKS.c.mention_id.is_(None), *_alive())
        .order_by(MENTIONS.c.id)
        .limit(_NEW_AT_ONCE)
    )
    rows = [
        {
            "mention_id": row.id,
            "due_at": next_check(row.first_seen, 0, now),
            "looks": 0,
            "misses": 0,
            "state": State.UNKNOWN.value,
            "since": row.first_seen,
        }
        for row in session.connection().execute(query)
    ]
    dialect.insert_missing(session.connection(), CHECKS, rows)
    return len(rows)


def load_due_checks(session: Session, now: datetime, *, limit: int) -> list[Checked]:
    """Return the mentions that are due to be looked at, the longest due first."""
    query = (
        select(CHECKS.c.mention_id)
        .join(MENTIONS, MENTIONS.c.id == CHECKS.c.mention_id)
        .join(ARTICLES)
        .where(CHECKS.c.due_at <= now, *_alive())
        .order_by(CHECKS.c.due_at, CHECKS.c.mention_id)
        .limit(limit)
    )
    return load_checks(session, session.connection().execute(query).scalars())


def load_due_counts(
    session: Session, now: datetime, platforms: Collection[str], *, limit: int
) -> list[Checked]:
    """Return the young posts whose numbers are due to be asked for, the longest due first.

    Args:
        session: Open.
        now: Aware, UTC.
        platforms: Networks that tell them.
        limit: At most so many.
    """
    query = (
        select(CHECKS, MENTIONS.c.first_seen)
        .join(MENTIONS, MENTIONS.c.id == CHECKS.c.mention_id)
        .join(ARTICLES)
        .where(
            # The last time may come a little late.
            MENTIONS.c.first_seen > now - 2 * YOUNG,
            MENTIONS.c.platform.in_(sorted(platforms)),
            MENTIONS.c.url.is_not(None),
            CHECKS.c.state != State.GONE.value,
            *_alive(),
        )
        .order_by(MENTIONS.c.first_seen.desc(), MENTIONS.c.id.desc())
        .limit(_YOUNG_AT_ONCE)
    )
    due: list[tuple[datetime, int]] = []
    for row in session.connection().execute(query):
        at = next_count(row.first_seen, _check_of(row).counted_at)
        if at is not None and at <= now:
            due.append((at, row.mention_id))
    return load_checks(session, [mention_id for _, mention_id in sorted(due)[:limit]])


def load_checks(session: Session, mention_ids: Iterable[int]) -> list[Checked]:
    """Return mentions with what is remembered of them, in the order given.

    Those without a check get one that is not stored yet; what is no mention is left out.
    """
    connection, found = session.connection(), []
    asked = [one for one in dict.fromkeys(mention_ids) if is_id(one)]
    loaded = {one: load_mention(session, one) for one in asked}
    wanted = {one: stored for one, stored in loaded.items() if stored}
    rows, keys = _load_rows(connection, wanted), _load_keys(connection, wanted)
    polled = seen_at_home(connection, {one: has.mention.url for one, has in wanted.items()})
    for number, stored in wanted.items():
        row = rows.get(number)
        known = Checked(
            stored=stored,
            check=_check_of(row)
            if row
            else Check(mention_id=number, since=stored.mention.first_seen),
            keys=frozenset(keys.get(number, ())),
            polled=number in polled,
        )
        found.append(known)
    return found


def load_all_ids(session: Session) -> list[int]:
    """Return the ids of all mentions of tracked articles but the deleted ones."""
    query = select(MENTIONS.c.id).join(ARTICLES).where(*_alive()).order_by(MENTIONS.c.id)
    return list(session.connection().execute(query).scalars())


def save_check(
    session: Session,
    before: Check,
    after: Check,
    events: Sequence[Event],
    *,
    now: datetime,
    told: Told | None = None,
) -> bool:
    """Store what a look came to: all of it, or nothing where somebody else looked meanwhile.

    Args:
        session: Of `Store.writing`.
        before: As it was loaded.
        after: What is remembered now.
        events: What has changed.
        now: Aware, UTC.
        told: What else was learned.

    Returns:
        Whether it was stored; not where the mention was removed or another process was faster.
    """
    connection = session.connection()
    stored = load_mention(session, before.mention_id)
    if stored is None:
        return False
    start = {"looks": 0, "misses": 0, "state": State.UNKNOWN.value, "since": before.since}
    dialect.insert_missing(connection, CHECKS, [{"mention_id": before.mention_id, **start}])
    mine = CHECKS.c.mention_id == before.mention_id, CHECKS.c.looks == before.looks
    if not connection.execute(update(CHECKS).where(*mine).values(_values(after))).rowcount:
        return False
    add_events(connection, before.mention_id, events)
    if told:
        _save_told(session, stored, told, now)
    if after.state is not State.UNKNOWN and not after.blind:
        health = {"health": after.state.value, "health_at": now}
        row = MENTIONS.c.id == before.mention_id
        connection.execute(update(MENTIONS).where(row).values(health))
    return True


def save_stated(session: Session, stated: Iterable[tuple[int, Standing]]) -> None:
    """Store how mentions stood by the word of an import; what was seen later than that stays.

    The schedule is left as it is: our own looks begin anew, and what they see replaces this.

    Args:
        session: Of `Store.writing`.
        stated: Ids of mentions, each with what the import says of it.
    """
    row = MENTIONS.c
    for number, one in stated:
        if one.health is None:
            continue
        older = row.health_at.is_(None) | (row.health_at < one.health_at)
        values = {"health": str(one.health), "health_at": one.health_at}
        session.connection().execute(update(MENTIONS).where(row.id == number, older).values(values))


def _alive() -> tuple[ColumnElement[bool], ...]:
    return MENTIONS.c.deleted_at.is_(None), ARTICLES.c.removed_at.is_(None)


def _load_rows(connection: Connection, ids: Iterable[int]) -> dict[int, Any]:
    rows: dict[int, Any] = {}
    for part in chunks(ids):
        query = select(CHECKS).where(CHECKS.c.mention_id.in_(part))
        rows.update((row.mention_id, row) for row in connection.execute(query))
    return rows


def _load_keys(connection: Connection, ids: Iterable[int]) -> dict[int, set[str]]:
    keys: dict[int, set[str]] = {}
    for part in chunks(ids):
        query = select(KEYS.c.mention_id, KEYS.c.key).where(KEYS.c.mention_id.in_(part))
        for mention_id, key in connection.execute(query):
            keys.setdefault(mention_id, set()).add(key)
    return keys


def _check_of(row: Any) -> Check:
    memory = row.memory or {}
    rel, counted = memory.get("rel"), memory.get("counted_at")
    return Check(
        mention_id=row.mention_id,
        since=row.since,
        state=State(row.state),
        looks=row.looks,
        due_at=row.due_at,
        looked_at=row.looked_at,
        why=row.why,
        blind=memory.get("blind", 0),
        doubt=doubt_of(memory, row.misses),
        linked=memory.get("linked", False),
        text=memory.get("text"),
        rel=None if rel is None else tuple(rel),
        edited=memory.get("edited", False),
        counted_at=datetime.fromisoformat(counted) if counted else None,
    )


def _values(check: Check) -> dict[str, Any]:
    return {
        "due_at": check.due_at,
        "looks": check.looks,
        "misses": check.doubt.times if check.doubt else 0,
        "state": check.state.value,
        "since": check.since,
        "looked_at": check.looked_at,
        "why": check.why,
        "memory": check.memory(),
    }


def _save_told(session: Session, stored: StoredMention, told: Told, now: datetime) -> None:
    mention, is_news = stored.mention, bool(told.text and told.text != stored.mention.text)
    if is_news:
        mention = replace(mention, text=told.text)
    if told.counts is not None:
        counts = counted_at(told.counts, now)
        mention = replace(mention, counts=latest_counts(counts, mention.counts))
        sighting = Sighting(
            source=mention.source,
            channel=mention.channel,
            evidence=mention.evidence,
            counts=counts,
            told_by=told.told_by,
        )
        save_counts(session.connection(), [(stored.id, sighting)])
    if mention == stored.mention:
        return
    change = Change(mention=mention, keys=(), known_id=stored.id, is_news=is_news)
    save_changes(session, Changes(changes=(change,)), now=now)
