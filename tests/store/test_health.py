"""What `mentions doctor` learns of the database; on both kinds."""

from datetime import UTC, datetime
from pathlib import Path

from mentions.errors import StoreError
from mentions.model import Article
from mentions.store.articles import add_article, remove_article
from mentions.store.engine import Store, open_store
from mentions.store.health import check_health

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)


def test_a_sound_one(store: Store) -> None:
    with store.writing() as session:
        for number in (1, 2):
            gone = add_article(session, Article(url=f"https://b.example/{number}"), now=NOW)
        remove_article(session, gone, now=NOW)
    health = check_health(store)
    assert (health.articles, health.watches, health.mentions) == (1, 0, 0)
    assert health.problems == ()
    assert health.size > 10_000


def test_a_file_has_a_folder(tmp_path: Path) -> None:
    with open_store(tmp_path / "m.db") as store:
        assert check_health(store).folder == tmp_path


def test_a_damaged_one(tmp_path: Path) -> None:
    file = tmp_path / "m.db"
    with open_store(file) as store, store.writing() as session:
        for number in range(300):
            add_article(session, Article(url=f"https://b.example/{number}"), now=NOW)
    body = bytearray(file.read_bytes())
    middle = len(body) // 2 // 4096 * 4096
    body[middle : middle + 4096] = b"\xff" * 4096
    file.write_bytes(body)
    try:
        with open_store(file) as store:
            problems = check_health(store).problems
    except StoreError as error:
        problems = (str(error),)
    assert problems
