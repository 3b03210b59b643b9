"""`mentions watches`: where we look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mentions.cli.runtime import console, context_of, print_json
from mentions.model import iso

if TYPE_CHECKING:
    from mentions.asking import Watch
    from mentions.store.watches import LastPoll

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
    from mentions.asking import Watch
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
    from mentions.report.to_lists import render_table
    from mentions.store.watches import load_last_polls, load_watches

    with context_of(context).store() as store, store.reading() as session:
        watches = load_watches(session)
        polls = load_last_polls(session)
    if as_json:
        print_json([_as_dict(one, polls.get(one.id or 0)) for one in watches])
    elif watches:
        columns = ["ID", "Source", "Address", "Last look", "Outcome", "Next look", "Why"]
        rows = (_row(one, polls.get(one.id or 0)) for one in watches)
        render_table(columns, rows, console=console())
    else:
        typer.echo("No place is watched. `mentions watches add`, or name it in config.toml.")


def _row(one: Watch, last: LastPoll | None) -> list[str]:
    looked = f"{last.at:%Y-%m-%d %H:%M}" if last else "never"
    due = f"{one.next_poll_at:%Y-%m-%d %H:%M}" if one.next_poll_at else "now"
    outcome = last.outcome if last else "not looked at yet"
    why = one.last_error or ""
    return [str(one.id), one.source, one.address, looked, outcome, due, why]


def _as_dict(one: Watch, last: LastPoll | None) -> dict[str, Any]:
    return {
        "id": one.id,
        "source": one.source,
        "address": one.address,
        "base_url": one.base_url,
        "interval": one.interval,
        "from_config": one.from_config,
        "last_poll": iso(last.at) if last else None,
        "outcome": last.outcome if last else None,
        "error": one.last_error,
        "failures": one.failures,
        "last_success": iso(one.last_success_at),
        "next_poll": iso(one.next_poll_at),
    }


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
