"""An article with mentions that is no longer tracked."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from mentions.model import Article, Mention
from mentions.store.articles import (
    Origin,
    add_alias,
    add_article,
    find_article,
    load_article,
    load_articles,
    remove_article,
)
from mentions.store.configured import sync_articles
from mentions.store.engine import Store
from mentions.store.mentions import MentionFilter, count_mentions

NOW = datetime(2009, 7, 15, 12, 0, tzinfo=UTC)
ARTICLE = "https://blog.example/firewall"


@pytest.fixture
def removed(
    store: Store, article_id: int, see: Callable[..., Any], a_mention: Callable[..., Mention]
) -> int:
    see(a_mention())
    with store.writing() as session:
        add_alias(session, article_id, "https://b.example/1", origin=Origin.OWNER, now=NOW)
        assert remove_article(session, article_id, now=NOW)
        assert not remove_article(session, article_id, now=NOW)
    return article_id


def test_it_is_not_listed_and_not_found(store: Store, removed: int) -> None:
    with store.reading() as session:
        assert load_articles(session) == []
        assert find_article(session, ARTICLE) is None
        stored = load_article(session, removed)
    assert stored
    assert not stored.tracked


def test_its_mentions_are_given_where_asked_for(store: Store, removed: int) -> None:
    with store.reading() as session:
        assert count_mentions(session) == 0
        assert count_mentions(session, MentionFilter(article_id=removed)) == 1


def test_adding_it_again_goes_on(store: Store, removed: int) -> None:
    with store.writing() as session:
        assert add_article(session, Article(url=ARTICLE), now=NOW) == removed
        assert load_articles(session) == [
            (removed, Article(url=ARTICLE, aliases=("https://b.example/1",)))
        ]
        assert count_mentions(session) == 1


@pytest.mark.parametrize("address", [ARTICLE, "https://b.example/1"])
def test_its_addresses_are_free(store: Store, removed: int, address: str) -> None:
    with store.writing() as session:
        heir = add_article(session, Article(url="https://blog.example/new"), now=NOW)
        assert add_alias(session, heir, address, origin=Origin.OWNER, now=NOW)
        found = find_article(session, address)
    assert found
    assert found.id == heir


def test_the_config_that_drops_it_keeps_its_mentions(
    store: Store, article_id: int, see: Callable[..., Any], a_mention: Callable[..., Mention]
) -> None:
    see(a_mention())
    with store.writing() as session:
        sync_articles(session, [Article(url=ARTICLE)], now=NOW)
        sync_articles(session, [], now=NOW)
        assert load_articles(session) == []
        sync_articles(session, [Article(url=ARTICLE)], now=NOW)
        assert count_mentions(session) == 1
