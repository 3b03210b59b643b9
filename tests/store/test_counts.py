"""What was counted of a mention, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from mentions.core.changes import Change, Found, Sighting, keys_of, plan_changes
from mentions.core.counting import counted, is_change, numbers_of
from mentions.model import Counted, Mention
from mentions.store.articles import remove_article
from mentions.store.changes import Saved, save_changes
from mentions.store.counts import load_counts
from mentions.store.engine import Store
from mentions.store.mentions import delete_mention, load_known, load_mention, restore_mention
from mentions.store.tables import ARTICLES

START = datetime(2026, 11, 23, 8, tzinfo=UTC)
HERE, THERE = "social.example", "other.example"
Make = Callable[..., Mention]
Load = Callable[[int], Mention]


def at(hours: float, **numbers: int | None) -> Counted:
    return Counted(**numbers, seen_at=START + timedelta(hours=hours))


@pytest.fixture
def tell(store: Store, article_id: int, a_mention: Make) -> Callable[..., Saved]:
    """Does what a poll does that finds a mention with these counts at a place."""

    def run(counts: Counted, place: str = HERE, **fields: Any) -> Saved:
        mention = a_mention(counts=counts, **fields)
        seen = Sighting(
            source=f"https://{place or 'file'}/",
            channel=mention.channel,
            evidence=mention.evidence,
            url=mention.url,
            counts=counts,
            told_by=place,
        )
        found = [Found(mention=mention, sighting=seen)]
        with store.writing() as session:
            known = load_known(session, article_id, keys_of(found))
            now = counts.seen_at or START
            return save_changes(session, plan_changes(found, known), now=now)

    return run


def series(store: Store, mention_id: int = 1, place: str | None = HERE) -> list[Counted]:
    with store.reading() as session:
        rows = load_counts(session, mention_id)
    return [row.counts for row in rows if row.place == place]


Tell = Callable[..., Saved]


def test_a_change_is_a_row_and_no_news(store: Store, tell: Tell, load: Load) -> None:
    first = tell(at(0, likes=10, replies=2))
    second = tell(at(2, likes=25, replies=None))
    assert (first.new, second.seen, second.updated) == ((1,), (1,), ())
    assert load(1).counts == at(2, likes=25, replies=2)
    assert series(store) == [at(0, likes=10, replies=2), at(2, likes=25, replies=2)]


def test_the_same_again_is_no_row_but_a_later_date(store: Store, tell: Tell, load: Load) -> None:
    for hours in range(3):
        tell(at(hours, likes=10))
    assert series(store) == [at(0, likes=10)]
    assert load(1).counts == at(2, likes=10)


def test_a_place_that_does_not_say_changes_nothing(store: Store, tell: Tell, load: Load) -> None:
    tell(at(0, likes=10))
    tell(Counted())
    assert series(store) == [at(0, likes=10)]
    assert load(1).counts == at(0, likes=10)


def test_an_hour_has_one_row(store: Store, tell: Tell) -> None:
    for minutes, likes in enumerate([1, 2, 3, 4]):
        tell(at(minutes / 60, likes=likes))
    assert series(store) == [at(3 / 60, likes=4)]


def test_two_places_are_two_series(store: Store, tell: Tell, load: Load) -> None:
    for hours in range(0, 6, 2):
        tell(at(hours, likes=10))
        tell(at(hours + 1, likes=3), THERE)
    assert series(store) == [at(0, likes=10)]
    assert series(store, place=THERE) == [at(1, likes=3)]
    assert load(1).counts == at(5, likes=3)


def test_what_another_network_counts_of_a_copy_is_only_in_its_series(
    store: Store, tell: Tell, load: Load
) -> None:
    tell(at(0, likes=10))
    tell(at(1, likes=3), THERE, platform="mastodon", text="Kopie")
    assert series(store, place=THERE) == [at(1, likes=3)]
    mention = load(1)
    assert mention.counts == (at(0, likes=10) if mention.platform == "twitter" else at(1, likes=3))


def test_an_import_adds_only_what_no_place_told(store: Store, tell: Tell) -> None:
    tell(at(2, likes=10))
    tell(at(3, likes=10), "")
    tell(at(1, likes=7), "")
    assert series(store, place=None) == []
    tell(at(4, likes=12), "")
    assert series(store, place=None) == [at(4, likes=12)]


def test_what_is_told_late_finds_its_place(store: Store, tell: Tell, load: Load) -> None:
    for hours in (0, 2, 4, 6):
        tell(at(hours, likes=hours))
    tell(at(1, likes=9))
    tell(at(3, likes=2))
    assert [row.likes for row in series(store)] == [0, 9, 2, 4, 6]
    assert load(1).counts == at(6, likes=6)


def test_what_is_deleted_stays_as_it_was(store: Store, tell: Tell, load: Load) -> None:
    tell(at(0, likes=10))
    with store.writing() as session:
        delete_mention(session, 1, now=START)
    tell(at(2, likes=25))
    assert series(store) == [at(0, likes=10)]
    with store.writing() as session:
        restore_mention(session, 1)
    tell(at(4, likes=30))
    assert series(store) == [at(0, likes=10), at(4, likes=30)]
    assert load(1).counts == at(4, likes=30)


def test_counts_stay_as_long_as_their_mention(store: Store, tell: Tell) -> None:
    tell(at(0, likes=10))
    with store.writing() as session:
        assert remove_article(session, 1, now=START)
    assert series(store) == [at(0, likes=10)]
    with store.writing() as session:
        session.connection().execute(delete(ARTICLES))
    assert series(store) == []


def test_two_mentions_that_become_one_unite_their_series(
    store: Store, tell: Tell, a_mention: Make, save: Callable[..., Saved]
) -> None:
    one, two = (f"https://social.example/jens/{number}" for number in (1, 2))
    tell(at(0, likes=1), url=one, text="Eins")
    tell(at(4, likes=3), url=one, text="Eins")
    tell(at(2, likes=2), url=two, text="Zwei")
    tell(at(4.5, likes=3), url=two, text="Zwei")
    tell(at(1, likes=7), THERE, url=two, text="Zwei")
    save(Change(mention=a_mention(url=one), keys=(), known_id=1, absorbed=(2,), is_news=False))
    assert series(store) == [at(0, likes=1), at(2, likes=2), at(4, likes=3)]
    assert series(store, place=THERE) == [at(1, likes=7)]
    assert series(store, 2) == []


def test_counts_of_nobody(store: Store) -> None:
    with store.reading() as session:
        assert [load_counts(session, number) for number in (1, -1, 2**40)] == [[], [], []]


tellings = st.lists(
    st.tuples(st.integers(0, 400), st.tuples(*[st.none() | st.integers(0, 2)] * 5)),
    max_size=6,
    unique_by=lambda pair: pair[0],
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(told=tellings)
def test_a_series_ends_with_the_counts_of_its_mention(
    store: Store, tell: Tell, told: list[tuple[int, tuple[int | None, ...]]]
) -> None:
    tell.number = number = getattr(tell, "number", 0) + 1  # type: ignore[attr-defined]
    url = f"https://social.example/jens/{number}"
    mention_id = 0
    for minutes, numbers in sorted(told, key=lambda pair: pair[0]):
        counts = counted(numbers, START + timedelta(minutes=minutes))
        saved = tell(counts, url=url, text=f"Nummer {number}")
        (mention_id,) = saved.new or saved.seen
    rows = series(store, mention_id)
    for before, after in pairwise(rows):
        assert is_change(before, after)
    with store.reading() as session:
        stored = load_mention(session, mention_id) if mention_id else None
    latest = stored.mention.counts if stored else Counted()
    assert numbers_of(rows[-1] if rows else Counted()) == numbers_of(latest)


def test_a_parent_is_kept_from_whichever_knows_it(
    tell: Tell, a_mention: Make, see: Callable[..., Saved], load: Load
) -> None:
    above = "https://social.example/clab/1"
    tell(Counted())
    see(replace(a_mention(), parent=above))
    assert load(1).parent == above
    tell(Counted())
    assert load(1).parent == above
