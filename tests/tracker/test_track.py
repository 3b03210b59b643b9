"""What is tracked, and how the database keeps up with config.toml."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mentions.asking import Watch
from mentions.errors import ConfigError, StoreError
from mentions.looking import Look, Outcome
from mentions.model import Article
from mentions.settings import load_settings
from mentions.store.articles import load_stored_articles
from mentions.store.engine import Store, open_store
from mentions.store.watches import load_watches, save_looks
from mentions.tracker.track import (
    drop_watch,
    name_alias,
    open_tracked,
    pick_article,
    place_watch,
    restart_watch,
    track_article,
    untrack_article,
)

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
ONE, TWO = "https://blog.example.org/1", "https://blog.example.org/2"
CONFIG = f"""
[[articles]]
url = "{ONE}"
title = "Eins"
aliases = ["https://blog.example.org/?p=1", "https://www.blog.example.org/1/"]
[[watches]]
source = "webpage"
address = "{ONE}"
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "own.db") as opened:
        yield opened


def opened(folder: Path, config: str) -> tuple[dict[str, list[str]], list[str]]:
    """Return articles with their aliases, and watches, once the config was brought in line."""
    file = folder / "config.toml"
    file.write_text(config)
    settings = load_settings(file, environ={})
    with open_tracked(settings, now=NOW) as store, store.reading() as session:
        articles = load_stored_articles(session)
        watches = load_watches(session)
    named = {one.article.url: [alias.url for alias in one.aliases] for one in articles}
    return named, [watch.address for watch in watches]


def test_the_database_follows_the_config(tmp_path: Path) -> None:
    assert opened(tmp_path, CONFIG) == ({ONE: ["https://blog.example.org/?p=1"]}, [ONE])
    more = CONFIG + f'[[articles]]\nurl = "{TWO}"\n[[watches]]\nsource = "feed"\naddress = "{TWO}"'
    assert opened(tmp_path, more) == (
        {ONE: ["https://blog.example.org/?p=1"], TWO: []},
        [ONE, TWO],
    )
    less = f'[[articles]]\nurl = "{ONE}"'
    assert opened(tmp_path, less) == ({ONE: []}, [])
    assert opened(tmp_path, "") == ({}, [])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title = "Eins"', 'title = "Neu"'),
        ("?p=1", "?p=11"),
        ('source = "webpage"', 'source = "feed"'),
        ("[[watches]]", "[poll]\ninterval = 60\n[[watches]]"),
        (f'url = "{ONE}"', f'url = "{ONE}/"'),
    ],
)
def test_every_change_is_noticed(tmp_path: Path, old: str, new: str) -> None:
    def stored() -> object:
        with open_store(tmp_path / "data" / "mentions.db") as store, store.reading() as session:
            articles = load_stored_articles(session)
            return [(a.article, a.aliases) for a in articles], load_watches(session)

    opened(tmp_path, CONFIG)
    before = stored()
    opened(tmp_path, CONFIG)
    assert stored() == before
    opened(tmp_path, CONFIG.replace(old, new))
    assert stored() != before


def test_a_config_that_is_in_line_needs_no_lock(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    opened(tmp_path, CONFIG)
    settings = load_settings(file, environ={})
    where = tmp_path / "data" / "mentions.db"
    with (
        open_store(where) as other,
        other.writing(),
        open_tracked(settings, now=NOW) as store,
        store.reading() as session,
    ):
        assert len(load_watches(session)) == 1


def test_what_the_owner_added_stays(tmp_path: Path) -> None:
    opened(tmp_path, CONFIG)
    with open_tracked(load_settings(tmp_path / "config.toml", environ={}), now=NOW) as store:
        track_article(store, Article(url=TWO), now=NOW)
        name_alias(store, ONE, "https://old.example/1", now=NOW)
        place_watch(store, Watch(source="feed", address=TWO))
    articles, watches = opened(tmp_path, CONFIG)
    assert articles[ONE] == ["https://blog.example.org/?p=1", "https://old.example/1"]
    assert TWO in articles
    assert watches == [ONE, TWO]


def test_a_watch_without_a_source_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no source 'webpagee'"):
        opened(tmp_path, CONFIG.replace('"webpage"', '"webpagee"'))
    assert not (tmp_path / "data" / "mentions.db").exists()


def test_a_database_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    with pytest.raises(StoreError, match="cannot create this folder"):
        opened(tmp_path, CONFIG)


@pytest.mark.parametrize(
    "wanted", ["1", ONE, f"{ONE}/?utm_source=x", "http://blog.example.org/?p=1"]
)
def test_an_article_is_found_by_id_and_any_address(store: Store, wanted: str) -> None:
    aliases = ("https://blog.example.org/?p=1",)
    track_article(store, Article(url=ONE, aliases=aliases), now=NOW)
    with store.reading() as session:
        assert pick_article(session, wanted).article.url == ONE


@pytest.mark.parametrize("wanted", ["2", "0", "-1", "9" * 40, TWO, "", "٣", "nonsense"])
def test_no_such_article(store: Store, wanted: str) -> None:
    track_article(store, Article(url=ONE), now=NOW)
    with store.reading() as session, pytest.raises(ConfigError, match="no article"):
        pick_article(session, wanted)


def test_no_such_article_of_many(store: Store) -> None:
    for number in range(7):
        track_article(store, Article(url=f"https://blog.example.org/post-{number}"), now=NOW)
    with store.reading() as session, pytest.raises(ConfigError, match=r"post-4 \(5\), and 2 more"):
        pick_article(session, "999")


@pytest.mark.parametrize("wanted", ["firewall", " Weg mit der FIREWALL ", "Weg mit den Firewalls"])
def test_the_words_of_a_title_name_the_article_that_is_meant(store: Store, wanted: str) -> None:
    track_article(store, Article(url=ONE, title="Post"), now=NOW)
    track_article(store, Article(url=TWO, title="Weg mit der Firewall"), now=NOW)
    with store.reading() as session, pytest.raises(ConfigError) as caught:
        pick_article(session, wanted)
    assert str(caught.value) == f"no article {wanted!r}; did you mean {TWO} (2)?"


def test_removed_and_added_again(store: Store) -> None:
    track_article(store, Article(url=ONE), now=NOW)
    assert untrack_article(store, ONE, now=NOW).article.url == ONE
    with store.reading() as session, pytest.raises(ConfigError, match="none is tracked yet"):
        pick_article(session, ONE)
    track_article(store, Article(url=ONE, title="Neu"), now=NOW)
    with store.reading() as session:
        assert pick_article(session, ONE).article.title == "Neu"


@pytest.mark.parametrize("url", ["blog.example.org", "", "ftp://a.example/", "file:///etc/passwd"])
def test_only_web_addresses(store: Store, url: str) -> None:
    with pytest.raises(ConfigError, match="write it in full"):
        track_article(store, Article(url=url), now=NOW)
    with pytest.raises(ConfigError, match="write it in full"):
        track_article(store, Article(url=ONE, aliases=(url,)), now=NOW)
    with store.reading() as session:
        assert load_stored_articles(session) == [], "not half of it either"


def test_an_alias_has_one_article(store: Store) -> None:
    track_article(store, Article(url=ONE), now=NOW)
    track_article(store, Article(url=TWO), now=NOW)
    with pytest.raises(ConfigError, match="is an address of"):
        name_alias(store, ONE, TWO, now=NOW)


def test_a_watch_is_dropped_by_id_or_address(store: Store) -> None:
    number = place_watch(store, Watch(source="feed", address=ONE)).id
    place_watch(store, Watch(source="webpage", address=ONE))
    with pytest.raises(ConfigError, match="several watches"):
        drop_watch(store, ONE)
    assert drop_watch(store, str(number)).source == "feed"
    assert drop_watch(store, ONE).source == "webpage"
    with pytest.raises(ConfigError, match="no watch"):
        drop_watch(store, ONE)


def test_a_stopped_watch_is_started_again_once(store: Store) -> None:
    feed = Watch(source="feed", address=ONE)
    number = place_watch(store, feed).id or 0
    gone = Look(watch_id=number, at=NOW, outcome=Outcome.GONE, why="gone", next_poll_at=NOW)
    with store.writing() as session:
        save_looks(session, [gone])
    assert place_watch(store, feed).stopped_at == NOW, "adding it again does not start it"
    assert restart_watch(store, ONE).id == number
    assert place_watch(store, feed).stopped_at is None
    with pytest.raises(ConfigError, match="is not stopped"):
        restart_watch(store, str(number))


@pytest.mark.parametrize(
    ("source", "address", "words"),
    [
        ("nonsense", ONE, "no source 'nonsense'"),
        ("webpage", "FILE:///etc/passwd", "only when config.toml names them"),
        ("webpage", "ftp://a.example/", "write it in full"),
    ],
)
def test_watches_that_cannot_be(store: Store, source: str, address: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        place_watch(store, Watch(source=source, address=address))


def test_what_the_config_names_is_removed_there(tmp_path: Path) -> None:
    opened(tmp_path, CONFIG)
    with open_tracked(load_settings(tmp_path / "config.toml", environ={}), now=NOW) as store:
        with pytest.raises(ConfigError, match="remove it there"):
            untrack_article(store, ONE, now=NOW)
        with pytest.raises(ConfigError, match="remove it there"):
            drop_watch(store, ONE)
