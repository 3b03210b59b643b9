"""A report as CSV: CSV has no sheets, so what rests beside the mentions stands in files beside."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

from mentions.core.summary.model import Act, Summary
from mentions.model import iso
from mentions.report.cells import guard, printable
from mentions.report.english import voice_of
from mentions.report.look import Look
from mentions.report.sheets import Sheet, Value, coverage_sheet, method_sheet
from mentions.report.to_csv import write_csv


def write_report_csv(
    summary: Summary, acts: Iterable[Act], path: Path, look: Look, *, excel: bool = False
) -> tuple[Path, ...]:
    """Write `x.csv` with the mentions, `x.coverage.csv` and `x.method.csv`; return the three.

    The first has the form of an export, so `mentions import` reads it.

    Args:
        summary: The numbers.
        acts: Every mention of the period, taken some at a time.
        path: Of the first file; all three are replaced.
        look: The language of the method.
        excel: Begin with a byte order mark, by which Excel knows UTF-8.

    Raises:
        ConfigError: There are no words for the language.
        OSError: A file cannot be written.
    """
    sheets = {
        _beside(path, "coverage"): coverage_sheet(summary.seen),
        _beside(path, "method"): method_sheet(summary, voice_of(look.language), reach=look.reach),
    }
    with path.open("w", encoding="utf-8", newline="") as out:
        write_csv(acts, out, excel=excel)
    for file, sheet in sheets.items():
        with file.open("w", encoding="utf-8", newline="") as out:
            write_sheet_csv(sheet, out, excel=excel)
    return (path, *sheets)


def write_sheet_csv(sheet: Sheet, out: TextIO, *, excel: bool = False) -> None:
    """Write the header and the rows of a table; unknown is an empty cell.

    Args:
        sheet: The table.
        out: Opened as UTF-8 with `newline=""`.
        excel: Begin with a byte order mark.
    """
    out.write("\ufeff" if excel else "")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(sheet.header)
    writer.writerows([_cell(value) for value in row] for row in sheet.rows)


def _beside(path: Path, what: str) -> Path:
    return path.with_name(f"{path.stem}.{what}.csv")


def _cell(value: Value) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return iso(value) or ""
    if isinstance(value, date):
        return value.isoformat()
    return guard(printable(value)) if isinstance(value, str) else value
