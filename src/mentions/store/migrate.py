"""Bringing the tables of a database up to date, with a copy of the file first.

All steps of a migration are one transaction on both databases: a killed one leaves the old state.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect
from sqlalchemy.engine import URL

from mentions.errors import StoreError
from mentions.store import dialect

if TYPE_CHECKING:
    from alembic.config import Config

# Not Alembic's own default name, which other programs in the same database may use.
VERSION_TABLE = "mentions_version"

_BACKUPS_KEPT = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Steps:
    """A folder of migrations and its last step.

    A test holds `head` to the folder: asking Alembic for it on every start would cost each command
    0.13 s for the import.
    """

    folder: Path
    head: str


STEPS = Steps(folder=Path(__file__).parent / "migrations", head="0007")


@dataclass(frozen=True, kw_only=True, slots=True)
class Backups:
    """Where the database lies and where its copies go."""

    file: Path
    folder: Path

    def save(self, revision: str) -> Path:
        """Copy the file, then drop all but the last three copies; returns the new one.

        Raises:
            StoreError: The copy could not be made.
        """
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        target = self.folder / f"{self.file.name}.backup-{revision}-{stamp}"
        partial = target.with_name(f"{target.name}.part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            dialect.copy_database(self.file, partial)
            partial.replace(target)
            for old in self._copies()[:-_BACKUPS_KEPT]:
                old.unlink()
        except (OSError, sqlite3.Error) as error:
            with suppress(OSError):
                partial.unlink()
            raise StoreError(
                f"{target}: cannot write the backup that goes before a change of the tables "
                f"({error}); nothing was changed"
            ) from error
        return target

    def _copies(self) -> list[Path]:
        """Return all finished copies, oldest first."""
        start = f"{self.file.name}.backup-"
        found = (path for path in self.folder.iterdir() if path.name.startswith(start))
        done = (path for path in found if path.suffix != ".part")
        return sorted(done, key=lambda path: path.name.rpartition("-")[2])


def bring_up_to_date(
    url: URL, *, name: str, backups: Backups | None, wait: float, steps: Steps = STEPS
) -> None:
    """Create the tables or run the missing steps; does nothing where there are none.

    Args:
        url: Of the database.
        name: What messages call it.
        backups: None where there is no file to copy.
        wait: Seconds to wait for a lock of another program.
        steps: What there is to run.

    Raises:
        StoreError: The database belongs to a newer version or to another program, or is a new one
            that cannot hold all characters.
    """
    with _connection(url, wait=wait, writes=False) as connection:
        if _revision(connection) == steps.head:
            return
    with _connection(url, wait=wait, writes=True) as connection:
        dialect.lock_for_migration(connection)
        revision = _revision(connection)
        if revision == steps.head:  # another process was faster
            return
        _check_origin(connection, revision, name, steps)
        if revision and backups:
            backups.save(revision)
        _run(connection, steps)
        if broken := dialect.broken_references(connection):
            raise StoreError(f"{name}: {broken} rows refer to rows that are gone; use a backup")


@contextmanager
def _connection(url: URL, *, wait: float, writes: bool) -> Iterator[Connection]:
    engine = dialect.connect_to(url, wait=wait, foreign_keys=False)
    try:
        options = {dialect.WRITES: writes}
        with engine.execution_options(**options).begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar()  # noqa: S608 - our own constant
    return None if found is None else str(found)


def _check_origin(connection: Connection, revision: str | None, name: str, steps: Steps) -> None:
    if revision is None and inspect(connection).get_table_names():
        raise StoreError(
            f"{name}: holds the tables of another program; give mentions a database of its own"
        )
    if revision is None and (encoding := dialect.narrow_encoding(connection)):
        raise StoreError(
            f"{name}: holds the characters of {encoding} only; make it anew, with "
            "createdb --encoding UTF8 --template template0"
        )
    if revision is not None and revision not in known_revisions(steps):
        raise StoreError(
            f"{name}: written by a newer version of mentions (tables {revision}, this version "
            f"knows {steps.head}); update mentions, or use a backup"
        )


def known_revisions(steps: Steps = STEPS) -> tuple[str, ...]:
    """Return all steps of the folder, newest first."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - see Steps

    script = ScriptDirectory.from_config(_config(steps))
    return tuple(step.revision for step in script.walk_revisions())


def _run(connection: Connection, steps: Steps) -> None:
    """Migrate inside the transaction of the connection."""
    from alembic import command  # noqa: PLC0415 - see Steps

    config = _config(steps)
    config.attributes["connection"] = connection
    command.upgrade(config, steps.head)


def _config(steps: Steps) -> Config:
    from alembic.config import Config  # noqa: PLC0415 - see Steps

    config = Config()
    config.set_main_option("script_location", str(steps.folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
