from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from mentions.asking import Watch
from mentions.core.websub.subscription import Mode, State, Subscription
from mentions.looking import Look, Outcome
from mentions.store.engine import Store
from mentions.store.subscriptions import (
    add_delivery,
    add_subscription,
    find_subscription,
    load_delivery,
    load_subscription,
    load_subscriptions,
    load_told,
    make_due,
    remove_delivery,
    remove_subscription,
    replace_subscription,
)
from mentions.store.watches import add_watch, load_watches, remove_watch, save_looks

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
FULL = Subscription(
    token="unguessable",  # noqa: S106 - invented
    base="https://mentions.example/websub/",
    hub="https://hub.example/",
    topic="https://jörg.example/feed?ö",
    feed="https://jörg.example/feed",
    others=("https://other.example/",),
    secret="geheim",  # noqa: S106 - invented
    state=State.ACTIVE,
    asked=Mode.SUBSCRIBE,
    asked_at=NOW,
    confirmed_at=NOW,
    lease_until=LATER,
    due_at=LATER,
    delivered_at=NOW,
    failures=3,
    reason="Grund 🎈",
)
BARE = Subscription(token="x", base="b", hub="h", topic="t", feed="f")  # noqa: S106 - invented


@pytest.fixture
def watch_id(store: Store) -> int:
    with store.writing() as session:
        return add_watch(session, Watch(source="feed", address="https://jörg.example/feed"))


@pytest.fixture
def stored(store: Store, watch_id: int) -> Subscription:
    with store.writing() as session:
        number = add_subscription(session, replace(FULL, watch_id=watch_id))
    return replace(FULL, watch_id=watch_id, id=number)


def loaded(store: Store) -> list[Subscription]:
    with store.reading() as session:
        return load_subscriptions(session)


def due(store: Store) -> datetime | None:
    with store.reading() as session:
        return load_watches(session)[0].next_poll_at


def poll_later(store: Store, watch_id: int) -> None:
    look = Look(watch_id=watch_id, at=NOW, outcome=Outcome.OK, next_poll_at=LATER)
    with store.writing() as session:
        save_looks(session, [look])


@pytest.mark.parametrize("one", [FULL, BARE], ids=["full", "bare"])
def test_what_goes_in_comes_out(store: Store, watch_id: int, one: Subscription) -> None:
    one = replace(one, watch_id=watch_id)
    with store.writing() as session:
        one = replace(one, id=add_subscription(session, one))
        assert load_subscription(session, one.id or 0) == one
        assert find_subscription(session, one.token) == one
        assert find_subscription(session, "other") is None
    assert loaded(store) == [one]
    with store.reading() as session:
        assert load_subscriptions(session, watch_id=watch_id + 1) == []


def test_a_token_is_given_once(store: Store, stored: Subscription) -> None:
    with pytest.raises(IntegrityError), store.writing() as session:
        add_subscription(session, stored)


def test_a_subscription_outlives_its_watch(store: Store, stored: Subscription) -> None:
    with store.writing() as session:
        remove_watch(session, stored.watch_id or 0)
        replace_subscription(session, stored, replace(stored, state=State.ENDING), now=NOW)
    assert loaded(store) == [replace(stored, watch_id=None, state=State.ENDING)]


def test_where_a_hub_tells_no_longer_the_watch_is_due(store: Store, stored: Subscription) -> None:
    poll_later(store, stored.watch_id or 0)
    with store.writing() as session:
        replace_subscription(session, stored, replace(stored, failures=0), now=NOW)
    assert due(store) == LATER
    with store.writing() as session:
        replace_subscription(session, stored, replace(stored, state=State.DENIED), now=NOW)
    assert due(store) == NOW


def test_a_watch_that_is_due_stays_as_it_is(store: Store, watch_id: int) -> None:
    with store.writing() as session:
        make_due(session, watch_id, NOW)
        make_due(session, None, NOW)
    assert due(store) == NOW
    with store.writing() as session:
        make_due(session, watch_id, LATER)
    assert due(store) == NOW


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, True),
        ({"state": State.PENDING}, False),
        ({"state": State.ENDING}, False),
        ({"lease_until": NOW}, False),
        ({"lease_until": None}, False),
    ],
)
def test_which_watches_a_hub_tells_of(
    store: Store, stored: Subscription, changes: dict[str, object], *, told: bool
) -> None:
    with store.writing() as session:
        replace_subscription(session, stored, replace(stored, **changes), now=NOW)
        assert (stored.watch_id in load_told(session, [stored.watch_id or 0, 99], NOW)) is told


def test_deliveries_wait_in_their_order_each_once(store: Store, stored: Subscription) -> None:
    with store.writing() as session:
        for body in (b"one \0\xff", b"two", b"one \0\xff"):
            assert add_delivery(session, stored, body, "application/rss+xml", now=NOW)
    with store.writing() as session:
        first = load_delivery(session)
        assert first
        assert (first.body, first.content_type) == (b"one \0\xff", "application/rss+xml")
        assert (first.watch_id, first.feed) == (stored.watch_id, stored.feed)
        second = load_delivery(session, first.id)
        assert second
        assert second.body == b"two"
        assert load_delivery(session, second.id) is None
        remove_delivery(session, first.id)
        assert load_delivery(session) == second


def test_there_is_room_for_twenty(store: Store, stored: Subscription) -> None:
    with store.writing() as session:
        added = [add_delivery(session, stored, b"%d" % n, None, now=NOW) for n in range(21)]
    assert added == [True] * 20 + [False]


def test_what_is_forgotten_takes_its_deliveries_along(store: Store, stored: Subscription) -> None:
    with store.writing() as session:
        add_delivery(session, stored, b"x", None, now=NOW)
        remove_subscription(session, stored.id or 0)
    with store.reading() as session:
        assert session.connection().execute(text("SELECT count(*) FROM deliveries")).scalar() == 0
