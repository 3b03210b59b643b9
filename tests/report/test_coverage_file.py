"""The coverage as a file."""

import csv
import io
import json
from datetime import UTC, datetime

from mentions.asking import Watch
from mentions.core.coverage import coverage_of
from mentions.looking import Outcome
from mentions.report.coverage_file import COLUMNS, write_coverage_csv, write_coverage_json

DAY = datetime(2026, 3, 12, tzinfo=UTC)
WATCHES = [
    Watch(source="feed", address="https://a/", id=1, outcome=Outcome.EMPTY, last_success_at=DAY),
    Watch(
        source="=cmd()",
        address="https://b/\ud800",
        id=2,
        outcome=Outcome.BLOCKED,
        last_success_at=DAY,
        last_error="@no, we \x1b don't",
    ),
    Watch(source="feed", address="https://c/", id=3),
]
COVERAGE = coverage_of(WATCHES)


def test_csv_has_a_line_for_each_place() -> None:
    out = io.StringIO(newline="")
    write_coverage_csv(WATCHES, COVERAGE, out)
    assert list(csv.reader(io.StringIO(out.getvalue(), newline=""))) == [
        list(COLUMNS),
        ["feed", "https://a/", "empty", "2026-03-12T00:00:00Z", "", ""],
        [
            *("'=cmd()", "https://b/\ufffd", "blocked"),
            *("2026-03-12T00:00:00Z", "2026-03-12T00:00:00Z", "'@no, we \ufffd don't"),
        ],
        ["feed", "https://c/", "", "", "never", ""],
    ]


def test_csv_for_excel_begins_with_its_mark() -> None:
    out = io.StringIO(newline="")
    write_coverage_csv([], COVERAGE, out, excel=True)
    assert out.getvalue() == "\ufeff" + ",".join(COLUMNS) + "\r\n"


def test_json_is_the_same() -> None:
    out = io.StringIO()
    write_coverage_json(WATCHES, COVERAGE, out)
    value = json.loads(out.getvalue().encode())
    assert (value["looked_at"], value["of"]) == (1, 3)
    assert [tuple(place) for place in value["places"]] == [COLUMNS] * 3
    assert [place["not_since"] for place in value["places"]] == [
        None,
        "2026-03-12T00:00:00Z",
        "never",
    ]
    assert value["places"][1]["address"] == "https://b/\ufffd"
