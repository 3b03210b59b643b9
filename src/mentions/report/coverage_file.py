"""The coverage as a file beside an export: every place, and whether it was looked at."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from typing import TextIO

from mentions.asking import Watch
from mentions.core.coverage import Coverage
from mentions.model import iso
from mentions.report.cells import guard, printable
from mentions.report.record import whole_characters

COLUMNS = ("source", "address", "outcome", "last_looked_at", "not_since", "why")
NEVER = "never"  # stands in not_since for a place never looked at


def write_coverage_csv(
    watches: Iterable[Watch], coverage: Coverage, out: TextIO, *, excel: bool = False
) -> None:
    """Write a header and a line for each place; `not_since` is empty where it was looked at.

    Args:
        watches: All places.
        coverage: Theirs.
        out: Opened as UTF-8 with `newline=""`.
        excel: Begin with a byte order mark, by which Excel knows UTF-8.
    """
    if excel:
        out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in _rows(watches, coverage):
        writer.writerow([guard(printable(cell or "")) for cell in row])


def write_coverage_json(watches: Iterable[Watch], coverage: Coverage, out: TextIO) -> None:
    """Write one object: how many places were looked at, and the columns of each place."""
    value = {
        "looked_at": coverage.looked_at,
        "of": coverage.of,
        "places": [dict(zip(COLUMNS, row, strict=True)) for row in _rows(watches, coverage)],
    }
    out.write(whole_characters(json.dumps(value, ensure_ascii=False, indent=2)) + "\n")


def _rows(watches: Iterable[Watch], coverage: Coverage) -> Iterator[list[str | None]]:
    """Yield what stands in each of COLUMNS; unknown is None."""
    missing = {one.watch_id: one for one in coverage.missing}
    for watch in watches:
        gap = missing.get(watch.id or 0)
        outcome = gap.outcome if gap else watch.outcome
        yield [
            watch.source,
            watch.address,
            outcome and outcome.value,
            iso(watch.last_success_at),
            (iso(gap.since) or NEVER) if gap else None,
            gap.why if gap else None,
        ]
