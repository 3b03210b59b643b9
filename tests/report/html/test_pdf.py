"""The PDF as pdftotext reads it; without poppler-utils those tests are left out, but not in CI."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.programs import needed

from mentions.core.summary.model import Summary
from mentions.report.html.pdf import render_pdf
from mentions.report.look import Look


@pytest.fixture(scope="module")
def small(rich: Summary) -> Summary:
    """Two posts with few mentions: laying out pages is slow."""
    articles = tuple(
        replace(one, acts=one.acts[:2], left_out=len(one.acts) - 2) for one in rich.articles[:2]
    )
    return replace(rich, articles=articles, people=rich.people[:2])


@pytest.fixture(scope="module")
def made(small: Summary, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("pdf") / "report.pdf"
    file.write_bytes(render_pdf(small, Look(language="de", title="Presse im Juli")))
    return file


def run(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def pages(made: Path) -> list[str]:
    left_out = "no PDF was read as others read it"
    program = needed("pdftotext", package="poppler-utils", left_out=left_out)
    return run(program, "-layout", made, "-").split("\f")[:-1]


def test_cover_stands_first(pages: list[str]) -> None:
    assert "Presse im Juli" in pages[0]
    assert "1. Juli 2009 – 31. Juli 2009" in pages[0]
    assert "Seite" not in pages[0]


def test_contents_name_the_pages(pages: list[str]) -> None:
    lines = {
        line.rsplit(maxsplit=1)[0].strip(): int(line.split()[-1])
        for line in pages[1].splitlines()
        if line.split() and line.split()[-1].isdigit() and "Seite" not in line
    }
    assert set(lines) == {
        "Überblick",
        "Weg mit der Social-Media-Firewall",
        "https://blog.example/zwei/",
        "Wo nachgesehen wurde",
        "Wie gezählt wurde",
    }
    for heading, page in lines.items():
        assert heading in pages[page - 1]


def test_pages_are_numbered(pages: list[str]) -> None:
    assert len(pages) > 3
    for number, page in enumerate(pages[1:], 2):
        assert f"Seite {number} von {len(pages)}" in page
        assert page.lstrip().startswith("Presse im Juli")


def test_numbers_and_words_stand_in_it(pages: list[str]) -> None:
    text = " ".join(" ".join(pages).split())
    assert "48.210" in text
    assert "Worth reading, even if I do not agree with the second half." in text
    assert "5 ältere Erwähnungen sind gezählt, aber hier nicht gezeigt." in text


def test_reasons_in_english_are_no_part_of_it(pages: list[str]) -> None:
    assert "braucht ein Token oder eine Anmeldung" in " ".join(pages)
    assert "status 401" not in " ".join(pages)
    assert "Wortlaut" not in " ".join(pages)


def test_about_it_stands_in_it(made: Path) -> None:
    told = run("pdfinfo", "-isodates", made)
    assert "Presse im Juli – 1. Juli 2009 – 31. Juli 2009" in told
    assert "2009-08-01T06:00:00" in told.replace("+00", "").replace("Z", "")


def test_same_summary_gives_the_same_bytes(empty: Summary) -> None:
    assert render_pdf(empty, Look()) == render_pdf(empty, Look())


def test_hostile_texts_make_a_pdf(hostile: Summary) -> None:
    assert render_pdf(hostile, Look()).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("sys.modules['weasyprint'] = None", "pip install 'mentions[report]'"),
        (
            "import types; sys.meta_path.insert(0, types.SimpleNamespace(find_spec=refuse))",
            "Pango, which is not installed",
        ),
    ],
)
def test_what_is_missing_is_named(broken: str, told: str, tmp_path: Path) -> None:
    code = f"""
import sys
from datetime import UTC, datetime
def refuse(name, *_):
    if name == "weasyprint":
        raise OSError("cannot load library 'libpango-1.0-0'")
{broken}
from mentions.core.summary.model import Scope, Seen, Summary, Numbers, NOT_TOLD
from mentions.report.html.pdf import render_pdf
from mentions.report.look import Look
numbers = Numbers(mentions=0, undated=0, people=0, outlets=0, kinds=(), platforms=(), languages=(),
    days={{}}, hours=(0,) * 24, followers=NOT_TOLD, likes=NOT_TOLD, reposts=NOT_TOLD,
    replies=NOT_TOLD, quotes=NOT_TOLD)
summary = Summary(scope=Scope(made_at=datetime(2009, 8, 1, tzinfo=UTC)), numbers=numbers,
    articles=(), people=(), outlets=(), seen=Seen(places=0, looked=0))
try:
    render_pdf(summary, Look())
except Exception as error:
    print(type(error).__name__, error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("ConfigError PDF reports need")
    assert told in done.stdout
