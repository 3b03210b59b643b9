"""Plain lists: what is tracked, where we look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mentions.report.plain import safe


def render_table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], *, console: Console
) -> None:
    """Print rows: a table on a terminal, one line each with two blanks between in a pipe."""
    clean = [[safe(cell) for cell in row] for row in rows]
    if not console.is_terminal:
        for row in clean:
            console.print(Text("  ".join(filter(None, row))), soft_wrap=True)
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for number, column in enumerate(columns):
        table.add_column(column, overflow="fold", justify="right" if number == 0 else "left")
    for row in clean:
        table.add_row(*map(Text, row))
    console.print(table)
