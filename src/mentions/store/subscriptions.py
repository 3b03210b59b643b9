"""WebSub subscriptions, and what hubs delivered until it is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update
from sqlmodel import Session

from mentions.core.websub.subscription import Mode, State, Subscription
from mentions.store.dialect import insert_missing
from mentions.store.tables import WATCHES
from mentions.store.tables_websub import DELIVERIES, SUBSCRIPTIONS
from mentions.store.types import chunks

# Of one subscription. Whoever sends more than can be read is not let fill the disk.
_MOST_WAITING = 20
_COLUMNS = tuple(one.name for one in fields(Subscription) if one.name != "id")


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """What a hub delivered.

    Attributes:
        watch_id: Of the watch it is for; None where that was removed.
        feed: The address at which the feed itself answers.
    """

    id: int
    watch_id: int | None
    feed: str
    body: bytes
    received_at: datetime
    content_type: str | None = None


def load_subscriptions(session: Session, *, watch_id: int | None = None) -> list[Subscription]:
    """Return all subscriptions, or those of a watch, oldest first."""
    query = select(SUBSCRIPTIONS).order_by(SUBSCRIPTIONS.c.id)
    if watch_id is not None:
        query = query.where(SUBSCRIPTIONS.c.watch_id == watch_id)
    return [_subscription(row) for row in session.connection().execute(query)]


def load_subscription(session: Session, number: int) -> Subscription | None:
    """Return a subscription by its id, for being changed: nobody else changes it meanwhile."""
    return _one(session, SUBSCRIPTIONS.c.id == number)


def find_subscription(session: Session, token: str) -> Subscription | None:
    """Return a subscription by the token of its callback, likewise."""
    return _one(session, SUBSCRIPTIONS.c.token == token)


def _one(session: Session, where: ColumnElement[bool]) -> Subscription | None:
    query = select(SUBSCRIPTIONS).where(where).with_for_update()
    row = session.connection().execute(query).one_or_none()
    return None if row is None else _subscription(row)


def is_watched(session: Session, watch_id: int) -> bool:
    """Whether a watch is still there; PostgreSQL keeps it from being removed until the end."""
    query = select(WATCHES.c.id).where(WATCHES.c.id == watch_id)
    locked = query.with_for_update(read=True, key_share=True)
    return session.connection().execute(locked).scalar() is not None


def add_subscription(session: Session, one: Subscription) -> int:
    """Store a new subscription; returns its id."""
    added = insert(SUBSCRIPTIONS).values(_values(one)).returning(SUBSCRIPTIONS.c.id)
    return int(session.connection().execute(added).scalar_one())


def replace_subscription(
    session: Session, before: Subscription, after: Subscription, *, now: datetime
) -> None:
    """Store a subscription that was changed; where a hub tells us no longer, its watch is due.

    Args:
        session: Of `Store.writing`, the one that loaded it.
        before: As loaded.
        after: As it is to be; its watch stays whoever's it is.
        now: Aware, UTC.
    """
    values = _values(after)
    del values["watch_id"]
    row = SUBSCRIPTIONS.c.id == before.id
    session.connection().execute(update(SUBSCRIPTIONS).where(row).values(values))
    if before.state is State.ACTIVE and after.state is not State.ACTIVE:
        make_due(session, before.watch_id, now)


def remove_subscription(session: Session, number: int) -> None:
    """Forget a subscription and what it delivered."""
    session.connection().execute(delete(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.id == number))


def load_told(session: Session, watch_ids: Iterable[int], now: datetime) -> set[int]:
    """Return which watches a hub tells us of, so that they are polled rarely."""
    found: set[int] = set()
    lasts = SUBSCRIPTIONS.c.lease_until > now
    for part in chunks(sorted(watch_ids)):
        query = select(SUBSCRIPTIONS.c.watch_id).where(
            SUBSCRIPTIONS.c.watch_id.in_(part), SUBSCRIPTIONS.c.state == State.ACTIVE.value, lasts
        )
        found.update(session.connection().execute(query).scalars())
    return found


def make_due(session: Session, watch_id: int | None, now: datetime) -> None:
    """Have a watch polled at the next chance; one that is due already stays as it is."""
    due = WATCHES.c.next_poll_at
    query = update(WATCHES).where(WATCHES.c.id == watch_id, or_(due.is_(None), due > now))
    session.connection().execute(query.values(next_poll_at=now))


def add_delivery(
    session: Session, one: Subscription, body: bytes, content_type: str | None, *, now: datetime
) -> bool:
    """Keep a delivery until it is read; one that waits already is kept once.

    Args:
        session: Of `Store.writing`.
        one: Whose delivery it is, as stored.
        body: As it came.
        content_type: The header.
        now: Aware, UTC.

    Returns:
        Whether there was room for it.
    """
    of_it = DELIVERIES.c.subscription_id == one.id
    connection = session.connection()
    waiting = connection.execute(select(func.count()).select_from(DELIVERIES).where(of_it))
    if waiting.scalar_one() >= _MOST_WAITING:
        return False
    row = {
        "subscription_id": one.id,
        "digest": sha256(body).hexdigest(),
        "content_type": content_type,
        "body": body,
        "received_at": now,
    }
    insert_missing(connection, DELIVERIES, [row])
    return True


def load_delivery(session: Session, after: int = 0) -> Delivery | None:
    """Return the first delivery that waits after the one with this id; None where there is none."""
    query = (
        select(DELIVERIES, SUBSCRIPTIONS.c.watch_id, SUBSCRIPTIONS.c.feed)
        .join(SUBSCRIPTIONS, SUBSCRIPTIONS.c.id == DELIVERIES.c.subscription_id)
        .where(DELIVERIES.c.id > after)
        .order_by(DELIVERIES.c.id)
        .limit(1)
    )
    row = session.connection().execute(query).one_or_none()
    if row is None:
        return None
    return Delivery(
        id=row.id,
        watch_id=row.watch_id,
        feed=row.feed,
        body=row.body,
        received_at=row.received_at,
        content_type=row.content_type,
    )


def remove_delivery(session: Session, number: int) -> None:
    """Forget a delivery: what stood in it is stored."""
    session.connection().execute(delete(DELIVERIES).where(DELIVERIES.c.id == number))


def _values(one: Subscription) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in _COLUMNS}
    asked = one.asked.value if one.asked else None
    return values | {"state": one.state.value, "asked": asked, "others": list(one.others)}


def _subscription(row: Any) -> Subscription:
    values = {name: getattr(row, name) for name in _COLUMNS}
    state, others = State(row.state), tuple(row.others)
    asked = Mode(row.asked) if row.asked else None
    return Subscription(**values | {"state": state, "asked": asked, "others": others}, id=row.id)
