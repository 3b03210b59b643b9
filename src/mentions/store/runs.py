"""The one process that works in the background, its jobs, and what is to be remembered of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlmodel import Session

from mentions.errors import RunningError
from mentions.store.dialect import bytewise, insert_missing, upsert
from mentions.store.tables_running import JOBS, RUNS

# A lease is a minute long: one that ends so much later was given by a clock that was ahead.
_NEVER_SO_LONG = timedelta(hours=1)
_NAME = "run"


@dataclass(frozen=True, kw_only=True, slots=True)
class Runner:
    """A process that works in the background.

    Attributes:
        holder: Its name in what it holds; of this one process only.
        host: The name of its machine.
        pid: Its number there.
        started: What the machine says of its start; None where it says nothing.
        since: When it began.
        beat_at: When it last renewed its lease.
        until: When its lease ends.
        told: What it says of itself, for `mentions status`.
    """

    holder: str
    host: str
    pid: int
    started: str | None = None
    since: datetime
    beat_at: datetime
    until: datetime
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class JobState:
    """How a recurring job stands.

    Attributes:
        schedule: In words; if the config changes it, the job is planned anew.
        due_at: When it is to run next.
        error: Why it failed the last time; None where it did not.
    """

    name: str
    schedule: str
    due_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    succeeded_at: datetime | None = None
    error: str | None = None


def load_runner(session: Session) -> Runner | None:
    """Return the process that works in the background, or did when it was killed."""
    row: Any = session.connection().execute(select(RUNS).where(RUNS.c.name == _NAME)).one_or_none()
    if row is None:
        return None
    fields = {name: getattr(row, name) for name in Runner.__dataclass_fields__}
    return Runner(**fields | {"told": row.told or {}})


def take_over(
    session: Session,
    mine: Runner,
    *,
    is_dead: Callable[[Runner], bool | None],
) -> Runner | None:
    """Become the process that works in the background; returns the dead one before, if any.

    Args:
        session: Of `Store.writing`.
        mine: Of this process.
        is_dead: Whether a process is gone for certain; False where it lives for certain, None where
            that cannot be told from here: then its lease decides.

    Raises:
        RunningError: There is one already; says who.
    """
    connection = session.connection()
    row = asdict(mine) | {"name": _NAME, "told": dict(mine.told)}
    # Two that start at once: whoever inserts second waits here, and finds the first.
    insert_missing(connection, RUNS, [row])
    connection.execute(select(RUNS.c.name).with_for_update()).all()
    other = load_runner(session)
    if other is None or other.holder == mine.holder:
        return None
    dead = is_dead(other)
    if not (_has_lapsed(other, mine.since) if dead is None else dead):
        raise RunningError(_who(other, mine))
    columns = tuple(name for name in row if name != "name")
    upsert(connection, RUNS, [row], keys=("name",), overwrite=columns)
    return other


def _has_lapsed(other: Runner, now: datetime) -> bool:
    return other.until <= now or other.until > now + _NEVER_SO_LONG


def _who(other: Runner, mine: Runner) -> str:
    here = "this machine" if other.host == mine.host else f"the machine {other.host}"
    since = f"{other.since:%Y-%m-%d %H:%M} UTC"
    advice = "stop it first"
    if other.host != mine.host:
        advice += f"; if it was killed, try again after {other.until:%H:%M:%S} UTC"
    return f"`mentions run` runs already: process {other.pid} on {here}, since {since}; {advice}"


def beat(
    session: Session, holder: str, *, now: datetime, until: datetime, told: Mapping[str, Any]
) -> bool:
    """Renew the lease; returns False where somebody else has taken over.

    Args:
        session: Of `Store.writing`.
        holder: Who took over before.
        now: Aware, UTC.
        until: When the lease ends if it is not renewed again.
        told: JSON-ready.
    """
    mine = update(RUNS).where(RUNS.c.name == _NAME, RUNS.c.holder == holder)
    done = session.connection().execute(mine.values(beat_at=now, until=until, told=dict(told)))
    return done.rowcount > 0


def step_down(session: Session, holder: str) -> None:
    """Say that a process works in the background no more."""
    mine = delete(RUNS).where(RUNS.c.name == _NAME, RUNS.c.holder == holder)
    session.connection().execute(mine)


def load_jobs(session: Session) -> dict[str, JobState]:
    """Return how the recurring jobs stand, by name."""
    rows = session.connection().execute(select(JOBS).order_by(bytewise(JOBS.c.name))).mappings()
    return {row["name"]: JobState(**row) for row in rows}


def save_job(session: Session, job: JobState) -> None:
    """Remember how a recurring job stands."""
    row = asdict(job)
    columns = tuple(name for name in row if name != "name")
    upsert(session.connection(), JOBS, [row], keys=("name",), overwrite=columns)


def forget_jobs(session: Session, *, keep: frozenset[str]) -> None:
    """Forget the jobs that are no more, all but those named."""
    session.connection().execute(delete(JOBS).where(JOBS.c.name.not_in(sorted(keep))))
