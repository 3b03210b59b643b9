import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, column, table, text, update
from sqlalchemy.engine import URL, make_url

from mentions.asking import Watch
from mentions.core.changes import Change, Changes, Sighting
from mentions.errors import StoreError
from mentions.looking import Gap, Outcome
from mentions.model import Counted
from mentions.store.changes import save_changes
from mentions.store.counts import StoredCounts, load_counts
from mentions.store.dialect import connect_to
from mentions.store.engine import open_store
from mentions.store.ledger import load_gaps
from mentions.store.mentions import load_mentions
from mentions.store.migrate import (
    STEPS,
    VERSION_TABLE,
    Backups,
    Steps,
    bring_up_to_date,
    known_revisions,
)
from mentions.store.snapshots import stream_snapshots
from mentions.store.tables import METADATA
from mentions.store.watches import add_watch, load_watches

NEXT = "9999"
# Rebuilds a table that others refer to, which on SQLite means dropping it.
SECOND = f"""
import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{STEPS.head}"

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
        connection.execute(
            "INSERT INTO articles (id, url, canonical, title, from_config, added_at) "
            "VALUES (1, 'u', 'c', 't', 0, '2009-01-01')"
        )
        connection.execute("INSERT INTO article_aliases VALUES (1, 1, 'a', 'a', 'owner', '2009')")
    return file


@pytest.fixture
def newer(tmp_path: Path) -> Steps:
    """Our steps and one more."""
    folder = tmp_path / "steps"
    shutil.copytree(STEPS.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / f"v{NEXT}_more.py").write_text(SECOND, "utf-8")
    return Steps(folder=folder, head=NEXT)


def database_url(where: str) -> URL:
    if "://" in where:
        return make_url(where).set(drivername="postgresql+psycopg")
    return URL.create("sqlite", database=where)


@contextmanager
def connected(where: str) -> Iterator[Connection]:
    engine = connect_to(database_url(where), wait=1)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
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


OLD_WATCHES = """
INSERT INTO watches (id, source, address, from_config, "interval", cursor, last_polled_at,
    last_success_at, last_outcome, last_error, failures) VALUES
    (1, 'feed', 'ok', true, 600, '{"a": 1}', '2009-07-02 00:00:00', '2009-07-02 00:00:00', 'ok',
        NULL, 0),
    (2, 'feed', 'partly', false, 60, NULL, '2009-07-02 00:00:00', '2009-07-01 00:00:00',
        'incomplete', 'page 2', 1),
    (3, 'feed', 'failed', false, 60, NULL, '2009-07-02 00:00:00', NULL, 'failed', 'a 500', 7),
    (4, 'feed', 'new', false, 60, NULL, NULL, NULL, NULL, NULL, 0),
    (5, 'feed', 'removed', false, 60, NULL, NULL, NULL, NULL, NULL, 0)
"""


@pytest.fixture
def of_0001(empty: str) -> str:
    """Path or URL of a database as the first version left it, the last watch removed."""
    first = Steps(folder=STEPS.folder, head="0001")
    url = database_url(empty)
    bring_up_to_date(url, name=empty, backups=None, wait=1, steps=first)
    with connected(empty) as connection:
        connection.exec_driver_sql(OLD_WATCHES)
        connection.exec_driver_sql("DELETE FROM watches WHERE id = 5")
        if url.get_backend_name() == "postgresql":
            connection.exec_driver_sql("ALTER SEQUENCE watches_id_seq RESTART WITH 6")
        page = "INSERT INTO snapshots VALUES (2, 'u', 'u', NULL, NULL, :body, 4, :at)"
        values = {"body": zlib.compress(b"page"), "at": datetime(2009, 7, 2, tzinfo=UTC)}
        connection.execute(text(page).bindparams(**values))
    return empty


def test_0001_becomes_the_tables_of_now(of_0001: str) -> None:
    open_store(of_0001).close()
    with connected(of_0001) as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def test_0001_keeps_its_watches_and_tells_their_gaps(of_0001: str) -> None:
    first, second = (datetime(2009, 7, day, tzinfo=UTC) for day in (1, 2))
    with open_store(of_0001) as store, store.reading() as session:
        ok, partly, failed, new = load_watches(session)
        gaps = load_gaps(session)
        (page,) = stream_snapshots(session)
    assert (ok.outcome, ok.cursor, ok.last_success_at) == (Outcome.OK, {"a": 1}, second)
    assert (partly.outcome, partly.last_error) == (Outcome.OK, "page 2")
    assert (failed.outcome, failed.last_error, failed.failures) == (Outcome.BROKEN, "a 500", 7)
    assert new == Watch(source="feed", address="new", interval=60, id=4)
    assert gaps == [
        Gap(watch_id=2, since=first, until=None, outcome=Outcome.OK, why="page 2"),
        Gap(watch_id=3, since=None, until=None, outcome=Outcome.BROKEN, why="a 500"),
    ]
    assert page.body == b"page"


def test_the_id_of_a_watch_removed_before_is_not_given_again(of_0001: str) -> None:
    with open_store(of_0001) as store, store.writing() as session:
        assert add_watch(session, Watch(source="feed", address="later")) == 6


OLD_MENTION = """
INSERT INTO mentions (id, article_id, kind, channel, platform, author_search, text, url,
    published_zone_known, hashtags, via, links, evidence, source, syndication, merged_from,
    happened_at, first_seen, last_seen, updated_at) VALUES
    (7, 1, 'reply', 'comment', 'web', '', 'Ja', 'https://a.example/1', false, '[]', '[]', '[]',
        'link', 'https://a.example/', '[]', 2, '2009-07-01 00:00:00', '2009-07-01 00:00:00',
        '2009-07-01 00:00:00', '2009-07-01 00:00:00')
"""


@pytest.fixture
def of_0002(empty: str) -> str:
    """Path or URL of a database as it was before anything was counted, with a mention."""
    second = Steps(folder=STEPS.folder, head="0002")
    bring_up_to_date(database_url(empty), name=empty, backups=None, wait=1, steps=second)
    with connected(empty) as connection:
        connection.exec_driver_sql(
            "INSERT INTO articles VALUES (1, 'u', 'c', 't', false, '2009-07-01 00:00:00', NULL)"
        )
        connection.exec_driver_sql(OLD_MENTION)
    return empty


def test_0002_becomes_the_tables_of_now(of_0002: str) -> None:
    open_store(of_0002).close()
    with connected(of_0002) as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def test_0002_keeps_its_mentions_and_knows_no_counts_of_them(of_0002: str) -> None:
    with open_store(of_0002) as store, store.reading() as session:
        (stored,) = load_mentions(session)
        assert load_counts(session, 7) == []
    mention = stored.mention
    assert (stored.id, mention.text, mention.merged_from) == (7, "Ja", 2)
    assert (mention.parent, mention.counts) == (None, Counted())


def test_what_0002_left_is_counted_from_then_on(of_0002: str) -> None:
    counts = Counted(likes=3, seen_at=datetime(2009, 7, 2, tzinfo=UTC))
    with open_store(of_0002) as store, store.writing() as session:
        (stored,) = load_mentions(session)
        seen = Sighting(
            source="https://a.example/",
            channel=stored.mention.channel,
            evidence=stored.mention.evidence,
            counts=counts,
            told_by="a.example",
        )
        mention = replace(stored.mention, counts=counts, parent="https://a.example/0")
        change = Change(mention=mention, keys=(), known_id=7, sightings=(seen,), is_news=False)
        save_changes(session, Changes(changes=(change,)), now=datetime(2009, 7, 2, tzinfo=UTC))
        (again,) = load_mentions(session)
        assert again.mention == mention
        assert load_counts(session, 7) == [StoredCounts(place="a.example", counts=counts)]


def test_0001_has_a_backup(tmp_path: Path) -> None:
    file = tmp_path / "mentions.db"
    migrate(file, Steps(folder=STEPS.folder, head="0001"))
    assert backups_in(tmp_path) == []
    open_store(file).close()
    (backup,) = backups_in(tmp_path)
    assert backup.startswith("mentions.db.backup-0001-20")
    assert rows(tmp_path / backup, "SELECT last_outcome FROM watches") == []


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
    assert backup.startswith(f"mentions.db.backup-{STEPS.head}-20")
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
    broken = newer.folder / "versions" / f"v{NEXT}_more.py"
    broken.write_text(SECOND + "    raise RuntimeError('half way')\n", "utf-8")
    before = rows(filled, SCHEMA)
    with pytest.raises(RuntimeError, match="half way"):
        migrate(filled, newer)
    assert rows(filled, SCHEMA) == before
    open_store(filled).close()


def test_references_that_a_step_breaks_undo_it(filled: Path, newer: Steps) -> None:
    broken = newer.folder / "versions" / f"v{NEXT}_more.py"
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
