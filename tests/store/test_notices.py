"""How notices become messages and end, on both databases."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from mentions.core.alerts.model import Event, State
from mentions.errors import ConfigError
from mentions.store.batches import (
    claim,
    give_back,
    hand_over,
    load_batches,
    save_sent,
    save_unsent,
)
from mentions.store.engine import Store
from mentions.store.mutes import add_mute, list_mutes, load_mutes, remove_mute
from mentions.store.notices import (
    Notice,
    add_notices,
    load_due,
    load_open,
    load_standing,
    reschedule,
    send_again,
)
from mentions.store.tables_running import MUTES, NOTES, NOTICES

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
ME = {"host": "here", "pid": 1, "started": "1"}


@pytest.fixture(autouse=True)
def nothing_noted(store: Store) -> None:
    with store.writing() as session:
        for table in (NOTES, MUTES, NOTICES):
            session.connection().execute(delete(table))


def a_notice(key: str, **changes: Any) -> Notice:
    fields = {"recipient": "me", "event": Event.NEW, "due_at": NOW, "told": {}}
    return Notice(key=key, **fields | changes)


def add(store: Store, *notices: Notice) -> None:
    with store.writing() as session:
        add_notices(session, notices, now=NOW)


def due(store: Store, at: datetime = NOW, recipient: str = "me") -> list[str]:
    with store.reading() as session:
        return [one.key for one in load_due(session, recipient, at, limit=10)]


def handed_over(store: Store, batch: str = "b1") -> str:
    with store.writing() as session:
        ids = [one.id for one in load_due(session, "me", NOW, limit=10)]
        hand_over(session, batch, ids, ME, now=NOW)
    return batch


def standing(store: Store) -> Any:
    with store.reading() as session:
        return load_standing(session, since=NOW)["me"]


def test_the_same_news_is_noted_once(store: Store) -> None:
    add(store, a_notice("a"), a_notice("a", recipient="you"))
    add(store, a_notice("a"), a_notice("b"))
    assert due(store) == ["a", "b"]
    assert due(store, recipient="you") == ["a"]


def test_what_is_due_later_waits(store: Store) -> None:
    add(store, a_notice("a", due_at=NOW + timedelta(hours=1)))
    assert due(store) == []
    assert due(store, NOW + timedelta(hours=1)) == ["a"]


def test_what_is_on_its_way_is_due_no_more(store: Store) -> None:
    add(store, a_notice("a"))
    batch = handed_over(store)
    assert due(store) == []
    with store.writing() as session:
        assert claim(session, batch, ME, now=NOW)
        save_sent(session, batch, now=NOW)
    add(store, a_notice("a"))
    assert due(store) == []
    assert (standing(store).sent, standing(store).sent_since) == (1, 1)


def test_a_batch_is_claimed_once(store: Store) -> None:
    add(store, a_notice("a"))
    batch = handed_over(store)
    with store.writing() as session:
        assert claim(session, batch, ME, now=NOW)
        assert not claim(session, batch, ME, now=NOW)


def test_what_nobody_claimed_is_sent_by_another_and_by_the_late_one_no_more(store: Store) -> None:
    add(store, a_notice("a"))
    batch = handed_over(store)
    with store.writing() as session:
        assert give_back(session, batch, now=NOW)
    assert due(store) == ["a"]
    with store.writing() as session:
        assert not claim(session, batch, ME, now=NOW)


def test_of_what_was_claimed_nobody_knows(store: Store) -> None:
    add(store, a_notice("a"))
    batch = handed_over(store)
    with store.writing() as session:
        claim(session, batch, ME, now=NOW)
    with store.writing() as session:
        assert give_back(session, batch, now=NOW)
        assert load_batches(session) == []
    assert due(store) == []
    with store.reading() as session:
        (one,) = load_open(session)
    assert one.state is State.UNCERTAIN
    with store.writing() as session:
        assert send_again(session, now=NOW) == 1
    assert due(store) == ["a"]


def test_a_refusal_waits_longer_each_time_and_is_given_up(store: Store) -> None:
    add(store, a_notice("a"))
    at, waits = NOW, []
    for attempt in range(1, 40):
        with store.writing() as session:
            ids = [one.id for one in load_due(session, "me", at, limit=10)]
            if not ids:
                break
            hand_over(session, f"b{attempt}", ids, ME, now=at)
            claim(session, f"b{attempt}", ME, now=at)
            save_unsent(session, f"b{attempt}", "error 500", sure=True, now=at)
        with store.reading() as session:
            left = load_due(session, "me", at + timedelta(days=9), limit=1)
        if left:
            waits.append(left[0].due_at - at)
            at = left[0].due_at
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert max(waits) == timedelta(hours=6)
    with store.reading() as session:
        (one,) = load_open(session)
    assert (one.state, one.error, one.attempts) == (State.FAILED, "error 500", 20)
    with store.writing() as session:
        assert send_again(session, now=at, notice_id=one.id + 1) == 0
        assert send_again(session, now=at, notice_id=one.id) == 1
    assert due(store, at) == ["a"]


def test_what_may_have_arrived_is_not_tried_again(store: Store) -> None:
    add(store, a_notice("a"))
    batch = handed_over(store)
    with store.writing() as session:
        claim(session, batch, ME, now=NOW)
        save_unsent(session, batch, "no answer", sure=False, now=NOW)
    assert due(store, NOW + timedelta(days=9)) == []
    assert standing(store).uncertain == 1


def test_a_refused_one_tells_when_it_is_tried_again(store: Store) -> None:
    add(store, a_notice("a"))
    batch = handed_over(store)
    with store.writing() as session:
        claim(session, batch, ME, now=NOW)
        save_unsent(session, batch, "error 500", sure=True, now=NOW)
    add(store, a_notice("b"))
    found = standing(store)
    assert (found.waiting, found.next_at, found.refused) == (2, NOW, 1)
    assert found.retry_at is not None
    assert found.retry_at > NOW


def test_what_waits_can_be_given_another_time(store: Store) -> None:
    add(store, a_notice("a", due_at=NOW + timedelta(days=6)))
    with store.writing() as session:
        reschedule(session, "me", NOW)
    assert due(store) == ["a"]
    assert standing(store).next_at == NOW


def test_an_author_is_muted_in_any_spelling(store: Store) -> None:
    with store.writing() as session:
        assert add_mute(session, " @FeedBot ", now=NOW)
        assert not add_mute(session, "feedbot", now=NOW)
        assert load_mutes(session) == {"feedbot"}
        assert [one.shown for one in list_mutes(session)] == ["@FeedBot"]
        assert remove_mute(session, "FEEDBOT")
        assert not remove_mute(session, "FEEDBOT")
    with pytest.raises(ConfigError, match="names nobody"), store.writing() as session:
        add_mute(session, " @ ", now=NOW)
