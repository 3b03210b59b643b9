"""What is to be told to whom, and how that stands; `batches.py` has what is on its way."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, false, func, select, update
from sqlmodel import Session

from mentions.core.alerts.model import Event, State
from mentions.store import dialect
from mentions.store.tables_running import NOTICES
from mentions.store.types import chunks, is_id, short_key


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """Something to be told to somebody, once.

    Attributes:
        key: What makes it the same news.
        told: What cannot be read again when it is sent.
        due_at: When it may be sent; aware, UTC.
        attempts: How often that was tried.
        error: Why it did not work the last time.
    """

    recipient: str
    key: str
    event: Event
    due_at: datetime
    mention_id: int | None = None
    article_id: int | None = None
    told: Mapping[str, Any]
    state: State = State.WAITING
    id: int = 0
    attempts: int = 0
    error: str | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How many notices of somebody stand how; `next_at` is when the next is due.

    Attributes:
        refused: How many of those that wait could not be sent before.
        retry_at: When the next of these is tried again; aware, UTC.
    """

    waiting: int = 0
    next_at: datetime | None = None
    sending: int = 0
    sent: int = 0
    sent_since: int = 0
    failed: int = 0
    uncertain: int = 0
    folded: int = 0
    refused: int = 0
    retry_at: datetime | None = None


def add_notices(session: Session, notices: Sequence[Notice], *, now: datetime) -> None:
    """Note what is to be told; what somebody was told, or will be, is left as it is."""
    rows = [
        {
            "recipient": one.recipient,
            "key": short_key(one.key),
            "event": one.event.value,
            "mention_id": one.mention_id,
            "article_id": one.article_id,
            "told": dict(one.told),
            "created_at": now,
            "due_at": one.due_at,
            "state": one.state.value,
            "attempts": 0,
        }
        for one in notices
    ]
    dialect.insert_missing(session.connection(), NOTICES, rows)


def load_due(session: Session, recipient: str, now: datetime, *, limit: int) -> list[Notice]:
    """Return what is to be sent to somebody now, the oldest first."""
    wanted = _of(recipient, State.WAITING) & (NOTICES.c.due_at <= now)
    query = select(NOTICES).where(wanted).order_by(NOTICES.c.id).limit(limit)
    return [_notice(row) for row in session.connection().execute(query)]


def load_open(session: Session) -> list[Notice]:
    """Return what the owner should look at: given up, or uncertain; the latest first."""
    states = [State.FAILED.value, State.UNCERTAIN.value]
    query = select(NOTICES).where(NOTICES.c.state.in_(states)).order_by(NOTICES.c.id.desc())
    return [_notice(row) for row in session.connection().execute(query)]


def load_refused(session: Session) -> dict[str, str]:
    """Return why what still waits could not be sent the last time, by recipient."""
    waits = (NOTICES.c.state == State.WAITING.value) & NOTICES.c.error.is_not(None)
    query = select(NOTICES.c.recipient, NOTICES.c.error).where(waits).order_by(NOTICES.c.id)
    return {one.recipient: one.error for one in session.connection().execute(query)}


def load_told_of(
    session: Session, recipient: str, events: Collection[Event], *, since: datetime
) -> list[Notice]:
    """Return what somebody was told, or will be, of such events since a moment."""
    row = NOTICES.c
    query = select(NOTICES).where(
        row.recipient == recipient,
        row.event.in_([event.value for event in events]),
        row.created_at >= since,
    )
    return [_notice(one) for one in session.connection().execute(query.order_by(row.id))]


def known_keys(session: Session, recipient: str, keys: Collection[str]) -> set[str]:
    """Return which of these somebody was told, or will be."""
    row, found = NOTICES.c, set[str]()
    for part in chunks(map(short_key, keys)):
        query = select(row.key).where(row.recipient == recipient, row.key.in_(part))
        found.update(session.connection().execute(query).scalars())
    return found


def reschedule(session: Session, recipient: str, due_at: datetime) -> None:
    """Give the news that wait for their time, and were not tried yet, another one."""
    fresh = _of(recipient, State.WAITING) & (NOTICES.c.attempts == 0)
    # A report has a time of its own.
    fresh &= NOTICES.c.event != Event.REPORT.value
    session.connection().execute(update(NOTICES).where(fresh).values(due_at=due_at))


def drop_notices(session: Session, ids: Collection[int]) -> None:
    """Do not tell these any more."""
    for part in chunks(ids):
        change = update(NOTICES).where(NOTICES.c.id.in_(part))
        session.connection().execute(change.values(state=State.DROPPED.value))


def send_again(session: Session, *, now: datetime, notice_id: int | None = None) -> int:
    """Have what was given up or is uncertain sent again; returns how many notices.

    Args:
        session: Of `Store.writing`.
        now: Aware, UTC.
        notice_id: Of one that was given up or is uncertain; None is every uncertain one.
    """
    row = NOTICES.c
    if notice_id is None:
        wanted = row.state == State.UNCERTAIN.value
    else:
        states = [State.FAILED.value, State.UNCERTAIN.value]
        wanted = row.id == notice_id if is_id(notice_id) else false()
        wanted &= row.state.in_(states)
    again = {"state": State.WAITING.value, "due_at": now, "attempts": 0, "batch": None}
    return session.connection().execute(update(NOTICES).where(wanted).values(**again)).rowcount


def load_standing(session: Session, *, since: datetime) -> dict[str, Standing]:
    """Return how the notices of everybody stand, by recipient.

    Args:
        session: Open.
        since: From when on what was sent is counted as `sent_since`; aware, UTC.
    """
    row = NOTICES.c
    query = select(
        row.recipient,
        row.state,
        func.count().label("number"),
        func.min(row.due_at).label("next_at"),
        func.count().filter(row.sent_at >= since).label("lately"),
        func.count(row.error).label("refused"),
        func.min(row.due_at).filter(row.error.is_not(None)).label("retry_at"),
    ).group_by(row.recipient, row.state)
    found: dict[str, dict[str, Any]] = {}
    for one in session.connection().execute(query):
        own = found.setdefault(one.recipient, {})
        if one.state == State.DROPPED.value:
            continue
        own[one.state] = one.number
        if one.state == State.WAITING.value:
            own |= {"next_at": one.next_at, "refused": one.refused, "retry_at": one.retry_at}
        if one.state == State.SENT.value:
            own["sent_since"] = one.lately
    return {recipient: Standing(**own) for recipient, own in found.items()}


def _of(recipient: str, state: State) -> ColumnElement[bool]:
    return (NOTICES.c.recipient == recipient) & (NOTICES.c.state == state.value)


def _notice(row: Any) -> Notice:
    return Notice(
        id=row.id,
        recipient=row.recipient,
        key=row.key,
        event=Event(row.event),
        mention_id=row.mention_id,
        article_id=row.article_id,
        told=row.told,
        created_at=row.created_at,
        due_at=row.due_at,
        state=State(row.state),
        attempts=row.attempts,
        error=row.error,
    )
