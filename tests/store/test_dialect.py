"""What differs between the two databases, and must not show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlmodel import Session

from mentions.asking import Watch
from mentions.core.summary.overrides import Said, Subject
from mentions.errors import ConfigError, StoreError
from mentions.model import Article, Author, Mention
from mentions.store.articles import add_article
from mentions.store.engine import Store, open_store
from mentions.store.frozen import frozen_reports
from mentions.store.hosts import load_hosts
from mentions.store.mentions import MentionFilter, load_mentions
from mentions.store.mutes import add_mute, list_mutes, muted_among
from mentions.store.names import nearest_authors, nearest_outlets
from mentions.store.notes import load_notes
from mentions.store.notices import send_again
from mentions.store.overrides import find_people, load_overrides, save_override
from mentions.store.runs import load_jobs
from mentions.store.watches import add_watch, load_watches

NOW = datetime(2009, 7, 15, 12, 0, tzinfo=UTC)
_numbers = count()


@contextmanager
def said_to_database() -> Iterator[list[str]]:
    """Collect what is asked."""
    said: list[str] = []

    def keep(_connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
        said.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", keep)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", keep)


@pytest.mark.parametrize(
    "ask",
    [
        load_overrides,
        list_mutes,
        load_hosts,
        load_jobs,
        frozen_reports,
        lambda session: load_notes(session, "a"),
        lambda session: nearest_authors(session, "Jens"),
        lambda session: nearest_outlets(session, "blog.example"),
    ],
)
def test_no_order_of_texts_is_left_to_the_language_of_a_server(
    store: Store, ask: Callable[[Session], object]
) -> None:
    with store.reading() as session, said_to_database() as said:
        is_server = session.connection().dialect.name == "postgresql"
        ask(session)
    (order,) = (one.partition(" ORDER BY ")[2] for one in said if " ORDER BY " in one)
    assert (' COLLATE "C"' in order) is is_server


def test_texts_are_ordered_by_their_characters(store: Store) -> None:
    names = ["_a", "a", "Z", "ä", "Ä", "A", "z", "-"]
    with store.writing() as session:
        for name in names:
            save_override(session, Subject.OUTLET, name, Said.TAGS, ["x"], now=NOW)
        assert [one.key for one in load_overrides(session)] == sorted(names)


@pytest.mark.parametrize("part", ["%", "_", "a%", "/", "\\"])
def test_no_character_of_a_name_stands_for_others(
    store: Store, see: Callable[..., object], a_mention: Callable[..., Mention], part: str
) -> None:
    see(a_mention(author=Author(name="Ab"), url="https://social.example/1"))
    see(a_mention(author=Author(name=f"x{part}y"), url="https://social.example/2"))
    with store.writing() as session:
        found = load_mentions(session, MentionFilter(author=part))
        assert [one.mention.author.name for one in found] == [f"x{part}y"]
        assert list(find_people(session, f"X{part}Y").values()) == [f"x{part}y"]


def test_a_name_may_be_as_long_as_a_command_line(store: Store) -> None:
    long = "x" * 60_000
    with store.writing() as session:
        assert load_mentions(session, MentionFilter(author=long)) == []
        assert find_people(session, long) == {}
        add_mute(session, "x " * 30_000, now=NOW)
        assert muted_among(session, MentionFilter()) == frozenset()


def test_an_id_that_cannot_be_is_none(store: Store) -> None:
    with store.writing() as session:
        assert [send_again(session, now=NOW, notice_id=one) for one in (0, 2**31, 2**70)] == [0] * 3


def test_a_watch_too_long_for_an_index_is_refused(store: Store) -> None:
    address = "https://blog.example/" + "".join(f"{number:x}" for number in range(1500))
    with store.writing() as session, pytest.raises(ConfigError, match="longer than"):
        add_watch(session, Watch(source="feed", address=address))
    with store.writing() as session:
        add_watch(session, Watch(source="feed", address=address[:2000]))
        assert [one.address for one in load_watches(session)] == [address[:2000]]


def create(postgres: Engine, *, encoding: str) -> str:
    name = f"other_{next(_numbers)}"
    with postgres.connect() as connection:
        connection.exec_driver_sql(
            f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0 LOCALE 'C'"
        )
    return postgres.url.set(database=name).render_as_string(hide_password=False)


def test_a_new_database_that_cannot_hold_all_characters_is_refused(postgres: Engine) -> None:
    with pytest.raises(StoreError, match=r"characters of LATIN1 only; .* --encoding UTF8"):
        open_store(create(postgres, encoding="LATIN1"))


def test_a_database_without_an_encoding_holds_everything(postgres: Engine) -> None:
    url = create(postgres, encoding="SQL_ASCII")
    with open_store(url) as store, store.writing() as session:
        add_article(session, Article(url="https://blog.example/a", title="Σίσυφος 🦊"), now=NOW)
    with open_store(url) as again, again.reading() as session:
        assert nearest_authors(session, "Σίσυφος") == []


@pytest.mark.parametrize("setting", ["datestyle = 'German, DMY'", "timezone = 'America/New_York'"])
def test_what_a_server_has_set_does_not_matter(postgres: Engine, setting: str) -> None:
    url = create(postgres, encoding="UTF8")
    with postgres.connect() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {make_url(url).database} SET {setting}")
    with open_store(url) as store, store.writing() as session:
        add_watch(session, Watch(source="feed", address="https://blog.example/feed"))
        add_mute(session, "Jens", now=NOW.replace(year=1))
        assert [one.since for one in list_mutes(session)] == [NOW.replace(year=1)]
