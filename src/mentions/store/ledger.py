"""The coverage ledger: the times in which a place could not be looked at.

One row is one such time, however many polls failed in it; a watch has one that lasts at the most.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlmodel import Session

from mentions.looking import Gap, Look, Outcome
from mentions.store.tables import GAPS, WATCHES
from mentions.store.types import chunks


def load_gaps(
    session: Session, *, since: datetime | None = None, watch_ids: Iterable[int] | None = None
) -> list[Gap]:
    """Return gaps: those of a watch together, the oldest first.

    Args:
        session: Open.
        since: Only those that ended after this, or last; aware, UTC.
        watch_ids: Only of these watches; None is all.
    """
    gap = GAPS.c
    query = select(GAPS).order_by(gap.watch_id, gap.id)
    if since is not None:
        query = query.where(gap.until.is_(None) | (gap.until > since))
    parts = (
        [query]
        if watch_ids is None
        else [query.where(gap.watch_id.in_(part)) for part in chunks(sorted(watch_ids))]
    )
    return [
        Gap(
            watch_id=row.watch_id,
            since=row.since,
            until=row.until,
            outcome=Outcome(row.outcome),
            why=row.why,
        )
        for part in parts
        for row in session.connection().execute(part)
    ]


def really_looked(look: Look) -> bool:
    """Whether a poll looked at all of its place."""
    return look.outcome.looked and look.why is None


def note_gaps(connection: Connection, looks: Sequence[Look]) -> None:
    """Open, keep up or close the gaps of these looks, one for each watch at the most.

    Args:
        connection: In a transaction that writes; the watches are up to date there.
        looks: As they are saved.
    """
    seen = [{"number": look.watch_id, "at": look.at} for look in looks if really_looked(look)]
    missed = [
        {
            "number": look.watch_id,
            "ended": look.outcome.value,
            "reason": look.why or look.outcome.value,
        }
        for look in looks
        if not really_looked(look)
    ]
    if seen:
        connection.execute(_CLOSE, seen)
    if missed:
        connection.execute(_KEEP_UP, missed)
        connection.execute(_OPEN, missed)


_LASTS = (GAPS.c.watch_id == bindparam("number")) & GAPS.c.until.is_(None)
_REASON = {
    "outcome": bindparam("ended", type_=GAPS.c.outcome.type),
    "why": bindparam("reason", type_=GAPS.c.why.type),
}
_CLOSE = update(GAPS).where(_LASTS).values(until=bindparam("at", type_=GAPS.c.until.type))
_KEEP_UP = update(GAPS).where(_LASTS).values(**_REASON)
# Takes the time of the last look from the watch itself, and nothing where that was removed.
_OPEN = insert(GAPS).from_select(
    ["watch_id", "since", "outcome", "why"],
    select(WATCHES.c.id, WATCHES.c.last_success_at, *_REASON.values()).where(
        WATCHES.c.id == bindparam("number"), ~select(GAPS.c.id).where(_LASTS).exists()
    ),
)
