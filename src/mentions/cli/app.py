"""All commands of the program, put together."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from mentions import __version__
from mentions.cli import (
    articles,
    blogs,
    config,
    doctor,
    evidence,
    explain,
    extract,
    find,
    listen,
    listing,
    marks,
    mute,
    notify,
    plan,
    poll,
    report,
    reports,
    run,
    sources,
    status,
    transfer,
    tree,
    verify,
    watches,
)
from mentions.cli.runtime import Context, set_up_logs


class _Commands(TyperGroup):
    """Our commands."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; its output is out when this returns."""
        try:
            result = super().invoke(ctx)
        except typer.BadParameter as error:
            from mentions.cli.mistakes import say_plainly

            say_plainly(error)
            raise
        sys.stdout.flush()
        return result


app = typer.Typer(
    cls=_Commands,
    name="mentions",
    help="Who shared your post, what they said, and how it spread.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
poll.register(app)
run.register(app)
status.register(app)
plan.register(app)
listing.register(app)
extract.register(app)
explain.register(app)
transfer.register(app)
doctor.register(app)
evidence.register(app)
find.register(app)
listen.register(app)
sources.register(app)
tree.register(app)
mute.register(app)
report.register(app)
reports.register(app)
marks.register(app)
notify.register(app)
verify.register(app)
blogs.register(app)
app.add_typer(articles.app, name="articles")
app.add_typer(watches.app, name="watches")
app.add_typer(config.app, name="config")


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - Typer calls it
    if wanted:
        typer.echo(f"mentions {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    config_file: Annotated[
        Path | None,
        typer.Option(
            "--config",
            metavar="FILE",
            help="The configuration; default is $MENTIONS_CONFIG, then ./config.toml.",
        ),
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Log what is done, to standard error.")
    ] = False,
    version: Annotated[  # noqa: ARG001 - handled by its callback
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Who shared your post, what they said, and how it spread."""
    context.obj = Context(config_file=config_file)
    set_up_logs(verbose=verbose)
