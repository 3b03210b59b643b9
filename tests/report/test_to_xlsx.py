"""Workbooks, read back by openpyxl and pd."""

import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from tests.report.summaries import ARTICLE, HOSTILE, NOW, a_summary, an_act, hostile_acts

from mentions.report.look import Look
from mentions.report.sheets import ACT_COLUMNS
from mentions.report.to_xlsx import LONGEST_CELL, MOST_LINKS, write_xlsx

SHEETS = ["Mentions", "Numbers", "People", "Outlets", "Coverage", "Method", "Charts"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "report.xlsx"


def cell(book: openpyxl.Workbook, column: str, row: int = 2, sheet: str = "Mentions") -> object:
    header = [one.value for one in book[sheet][1]]
    return book[sheet].cell(row, header.index(column) + 1)


def test_every_field_has_its_type(file: Path) -> None:
    assert write_xlsx(a_summary(an_act()), [an_act()], file, Look()) == 1
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == SHEETS
    assert [one.value for one in book["Mentions"][1]] == list(ACT_COLUMNS)
    values = {column: cell(book, column).value for column in ACT_COLUMNS}
    assert values["published"] == datetime(2009, 7, 15, 9, 42)  # noqa: DTZ001 - Excel has no zones
    assert values["published_zone_known"] is True
    assert (values["merged_from"], values["likes"], values["replies"]) == (3, 12, -1)
    assert values["reposts"] is None
    assert values["links"] == f"https://b.example/?a=1,2 > {ARTICLE}"
    assert (values["hashtags"], values["tags"], values["health"]) == ("fb, web", "ours", "live")
    assert cell(book, "published").is_date
    assert cell(book, "health_at").is_date
    assert cell(book, "url").hyperlink.target == "https://social.example/jens/1"


def test_header_filters_and_charts(file: Path) -> None:
    acts = [an_act(1), an_act(2)]
    write_xlsx(a_summary(*acts), acts, file, Look())
    book = openpyxl.load_workbook(file)
    assert all(book[name].freeze_panes == "A2" for name in SHEETS)
    assert book["Mentions"].auto_filter.ref.endswith("3")
    with zipfile.ZipFile(file) as parts:
        charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 2


def test_charts_speak_the_language_of_the_report(file: Path) -> None:
    write_xlsx(a_summary(an_act()), [an_act()], file, Look(language="de"))
    with zipfile.ZipFile(file) as parts:
        charts = "".join(
            parts.read(name).decode() for name in parts.namelist() if "charts/chart" in name
        )
    assert "Erwähnungen nach Tag" in charts
    assert "Erwähnungen nach Netzwerk" in charts
    assert "Mentions by" not in charts


def test_hostile_words_are_texts_and_readable(file: Path) -> None:
    acts = hostile_acts()
    write_xlsx(a_summary(*acts), acts, file, Look(title="=1+1"))
    book = openpyxl.load_workbook(file)
    for row, words in enumerate(HOSTILE, 2):
        for column in ("text", "author_name"):
            found = cell(book, column, row)
            assert found.data_type == "s"
            assert found.hyperlink is None
            if words.isprintable():
                # openpyxl, other than Excel, does not read what stands for an underscore.
                assert found.value.replace("_x005F_", "_") == words
    assert not any(one.data_type == "f" for sheet in book for line in sheet for one in line)
    assert cell(book, "text", HOSTILE.index("Jörg\u202egnp.exe") + 2).value == "Jörggnp.exe"
    with zipfile.ZipFile(file) as parts:
        assert all(b"<f>" not in parts.read(name) for name in parts.namelist() if "sheet" in name)


def test_the_same_report_gives_the_same_bytes(file: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    for one in (file, again):
        write_xlsx(a_summary(an_act()), [an_act()], one, Look())
    assert file.read_bytes() == again.read_bytes()


def test_what_no_cell_holds(file: Path) -> None:
    long = an_act(1, "😀" * LONGEST_CELL)
    early = an_act(2, published=datetime(2, 1, 1, tzinfo=UTC))
    link = an_act(3, url="https://a.example/" + "b" * 3000)
    write_xlsx(a_summary(long, early, link), [long, early, link], file, Look())
    book = openpyxl.load_workbook(file)
    text = cell(book, "text").value
    assert len(text.encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert text.startswith("😀" * 16_000)
    assert text.endswith("…")
    assert cell(book, "published", 3).value == "0002-01-01 00:00:00"
    assert cell(book, "url", 4).hyperlink is None
    assert cell(book, "url", 4).value == link.mention.url


def test_more_mentions_than_a_sheet_holds(file: Path) -> None:
    acts = [an_act(number) for number in range(1, 6)]
    assert write_xlsx(a_summary(*acts), acts, file, Look(), most_rows=3) == 5
    book = openpyxl.load_workbook(file)
    assert book.sheetnames[:3] == ["Mentions", "Mentions 2", "Mentions 3"]
    urls = [cell(book, "url", 2, name).value for name in book.sheetnames[:3]]
    assert urls == [acts[0].mention.url, acts[2].mention.url, acts[4].mention.url]


def test_more_links_than_a_sheet_holds(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_LINKS == 65_530
    monkeypatch.setattr("mentions.report.to_xlsx.MOST_LINKS", 3)
    acts = [an_act(1), an_act(2)]
    write_xlsx(a_summary(*acts), acts, file, Look())
    book = openpyxl.load_workbook(file)
    assert cell(book, "url", 2).hyperlink
    assert cell(book, "url", 3).hyperlink is None
    assert cell(book, "url", 3).value == acts[1].mention.url


def test_pandas_reads_numbers_and_dates(file: Path) -> None:
    acts = [an_act(1), an_act(2)]
    write_xlsx(a_summary(*acts), acts, file, Look())
    read = pd.read_excel(file, sheet_name=None)
    mentions = read["Mentions"]
    assert pd.api.types.is_datetime64_any_dtype(mentions["published"])
    assert mentions["likes"].dtype == "int64"
    assert mentions["published_zone_known"].dtype == bool
    numbers = read["Numbers"].set_index("number")
    assert numbers.loc["likes", "value"].iloc[0] == 12
    assert read["Coverage"]["why"].tolist() == ["=404"]
    assert "=note" in read["Method"]["value"].tolist()


def test_a_report_of_nothing(file: Path) -> None:
    empty = replace(a_summary(), numbers=replace(a_summary().numbers, days={}, platforms=()))
    assert write_xlsx(empty, [], file, Look(language="de")) == 0
    book = openpyxl.load_workbook(file)
    assert book["Mentions"].max_row == 1
    assert book.properties.created == NOW.replace(tzinfo=None)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_xlsx(a_summary(), [], tmp_path / "no" / "r.xlsx", Look())


def test_charts_show_days_and_the_most_first(file: Path) -> None:
    write_xlsx(a_summary(an_act()), [an_act()], file, Look())
    with zipfile.ZipFile(file) as book:
        days, networks = (book.read(f"xl/charts/chart{number}.xml").decode() for number in (1, 2))
    assert "<c:dateAx>" in days
    assert 'formatCode="yyyy-mm-dd"' in days
    assert '<c:orientation val="maxMin"/>' in networks


def test_sheets_are_as_wide_as_a_page_where_that_can_be_read(file: Path) -> None:
    write_xlsx(a_summary(an_act()), [an_act()], file, Look())
    book = openpyxl.load_workbook(file)
    fitting = {sheet.title for sheet in book if sheet.sheet_properties.pageSetUpPr.fitToPage}
    assert fitting == set(SHEETS) - {"Mentions"}
    assert {sheet.page_setup.orientation for sheet in book} == {"landscape"}
    assert {sheet.print_title_rows for sheet in book} == {"$1:$1"}
