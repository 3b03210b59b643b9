"""`mentions watches`: where we look."""

from __future__ import annotations

from typing import Annotated

import typer

from mentions.cli.runtime import console, context_of, print_json

app = typer.Typer(
    help="Where we look: add, list, remove.", no_args_is_help=True, rich_markup_mode="rich"
)


@app.command()
def add(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="The kind of place: webpage, feed, wordpress.")],
    address: Annotated[str, typer.Argument(help="Its address.")],
    interval: Annotated[
        int | None,
        typer.Option(metavar="SECONDS", help="Time between polls.", min=60, max=31_536_000),
    ] = None,
) -> None:
    """Look at a place again and again.

    [bold]Examples[/bold]

      mentions watches add feed https://neighbour.example/feed/

      mentions watches add webpage https://blog.example.org/post-1 --interval 86400
    """
    from mentions.model import Watch
    from mentions.tracker.track import place_watch

    ours = context_of(context)
    watch = Watch(
        source=source, address=address, interval=interval or ours.settings().poll.interval
    )
    with ours.store() as store:
        number = place_watch(store, watch)
    typer.echo(f"Watch {number}: {source} {address}")


@app.command(name="list")
def list_watches(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List the places with how and when they were last looked at.

    [bold]Examples[/bold]

      mentions watches list

      mentions watches list --json
    """
    from mentions.report.to_lists import render_watches, watch_as_dict
    from mentions.store.watches import load_last_polls, load_watches

    with context_of(context).store() as store, store.reading() as session:
        watches = load_watches(session)
        polls = {
            number: (last.at, last.outcome) for number, last in load_last_polls(session).items()
        }
    if as_json:
        print_json([watch_as_dict(one, polls.get(one.id or 0)) for one in watches])
    else:
        render_watches(watches, polls, console=console())


@app.command()
def remove(
    context: typer.Context,
    watch: Annotated[str, typer.Argument(metavar="WATCH", help="Its id or address.")],
) -> None:
    """Stop looking at a place. What was found there stays.

    [bold]Examples[/bold]

      mentions watches remove 3
    """
    from mentions.tracker.track import drop_watch

    with context_of(context).store() as store:
        gone = drop_watch(store, watch)
    typer.echo(f"No longer watched: {gone.source} {gone.address}")
