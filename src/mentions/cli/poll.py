"""`mentions poll`: look at what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mentions.cli.coverage import load_coverage
from mentions.cli.runtime import Context, console, context_of, now, polling_of, print_json
from mentions.interrupts import run_async

if TYPE_CHECKING:
    from mentions.store.engine import Store
    from mentions.tracker.polling import PollResult


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="poll")(poll)


def poll(
    context: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", help="Look at every watch, due or not.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Look at the watches that are due and store the mentions found there.

    It ends with how many of all places are looked at, and since when and why others are not. The
    exit code is 1 if a place could not be looked at.

    [bold]Examples[/bold]

      mentions poll

      mentions poll --all

      mentions --config ~/blog/config.toml poll --json
    """
    ours = context_of(context)
    with ours.store() as store:
        results = _run(ours, store, everything=everything, quiet=as_json)
        _show(store, results, as_json=as_json)
    if any(result.error for result in results):
        raise typer.Exit(1)


def _run(ours: Context, store: Store, *, everything: bool, quiet: bool) -> list[PollResult]:
    from rich.progress import Progress

    from mentions.tracker.poll import poll_watches, select_watches

    settings = ours.settings()
    watches = select_watches(store, now=now(), everything=everything)
    err = console(errors=True)
    with Progress(console=err, transient=True, disable=quiet or not err.is_terminal) as progress:
        task = progress.add_task("Looking", total=len(watches))
        polling = polling_of(settings, store, on_done=lambda _: progress.advance(task))
        return run_async(poll_watches(polling, watches))


def _show(store: Store, results: list[PollResult], *, as_json: bool) -> None:
    from mentions.report.to_poll import poll_as_dict, render_poll
    from mentions.store.mentions import load_mention

    with store.reading() as session:
        ids = dict.fromkeys(one for result in results for one in result.saved.new)
        stored = (load_mention(session, one) for one in ids)
        new = [(one.id, one.mention) for one in stored if one]
        coverage = load_coverage(session)
    # What one place brought and the next one changed is new, no more.
    updated = len({one for result in results for one in result.saved.updated} - ids.keys())
    if as_json:
        print_json(poll_as_dict(results, new, updated=updated, coverage=coverage))
    else:
        render_poll(results, new, updated=updated, coverage=coverage, console=console())
