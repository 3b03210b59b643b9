"""What keeps us from looking at a place, as a name that every language has words for."""

from __future__ import annotations

from enum import StrEnum

from mentions.looking import Outcome


class Obstacle(StrEnum):
    """Why a place could not be looked at; those of a look have the names of its outcomes."""

    NEEDS_AUTH = "needs_auth"  # a login or a token is missing
    THROTTLED = "throttled"  # come back later
    BLOCKED = "blocked"  # the server does not want us
    GONE = "gone"  # gone for good
    UNSUPPORTED = "unsupported"  # an answer of a version we do not know
    BROKEN = "broken"  # anything else
    IN_PART = "in_part"  # looked at, but not at all of it
    NOT_ASKED = "not_asked"  # nobody has looked yet
    NOT_ASKED_SINCE = "not_asked_since"  # nobody has looked since then
    STOPPED = "stopped"  # nobody looks any more


def obstacle_of(outcome: Outcome | None, why: str | None, *, stopped: bool = False) -> Obstacle:
    """Return what kept us from looking.

    Args:
        outcome: How the last look ended; None where there was none.
        why: The reason it told; None where it looked at all of the place.
        stopped: Whether the place is not asked any more.
    """
    if outcome is None:
        return Obstacle.NOT_ASKED
    if not outcome.looked:
        return Obstacle(outcome.value)
    if why is not None:
        return Obstacle.IN_PART
    return Obstacle.STOPPED if stopped else Obstacle.NOT_ASKED_SINCE
