"""Keeping the database small, quick and copied. A PostgreSQL server does most of that itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from mentions.errors import StoreError
from mentions.store.dialect import copy_database
from mentions.store.engine import Store

# From this part of empty pages on, the file is written anew.
_EMPTY = 0.2
_WAIT = 30.0
_PART = ".part"
_STAMP = "%Y%m%dT%H%M%SZ"


def tidy_up(store: Store) -> str:
    """Have the database learn what its queries need, and give back the room it does not use.

    Returns:
        What was done, in words.

    Raises:
        StoreError: It is locked by another program for long, full or damaged.
    """
    file = file_of(store)
    if file is None:
        with store.writing() as session:
            session.connection().exec_driver_sql("ANALYZE")
        return "analyzed"
    with _readable(file), closing(sqlite3.connect(file, timeout=_WAIT)) as database:
        database.isolation_level = None  # VACUUM runs in no transaction
        database.execute("PRAGMA optimize=0x10002")  # all tables, also those nobody has asked yet
        pages, empty = _number(database, "page_count"), _number(database, "freelist_count")
        if shrinks := empty > pages * _EMPTY:
            database.execute("VACUUM")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return "analyzed, and written anew without its empty pages" if shrinks else "analyzed"


def save_copy(store: Store, *, now: datetime, keep: int) -> Path | None:
    """Copy the database to `<name>.copy-<UTC time>` beside it; drops all but the last copies.

    What is copied can be used as it is: put it in the place of the database.

    Args:
        store: Others may use it meanwhile.
        now: Aware, UTC.
        keep: How many copies there are to be in the end.

    Returns:
        The new copy; None for a PostgreSQL server, whose owner has pg_dump.

    Raises:
        StoreError: The copy could not be made, or the database is damaged; older copies stay.
    """
    file = file_of(store)
    if file is None:
        return None
    target = file.with_name(f"{file.name}.copy-{now.strftime(_STAMP)}")
    partial = target.with_name(f"{target.name}{_PART}")
    try:
        with _readable(target):
            for torn in file.parent.glob(f"{_literal(file.name)}.copy-*{_PART}*"):
                torn.unlink()  # of a process that was killed, with its journal
            copy_database(file, partial)
            _check(partial)
            partial.replace(target)
            for old in _copies(file)[:-keep]:
                old.unlink()
    finally:
        with suppress(OSError):
            partial.unlink()
    return target


def file_of(store: Store) -> Path | None:
    """Return where the database lies; None for a server."""
    with store.reading() as session:
        url = session.get_bind().engine.url
    is_file = url.get_backend_name() == "sqlite" and not (url.database or "").startswith("file:")
    return Path(url.database or "") if is_file else None


def _copies(file: Path) -> list[Path]:
    """Return all finished copies, oldest first."""
    found = file.parent.glob(f"{_literal(file.name)}.copy-*Z")
    return sorted(found, key=lambda path: path.name)


def _literal(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def _check(copy: Path) -> None:
    """Refuse a copy of a damaged database: it would push out the sound ones."""
    with closing(sqlite3.connect(copy)) as database:
        (said,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise StoreError(f"{copy}: the database is damaged ({said}); older copies were kept")


def _number(database: sqlite3.Connection, pragma: str) -> int:
    return int(database.execute(f"PRAGMA {pragma}").fetchone()[0])


@contextmanager
def _readable(place: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{place}: {error}; what was there before stays") from error
