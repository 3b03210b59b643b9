from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mentions.errors import ConfigError
from mentions.model import Article
from mentions.store.articles import (
    Origin,
    add_alias,
    add_article,
    find_article,
    load_article,
    load_articles,
    load_stored_articles,
    remove_alias,
    remove_article,
)
from mentions.store.configured import sync_articles
from mentions.store.engine import Store

NOW = datetime(2009, 7, 15, 12, 0, tzinfo=UTC)
LATER = datetime(2009, 7, 16, 12, 0, tzinfo=UTC)
FIREWALL = Article(url="https://blog.example/firewall/", title="Firewall")
OTHER = Article(url="https://blog.example/other")


def test_what_is_added_is_listed_in_order(store: Store) -> None:
    with store.writing() as session:
        first = add_article(session, FIREWALL, now=NOW)
        second = add_article(session, OTHER, now=LATER)
    with store.reading() as session:
        assert load_articles(session) == [(first, FIREWALL), (second, OTHER)]


def test_details(store: Store) -> None:
    with store.writing() as session:
        given = replace(FIREWALL, aliases=("https://blog.example/?p=42",))
        article_id = add_article(session, given, now=NOW, origin=Origin.CONFIG)
    with store.reading() as session:
        stored = load_article(session, article_id)
        assert stored
        assert load_stored_articles(session) == [stored]
    assert stored.canonical == "https://blog.example/firewall"
    assert (stored.from_config, stored.added_at, stored.tracked) == (True, NOW, True)
    (alias,) = stored.aliases
    assert (alias.url, alias.origin) == ("https://blog.example/?p=42", Origin.CONFIG)
    assert stored.article == given


def test_adding_again_keeps_the_article_and_what_is_known(store: Store) -> None:
    with store.writing() as session:
        first = add_article(session, FIREWALL, now=NOW)
        again = Article(url="http://www.blog.example/firewall", aliases=("https://b.example/1",))
        assert add_article(session, again, now=LATER) == first
    with store.reading() as session:
        stored = load_article(session, first)
    assert stored
    assert (stored.article.title, stored.added_at) == ("Firewall", NOW)
    assert stored.article.aliases == ("https://b.example/1",)


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("http://www.blog.example/firewall", True),
        ("https://blog.example/?p=42&utm_source=feed", True),
        ("https://blog.example/firewall2", False),
        ("not an address \ud800\0", False),
    ],
)
def test_find_by_any_address(store: Store, url: str, *, found: bool) -> None:
    with store.writing() as session:
        given = replace(FIREWALL, aliases=("https://blog.example/?p=42",))
        article_id = add_article(session, given, now=NOW)
        stored = find_article(session, url)
    assert (stored.id if stored else None) == (article_id if found else None)


def test_an_alias_is_new_once(store: Store) -> None:
    with store.writing() as session:
        article_id = add_article(session, FIREWALL, now=NOW)
        url = "https://blog.example/?p=42"
        assert add_alias(session, article_id, url, origin=Origin.PAGE, now=NOW)
        assert not add_alias(session, article_id, url + "#x", origin=Origin.OWNER, now=NOW)
        assert not add_alias(session, article_id, FIREWALL.url, origin=Origin.CANONICAL, now=NOW)


@pytest.mark.parametrize("taken", ["https://blog.example/firewall", "https://blog.example/?p=42"])
def test_an_address_belongs_to_one_article(store: Store, taken: str) -> None:
    with store.writing() as session:
        given = replace(FIREWALL, aliases=("https://blog.example/?p=42",))
        add_article(session, given, now=NOW)
        other = add_article(session, OTHER, now=NOW)
        with pytest.raises(ConfigError, match=r"blog\.example/firewall/ "):
            add_alias(session, other, taken, origin=Origin.OWNER, now=NOW)


def test_an_alias_cannot_become_an_article(store: Store) -> None:
    with store.writing() as session:
        add_article(session, replace(FIREWALL, aliases=(OTHER.url,)), now=NOW)
        with pytest.raises(ConfigError, match=r"is an address of https://blog\.example/firewall/"):
            add_article(session, OTHER, now=NOW)


def test_an_alias_needs_its_article(store: Store) -> None:
    with store.writing() as session, pytest.raises(ConfigError, match=r"no article 7"):
        add_alias(session, 7, "https://b.example/", origin=Origin.OWNER, now=NOW)


def test_an_endless_address_is_refused(store: Store) -> None:
    with store.writing() as session, pytest.raises(ConfigError, match=r"longer than 2000"):
        add_article(session, Article(url="https://b.example/" + "x" * 3000), now=NOW)


def test_an_alias_can_be_forgotten(store: Store) -> None:
    with store.writing() as session:
        article_id = add_article(session, replace(FIREWALL, aliases=(OTHER.url,)), now=NOW)
        assert remove_alias(session, article_id, OTHER.url + "?utm_source=x")
        assert not remove_alias(session, article_id, OTHER.url)
        assert find_article(session, OTHER.url) is None


def test_an_article_without_mentions_goes_altogether(store: Store) -> None:
    with store.writing() as session:
        article_id = add_article(session, replace(FIREWALL, aliases=(OTHER.url,)), now=NOW)
        assert remove_article(session, article_id, now=LATER)
        assert not remove_article(session, article_id, now=LATER)
        assert load_article(session, article_id) is None
        add_article(session, OTHER, now=LATER)


@pytest.mark.parametrize("article_id", [0, -1, 99, 10**30])
def test_an_unknown_id_is_no_article(store: Store, article_id: int) -> None:
    with store.writing() as session:
        assert load_article(session, article_id) is None
        assert not remove_article(session, article_id, now=NOW)
        assert not remove_alias(session, article_id, OTHER.url)


def test_config_rules_over_what_came_from_config(store: Store) -> None:
    third = Article(url="https://blog.example/third")
    with store.writing() as session:
        add_article(session, OTHER, now=NOW)
        sync_articles(session, [replace(FIREWALL, aliases=("https://b.example/1",))], now=NOW)
        sync_articles(session, [replace(third, aliases=("https://b.example/1",))], now=NOW)
        listed = [article for _, article in load_articles(session)]
    assert listed == [OTHER, replace(third, aliases=("https://b.example/1",))]


def test_config_leaves_learned_aliases(store: Store) -> None:
    with store.writing() as session:
        sync_articles(session, [replace(FIREWALL, aliases=("https://b.example/1",))], now=NOW)
        ((article_id, _),) = load_articles(session)
        learned = "https://blog.example/?p=42"
        add_alias(session, article_id, learned, origin=Origin.REDIRECT, now=NOW)
        sync_articles(session, [FIREWALL], now=LATER)
        assert load_articles(session) == [(article_id, replace(FIREWALL, aliases=(learned,)))]


def test_config_may_turn_an_article_into_an_alias(store: Store) -> None:
    with store.writing() as session:
        sync_articles(session, [FIREWALL, OTHER], now=NOW)
        sync_articles(session, [replace(FIREWALL, aliases=(OTHER.url,))], now=LATER)
        assert [article.aliases for _, article in load_articles(session)] == [(OTHER.url,)]


def test_config_with_one_address_twice_stores_nothing(store: Store) -> None:
    both = [replace(FIREWALL, aliases=("https://b.example/1",)) for _ in range(1)]
    both.append(replace(OTHER, aliases=("https://b.example/1",)))
    with pytest.raises(ConfigError), store.writing() as session:
        sync_articles(session, both, now=NOW)
    with store.reading() as session:
        assert load_articles(session) == []
