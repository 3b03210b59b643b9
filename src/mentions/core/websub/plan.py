"""What is to be done with a subscription now."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from mentions.core.websub.discovery import Hubs
from mentions.core.websub.subscription import Mode, State, Subscription


class Step(StrEnum):
    """What to do next."""

    WAIT = "wait"  # nothing
    ASK = "ask"  # ask the hub for it
    RENEW = "renew"  # see whether the feed still names this hub and topic, then ask again
    GIVE_UP = "give up"  # the hub never called back
    NEXT = "next"  # this hub would not: try the next one
    SEEK = "seek"  # over: see what the feed names now, and begin anew
    END = "end"  # tell the hub that it is no longer wanted
    CLOSE = "close"  # the hub was told and does not answer, or another has taken over
    FORGET = "forget"  # nobody will ask for it any more


def next_step(
    one: Subscription, *, base: str, watched: bool, newest: bool = True, now: datetime
) -> Step:
    """Return what to do.

    Args:
        one: As stored.
        base: The callback address of the config, which may have changed.
        watched: Its watch is still there, and not stopped.
        newest: Its watch has no later one, which would look after what comes next.
        now: Aware, UTC.
    """
    if not watched and one.state not in {State.ENDING, State.ENDED}:
        return Step.END if one.is_live and one.asked else Step.FORGET
    if one.is_live and one.base != base and newest:
        return Step.SEEK
    if one.due_at is None or now < one.due_at:
        return Step.WAIT
    if one.state is State.ENDING:
        is_told = one.asked is Mode.UNSUBSCRIBE and one.was_patient(now)
        return Step.CLOSE if is_told else Step.END
    if one.state is State.ENDED:
        return Step.FORGET
    return _due(one, now) if newest else Step.CLOSE


def _due(one: Subscription, now: datetime) -> Step:
    """Return what to do for the newest of a watch, now that there is something to do."""
    if one.state is State.PENDING:
        return Step.GIVE_UP if one.asked and one.was_patient(now) else Step.ASK
    if one.state is State.ACTIVE and one.lease_until and now < one.lease_until:
        return Step.RENEW
    return Step.NEXT if one.others else Step.SEEK


def still_fits(one: Subscription, found: Hubs) -> bool:
    """Whether a feed still names the hub and the topic of a subscription."""
    return one.topic == found.topic and one.hub in found.hubs
