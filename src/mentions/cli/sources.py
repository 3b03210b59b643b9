"""`mentions sources`: what can be asked, with what it needs and costs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mentions.cli.runtime import console, context_of, now, print_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mentions.report.to_sources import Listed
    from mentions.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="sources")(sources)


def sources(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List every source: what it does, the key it needs and whether that is there, what it costs.

    Below them stand the feeds that the source feed recognises by their addresses.

    [bold]Examples[/bold]

      mentions sources

      mentions sources --json
    """
    from mentions.report.to_presets import preset_as_dict, render_presets
    from mentions.report.to_sources import render_sources, source_as_dict
    from mentions.sources import source_names
    from mentions.sources._presets import FEED, presets

    settings = context_of(context).optional_settings()
    spent = _spent_today(settings)
    listed = [_listed(name, settings, spent) for name in source_names()]
    if as_json:
        known = {FEED: {"presets": [preset_as_dict(one) for one in presets()]}}
        print_json([source_as_dict(one) | known.get(one.name, {}) for one in listed])
    else:
        render_sources(listed, console=console())
        render_presets(presets(), console=console())


def _spent_today(settings: Settings) -> Mapping[str, int]:
    """Return the requests of today (UTC) by source; only a budget makes them worth a look."""
    from mentions.store.asked import load_spent
    from mentions.store.engine import open_store

    where = settings.database.where
    if not settings.budgets() or (isinstance(where, Path) and not where.exists()):
        return {}
    with open_store(where) as store, store.reading() as session:
        return load_spent(session, now().date())


def _listed(name: str, settings: Settings, spent: Mapping[str, int]) -> Listed:
    from mentions.errors import ConfigError
    from mentions.report.to_sources import Listed
    from mentions.sources import find_source

    ours = settings.source(name)
    try:
        source = find_source(name)
    except ConfigError as error:
        return Listed(name=name, enabled=ours.enabled, error=str(error))
    return Listed(
        name=name,
        title=source.title,
        profile=source.profile,
        enabled=ours.enabled,
        has_key=ours.has_key,
        key_note=ours.key_note(),
        instances=ours.setup().instances,
        switches=tuple(sorted(ours.switches)),
        budget=ours.budget,
        spent=spent.get(name, 0),
    )
