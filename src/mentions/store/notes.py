"""Small things that are remembered from run to run, each under its name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session

from mentions.store import dialect
from mentions.store.tables_running import NOTES


def load_note(session: Session, name: str, *, lock: bool = False) -> Any:
    """Return what was noted, None where nothing was.

    Args:
        session: Open; one that writes, where it is locked.
        name: Of the note.
        lock: Whether nobody else may change it until this transaction ends.
    """
    query = select(NOTES.c.value).where(NOTES.c.name == name)
    return session.connection().execute(query.with_for_update() if lock else query).scalar()


def load_notes(session: Session, prefix: str) -> dict[str, Any]:
    """Return everything noted under names that begin so."""
    query = select(NOTES.c.name, NOTES.c.value)
    query = query.where(NOTES.c.name.startswith(prefix, autoescape=True)).order_by(
        dialect.bytewise(NOTES.c.name)
    )
    return {row.name: row.value for row in session.connection().execute(query)}


def save_note(session: Session, name: str, value: Any, *, now: datetime) -> None:
    """Note something, in place of what was noted under that name."""
    rows = [{"name": name, "value": value, "at": now}]
    dialect.upsert(session.connection(), NOTES, rows, keys=("name",), overwrite=("value", "at"))


def drop_notes(session: Session, names: Iterable[str]) -> int:
    """Forget; returns how many of them there were."""
    query = delete(NOTES).where(NOTES.c.name.in_(list(names)))
    return session.connection().execute(query).rowcount
