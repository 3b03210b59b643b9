"""The hubs that tell of a watched feed, as text and as JSON; never with what only they know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from mentions.core.websub.subscription import State, Subscription
from mentions.model import iso
from mentions.report.plain import safe
from mentions.report.words import minute

_LABEL = 16  # columns of a label, as beside everything else of a watch


def render_subscriptions(subscriptions: Sequence[Subscription], *, console: Console) -> None:
    """Print how each subscription stands, the latest first; those that are over are left out."""
    for one in reversed(subscriptions):
        if one.state is not State.ENDED:
            for label, value in _about(one):
                console.print(Text(f"{label:<{_LABEL}}{value}"), soft_wrap=True)


def _about(one: Subscription) -> Iterator[tuple[str, str]]:
    yield "Hub", f"{safe(one.hub)}: {_state(one)}"
    if one.reason:
        yield "", safe(one.reason)
    if one.delivered_at:
        yield "", f"last told us something {minute(one.delivered_at)}"


def _state(one: Subscription) -> str:
    if one.state is State.ACTIVE and one.lease_until:
        return f"tells what is new, until {minute(one.lease_until)}; polled once a day beside that"
    if one.state is State.PENDING:
        return "has not called back yet" if one.asked else "is to be asked"
    if one.state is State.ENDING:
        return "is told that it is no longer wanted"
    again = f"; tried again after {minute(one.due_at)}" if one.due_at else ""
    return f"{one.state.value}{again}"


def subscriptions_as_list(subscriptions: Sequence[Subscription]) -> list[dict[str, Any]]:
    """Return the subscriptions as JSON-ready values, without their callbacks and secrets."""
    return [
        {
            "hub": one.hub,
            "topic": one.topic,
            "state": one.state.value,
            "reason": one.reason,
            "asked": iso(one.asked_at),
            "lease_until": iso(one.lease_until),
            "due": iso(one.due_at),
            "delivered": iso(one.delivered_at),
            "failures": one.failures,
            "signed": one.secret is not None,
        }
        for one in subscriptions
    ]
