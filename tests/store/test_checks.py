"""The schedule of looks and the timelines, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.store.conftest import NOW

from mentions.core.changes import Change
from mentions.core.health.judge import judge
from mentions.core.health.states import Check, Event, Observation, Sight, State, Step
from mentions.model import Counts, Mention
from mentions.store.articles import remove_article
from mentions.store.changes import Saved
from mentions.store.checks import (
    Checked,
    Told,
    add_checks,
    load_all_ids,
    load_checks,
    load_due_checks,
    load_due_counts,
    save_check,
)
from mentions.store.counts import load_counts
from mentions.store.engine import Store
from mentions.store.link_events import last_event_id, load_events, load_timeline
from mentions.store.mentions import MentionFilter, count_mentions, delete_mention, load_mention

DAY = timedelta(days=1)
GONE = Observation(sight=Sight.GONE, why="410")


@pytest.fixture
def mention_id(article_id: int, save: Callable[..., Saved], a_change: Callable[..., Change]) -> int:
    assert article_id
    return save(a_change()).new[0]


def one(store: Store, mention_id: int) -> Checked:
    with store.reading() as session:
        (found,) = load_checks(session, [mention_id])
    return found


def due(store: Store, now: object = NOW + 2 * DAY, limit: int = 9) -> list[int]:
    with store.writing() as session:
        add_checks(session, now)
        return [found.stored.id for found in load_due_checks(session, now, limit=limit)]


def keep(
    store: Store, before: Check, after: Check, *events: Event, told: Told | None = None
) -> bool:
    with store.writing() as session:
        return save_check(session, before, after, events, now=NOW, told=told)


def test_a_new_mention_is_due_a_day_later(store: Store, mention_id: int) -> None:
    assert due(store, NOW) == []
    assert due(store, NOW + DAY) == [mention_id]
    with store.writing() as session:
        assert add_checks(session, NOW) == 0


def test_neither_deleted_mentions_nor_those_of_dropped_articles_are_due(
    store: Store, mention_id: int, article_id: int
) -> None:
    assert due(store) == [mention_id]
    with store.writing() as session:
        delete_mention(session, mention_id, now=NOW)
        assert load_all_ids(session) == []
    assert due(store) == []
    with store.writing() as session:
        remove_article(session, article_id, now=NOW)
    assert due(store) == []


def test_all_of_a_check_comes_back(store: Store, mention_id: int) -> None:
    before = one(store, mention_id).check
    seen = Observation(sight=Sight.PRESENT, text="Grüße \U0001f30d", rel=("nofollow", "ugc"))
    check, events = judge(before, seen, NOW)
    assert keep(store, before, check, *events)
    check, events = judge(check, Observation(sight=Sight.ABSENT, why="404"), NOW + DAY)
    whole = replace(check, due_at=NOW + 2 * DAY, counted_at=NOW, why="weil", blind=2, edited=True)
    before = one(store, mention_id).check
    assert keep(store, before, whole, *events)
    assert one(store, mention_id).check == whole


def test_an_event_comes_back_whole_and_in_order(store: Store, mention_id: int) -> None:
    before = one(store, mention_id).check
    after = replace(before, looks=1)
    events = (
        Event(step=Step.EDITED, at=NOW, before="alt", why="so"),
        Event(step=Step.REL_CHANGED, at=NOW, before="", rel="ugc"),
    )
    keep(store, before, after, *events)
    with store.reading() as session:
        stored = load_timeline(session, mention_id)
        assert tuple(step.event for step in stored) == events
        assert load_events(session, stored[0].id) == stored[1:]
        assert load_events(session, limit=1) == stored[:1]
        assert last_event_id(session) == stored[-1].id
        assert load_timeline(session, 10**12) == []


def test_who_is_slower_stores_nothing(store: Store, mention_id: int) -> None:
    before = one(store, mention_id).check
    check, events = judge(before, GONE, NOW)
    assert keep(store, before, check, *events)
    assert not keep(store, before, check, *events)
    with store.reading() as session:
        assert len(load_events(session)) == 1


def test_a_mention_that_was_removed_meanwhile_stores_nothing(store: Store) -> None:
    before = Check(mention_id=77, since=NOW)
    check, events = judge(before, GONE, NOW)
    assert not keep(store, before, check, *events)


def test_what_is_gone_is_marked_and_not_public(store: Store, mention_id: int) -> None:
    before = one(store, mention_id).check
    check, events = judge(before, GONE, NOW)
    public = MentionFilter(public=True)
    with store.reading() as session:
        assert count_mentions(session, public) == 1
    keep(store, before, check, *events)
    with store.reading() as session:
        stored = load_mention(session, mention_id)
        assert stored
        assert (stored.health, stored.health_at) == (State.GONE, NOW)
        assert count_mentions(session, public) == 0
        assert count_mentions(session) == 1


def test_words_and_numbers_are_taken_over(
    store: Store, mention_id: int, load: Callable[[int], Mention]
) -> None:
    before = one(store, mention_id).check
    told = Told(text="Neue Worte", counts=Counts(likes=5), told_by="api.example")
    keep(store, before, replace(before, looks=1), told=told)
    mention = load(mention_id)
    assert (mention.text, mention.counts.likes, mention.counts.seen_at) == ("Neue Worte", 5, NOW)
    with store.reading() as session:
        (row,) = load_counts(session, mention_id)
    assert (row.place, row.counts.likes) == ("api.example", 5)


def test_a_blind_look_leaves_the_mark(store: Store, mention_id: int) -> None:
    before = one(store, mention_id).check
    check, _ = judge(before, GONE, NOW)
    keep(store, before, check)
    blind, _ = judge(check, Observation(sight=Sight.UNKNOWN, why="403"), NOW + DAY)
    keep(store, check, blind)
    assert one(store, mention_id).stored.health is State.GONE


def test_the_longest_due_come_first(
    store: Store,
    article_id: int,
    save: Callable[..., Saved],
    a_mention: Callable[..., Mention],
    a_change: Callable[..., Change],
) -> None:
    assert article_id
    for number in range(4):
        seen = NOW - number * timedelta(hours=1)
        url = f"https://social.example/jens/{number}"
        save(a_change(mention=a_mention(url=url, first_seen=seen, text=f"t{number}")), now=seen)
    assert due(store, NOW + 30 * DAY, limit=2) == [1, 2]  # all due at once: in order of ids
    with store.reading() as session:
        found = load_due_counts(session, NOW + DAY, {"twitter"}, limit=3)
        assert [one.stored.id for one in found] == [4, 3, 2]
        assert load_due_counts(session, NOW + DAY, {"bluesky"}, limit=3) == []


def test_keys_come_along(store: Store, mention_id: int) -> None:
    assert any(key.startswith("url:") for key in one(store, mention_id).keys)
    with store.reading() as session:
        assert load_checks(session, [99, 10**12]) == []
