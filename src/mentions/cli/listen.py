"""`mentions listen`: hear of new posts as they are written."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from mentions.cli.runtime import Context, console, context_of, now, polling_of
from mentions.errors import ConfigError
from mentions.interrupts import run_async

if TYPE_CHECKING:
    from mentions.asking import Watch
    from mentions.store.engine import Store
    from mentions.tracker.polling import Polling, PollResult

_NONE = (
    "no place tells by itself; add one: "
    "mentions watches add jetstream https://jetstream2.us-east.bsky.network/"
)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="listen")(listen)


def listen(
    context: typer.Context,
    seconds: Annotated[
        float | None,
        typer.Option("--for", metavar="SECONDS", help="End by itself after this time.", min=1),
    ] = None,
) -> None:
    """Stay connected to the places that tell by themselves, until stopped with Ctrl-C.

    Prints a line for each new mention, and for each connection that is made or lost. What was
    missed while it did not run is heard first, as far as the place still keeps it.

    [bold]Examples[/bold]

      mentions listen

      mentions listen --for 3600
    """
    ours = context_of(context)
    with ours.store() as store:
        _run(ours, store, seconds)


def _run(ours: Context, store: Store, seconds: float | None) -> None:
    from mentions.tracker.hearing.listen import select_listeners

    settings = ours.settings()
    watches = select_listeners(store)
    if not watches:
        raise ConfigError(_NONE)
    polling = polling_of(settings, store, on_done=lambda result: _show_new(store, result))
    run_async(_until_stopped(polling, watches, seconds))


async def _until_stopped(polling: Polling, watches: list[Watch], seconds: float | None) -> None:
    import asyncio

    from mentions.tracker.hearing.listen import listen_to
    from mentions.tracker.service.signals import ENDS, on_signals

    task = asyncio.create_task(listen_to(polling, watches, on_state=_show_state))
    with on_signals(ENDS, task.cancel):
        await asyncio.wait([task], timeout=seconds)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _show_state(watch: Watch, state: str) -> None:
    from mentions.report.to_listen import state_line

    _print(state_line(watch, state, at=now()))


def _show_new(store: Store, result: PollResult) -> None:
    from mentions.report.to_listen import mention_line
    from mentions.store.mentions import load_mention

    if not result.saved.new:
        return
    with store.reading() as session:
        stored = [load_mention(session, one) for one in result.saved.new]
    for one in filter(None, stored):
        _print(mention_line(one.id, one.mention, at=now()))


def _print(line: str) -> None:
    out = console()
    out.print(line, markup=False, soft_wrap=True)
    # Whoever reads a pipe waits for it.
    out.file.flush()
