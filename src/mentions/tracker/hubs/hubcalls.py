"""What the web app calls when a hub does: one function, from a request to what is answered."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl

import structlog

from mentions.core.websub.calls import HubAnswer, Verdict, answer_delivery, answer_question
from mentions.core.websub.subscription import State, Subscription, ending
from mentions.errors import StoreError
from mentions.store.engine import Session, Store
from mentions.store.subscriptions import (
    add_delivery,
    find_subscription,
    load_subscriptions,
    make_due,
    replace_subscription,
)

# What a hub's question may have; a challenge is echoed only up to a bound of its own.
_MOST_QUERY = 20_000
_MOST_FIELDS = 50
_MOST_TOKEN = 200
_METHODS = "GET, POST"

log = structlog.get_logger("mentions.websub")


@dataclass(frozen=True, kw_only=True, slots=True)
class HubCall:
    """A request to the callback address.

    Attributes:
        method: As it came.
        token: What stands behind the callback address of the config.
        query: What stands behind the `?`, as it came.
        headers: As they came.
        body: As it came, unpacked by nobody; whoever reads it from the network reads one byte
            more than `max_bytes` at the most.
    """

    method: str
    token: str
    query: str = ""
    headers: Mapping[str, str]
    body: bytes = b""


def receive(
    store: Store,
    call: HubCall,
    *,
    max_bytes: int,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    jitter: Callable[[], float] = lambda: random.uniform(-1.0, 1.0),  # noqa: S311 - no secret
) -> HubAnswer:
    """Answer a hub. What comes of it is stored before this returns, reading it comes later.

    After an answer with `delivered` set, `poll_watches(polling, [])` reads what came; whatever is
    not read then is read by the next poll.

    Args:
        store: Open.
        call: What came.
        max_bytes: What a body may have at most: that of every fetch.
        clock: Returns the time, aware.
        jitter: Returns a random number from -1 to 1.
    """
    if call.method not in {"GET", "POST"}:
        return HubAnswer(status=405, headers={"Allow": _METHODS})
    if len(call.token) > _MOST_TOKEN or len(call.query) > _MOST_QUERY:
        return HubAnswer(status=404)
    now = clock()
    try:
        with store.writing() as session:
            if call.method == "GET":
                return _question(session, call, now, jitter())
            return _delivery(session, call, now, max_bytes)
    except StoreError as error:
        # A hub tries again later.
        log.warning("not stored", error=str(error))
        return HubAnswer(status=503, headers={"Retry-After": "60"})


def _question(session: Session, call: HubCall, now: datetime, jitter: float) -> HubAnswer:
    one = find_subscription(session, call.token)
    try:
        query = parse_qsl(call.query, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        query = []
    verdict = answer_question(one, query, now=now, jitter=jitter)
    if one and verdict.changed:
        replace_subscription(session, one, verdict.changed, now=now)
        if verdict.changed.state is State.ACTIVE:
            _leave_others(session, one, now)
    _tell(one, verdict)
    return verdict.answer


def _leave_others(session: Session, one: Subscription, now: datetime) -> None:
    """Take leave of what this subscription takes the place of."""
    if one.watch_id is None:
        return
    for other in load_subscriptions(session, watch_id=one.watch_id):
        if other.id != one.id and other.is_live:
            replace_subscription(session, other, ending(other, now), now=now)


def _delivery(session: Session, call: HubCall, now: datetime, max_bytes: int) -> HubAnswer:
    one = find_subscription(session, call.token)
    headers = {name.lower(): value for name, value in call.headers.items()}
    signature = headers.get("x-hub-signature")
    verdict = answer_delivery(one, call.body, signature=signature, max_bytes=max_bytes, now=now)
    _tell(one, verdict)
    if one is None or not verdict.keep or verdict.changed is None:
        return verdict.answer
    replace_subscription(session, one, verdict.changed, now=now)
    if add_delivery(session, one, call.body, headers.get("content-type"), now=now):
        return replace(verdict.answer, delivered=True)
    # No room: the feed itself is looked at instead.
    make_due(session, one.watch_id, now)
    return verdict.answer


def _tell(one: Subscription | None, verdict: Verdict) -> None:
    """Log what was wrong with a call, without anything that only the hub knows."""
    if verdict.why:
        about = {"hub": one.hub, "topic": one.topic} if one else {}
        log.info("hub call", why=verdict.why, status=verdict.answer.status, **about)
