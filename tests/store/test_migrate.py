import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, column, table, update
from sqlalchemy.engine import URL, make_url

from mentions.errors import StoreError
from mentions.store.dialect import connect_to
from mentions.store.engine import open_store
from mentions.store.migrate import (
    STEPS,
    VERSION_TABLE,
    Backups,
    Steps,
    bring_up_to_date,
    known_revisions,
)
from mentions.store.tables import METADATA

# Rebuilds a table that others refer to, which on SQLite means dropping it.
SECOND = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

def upgrade():
    with op.batch_alter_table("articles") as batch:
        batch.add_column(sa.Column("note", sa.Text(), nullable=True))
        batch.alter_column("title", new_column_name="heading")
"""


SCHEMA = "SELECT sql FROM sqlite_master"


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    file = tmp_path / "mentions.db"
    open_store(file).close()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("INSERT INTO articles VALUES (1, 'u', 'c', 't', 0, '2009-01-01', NULL)")
        connection.execute("INSERT INTO article_aliases VALUES (1, 1, 'a', 'a', 'owner', '2009')")
    return file


@pytest.fixture
def newer(tmp_path: Path) -> Steps:
    """Our steps and one more."""
    folder = tmp_path / "steps"
    shutil.copytree(STEPS.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "v0002_more.py").write_text(SECOND, "utf-8")
    return Steps(folder=folder, head="0002")


@contextmanager
def connected(where: str) -> Iterator[Connection]:
    url = make_url(where) if "://" in where else URL.create("sqlite", database=where)
    engine = connect_to(url, wait=1)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def migrate(file: Path, steps: Steps, folder: Path | None = None) -> None:
    url = URL.create("sqlite", database=str(file))
    backups = Backups(file=file, folder=folder or file.parent)
    bring_up_to_date(url, name=str(file), backups=backups, wait=1, steps=steps)


def backups_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.backup-*"))


def test_the_steps_end_in_exactly_the_tables(empty: str) -> None:
    open_store(empty).close()
    with connected(empty) as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def test_head_is_the_last_step() -> None:
    assert known_revisions()[0] == STEPS.head


def test_a_new_database_has_nothing_to_back_up(tmp_path: Path) -> None:
    open_store(tmp_path / "mentions.db").close()
    assert backups_in(tmp_path) == []


def test_a_step_keeps_everything_and_a_backup(filled: Path, newer: Steps) -> None:
    migrate(filled, newer)
    assert rows(filled, "SELECT heading, note FROM articles") == [("t", None)]
    assert rows(filled, "SELECT url FROM article_aliases") == [("a",)]
    (backup,) = backups_in(filled.parent)
    assert backup.startswith("mentions.db.backup-0001-20")
    assert rows(filled.parent / backup, "SELECT title FROM articles") == [("t",)]


def test_backups_go_where_they_are_wanted(filled: Path, newer: Steps, tmp_path: Path) -> None:
    migrate(filled, newer, tmp_path / "kept" / "here")
    assert len(backups_in(tmp_path / "kept" / "here")) == 1
    assert backups_in(tmp_path) == []


def test_the_last_three_backups_stay(filled: Path, newer: Steps) -> None:
    backups = Backups(file=filled, folder=filled.parent)
    (filled.parent / "mentions.db.backup-0001-20000101T000000.000000Z").touch()
    (filled.parent / "other.db.backup-0001-20000101T000000.000000Z").touch()
    made = [backups.save(revision) for revision in ("0009", "0002", "0001")]
    assert [path for path in filled.parent.glob("mentions.db.backup-*") if path not in made] == []
    assert all(path.exists() for path in made)
    assert len(backups_in(filled.parent)) == 4


def test_without_a_backup_nothing_is_changed(filled: Path, newer: Steps) -> None:
    with pytest.raises(StoreError, match="cannot write the backup"):
        migrate(filled, newer, filled)  # a file stands where the folder should
    assert rows(filled, "SELECT title FROM articles") == [("t",)]


def test_a_step_that_fails_changes_nothing(filled: Path, newer: Steps) -> None:
    broken = newer.folder / "versions" / "v0002_more.py"
    broken.write_text(SECOND + "    raise RuntimeError('half way')\n", "utf-8")
    before = rows(filled, SCHEMA)
    with pytest.raises(RuntimeError, match="half way"):
        migrate(filled, newer)
    assert rows(filled, SCHEMA) == before
    open_store(filled).close()


def test_references_that_a_step_breaks_undo_it(filled: Path, newer: Steps) -> None:
    broken = newer.folder / "versions" / "v0002_more.py"
    delete = "    op.execute('DELETE FROM articles')\n"
    broken.write_text(SECOND + delete, "utf-8")
    with pytest.raises(StoreError, match="1 rows refer to rows that are gone"):
        migrate(filled, newer)
    assert rows(filled, "SELECT title FROM articles") == [("t",)]


def test_a_newer_database_is_refused(empty: str) -> None:
    open_store(empty).close()
    versions = table(VERSION_TABLE, column("version_num"))
    with connected(empty) as connection:
        connection.execute(update(versions).values(version_num="0999"))
    with pytest.raises(StoreError, match="written by a newer version of mentions"):
        open_store(empty)


def test_tables_of_another_program_are_left_alone(empty: str) -> None:
    with connected(empty) as connection:
        connection.exec_driver_sql("CREATE TABLE bookmarks (id INTEGER)")
    with pytest.raises(StoreError, match="tables of another program"):
        open_store(empty)
