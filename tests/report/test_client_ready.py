"""What a client meets who is sent a report: nothing untrue, nothing puzzling, nothing cut."""

import csv
import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from tests.programs import needed
from tests.report.summaries import NOW, an_act
from tests.report.summaries import a_summary as made

from mentions.core.summary.model import Person, Scope, Seen, Summary, Told
from mentions.model import Author, Kind
from mentions.report.html.page import render_html
from mentions.report.html.pdf import render_pdf
from mentions.report.language import speak
from mentions.report.look import Look
from mentions.report.sentence import tell_article
from mentions.report.to_report import render_report
from mentions.report.to_report_csv import write_report_csv
from mentions.report.to_report_md import render_markdown

EN, DE = Look(), Look(language="de")
WEEK = Scope(
    made_at=NOW,
    since=datetime(2009, 7, 12, 22, tzinfo=UTC),
    until=datetime(2009, 7, 19, 22, tzinfo=UTC),
    zone="Europe/Berlin",
)
LONG = "Warum die Donaudampfschifffahrtsgesellschaft jetzt auch digital wird"
PHONE = 360
ARABIC = "محمد عبد الله"
REPOST = {"kind": Kind.REPOST}


def a_summary() -> Summary:
    """Return a report without a title of its own about one article with two mentions."""
    return replace(made(an_act(1), an_act(2)), scope=Scope(made_at=NOW), notes=())


def words(page: str) -> str:
    return " ".join(html.document_fromstring(page).text_content().split())


def printed(summary: Summary, look: Look) -> str:
    out = io.StringIO()
    render_report(summary, look, console=Console(file=out, width=200, force_terminal=False))
    return out.getvalue()


def in_all(summary: Summary, look: Look) -> dict[str, str]:
    """Return the report in each form that is read, not calculated with."""
    return {
        "terminal": printed(summary, look),
        "md": re.sub(r"\\(?=[^\w\s])", "", render_markdown(summary, look)),
        "html": words(render_html(summary, look)),
    }


def with_numbers(summary: Summary, **changes: object) -> Summary:
    """Return the report with other numbers, over all articles and of each."""
    articles = tuple(
        replace(one, numbers=replace(one.numbers, **changes))  # type: ignore[arg-type]
        for one in summary.articles
    )
    numbers = replace(summary.numbers, **changes)  # type: ignore[arg-type]
    return replace(summary, numbers=numbers, articles=articles)


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    left_out = "no report was looked at in a browser"
    program = needed("chromium", "chromium-browser", package="chromium", left_out=left_out)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened.new_page(viewport={"width": PHONE, "height": 800})
        opened.close()


def show(page: Page, folder: Path, summary: Summary, look: Look) -> None:
    file = folder / "report.html"
    file.write_text(render_html(summary, look), "utf-8")
    page.goto(file.as_uri())


@pytest.mark.parametrize(
    ("look", "expected"),
    [(EN, "13 July 2009 – 19 July 2009"), (DE, "13. Juli 2009 – 19. Juli 2009")],
)
def test_a_week_ends_with_its_last_day_in_every_form(look: Look, expected: str) -> None:
    for form, text in in_all(replace(a_summary(), scope=WEEK), look).items():
        assert expected in text, form
        assert "20 Jul" not in text, form


@pytest.mark.parametrize(
    ("look", "known", "worth"),
    [
        (EN, "No mentions are known from this time", "That does not mean there were none"),
        (DE, "Aus dieser Zeit sind keine Erwähnungen bekannt", "Das heißt nicht, dass es keine"),
    ],
)
def test_nothing_known_is_not_nothing_there(look: Look, known: str, worth: str) -> None:
    summary = with_numbers(a_summary(), mentions=0, people=0)
    assert summary.seen.unseen
    for form, text in in_all(summary, look).items():
        assert known in text, form
        assert worth in text, form
    whole = replace(summary, seen=Seen(places=2, looked=2))
    for form, text in in_all(whole, look).items():
        assert known in text, form
        assert worth not in text, form


@pytest.mark.parametrize(
    ("look", "word", "yours"), [(EN, "owner’s", "your"), (DE, "Betreibers", "eigene")]
)
def test_the_owner_is_not_taken_for_the_reader(look: Look, word: str, yours: str) -> None:
    told = Told(total=5, known=1, unknown=1, overridden=1)
    person = Person(name="Jens", mentions=1, platform="mastodon", followers=5, overridden=True)
    summary = with_numbers(a_summary(), followers=told)
    summary = replace(summary, people=(person,), overrides=1)
    for form, text in in_all(summary, look).items():
        assert word in text, form
        assert not re.search(rf"\b{yours} (own )?(word|Angabe)", text), form


def test_of_one_that_says_it_there_is_no_plural() -> None:
    one, two = Told(total=5, known=1, unknown=2), Told(total=5, known=2, unknown=1)
    assert "1 of 3 says it" in words(render_html(with_numbers(a_summary(), likes=one), EN))
    assert "2 of 3 say it" in words(render_html(with_numbers(a_summary(), likes=two), EN))


def test_an_unknown_half_life_says_why() -> None:
    text = words(render_html(with_numbers(a_summary(), half_life=None), EN))
    assert "Half-life unknown it takes at least 4 mentions whose date and time zone" in text
    assert "unknown until half" not in text


@pytest.mark.parametrize(
    ("look", "expected"), [(EN, "was mentioned 2 times."), (DE, "wurde 2-mal erwähnt.")]
)
def test_nobody_known_is_not_0_people(look: Look, expected: str) -> None:
    summary = replace(with_numbers(a_summary(), mentions=2, people=0), of_all=True)
    text = words(render_html(summary, look))
    assert expected in text
    assert "by 0 people" not in text
    assert "von 0 Personen" not in text


def test_a_later_first_mention_is_not_called_the_first() -> None:
    first = an_act(1)
    assert first.mention.published
    before = first.mention.published - WEEK.since if WEEK.since else timedelta(0)
    for took, expected in (
        (before + timedelta(days=20), "First mention in this time"),
        (None, "First mention in this time"),
        (before - timedelta(hours=1), "First mention"),
    ):
        summary = with_numbers(a_summary(), first=first, time_to_first=took)
        for form, text in in_all(replace(summary, scope=WEEK), EN).items():
            assert expected in text, form
            assert ("in this time" in text) == expected.endswith("in this time"), form
    always = with_numbers(a_summary(), first=first, time_to_first=timedelta(days=20))
    assert "in this time" not in printed(always, EN)


@pytest.mark.parametrize("look", [EN, DE])
def test_a_zone_without_a_short_name_is_told_as_an_offset(look: Look) -> None:
    speaker = speak(look.language)
    noon = datetime(2026, 11, 1, 12, tzinfo=UTC)
    assert speaker.moment(noon, "America/New_York").endswith(" GMT-05:00")
    assert speaker.moment(noon, "Asia/Kolkata").endswith(" GMT+05:30")
    assert speaker.moment(noon, "UTC").endswith(" UTC")


def test_an_account_without_a_name_is_told_by_its_handle() -> None:
    person = Person(name="user14", mentions=1, platform="mastodon", handle="user14")
    article = replace(a_summary().articles[0], sentence=(person,), acts=())
    article = replace(article, numbers=replace(article.numbers, people=1))
    assert "by @user14." in tell_article(article, speak("en"))
    summary = replace(a_summary(), people=(person,), articles=(article,))
    for form, text in in_all(summary, EN).items():
        assert "@user14" in text, form
        assert not re.search(r"(?<!@)\buser14\b", text), form


def test_the_method_beside_a_csv_names_the_articles(tmp_path: Path) -> None:
    summary = a_summary()
    files = write_report_csv(summary, (), tmp_path / "r.csv", EN)
    rows = list(csv.reader(files[2].read_text("utf-8").splitlines()))
    assert ["article", summary.articles[0].url] in rows


def test_a_number_is_not_broken_on_a_phone(page: Page, tmp_path: Path) -> None:
    told = Told(total=136_107_999, known=1, unknown=1)
    show(page, tmp_path, with_numbers(a_summary(), followers=told), DE)
    number = page.locator(".card strong", has_text="136.107.999")
    assert number.bounding_box()["height"] < 2 * 20  # type: ignore[index]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_a_head_of_a_table_is_not_broken_on_a_phone(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, a_summary(), DE)
    head = page.locator("th.span", has_text="Nicht nachgesehen")
    assert head.evaluate("one => one.scrollWidth <= one.clientWidth")
    lines = head.evaluate(
        "one => { const range = document.createRange(); range.selectNodeContents(one);"
        " return new Set([...range.getClientRects()].map(box => box.top)).size }"
    )
    assert lines <= len(("Nicht", "nachgesehen"))


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The words of a PDF: a long word in its title, two names of Arabic in its spread tree."""
    passed = (
        replace(
            an_act(number, "Mehmet Müller-Lüdenscheidt"[: 6 + number], **REPOST), health="edited"
        )
        for number in range(1, 21)
    )
    root = Author(name=ARABIC, handle="root")
    tree = (an_act(30, author=root), an_act(31, author=Author(name="Ole"), via=("root",)))
    summary = a_summary()
    numbers = replace(summary.numbers, depth=2)
    article = replace(summary.articles[0], title=LONG, acts=(*passed, *tree), numbers=numbers)
    file = tmp_path_factory.mktemp("pdf") / "report.pdf"
    file.write_bytes(render_pdf(replace(summary, articles=(article,)), DE))
    program = needed("pdftotext", package="poppler-utils", left_out="no PDF was read")
    done = subprocess.run(
        [program, "-layout", file, "-"], capture_output=True, text=True, check=True
    )
    return done.stdout


def test_a_long_word_of_a_title_is_divided_with_a_hyphen(paper: str) -> None:
    cover = paper.partition("\f")[0]
    assert re.search(r"Donaudampf\w*[-\u2010\u00ad]\n", cover)


def test_our_own_words_are_not_broken_on_paper(paper: str) -> None:
    said = " ".join(re.sub(r"\n M +", " ", paper).split())
    assert said.count("seither geändert Vom Betreiber markiert: ours") == 20


def test_a_name_from_right_to_left_is_not_reversed_in_the_tree(paper: str) -> None:
    tree = paper.partition("Wie er sich verbreitet hat")[2].partition("Was sie gesagt haben")[0]
    assert ARABIC in tree
    assert "+1" in tree
    assert ARABIC[::-1] not in paper


def test_small_print_is_smaller_than_the_text() -> None:
    page = render_html(a_summary(), EN)
    sizes = dict(re.findall(r"^ *(html|body) \{[^}]*font-size: (\d+)pt", page, re.MULTILINE))
    assert sizes == {"html": "10"}  # what is in rem follows it; a size of the body alone does not
