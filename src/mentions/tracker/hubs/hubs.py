"""Asking a hub: one form, and what its answer means."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from mentions.asking import Body, form_body
from mentions.core.websub.subscription import (
    WANTED_LEASE,
    Mode,
    Subscription,
    may_hold_secret,
)
from mentions.errors import FetchError, RedirectError, RefusedAddressError
from mentions.fetch.gate import Gate
from mentions.fetch.redirects import next_hop

# WebSub, section 5.1: a hub may be asked again elsewhere, with the very same form.
_ELSEWHERE = frozenset({307, 308})
_MOST_HOPS = 3
_FINE = range(200, 300)
_TOO_MANY, _BROKEN = 429, 500
_TEXT = 2_000  # bytes of an explanation
_SHOWN = 200  # characters of it


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What a hub answered.

    Attributes:
        why: Why it did not accept; None where it did. Holds no secret.
        is_final: Asking it again would change nothing.
    """

    why: str | None = None
    is_final: bool = False


async def ask_hub(gate: Gate, one: Subscription, mode: Mode, *, allowed: Collection[str]) -> Reply:
    """Ask a hub to subscribe us, or to forget us.

    Args:
        gate: Open.
        one: As stored.
        mode: What for.
        allowed: Hosts that may get a secret without encryption.
    """
    url, body = one.hub, _form(one, mode)
    try:
        for _ in range(_MOST_HOPS + 1):
            async with gate.ask("POST", url, body=body) as response:
                status = response.status_code
                if status in _FINE:
                    return Reply()
                if status not in _ELSEWHERE:
                    said = await gate.body(response, _TEXT, cut=True)
                    return _refusal(status, said, one)
                url = next_hop(response, url)
            if one.secret and not may_hold_secret(url, allowed):
                return Reply(why="the hub sends us on to where no secret is safe", is_final=True)
    except FetchError as error:
        is_final = isinstance(error, (RedirectError, RefusedAddressError))
        return Reply(why=_masked(error.why, one), is_final=is_final)
    return Reply(why="the hub sends us on and on", is_final=True)


def _form(one: Subscription, mode: Mode) -> Body:
    fields = {"hub.callback": one.callback, "hub.mode": mode.value, "hub.topic": one.topic}
    if mode is Mode.SUBSCRIBE:
        fields["hub.lease_seconds"] = str(int(WANTED_LEASE.total_seconds()))
        if one.secret:
            fields["hub.secret"] = one.secret
    return form_body(fields)


def _refusal(status: int, said: bytes, one: Subscription) -> Reply:
    words = _masked(" ".join(said.decode("utf-8", "replace").split()), one)[:_SHOWN]
    why = f"the hub answers {status}{': ' if words else ''}{words}"
    return Reply(why=why, is_final=status < _BROKEN and status != _TOO_MANY)


def _masked(text: str, one: Subscription) -> str:
    """Return a text without what only the hub and we know: hubs quote what they were sent."""
    for hidden in (one.secret, one.token):
        text = text.replace(hidden, "***") if hidden else text
    return text
