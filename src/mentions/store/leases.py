"""Who polls a watch right now: a hold that lasts only as long as it is renewed.

So no two processes poll one watch at a time, and what a killed one held is due again soon.
Storing how a poll went (`save_looks`) ends the hold in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Session

from mentions.asking import Watch
from mentions.store.tables import WATCHES
from mentions.store.types import chunks
from mentions.store.watches import is_due, load_those, longest_due_first


class Due(NamedTuple):
    """A watch that waits to be polled; no more than is needed to choose."""

    id: int
    source: str
    address: str


def load_waiting(session: Session, now: datetime, *, limit: int) -> list[Due]:
    """Return the watches that may be polled now, the longest due first."""
    row = WATCHES.c
    query = select(row.id, row.source, row.address).where(*is_due(now))
    found = session.connection().execute(query.order_by(*longest_due_first()).limit(limit))
    return [Due(*one) for one in found]


def claim_due(
    session: Session,
    now: datetime,
    *,
    holder: str,
    until: datetime,
    limit: int,
    among: Iterable[int] | None = None,
) -> list[Watch]:
    """Hold watches that are due, so that nobody else polls them; returns those.

    Args:
        session: Of `Store.writing`.
        now: Aware, UTC.
        holder: Whoever will poll them.
        until: When the hold ends if it is not renewed.
        limit: How many at the most, the longest due first.
        among: Only these ids; None is all.
    """
    query = select(WATCHES.c.id).where(*is_due(now)).order_by(*longest_due_first()).limit(limit)
    if among is not None:
        query = query.where(WATCHES.c.id.in_(list(among)))
    # What another process is claiming just now is left to it, not waited for.
    connection = session.connection()
    ids = [row.id for row in connection.execute(query.with_for_update(skip_locked=True))]
    for some in chunks(ids):
        mine = update(WATCHES).where(WATCHES.c.id.in_(some))
        connection.execute(mine.values(holder=holder, held_until=until))
    return load_those(session, ids)


def renew_holds(
    session: Session, ids: Iterable[int], *, holder: str, until: datetime
) -> frozenset[int]:
    """Hold watches for longer; returns those that somebody else holds by now.

    Args:
        session: Of `Store.writing`.
        ids: Of the watches that are being polled.
        holder: Who claimed them.
        until: As in `claim_due`.
    """
    lost: set[int] = set()
    connection = session.connection()
    for some in chunks(sorted(ids)):
        these = WATCHES.c.id.in_(some)
        mine = update(WATCHES).where(these, WATCHES.c.holder == holder)
        connection.execute(mine.values(held_until=until))
        others = select(WATCHES.c.id).where(these, WATCHES.c.holder != holder)
        lost.update(row.id for row in connection.execute(others))
    return frozenset(lost)


def hand_back(session: Session, *, holder: str | None = None) -> int:
    """Let go of all that a holder holds, or of everything; it is due as before.

    Args:
        session: Of `Store.writing`.
        holder: None where nobody else can be polling any more.

    Returns:
        How many watches that were.
    """
    held = WATCHES.c.holder.is_not(None) if holder is None else WATCHES.c.holder == holder
    free = update(WATCHES).where(held).values(holder=None, held_until=None)
    return session.connection().execute(free).rowcount


def put_right(session: Session, now: datetime) -> int:
    """Plan anew what was planned by a clock that was ahead; returns how many watches that were.

    What was polled later than now was so by a wrong clock: the wait that was planned then begins
    now.

    Args:
        session: Of `Store.writing`.
        now: Aware, UTC.
    """
    row = WATCHES.c
    query = select(row.id, row.last_polled_at, row.next_poll_at).where(row.last_polled_at > now)
    connection = session.connection()
    wrong = [
        {
            "row": one.id,
            "due": one.next_poll_at and now + (one.next_poll_at - one.last_polled_at),
        }
        for one in connection.execute(query)
    ]
    if wrong:
        due = bindparam("due", type_=row.next_poll_at.type)
        connection.execute(
            update(WATCHES)
            .where(row.id == bindparam("row"))
            .values(next_poll_at=due, last_polled_at=now),
            wrong,
        )
    return len(wrong)


def count_held(session: Session, now: datetime) -> int:
    """Return how many watches are being polled just now."""
    query = select(func.count()).select_from(WATCHES).where(WATCHES.c.held_until > now)
    return session.connection().execute(query).scalar_one()
