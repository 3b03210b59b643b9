"""Cells that no spreadsheet runs as a formula, and that come back unchanged."""

from __future__ import annotations

import re

_SIGN = "=+\\-@＝＋－＠"  # ASCII and full-width
# At the start of a cell: a sign, a tab or a line end, also behind white space and quotes.
_FORMULA = re.compile(rf"""[\s"']*[{_SIGN}\t\r\n]""")
# A spreadsheet that expects semicolons, as a German one does, takes commas and the quotes behind
# them for text: a cell goes to pieces at its semicolons, tabs and line ends. A piece is made
# harmless where it calls something (=HYPERLINK(...), =cmd|...); smileys and lists are left alone.
_BREAK = re.compile(r"([;\t\r\n])")
_CALL = re.compile(rf"""[\s"']*[{_SIGN}].*?(?:\||\w\s{{0,9}}[(（])""", re.DOTALL)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def guard(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run; `unguard` takes it away.

    The apostrophe goes before what already has some, too, so that no two texts become one.

    >>> guard("=1+1"), guard("'=1+1"), guard("-5 Grad"), guard("Na ;-)")
    ("'=1+1", "''=1+1", "'-5 Grad", 'Na ;-)')
    """
    first, *rest = _BREAK.split(text)
    return _guarded("".join([first, *(_guarded(piece, _CALL) for piece in rest)]), _FORMULA)


def unguard(cell: str) -> str:
    """Return the text that `guard` was given.

    >>> unguard("'=1+1"), unguard("'tis")
    ('=1+1', "'tis")
    """
    first, *rest = _BREAK.split(_bared(cell, _FORMULA))
    return "".join([first, *(_bared(piece, _CALL) for piece in rest)])


def printable(text: str) -> str:
    """Return the text with U+FFFD for control characters and halves of characters.

    Tabs and line ends stay.
    """
    return _UNPRINTABLE.sub("\ufffd", text)


# Both patterns match as well behind one more apostrophe: that is what makes the two below inverse.
def _guarded(piece: str, danger: re.Pattern[str]) -> str:
    return f"'{piece}" if danger.match(piece) else piece


def _bared(piece: str, danger: re.Pattern[str]) -> str:
    return piece[1:] if piece.startswith("'") and danger.match(piece, 1) else piece
