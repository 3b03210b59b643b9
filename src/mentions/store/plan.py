"""What planning remembers: of each watch, of each source, and of all together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, or_, select, update
from sqlmodel import Session

from mentions.core.plan.history import History
from mentions.core.plan.record import SHAPE, Record
from mentions.store.asked import SPENDING
from mentions.store.blogs import load_blogs
from mentions.store.dialect import bytewise, upsert
from mentions.store.tables import ARTICLES, WATCHES
from mentions.store.tables_running import HABITS
from mentions.store.types import chunks


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """What is remembered of one watch.

    Attributes:
        record: What its looks found; None where it was never really looked at.
        cost: Requests that one look takes, on average; None as above.
        planned: The seconds that were chosen after its last poll.
    """

    record: Record | None = None
    cost: float | None = None
    planned: float | None = None


class Habits(NamedTuple):
    """What is remembered of one source: `History` of core/plan/, and the shape learned last."""

    history: History = History()
    shape: float = SHAPE


class Dates(NamedTuple):
    """What planning needs of an article.

    Attributes:
        published: Aware, UTC; None where unknown.
        max_delay: Seconds a mention may stay unseen, at the owner's wish for this article.
        young_delay: The same, at his wish for the blog it is of; counts while it is new.
    """

    published: datetime | None = None
    max_delay: int | None = None
    young_delay: int | None = None


class Move(NamedTuple):
    """A watch that is to be looked at sooner than was planned.

    Attributes:
        due: When it was to be polled; one for which that has changed stays as it is.
        sooner: When it is to be polled now.
        planned: The seconds chosen.
    """

    watch_id: int
    due: datetime
    sooner: datetime
    planned: float


def load_kept(session: Session, watch_ids: Iterable[int] | None = None) -> dict[int, Kept]:
    """Return what is remembered of watches, by id; of all without `watch_ids`.

    One that is gone is left out; one without any memory has an empty one.
    """
    row = WATCHES.c
    query = select(row.id, row.record, row.cost, row.planned)
    queries = [query]
    if watch_ids is not None:
        queries = [query.where(row.id.in_(part)) for part in chunks(sorted(watch_ids))]
    return {
        one.id: Kept(record=_record(one.record), cost=one.cost, planned=one.planned)
        for query in queries
        for one in session.connection().execute(query)
    }


def save_kept(session: Session, kept: Mapping[int, Kept]) -> None:
    """Remember what was learned of watches, by id; one that is gone stays gone."""
    rows = [
        {
            "row": number,
            "record": None if one.record is None else list(one.record),
            "cost": one.cost,
            "planned": one.planned,
        }
        for number, one in sorted(kept.items())
    ]
    if rows:
        session.connection().execute(_KEEP, rows)


def load_habits(
    session: Session, sources: Iterable[str] | None = None, *, to_change: bool = False
) -> dict[str, Habits]:
    """Return what is remembered of sources, by their names; of all without `sources`.

    Args:
        session: Open.
        sources: Their names.
        to_change: Whether they will be saved in this transaction: nobody else does meanwhile.
    """
    query = select(HABITS).order_by(bytewise(HABITS.c.source))
    if sources is not None:
        query = query.where(HABITS.c.source.in_(sorted(sources)))
    if to_change:
        query = query.with_for_update()
    return {
        row.source: Habits(History(tuple(row.counts), tuple(row.seconds), row.at), row.shape)
        for row in session.connection().execute(query)
    }


def save_histories(session: Session, histories: Mapping[str, History]) -> None:
    """Remember what was seen of sources; the shapes learned stay."""
    rows = [
        {
            "source": name,
            "counts": list(one.counts),
            "seconds": list(one.seconds),
            "at": one.at,
            "shape": SHAPE,
        }
        for name, one in sorted(histories.items())
    ]
    changed = ("counts", "seconds", "at")
    upsert(session.connection(), HABITS, rows, keys=("source",), overwrite=changed)


def save_shapes(session: Session, shapes: Mapping[str, float]) -> None:
    """Remember the shapes learned of sources that have a history."""
    rows = [{"name": name, "learned": shape} for name, shape in sorted(shapes.items())]
    if rows:
        session.connection().execute(_SHAPE, rows)


def load_dates(session: Session) -> dict[int, Dates]:
    """Return what planning needs of each tracked article, by its id."""
    row = ARTICLES.c
    query = select(row.id, row.published, row.max_delay, row.blog)
    rows = session.connection().execute(query.where(row.removed_at.is_(None)))
    blogs = {one.url: one.wishes.max_delay for one in load_blogs(session) if one.wishes}
    return {one.id: Dates(one.published, one.max_delay, blogs.get(one.blog)) for one in rows}


def load_spent_since(session: Session, day: date) -> int:
    """Return the requests of all sources on this day (UTC) and the days after it."""
    total = select(func.sum(SPENDING.c.requests)).where(SPENDING.c.day >= day)
    return int(session.connection().execute(total).scalar() or 0)


def count_watches(session: Session) -> int:
    """Return how many watches there are that are not stopped."""
    running = select(func.count()).where(WATCHES.c.stopped_at.is_(None))
    return int(session.connection().execute(running).scalar() or 0)


def move_forward(session: Session, moves: Iterable[Move], *, now: datetime) -> int:
    """Have watches polled sooner; returns how many.

    One that failed, is stopped, is being polled or was polled meanwhile stays as it is.
    """
    moved = 0
    for one in moves:
        values = {"row": one.watch_id, "was": one.due, "held": now}
        done = session.connection().execute(
            _MOVE.values(next_poll_at=one.sooner, planned=one.planned), values
        )
        moved += done.rowcount
    return moved


def _record(values: list[float] | None) -> Record | None:
    return None if values is None else Record(*values)


_MEMORY = {
    name: bindparam(name, type_=WATCHES.c[name].type) for name in ("record", "cost", "planned")
}
_KEEP = update(WATCHES).where(WATCHES.c.id == bindparam("row")).values(_MEMORY)
_SHAPE = (
    update(HABITS).where(HABITS.c.source == bindparam("name")).values(shape=bindparam("learned"))
)
_MOVE = update(WATCHES).where(
    WATCHES.c.id == bindparam("row"),
    WATCHES.c.next_poll_at == bindparam("was", type_=WATCHES.c.next_poll_at.type),
    WATCHES.c.failures == 0,
    WATCHES.c.stopped_at.is_(None),
    or_(
        WATCHES.c.held_until.is_(None),
        WATCHES.c.held_until <= bindparam("held", type_=WATCHES.c.held_until.type),
    ),
)
