from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mentions.core.changes import Change
from mentions.core.dedupe import mention_keys
from mentions.errors import StoreError
from mentions.model import Article, Author, Channel, Evidence, MentionLink
from mentions.store.articles import add_article
from mentions.store.changes import Saved
from mentions.store.engine import Store
from mentions.store.mentions import (
    count_mentions,
    delete_mention,
    load_known,
    load_mention,
    load_mentions,
    load_sightings,
    restore_mention,
)
from mentions.store.records import StoredMention, StoredSighting

NOW = datetime(2009, 7, 15, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)

Save = Callable[..., Saved]
Make = Callable[..., Any]


@pytest.fixture(autouse=True)
def tracked(article_id: int) -> None:
    """The article that all of these mention."""


@pytest.fixture
def stored(store: Store) -> Callable[[int], StoredMention | None]:
    def run(mention_id: int) -> StoredMention | None:
        with store.reading() as session:
            return load_mention(session, mention_id)

    return run


@pytest.fixture
def sightings(store: Store) -> Callable[[int], list[StoredSighting]]:
    def run(mention_id: int) -> list[StoredSighting]:
        with store.reading() as session:
            return load_sightings(session, mention_id)

    return run


@pytest.fixture
def delete(store: Store) -> Callable[[int], None]:
    def run(mention_id: int) -> None:
        with store.writing() as session:
            assert delete_mention(session, mention_id, now=NOW)

    return run


@pytest.fixture
def total(store: Store) -> Callable[[], int]:
    def run() -> int:
        with store.reading() as session:
            return count_mentions(session)

    return run


def seen(change: Change, **fields: Any) -> Change:
    """The change, its sighting with other fields."""
    (sighting,) = change.sightings
    return replace(change, sightings=(replace(sighting, **fields),))


def test_nothing_to_store(save: Save) -> None:
    assert save() == Saved()


def test_new_ones_in_order(save: Save, a_change: Make) -> None:
    assert save(*(a_change(str(number)) for number in range(5))) == Saved(new=(1, 2, 3, 4, 5))


def test_times_of_a_new_one(save: Save, a_change: Make, stored: Make) -> None:
    (mention_id,) = save(a_change(), now=LATER).new
    found = stored(mention_id)
    assert (found.mention.first_seen, found.last_seen, found.updated_at) == (NOW, LATER, LATER)


def test_a_sighting_keeps_what_was_seen(save: Save, a_change: Make, sightings: Make) -> None:
    links = (MentionLink(found="http://s.example/1", resolved="https://x.example"),)
    change = seen(a_change(), text="Wörtlich", links=links, url=None, channel=Channel.PINGBACK)
    (mention_id,) = save(change).new
    assert sightings(mention_id) == [
        StoredSighting(sighting=change.sightings[0], first_at=NOW, last_at=NOW)
    ]


@pytest.mark.parametrize("url", [None, "https://social.example/jens/1"])
def test_the_same_place_again_is_no_new_sighting(
    save: Save, a_change: Make, sightings: Make, url: str | None
) -> None:
    first = seen(a_change(), url=url, text="before")
    (mention_id,) = save(first).new
    second = seen(first, text="after", evidence=Evidence.REDIRECT)
    save(replace(second, known_id=mention_id), now=LATER)
    assert sightings(mention_id) == [
        StoredSighting(sighting=second.sightings[0], first_at=NOW, last_at=LATER)
    ]


def test_other_places_are_counted(save: Save, a_change: Make, stored: Make) -> None:
    (mention_id,) = save(a_change()).new
    for field in ({"url": "https://u.example/"}, {"source": "s"}, {"channel": Channel.COMMENT}):
        save(seen(a_change(known_id=mention_id), **field))
    assert stored(mention_id).mention.merged_from == 4


def test_news_is_told_apart_from_a_new_name(
    save: Save, a_change: Make, a_mention: Make, stored: Make
) -> None:
    (mention_id,) = save(a_change()).new
    renamed = a_mention(author=Author(name="Jens B.", handle="jens"))
    quiet = a_change(mention=renamed, known_id=mention_id, is_news=False)
    assert save(quiet, now=LATER) == Saved(seen=(mention_id,))
    found = stored(mention_id)
    assert (found.mention.author.name, found.last_seen, found.updated_at) == ("Jens B.", LATER, NOW)
    news = a_change(mention=a_mention(text="Neu"), known_id=mention_id)
    assert save(news, now=LATER) == Saved(updated=(mention_id,))
    found = stored(mention_id)
    assert (found.mention.text, found.updated_at) == ("Neu", LATER)


def test_the_same_plan_twice_is_one_mention(
    save: Save, a_change: Make, total: Make, stored: Make, sightings: Make
) -> None:
    change = a_change()
    (mention_id,) = save(change).new
    before = stored(mention_id)
    assert save(change) == Saved(seen=(mention_id,))
    assert total() == 1
    assert stored(mention_id) == before
    assert len(sightings(mention_id)) == 1


def test_a_plan_overtaken_by_another_is_merged(
    save: Save, a_change: Make, a_mention: Make, stored: Make, total: Make
) -> None:
    (mention_id,) = save(a_change(mention=a_mention(text=None))).new
    overtaken = a_change(mention=a_mention(language="de"))
    assert save(seen(overtaken, source="elsewhere")) == Saved(updated=(mention_id,))
    found = stored(mention_id).mention
    assert (found.text, found.language, found.merged_from) == ("Weg mit der Firewall", "de", 2)
    assert total() == 1


def test_a_key_alone_does_not_make_two_acts_one(
    save: Save, a_change: Make, a_mention: Make, total: Make
) -> None:
    save(a_change("who:twitter:jens"))
    other = a_mention(text="Something else", url="https://social.example/jens/2")
    assert save(a_change("who:twitter:jens", mention=other)).new == (2,)
    assert total() == 2


def test_a_plan_for_a_mention_that_was_absorbed_meanwhile(
    save: Save, a_change: Make, a_mention: Make, total: Make, sightings: Make
) -> None:
    one = a_mention()
    other = a_mention(url="https://social.example/jens/2", text="Something else")
    keys = mention_keys(one) + mention_keys(other)
    save(
        a_change(keys=mention_keys(one)[:1], mention=one),
        a_change(keys=mention_keys(other)[:1], mention=other),
    )
    save(a_change(known_id=1, absorbed=(2,), keys=keys, is_news=False))
    late = a_change(known_id=2, mention=other, keys=mention_keys(other)[:1])
    assert save(seen(late, source="elsewhere")).new == ()
    assert total() == 1
    assert len(sightings(1)) == 3


def test_same_key_in_two_articles_is_two_mentions(
    store: Store, save: Save, a_change: Make, a_mention: Make
) -> None:
    with store.writing() as session:
        add_article(session, Article(url="https://blog.example/other"), now=NOW)
    other = a_mention(article="https://blog.example/other")
    assert save(a_change("a"), a_change("a", mention=other)).new == (1, 2)


def test_an_article_that_is_gone_stores_nothing(
    save: Save, a_change: Make, a_mention: Make, total: Make
) -> None:
    lost = a_change("b", mention=a_mention(article="https://blog.example/gone"))
    with pytest.raises(StoreError, match=r"blog\.example/gone: not tracked any more"):
        save(a_change("a"), lost)
    assert total() == 0


def test_the_absorbed_hand_over_keys_and_sightings(
    store: Store, article_id: int, save: Save, a_change: Make, sightings: Make
) -> None:
    save(a_change("a"), now=LATER)
    save(a_change("b"), seen(a_change("c"), source="elsewhere"), now=NOW)
    assert save(a_change("a", known_id=1, absorbed=(2, 3)), now=LATER).updated == (1,)
    with store.writing() as session:
        known = load_known(session, article_id, ["a", "b", "c"])
        assert load_mention(session, 2) is None
    assert {(key, one.id) for key, one in known.items()} == {("a", 1), ("b", 1), ("c", 1)}
    assert known["a"].mention.merged_from == 2
    times = [(one.sighting.source, one.first_at, one.last_at) for one in sightings(1)]
    assert times == [("https://blog.example/feed", NOW, LATER), ("elsewhere", NOW, NOW)]


def test_ids_of_the_absorbed_are_not_used_again(save: Save, a_change: Make) -> None:
    save(a_change("a"), a_change("b"))
    save(a_change("a", known_id=1, absorbed=(2,)))
    assert save(a_change("c")).new == (3,)


def test_what_was_deleted_stays_deleted(
    save: Save, a_change: Make, a_mention: Make, stored: Make, sightings: Make, delete: Make
) -> None:
    (mention_id,) = save(a_change()).new
    delete(mention_id)
    again = a_change(known_id=mention_id, mention=a_mention(text="Neu"))
    assert save(seen(again, source="elsewhere"), now=LATER) == Saved()
    found = stored(mention_id)
    assert (found.mention.text, found.deleted_at) == ("Weg mit der Firewall", NOW)
    assert save(seen(a_change(mention=a_mention(text="Neu")), source="third")) == Saved()
    assert len(sightings(mention_id)) == 3


@pytest.mark.parametrize("deleted", [1, 2])
def test_what_absorbs_a_deleted_one_is_deleted(
    save: Save, a_change: Make, stored: Make, delete: Make, total: Make, deleted: int
) -> None:
    save(a_change("a"), a_change("b"))
    delete(deleted)
    assert save(a_change("a", known_id=1, absorbed=(2,)), now=LATER) == Saved()
    assert stored(1).deleted_at is not None
    assert total() == 0


def test_one_restored_is_updated_again(
    store: Store, save: Save, a_change: Make, a_mention: Make, stored: Make, delete: Make
) -> None:
    (mention_id,) = save(a_change("a")).new
    delete(mention_id)
    with store.writing() as session:
        restore_mention(session, mention_id)
    news = a_change("a", known_id=mention_id, mention=a_mention(text="Neu"))
    assert save(news) == Saved(updated=(mention_id,))
    assert stored(mention_id).mention.text == "Neu"


def test_a_poll_that_sees_the_same_act_at_three_places(
    store: Store, see: Make, a_mention: Make
) -> None:
    see(a_mention(url=None, evidence=Evidence.ATTRIBUTED), source="https://blog.example/firewall")
    see(a_mention(), source="https://social.example/search")
    see(a_mention(), source="https://social.example/jens")
    with store.reading() as session:
        (found,) = load_mentions(session)
    assert (found.mention.merged_from, found.mention.evidence) == (3, Evidence.LINK)
    assert found.mention.url == "https://social.example/jens/1"


def test_many_at_once(save: Save, a_change: Make, total: Make) -> None:
    changes = [a_change(str(number)) for number in range(1100)]
    assert len(save(*changes).new) == 1100
    known = [replace(change, known_id=number) for number, change in enumerate(changes, 1)]
    assert save(*known) == Saved(updated=tuple(range(1, 1101)))
    assert total() == 1100
