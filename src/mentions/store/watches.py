"""Watches: what to look at, when, and how the last look went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, Update, bindparam, case, func, select, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from mentions.asking import Watch
from mentions.errors import ConfigError
from mentions.looking import Hints, Look, Outcome
from mentions.store.ledger import note_gaps, really_looked
from mentions.store.tables import WATCHES, WatchRow
from mentions.store.types import JsonText, chunks, clean, is_id, is_indexable

_SILENT = Hints()


def load_watches(session: Session) -> list[Watch]:
    """Return all watches, the stopped ones too, in the order in which they were added."""
    return _load(session, select(WATCHES).order_by(WATCHES.c.id))


def load_due(session: Session, now: datetime) -> list[Watch]:
    """Return the watches to be polled now: the never polled first, then the longest overdue.

    A stopped watch is never due, nor is one that another process polls just now.
    """
    return _load(session, select(WATCHES).where(*is_due(now)).order_by(*longest_due_first()))


def is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a watch may be polled now."""
    row = WATCHES.c
    due = row.next_poll_at.is_(None) | (row.next_poll_at <= now)
    free = row.held_until.is_(None) | (row.held_until <= now)
    return due, free, row.stopped_at.is_(None)


def longest_due_first() -> tuple[ColumnElement[Any], ...]:
    """Return the order in which watches are polled."""
    due = WATCHES.c.next_poll_at
    # Databases differ in where NULL sorts, so say it.
    return due.is_not(None), due, WATCHES.c.id


def load_those(session: Session, ids: Iterable[int]) -> list[Watch]:
    """Return the watches with these ids, in their order; one that is gone is left out."""
    found = [
        watch
        for some in chunks(ids)
        for watch in _load(session, select(WATCHES).where(WATCHES.c.id.in_(some)))
    ]
    return sorted(found, key=lambda watch: watch.id or 0)


def add_watch(session: Session, watch: Watch) -> int:
    """Add a watch; returns its id. One with this source and address is set to the rest of it.

    Args:
        session: Of `Store.writing`.
        watch: Only what is configured counts: `base_url`, `interval`, `from_config`. What the
            looks of a known watch left stays, and a stopped one stays stopped.

    Raises:
        ConfigError: The address of a new watch is too long for a database.
    """
    row = _find(session, watch.source, watch.address)
    if row is None:
        if not is_indexable(watch.address):
            raise ConfigError(f"{watch.address[:80]}...: longer than a watch's address can be")
        row = WatchRow(source=watch.source, address=watch.address, interval=watch.interval)
    row.base_url = watch.base_url
    row.interval = watch.interval
    row.from_config = row.from_config or watch.from_config
    session.add(row)
    session.flush()
    return row.id or 0


def remove_watch(session: Session, watch_id: int) -> bool:
    """Forget a watch, what it read and its gaps; returns whether there was one.

    Mentions are kept.
    """
    row = session.get(WatchRow, watch_id) if is_id(watch_id) else None
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True


def resume_watch(session: Session, watch_id: int) -> bool:
    """Let a stopped watch be polled again, at once; returns whether there was one.

    Its gap lasts until it is really looked at.
    """
    if not is_id(watch_id):
        return False
    stopped = WATCHES.c.stopped_at.is_not(None)
    done = session.connection().execute(
        update(WATCHES)
        .where(WATCHES.c.id == watch_id, stopped)
        .values(stopped_at=None, next_poll_at=None)
    )
    return done.rowcount > 0


def sync_watches(session: Session, watches: Iterable[Watch]) -> None:
    """Make the watches that came from the config those it names now; the owner's own stay."""
    kept = {add_watch(session, watch) for watch in watches}
    from_config = select_rows(WatchRow).where(col(WatchRow.from_config).is_(True))
    for row in session.exec(from_config).all():
        if row.id not in kept:
            session.delete(row)
    session.flush()


def watches_are_synced(session: Session, watches: Iterable[Watch]) -> bool:
    """Whether `sync_watches` would change nothing."""
    stored = {_configured(watch) for watch in load_watches(session) if watch.from_config}
    return stored == {_configured(watch) for watch in watches}


def _configured(watch: Watch) -> tuple[str, str, str | None, int]:
    return watch.source, watch.address, watch.base_url, watch.interval


def save_looks(session: Session, looks: Sequence[Look]) -> None:
    """Note how polls went, in the watches and in the ledger of gaps.

    A place counts as looked at only where the outcome says so and nothing was left out (`why` is
    None). Only then failures begin at 0 again, and a cursor of None is taken over: otherwise it
    leaves the one there is, for what was left out has to be met again. A watch that is gone is
    stopped, one that was removed meanwhile stays removed. Nobody holds it any more (leases.py).

    Args:
        session: Of `Store.writing`, the one that stores what the polls found.
        looks: Of any number of watches; several of one watch count in their order.
    """
    connection = session.connection()
    for some in _rounds(looks):
        # The rows of the watches are locked first, so that no two processes open one gap.
        _update_watches(connection, some)
        note_gaps(connection, some)


def _rounds(looks: Sequence[Look]) -> Iterator[list[Look]]:
    """Yield the looks in parts that hold each watch once.

    Sorted, so that two processes lock the rows in the same order and never wait for each other.
    """
    left = list(looks)
    while left:
        first: dict[int, Look] = {}
        later = []
        for look in left:
            if look.watch_id in first:
                later.append(look)
            else:
                first[look.watch_id] = look
        yield [first[number] for number in sorted(first)]
        left = later


def _update_watches(connection: Connection, looks: Sequence[Look]) -> None:
    whole = [_whole(look) for look in looks if really_looked(look)]
    # A poll that failed before any answer says nothing about where the place is now.
    placed = [look for look in looks if look.outcome.looked or look.moved_to]
    partly = [_partly(look) | _place(look) for look in placed if not really_looked(look)]
    failed = [_partly(look) for look in looks if not (look.outcome.looked or look.moved_to)]
    for statement, rows in ((_WHOLE, whole), (_PARTLY, partly), (_FAILED, failed)):
        if rows:
            connection.execute(statement, rows)


def _both(look: Look) -> dict[str, Any]:
    return {
        "row": look.watch_id,
        "said": _hint_values(look.hints),
        "outcome": look.outcome.value,
        "last_polled_at": look.at,
        "next_poll_at": look.next_poll_at,
    }


def _whole(look: Look) -> dict[str, Any]:
    cursor = None if look.cursor is None else dict(look.cursor)
    done = {"cursor": cursor, "last_success_at": look.at, "last_error": None, "failures": 0}
    return _both(look) | _place(look) | done


def _partly(look: Look) -> dict[str, Any]:
    ended = look.at if look.outcome is Outcome.GONE else None
    kept = None if look.cursor is None else dict(look.cursor)
    reason = look.why or look.outcome.value
    return _both(look) | {"last_error": reason, "ended": ended, "kept": kept}


def _place(look: Look) -> dict[str, Any]:
    return {"moved_to": look.moved_to, "moved": look.moved_to, "first": int(bool(look.moved_to))}


def _statements() -> tuple[Update, Update, Update]:
    """Return how watches are updated; the right sides are the values before."""
    row = WATCHES.c
    said = func.coalesce(bindparam("said", type_=JsonText()), row.hints)
    always: dict[str, Any] = {"hints": said, "holder": None, "held_until": None}
    same = row.moved_to == bindparam("moved", type_=row.moved_to.type)
    place = {"moved_seen": case((same, row.moved_seen + 1), else_=bindparam("first"))}
    ended = func.coalesce(row.stopped_at, bindparam("ended", type_=row.stopped_at.type))
    cursor = func.coalesce(bindparam("kept", type_=JsonText()), row.cursor)
    failed = {"failures": row.failures + 1, "stopped_at": ended, "cursor": cursor}
    base = update(WATCHES).where(row.id == bindparam("row"))
    return (
        base.values(**always, **place),
        base.values(**always, **place, **failed),
        base.values(**always, **failed),
    )


_WHOLE, _PARTLY, _FAILED = _statements()


def _hint_values(hints: Hints | None) -> dict[str, Any] | None:
    if hints is None:
        return None
    return {
        "wait": None if hints.wait is None else int(hints.wait.total_seconds()),
        "skip_hours": sorted(hints.skip_hours),
        "skip_days": sorted(hints.skip_days),
    }


def _hints(values: Mapping[str, Any] | None) -> Hints:
    if values is None:
        return _SILENT
    wait = values["wait"]
    return Hints(
        wait=None if wait is None else timedelta(seconds=wait),
        skip_hours=frozenset(values["skip_hours"]),
        skip_days=frozenset(values["skip_days"]),
    )


def _find(session: Session, source: str, address: str) -> WatchRow | None:
    query = select_rows(WatchRow).where(
        WatchRow.source == clean(source), WatchRow.address == clean(address)
    )
    return session.exec(query).first()


def _load(session: Session, query: Select[Any]) -> list[Watch]:
    return [_watch(row) for row in session.connection().execute(query)]


def _watch(row: Any) -> Watch:
    return Watch(
        source=row.source,
        address=row.address,
        base_url=row.base_url,
        cursor=row.cursor,
        interval=row.interval,
        failures=row.failures,
        id=row.id,
        next_poll_at=row.next_poll_at,
        outcome=None if row.outcome is None else Outcome(row.outcome),
        last_polled_at=row.last_polled_at,
        last_success_at=row.last_success_at,
        last_error=row.last_error,
        from_config=row.from_config,
        hints=_hints(row.hints),
        moved_to=row.moved_to,
        moved_seen=row.moved_seen,
        stopped_at=row.stopped_at,
    )
