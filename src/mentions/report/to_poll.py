"""How a polling run went, in a few lines: what is new, what could not be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from rich.console import Console
from rich.text import Text

from mentions.asking import Watch
from mentions.core.coverage import Coverage
from mentions.looking import Outcome
from mentions.model import Mention
from mentions.report.plain import safe
from mentions.report.to_coverage import coverage_as_dict, coverage_line
from mentions.report.to_text import Listed, render_mentions
from mentions.report.words import counted


class Polled(Protocol):
    """What one poll of one watch gave."""

    @property
    def watch(self) -> Watch: ...  # noqa: D102
    @property
    def outcome(self) -> Outcome: ...  # noqa: D102
    @property
    def error(self) -> str | None: ...  # noqa: D102


def render_poll(
    results: Sequence[Polled],
    new: Sequence[Listed],
    *,
    updated: int,
    coverage: Coverage,
    console: Console,
) -> None:
    """Print the new mentions, each place that could not be looked at, the run, the coverage.

    The coverage of all places is left out where the run looked at all of them, which says it.

    Args:
        results: One for each watch that was due.
        new: The new mentions with their ids.
        updated: How many known ones changed their words or kind.
        coverage: Of all watches, after the run.
        console: Where to print.
    """
    if new:
        render_mentions(new, console=console)
        console.print()
    for result in results:
        if result.error:
            console.print(Text(safe(trouble(result)), style="yellow"), soft_wrap=True)
    console.print(Text(summary(results, new=len(new), updated=updated)), soft_wrap=True)
    if coverage.missing or coverage.of > len(results):
        console.print(Text(f"In all: {coverage_line(coverage)}."), soft_wrap=True)


def trouble(result: Polled) -> str:
    """Return in one line why a place was not looked at, and what to do where it is gone."""
    where = place(result.watch)
    if result.outcome is Outcome.GONE:
        return f"Not looked at: {where}: {_gone(result.watch)}"
    how = "Looked at in part" if result.outcome.looked else "Not looked at"
    return f"{how}: {where}: {result.error}"


def _gone(watch: Watch) -> str:
    remove = f"with `mentions watches remove {watch.id}`"
    if watch.from_config:
        remove = "from config.toml"
    return (
        f"gone for good (410); the watch is stopped: remove it {remove}, "
        f"or start it again with `mentions watches resume {watch.id}`"
    )


def summary(results: Sequence[Polled], *, new: int, updated: int) -> str:
    """Return the run in one sentence; how many places were looked at is always said."""
    if not results:
        return "Nothing is due. `mentions poll --all` looks at every watch."
    whole = sum(result.error is None for result in results)
    looked = f"Looked at {whole} of {counted(len(results), 'place')}"
    changed = f", {updated:,} changed" if updated else ""
    return f"{looked}: {counted(new, 'new mention')}{changed}."


def place(watch: Watch) -> str:
    """Return where a watch looks, as its owner would say it."""
    return f"{watch.source} {watch.address}"


def poll_as_dict(
    results: Sequence[Polled],
    new: Sequence[tuple[int, Mention]],
    *,
    updated: int,
    coverage: Coverage,
) -> dict[str, Any]:
    """Return the run as JSON-ready values."""
    return {
        "places": [
            {
                "watch": result.watch.id,
                "source": result.watch.source,
                "address": result.watch.address,
                "outcome": result.outcome.value,
                "error": result.error,
            }
            for result in results
        ],
        "new": [{"id": number, **mention.as_dict()} for number, mention in new],
        "updated": updated,
        "coverage": coverage_as_dict(coverage),
    }
