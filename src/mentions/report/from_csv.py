"""CSV -> mentions: what `to_csv` wrote, also after a spreadsheet has saved it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from itertools import chain
from typing import Any

from mentions.core.standing import Recorded
from mentions.counts import NUMBERS
from mentions.errors import ParseError
from mentions.report.cells import unguard
from mentions.report.lines import utf8_lines
from mentions.report.record import RecordError, recorded_of
from mentions.report.to_csv import COLUMNS, UNRESOLVED

MAX_CELL = 20_000_000  # characters; the csv module's own 131,072 are fewer than a long page has
_NUMBER = re.compile("-?[0-9]{1,19}")
_NESTED = ("author_", "links_", "reported_by_", "count")  # these stand deeper in a record
# Early exports do without.
_OPTIONAL = frozenset({"parent", *NUMBERS, "counted_at", "health", "health_at"})

# Excel writes its own words for true and false.
_TRUTH = {"true": True, "false": False, "wahr": True, "falsch": False}


def read_csv(lines: Iterable[str], *, name: str) -> Iterator[Recorded]:
    """Yield the mention of each row.

    A byte order mark, semicolons or tabs instead of commas, another order of the columns and
    empty rows are what spreadsheets make of a file; they do no harm.

    Args:
        lines: Such as a file opened as UTF-8 with `newline=""`.
        name: Of the file, for messages.

    Raises:
        ParseError: Columns are missing or unknown, or a cell does not hold what it should; names
            the line and the column. What came before has been yielded by then: keep nothing
            until all is read.
    """
    rows = _rows(lines, name)
    _, header = next(rows, (1, []))
    _check_header(header, name)
    for line, row in rows:
        if not any(row):
            continue
        if len(row) != len(header):
            why = f"line {line}: {len(row)} cells instead of {len(header)}"
            raise ParseError(name, why)
        cells = dict(zip(header, map(unguard, row), strict=True))
        try:
            yield recorded_of(_record(cells))
        except RecordError as error:
            raise ParseError(name, f"line {line}, {_column(error.path)}: {error.why}") from error


def _rows(lines: Iterable[str], name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line on which it begins."""
    given = utf8_lines(lines, name=name)
    line = 1
    # For the whole process: the module knows no other way.
    csv.field_size_limit(max(MAX_CELL, csv.field_size_limit()))
    try:
        first = next(given, "")
        separator = max(",;\t", key=first.count)
        reader = csv.reader(chain([first], given), delimiter=separator, strict=True)
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise ParseError(name, f"line {line}: not CSV: {error}") from error


def _check_header(header: Sequence[str], name: str) -> None:
    missing = [column for column in COLUMNS if column not in header and column not in _OPTIONAL]
    unknown = [column for column in header if column not in COLUMNS]
    if len(missing) == len(COLUMNS) - len(_OPTIONAL):
        raise ParseError(name, f"line 1: no header; it should be {','.join(COLUMNS)}")
    problems = [f"no column {column}" for column in missing]
    for column in unknown:
        near = get_close_matches(column[:60].lower(), COLUMNS, n=1)
        meant = f" (did you mean {near[0]}?)" if near else ""
        problems.append(f"unknown column {column[:60]!r}{meant}")
    if len(header) - len(unknown) > len(set(header) - set(unknown)):
        problems.append("a column stands there twice")
    if problems:
        raise ParseError(name, f"line 1: {'; '.join(problems[:10])}")


def _record(cells: dict[str, str]) -> dict[str, Any]:
    """Return the nested record, for `recorded_of` to check."""
    cells = dict.fromkeys(_OPTIONAL, "") | cells
    value: dict[str, Any] = {column: cell or None for column, cell in cells.items()}
    counts = {column: _number(value.pop(column)) for column in NUMBERS}
    reporter = {part: value.pop(f"reported_by_{part}") for part in ("name", "url")}
    zone = cells["published_zone_known"]
    return {
        **{key: cell for key, cell in value.items() if not key.startswith(_NESTED)},
        "author": {part: value[f"author_{part}"] for part in ("name", "handle", "url", "photo")},
        "published_zone_known": _TRUTH.get(zone.lower(), zone or None),
        "hashtags": cells["hashtags"].split(),
        "via": cells["via"].split(),
        "links": _links(cells["links_found"].split(), cells["links_resolved"].split()),
        "reported_by": reporter if any(reporter.values()) else None,
        "merged_from": _number(value["merged_from"]),
        "counts": {**counts, "seen_at": value["counted_at"]},
    }


def _number(cell: str | None) -> int | str | None:
    """Return the number, or what stands there instead, for `recorded_of` to refuse."""
    return int(cell) if cell and _NUMBER.fullmatch(cell) else cell


def _column(path: tuple[str, ...]) -> str:
    """Return the column in which a field of the record stands."""
    if path[0] == "counts":
        return "counted_at" if path[-1] == "seen_at" else path[-1]
    return "_".join(part for part in path if not part.isdigit())


def _links(found: list[str], resolved: list[str]) -> list[dict[str, str | None]]:
    if len(found) != len(resolved):
        why = f"{len(resolved)} addresses for {len(found)} in links_found"
        raise RecordError(("links", "resolved"), why)
    return [
        {"found": link, "resolved": None if leads == UNRESOLVED else leads}
        for link, leads in zip(found, resolved, strict=True)
    ]
