"""`mentions mute`, `unmute`, `mutes`: authors of whom you want to hear no more."""

from __future__ import annotations

from typing import Annotated

import typer

from mentions.cli.nearest import note_unknown
from mentions.cli.runtime import console, context_of, now, print_json

Author = Annotated[str, typer.Argument(metavar="AUTHOR", help="A name, handle or address.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(mute)
    app.command()(unmute)
    app.command()(mutes)


def mute(context: typer.Context, author: Author) -> None:
    """Do not be told of an author any more. What they said stays, and is still found.

    Somebody who has not mentioned anything yet can be muted, too; a note then says so.

    [bold]Examples[/bold]

      mentions mute @feedbot

      mentions mute "Planet Example"

      mentions mute https://social.example/@feedbot
    """
    from mentions.store.mutes import add_mute
    from mentions.store.names import nearest_authors

    with context_of(context).store() as store:
        with store.writing() as session:
            is_new = add_mute(session, author, now=now())
        with store.reading() as session:
            nearest = nearest_authors(session, author)
    typer.echo(f"Muted: {author}" if is_new else f"{author} was muted before.")
    note_unknown("nobody of that name", nearest)


def unmute(context: typer.Context, author: Author) -> None:
    """Be told of an author again, from now on.

    [bold]Examples[/bold]

      mentions unmute @feedbot
    """
    from mentions.errors import ConfigError
    from mentions.store.mutes import remove_mute

    with context_of(context).store() as store, store.writing() as session:
        was_muted = remove_mute(session, author)
    if not was_muted:
        raise ConfigError(f"{author}: nobody of this name is muted; `mentions mutes` lists who is")
    typer.echo(f"No longer muted: {author}")


def mutes(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List the authors of whom you are told nothing.

    [bold]Examples[/bold]

      mentions mutes

      mentions mutes --json
    """
    from mentions.model import iso
    from mentions.report.to_lists import render_table
    from mentions.report.words import minute
    from mentions.store.mutes import list_mutes

    with context_of(context).store() as store, store.reading() as session:
        muted = list_mutes(session)
    if as_json:
        print_json([{"author": one.shown, "since": iso(one.since)} for one in muted])
    elif muted:
        rows = ((one.shown, minute(one.since)) for one in muted)
        render_table(("Author", "Since"), rows, console=console())
    else:
        typer.echo("Nobody is muted. `mentions mute AUTHOR` does that.")
