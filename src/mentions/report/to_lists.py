"""Plain lists: what is tracked, where we look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mentions.report.plain import safe

WIDE = 100  # columns from which addresses fit a table; below, each row is a few lines


def render_table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], *, console: Console
) -> None:
    """Print rows: a table on a terminal, one line each with two blanks between in a pipe.

    On a narrow terminal each row is a block, a line for each of its cells that is not empty.
    """
    clean = [[safe(cell) for cell in row] for row in rows]
    if not console.is_terminal:
        for row in clean:
            console.print(Text("  ".join(filter(None, row))), soft_wrap=True)
    elif console.width < WIDE:
        _print_blocks(columns, clean, console)
    else:
        _print_table(columns, clean, console)


def _print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], console: Console) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for number, column in enumerate(columns):
        table.add_column(column, overflow="fold", justify="right" if number == 0 else "left")
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)


def _print_blocks(columns: Sequence[str], rows: Iterable[Sequence[str]], console: Console) -> None:
    for row in rows:
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style="dim")
        grid.add_column(overflow="fold")
        for column, cell in zip(columns, row, strict=True):
            if cell:
                grid.add_row(column, Text(cell))
        console.print(grid)
        console.print()
