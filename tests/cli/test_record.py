"""The record on its way out and in: how a mention stands, what a list folds."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.cli.conftest import Command

from mentions.core.health.states import State
from mentions.core.standing import Recorded
from mentions.store.checks import save_stated
from mentions.store.engine import open_store
from mentions.store.mentions import load_mentions

SEEN = datetime(2026, 12, 1, 8, tzinfo=UTC)


@pytest.fixture
def ready(mentions: Command, project: Path, polled: Path) -> Command:
    """The sample, polled, with two mentions that a look has seen."""
    shutil.copytree(polled, project, dirs_exist_ok=True)
    with open_store(database(project)) as store, store.writing() as session:
        newest = load_mentions(session, limit=2)
        for one, state in zip(newest, (State.GONE, State.EDITED), strict=True):
            looked = Recorded(mention=one.mention, health=state, health_at=SEEN)
            save_stated(session, [(one.id, looked)])
    return mentions


def database(project: Path) -> Path:
    (file,) = (project / "data").glob("*.db")
    return file


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_an_export_comes_back_as_it_was(ready: Command, project: Path, form: str) -> None:
    first, second = (f"{name}.{form}" for name in ("first", "second"))
    assert ready("export", "--format", form, "-o", first).code == 0
    text = (project / first).read_text("utf-8")
    assert ("gone,2026-12-01T08:00:00Z" if form == "csv" else '"health": "gone"') in text
    database(project).unlink()
    assert ready("import", first).code == 0
    assert ready("export", "--format", form, "-o", second).code == 0
    assert (project / second).read_text("utf-8") == text


def test_an_early_export_still_comes_in(ready: Command, project: Path) -> None:
    lines = ready("export", "--format", "jsonl").out.splitlines()
    early = [{**json.loads(line)} for line in lines]
    for one in early:
        del one["health"], one["health_at"]
    (project / "early.jsonl").write_text("\n".join(map(json.dumps, early)), "utf-8")
    database(project).unlink()
    done = ready("import", "early.jsonl")
    assert (done.code, "17 new mentions" in done.out) == (0, True)
    assert {one["health"] for one in json.loads(ready("list", "--json").out)} == {None}


def test_list_and_show_say_how_it_stands(ready: Command) -> None:
    gone, edited, *others = json.loads(ready("list", "--json").out)
    assert (gone["health"], edited["health"]) == ("gone", "edited")
    assert gone["health_at"] == edited["health_at"] == "2026-12-01T08:00:00Z"
    assert {(one["health"], one["health_at"]) for one in others} == {(None, None)}
    number = str(gone["id"])
    assert json.loads(ready("show", number, "--json").out)["health"] == "gone"
    assert "Stood     gone 2026-12-01 08:00 UTC, as imported" in ready("show", number).out


def test_muted_authors_are_folded(ready: Command) -> None:
    everybody = ready("list").out
    assert "by muted authors" not in everybody
    assert ready("mute", "@clab").code == 0
    folded = ready("list").out
    assert folded.splitlines()[-1] == "1 by muted authors; --muted shows them"
    assert len(folded.splitlines()) == len(everybody.splitlines())
    for arguments in (["--muted"], ["--author", "clab"]):
        assert "by muted authors" not in ready("list", *arguments).out
    assert ready("list", "--muted").out == everybody
    assert len(json.loads(ready("list", "--json").out)) == 17
    assert "1 of 16; --limit shows more" in ready("list", "--limit", "1").out


def test_where_all_are_muted_only_that_is_said(ready: Command) -> None:
    rest = json.loads(ready("list", "--json").out)
    names = {one["author"]["name"] or one["author"]["handle"] for one in rest} - {None}
    for name in sorted(names):
        assert ready("mute", name).code == 0
    out = ready("list").out
    assert "by muted authors; --muted shows them" in out
    assert "No mentions" not in out
    assert len(out.splitlines()) < 5


def test_a_part_of_a_name_mutes_nobody(ready: Command) -> None:
    assert ready("mute", "cla").code == 0
    assert "by muted authors" not in ready("list").out


def test_what_changed_comes_as_json(ready: Command) -> None:
    number = ready("report", "1", "--freeze").err.strip().removeprefix("Frozen as ")
    gone = json.loads(ready("list", "--json").out)[2]
    assert ready("delete", str(gone["id"])).code == 0
    done = ready("report", "1", "--compare", number, "--format", "json")
    assert (done.code, done.err) == (0, "")
    told = json.loads(done.out)
    assert set(told) == {
        *("since", "until", "same_scope", "new", "gone", "edited", "marked", "numbers", "people"),
    }
    assert told["gone"] == [gone]
    assert (told["new"], told["edited"], told["same_scope"]) == ([], [], True)
