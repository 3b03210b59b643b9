"""`mentions plan`: when we look where, and what more budget would buy."""

from __future__ import annotations

from typing import Annotated

import typer

from mentions.cli.runtime import console, context_of, polling_of, print_json


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="plan")(plan)


def plan(
    context: typer.Context,
    budget: Annotated[
        int | None,
        typer.Option(
            metavar="REQUESTS",
            help="What if the budget were so many requests a day?",
            min=1,
            max=100_000_000,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Show how the budget of requests is spent: on which places, and how soon mentions are found.

    It asks nobody and changes nothing. docs/planning.md has the formula of each number.

    [bold]Examples[/bold]

      mentions plan

      mentions plan --budget 5000

      mentions plan --json
    """
    from mentions.report.to_plan import plan_as_dict, render_plan
    from mentions.tracker.plans.pricing import load_world, overview_of, solved_of

    ours = context_of(context)
    settings = ours.settings()
    with ours.store() as store:
        polling = polling_of(settings, store)
        with store.reading() as session:
            world = load_world(session, polling)
    overview = overview_of(solved_of(world, polling), budget or settings.run.budget)
    if as_json:
        print_json(plan_as_dict(overview))
    elif overview.lines:
        render_plan(overview, console=console())
    else:
        typer.echo("No place is watched. `mentions watches add`, or name it in config.toml.")
