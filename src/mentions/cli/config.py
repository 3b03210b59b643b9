"""`mentions config`: is config.toml right?"""

from __future__ import annotations

import typer

from mentions.cli.runtime import context_of

app = typer.Typer(help="The configuration.", no_args_is_help=True, rich_markup_mode="rich")


@app.command()
def check(context: typer.Context) -> None:
    """Check config.toml without doing anything: every mistake with its line and the remedy.

    [bold]Examples[/bold]

      mentions config check

      mentions --config other.toml config check
    """
    from mentions.report.words import counted
    from mentions.settings import find_config

    ours = context_of(context)
    settings = ours.settings()
    file = find_config(ours.config_file)
    named = [
        counted(len(settings.articles), "article"),
        counted(len(settings.watches), "watch", "watches"),
    ]
    named += [counted(len(settings.blogs), "blog")] if settings.blogs else []
    named += [counted(len(settings.reports), "report")] if settings.reports else []
    named += [f"{len(settings.notify)} to be told"] if settings.notify else []
    typer.echo(f"{file} is right: {', '.join(named)}.")
