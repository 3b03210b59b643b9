"""The states of a subscription, and what a hub that calls is answered in each of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.websub.calls import MAX_CHALLENGE, answer_delivery, answer_question
from mentions.core.websub.discovery import Hubs
from mentions.core.websub.plan import Step, next_step, still_fits
from mentions.core.websub.subscription import (
    Mode,
    State,
    Subscription,
    accepted,
    asking,
    denied,
    ended,
    ending,
    expired,
    failed,
    is_given_up,
    lapsing,
    lease_of,
    may_hold_secret,
    refused,
    verified,
)

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
DAY = timedelta(days=1)
BASE = "https://mentions.example/websub/"
TOPIC = "https://a.example/feed"
WANTED = Subscription(
    token="unguessable",  # noqa: S106 - invented
    base=BASE,
    hub="https://hub.example/",
    topic=TOPIC,
    feed=TOPIC,
    due_at=NOW,
    secret="geheim",  # noqa: S106 - invented
    id=1,
    watch_id=1,
)
PENDING = asking(WANTED, Mode.SUBSCRIBE, NOW)
ACTIVE = verified(PENDING, 10 * DAY, NOW, jitter=0.0)
LEAVING = asking(ending(ACTIVE, NOW), Mode.UNSUBSCRIBE, NOW)
DENIED = denied(ACTIVE, "nein", NOW)
EXPIRED = expired(PENDING, "nobody called", NOW)
ENDED = ended(ACTIVE, NOW)
ALL = [WANTED, PENDING, ACTIVE, LEAVING, DENIED, EXPIRED, ENDED]


def query(mode: str, **more: str) -> list[tuple[str, str]]:
    given = {"topic": TOPIC, "challenge": "k8Jx0", "mode": mode} | more
    return [("own", "kept"), *((f"hub.{name}", value) for name, value in given.items())]


def names(one: object) -> str | None:
    return f"{one.state.value}-{one.asked}" if isinstance(one, Subscription) else None


@pytest.mark.parametrize("one", ALL, ids=names)
@pytest.mark.parametrize("mode", ["subscribe", "unsubscribe", "publish", ""])
def test_only_what_was_asked_for_is_confirmed(one: Subscription, mode: str) -> None:
    verdict = answer_question(one, query(mode), now=NOW + DAY / 2, jitter=0.0)
    expected = (one, mode) in [(PENDING, "subscribe"), (LEAVING, "unsubscribe")]
    assert (verdict.answer.status, verdict.answer.body) == (
        (200, b"k8Jx0") if expected else (404, b"")
    )
    assert (verdict.changed is not None) is expected


def test_a_hub_that_missed_our_answer_may_ask_again() -> None:
    later = NOW + timedelta(minutes=5)
    again = answer_question(ACTIVE, query("subscribe"), now=later, jitter=0.0)
    assert again.answer.status == 200
    much_later = NOW + timedelta(minutes=15)
    assert answer_question(ACTIVE, query("subscribe"), now=much_later, jitter=0.0).changed is None


def test_a_hub_that_calls_too_late_is_too_late() -> None:
    late = NOW + DAY + timedelta(seconds=1)
    assert answer_question(PENDING, query("subscribe"), now=late, jitter=0.0).answer.status == 404


@pytest.mark.parametrize(
    "asked",
    [
        query("subscribe", topic="https://a.example/other"),
        query("subscribe", topic=""),
        query("subscribe", challenge=""),
        query("subscribe", challenge="x" * (MAX_CHALLENGE + 1)),
        [*query("subscribe"), ("hub.challenge", "another")],
        [*query("subscribe"), ("hub.topic", TOPIC)],
        [("mode", "subscribe"), ("topic", TOPIC), ("challenge", "x")],
        [],
    ],
)
def test_what_a_hub_never_asks(asked: list[tuple[str, str]]) -> None:
    verdict = answer_question(PENDING, asked, now=NOW, jitter=0.0)
    assert (verdict.answer.status, verdict.answer.body, verdict.changed) == (404, b"", None)


@given(st.text(min_size=1, max_size=200))
def test_the_challenge_goes_back_as_it_came(challenge: str) -> None:
    verdict = answer_question(PENDING, query("subscribe", challenge=challenge), now=NOW, jitter=0.0)
    assert verdict.answer.body == challenge.encode("utf-8", "replace")
    assert verdict.answer.headers["X-Content-Type-Options"] == "nosniff"


@given(st.lists(st.tuples(st.text(), st.text()), max_size=9), st.sampled_from([None, *ALL]))
def test_no_question_is_too_much(asked: list[tuple[str, str]], one: Subscription | None) -> None:
    assert answer_question(one, asked, now=NOW, jitter=0.0).answer.status == 404


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (PENDING, State.DENIED),
        (ACTIVE, State.DENIED),
        (LEAVING, None),
        (DENIED, None),
        (ENDED, None),
    ],
    ids=["pending", "active", "leaving", "denied", "ended"],
)
def test_a_denial_may_come_at_any_time(one: Subscription, state: State | None) -> None:
    verdict = answer_question(one, query("denied", reason="zu viel"), now=NOW, jitter=0.0)
    assert verdict.answer.status == 200
    assert (verdict.changed and verdict.changed.state) == state


def test_a_denial_of_something_else_is_none() -> None:
    asked = query("denied", topic="https://a.example/other")
    assert answer_question(ACTIVE, asked, now=NOW, jitter=0.0).answer.status == 404


@pytest.mark.parametrize(
    ("one", "status"),
    [
        (None, 404),
        (WANTED, 404),
        (PENDING, 404),
        (LEAVING, 410),
        (DENIED, 410),
        (EXPIRED, 410),
        (ENDED, 410),
    ],
)
def test_who_may_not_deliver(one: Subscription | None, status: int) -> None:
    verdict = answer_delivery(one, b"<rss/>", signature=None, max_bytes=99, now=NOW)
    assert (verdict.answer.status, verdict.keep) == (status, False)


def test_without_a_secret_nothing_is_signed() -> None:
    open_one = replace(ACTIVE, secret=None)
    verdict = answer_delivery(open_one, b"<rss/>", signature=None, max_bytes=99, now=NOW)
    assert verdict.keep
    assert verdict.changed == replace(open_one, delivered_at=NOW)


@pytest.mark.parametrize(
    ("body", "status"), [(b"", 202), (b" \n", 202), (b"x" * 100, 413), (b"x" * 99, 202)]
)
def test_what_is_delivered_has_a_size(body: bytes, status: int) -> None:
    one = replace(ACTIVE, secret=None)
    verdict = answer_delivery(one, body, signature=None, max_bytes=99, now=NOW)
    assert (verdict.answer.status, verdict.keep) == (status, len(body) == 99)


@given(st.text() | st.integers().map(str))
def test_a_lease_is_bounded_whatever_a_hub_says(said: str) -> None:
    assert timedelta(minutes=5) <= lease_of(said) <= timedelta(days=90)


@given(st.floats(-1, 1), st.integers(300, 7_776_000))
def test_it_is_renewed_before_the_lease_ends(jitter: float, seconds: int) -> None:
    lease = timedelta(seconds=seconds)
    one = verified(PENDING, lease, NOW, jitter=jitter)
    assert one.due_at
    assert 0.749 < (one.due_at - NOW) / lease < 0.851


@pytest.mark.parametrize(
    ("hub", "allowed", "expected"),
    [
        ("https://hub.example/", (), True),
        ("http://hub.example/", (), False),
        ("http://nas.example:8080/", {"nas.example"}, True),
        ("http://hub.example/?https://", {"nas.example"}, False),
    ],
)
def test_where_a_secret_may_go(hub: str, allowed: set[str], *, expected: bool) -> None:
    assert may_hold_secret(hub, allowed) is expected


def test_no_secret_is_shown() -> None:
    assert "geheim" not in repr(ACTIVE)
    assert "unguessable" not in repr(ACTIVE)
    assert ended(ACTIVE, NOW).secret is None


def test_failures_wait_longer_each_time() -> None:
    one, waits = PENDING, []
    for _ in range(12):
        one = failed(one, "500", NOW, jitter=0.0)
        assert one.due_at
        waits.append(one.due_at - NOW)
    assert waits[:3] == [timedelta(minutes=10), timedelta(minutes=20), timedelta(minutes=40)]
    assert waits == sorted(waits)
    assert waits[-1] == DAY


def test_after_three_failures_the_next_hub_has_its_turn() -> None:
    one = replace(PENDING, others=("https://other.example/",), failures=2)
    assert not is_given_up(one)
    assert is_given_up(failed(one, "500", NOW, jitter=0.0))
    assert not is_given_up(failed(replace(one, others=()), "500", NOW, jitter=0.0))


def test_taking_leave_does_not_go_on_for_ever() -> None:
    one = replace(LEAVING, failures=3)
    assert failed(one, "500", NOW, jitter=0.0).state is State.ENDED


def test_what_a_hub_promised_lasts_although_it_will_not_renew() -> None:
    renewing = asking(ACTIVE, Mode.SUBSCRIBE, NOW + 8 * DAY)
    for one in (refused(renewing, "no", NOW + 8 * DAY), lapsing(renewing, NOW + 8 * DAY)):
        assert (one.state, one.due_at) == (State.ACTIVE, NOW + 10 * DAY)
    broken = failed(replace(renewing, failures=20), "500", NOW + 9.9 * DAY, jitter=0.0)
    assert broken.due_at == NOW + 10 * DAY


def test_a_hub_that_accepts_has_a_day_to_call() -> None:
    one = accepted(replace(PENDING, failures=2, reason="500"), NOW)
    assert (one.due_at, one.failures, one.reason) == (NOW + DAY, 0, None)


WITH_OTHERS = replace(PENDING, others=("https://other.example/",))


@pytest.mark.parametrize(
    ("one", "days", "step"),
    [
        (WANTED, 0, Step.ASK),
        (PENDING, 0.04, Step.WAIT),
        (PENDING, 0.5, Step.ASK),  # whoever asked was killed before the answer was stored
        (accepted(PENDING, NOW), 0.5, Step.WAIT),
        (accepted(PENDING, NOW), 1, Step.GIVE_UP),
        (ACTIVE, 7, Step.WAIT),
        (ACTIVE, 8, Step.RENEW),
        (ACTIVE, 10, Step.SEEK),
        (LEAVING, 0.04, Step.WAIT),
        (LEAVING, 0.5, Step.END),
        (accepted(LEAVING, NOW), 0.5, Step.WAIT),
        (accepted(LEAVING, NOW), 1, Step.CLOSE),
        (ending(ACTIVE, NOW), 0, Step.END),
        (DENIED, 6, Step.WAIT),
        (DENIED, 7, Step.SEEK),
        (EXPIRED, 7, Step.SEEK),
        (denied(WITH_OTHERS, None, NOW), 0, Step.NEXT),
        (expired(WITH_OTHERS, "late", NOW), 0, Step.NEXT),
        (ENDED, 29, Step.WAIT),
        (ENDED, 30, Step.FORGET),
    ],
)
def test_next_step(one: Subscription, days: float, step: Step) -> None:
    assert next_step(one, base=BASE, watched=True, now=NOW + days * DAY) is step


@pytest.mark.parametrize(
    ("one", "step"),
    [
        (WANTED, Step.FORGET),
        (PENDING, Step.END),
        (ACTIVE, Step.END),
        (LEAVING, Step.WAIT),
        (DENIED, Step.FORGET),
        (EXPIRED, Step.FORGET),
        (ENDED, Step.WAIT),
    ],
    ids=names,
)
def test_next_step_once_the_watch_is_gone(one: Subscription, step: Step) -> None:
    assert next_step(one, base=BASE, watched=False, now=NOW) is step


@pytest.mark.parametrize(
    ("one", "days", "step"),
    [(ACTIVE, 9, Step.CLOSE), (DENIED, 7, Step.CLOSE), (PENDING, 0, Step.WAIT)],
)
def test_a_later_one_looks_after_what_comes_next(
    one: Subscription, days: float, step: Step
) -> None:
    now = NOW + days * DAY
    assert next_step(one, base=BASE, watched=True, newest=False, now=now) is step


def test_next_step_where_the_callback_address_has_changed() -> None:
    base = "https://new.example/websub/"
    assert next_step(ACTIVE, base=base, watched=True, now=NOW) is Step.SEEK
    assert next_step(DENIED, base=base, watched=True, now=NOW) is Step.WAIT


def test_still_fits() -> None:
    assert still_fits(ACTIVE, Hubs(topic=TOPIC, hubs=("https://x.example/", ACTIVE.hub)))
    assert not still_fits(ACTIVE, Hubs(topic=f"{TOPIC}/", hubs=(ACTIVE.hub,)))
    assert not still_fits(ACTIVE, Hubs(topic=TOPIC, hubs=("https://x.example/",)))
