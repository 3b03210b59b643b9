"""How a look at a place went, and what is remembered of places and hosts. All of it is frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from mentions.errors import (
    AuthRequiredError,
    BlockedError,
    GoneError,
    MentionsError,
    RateLimitError,
    UnsupportedError,
)


class Outcome(StrEnum):
    """How one poll ended. The first three mean that the place was really looked at."""

    OK = "ok"  # looked at, and there are mentions
    EMPTY = "empty"  # looked at all of it, and there is none
    UNCHANGED = "unchanged"  # the same as last time
    NEEDS_AUTH = "needs_auth"  # a login or a token is missing
    THROTTLED = "throttled"  # come back later
    BLOCKED = "blocked"  # the server does not want us
    GONE = "gone"  # gone for good; the watch is stopped
    UNSUPPORTED = "unsupported"  # an answer of a version we do not know
    BROKEN = "broken"  # anything else; the reason says what

    @property
    def looked(self) -> bool:
        """Whether the place was really looked at."""
        return self in {Outcome.OK, Outcome.EMPTY, Outcome.UNCHANGED}


_OUTCOMES: Mapping[type[MentionsError], Outcome] = {
    AuthRequiredError: Outcome.NEEDS_AUTH,
    RateLimitError: Outcome.THROTTLED,
    BlockedError: Outcome.BLOCKED,
    GoneError: Outcome.GONE,
    UnsupportedError: Outcome.UNSUPPORTED,
}


def outcome_of(error: MentionsError) -> Outcome:
    """Return the outcome that an error stands for."""
    return next((one for kind, one in _OUTCOMES.items() if isinstance(error, kind)), Outcome.BROKEN)


@dataclass(frozen=True, kw_only=True, slots=True)
class Hints:
    """When a feed says it wants to be asked (RSS 2.0, RSS 1.0 syndication module).

    Attributes:
        wait: The longest of `ttl` and the update period; None where it says nothing.
        skip_hours: Hours, 0 to 23 GMT, in which it is not to be asked.
        skip_days: Days of the week, 0 is Monday, GMT, on which it is not to be asked.
    """

    wait: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """How one poll of a watch went: what is stored of it.

    Attributes:
        watch_id: Of the watch that was polled.
        at: When; aware UTC.
        outcome: How it ended.
        next_poll_at: When to ask again; aware UTC. Means nothing for a watch that is gone.
        why: The reason where not all of it was looked at; None where it was.
        cursor: What the source gets back next time. Where not all of the place was looked at, None
            leaves the one it had: what was left out has to be met again.
        hints: What the feed says about being asked; None where this poll did not read that.
        moved_to: Where every redirect of this poll, all of them permanent, led; None otherwise.
    """

    watch_id: int
    at: datetime
    outcome: Outcome
    next_poll_at: datetime
    why: str | None = None
    cursor: Mapping[str, Any] | None = None
    hints: Hints | None = None
    moved_to: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """A time in which a place could not be looked at.

    Attributes:
        since: The last real look before it; None where there never was one. Aware UTC.
        until: The next real look; None while it lasts. Aware UTC.
        outcome: How the last poll in it ended.
        why: Its reason.
    """

    watch_id: int
    since: datetime | None
    until: datetime | None
    outcome: Outcome
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HostNote:
    """What is remembered of a host from one run to the next. Times are aware UTC.

    Attributes:
        host: As `urls.hosts.host_of` gives it.
        robots: The text of its robots.txt, "" where it has none; None where never asked.
        robots_at: When that was asked.
        failures: Requests in a row that failed or were throttled.
        closed_until: It is not asked before this.
        why: The reason for that.
    """

    host: str
    robots: str | None = None
    robots_at: datetime | None = None
    failures: int = 0
    closed_until: datetime | None = None
    why: str | None = None
