"""The link-health timelines of mentions: what changed at their permalinks, and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, insert, select
from sqlmodel import Session

from mentions.core.health.states import Event, Step
from mentions.store.tables_running import LINK_EVENTS
from mentions.store.types import is_id


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredEvent:
    """A step of the timeline of a mention.

    Attributes:
        id: Later steps, of any mention, have higher ones.
    """

    id: int
    mention_id: int
    event: Event


def add_events(connection: Connection, mention_id: int, events: Iterable[Event]) -> None:
    """Add steps to the timeline of a mention."""
    rows = [
        {
            "mention_id": mention_id,
            "at": event.at,
            "state": event.step.value,
            "rel": event.rel,
            "text": event.before,
            "why": event.why,
        }
        for event in events
    ]
    if rows:
        connection.execute(insert(LINK_EVENTS), rows)


def load_timeline(session: Session, mention_id: int) -> list[StoredEvent]:
    """Return the timeline of a mention, oldest first."""
    if not is_id(mention_id):
        return []
    return _load(session, LINK_EVENTS.c.mention_id == mention_id)


def load_events(
    session: Session, since_id: int = 0, *, limit: int | None = None
) -> list[StoredEvent]:
    """Return what happened after a step, in order: of all mentions, also those no longer shown.

    Args:
        session: Open.
        since_id: The last step that is known already; 0 for all.
        limit: At most so many.
    """
    return _load(session, LINK_EVENTS.c.id > since_id, limit=limit)


def last_event_id(session: Session) -> int:
    """Return the id of the newest step; 0 where there is none."""
    query = select(LINK_EVENTS.c.id).order_by(LINK_EVENTS.c.id.desc()).limit(1)
    return session.connection().execute(query).scalar() or 0


def _load(
    session: Session, condition: ColumnElement[bool], *, limit: int | None = None
) -> list[StoredEvent]:
    query = select(LINK_EVENTS).where(condition).order_by(LINK_EVENTS.c.id).limit(limit)
    return [
        StoredEvent(
            id=row.id,
            mention_id=row.mention_id,
            event=Event(step=Step(row.state), at=row.at, rel=row.rel, before=row.text, why=row.why),
        )
        for row in session.connection().execute(query)
    ]
