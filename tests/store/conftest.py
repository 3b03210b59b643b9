"""Every test that takes `store` runs on SQLite and on a real PostgreSQL."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, inspect
from tests.servers.postgres import create_database, open_postgres

from mentions.core.changes import Change, Changes, Found, Sighting, keys_of, plan_changes
from mentions.core.dedupe import mention_keys
from mentions.model import Article, Author, Channel, Evidence, Kind, Mention
from mentions.store.articles import add_article
from mentions.store.changes import Saved, save_changes
from mentions.store.engine import Store, open_store
from mentions.store.mentions import load_known, load_mention
from mentions.store.migrate import VERSION_TABLE

NOW = datetime(2009, 7, 15, 12, 0, tzinfo=UTC)
ARTICLE = "https://blog.example/firewall"
_numbers = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Engine]:
    """A server of our own; skipped where it cannot run, but not where nobody looks on (CI)."""
    with open_postgres() as (_, engine):
        yield engine


@pytest.fixture(scope="session")
def shared(postgres: Engine) -> str:
    """URL of the PostgreSQL database that the tests share, each finding it empty."""
    url = create_database(postgres, "mentions")
    open_store(url).close()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Path or URL of a database with all tables and no rows."""
    if request.param == "sqlite":
        return str(tmp_path / "mentions.db")
    url: str = request.getfixturevalue("shared")
    engine = create_engine(url)
    with engine.begin() as connection:
        tables = set(inspect(connection).get_table_names()) - {VERSION_TABLE}
        names = ", ".join(f'"{name}"' for name in sorted(tables))
        connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
    engine.dispose()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Path or URL of a database of this test's own, without tables."""
    if request.param == "sqlite":
        return str(tmp_path / "empty.db")
    return create_database(request.getfixturevalue("postgres"), f"empty_{next(_numbers)}")


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    with open_store(where) as opened:
        yield opened


@pytest.fixture
def article_id(store: Store) -> int:
    with store.writing() as session:
        return add_article(session, Article(url=ARTICLE), now=NOW)


@pytest.fixture
def a_mention() -> Callable[..., Mention]:
    """Makes a mention by Jens, with the given fields changed."""

    def make(**changes: Any) -> Mention:
        fields: dict[str, Any] = {
            "article": ARTICLE,
            "kind": Kind.MENTION,
            "channel": Channel.POST,
            "platform": "twitter",
            "author": Author(name="Jens", handle="jens"),
            "text": "Weg mit der Firewall",
            "url": "https://social.example/jens/1",
            "first_seen": NOW,
            "evidence": Evidence.LINK,
            "source": "https://blog.example/feed",
        }
        return Mention(**fields | changes)

    return make


@pytest.fixture
def a_change(a_mention: Callable[..., Mention]) -> Callable[..., Change]:
    """Makes a plan to insert a mention that was seen once, under its own keys or the given one."""

    def make(key: str | None = None, **fields: Any) -> Change:
        mention = fields.pop("mention", None) or a_mention()
        seen = Sighting(
            source=mention.source,
            channel=mention.channel,
            evidence=mention.evidence,
            url=mention.url,
            text=mention.text,
        )
        keys = (key,) if key else mention_keys(mention)
        return Change(mention=mention, **{"keys": keys, "sightings": (seen,)} | fields)

    return make


@pytest.fixture
def save(store: Store) -> Callable[..., Saved]:
    """Stores changes at a time."""

    def run(*changes: Change, now: datetime = NOW) -> Saved:
        with store.writing() as session:
            return save_changes(session, Changes(changes=changes), now=now)

    return run


@pytest.fixture
def see(store: Store, article_id: int) -> Callable[..., Saved]:
    """Does what a poll does with one mention seen at one place."""

    def run(mention: Mention, *, source: str | None = None, now: datetime = NOW) -> Saved:
        seen = Sighting(
            source=source or mention.source,
            channel=mention.channel,
            evidence=mention.evidence,
            url=mention.url,
        )
        found = [Found(mention=mention, sighting=seen)]
        with store.writing() as session:
            known = load_known(session, article_id, keys_of(found))
            return save_changes(session, plan_changes(found, known), now=now)

    return run


@pytest.fixture
def load(store: Store) -> Callable[[int], Mention]:
    """Returns the mention with an id."""

    def run(mention_id: int) -> Mention:
        with store.reading() as session:
            stored = load_mention(session, mention_id)
        assert stored
        return stored.mention

    return run
