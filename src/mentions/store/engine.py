"""Opening the database: a file, or a PostgreSQL server.

    with open_store(path) as store:
        with store.writing() as session:
            add_article(session, article, now=now)

The functions of this room take the session; what one `writing` session does is stored whole or
not at all.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlmodel import Session

from mentions.errors import ConfigError, StoreError
from mentions.store.advice import advice
from mentions.store.dialect import OLDEST_SQLITE, WRITES, connect_to
from mentions.store.migrate import Backups, bring_up_to_date
from mentions.store.rules import are_current

__all__ = ["Session", "Store", "open_store"]


class Store:
    """An open database. Close it, or use it as a context manager.

    Args:
        url: Of SQLite or PostgreSQL.
        name: What messages call it: the path, or the address without the password.
        wait: Seconds to wait for a lock of another program.

    Attributes:
        name: As given.
        folder: Where the file lies; None for a server.
    """

    def __init__(self, url: URL, *, name: str, wait: float) -> None:
        self.name = name
        file = _file_of(url)
        self.folder = file.parent if file else None
        self._engine = connect_to(url, wait=wait)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that never waits for a writer; what it changes is not stored."""
        with readable_errors(self.name), Session(self._engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a session whose changes are stored together at the end, or not at all.

        Raises:
            StoreError: The database is locked, full, read-only, damaged or gone.
        """
        engine = self._engine.execution_options(**{WRITES: True})
        with readable_errors(self.name), Session(engine) as session, session.begin():
            yield session

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_store(where: Path | str, *, backups: Path | None = None, wait: float = 10.0) -> Store:
    """Open a database; create it, or bring its tables up to date, where that is needed.

    Before tables are changed, an SQLite file is copied to `<name>.backup-<revision>-<UTC time>`;
    the last three copies are kept.

    Args:
        where: A path, or a URL (`sqlite:///...`, `postgresql://...`).
        backups: Folder for the copies; None is the folder of the database.
        wait: Seconds to wait for a lock of another program.

    Raises:
        ConfigError: The URL is none, or of another kind of database.
        StoreError: The database cannot be used; says why and what to do.
    """
    url = _database_url(where)
    name = url.render_as_string(hide_password=True) if "://" in str(where) else str(where)
    kept = None
    if url.get_backend_name() == "sqlite":
        _check_sqlite(name)
    if file := _file_of(url):
        _make_folder(file)
        kept = Backups(file=file, folder=backups or file.parent)
    with readable_errors(name):
        bring_up_to_date(url, name=name, backups=kept, wait=wait)
    store = Store(url, name=name, wait=wait)
    try:
        _renew_forms(store)
    except BaseException:  # also Ctrl-C: whatever it is goes on, but the database is let go
        store.close()
        raise
    return store


def _renew_forms(store: Store) -> None:
    """Make canonical forms anew where this version compares addresses differently."""
    with store.reading() as session:
        if are_current(session):
            return
    # Needed once with each version, and it brings the tables of everything.
    from mentions.store.renewal import renew_forms  # noqa: PLC0415 - as said

    with store.writing() as session:
        renew_forms(session, now=datetime.now(UTC))


@contextmanager
def readable_errors(name: str) -> Iterator[None]:
    """Turn what the user can do something about into a StoreError; the rest stays a bug."""
    try:
        yield
    except DBAPIError as error:
        why = advice(error)
        if why is None:
            raise
        raise StoreError(f"{name}: {why}") from error


def _database_url(where: Path | str) -> URL:
    text = str(where)
    if "://" not in text:
        return URL.create("sqlite", database=text)
    try:
        url = make_url(text)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise ConfigError(f"{text.partition('://')[0]}://...: not a database URL") from error
    if backend in {"postgresql", "postgres"}:
        _check_psycopg()
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and url.database not in {None, "", ":memory:"}:
        return url
    raise ConfigError(
        f"{backend}://...: name a file, or a server as postgresql://user@host/database"
    )


def _file_of(url: URL) -> Path | None:
    """Return the path of the database; None for a server and for SQLite's own `file:` addresses."""
    path = url.database or ""
    is_path = url.get_backend_name() == "sqlite" and not path.startswith("file:")
    return Path(path) if is_path else None


def _check_psycopg() -> None:
    if find_spec("psycopg") is None:
        raise ConfigError("PostgreSQL needs a driver: pip install 'mentions[postgres]'")


def _check_sqlite(name: str) -> None:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        raise StoreError(
            f"{name}: this Python brings SQLite {sqlite3.sqlite_version}; {oldest} is needed"
        )


def _make_folder(file: Path) -> None:
    if file.is_dir():
        raise StoreError(f"{file}: is a folder; name a file in it")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{file.parent}: cannot create this folder for the database: {error.strerror}"
        ) from error
