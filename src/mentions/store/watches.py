"""Watches: what to look at, when, and how the last look went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from mentions.asking import Watch
from mentions.store.tables import WatchRow, clean, is_id


@dataclass(frozen=True, kw_only=True, slots=True)
class LastPoll:
    """When a watch was last polled, and what came of it in a few words."""

    at: datetime
    outcome: str


def load_watches(session: Session) -> list[Watch]:
    """Return all watches in the order in which they were added."""
    return [_watch(row) for row in session.exec(select(WatchRow).order_by(col(WatchRow.id)))]


def load_due(session: Session, now: datetime) -> list[Watch]:
    """Return the watches to be polled now: the never polled first, then the longest overdue."""
    due = col(WatchRow.next_poll_at)
    query = select(WatchRow).where(due.is_(None) | (due <= now))
    # Databases differ in where NULL sorts, so say it.
    rows = session.exec(query.order_by(due.is_not(None), due, col(WatchRow.id)))
    return [_watch(row) for row in rows]


def load_last_polls(session: Session) -> dict[int, LastPoll]:
    """Return the last poll of each watch by its id; one never polled is left out."""
    query = select(WatchRow).where(col(WatchRow.last_polled_at).is_not(None))
    return {
        row.id: LastPoll(at=row.last_polled_at, outcome=row.last_outcome or "")
        for row in session.exec(query)
        if row.id and row.last_polled_at
    }


def add_watch(session: Session, watch: Watch) -> int:
    """Add a watch; returns its id. One with this source and address is set to the rest of it.

    Args:
        session: Of `Store.writing`.
        watch: Only what is configured counts: `base_url`, `interval`, `from_config`. Cursor,
            failures and dates of a known watch stay.
    """
    row = _find(session, watch.source, watch.address)
    if row is None:
        row = WatchRow(source=watch.source, address=watch.address, interval=watch.interval)
    row.base_url = watch.base_url
    row.interval = watch.interval
    row.from_config = row.from_config or watch.from_config
    session.add(row)
    session.flush()
    return row.id or 0


def remove_watch(session: Session, watch_id: int) -> bool:
    """Forget a watch and what it read; returns whether there was one. Mentions are kept."""
    row = session.get(WatchRow, watch_id) if is_id(watch_id) else None
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True


def sync_watches(session: Session, watches: Iterable[Watch]) -> None:
    """Make the watches that came from the config those it names now; the owner's own stay."""
    kept = {add_watch(session, watch) for watch in watches}
    for row in session.exec(select(WatchRow).where(col(WatchRow.from_config).is_(True))).all():
        if row.id not in kept:
            session.delete(row)
    session.flush()


def watches_are_synced(session: Session, watches: Iterable[Watch]) -> bool:
    """Whether `sync_watches` would change nothing."""
    stored = {_configured(watch) for watch in load_watches(session) if watch.from_config}
    return stored == {_configured(watch) for watch in watches}


def _configured(watch: Watch) -> tuple[str, str, str | None, int]:
    return watch.source, watch.address, watch.base_url, watch.interval


def save_outcome(  # noqa: PLR0913 - the columns of one poll
    session: Session,
    watch_id: int,
    *,
    outcome: str,
    next_poll_at: datetime,
    now: datetime,
    cursor: Mapping[str, Any] | None = None,
    error: str | None = None,
) -> None:
    """Note how a poll went. A watch that was removed meanwhile stays removed.

    Args:
        session: Of `Store.writing`, the one that stores what the poll found.
        watch_id: Of the watch that was polled.
        outcome: In a few words.
        next_poll_at: Aware, UTC.
        now: Aware, UTC.
        cursor: What the source gets back next time; of a failed poll it does not count.
        error: Why the poll failed; None where it did not.
    """
    row = session.get(WatchRow, watch_id)
    if row is None:
        return
    row.last_polled_at = now
    row.last_outcome = outcome
    row.last_error = error
    row.next_poll_at = next_poll_at
    if error is None:
        row.cursor = None if cursor is None else dict(cursor)
        row.last_success_at = now
        row.failures = 0
    else:
        row.failures += 1
    session.add(row)
    session.flush()


def _find(session: Session, source: str, address: str) -> WatchRow | None:
    query = select(WatchRow).where(
        WatchRow.source == clean(source), WatchRow.address == clean(address)
    )
    return session.exec(query).first()


def _watch(row: WatchRow) -> Watch:
    return Watch(
        source=row.source,
        address=row.address,
        base_url=row.base_url,
        cursor=row.cursor,
        interval=row.interval,
        failures=row.failures,
        id=row.id,
        next_poll_at=row.next_poll_at,
        last_success_at=row.last_success_at,
        last_error=row.last_error,
        from_config=row.from_config,
    )
