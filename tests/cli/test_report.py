"""`mentions report` as its users run it: forms, files, bad input; the owner's own word."""

import json
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import Command

ARTICLE = "https://blog.example.org/2009/07/weg-mit-der-social-media-firewall/"


@pytest.fixture
def ready(mentions: Command, project: Path, polled: Path) -> Command:
    shutil.copytree(polled, project, dirs_exist_ok=True)
    return mentions


def test_a_report_of_one_article(ready: Command) -> None:
    assert ready("poll").code == 0  # files of a copied project are new places
    done = ready("report", "1")
    assert (done.code, done.err) == (0, "")
    assert "Mentions: 17" in done.out
    assert "4 of 4 places were looked at." in done.out
    assert ready("report", ARTICLE).out.splitlines()[3:] == done.out.splitlines()[3:]


def test_an_empty_period(ready: Command) -> None:
    done = ready("report", "1", "--since", "2100-01-01")
    assert done.code == 0
    assert "No mentions are known from this time." in done.out
    assert "What was looked at" in done.out


@pytest.mark.parametrize("form", ["html", "csv", "xlsx", "md", "json", "atom", "txt", "pdf"])
def test_the_end_of_the_name_decides(ready: Command, project: Path, form: str) -> None:
    file = project / f"report.{form}"
    done = ready("report", "1", "-o", str(file))
    assert (done.code, done.err) == (0, "")
    begins = {"html": b"<!", "xlsx": b"PK", "pdf": b"%PDF", "json": b"{", "atom": b"<?xml"}
    assert file.read_bytes().startswith(begins.get(form, b""))
    assert file.stat().st_size > 500
    beside = {f"report.{what}.csv" for what in ("coverage", "method")} if form == "csv" else set()
    left = {one.name for one in project.iterdir()} - {"config.toml", "data"}
    assert left == {file.name, *beside}


def test_standard_output(ready: Command) -> None:
    done = ready("report", "1", "--format", "json", "-o", "-")
    assert json.loads(done.out)["numbers"]["mentions"] == 17
    assert ready("report", "1", "--format", "md").out.startswith("# Weg mit der Social")


WRONG = {
    "an unknown article": (["https://blog.example.org/post-11"], "the nearest: https://blog"),
    "an unknown id": (["99"], "no article '99'"),
    "no date": (["--since", "gestern"], "'gestern' is no date"),
    "no zone": (["--zone", "Berlin"], "no time zone 'Berlin'"),
    "a path as zone": (["--zone", "../../etc/passwd"], "no time zone"),
    "the end first": (["--since", "2009-08-01", "--until", "2009-07-01"], "nothing lies"),
    "no form": (["-o", "report.doc"], "--format html"),
    "a folder": (["-o", "data", "--format", "md"], "is a folder"),
    "no words": (["--language", "tlh"], "there are words for de, en only"),
    "nothing frozen": (["--frozen", "2026-01-01-ffff"], "2026-01-01-ffff"),
    "frozen and more": (["1", "--frozen", "x"], "goes without an article, --since"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG.keys())
def test_wrong_input(ready: Command, case: tuple[list[str], str]) -> None:
    done = ready("report", *case[0])
    assert (done.code, done.out) == (2, "")
    assert case[1] in done.err


def test_a_file_that_cannot_be_written_leaves_the_old_one(ready: Command, project: Path) -> None:
    done = ready("report", "1", "-o", str(project / "no" / "such.md"))
    assert done.code == 1
    assert "cannot be written" in done.err
    old = project / "old.html"
    old.write_text("old")
    logo = project / "config.toml"
    logo.write_text(logo.read_text("utf-8") + '\n[report]\nlogo = "missing.svg"\n', "utf-8")
    assert ready("report", "1", "-o", str(old)).code != 0
    assert old.read_text() == "old"
    assert sorted(one.name for one in project.iterdir()) == ["config.toml", "data", "old.html"]


def test_a_frozen_report_stays_as_it_was(ready: Command) -> None:
    first = ready("report", "1", "--freeze")
    number = first.err.strip().removeprefix("Frozen as ")
    assert ready("delete", "1").code == 0
    assert "Mentions: 16" in ready("report", "1").out
    assert ready("report", "--frozen", number).out == first.out
    changed = ready("report", "1", "--compare", number)
    assert "1 mention gone" in changed.out
    data = json.loads(ready("report", "1", "--compare", number, "--format", "json").out)
    assert data["numbers"]["mentions"] == {"before": 17, "after": 16}


FORMS = ("html", "csv", "xlsx", "md", "json", "atom", "jsonfeed", "txt")


@pytest.mark.parametrize("form", FORMS)
def test_a_frozen_report_has_the_same_bytes_each_time(
    ready: Command, project: Path, form: str
) -> None:
    frozen = ready("report", "1", "--freeze", "--title", "Vorher").err
    number = frozen.strip().removeprefix("Frozen as ")
    config = project / "config.toml"
    shipped, made = config.read_text("utf-8"), []
    for title in ("One", "Two"):
        named = shipped.replace("[report]\n", f'[report]\ntitle = "{title}"\n', 1)
        config.write_text(named, "utf-8")
        file = project / f"{title}.{form}"
        done = ready("report", "--frozen", number, "--language", "de", "-o", str(file))
        assert (done.code, done.err) == (0, "")
        made.append(file.read_bytes())
    assert named != shipped
    assert made[0] == made[1]


def test_a_frozen_report_is_called_as_it_was_or_as_asked_for(ready: Command) -> None:
    number = ready("report", "1", "--freeze", "--title", "Vorher").err.strip().split()[-1]
    for form in ("md", "html", "terminal"):
        asked = ("report", "--frozen", number, "--format", form, "-o", "-")
        assert "Vorher" in ready(*asked).out
        renamed = ready(*asked, "--title", "Nachher").out
        assert "Nachher" in renamed
        assert "Vorher" not in renamed


def test_what_changed_is_german_and_goes_into_a_file(ready: Command, project: Path) -> None:
    number = ready("report", "1", "--freeze").err.strip().removeprefix("Frozen as ")
    assert ready("mark", "mention", "1", "--tag", "ours").code == 0
    asked = ("report", "1", "--compare", number, "--language", "de", "-o")
    text, value = project / "changes.txt", project / "changes.json"
    assert ready(*asked, str(text)).out == f"Report written to {text}\n"
    assert "eigene Angabe geändert bei 1 Erwähnung:" in text.read_text("utf-8")
    assert "geändert:" not in text.read_text("utf-8").replace("Angabe geändert", "")
    assert ready(*asked, str(value)).code == 0
    assert json.loads(value.read_text("utf-8"))["marked"][0]["what"] == ["tags"]
    refused = ready(*asked, str(project / "changes.html"))
    assert (refused.code, refused.out) == (2, "")
    assert "--format terminal or --format json" in refused.err


def test_the_owners_word_is_shown_as_such(ready: Command) -> None:
    said = ready("mark", "outlet", "www.ankerkette.example", "--reach", "120000", "--tag", "paid")
    assert said.out == "Noted for ankerkette.example: reach 120,000, tags paid.\n"
    assert ready("mark", "author", "@clab", "--followers", "5000").code == 0
    assert ready("mark", "mention", "1", "--sentiment", "positive").code == 0
    text = ready("report", "1").out
    assert (
        "ankerkette.example  reach 120,000 (owner’s own word) · tagged paid (owner’s own word)"
        in text
    )
    assert "5,000 followers (owner’s own word)" in text
    assert "4 of the owner’s own words stand in this report." in text
    listed = json.loads(ready("marks", "--json").out)
    assert [one["field"] for one in listed] == ["followers", "sentiment", "reach", "tags"]
    assert ready("mark", "outlet", "ankerkette.example", "--reset").code == 0
    assert "120,000" not in ready("report", "1").out
    assert "outlet" not in ready("marks").out


BAD_MARKS = {
    "nothing said": (["outlet", "a.example"], "--reach, --tag"),
    "said and taken back": (["outlet", "a.example", "--reach", "1", "--reset"], "--reset alone"),
    "not of this": (
        ["outlet", "a.example", "--followers", "1"],
        "--followers says nothing of this (outlet); what does: --reach, --tag",
    ),
    "no host": (["outlet", "nothing", "--reach", "1"], "is no host"),
    "no mention": (["mention", "9999", "--tag", "x"], "there is no mention 9999"),
    "no number": (["mention", "9" * 40, "--tag", "x"], "there is no mention"),
    "nobody": (["author", "@nobody", "--tag", "x"], "nobody called"),
    "no word": (["mention", "1", "--tag", " "], "a word or a few"),
}


@pytest.mark.parametrize("case", BAD_MARKS.values(), ids=BAD_MARKS.keys())
def test_wrong_marks(ready: Command, case: tuple[list[str], str]) -> None:
    done = ready("mark", *case[0])
    assert (done.code, done.out) == (2, "")
    assert case[1] in done.err
