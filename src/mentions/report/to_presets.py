"""Feeds that are recognised by their addresses: what each finds, and what it costs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from rich.console import Console
from rich.text import Text

from mentions.report.to_lists import render_table

COLUMNS = ("Feed", "Address", "Finds", "Cannot find", "One poll costs")


class Shown(Protocol):
    """What is shown of a kind of feed."""

    @property
    def name(self) -> str:
        """What lists show."""

    @property
    def address(self) -> str:
        """Its form."""

    @property
    def template(self) -> str | None:
        """Its address for words; None where words are not enough."""

    @property
    def finds(self) -> str:
        """What it finds."""

    @property
    def cannot(self) -> str:
        """What it cannot find."""

    @property
    def cost(self) -> str:
        """What a poll of it costs."""


def render_presets(presets: Iterable[Shown], *, console: Console) -> None:
    """Print a table of the feeds below a line that says what they are."""
    line = "Feeds that the source feed recognises, and `mentions watches add NAME ...` knows:"
    console.print()
    console.print(Text(line), soft_wrap=True)
    console.print()
    rows = ([one.name, one.address, one.finds, one.cannot, one.cost] for one in presets)
    render_table(COLUMNS, rows, console=console)


def preset_as_dict(preset: Shown) -> dict[str, Any]:
    """Return a kind of feed as JSON-ready values."""
    return {
        "name": preset.name,
        "address": preset.address,
        "takes_words": preset.template is not None,
        "finds": preset.finds,
        "cannot_find": preset.cannot,
        "cost": preset.cost,
    }
