"""docs/record.md tells the truth about the record."""

import io
import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from mentions.core.standing import record_of
from mentions.model import Evidence
from mentions.report.from_csv import read_csv
from mentions.report.record import recorded_of
from mentions.report.schema import load_schema
from mentions.report.to_csv import write_csv

PAGE = (Path(__file__).parents[2] / "docs" / "record.md").read_text("utf-8")
(RECORD,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
(CSV,) = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
SCHEMA = load_schema()


def test_the_record_is_one() -> None:
    Draft202012Validator(SCHEMA).validate(json.loads(RECORD))
    assert record_of(recorded_of(json.loads(RECORD))) == json.loads(RECORD)


def test_the_csv_is_the_same_record() -> None:
    recorded = recorded_of(json.loads(RECORD))
    out = io.StringIO(newline="")
    write_csv([recorded], out)
    assert out.getvalue().replace("\r\n", "\n") == CSV
    assert list(read_csv(io.StringIO(CSV), name="docs")) == [recorded]


def test_every_field_has_its_row_in_order() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == list(SCHEMA["properties"])


@pytest.mark.parametrize("field", ["kind", "channel"])
def test_every_word_of_a_field_is_named(field: str) -> None:
    (row,) = re.findall(rf"^\| `{field}` \|.*$", PAGE, re.MULTILINE)
    assert re.findall("`([a-z]+)`", row)[1:] == SCHEMA["properties"][field]["enum"]


def test_every_evidence_is_explained() -> None:
    words = " ".join(PAGE.split())
    assert all(f"`{evidence.value}` (" in words for evidence in Evidence)
