"""Mentions as JSON Lines: one record of docs/record.md a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from itertools import chain
from json.encoder import encode_basestring
from typing import Any, TextIO

from mentions.core.columns import COLUMNS, PATHS, Batch, Holds, batches_of
from mentions.model import Mention
from mentions.report.record import whole_characters

# Line ends to some readers, or orders to a terminal; JSON may hold them as they are, we do not.
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029]")


def to_json(mention: Mention) -> str:
    """Return the record as JSON on one line, without a line end.

    Letters stay as they are, so the result is to be written as UTF-8. Half characters (lone
    surrogates), which UTF-8 cannot hold, become U+FFFD.
    """
    return _safe(json.dumps(mention.as_dict(), ensure_ascii=False))


def write_jsonl(mentions: Iterable[Mention], out: TextIO) -> int:
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
_TEMPLATE = _template()


def _lines(batch: Batch) -> str:
    columns = dict(zip(COLUMNS, batch, strict=True))
    written = {name: _json(column, COLUMNS[name]) for name, column in columns.items()}
    names, urls = written.pop(f"{_WHOLE}_name"), written[f"{_WHOLE}_url"]
    written[f"{_WHOLE}_url"] = [
        "null" if name == "null" else f'{{"name": {name}, "url": {url}}}'
        for name, url in zip(names, urls, strict=True)
    ]
    lines = map(_TEMPLATE.__mod__, zip(*written.values(), strict=True))
    return "\n".join(chain(lines, [""]))


def _json(column: Sequence[Any], holds: Holds) -> Sequence[str]:
    """Return each cell of a column as JSON."""
    if column.count(None) == len(column):
        return ["null"] * len(column)
    if holds in {Holds.LIST, Holds.LINKS}:
        cells = column
    elif holds is Holds.NUMBER:
        return ["null" if number is None else str(number) for number in column]
    elif holds is Holds.TRUTH:
        return ["true" if truth else "false" for truth in column]
    else:
        cells = ["null" if text is None else encode_basestring(text) for text in column]
    return cells if "".join(cells).isprintable() else [_safe(cell) for cell in cells]


def _safe(text: str) -> str:
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", whole_characters(text))
