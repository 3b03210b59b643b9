"""`mentions reports`: what `mentions report --freeze` kept."""

from __future__ import annotations

from typing import Annotated

import typer

from mentions.cli.runtime import console, context_of, print_json


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="reports")(reports)


def reports(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List the frozen reports, newest first: id, when the data was read, title.

    [bold]Examples[/bold]

      mentions reports

      mentions reports --json
    """
    from mentions.model import iso
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
    rows = [(one.id, minute(one.made_at), one.title or "") for one in found]
    render_table(("id", "made", "title"), rows, console=console())
    if not rows:
        typer.echo("No frozen reports; `mentions report --freeze` keeps one.")
