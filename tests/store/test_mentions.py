from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import pytest

from mentions.model import Article, Author, Kind, Mention
from mentions.store.articles import add_article
from mentions.store.changes import Saved
from mentions.store.engine import Store
from mentions.store.mentions import (
    MentionFilter,
    count_by_article,
    count_mentions,
    delete_mention,
    load_known,
    load_mention,
    load_mentions,
    load_sightings,
    restore_mention,
    stream_mentions,
)

NOW = datetime(2009, 7, 15, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
OTHER = "https://blog.example/other"
UNKNOWN_IDS = [0, -1, 99, 2**31, 10**30]


@pytest.fixture
def three(store: Store, article_id: int, a_change: Any, a_mention: Any, save: Any) -> int:
    """Jens the day before, Zoë first seen now without a date, the Straßenfunk about another."""
    with store.writing() as session:
        other = add_article(session, Article(url=OTHER), now=NOW)
    jens = a_mention(published=NOW - DAY)
    zoe = a_mention(author=Author(name="ZOË", url="https://z.example/100%"), kind=Kind.REPLY)
    funk = a_mention(
        article=OTHER, author=Author(handle="Straßenfunk"), published=NOW + DAY, platform="web"
    )
    save(
        a_change("1", mention=jens),
        a_change("2", mention=zoe),
        a_change("3", mention=funk),
    )
    return other


def names(store: Store, wanted: MentionFilter, limit: int | None = None) -> list[str]:
    with store.reading() as session:
        found = load_mentions(session, wanted, limit=limit)
        if limit is None:
            assert count_mentions(session, wanted) == len(found)
    authors = (one.mention.author for one in found)
    return [author.handle or author.name or "" for author in authors]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["Straßenfunk", "ZOË", "jens"]),
        ({"kind": Kind.REPLY}, ["ZOË"]),
        ({"platform": "web"}, ["Straßenfunk"]),
        ({"author": "zoë"}, ["ZOË"]),
        ({"author": "zoe\u0308"}, ["ZOË"]),
        ({"author": "@STRASSE"}, ["Straßenfunk"]),
        ({"author": "Z.EXAMPLE"}, ["ZOË"]),
        ({"author": "%"}, ["ZOË"]),
        ({"author": "100_"}, []),
        ({"author": "\\"}, []),
        ({"author": "\0\ud800"}, []),
        ({"since": NOW}, ["Straßenfunk", "ZOË"]),
        ({"until": NOW}, ["jens"]),
        ({"since": NOW - DAY, "until": NOW + DAY}, ["ZOË", "jens"]),
        ({"kind": Kind.REPLY, "platform": "web"}, []),
        ({"deleted": True}, []),
    ],
)
def test_filters(three: int, store: Store, wanted: dict[str, Any], expected: list[str]) -> None:
    assert names(store, MentionFilter(**wanted)) == expected


def test_of_one_article(three: int, store: Store) -> None:
    assert names(store, MentionFilter(article_id=three)) == ["Straßenfunk"]


@pytest.mark.parametrize("number", UNKNOWN_IDS)
def test_of_an_unknown_article(three: int, store: Store, number: int) -> None:
    assert names(store, MentionFilter(article_id=number)) == []


def test_a_limit_gives_the_newest(three: int, store: Store) -> None:
    assert names(store, MentionFilter(), limit=2) == ["Straßenfunk", "ZOË"]


def test_of_one_moment_the_last_stored_comes_first(
    store: Store, article_id: int, a_change: Any, save: Any
) -> None:
    save(*(a_change(str(number)) for number in range(1500)))
    with store.reading() as session:
        ids = [one.id for one in stream_mentions(session)]
    assert len(ids) == 1500
    assert ids == sorted(ids, reverse=True)


def test_a_stream_can_be_left(three: int, store: Store) -> None:
    with store.reading() as session:
        stream = stream_mentions(session)
        assert len(list(islice(stream, 1))) == 1
        stream.close()  # type: ignore[attr-defined]


def test_counts(three: int, store: Store, article_id: int) -> None:
    with store.writing() as session:
        assert count_by_article(session) == {article_id: 2, three: 1}
        for one in load_mentions(session, MentionFilter(article_id=three)):
            delete_mention(session, one.id, now=NOW)
        assert count_by_article(session) == {article_id: 2}
        assert count_mentions(session, MentionFilter(deleted=True)) == 1


@pytest.mark.parametrize("mention_id", UNKNOWN_IDS)
def test_an_unknown_id_is_no_mention(store: Store, mention_id: int) -> None:
    with store.writing() as session:
        assert load_mention(session, mention_id) is None
        assert load_sightings(session, mention_id) == []
        assert not delete_mention(session, mention_id, now=NOW)
        assert not restore_mention(session, mention_id)


def test_deleted_is_hidden_and_can_be_restored(
    store: Store, see: Callable[..., Saved], a_mention: Callable[..., Mention]
) -> None:
    (mention_id,) = see(a_mention()).new
    with store.writing() as session:
        assert delete_mention(session, mention_id, now=NOW)
        assert delete_mention(session, mention_id, now=NOW + DAY)
        assert load_mentions(session) == []
        stored = load_mention(session, mention_id)
        assert stored
        assert stored.deleted_at == NOW
        assert [one.id for one in load_mentions(session, MentionFilter(deleted=True))] == [1]
        assert restore_mention(session, mention_id)
        assert [one.deleted_at for one in load_mentions(session)] == [None]


def test_known_by_each_of_its_keys(
    store: Store, article_id: int, a_change: Any, save: Any, a_mention: Any
) -> None:
    (mention_id,) = save(a_change(keys=("a", "b"), mention=a_mention())).new
    save(a_change("c", mention=a_mention()))
    with store.writing() as session:
        known = load_known(session, article_id, ["a", "x", "b"])
        assert load_known(session, article_id + 1, ["a"]) == {}
    assert known.keys() == {"a", "b"}
    assert {one.id for one in known.values()} == {mention_id}
    assert (known["a"].mention, known["a"].keys) == (a_mention(), {"a", "b"})
    assert not known["a"].deleted


def test_the_deleted_are_known_too(store: Store, article_id: int, a_change: Any, save: Any) -> None:
    (mention_id,) = save(a_change("a")).new
    with store.writing() as session:
        delete_mention(session, mention_id, now=NOW)
        assert load_known(session, article_id, ["a"])["a"].deleted


def test_hostile_keys_come_back_as_asked(
    store: Store, article_id: int, a_change: Any, save: Any
) -> None:
    keys = ("url:" + "ü" * 9000, "text:\0\ud800", *(f"k{number}" for number in range(1200)))
    save(a_change(keys=keys))
    with store.writing() as session:
        known = load_known(session, article_id, keys)
    assert known.keys() == set(keys)
    assert set(keys) <= known["k1"].keys
