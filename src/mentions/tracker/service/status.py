"""How the background run is doing, seen from outside: all from the database, nothing is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from mentions.asking import Watch
from mentions.core.blogs.model import Blog
from mentions.store.asked import load_spent
from mentions.store.blogs import load_blogs
from mentions.store.engine import Session
from mentions.store.leases import count_held
from mentions.store.notices import Standing, load_standing
from mentions.store.runs import JobState, Runner, load_jobs, load_runner
from mentions.store.watches import load_watches
from mentions.tracker.service.runner import is_dead

# What is due for so long should have been polled, unless very much is due at once.
_LATE = timedelta(minutes=15)
# What was told within this time is counted apart.
_LATELY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Budget:
    """Requests of today (UTC).

    Attributes:
        used: How many were made; by source.
        allowed: How many the owner allows, of the sources of which that is said.
        total: How many looks are planned for in all; None where the config does not tell.
    """

    used: Mapping[str, int] = field(default_factory=dict)
    allowed: Mapping[str, int] = field(default_factory=dict)
    total: int | None = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """How the background run is doing.

    Attributes:
        at: When this was looked up.
        runner: The process; None where none runs, and none was killed.
        is_running: Whether it lives.
        watches: All of them.
        held: How many are being polled just now.
        overdue: Those that are due for a quarter of an hour or more, the longest first.
        jobs: The recurring ones.
        budget: What is used of it.
        blogs: Those whose new posts become articles.
        notices: How what is to be told stands, by recipient.
        is_silent: Whether it lives, and yet could not say so in the database for a while.
    """

    at: datetime
    runner: Runner | None
    is_running: bool
    watches: Sequence[Watch]
    held: int
    overdue: Sequence[Watch]
    jobs: Sequence[JobState]
    budget: Budget
    blogs: Sequence[Blog] = ()
    notices: Mapping[str, Standing] = field(default_factory=dict)
    is_silent: bool = False

    @property
    def is_stuck(self) -> bool:
        """Whether much is overdue and yet nothing was polled for a while."""
        polled = [one.last_polled_at for one in self.watches if one.last_polled_at]
        return bool(self.overdue) and (not polled or max(polled) < self.at - _LATE)

    @property
    def next_poll_at(self) -> datetime | None:
        """Return when the next watch is due; None where none is watched."""
        going = [one for one in self.watches if one.stopped_at is None]
        return min((one.next_poll_at or self.at for one in going), default=None)


def load_status(
    session: Session, now: datetime, *, allowed: Mapping[str, int], total: int | None
) -> Status:
    """Look up how the background run is doing.

    Args:
        session: Open.
        now: Aware, UTC.
        allowed: Requests a day by source, as the config says.
        total: Requests a day in all, as the config says; None where it does not tell.
    """
    runner = load_runner(session)
    watches = load_watches(session)
    return Status(
        at=now,
        runner=runner,
        is_running=runner is not None and _lives(runner, now),
        watches=watches,
        held=count_held(session, now),
        overdue=_overdue(watches, runner, now),
        jobs=list(load_jobs(session).values()),
        budget=Budget(
            used=load_spent(session, now.astimezone(UTC).date()), allowed=allowed, total=total
        ),
        blogs=load_blogs(session),
        notices=load_standing(session, since=now - _LATELY),
        is_silent=runner is not None and runner.until <= now and is_dead(runner) is False,
    )


def _lives(runner: Runner, now: datetime) -> bool:
    """Whether a process lives: its lease is renewed, and it is not known to be gone."""
    return runner.until > now and not is_dead(runner)


def _overdue(watches: Sequence[Watch], runner: Runner | None, now: datetime) -> list[Watch]:
    since = runner.since if runner else now
    late = [
        (one.next_poll_at or since, one)
        for one in watches
        if one.stopped_at is None and (one.next_poll_at or since) < now - _LATE
    ]
    return [one for _, one in sorted(late, key=lambda pair: pair[0])]
