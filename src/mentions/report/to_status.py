"""How the background run is doing, for the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from rich.console import Console

from mentions.asking import Watch
from mentions.model import iso
from mentions.report.plain import safe
from mentions.report.to_lists import render_table
from mentions.report.words import counted, minute

_SHOWN = 30  # watches in a table; --json has all
_REASON = 200  # characters of one
JOBS = ("Job", "When", "Next", "Last success", "Note")
WATCHES = ("Watch", "Source", "Address", "Last success", "Next", "Note")


class _Runner(Protocol):
    @property
    def host(self) -> str: ...
    @property
    def pid(self) -> int: ...
    @property
    def since(self) -> datetime: ...
    @property
    def beat_at(self) -> datetime: ...
    @property
    def told(self) -> Mapping[str, Any]: ...


class _Job(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def schedule(self) -> str: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def succeeded_at(self) -> datetime | None: ...
    @property
    def error(self) -> str | None: ...


class _Budget(Protocol):
    @property
    def used(self) -> Mapping[str, int]: ...
    @property
    def allowed(self) -> Mapping[str, int]: ...
    @property
    def total(self) -> int: ...


class Status(Protocol):
    """What this module shows of tracker/status.py."""

    @property
    def at(self) -> datetime:
        """When it was looked up."""

    @property
    def runner(self) -> _Runner | None:
        """The process."""

    @property
    def is_running(self) -> bool:
        """Whether it lives."""

    @property
    def is_stuck(self) -> bool:
        """Whether nothing goes on although much is overdue."""

    @property
    def watches(self) -> Sequence[Watch]:
        """All of them."""

    @property
    def held(self) -> int:
        """How many are being polled."""

    @property
    def overdue(self) -> Sequence[Watch]:
        """The longest first."""

    @property
    def next_poll_at(self) -> datetime | None:
        """When the next one is due."""

    @property
    def jobs(self) -> Sequence[_Job]:
        """The recurring ones."""

    @property
    def budget(self) -> _Budget:
        """Requests of today."""


def render_status(status: Status, *, console: Console) -> None:
    """Print how it goes: the process, the watches, the budget, the jobs; what is wrong first."""
    for line in _lines(status):
        console.print(line, markup=False, soft_wrap=True)
    if status.jobs:
        console.print()
        render_table(JOBS, [_job_row(one) for one in status.jobs], console=console)
    if status.watches:
        console.print()
        first = _worst_first(status)
        rows = [_watch_row(one, status.at) for one in first[:_SHOWN]]
        render_table(WATCHES, rows, console=console)
        if len(first) > _SHOWN:
            console.print(f"... and {len(first) - _SHOWN} more; --json shows all.", markup=False)


def _lines(status: Status) -> Iterator[str]:
    yield _process(status)
    for what, why in sorted(_told(status, "errors").items()):
        yield f"Fails: {safe(what)}: {safe(str(why), limit=_REASON)}"
    if refused := status.runner and status.runner.told.get("refused"):
        yield f"The new config is refused, the old one stays: {safe(str(refused))}"
    yield _polls(status)
    yield _budget(status.budget)


def _process(status: Status) -> str:
    runner = status.runner
    if runner is None:
        return "Not running. `mentions run` starts it."
    who = f"process {runner.pid} on {safe(runner.host)}"
    if status.is_running:
        return f"Running since {minute(runner.since)} ({who})."
    return f"Not running: {who} was last heard of on {minute(runner.beat_at)}. Start it again."


def _polls(status: Status) -> str:
    watched = counted(len(status.watches), "place")
    going = f"{watched} watched, {status.held} being looked at"
    overdue = f"{len(status.overdue)} overdue"
    due = status.next_poll_at
    if due is None:
        return f"{going}."
    when = "now" if due <= status.at else f"on {minute(due)}"
    stuck = "; nothing was looked at for a quarter of an hour" if status.is_stuck else ""
    return f"{going}, {overdue}{stuck}; the next one is due {when}."


def _budget(budget: _Budget) -> str:
    used = sum(budget.used.values())
    parts = [
        f"{source} {number} of {budget.allowed[source]}"
        for source, number in sorted(_used(budget).items())
    ]
    more = f" ({', '.join(parts)})" if parts else ""
    return f"Requests today: {used} of {budget.total}{more}."


def _used(budget: _Budget) -> dict[str, int]:
    """Return what is used of the sources of which the owner allows so many."""
    return {source: budget.used.get(source, 0) for source in budget.allowed}


def _told(status: Status, what: str) -> Mapping[str, Any]:
    told = status.runner.told.get(what) if status.runner else None
    return told if isinstance(told, Mapping) else {}


def _worst_first(status: Status) -> list[Watch]:
    overdue = {one.id for one in status.overdue}
    return sorted(status.watches, key=lambda one: (one.id not in overdue, not one.failures))


def _job_row(job: _Job) -> list[str]:
    note = safe(job.error, limit=_REASON) if job.error else ""
    return [job.name, job.schedule, _minute(job.due_at), _minute(job.succeeded_at), note]


def _watch_row(watch: Watch, now: datetime) -> list[str]:
    due = watch.next_poll_at
    when = "now" if due is None or due <= now else minute(due)
    note = safe(watch.last_error, limit=_REASON) if watch.last_error else ""
    looked = _minute(watch.last_success_at) or "never"
    when = "stopped" if watch.stopped_at else when
    return [str(watch.id), watch.source, watch.address, looked, when, note]


def _minute(moment: datetime | None) -> str:
    return minute(moment) if moment else ""


def status_as_dict(status: Status) -> dict[str, Any]:
    """Return the same as JSON-ready values; times are UTC."""
    runner, overdue = status.runner, {one.id for one in status.overdue}
    return {
        "at": iso(status.at),
        "running": status.is_running,
        "stuck": status.is_stuck,
        "process": runner
        and {
            "host": runner.host,
            "pid": runner.pid,
            "since": iso(runner.since),
            "last_heard_of": iso(runner.beat_at),
            "told": dict(runner.told),
        },
        "polling": status.held,
        "overdue": len(status.overdue),
        "next_poll_at": iso(status.next_poll_at),
        "budget": {
            "used": dict(status.budget.used),
            "allowed": dict(status.budget.allowed),
            "total": status.budget.total,
        },
        "jobs": [_job_as_dict(one) for one in status.jobs],
        "watches": [_watch_as_dict(one) | {"overdue": one.id in overdue} for one in status.watches],
    }


def _job_as_dict(job: _Job) -> dict[str, Any]:
    return {
        "name": job.name,
        "schedule": job.schedule,
        "next": iso(job.due_at),
        "last_success_at": iso(job.succeeded_at),
        "error": job.error,
    }


def _watch_as_dict(watch: Watch) -> dict[str, Any]:
    return {
        "id": watch.id,
        "source": watch.source,
        "address": watch.address,
        "next_poll_at": iso(watch.next_poll_at),
        "last_polled_at": iso(watch.last_polled_at),
        "last_success_at": iso(watch.last_success_at),
        "failures": watch.failures,
        "error": watch.last_error,
        "stopped_at": iso(watch.stopped_at),
    }
