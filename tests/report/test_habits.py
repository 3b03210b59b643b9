"""Muted authors, those who share every post, and what was kept, in every form that is read."""

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from tests.report.html.test_page import table, tree, words
from tests.report.summaries import a_summary, an_act
from tests.report.test_to_report import printed

from mentions.core.summary.model import Act, Summary
from mentions.model import Kind
from mentions.report.look import Look
from mentions.report.to_report_csv import write_report_csv
from mentions.report.to_report_md import render_markdown
from mentions.report.to_xlsx import write_xlsx

KEPT = "sha256:0f3c9a5d21b47e68 2026-11-23"
LOUD = replace(an_act(2, "Jeder Beitrag ist gut."), muted=True)
HEARD = replace(an_act(1, "Das sollten alle lesen."), evidence=KEPT)


def summary_with(*acts: Act) -> Summary:
    """Return a report that shows acts, of somebody who shares every post."""
    made = a_summary(*acts)
    people = tuple(replace(one, shares_all=True) for one in made.people)
    article = replace(made.articles[0], acts=acts, left_out=0, people=people)
    return replace(made, articles=(article,), people=people)


def as_html(summary: Summary) -> str:
    return words(tree(summary, Look()))


def as_markdown(summary: Summary) -> str:
    return render_markdown(summary, Look())


@pytest.mark.parametrize("rendered", [printed, as_markdown, as_html])
def test_muted_authors_count_and_are_not_quoted(rendered: object) -> None:
    text = rendered(summary_with(HEARD, LOUD))  # type: ignore[operator]
    assert "Das sollten alle lesen." in text
    assert (
        "Jeder Beitrag ist gut." not in text.split("Newest words")[-1].split("What they said")[-1]
    )
    assert "1 mention by muted authors is counted, but not quoted." in text
    assert "more" not in text.split("not quoted.")[1].split("looked at")[0]
    assert "muted" not in rendered(summary_with(HEARD))  # type: ignore[operator]


@pytest.mark.parametrize("rendered", [printed, as_markdown, as_html])
def test_where_all_are_muted_that_is_said(rendered: object) -> None:
    text = rendered(summary_with(LOUD, replace(LOUD, id=3)))  # type: ignore[operator]
    assert "2 mentions by muted authors are counted, but not quoted." in text


@pytest.mark.parametrize("rendered", [printed, as_markdown, as_html])
def test_who_shares_every_post_is_marked(rendered: object) -> None:
    summary = summary_with(HEARD)
    assert "shares every post" in rendered(summary)  # type: ignore[operator]
    (one,) = summary.people
    others = replace(summary, people=(replace(one, shares_all=False),))
    assert "shares every post" not in rendered(others)  # type: ignore[operator]


@pytest.mark.parametrize("rendered", [printed, as_markdown, as_html])
def test_what_was_kept_can_be_quoted(rendered: object) -> None:
    assert f"kept as {KEPT}" in rendered(summary_with(HEARD))  # type: ignore[operator]


def test_a_like_says_what_was_kept_of_it() -> None:
    page = tree(summary_with(replace(an_act(1, kind=Kind.LIKE), evidence=KEPT)), Look())
    assert f"kept as {KEPT}" in words(page.find_class("silent")[0])


def test_a_workbook_has_all_of_it(tmp_path: Path) -> None:
    file = tmp_path / "r.xlsx"
    write_xlsx(summary_with(HEARD, LOUD), [HEARD, LOUD], file, Look())
    book = openpyxl.load_workbook(file)
    rows = [[cell.value for cell in row] for row in book["Mentions"]]
    assert [dict(zip(rows[0], row, strict=True))["kept_answer"] for row in rows[1:]] == [KEPT, None]
    people = [[cell.value for cell in row] for row in book["People"]]
    assert dict(zip(*people, strict=True))["shares_every_post"] == "yes"


def test_without_reach_no_sum_stands_in_a_workbook(tmp_path: Path) -> None:
    def names(look: Look) -> set[object]:
        write_xlsx(summary_with(HEARD), [HEARD], tmp_path / "r.xlsx", look)
        book = openpyxl.load_workbook(tmp_path / "r.xlsx")
        header = {cell.value for name in ("People", "Outlets") for cell in book[name][1]}
        numbers = {row[1].value for row in book["Numbers"]}
        return header | numbers | {str(row[1].value)[:5] for row in book["Method"]}

    summed = {"followers", "reach", "likes", "replies", "own_word", "Reach", "Likes"}
    assert summed <= names(Look())
    assert not summed & names(Look(reach=False))


def test_without_reach_the_method_does_not_speak_of_it(tmp_path: Path) -> None:
    *_, method = write_report_csv(
        summary_with(HEARD), [HEARD], tmp_path / "r.csv", Look(reach=False)
    )
    text = method.read_text("utf-8")
    assert "Half-life" in text
    assert "Reach" not in text
    page = tree(summary_with(HEARD), Look(reach=False))
    assert table(page, "Outlets the mentions stand on")[0] == ["Outlet", "Number"]
    assert "Reach" not in words(page)


def test_what_is_gone_is_told_where_nothing_counts() -> None:
    gone = replace(a_summary(), hidden=3)
    empty = replace(gone, numbers=replace(gone.numbers, mentions=0))
    assert "3 mentions do not stand there any more and are not counted." in as_html(empty)
    assert "--gone counts what no longer stands there, too." in printed(empty)
    assert "--gone" not in as_markdown(empty), "a client has no command line"
    assert "3 mentions no longer stand there" in as_markdown(empty)


def test_mentions_without_any_date_are_told() -> None:
    made = summary_with(HEARD)
    undated = replace(made.numbers, undated=2, days={}, peak=None, first=None)
    text = as_html(replace(made, numbers=undated))
    assert "2 mentions have no date of their own: they count, but on no day." in text
