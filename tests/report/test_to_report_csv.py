"""The CSV files of a report, read by what people read CSV with."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest
from tests.report.summaries import a_summary, an_act, hostile_acts

from mentions.report.cells import printable
from mentions.report.from_csv import read_csv
from mentions.report.look import Look
from mentions.report.to_report_csv import write_report_csv

MOMENTS = ["published", "first_seen", "counted_at"]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, ...]:
    acts = [an_act(1), an_act(2, published=None)]
    return write_report_csv(a_summary(*acts), acts, tmp_path / "r.csv", Look())


def test_three_files(files: tuple[Path, ...]) -> None:
    assert [file.name for file in files] == ["r.csv", "r.coverage.csv", "r.method.csv"]
    assert all(file.exists() for file in files)


def test_pandas_knows_the_types(files: tuple[Path, ...]) -> None:
    mentions = pd.read_csv(files[0], parse_dates=MOMENTS)
    assert all(str(mentions[name].dtype).startswith("datetime64[") for name in MOMENTS)
    assert mentions["merged_from"].dtype == mentions["likes"].dtype == "int64"
    assert mentions["published_zone_known"].dtype == bool
    assert mentions["published"].isna().tolist() == [False, True]
    coverage = pd.read_csv(files[1], parse_dates=["not_since"])
    assert str(coverage["not_since"].dtype).startswith("datetime64[")
    assert coverage["why"].tolist() == ["'=404"]


def test_duckdb_knows_the_types(files: tuple[Path, ...]) -> None:
    rows = duckdb.sql(f"DESCRIBE SELECT * FROM read_csv_auto('{files[0]}')").fetchall()  # noqa: S608 - ours
    types = {row[0]: row[1] for row in rows}
    assert all(types[name].startswith("TIMESTAMP") for name in MOMENTS)
    assert types["merged_from"] == types["likes"] == types["replies"] == "BIGINT"
    assert types["published_zone_known"] == "BOOLEAN"
    assert types["text"] == types["url"] == "VARCHAR"
    likes = duckdb.sql(f"SELECT sum(likes) FROM '{files[0]}'").fetchall()  # noqa: S608 - ours
    assert likes == [(24,)]


def test_hostile_words_come_back(tmp_path: Path) -> None:
    acts = hostile_acts()
    file, *_ = write_report_csv(a_summary(*acts), acts, tmp_path / "r.csv", Look(), excel=True)
    with file.open(encoding="utf-8", newline="") as lines:
        back = list(read_csv(lines, name="r.csv"))
    assert [one.mention.text for one in back] == [printable(act.mention.text or "") for act in acts]
    assert pd.read_csv(file)["text"].str.match(r"[=+\-@\t＝]").sum() == 0
