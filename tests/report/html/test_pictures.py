"""Charts, the spread tree, colours and the logo, each by itself."""

from base64 import b64decode
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from mentions.core.spread import spread_of
from mentions.core.summary.model import Summary
from mentions.errors import ConfigError
from mentions.model import Kind
from mentions.report.html.charts import columns_markup, timeline_of
from mentions.report.html.colours import (
    AA,
    DARK_GROUNDS,
    INITIALS,
    LIGHT_GROUNDS,
    accents_of,
    contrast,
)
from mentions.report.html.foreign import avatar_markup
from mentions.report.html.logo import MAX_BYTES
from mentions.report.html.page import render_html
from mentions.report.html.spread import nested_markup, picture_of
from mentions.report.look import Look

DAY = date(2009, 7, 14)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>'


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_any_colour_can_be_read(colour: str) -> None:
    accents = accents_of(colour)
    assert all(contrast(accents.light, ground) >= AA for ground in LIGHT_GROUNDS)
    assert all(contrast(accents.dark, ground) >= AA for ground in DARK_GROUNDS)


def test_colours_that_can_be_read_stay() -> None:
    assert accents_of("#0b5fa5").light == "#0b5fa5"
    assert accents_of(None).light == "#0b5fa5"


def test_grounds_are_those_of_the_style() -> None:
    style = (Path(render_html.__code__.co_filename).parent / "style.css").read_text("utf-8")
    for ground in (*LIGHT_GROUNDS, *DARK_GROUNDS):
        assert ground in style


@pytest.mark.parametrize("colour", INITIALS)
def test_initials_can_be_read(colour: str) -> None:
    assert contrast(colour, "#ffffff") >= AA


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("jörg", "J"),
        ("ölmann", "Ö"),
        ("@tom", "T"),
        ("ßen", "S"),
        ("日野", "日"),
        ("👩‍👧", "?"),
        ("", "?"),
    ],
)
def test_initials(name: str, letter: str) -> None:
    assert html.fromstring(avatar_markup(name)).find(".//text").text == letter


def test_somebody_always_has_the_same_colour() -> None:
    assert avatar_markup("Anna") == avatar_markup("Anna")
    assert len({avatar_markup(f"A{number}") for number in range(40)}) == len(INITIALS)


@pytest.mark.parametrize(
    ("days", "step", "columns"),
    [
        ([0], "day", 7),
        ([0, 30], "day", 31),
        ([0, 119], "day", 120),
        ([0, 120], "week", 18),
        ([0, 2000], "month", 67),
        ([0, 8000], "year", 23),
    ],
)
def test_steps_of_the_timeline(days: list[int], step: str, columns: int) -> None:
    line = timeline_of({DAY + timedelta(days=day): 3 for day in days})
    assert line is not None
    assert (line.step, len(line.columns)) == (step, columns)
    assert sum(number for _, number in line.columns) == 3 * len(days)


def test_timeline_is_as_long_as_the_period() -> None:
    line = timeline_of({DAY: 1}, since=date(2009, 7, 1), until=date(2009, 7, 31))
    assert line is not None
    assert line.ticks == (date(2009, 7, 1), date(2009, 7, 16), date(2009, 7, 31))
    assert line.columns[line.peak] == (DAY, 1)


def test_days_before_the_period_are_not_drawn() -> None:
    line = timeline_of({DAY: 1}, since=DAY - timedelta(days=1), until=DAY)
    assert line is not None
    assert line.columns == ((DAY - timedelta(days=1), 0), (DAY, 1))


def test_few_days_are_made_more_backwards() -> None:
    line = timeline_of({DAY: 1})
    assert line is not None
    assert line.ticks[-1] == DAY
    assert line.columns[0][0] == DAY - timedelta(days=6)


def test_the_first_days_of_the_calendar_are_drawn() -> None:
    line = timeline_of({date.min: 1})
    assert line is not None
    assert line.columns == ((date.min, 1),)


@given(st.dictionaries(st.dates(), st.integers(1, 999), min_size=1, max_size=30))
def test_timeline_loses_nothing(days: dict[date, int]) -> None:
    line = timeline_of(days)
    assert line is not None
    assert sum(number for _, number in line.columns) == sum(days.values())
    starts = [start for start, _ in line.columns]
    assert starts == sorted(set(starts))
    assert len(starts) <= 120


def test_no_days_are_no_timeline() -> None:
    assert timeline_of({}) is None


def test_columns_are_as_high_as_their_numbers() -> None:
    chart = html.fromstring(columns_markup([0, 5, 10], title="t", about="a", key="k"))
    bars = chart.findall(".//rect")
    assert [(bar.get("x"), bar.get("height")) for bar in bars] == [("11", "50.0"), ("21", "100.0")]
    assert [bar.get("class") for bar in bars] == ["bar", "bar peak"]


def test_picture_shows_the_branches_first(single: Summary) -> None:
    tree = spread_of(single.articles[0].acts)
    picture = picture_of(tree, limit=6)
    assert picture is not None
    assert len(picture.leaves) == 6
    assert picture.left_out == len(tree.nodes) - 6
    for leaf in picture.leaves:
        assert (leaf.parent is None) == (leaf.node.parent is None)


def test_where_nobody_had_it_from_anybody_there_is_no_picture(single: Summary) -> None:
    acts = [replace(one, mention=replace(one.mention, via=())) for one in single.articles[0].acts]
    assert picture_of(spread_of(acts), limit=60) is None


def test_deep_trees_are_nested_ten_times_at_most(single: Summary) -> None:
    first = next(one for one in single.articles[0].acts if one.mention.kind is Kind.REPOST)
    acts = []
    for number in range(30):
        author = replace(first.mention.author, handle=f"h{number}")
        via = (f"h{number - 1}",) if number else ()
        acts.append(
            replace(first, id=number, mention=replace(first.mention, author=author, via=via))
        )
    picture = picture_of(spread_of(acts), limit=60)
    assert picture is not None
    listed = html.fromstring(nested_markup(picture, ["x"] * 30))  # type: ignore[list-item]
    assert len(list(listed.iter("li"))) == 30
    assert max(len(list(one.iterancestors("ul"))) for one in listed.iter("li")) <= 10


@pytest.mark.parametrize(
    ("content", "form"),
    [(PNG, "image/png"), (b"\xff\xd8\xff" + bytes(9), "image/jpeg"), (SVG, "image/svg+xml")],
)
def test_logo_stands_in_the_file(
    single: Summary, tmp_path: Path, content: bytes, form: str
) -> None:
    (tmp_path / "logo").write_bytes(content)
    page = html.document_fromstring(render_html(single, Look(logo=tmp_path / "logo")))
    head, _, data = page.find(".//img").get("src").partition(",")
    assert head == f"data:{form};base64"
    assert b64decode(data) == content


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"GIF89a", "not a picture this program knows"),
        (b"", "not a picture"),
        (b"<svg", "not a picture"),
        (b"<html><svg></svg></html>", "not a picture"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "not a picture"),
        (PNG + bytes(MAX_BYTES), "larger than 500,000 bytes"),
        (None, "No such file"),
    ],
)
def test_bad_logos_are_named(
    single: Summary, tmp_path: Path, content: bytes | None, told: str
) -> None:
    file = tmp_path / "logo.svg"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigError, match=told) as caught:
        render_html(single, Look(logo=file))
    assert str(file) in str(caught.value)


def test_own_colour_stands_in_the_style(single: Summary) -> None:
    page = html.document_fromstring(render_html(single, Look(colour="#7a2e8e")))
    assert "--accent-light: #7a2e8e" in page.find(".//style").text
