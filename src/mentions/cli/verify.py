"""`mentions verify`: look now whether what was found still stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mentions.cli.runtime import console, context_of, now, polling_of, print_json
from mentions.errors import ConfigError
from mentions.interrupts import run_async
from mentions.model import iso

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mentions.store.checks import Checked
    from mentions.store.engine import Store
    from mentions.tracker.checks.verify import Verdict
    from mentions.tracker.polling import Polling


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="verify")(verify)


def verify(
    context: typer.Context,
    ids: Annotated[
        list[int] | None,
        typer.Argument(metavar="ID", help="As `mentions list` shows them.", min=1),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Look at every mention, due or not.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Look whether mentions still stand where they were found; without ids, at those due.

    Live, edited, link removed, gone or back again: `mentions show` has the timeline. A refusal, a
    captcha or an error of a server never means gone.

    [bold]Examples[/bold]

      mentions verify

      mentions verify 7 12

      mentions verify --all --json
    """
    if ids and everything:
        raise ConfigError("give ids or --all, not both")
    ours = context_of(context)
    with ours.store() as store:
        wanted = _wanted(store, ids, everything=everything)
        verdicts = run_async(_look(polling_of(ours.settings(), store), wanted)) if wanted else []
    if verdicts or as_json:
        _show(verdicts, as_json=as_json)
    elif everything:
        typer.echo("No mentions yet; `mentions poll` looks for them.")
    else:
        typer.echo("No mention is due; `mentions verify --all` looks at every one.")


def _wanted(store: Store, ids: list[int] | None, *, everything: bool) -> list[Checked]:
    from mentions.store.checks import add_checks, load_all_ids, load_checks, load_due_checks
    from mentions.tracker.checks.verify import MOST

    with store.writing() as session:
        while add_checks(session, now()):
            pass
    with store.reading() as session:
        if everything:
            return load_checks(session, load_all_ids(session))
        if not ids:
            return load_due_checks(session, now(), limit=MOST)
        found = load_checks(session, ids)
    missing = set(ids) - {one.stored.id for one in found}
    if missing:
        raise ConfigError(f"there is no mention {min(missing)}; `mentions list` shows the ids")
    return found


async def _look(polling: Polling, wanted: Sequence[Checked]) -> list[Verdict]:
    from contextlib import AsyncExitStack

    from mentions.tracker.checks.verify import look_again
    from mentions.tracker.poll import open_run

    async with AsyncExitStack() as stack:
        run = await open_run(polling, stack)
        return await look_again(run, wanted)


def _show(verdicts: Sequence[Verdict], *, as_json: bool) -> None:
    from mentions.report.to_health import render_verdicts

    shown = [(one.checked.stored, one.check, one.events) for one in verdicts]
    if as_json:
        print_json([_as_dict(one) for one in verdicts])
    else:
        render_verdicts(shown, console=console())


def _as_dict(verdict: Verdict) -> dict[str, Any]:
    from mentions.report.to_health import event_as_dict

    check = verdict.check
    return {
        "id": check.mention_id,
        "url": verdict.checked.stored.mention.url,
        "health": check.state.value,
        "since": iso(check.since),
        "why_not_seen": check.why,
        "events": [event_as_dict(one) for one in verdict.events],
        "next_look": iso(check.due_at),
    }
