"""How the background run is doing, for the terminal and as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from rich.console import Console

from mentions.asking import Watch
from mentions.model import iso
from mentions.report.plain import safe
from mentions.report.status_seen import Blog, Budget, Job, Standing, Status
from mentions.report.to_lists import render_table
from mentions.report.words import counted, minute

_BLOGS = 5  # that fail
_SHOWN = 30  # watches in a table; --json has all
_REASON = 200  # characters of one
_LATE = timedelta(minutes=15)
_EVERY = re.compile(r"every (\d+) s")
_UNITS = ((86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))
JOBS = ("Job", "When", "Next", "Last success", "Note")
WATCHES = ("Watch", "Source", "Address", "Last looked at", "Next look", "Note")


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
    if status.is_running:
        yield from _failures(status)
    yield _polls(status)
    yield _budget(status.budget)
    for name, standing in sorted(status.notices.items()):
        yield f"Messages to {safe(name)}: {_standing(standing, status.at)}."
    bad = [one for one in status.blogs if one.error]
    for blog in bad[:_BLOGS]:
        read = f"last read on {minute(blog.succeeded_at)}" if blog.succeeded_at else "never read"
        why = safe(str(blog.error).removeprefix(f"{blog.url}: "), limit=_REASON)
        yield f"Blog {safe(blog.url)}, {read}: {why}"
    if len(bad) > _BLOGS:
        yield f"... and {counted(len(bad) - _BLOGS, 'more blog')}; --json shows all."


def _failures(status: Status) -> Iterator[str]:
    """Yield what fails beside the jobs: those tell it in their table."""
    jobs = {one.name: one.error for one in status.jobs}
    for what, why in sorted(_told(status, "errors").items()):
        if jobs.get(what) != why:
            yield f"Fails: {safe(what)}: {safe(str(why), limit=_REASON)}"
    if refused := status.runner and status.runner.told.get("refused"):
        yield f"The new config is refused, the old one stays: {safe(str(refused))}"


def _process(status: Status) -> str:
    runner = status.runner
    if runner is None:
        return "Not running. `mentions run` starts it."
    who = f"process {runner.pid} on {safe(runner.host)}"
    if status.is_running:
        return f"Running since {minute(runner.since)} ({who})."
    heard = f"last heard of on {minute(runner.beat_at)}"
    if status.is_silent:
        return (
            f"Not working: {who} lives, but was {heard}; either it sleeps, or it cannot write to "
            "the database: its log says why."
        )
    return f"Not running: {who} was {heard}. Start it again."


def _standing(standing: Standing, now: datetime) -> str:
    parts = [f"{standing.sent_since} sent within a day"]
    due = standing.next_at if standing.waiting else None
    if standing.waiting:
        when = due and _due(due, now)
        parts.append(f"{standing.waiting} waiting" + (f", the next {when}" if when else ""))
    if standing.refused and standing.retry_at:
        again = _due(standing.retry_at, now)
        parts.append(f"{standing.refused} of these refused before, tried again {again}")
    parts += [f"{standing.sending} on the way"] if standing.sending else []
    parts += [f"{standing.failed} given up"] if standing.failed else []
    parts += [f"{standing.uncertain} that may not have arrived"] if standing.uncertain else []
    # What is late for long has nowhere to go: the variable with the address is not set.
    is_late = due is not None and due < now - _LATE
    is_bad = is_late or standing.refused or standing.failed or standing.uncertain
    return ", ".join(parts) + ("; `mentions notify list` says why" if is_bad else "")


def _polls(status: Status) -> str:
    watched = counted(len(status.watches), "place")
    going = f"{watched} watched, {status.held} being looked at"
    overdue = f"{len(status.overdue)} overdue"
    due = status.next_poll_at
    if due is None:
        return f"{going}."
    when = _due(due, status.at)
    stuck = "; nothing was looked at for a quarter of an hour" if status.is_stuck else ""
    return f"{going}, {overdue}{stuck}; the next one is due {when}."


def _due(due: datetime, now: datetime) -> str:
    return "now" if due <= now else f"on {minute(due)}"


def _budget(budget: Budget) -> str:
    used = sum(budget.used.values())
    parts = [_part(budget, source) for source in sorted(budget.allowed.keys() | _used(budget))]
    more = f" ({', '.join(parts)})" if parts else ""
    allowed = "" if budget.total is None else f" of {budget.total:,}"
    return f"Requests today: {used:,}{allowed}{more}."


def _used(budget: Budget) -> set[str]:
    """Return for what requests were made today."""
    return {source for source, number in budget.used.items() if number}


def _part(budget: Budget, source: str) -> str:
    """Return how many were made for one thing, and of how many where the owner says so."""
    allowed = budget.allowed.get(source)
    of = "" if allowed is None else f" of {allowed:,}"
    return f"{safe(source)} {budget.used.get(source, 0):,}{of}"


def _told(status: Status, what: str) -> Mapping[str, Any]:
    told = status.runner.told.get(what) if status.runner else None
    return told if isinstance(told, Mapping) else {}


def _worst_first(status: Status) -> list[Watch]:
    overdue = {one.id for one in status.overdue}
    return sorted(status.watches, key=lambda one: (one.id not in overdue, not one.failures))


def _job_row(job: Job) -> list[str]:
    note = safe(job.error, limit=_REASON) if job.error else ""
    return [job.name, _when(job.schedule), _minute(job.due_at), _minute(job.succeeded_at), note]


def _when(schedule: str) -> str:
    """Return a schedule as somebody reads it.

    >>> _when("every 300 s"), _when("every 3600 s"), _when("30 3 * * * (UTC)")
    ('every 5 minutes', 'every hour', '30 3 * * * (UTC)')
    """
    found = _EVERY.fullmatch(schedule)
    if found is None:
        return schedule
    seconds = int(found[1])
    size, unit = next(pair for pair in _UNITS if seconds % pair[0] == 0)
    number = seconds // size
    return f"every {unit}" if number == 1 else f"every {number:,} {unit}s"


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
        "silent": status.is_silent,
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
        "messages": {name: _standing_as_dict(one) for name, one in status.notices.items()},
        "blogs": [_blog_as_dict(one) for one in status.blogs],
        "watches": [_watch_as_dict(one) | {"overdue": one.id in overdue} for one in status.watches],
    }


def _job_as_dict(job: Job) -> dict[str, Any]:
    return {
        "name": job.name,
        "schedule": job.schedule,
        "next": iso(job.due_at),
        "last_success_at": iso(job.succeeded_at),
        "error": job.error,
    }


def _standing_as_dict(standing: Standing) -> dict[str, Any]:
    return {
        "waiting": standing.waiting,
        "next": iso(standing.next_at),
        "refused": standing.refused,
        "retry": iso(standing.retry_at),
        "on_the_way": standing.sending,
        "sent": standing.sent,
        "sent_within_a_day": standing.sent_since,
        "given_up": standing.failed,
        "uncertain": standing.uncertain,
    }


def _blog_as_dict(blog: Blog) -> dict[str, Any]:
    return {
        "url": blog.url,
        "next": iso(blog.due_at),
        "last_success_at": iso(blog.succeeded_at),
        "failures": blog.failures,
        "error": blog.error,
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
