"""`mentions sources`: what can be asked, with what it needs and costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mentions.cli.runtime import console, context_of, print_json

if TYPE_CHECKING:
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

    [bold]Examples[/bold]

      mentions sources

      mentions sources --json
    """
    from mentions.report.to_sources import render_sources, source_as_dict
    from mentions.sources import source_names

    settings = context_of(context).optional_settings()
    listed = [_listed(name, settings) for name in source_names()]
    if as_json:
        print_json([source_as_dict(one) for one in listed])
    else:
        render_sources(listed, console=console())


def _listed(name: str, settings: Settings) -> Listed:
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
    )
