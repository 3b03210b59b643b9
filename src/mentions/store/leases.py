"""Who polls a watch right now: a hold that lasts only as long as it is renewed.

So no two processes poll one watch at a time, and what a killed one held is due again soon.
Storing how a poll went (`save_looks`) ends the hold in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, bindparam, func, select, update
from sqlmodel import Session

from mentions.asking import Watch
from mentions.store.tables import HOSTS, WATCHES
from mentions.store.tables_running import BLOGS, CHECKS, NOTICES
from mentions.store.tables_websub import SUBSCRIPTIONS
from mentions.store.types import chunks
from mentions.store.watches import is_due, load_those, longest_due_first

# When something was done last, and when it is due next.
_PLANNED = (
    (WATCHES.c.last_polled_at, WATCHES.c.next_poll_at),
    (BLOGS.c.looked_at, BLOGS.c.due_at),
    (CHECKS.c.looked_at, CHECKS.c.due_at),
    (SUBSCRIPTIONS.c.asked_at, SUBSCRIPTIONS.c.due_at),
    (NOTICES.c.created_at, NOTICES.c.due_at),
)
# No host is left alone for longer than a day.
_LONGEST_CLOSED = timedelta(days=1, hours=1)


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

    What was done later than now was so by a wrong clock: the wait that was planned then begins
    now. Watches, blogs, mentions to be looked at, subscriptions and notices alike.

    Args:
        session: Of `Store.writing`.
        now: Aware, UTC.
    """
    connection = session.connection()
    moved = [_put_right(connection, done, due, now) for done, due in _PLANNED]
    hosts = HOSTS.c
    never = update(HOSTS).where(hosts.closed_until > now + _LONGEST_CLOSED)
    connection.execute(never.values(closed_until=now))
    return moved[0]


def _put_right(connection: Connection, done: Column[Any], due: Column[Any], now: datetime) -> int:
    """Put right the rows of a table.

    Args:
        connection: Open.
        done: When it was done last.
        due: When it is due next.
        now: Aware, UTC.
    """
    (key,) = done.table.primary_key.columns
    query = select(key.label("key"), done.label("done"), due.label("due")).where(done > now)
    wrong = [
        {"row": one.key, "then": one.due and now + max(one.due - one.done, timedelta(0))}
        for one in connection.execute(query)
    ]
    if wrong:
        values = {due.name: bindparam("then", type_=due.type), done.name: now}
        change = update(done.table)
        connection.execute(change.where(key == bindparam("row")).values(values), wrong)
    return len(wrong)


def count_held(session: Session, now: datetime) -> int:
    """Return how many watches are being polled just now."""
    query = select(func.count()).select_from(WATCHES).where(WATCHES.c.held_until > now)
    return session.connection().execute(query).scalar_one()
