"""Where we look, as lists, in full, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mentions.asking import Watch
from mentions.core.coverage import Missing, coverage_of, moved_for_good
from mentions.looking import Gap, Hints, HostNote, Outcome
from mentions.model import iso
from mentions.report.plain import safe
from mentions.report.to_coverage import missing_words, reason
from mentions.report.words import counted, minute

COLUMNS = ("ID", "Source", "Address", "Outcome", "Last looked at", "Next look", "Note")
_LABEL = 16  # columns of a label in a pipe
_GAPS = 20  # gaps shown; --json has all
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def watch_row(watch: Watch, preset: str | None = None) -> list[str]:
    """Return what stands in each of COLUMNS; `preset` is the kind of feed that is recognised."""
    looked = watch.last_success_at
    return [
        str(watch.id),
        _kind(watch, preset),
        watch.address,
        _outcome(watch),
        f"{looked:%Y-%m-%d %H:%M}" if looked else "never",
        _next_look(watch),
        "; ".join(_notes(watch)),
    ]


def _kind(watch: Watch, preset: str | None) -> str:
    return f"{watch.source} ({preset})" if preset else watch.source


def _notes(watch: Watch) -> Iterator[str]:
    missing = _missing(watch)
    if missing and missing.outcome:  # of one never polled the outcome says it
        yield missing_words(missing, full=True)
    if moved := moved_for_good(watch):
        yield f"has moved to {safe(moved)}"


def _missing(watch: Watch) -> Missing | None:
    return next(iter(coverage_of([watch]).missing), None)


def _outcome(watch: Watch) -> str:
    if watch.outcome is None:
        words = "not looked at yet"
    elif watch.outcome.looked and watch.last_error is not None:
        words = "in part"
    else:
        words = watch.outcome.value
    return f"{words}, stopped" if watch.stopped_at else words


def _next_look(watch: Watch) -> str:
    if watch.stopped_at:
        return "stopped"
    return f"{watch.next_poll_at:%Y-%m-%d %H:%M}" if watch.next_poll_at else "now"


def render_watch(
    watch: Watch,
    gaps: Sequence[Gap],
    host: HostNote | None,
    *,
    console: Console,
    preset: str | None = None,
) -> None:
    """Print everything known of a watch, with its ledger: when it was not looked at, and why.

    Args:
        watch: As stored.
        gaps: Its gaps, oldest first; the last twenty are shown, newest first.
        host: What is remembered of its host.
        console: Where to print.
        preset: The kind of feed that is recognised.
    """
    rows = [*_about(watch, preset), *_wishes(watch.hints), *_host(host), *_ledger(gaps)]
    console.print(Text(f"Watch {watch.id}", style="bold"), soft_wrap=True)
    if console.is_terminal:
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style="dim")
        grid.add_column(overflow="fold")
        for label, value in rows:
            grid.add_row(label, Text(value))
        console.print(grid)
        return
    for label, value in rows:
        console.print(Text(f"{label:<{_LABEL}}{value}"), soft_wrap=True)


def _about(watch: Watch, preset: str | None) -> Iterator[tuple[str, str]]:
    yield "Source", safe(_kind(watch, preset))
    yield "Address", safe(watch.address)
    if watch.base_url:
        yield "Public address", safe(watch.base_url)
    if watch.moved_to:
        seen = counted(watch.moved_seen, "poll")
        sure = "" if moved_for_good(watch) else "; counts when three in a row say so"
        yield "Moved to", f"{safe(watch.moved_to)} (as the last {seen} said{sure})"
    if watch.from_config:
        yield "Named in", "config.toml"
    yield "Interval", f"{watch.interval:,} s" if watch.interval else "planned; see `mentions plan`"
    yield "Last poll", minute(watch.last_polled_at) if watch.last_polled_at else "never"
    yield "Outcome", _outcome(watch)
    yield "Last looked at", minute(watch.last_success_at) if watch.last_success_at else "never"
    if missing := _missing(watch):
        yield "Not looked at", missing_words(missing, full=True)
        if watch.last_error and safe(watch.last_error) not in reason(missing, full=True):
            yield "Reason", safe(watch.last_error)
    if watch.failures:
        yield "Failed", f"{counted(watch.failures, 'time')} in a row"
    if watch.stopped_at:
        again = f"`mentions watches resume {watch.id}` starts it again"
        yield "Stopped", f"{minute(watch.stopped_at)}; {again}"
    else:
        yield "Next look", minute(watch.next_poll_at) if watch.next_poll_at else "now"


def _wishes(hints: Hints) -> Iterator[tuple[str, str]]:
    """Yield when the feed wants to be asked."""
    if hints.wait is not None:
        yield "Feed says", f"at most every {int(hints.wait.total_seconds()):,} s"
    if hints.skip_hours:
        hours = ", ".join(str(hour) for hour in sorted(hints.skip_hours))
        yield "Feed says", f"not in the hours {hours} (UTC)"
    if hints.skip_days:
        yield "Feed says", f"not on {', '.join(_DAYS[one] for one in sorted(hints.skip_days))}"


def _host(note: HostNote | None) -> Iterator[tuple[str, str]]:
    if note is None:
        return
    if note.robots is not None:
        rules = "has rules" if note.robots.strip() else "there is none"
        asked = f", asked {minute(note.robots_at)}" if note.robots_at else ""
        yield "robots.txt", f"{rules}{asked}"
    if note.closed_until:
        why = f": {safe(note.why)}" if note.why else ""
        yield "Host", f"{safe(note.host)} is not asked before {minute(note.closed_until)}{why}"


def _ledger(gaps: Sequence[Gap]) -> Iterator[tuple[str, str]]:
    if not gaps:
        yield "Gaps", "none"
    for gap in list(gaps)[: -_GAPS - 1 : -1]:
        begin = minute(gap.since) if gap.since else "the beginning"
        end = minute(gap.until) if gap.until else "now"
        how = "in part" if gap.outcome is Outcome.OK else gap.outcome.value
        yield "Gap", f"{begin} to {end}, {how}: {safe(gap.why)}"
    if len(gaps) > _GAPS:
        yield "", f"{counted(len(gaps) - _GAPS, 'older gap')}; --json shows all"


def watch_as_dict(watch: Watch) -> dict[str, Any]:
    """Return all that is known of a watch as JSON-ready values, but what its source keeps."""
    hints = watch.hints
    return {
        "id": watch.id,
        "source": watch.source,
        "address": watch.address,
        "base_url": watch.base_url,
        "interval": watch.interval or None,
        "from_config": watch.from_config,
        "outcome": watch.outcome and watch.outcome.value,
        "error": watch.last_error,
        "failures": watch.failures,
        "last_poll": iso(watch.last_polled_at),
        "last_success": iso(watch.last_success_at),
        "next_poll": iso(watch.next_poll_at),
        "stopped": iso(watch.stopped_at),
        "moved_to": watch.moved_to,
        "moved_seen": watch.moved_seen,
        "hints": {
            "wait": None if hints.wait is None else int(hints.wait.total_seconds()),
            "skip_hours": sorted(hints.skip_hours),
            "skip_days": sorted(hints.skip_days),
        },
        "looked_at": _missing(watch) is None,
    }


def ledger_as_dict(watch: Watch, gaps: Sequence[Gap], host: HostNote | None) -> dict[str, Any]:
    """Return a watch with all its gaps, oldest first, and what is remembered of its host."""
    return {
        **watch_as_dict(watch),
        "gaps": [
            {
                "since": iso(gap.since),
                "until": iso(gap.until),
                "outcome": gap.outcome.value,
                "why": gap.why,
            }
            for gap in gaps
        ],
        "host": host
        and {
            "host": host.host,
            "robots": host.robots,
            "robots_asked": iso(host.robots_at),
            "failures": host.failures,
            "closed_until": iso(host.closed_until),
            "why": host.why,
        },
    }
