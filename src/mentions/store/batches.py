"""Messages on their way: who works on them, and how they end.

A batch is the notices of one message. Its note holds who works on it, so that after a crash the
next run knows what it may do: before the sender has claimed it, nothing was sent; afterwards only
the sender knows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session

from mentions.core.alerts.model import State
from mentions.core.alerts.quiet import retry_at
from mentions.store.notes import drop_notes, load_note, load_notes, save_note
from mentions.store.tables_running import NOTICES
from mentions.store.types import chunks

_BATCH = "notify.batch."


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """A message on its way.

    Attributes:
        maker: Who made it: a process, as `tracker/telling/process.py` names it.
        sender: Who sends it; None while nobody has begun.
        at: When the last of the two took it; aware, UTC.
    """

    id: str
    maker: Mapping[str, Any]
    sender: Mapping[str, Any] | None
    at: datetime


def hand_over(
    session: Session, batch: str, ids: Collection[int], maker: Mapping[str, Any], *, now: datetime
) -> None:
    """Give notices to the sender."""
    save_note(session, _BATCH + batch, _held(maker, None, now), now=now)
    for part in chunks(ids):
        change = update(NOTICES).where(NOTICES.c.id.in_(part))
        session.connection().execute(change.values(state=State.SENDING.value, batch=batch))


def claim(session: Session, batch: str, sender: Mapping[str, Any], *, now: datetime) -> bool:
    """Take a batch, to send it; returns whether it was still to be sent."""
    held = load_note(session, _BATCH + batch, lock=True)
    if held is None or held["sender"] is not None:
        return False
    save_note(session, _BATCH + batch, _held(held["maker"], sender, now), now=now)
    return True


def load_batches(session: Session) -> list[Batch]:
    """Return every message on its way."""
    return [
        Batch(
            id=name.removeprefix(_BATCH),
            maker=held["maker"],
            sender=held["sender"],
            at=datetime.fromisoformat(held["at"]),
        )
        for name, held in load_notes(session, _BATCH).items()
    ]


def give_back(session: Session, batch: str, *, now: datetime, why: str | None = None) -> bool:
    """End a batch whose sender has ended, or never came; returns whether it was still open.

    Args:
        session: Of `Store.writing`.
        batch: Its id.
        now: Aware, UTC.
        why: Why its sender did not begin; None where only its maker was killed. What no sender has
            claimed was not sent, so it is sent again: at once, or after the wait of a failure. Of
            what was claimed nobody knows whether it was sent.
    """
    held = load_note(session, _BATCH + batch, lock=True)
    if held is None:
        return False
    if held["sender"] is not None:
        unknown = "the sender ended without a word; whether it arrived is not known"
        _end(session, batch, state=State.UNCERTAIN.value, error=unknown)
    elif why is not None:
        save_unsent(session, batch, why, sure=True, now=now)
    else:
        _end(session, batch, state=State.WAITING.value, due_at=now)
    return True


def save_sent(session: Session, batch: str, *, now: datetime) -> None:
    """Note that a batch arrived."""
    _end(
        session,
        batch,
        state=State.SENT.value,
        sent_at=now,
        error=None,
        attempts=NOTICES.c.attempts + 1,
    )


def save_unsent(session: Session, batch: str, why: str, *, sure: bool, now: datetime) -> None:
    """Note that a batch did not arrive, so that it is tried again later, or given up.

    Args:
        session: Of `Store.writing`.
        batch: Its id.
        why: What the service said; fit to be shown.
        sure: Whether it certainly did not arrive; otherwise it is not tried again.
        now: Aware, UTC.
    """
    of_batch = NOTICES.c.batch == batch
    tried = session.connection().execute(select(func.max(NOTICES.c.attempts)).where(of_batch))
    attempts = (tried.scalar() or 0) + 1
    again = retry_at(attempts, now) if sure else None
    if again is not None:
        _end(
            session,
            batch,
            state=State.WAITING.value,
            error=why,
            attempts=attempts,
            due_at=again,
        )
    else:
        state = State.FAILED if sure else State.UNCERTAIN
        _end(session, batch, state=state.value, error=why, attempts=attempts)


def _end(session: Session, batch: str, **values: Any) -> None:
    drop_notes(session, [_BATCH + batch])
    sending = (NOTICES.c.batch == batch) & (NOTICES.c.state == State.SENDING.value)
    session.connection().execute(update(NOTICES).where(sending).values(batch=None, **values))


def _held(
    maker: Mapping[str, Any], sender: Mapping[str, Any] | None, now: datetime
) -> dict[str, Any]:
    return {"maker": dict(maker), "sender": sender and dict(sender), "at": now.isoformat()}
