"""`mentions run`: look at everything when it is due, until stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from mentions.cli.runtime import Context, context_of, now, polling_of, set_up_logs
from mentions.interrupts import run_async

if TYPE_CHECKING:
    from mentions.tracker.service.shift import Loaded


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="run")(run)


def run(context: typer.Context) -> None:
    """Look at everything when it is due, and do all other recurring work, until stopped.

    Start it once and leave it alone: as a service, in a container, or in a terminal, where Ctrl-C
    ends it. It logs to standard error, one JSON object a line; `mentions status` tells how it
    goes. A changed config.toml is read again by itself, and one with a mistake is refused: then
    the one before stays. There can be only one for each database.

    [bold]Examples[/bold]

      mentions run

      mentions --config ~/blog/config.toml run
    """
    from mentions.settings import find_config
    from mentions.tracker.service.run import Service, serve

    set_up_logs(verbose=True)
    ours = context_of(context)
    run_async(serve(Service(load=lambda: _load(ours), config=find_config(ours.config_file))))


def _load(ours: Context) -> Loaded:
    """Read the config and open its database."""
    from mentions.cli.making import making_of, telling_of
    from mentions.tracker.service.duties import Outside, jobs_of
    from mentions.tracker.service.shift import Loaded
    from mentions.tracker.track import open_tracked

    settings = ours.settings()
    outside = Outside(telling=telling_of(settings), making=making_of(settings))
    jobs = jobs_of(settings, outside)
    store = open_tracked(settings, now=now())
    return Loaded(polling=polling_of(settings, store), jobs=jobs)
