"""The lines of a file that should be UTF-8."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mentions.errors import ParseError

# What a file opened with `errors="surrogateescape"` gives for a byte that is no UTF-8.
_ESCAPED = re.compile("[\udc80-\udcff]")


def utf8_lines(lines: Iterable[str], *, name: str) -> Iterator[str]:
    """Yield the lines, the first without its byte order mark.

    Raises:
        ParseError: A line is not UTF-8, as when a spreadsheet saved plain "CSV".
    """
    number = 0
    try:
        for number, line in enumerate(lines, 1):
            if _ESCAPED.search(line):
                raise ParseError(name, f"line {number}: not UTF-8; save it as UTF-8")
            yield line.removeprefix("\ufeff") if number == 1 else line
    except UnicodeDecodeError as error:
        raise ParseError(name, f"after line {number}: not UTF-8; save it as UTF-8") from error
