"""`mentions watches`: where we look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mentions.cli.coverage import load_coverage
from mentions.cli.runtime import console, context_of, limits_of, print_json, refuse_blanks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mentions.asking import Watch
    from mentions.fetch.limits import Limits

app = typer.Typer(
    help="Where we look: add, list, show, resume, remove.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

Which = Annotated[str, typer.Argument(metavar="WATCH", help="Its id or address.")]


@app.command()
def add(
    context: typer.Context,
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE",
            help="The kind of place: webpage, feed, hnrss, ... (`mentions sources`).",
        ),
    ],
    address: Annotated[
        str,
        typer.Argument(metavar="ADDRESS", help="Its address; of some feeds words are enough."),
    ],
    interval: Annotated[
        int | None,
        typer.Option(
            metavar="SECONDS",
            help="Time between polls; without it looks are planned.",
            min=60,
            max=31_536_000,
        ),
    ] = None,
) -> None:
    """Look at a place again and again.

    [bold]Examples[/bold]

      mentions watches add feed https://neighbour.example/feed/

      mentions watches add webpage https://blog.example.org/post-1 --interval 86400

      mentions watches add hnrss blog.example.org
    """
    from mentions.asking import Watch
    from mentions.sources._presets import feed_for
    from mentions.tracker.track import place_watch

    ours = context_of(context)
    source, address = feed_for(source, address)
    refuse_blanks(address)
    interval = interval or ours.settings().poll.interval or 0
    watch = Watch(source=source, address=address, interval=interval)
    with ours.store() as store:
        placed = place_watch(store, watch)
    kind = _preset_name(placed)
    typer.echo(f"Watch {placed.id}: {source}{f' ({kind})' if kind else ''} {address}")
    for note in _notes(placed, limits_of(ours.settings().fetch)):
        typer.echo(f"Note: {note}")


def _preset_name(watch: Watch) -> str | None:
    """Return the kind of feed that a watch looks at; None where it is no known one."""
    from mentions.sources._presets import preset_of_watch

    preset = preset_of_watch(watch)
    return preset.name if preset else None


def _notes(placed: Watch, limits: Limits) -> Iterator[str]:
    """Yield what the owner should know of a place that was just added."""
    from mentions.tracker.network import ask_robots

    if placed.stopped_at:
        yield f"it is stopped; `mentions watches resume {placed.id}` starts it again"
    if note := ask_robots(placed, limits):
        yield f"{note}; it is polled all the same, because you named it"


@app.command(name="list")
def list_watches(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List the places: how the last poll ended, when each was last really looked at, and why not.

    [bold]Examples[/bold]

      mentions watches list

      mentions watches list --json
    """
    from mentions.report.to_coverage import coverage_line
    from mentions.report.to_lists import render_table
    from mentions.report.to_watches import COLUMNS, watch_as_dict, watch_row
    from mentions.store.watches import load_watches

    with context_of(context).store() as store, store.reading() as session:
        watches = load_watches(session)
        coverage = load_coverage(session, watches)
    if as_json:
        print_json([watch_as_dict(one) | {"preset": _preset_name(one)} for one in watches])
    elif watches:
        rows = (watch_row(one, _preset_name(one)) for one in watches)
        render_table(COLUMNS, rows, console=console())
        if coverage.missing:
            line = f"In all: {coverage_line(coverage)}."
            console().print(line, markup=False, soft_wrap=True)
    else:
        typer.echo("No place is watched. `mentions watches add`, or name it in config.toml.")


@app.command()
def show(
    context: typer.Context,
    watch: Which,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Show everything known of a place, with every time in which it could not be looked at.

    [bold]Examples[/bold]

      mentions watches show 3

      mentions watches show https://neighbour.example/feed/ --json
    """
    from mentions.report.to_subscriptions import render_subscriptions, subscriptions_as_list
    from mentions.report.to_watches import ledger_as_dict, render_watch
    from mentions.store.hosts import load_host
    from mentions.store.ledger import load_gaps
    from mentions.store.subscriptions import load_subscriptions
    from mentions.tracker.track import pick_watch
    from mentions.urls.hosts import host_of

    with context_of(context).store() as store, store.reading() as session:
        found = pick_watch(session, watch)
        gaps = load_gaps(session, watch_ids=[found.id or 0])
        host = load_host(session, host_of(found.address))
        subscriptions = load_subscriptions(session, watch_id=found.id or 0)
    if as_json:
        subscribed = subscriptions_as_list(subscriptions)
        more = {"preset": _preset_name(found), "subscriptions": subscribed}
        print_json(ledger_as_dict(found, gaps, host) | more)
    else:
        render_watch(found, gaps, host, console=console(), preset=_preset_name(found))
        render_subscriptions(subscriptions, console=console())


@app.command()
def resume(context: typer.Context, watch: Which) -> None:
    """Look again at a place that is stopped because it was gone for good.

    [bold]Examples[/bold]

      mentions watches resume 3
    """
    from mentions.tracker.track import restart_watch

    with context_of(context).store() as store:
        back = restart_watch(store, watch)
    typer.echo(f"Watched again: {back.source} {back.address}; the next `mentions poll` looks.")


@app.command()
def remove(context: typer.Context, watch: Which) -> None:
    """Stop looking at a place. What was found there stays.

    [bold]Examples[/bold]

      mentions watches remove 3
    """
    from mentions.tracker.track import drop_watch

    with context_of(context).store() as store:
        gone = drop_watch(store, watch)
    typer.echo(f"No longer watched: {gone.source} {gone.address}")
