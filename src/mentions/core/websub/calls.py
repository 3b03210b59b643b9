"""What a hub that calls is answered: to its question (GET) and to a delivery (POST)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from mentions.core.websub.signature import is_signed
from mentions.core.websub.subscription import (
    Mode,
    State,
    Subscription,
    denied,
    ended,
    lease_of,
    verified,
)

# Longer than any hub's challenge; the whole of it is sent back.
MAX_CHALLENGE = 4096
_FIELDS = frozenset(["mode", "topic", "challenge", "lease_seconds", "reason"])
# Whatever stands in a challenge, no browser may take it for a page.
_PLAIN: Mapping[str, str] = {
    "Content-Type": "text/plain; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class HubAnswer:
    """What goes back to a hub.

    Attributes:
        status: HTTP status.
        headers: Of the answer, Content-Length not among them.
        body: At most `MAX_CHALLENGE` characters.
        delivered: A delivery was kept; it can be read as soon as this is sent.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=lambda: dict(_PLAIN))
    body: bytes = b""
    delivered: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What a call comes down to.

    Attributes:
        answer: For the hub.
        changed: The subscription as it is to be stored before the answer; None where nothing is.
        keep: The body is what the hub was asked for.
        why: What was wrong, for the log; None where nothing was.
    """

    answer: HubAnswer
    changed: Subscription | None = None
    keep: bool = False
    why: str | None = None


def _no(status: int, why: str) -> Verdict:
    return Verdict(answer=HubAnswer(status=status), why=why)


def answer_question(
    one: Subscription | None, query: Sequence[tuple[str, str]], *, now: datetime, jitter: float
) -> Verdict:
    """Answer a hub's GET (WebSub, sections 5.2 and 5.3).

    The challenge goes back only for what was asked for; everything else is 404, which tells a hub
    that whoever asked it was not us.

    Args:
        one: The subscription of the callback that was called; None where there is none.
        query: The parameters of the call; those that are not the hub's are left alone.
        now: Aware, UTC.
        jitter: A random number from -1 to 1, for the time of the renewal.
    """
    if one is None:
        return _no(404, "nobody subscribed with this callback")
    said = _said(query)
    if said is None or said.get("topic") != one.topic:
        return _no(404, "a call about something else")
    if said.get("mode") == "denied":
        return _denied(one, said.get("reason"), now)
    challenge, mode = said.get("challenge", ""), said.get("mode", "")
    if not challenge or len(challenge) > MAX_CHALLENGE:
        return _no(404, "no challenge, or one without end")
    if not one.awaits(mode, now):
        return _no(404, "a call that was not asked for")
    if mode == Mode.SUBSCRIBE:
        changed = verified(one, lease_of(said.get("lease_seconds")), now, jitter=jitter)
    else:
        changed = replace(ended(one, now), confirmed_at=now)
    answer = HubAnswer(status=200, body=challenge.encode("utf-8", "replace"))
    return Verdict(answer=answer, changed=changed)


def _said(query: Sequence[tuple[str, str]]) -> dict[str, str] | None:
    """Return what the hub says; None where it says something twice."""
    said: dict[str, str] = {}
    for name, value in query:
        key = name.removeprefix("hub.")
        if key == name or key not in _FIELDS:
            continue
        if key in said:
            return None
        said[key] = value
    return said


def _denied(one: Subscription, reason: str | None, now: datetime) -> Verdict:
    answer = HubAnswer(status=200)
    if not one.is_live:
        return Verdict(answer=answer)
    told = " ".join(reason.split()) if reason else None
    return Verdict(answer=answer, changed=denied(one, told, now))


def answer_delivery(
    one: Subscription | None,
    body: bytes,
    *,
    signature: str | None,
    max_bytes: int,
    now: datetime,
) -> Verdict:
    """Answer a hub's POST (WebSub, sections 7 and 8).

    A delivery that is not signed as agreed is answered like any other, and forgotten.

    Args:
        one: The subscription of the callback that was called; None where there is none.
        body: The very bytes that came.
        signature: The X-Hub-Signature header.
        max_bytes: What a body may have at most.
        now: Aware, UTC.
    """
    if one is None or (one.state is State.PENDING):
        return _no(404, "nobody subscribed with this callback")
    if one.state is not State.ACTIVE:
        return _no(410, f"the subscription is {one.state.value}")
    if len(body) > max_bytes:
        return _no(413, f"more than {max_bytes:,} bytes")
    fine = HubAnswer(status=202)
    if one.secret and not is_signed(body, header=signature, secret=one.secret):
        return Verdict(answer=fine, why="not signed as agreed; left out")
    if not body.strip():
        return Verdict(answer=fine, why="empty; left out")
    return Verdict(answer=fine, changed=replace(one, delivered_at=now), keep=True)
