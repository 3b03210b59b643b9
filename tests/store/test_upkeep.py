"""Copies that can be used, and a file without empty pages."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mentions.errors import StoreError
from mentions.model import Article
from mentions.store.articles import add_article, load_articles
from mentions.store.engine import Store, open_store
from mentions.store.upkeep import file_of, save_copy, tidy_up

NOW = datetime(2026, 3, 14, 3, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mentions [1].db"


def test_a_copy_can_be_used_as_it_is(file: Path) -> None:
    with open_store(file) as store:
        with store.writing() as session:
            add_article(session, Article(url="https://blog.example/post-1"), now=NOW)
        copy = save_copy(store, now=NOW, keep=7)
    assert copy == file.with_name("mentions [1].db.copy-20260314T033000Z")
    with open_store(copy) as kept, kept.reading() as session:
        assert len(load_articles(session)) == 1


def test_only_the_last_copies_are_kept(file: Path) -> None:
    torn = file.with_name(f"{file.name}.copy-20260101T000000Z.part")
    other = file.with_name(f"{file.name}.backup-0006-20260101T000000Z")
    with open_store(file) as store:
        torn.touch()
        other.touch()
        for day in range(4):
            save_copy(store, now=NOW + day * DAY, keep=2)
    copies = sorted(path.name[-17:] for path in file.parent.glob("*copy*"))
    assert copies == ["-20260316T033000Z", "-20260317T033000Z"]
    assert other.exists()


def test_a_damaged_database_pushes_out_no_sound_copy(file: Path) -> None:
    with open_store(file) as store:
        sound = save_copy(store, now=NOW, keep=1)
        tidy_up(store)
    content = bytearray(file.read_bytes())
    content[8192:40960] = b"x" * 32768
    file.write_bytes(content)
    with open_store(file) as store, pytest.raises(StoreError, match=r"stay|kept"):
        save_copy(store, now=NOW + DAY, keep=1)
    assert sound
    assert list(file.parent.glob("*copy*")) == [sound]


def test_a_file_of_empty_pages_is_written_anew(file: Path) -> None:
    with open_store(file) as store:
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("CREATE TABLE waste (text TEXT)")
            database.executemany("INSERT INTO waste VALUES (?)", [("x" * 4000,)] * 500)
            database.execute("DROP TABLE waste")
        tidy_up(store)
        before = file.stat().st_size
        assert before < 1_000_000
        assert tidy_up(store) == "analyzed"


def test_a_server_looks_after_its_files_itself(store: Store, tmp_path: Path) -> None:
    is_file = file_of(store) is not None
    assert (save_copy(store, now=NOW, keep=1) is None) is not is_file
    assert tidy_up(store).startswith("analyzed")
