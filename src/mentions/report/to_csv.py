"""Mentions as CSV (RFC 4180), a line each: the record of docs/record.md, flattened.

It is made a column at a time. Whether a thousand cells hold any comma costs next to nothing to ask;
the csv module asks every character of every cell, and takes most of the time of an export.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, TextIO
from urllib.parse import quote

from mentions.core import columns
from mentions.core.columns import Batch, Holds, batches_of
from mentions.core.standing import Standing
from mentions.report.cells import guard, printable

COLUMNS = tuple(
    chain.from_iterable(
        ("links_found", "links_resolved") if holds is Holds.LINKS else (name,)
        for name, holds in columns.COLUMNS.items()
    )
)
UNRESOLVED = "?"  # stands in links_resolved for a short link that was not followed

# `guard` changes nothing in a cell that begins with none of these, and in which no sign stands
# behind a break.
_SIGNS = "=+\\-@＝＋－＠"
_STARTS = re.compile(rf"""[\s"'{_SIGNS}]""")
_LATER = re.compile(rf"""[;\t\r\n][\s"']*[{_SIGNS}]""")
_ANY_STARTS = re.compile(rf"""\|[\s"'{_SIGNS}]""")  # of cells written in a row, with | before each

# What most mentions have: a link in plain ASCII, without what JSON or a list would write otherwise.
_ASCII = r'"([!#-\[\]-~]+)"'
_ONE_LINK = re.compile(rf'\[\{{"found": {_ASCII}, "resolved": (?:{_ASCII}|null)\}}\]').fullmatch

_Column = Sequence[str]


def write_csv(mentions: Iterable[Standing], out: TextIO, *, excel: bool = False) -> int:
    """Write a header and a line for each mention; return how many there were.

    Unknown is an empty cell. Lists are separated by a space; a white space within an item is
    percent-encoded. Control characters become U+FFFD. What a spreadsheet would run as a formula
    begins with an apostrophe; `read_csv` takes it away.

    Args:
        mentions: Taken some at a time.
        out: Opened as UTF-8 with `newline=""`.
        excel: Begin with a byte order mark, by which Excel knows UTF-8.
    """
    return write_csv_columns(batches_of(mentions), out, excel=excel)


def write_csv_columns(batches: Iterable[Batch], out: TextIO, *, excel: bool = False) -> int:
    """Do the same with what stands in columns already."""
    out.write("\ufeff" if excel else "")
    out.write(",".join(COLUMNS) + "\r\n")
    count = 0
    for batch in batches:
        out.write(_lines(batch))
        count += len(batch[0])
    return count


def _lines(batch: Batch) -> str:
    cells: list[_Column] = []
    for holds, column in zip(columns.COLUMNS.values(), batch, strict=True):
        is_empty = column.count(None) == len(column)
        cells += [[""] * len(column)] if is_empty else _CELLS[holds](column)
    lines = map(",".join, zip(*cells, strict=True))
    return "\r\n".join(chain(lines, [""]))


def _texts(column: Sequence[str | None]) -> list[_Column]:
    cells = [text or "" for text in column]
    together = "|".join(["", *cells])
    if (
        not ("," in together or '"' in together or ";" in together)
        and together.isprintable()
        and not _ANY_STARTS.search(together)
    ):
        return [cells]
    return [list(map(_cell, cells))]


def _cell(text: str) -> str:
    """Return a text as it stands in the file: guarded, and in quotes where it has to be."""
    has_breaks = ";" in text
    if not text.isprintable():
        text = printable(text)
        has_breaks = True
    if _STARTS.match(text) or (has_breaks and _LATER.search(text)):
        text = guard(text)
    if "," in text or '"' in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def _moments(column: Sequence[str | None]) -> list[_Column]:
    return [[moment or "" for moment in column]]


def _numbers(column: Sequence[int | None]) -> list[_Column]:
    # Neither calls a number anything, not even a negative one.
    return [["" if number is None else str(number) for number in column]]


def _truths(column: Sequence[int]) -> list[_Column]:
    return [["true" if truth else "false" for truth in column]]


def _lists(column: Sequence[str]) -> list[_Column]:
    different = list(dict.fromkeys(column))
    rows = json.loads(f"[{','.join(different)}]")
    known = dict(zip(different, _joined(rows), strict=True))
    return _texts([known[text] for text in column])


def _links(column: Sequence[str]) -> list[_Column]:
    found, resolved = [], []
    for text in column:
        if one := _ONE_LINK(text):
            found.append(one[1])
            resolved.append(one[2] or UNRESOLVED)
        else:
            links = json.loads(text)
            found += _joined([[link["found"] for link in links]])
            resolved += _joined([[link["resolved"] or UNRESOLVED for link in links]])
    return _texts(found) + _texts(resolved)


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    together = "".join(chain.from_iterable(rows))
    if " " in together or not together.isprintable():
        rows = [[_without_blanks(item) for item in items] for items in rows]
    return list(map(" ".join, rows))


def _without_blanks(item: str) -> str:
    return re.sub(r"\s", lambda blank: quote(blank[0]), item)


_CELLS: Mapping[Holds, Callable[[Sequence[Any]], list[_Column]]] = {
    Holds.TEXT: _texts,
    Holds.WORD: lambda column: [column],
    Holds.MOMENT: _moments,
    Holds.NUMBER: _numbers,
    Holds.TRUTH: _truths,
    Holds.LIST: _lists,
    Holds.LINKS: _links,
}
