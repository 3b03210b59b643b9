import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert
from sqlalchemy.exc import IntegrityError

from mentions.asking import Watch
from mentions.errors import ConfigError, StoreError
from mentions.store.engine import Store, open_store
from mentions.store.tables import KEYS
from mentions.store.watches import add_watch, load_watches

# Not even root can write there.
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc")
FEED = Watch(source="feed", address="https://blog.example/feed")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mentions.db"
    open_store(path).close()
    return path


@pytest.fixture
def held(file: Path) -> Iterator[Path]:
    """A database in which another program is writing."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield file


def pragma(store: Store, name: str) -> object:
    with store.writing() as session:
        return session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()


@pytest.mark.parametrize(
    ("name", "value"),
    [("journal_mode", "wal"), ("synchronous", 1), ("foreign_keys", 1), ("busy_timeout", 10_000)],
)
def test_settings_of_sqlite(file: Path, name: str, value: object) -> None:
    with open_store(file) as store:
        assert pragma(store, name) == value


def test_missing_folders_are_made(tmp_path: Path) -> None:
    open_store(tmp_path / "a" / "ü b" / "mentions.db").close()
    assert (tmp_path / "a" / "ü b" / "mentions.db").stat().st_size > 0


def test_a_file_can_be_named_by_url(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path}/a/mentions.db").close()
    assert (tmp_path / "a" / "mentions.db").exists()


def test_a_session_that_fails_stores_nothing(store: Store) -> None:
    with suppress(ZeroDivisionError), store.writing() as session:
        add_watch(session, FEED)
        add_watch(session, Watch(source="feed", address="x", interval=1 // 0))
    with store.reading() as session:
        assert load_watches(session) == []


def test_a_session_that_only_reads_stores_nothing(store: Store) -> None:
    with store.reading() as session:
        add_watch(session, FEED)
    with store.reading() as session:
        assert load_watches(session) == []


def test_what_is_stored_is_there_when_opened_again(where: str) -> None:
    with open_store(where) as store, store.writing() as session:
        add_watch(session, FEED)
    with open_store(where) as store, store.reading() as session:
        assert [watch.address for watch in load_watches(session)] == [FEED.address]


def test_references_are_checked(store: Store) -> None:
    orphan = insert(KEYS).values(article_id=99, key="a", mention_id=99)
    with store.writing() as session, pytest.raises(IntegrityError):
        session.connection().execute(orphan)


def test_values_do_not_stand_in_errors(store: Store) -> None:
    orphan = insert(KEYS).values(article_id=99, key="secret", mention_id=99)
    with store.writing() as session, pytest.raises(IntegrityError) as caught:
        session.connection().execute(orphan)
    assert "hide_parameters" in str(caught.value)


def test_readers_do_not_wait_for_a_writer(held: Path) -> None:
    with open_store(held, wait=0.1) as store, store.reading() as session:
        assert load_watches(session) == []


def test_locked(held: Path) -> None:
    with (
        open_store(held, wait=0.1) as store,
        pytest.raises(StoreError, match=r"mentions\.db: locked by another program; wait"),
        store.writing() as session,
    ):
        load_watches(session)  # what is read in order to write must not change meanwhile


def test_locked_before_the_tables_are_there(tmp_path: Path) -> None:
    file = tmp_path / "mentions.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="locked by another program"):
            open_store(file, wait=0.1)


def test_a_full_disk_stores_nothing(file: Path) -> None:
    with open_store(file) as store:
        with pytest.raises(StoreError, match="no space left on the disk"):
            fill_disk(store)
        with store.reading() as session:
            assert load_watches(session) == []


def fill_disk(store: Store) -> None:
    """What SQLite does when the disk is full, it also does at this limit."""
    with store.writing() as session:
        pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar()
        session.connection().exec_driver_sql(f"PRAGMA max_page_count={pages}")
        for number in range(1000):
            add_watch(session, Watch(source="feed", address=f"{number}" * 100))


def test_a_read_only_file(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with (
        open_store(f"sqlite:///file:{file}?mode=ro&uri=true") as store,
        pytest.raises(StoreError, match="cannot be written; check the permissions"),
        store.writing() as session,
    ):
        add_watch(session, FEED)
    assert not (tmp_path / "file:").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="cannot be opened; check the path"):
        open_store(tmp_path / "mentions.db")


@LINUX
def test_a_folder_nobody_can_write_to() -> None:
    with pytest.raises(StoreError, match="cannot be opened; check the path and the permissions"):
        open_store("/proc/self/mentions.db")


@LINUX
def test_a_folder_nobody_can_make() -> None:
    with pytest.raises(StoreError, match="/proc/self/data: cannot create this folder"):
        open_store("/proc/self/data/mentions.db")


def test_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot create this folder for the database"):
        open_store(tmp_path / "file" / "mentions.db")


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder; name a file in it"):
        open_store(tmp_path)


@pytest.mark.parametrize("content", [b"not a database" * 100, b"\0" * 5000, b"SQLite format 3\0x"])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "mentions.db"
    file.write_bytes(content)
    with pytest.raises(StoreError, match=r"mentions\.db: (not a database|damaged)"):
        open_store(file)
    assert file.read_bytes() == content


def test_a_damaged_database(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with (
        pytest.raises(StoreError, match=r"mentions\.db: damaged; put a backup"),
        open_store(file) as store,
        store.reading() as session,
    ):
        load_watches(session)


@pytest.mark.parametrize(
    ("where", "why"),
    [
        ("mysql://me:secret@db.example/mentions", "name a file, or a server"),
        ("sqlite://", "name a file, or a server"),
        ("sqlite:///:memory:", "name a file, or a server"),
        ("nonsense://x", "nonsense"),
        ("postgresql://me:secret@db.example:x/x", "not a database URL"),
    ],
)
def test_addresses_that_are_no_database_of_ours(where: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why) as caught:
        open_store(where)
    assert "secret" not in str(caught.value)


def test_a_server_that_does_not_answer() -> None:
    with pytest.raises(StoreError, match=r"me:\*\*\*@127\.0\.0\.1:1/x: .*refused") as caught:
        open_store("postgres://me:secret@127.0.0.1:1/x")
    assert "secret" not in str(caught.value)


def test_a_server_that_refuses(postgres: Engine) -> None:
    with postgres.connect() as connection:
        connection.exec_driver_sql("CREATE ROLE guest LOGIN")
        connection.exec_driver_sql("CREATE DATABASE guarded")
    url = postgres.url.set(username="guest", database="guarded")
    with pytest.raises(StoreError, match=r"guarded.*: permission denied"):
        open_store(url.render_as_string(hide_password=False))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"database": "nowhere"}, r'database "nowhere" does not exist; make it with createdb'),
        ({"username": "nobody"}, r'role "nobody" does not exist; check user and password'),
        ({"username": "guarded", "password": "wrong"}, r"password .*; check user and password"),
        (
            {"host": "no.such.host.invalid"},
            r"no\.such\.host\.invalid.*; check the name of the host",
        ),
        ({"host": "127.0.0.1", "port": 1}, r"refused; check that the server runs"),
    ],
)
def test_a_server_that_cannot_be_used_says_what_to_do(
    postgres: Engine, change: dict[str, Any], what: str
) -> None:
    query = {} if "host" in change else postgres.url.query
    url = postgres.url.set(query=query, **change)
    with guarded(postgres), pytest.raises(StoreError, match=what) as caught:
        open_store(url.render_as_string(hide_password=False))
    assert "wrong" not in str(caught.value)


@contextmanager
def guarded(postgres: Engine) -> Iterator[None]:
    """Let the server ask one user for a password."""
    with postgres.connect() as connection:
        run = connection.exec_driver_sql
        rules = Path(str(run("SHOW hba_file").scalar()))
        before = rules.read_text()
        run("CREATE ROLE guarded LOGIN PASSWORD 'right'")
        rules.write_text(f"local all guarded scram-sha-256\n{before}")
        run("SELECT pg_reload_conf()")
        try:
            yield
        finally:
            rules.write_text(before)
            run("SELECT pg_reload_conf()")
            run("DROP ROLE guarded")


def test_a_connection_that_broke_while_nothing_was_asked_is_made_anew(
    postgres: Engine, shared: str
) -> None:
    with open_store(shared) as store:
        with postgres.connect() as connection:
            broken = connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'mentions'"
            )
            assert broken.all()
        with store.reading() as session:
            load_watches(session)


def test_one_that_breaks_while_it_writes_stores_nothing_and_says_what_to_do(
    postgres: Engine, shared: str
) -> None:
    address = "https://blog.example/broken"
    with open_store(shared) as store:
        with pytest.raises(StoreError, match="check that the server runs"):
            write_and_break(store, postgres, address)
        with store.reading() as session:
            assert address not in [one.address for one in load_watches(session)]


def write_and_break(store: Store, postgres: Engine, address: str) -> None:
    with store.writing() as session:
        add_watch(session, Watch(source="feed", address=address))
        session.flush()
        own = session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with postgres.connect() as connection:
            connection.exec_driver_sql(f"SELECT pg_terminate_backend({own})")


def test_a_lock_of_another_program_is_not_waited_for_for_ever(shared: str) -> None:
    with open_store(shared) as other, other.writing() as session:
        session.connection().exec_driver_sql("LOCK TABLE watches")
        hasty = open_store(shared, wait=0.1)
        with hasty, pytest.raises(StoreError, match="locked by"), hasty.reading() as mine:
            load_watches(mine)
