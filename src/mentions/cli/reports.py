"""`mentions reports`: what is frozen, and the reports that come by themselves, made now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mentions.cli.runtime import console, context_of, now, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mentions.settings.reporting import ReportsTable

app = typer.Typer(
    help="Frozen reports, and those that come by themselves.",
    invoke_without_command=True,
    rich_markup_mode="rich",
)


def register(main: typer.Typer) -> None:
    """Add the commands."""
    main.add_typer(app, name="reports")


@app.callback()
def reports(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List the frozen reports, newest first; each is shown by mentions report --frozen ID.

    [bold]Examples[/bold]

      mentions reports

      mentions reports --json
    """
    if context.invoked_subcommand is not None:
        return
    from mentions.model import iso
    from mentions.report.plain import safe
    from mentions.report.to_lists import render_table
    from mentions.report.words import minute
    from mentions.store.frozen import frozen_reports

    with context_of(context).store() as store, store.reading() as session:
        found = frozen_reports(session)
    if as_json:
        print_json(
            [
                {"id": one.id, "made_at": iso(one.made_at), "title": one.title, "bytes": one.size}
                for one in found
            ]
        )
        return
    if not found:
        typer.echo("None is frozen yet; mentions report --freeze keeps one.")
        return
    rows = ((one.id, minute(one.made_at), safe(one.title or "", limit=80)) for one in found)
    render_table(("ID", "Made", "Title"), rows, console=console())


@app.command()
def make(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name under [[reports]].")],
    send: Annotated[
        bool, typer.Option("--send", help="Also send it, once, as if its time had come.")
    ] = False,
) -> None:
    """Make a report that comes by itself now; its files take the place of those of its time.

    [bold]Examples[/bold]

      mentions reports make weekly

      mentions reports make weekly --send
    """
    from mentions.cli.making import making_of
    from mentions.errors import MentionsError
    from mentions.tracker.reports.reporting import make_now

    ours = context_of(context)
    settings = ours.settings()
    table = _named(name, settings.reports)
    with ours.store() as store:
        made = make_now(store, table=table, making=making_of(settings), now=now(), send=send)
    for file in made.files:
        typer.echo(f"Written: {file}")
    if send and made.files:
        who = ", ".join(table.send_to) or "nobody: send_to is empty"
        typer.echo(f"It goes to {who}, the next time that mentions run sends something.")
    if made.problems:
        raise MentionsError("; ".join(made.problems))


def _named(name: str, tables: Sequence[ReportsTable]) -> ReportsTable:
    from mentions.errors import ConfigError

    found = next((one for one in tables if one.name == name), None)
    if found is None:
        known = ", ".join(one.name for one in tables) or "none yet"
        raise ConfigError(f"{name}: no [[reports]] in the config has this name; known: {known}")
    return found
