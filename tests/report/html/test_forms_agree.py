"""Every form of one report tells the same numbers: each is read back and held against the JSON."""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import html
from rich.console import Console
from tests.report.html.reading import tree, words

from mentions.core.summary.model import Summary, Told
from mentions.report.html.page import render_page
from mentions.report.look import Look
from mentions.report.to_report import render_report
from mentions.report.to_report_csv import write_report_csv
from mentions.report.to_report_json import render_json
from mentions.report.to_report_md import render_markdown
from mentions.report.to_xlsx import write_xlsx

COUNTED = ("mentions", "people", "outlets")
TOLD = ("followers", "reach", "likes", "reposts", "replies", "quotes")
EN, DE = Look(), Look(language="de")
# What each form calls a number, in the order of COUNTED and TOLD.
LINES = {
    "en": "Mentions People Outlets Followers Reach_of_the_outlets Likes Reposts Replies Quotes",
    "de": "Erwähnungen Personen Websites Follower Reichweite_der_Websites Likes Weitergaben"
    " Antworten Zitate",
}
CARDS = {
    "en": "Mentions People Outlets Reach_(followers) Reach_of_the_outlets Likes Reposts Replies"
    " Quotes",
    "de": "Erwähnungen Personen Websites Reichweite_(Follower) Reichweite_der_Websites Likes"
    " Weitergaben Antworten Zitate",
}
Read = dict[str, int]


def names(look: Look, table: Mapping[str, str]) -> dict[str, str]:
    called = [one.replace("_", " ") for one in table[look.language].split()]
    return dict(zip(called, COUNTED + TOLD, strict=True))


def number(text: str) -> int:
    return int(re.sub(r"[.,\s\u202f]", "", text))


@pytest.fixture(scope="session")
def told(rich: Summary) -> Summary:
    """A report in which no two numbers are the same, so that none can stand for another."""
    sums = {
        name: Told(total=place * 1_111_111, known=place, unknown=40 - place)
        for place, name in enumerate(TOLD, 1)
    }
    numbers = replace(rich.numbers, mentions=12_345, people=2_345, outlets=345, **sums)
    return replace(rich, numbers=numbers, hidden=17, left_out=3)


def of_json(summary: Summary, look: Look, folder: Path) -> Read:
    del look, folder
    found = json.loads(render_json(summary))["numbers"]
    return {name: found[name] for name in COUNTED} | {name: found[name]["total"] for name in TOLD}


def of_terminal(summary: Summary, look: Look, folder: Path) -> Read:
    del folder
    out = io.StringIO()
    render_report(summary, look, console=Console(file=out, width=10_000, highlight=False))
    rows = re.findall(r"^([^:\n]+): ([\d.,]+)(?: \(|$)", out.getvalue(), re.MULTILINE)
    return first(rows, names(look, LINES))


def of_markdown(summary: Summary, look: Look, folder: Path) -> Read:
    del folder
    text = render_markdown(summary, look).replace("\\", "")
    rows = re.findall(r"^\| ([^|]+) \| ([\d.,]+) \|", text, re.MULTILINE)
    return first(rows, names(look, LINES))


def of_html(summary: Summary, look: Look, folder: Path) -> Read:
    del folder
    return of_cards(tree(summary, look), look)


def of_paper(summary: Summary, look: Look, folder: Path) -> Read:
    """The page of which the PDF is made."""
    del folder
    return of_cards(html.document_fromstring(render_page(summary, look, paged=True)), look)


def of_cards(page: html.HtmlElement, look: Look) -> Read:
    cards = page.xpath("(//dl[@class='cards'])[1]/div")
    rows = [(words(one.find("dt")), words(one.find("dd/strong"))) for one in cards]
    return first([(name, text) for name, text in rows if text[0].isdigit()], names(look, CARDS))


def of_workbook(summary: Summary, look: Look, folder: Path) -> Read:
    file = folder / "report.xlsx"
    write_xlsx(summary, [], file, look)
    rows = openpyxl.load_workbook(file)["Numbers"].iter_rows(min_row=2, max_col=4, values_only=True)
    wanted = COUNTED + TOLD
    return {str(what): int(value) for about, what, _, value in rows
            if about == "all" and what in wanted}  # fmt: skip


def first(rows: list[tuple[str, str]], called: Mapping[str, str]) -> Read:
    """Return the first number under each name: those of all articles stand first."""
    found: Read = {}
    for name, text in rows:
        if name in called:
            found.setdefault(called[name], number(text))
    return found


READERS: dict[str, Callable[[Summary, Look, Path], Read]] = {
    "terminal": of_terminal,
    "markdown": of_markdown,
    "html": of_html,
    "paper": of_paper,
    "workbook": of_workbook,
}


@pytest.mark.parametrize("form", READERS)
def test_the_headline_numbers_are_those_of_the_json(
    told: Summary, tmp_path: Path, form: str
) -> None:
    whole = of_json(told, EN, tmp_path)
    assert len(set(whole.values())) == len(COUNTED + TOLD)
    assert READERS[form](told, EN, tmp_path) == whole


@pytest.mark.parametrize("form", READERS)
def test_another_language_tells_the_same_numbers(told: Summary, tmp_path: Path, form: str) -> None:
    assert READERS[form](told, DE, tmp_path) == of_json(told, DE, tmp_path)


def parts_of(summary: Summary) -> dict[str, dict[str, int]]:
    data: dict[str, Any] = json.loads(render_json(summary))["numbers"]
    return {
        what: {one["name"] or "unknown": one["mentions"] for one in data[what]}
        for what in ("kinds", "platforms", "languages")
    }


def test_parts_add_up_and_are_the_same_in_the_page_and_the_workbook(
    single: Summary, tmp_path: Path
) -> None:
    parts, page = parts_of(single), tree(single, EN)
    rows = page.xpath("//table[@class='bars']")
    shown = [[int(words(one)) for one in table.xpath("tbody/tr/td[1]")] for table in rows]
    platforms, kinds, languages = shown
    assert kinds == list(parts["kinds"].values())
    assert platforms == list(parts["platforms"].values())
    assert languages == list(parts["languages"].values())
    write_xlsx(single, [], tmp_path / "r.xlsx", EN)
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")["Numbers"]
    told = [
        row for row in book.iter_rows(min_row=2, max_col=4, values_only=True) if row[0] == "all"
    ]
    for what, counts in parts.items():
        assert {of: value for _, name, of, value in told if name == what} == counts
        assert sum(counts.values()) == single.numbers.mentions


def test_each_article_has_its_number_in_every_form(rich: Summary) -> None:
    every = [one["numbers"]["mentions"] for one in json.loads(render_json(rich))["articles"]]
    assert every == [14, 7, 7]
    listed = tree(rich, EN).xpath("//nav//span[@class='amount']")
    assert [number(words(one).split()[0]) for one in listed] == every
    text = render_markdown(rich, EN)
    assert [int(one) for one in re.findall(r"^(\d+) mentions$", text, re.MULTILINE)] == every
    out = io.StringIO()
    render_report(rich, EN, console=Console(file=out, width=10_000, highlight=False))
    below = out.getvalue().partition("\nArticles\n")[2].splitlines()[: len(every)]
    assert [int(line.split()[0]) for line in below] == every


def test_what_was_looked_at_and_hidden_is_the_same(told: Summary, tmp_path: Path) -> None:
    seen = json.loads(render_json(told))["seen"]
    assert (seen["places"], seen["looked"]) == (14, 12)
    write_report_csv(told, [], tmp_path / "r.csv", EN)
    with (tmp_path / "r.method.csv").open(encoding="utf-8", newline="") as file:
        method = dict(list(csv.reader(file))[1:11])
    assert (method["places_watched"], method["places_looked_at"]) == ("14", "12")
    assert (method["mentions_hidden"], method["articles_left_out"]) == ("17", "3")
    page = words(tree(told, EN))
    assert "Of 14 places that are watched, 12 could really be looked at" in page
    assert "17 mentions do not stand there any more" in page
    text = render_markdown(told, EN)
    assert "12 of 14 places were looked at." in text
    assert "17 mentions no longer stand there" in text
    assert "3 more articles are counted" in text
