"""What asking with the owner's keys costs and gives: requests of each day, and open sessions.

Sessions hold tokens: they are never shown or exported, and a database that keeps some has to be
as private as the keys themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Field, Session

from mentions import asking
from mentions.store.dialect import upsert
from mentions.store.tables import METADATA, Row
from mentions.store.types import CleanText, JsonText

_KEPT = timedelta(days=60)


class SpendingRow(Row, table=True):
    """How many requests a source made on a day (UTC)."""

    __tablename__ = "spending"

    source: str = Field(primary_key=True, sa_type=CleanText)
    day: date = Field(primary_key=True)
    requests: int


class SessionRow(Row, table=True):
    """What a login gave. `mark` names the source and the key, without giving the key away."""

    __tablename__ = "sessions"

    mark: str = Field(primary_key=True, sa_type=CleanText)
    token: str = Field(sa_type=CleanText)
    expires_at: datetime | None = None
    extra: dict[str, str] = Field(sa_type=JsonText)
    opened_at: datetime


SPENDING = METADATA.tables["spending"]
SESSIONS = METADATA.tables["sessions"]


def load_spent(session: Session, day: date) -> dict[str, int]:
    """Return how many requests each source made on a day (UTC)."""
    query = select(SPENDING.c.source, SPENDING.c.requests).where(SPENDING.c.day == day)
    return {row.source: row.requests for row in session.connection().execute(query)}


def add_spent(session: Session, spent: Mapping[str, int], day: date) -> None:
    """Add requests to those of a day (UTC); what is older than 60 days is forgotten.

    Args:
        session: Of `Store.writing`.
        spent: By the names of sources.
        day: On which they were made.
    """
    rows = [
        {"source": source, "day": day, "requests": number}
        for source, number in sorted(spent.items())
        if number
    ]
    connection = session.connection()
    upsert(connection, SPENDING, rows, keys=("source", "day"), add=("requests",))
    connection.execute(delete(SPENDING).where(SPENDING.c.day < day - _KEPT))


def load_session(session: Session, mark: str) -> asking.Session | None:
    """Return what was kept of a login, None where nothing was."""
    query = select(SESSIONS).where(SESSIONS.c.mark == mark)
    row: Any = session.connection().execute(query).one_or_none()
    if row is None:
        return None
    return asking.Session(token=row.token, expires=row.expires_at, extra=row.extra or {})


def save_session(session: Session, mark: str, opened: asking.Session, *, now: datetime) -> None:
    """Keep what a login gave in place of the one before; forget what was not renewed for long."""
    row = {
        "mark": mark,
        "token": opened.token,
        "expires_at": opened.expires,
        "extra": dict(opened.extra),
        "opened_at": now,
    }
    overwrite = ("token", "expires_at", "extra", "opened_at")
    connection = session.connection()
    upsert(connection, SESSIONS, [row], keys=("mark",), overwrite=overwrite)
    connection.execute(delete(SESSIONS).where(SESSIONS.c.opened_at < now - _KEPT))
