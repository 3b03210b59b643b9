"""`mentions status`: how the background run is doing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mentions.cli.runtime import Context, console, context_of, now, print_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mentions.errors import ConfigError
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
    The first watches shown are those that need attention. A mistake in the config is told as well;
    the exit code is then 2, unless the process runs on with the config that it read before.

    [bold]Examples[/bold]

      mentions status

      mentions status --json

      mentions status --check
    """
    from mentions.report.to_status import render_status, status_as_dict

    found, mistake = _look(context_of(context))
    if as_json:
        print_json(status_as_dict(found))
    else:
        render_status(found, console=console())
    if mistake and not _is_well(found):
        raise mistake
    if mistake:
        said = f"{mistake}\nIt runs on, with the config that it read before."
        console(errors=True).print(said, markup=False, highlight=False, soft_wrap=True)
    if check and not _is_well(found):
        raise typer.Exit(1)


def _is_well(found: Status) -> bool:
    return found.is_running and not found.is_stuck


def _look(ours: Context) -> tuple[Status, ConfigError | None]:
    """Look, also where the config will not do: nobody should end a process for a slip of the pen.

    Returns:
        How it goes, and what is wrong with the config.

    Raises:
        ConfigError: The config will not do, and there is no database where it names one.
    """
    from mentions.errors import ConfigError, StoreError
    from mentions.settings import find_config
    from mentions.settings.database import find_database

    try:
        settings = ours.settings()
    except ConfigError as error:
        mistake = error
    else:
        where = settings.database.where
        return _look_into(where, settings.budgets(), settings.run.budget), None
    try:
        where = find_database(find_config(ours.config_file))
    except ConfigError:
        raise mistake from None
    if not isinstance(where, str) and not where.exists():
        raise mistake
    try:
        return _look_into(where, {}, None), mistake
    except StoreError:
        raise mistake from None


def _look_into(where: Path | str, allowed: Mapping[str, int], total: int | None) -> Status:
    from mentions.store.engine import open_store
    from mentions.tracker.service.status import load_status

    # Not brought in line with the config: whoever only asks how it goes changes nothing.
    with open_store(where) as store, store.reading() as session:
        return load_status(session, now(), allowed=allowed, total=total)
