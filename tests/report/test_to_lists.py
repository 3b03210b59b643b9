"""Lists on a wide terminal, a narrow one, and in a pipe."""

import io

import pytest
from rich.console import Console

from mentions.report.to_lists import render_table

COLUMNS = ["ID", "Address", "Why"]
LONG = "https://blog.example.org/2009/07/" + "x" * 60
ROWS = [["1", LONG, ""], ["2", "https://b.example/\x1b[31m", "[red]broken"]]


def rendered(width: int, *, terminal: bool) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=terminal, color_system=None)
    render_table(COLUMNS, ROWS, console=console)
    return out.getvalue()


def test_in_a_pipe_a_row_is_a_line() -> None:
    assert rendered(40, terminal=False) == f"1  {LONG}\n2  https://b.example/  [red]broken\n"


def test_a_wide_terminal_gets_a_table() -> None:
    text = rendered(120, terminal=True)
    assert text.split()[:3] == COLUMNS
    assert LONG in text


@pytest.mark.parametrize("width", [50, 80])
def test_a_narrow_terminal_gets_blocks(width: int) -> None:
    lines = rendered(width, terminal=True).splitlines()
    assert max(map(len, lines)) <= width
    assert lines[0].split() == ["ID", "1"]
    assert "Why" not in "".join(lines[:4]), "what is empty has no line"
    assert "".join(line.strip().removeprefix("Address").strip() for line in lines[1:4]).startswith(
        LONG
    )


@pytest.mark.parametrize("terminal", [True, False])
def test_foreign_words_are_shown_not_obeyed(terminal: bool) -> None:  # noqa: FBT001 - a case
    text = rendered(120, terminal=terminal)
    assert "\x1b" not in text
    assert "[red]broken" in text
