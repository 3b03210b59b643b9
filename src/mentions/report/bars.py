"""Charts of characters."""

from __future__ import annotations

from collections.abc import Sequence

_LEVELS = "▁▂▃▄▅▆▇█"
_EIGHTHS = "▏▎▍▌▋▊▉█"


def sparkline(numbers: Sequence[int]) -> str:
    """Return a line with a column for each number; 0 is a space, the largest a full block.

    >>> sparkline([0, 1, 4, 8])
    ' ▁▄█'
    """
    most = max(numbers, default=0)
    top = len(_LEVELS)
    return "".join(
        _LEVELS[max(0, round(number * top / most) - 1)] if number > 0 else " " for number in numbers
    )


def bar(number: int, most: int, width: int) -> str:
    """Return a bar; anything but 0 can be seen.

    Args:
        number: What it stands for, up to `most`.
        most: Has the full width.
        width: In columns.

    >>> bar(8, 8, 2), bar(1, 8, 2), bar(0, 8, 2)
    ('██', '▎', '')
    """
    eighths = max(round(number * width * 8 / most), 1) if number > 0 and most > 0 else 0
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (_EIGHTHS[rest - 1] if rest else "")
