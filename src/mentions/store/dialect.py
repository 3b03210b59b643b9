"""Everything that differs between SQLite and PostgreSQL; no other module knows which one it is.

SQLite runs in WAL mode, so readers never wait. A session that writes takes the write lock when it
begins (BEGIN IMMEDIATE): one that reads first and writes later would fail at once, whatever the
timeout, if another wrote in between.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Boolean,
    Connection,
    Engine,
    Integer,
    Table,
    Text,
    create_engine,
    event,
    func,
    literal,
    type_coerce,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import URL
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement

from mentions.model import iso

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

# The id of a mention is public: SQLite would give that of a deleted last row to the next one.
IDS_ARE_NEVER_REUSED = {"sqlite_autoincrement": True}

# An execution option of a connection, set for sessions that write.
WRITES = "mentions_writes"

# RETURNING, which inserts use to learn the new ids.
OLDEST_SQLITE = (3, 35)

# Any number; it only has to be ours. Two processes that migrate wait for each other.
_MIGRATION_LOCK = 2009_07_14

# Seconds: a server that does not answer, or goes away without a word, is not waited for longer.
_CONNECT = 10
_KEEPALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
# What a server may have set otherwise for all its databases. UTC, so that the year 1 of some page
# stays a date that Python can hold; psycopg reads dates of the ISO style only.
_SAME_EVERYWHERE = ("TIME ZONE 'UTC'", "datestyle = 'ISO'")

# Encodings of a PostgreSQL database in which every character has a place.
_HOLD_EVERYTHING = {"UTF8", "SQL_ASCII"}


def connect_to(url: URL, *, wait: float, foreign_keys: bool = True) -> Engine:
    """Return an engine with our settings on every connection.

    Args:
        url: Of SQLite or PostgreSQL.
        wait: Seconds to wait for a lock of another program.
        foreign_keys: False only while tables are rebuilt: dropping one would delete what refers
            to it.
    """
    if url.get_backend_name() == "postgresql":
        return _connect_to_postgresql(url, wait=wait)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": wait})

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        _prepare_sqlite(connection, foreign_keys=foreign_keys)

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, *, foreign_keys: bool) -> None:
    connection.isolation_level = None  # transactions begin where `_begin_sqlite` says
    with closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _connect_to_postgresql(url: URL, *, wait: float) -> Engine:
    """Return an engine that notices where a server went away, also while nothing was asked."""
    usual: dict[str, Any] = {"connect_timeout": _CONNECT, **_KEEPALIVE}
    given = {name: value for name, value in usual.items() if name not in url.query}
    given["client_encoding"] = "UTF8"  # else psycopg takes the database's, and bytes for SQL_ASCII
    engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=given)

    def prepare(connection: Any, _record: object) -> None:
        for setting in (*_SAME_EVERYWHERE, f"lock_timeout = {max(round(wait * 1000), 1)}"):
            connection.execute(f"SET {setting}")
        connection.commit()

    event.listen(engine, "connect", prepare)
    return engine


def insert_missing(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows whose unique keys are not there yet."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), rows)


def upsert(  # noqa: PLR0913 - as SQL has them
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    keys: Sequence[str],
    overwrite: Sequence[str] = (),
    add: Sequence[str] = (),
    where: ColumnElement[bool] | None = None,
) -> None:
    """Insert rows; of those already there, by `keys`, overwrite or add to the named columns.

    Args:
        connection: In a transaction that writes.
        table: Has a unique constraint on `keys`.
        rows: All with the same columns.
        keys: Column names.
        overwrite: Column names.
        add: Names of columns with numbers.
        where: Which stored rows may be overwritten; None is all.
    """
    if not rows:
        return
    name = connection.dialect.name
    connection.execute(_upsert(name, table, tuple(keys), tuple(overwrite), tuple(add), where), rows)


@lru_cache(maxsize=64)
def _upsert(
    dialect: str,
    table: Table,
    keys: tuple[str, ...],
    overwrite: tuple[str, ...],
    add: tuple[str, ...],
    where: ColumnElement[bool] | None,
) -> sqlite.Insert | postgresql.Insert:
    """Build an upsert; that takes longer than running it."""
    insert = _new_insert(dialect, table)
    new = insert.excluded
    changes: dict[str, ColumnElement[Any]] = {name: new[name] for name in overwrite}
    changes |= {name: table.c[name] + new[name] for name in add}
    return insert.on_conflict_do_update(index_elements=list(keys), set_=changes, where=where)


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return _new_insert(connection.dialect.name, table)


def _new_insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    if dialect == "sqlite":
        return sqlite.insert(table)
    # Few have a server, and it costs every command 25 ms.
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - as said

    return postgresql.insert(table)


def lock_for_migration(connection: Connection) -> None:
    """Keep other processes from migrating until this transaction ends; SQLite does it anyhow."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")


def narrow_encoding(connection: Connection) -> str | None:
    """Return the encoding of a database that cannot hold all characters; None where it can."""
    if connection.dialect.name == "sqlite":
        return None
    encoding = str(connection.exec_driver_sql("SHOW server_encoding").scalar())
    return None if encoding in _HOLD_EVERYTHING else encoding


def lock_tables(connection: Connection, tables: Iterable[Table]) -> None:
    """Keep others from writing into tables until this transaction ends; SQLite does it anyhow."""
    if connection.dialect.name == "postgresql":
        names = ", ".join(table.name for table in tables)
        connection.exec_driver_sql(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")


def broken_references(connection: Connection) -> int:
    """Return how many rows refer to nothing; asked after tables were rebuilt without checks."""
    if connection.dialect.name != "sqlite":
        return 0
    return len(connection.exec_driver_sql("PRAGMA foreign_key_check").all())


def raw_moment(connection: Connection, moment: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a moment as the database itself gives it, for `iso_moments`."""
    return type_coerce(moment, Text) if connection.dialect.name == "sqlite" else moment


def iso_moments(connection: Connection, moments: Sequence[Any]) -> list[str | None]:
    """Return what `model.iso` makes of moments."""
    if connection.dialect.name != "sqlite":
        return [iso(moment) for moment in moments]
    # They are text, as SQLAlchemy writes them: "2009-07-14 09:42:00.000000". All at once is fast.
    text = "\n".join([moment or "" for moment in moments])
    parts = text.replace(" ", "T").replace(".000000", "").split("\n")
    return [f"{part}Z" if part else None for part in parts]


def larger(
    connection: Connection, one: ColumnElement[int], other: ColumnElement[int]
) -> ColumnElement[int]:
    """Return the larger of two numbers."""
    is_sqlite = connection.dialect.name == "sqlite"
    return (func.max if is_sqlite else func.greatest)(one, other, type_=Integer)


class _Holds(FunctionElement[bool]):
    name = "holds"
    type = Boolean()
    inherit_cache = True


@compiles(_Holds, "sqlite")
def _holds_in_sqlite(element: _Holds, compiler: SQLCompiler, **how: Any) -> str:
    return f"instr({compiler.process(element.clauses, **how)}) > 0"


@compiles(_Holds, "postgresql")
def _holds_in_postgresql(element: _Holds, compiler: SQLCompiler, **how: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **how)}) > 0"


def holds(column: ColumnElement[str], part: str) -> ColumnElement[bool]:
    """Return whether a text holds these very characters.

    No LIKE: SQLite's takes ASCII in any letter case and refuses more than 50,000 bytes.
    """
    return _Holds(column, literal(part, column.type))


class _Bytewise(FunctionElement[str]):
    name = "bytewise"
    type = Text()
    inherit_cache = True


@compiles(_Bytewise, "sqlite")
def _bytewise_in_sqlite(element: _Bytewise, compiler: SQLCompiler, **how: Any) -> str:
    return str(compiler.process(element.clauses, **how))


@compiles(_Bytewise, "postgresql")
def _bytewise_in_postgresql(element: _Bytewise, compiler: SQLCompiler, **how: Any) -> str:
    return f'{compiler.process(element.clauses, **how)} COLLATE "C"'


def bytewise(column: ColumnElement[str]) -> ColumnElement[str]:
    """Return a text to order by: as SQLite and Python do, not as a server's language wants it."""
    return _Bytewise(column)


def integrity_problems(connection: Connection) -> tuple[str, ...]:
    """Return what the database finds wrong with its own file, ten lines at most.

    A PostgreSQL server looks after that itself.
    """
    if connection.dialect.name != "sqlite":
        return ()
    lines = (row[0] for row in connection.exec_driver_sql("PRAGMA quick_check(10)"))
    return tuple(line for line in lines if line != "ok")


def database_size(connection: Connection) -> int:
    """Return the bytes that the database takes."""
    if connection.dialect.name == "sqlite":
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar() or 0
        return int(pages) * int(connection.exec_driver_sql("PRAGMA page_size").scalar() or 0)
    size = connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar()
    return int(size or 0)


def copy_database(file: Path, target: Path) -> None:
    """Write a consistent copy of an SQLite file, also while others use it.

    Raises:
        sqlite3.Error: The copy could not be written; a part of it may be there.
    """
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
