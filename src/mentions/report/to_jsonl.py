"""Mentions as JSON Lines: one record of docs/record.md a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, repeat
from json.encoder import encode_basestring
from typing import Any, TextIO

from mentions.core.columns import COLUMNS, PATHS, Batch, Holds, batches_of
from mentions.core.standing import Standing, record_of
from mentions.report.record import whole_characters

# Line ends to some readers, or orders to a terminal; JSON may hold them as they are, we do not.
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029]")


def to_json(one: Standing) -> str:
    """Return the record as JSON on one line, without a line end.

    Letters stay as they are, so the result is to be written as UTF-8. Half characters (lone
    surrogates), which UTF-8 cannot hold, become U+FFFD.
    """
    return _safe(json.dumps(record_of(one), ensure_ascii=False))


def write_jsonl(mentions: Iterable[Standing], out: TextIO) -> int:
    """Write a line for each mention, one at a time; return how many there were."""
    return write_jsonl_columns(batches_of(mentions), out)


def write_jsonl_columns(batches: Iterable[Batch], out: TextIO) -> int:
    """Do the same with what stands in columns already."""
    count = 0
    for batch in batches:
        out.write(_lines(batch))
        count += len(batch[0])
    return count


def _template() -> str:
    """Return the record as json.dumps writes it, with %s for each leaf."""
    record: dict[str, Any] = {}
    for path in PATHS:
        part, _, inner = path.partition(".")
        if inner and part != _WHOLE:
            record.setdefault(part, {})[inner] = "%s"
        else:
            record[part] = "%s"
    return json.dumps(record).replace('"%s"', "%s")


_WHOLE = "reported_by"  # null where it is not known, so it is one leaf
*_BEFORE, _END = _template().split("%s")  # what stands before each leaf, and behind the last


def _lines(batch: Batch) -> str:
    parts: list[Iterable[str]] = []
    constant = ""
    for before, cells in zip(_BEFORE, _leaves(batch), strict=True):
        constant += before
        if cells is None:
            constant += "null"
        else:
            parts += [repeat(constant), cells]
            constant = ""
    # `article` is never unknown, so that not all of them go on for ever.
    lines = map("".join, zip(*parts, repeat(constant + _END)))
    return "\n".join(chain(lines, [""]))


def _leaves(batch: Batch) -> Iterator[Sequence[str] | None]:
    """Yield each leaf of the record, written; None where it is unknown in all of them."""
    written = {
        name: _json(column, holds)
        for (name, holds), column in zip(COLUMNS.items(), batch, strict=True)
    }
    names, urls = written.pop(f"{_WHOLE}_name"), written[f"{_WHOLE}_url"]
    written[f"{_WHOLE}_url"] = names and [
        "null" if name == "null" else f'{{"name": {name}, "url": {url}}}'
        for name, url in zip(names, urls or ["null"] * len(names), strict=True)
    ]
    yield from written.values()


def _json(column: Sequence[Any], holds: Holds) -> Sequence[str] | None:
    """Return each cell of a column as JSON; None where all are unknown."""
    if column.count(None) == len(column):
        return None
    if holds is Holds.NUMBER:
        return ["null" if number is None else str(number) for number in column]
    if holds is Holds.TRUTH:
        return ["true" if truth else "false" for truth in column]
    if holds is Holds.MOMENT:
        return [f'"{moment}"' if moment else "null" for moment in column]
    cells = column
    if holds in {Holds.TEXT, Holds.WORD}:
        cells = ["null" if text is None else encode_basestring(text) for text in column]
    return cells if "".join(cells).isprintable() else [_safe(cell) for cell in cells]


def _safe(text: str) -> str:
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", whole_characters(text))
