"""`mentions status`: how the background run is doing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mentions.cli.runtime import Context, console, context_of, now, print_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

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

    ours = context_of(context)
    found = _in_spite_of_config(ours) if check else _look(ours)
    if found is None:
        return
    if as_json:
        print_json(status_as_dict(found))
    else:
        render_status(found, console=console())
    if check and not _is_well(found):
        raise typer.Exit(1)


def _is_well(found: Status) -> bool:
    return found.is_running and not found.is_stuck


def _in_spite_of_config(ours: Context) -> Status | None:
    """Look; None where the config will not do, but all is well with the process that runs.

    That one goes on with the config it has, and nobody should end it for a slip of the pen.

    Raises:
        ConfigError: The config will not do, and nothing runs in the database that it names.
    """
    from mentions.errors import ConfigError
    from mentions.settings import find_config
    from mentions.settings.database import find_database

    try:
        return _look(ours)
    except ConfigError as error:
        try:
            where = find_database(find_config(ours.config_file))
        except ConfigError:
            raise error from None
        is_there = isinstance(where, str) or where.exists()
        if not is_there or not _is_well(_look_into(where, {}, 0)):
            raise
        said = f"{error}\nIt runs on, with the config that it read before."
        console(errors=True).print(said, markup=False, highlight=False, soft_wrap=True)
        return None


def _look(ours: Context) -> Status:
    settings = ours.settings()
    return _look_into(settings.database.where, settings.budgets(), settings.run.budget)


def _look_into(where: Path | str, allowed: Mapping[str, int], total: int) -> Status:
    from mentions.store.engine import open_store
    from mentions.tracker.service.status import load_status

    # Not brought in line with the config: whoever only asks how it goes changes nothing.
    with open_store(where) as store, store.reading() as session:
        return load_status(session, now(), allowed=allowed, total=total)
