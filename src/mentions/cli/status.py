"""`mentions status`: how the background run is doing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mentions.cli.runtime import Context, console, context_of, now, print_json

if TYPE_CHECKING:
    from mentions.tracker.service.status import Status


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="status")(status)


def status(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
    check: Annotated[
        bool,
        typer.Option("--check", help="End with exit code 1 if it does not run or is stuck."),
    ] = False,
) -> None:
    """Tell how `mentions run` is doing: since when, what is next, what is overdue or fails.

    It only reads the database, so it works while the other one is busy, and after it was killed.
    The first watches shown are those that need attention.

    [bold]Examples[/bold]

      mentions status

      mentions status --json

      mentions status --check
    """
    from mentions.report.to_status import render_status, status_as_dict

    found = _look(context_of(context))
    if as_json:
        print_json(status_as_dict(found))
    else:
        render_status(found, console=console())
    if check and (found.is_stuck or not found.is_running):
        raise typer.Exit(1)


def _look(ours: Context) -> Status:
    from mentions.store.engine import open_store
    from mentions.tracker.service.status import load_status

    settings = ours.settings()
    # Not brought in line with the config: whoever only asks how it goes changes nothing.
    with open_store(settings.database.where) as store, store.reading() as session:
        budgets = settings.budgets()
        return load_status(session, now(), allowed=budgets, total=settings.run.budget)
