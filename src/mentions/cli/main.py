"""The program `mentions`: all commands, one place where errors become words and exit codes.

Exit codes: 0 done, 1 failed (also where a place could not be looked at), 2 wrong usage or config.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from mentions import __version__
from mentions.cli import articles, config, explain, extract, listing, poll, transfer, watches
from mentions.cli.runtime import Context, set_up_logs
from mentions.errors import MentionsError

_INTERRUPTED = 130

app = typer.Typer(
    name="mentions",
    help="Who shared your post, what they said, and how it spread.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
poll.register(app)
listing.register(app)
extract.register(app)
explain.register(app)
transfer.register(app)
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


def main() -> None:
    """Run the program; the only place that prints errors and sets exit codes."""
    try:
        app()
    except MentionsError as error:
        _complain(str(error))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        _complain("interrupted; what was stored stays, the rest is done next time")
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _complain(message: str) -> None:
    from mentions.report.plain import safe

    for line in message.splitlines():
        sys.stderr.write(f"mentions: {safe(line)}\n")
