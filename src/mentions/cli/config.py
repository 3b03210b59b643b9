"""`mentions config`: is config.toml right?"""

from __future__ import annotations

import typer

from mentions.cli.runtime import context_of
from mentions.errors import ConfigError

app = typer.Typer(help="The configuration.", no_args_is_help=True, rich_markup_mode="rich")


@app.command()
def check(context: typer.Context) -> None:
    r"""Check config.toml without doing anything: every mistake with its line and the remedy.

    Files and folders that it names are looked for, too. A note tells of articles that it does not
    name under \[\[articles]]: those that commands or blogs added are not looked up here.

    [bold]Examples[/bold]

      mentions config check

      mentions --config other.toml config check
    """
    from mentions.report.words import counted
    from mentions.settings import find_config
    from mentions.settings.surroundings import look_around

    ours = context_of(context)
    settings = ours.settings()
    file = find_config(ours.config_file)
    around = look_around(settings, file)
    for line in around.doubtful:
        typer.echo(f"Note: {line}; unless a command or a blog added it, nothing will fit", err=True)
    if around.wrong:
        raise ConfigError("\n".join(around.wrong))
    named = [
        counted(len(settings.articles), "article"),
        counted(len(settings.watches), "watch", "watches"),
    ]
    named += [counted(len(settings.blogs), "blog")] if settings.blogs else []
    named += [counted(len(settings.reports), "report")] if settings.reports else []
    named += [f"{len(settings.notify)} to be told"] if settings.notify else []
    typer.echo(f"{file} is right: {', '.join(named)}.")
