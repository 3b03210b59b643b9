"""`mentions find`: who shared an article, asked of every network now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mentions.cli.runtime import Context, console, context_of, limits_of, now, print_json
from mentions.interrupts import run_async

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from mentions.model import Article
    from mentions.tracker.find import Findings, Search


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="find")(find)


def find(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="The article's address, in any form.")],
    alias: Annotated[
        list[str] | None, typer.Option(help="Another address of it; may be repeated.")
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Ask only this source; may be repeated."),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Do not ask this source; may be repeated."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Ask every network who shared an article; no config, account or database is needed.

    Prints who shared it, and what each place could and could not tell. Keys and addresses of
    config.toml are used where there is one. The exit code is 1 if no place could be looked at.

    [bold]Examples[/bold]

      mentions find https://blog.example.org/post-1

      mentions find https://blog.example.org/post-1 --only hackernews --only lobsters

      mentions find https://blog.example.org/post-1 --without gdelt --json
    """
    from mentions.model import Article
    from mentions.report.to_find import findings_as_dict, render_findings
    from mentions.tracker.find import searching_sources

    ours = context_of(context)
    aliases = tuple(ours.checked(one) for one in alias or ())
    article = Article(url=ours.checked(url), aliases=aliases)
    names = searching_sources(only or (), without or ())
    found = _search(ours, article, names, quiet=as_json)
    if as_json:
        print_json(findings_as_dict(found))
    else:
        render_findings(found, console=console())
    if not found.looked:
        raise typer.Exit(1)


def _search(ours: Context, article: Article, names: Sequence[str], *, quiet: bool) -> Findings:
    from mentions.tracker.find import Search, find_everywhere
    from mentions.tracker.track import shorteners_of

    settings = ours.optional_settings()
    err = console(errors=True)
    search = Search(
        article=article,
        names=names,
        limits=limits_of(settings.fetch),
        setups=settings.setups(),
        off=settings.switched_off(),
        budgets=settings.budgets(),
        shorteners=shorteners_of(settings),
        clock=now,
    )
    if quiet or not err.is_terminal:
        return run_async(find_everywhere(search))
    return _shown(search, err)


def _shown(search: Search, err: Console) -> Findings:
    """Search with a line for each place that tells how far it is."""
    from dataclasses import replace

    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.text import Text

    from mentions.report.to_find import place_words
    from mentions.tracker.find import Place, find_everywhere

    columns = (
        SpinnerColumn(finished_text=" "),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
        TextColumn("{task.fields[state]}", markup=False),
    )
    with Progress(*columns, console=err, transient=True) as progress:
        tasks = {
            name: progress.add_task(name, total=1, start=False, state="waits")
            for name in search.names
        }

        def start(name: str) -> None:
            progress.start_task(tasks[name])
            progress.update(tasks[name], state="asking")

        def finish(place: Place) -> None:
            words = Text(place_words(place)).plain
            progress.update(tasks[place.source], completed=1, state=words)

        return run_async(find_everywhere(replace(search, on_start=start, on_done=finish)))
