"""What is remembered of other people's servers from one run to the next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session

from mentions.looking import HostNote
from mentions.store.dialect import bytewise, upsert
from mentions.store.tables import HOSTS
from mentions.store.types import clean

_FORGOTTEN_AFTER = timedelta(days=60)
# No longer name can be asked for (RFC 1035, section 2.3.4).
_LONGEST_NAME = 253


def load_hosts(session: Session) -> list[HostNote]:
    """Return all that is remembered, by name."""
    rows = session.connection().execute(select(HOSTS).order_by(bytewise(HOSTS.c.host)))
    return [_note(row) for row in rows]


def load_host(session: Session, host: str) -> HostNote | None:
    """Return what is remembered of one host, None where that is nothing."""
    query = select(HOSTS).where(HOSTS.c.host == host)
    row = session.connection().execute(query).one_or_none()
    return None if row is None else _note(row)


def save_hosts(session: Session, notes: Iterable[HostNote], *, now: datetime | None = None) -> None:
    """Keep notes in place of the older ones; forget hosts that were not saved for 60 days.

    Args:
        session: Of `Store.writing`.
        notes: Of the hosts that were used; saving the others as well would keep them for ever.
        now: Aware, UTC; by the clock where it is not given.
    """
    now = now or datetime.now(UTC)
    rows = {
        note.host: {
            "host": clean(note.host),
            "robots": note.robots,
            "robots_at": note.robots_at,
            "failures": note.failures,
            "closed_until": note.closed_until,
            "why": note.why,
            "used_at": now,
        }
        for note in notes
        if 0 < len(note.host) <= _LONGEST_NAME
    }
    connection = session.connection()
    upsert(
        connection,
        HOSTS,
        [rows[host] for host in sorted(rows)],
        keys=("host",),
        overwrite=("robots", "robots_at", "failures", "closed_until", "why", "used_at"),
    )
    connection.execute(delete(HOSTS).where(HOSTS.c.used_at < now - _FORGOTTEN_AFTER))


def _note(row: Any) -> HostNote:
    return HostNote(
        host=row.host,
        robots=row.robots,
        robots_at=row.robots_at,
        failures=row.failures,
        closed_until=row.closed_until,
        why=row.why,
    )
