"""`mentions tree` on the shipped sample."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., "object"]
ARTICLE = "https://blog.example.org/2009/07/weg-mit-der-social-media-firewall/"


@pytest.fixture
def sample(mentions: Command, polled: Path, project: Path) -> Command:
    """Run the program on a copy of the polled sample."""
    shutil.copytree(polled, project, dirs_exist_ok=True)
    return mentions


def test_the_case_of_the_mission(sample: Command) -> None:
    done = sample("tree", "1")
    assert done.code == 0
    heading, frauke, henning, again, clab, ingo, *others = done.out.splitlines()
    assert heading.startswith(f"{ARTICLE} - 17 acts · 14 branches · 3 levels deep")
    assert frauke.startswith("  Frauke Behrens  reply on blog.example.org")
    assert henning.startswith("    Henning Osterloh  reply on blog.example.org")
    assert again.startswith("      Frauke Behrens  reply on blog.example.org")
    assert clab.startswith("  @clab  mention on twitter · date not known · attributed · 1 below")
    assert ingo.startswith("    Ingo Becker  repost on twitter")
    assert [line for line in others if line.startswith("  Jens  mention on twitter")]


def test_a_note_tells_what_was_not_looked_at(sample: Command) -> None:
    """The sample lies in another folder now, which makes other places of its files."""
    done = sample("tree", "1")
    assert done.err.startswith("Note: looked at 0 of 4 places")
    assert "Note" not in done.out


def test_any_address_of_the_article_will_do(sample: Command) -> None:
    assert sample("tree", "https://blog.example.org/?p=42").out == sample("tree", "1").out


def test_json(sample: Command) -> None:
    value = json.loads(sample("tree", ARTICLE, "--json").out)
    assert value["article"] == ARTICLE
    clab, ingo = value["nodes"][3:5]
    assert (clab["handle"], clab["attributed"], clab["mention"]["reported_by"]["name"]) == (
        "clab",
        True,
        "Topsy",
    )
    assert (ingo["parent"], ingo["mention"]["author"]["name"]) == (clab["node"], "Ingo Becker")
    listed = json.loads(sample("list", "1", "--json").out)
    assert {one["id"] for one in listed} == {node["mention"]["id"] for node in value["nodes"]}


def test_depth(sample: Command) -> None:
    done = sample("tree", "1", "--depth", "1")
    assert "1 below, not shown" in done.out
    assert "Ingo Becker" not in done.out
    assert len(json.loads(sample("tree", "1", "--depth", "1", "--json").out)["nodes"]) == 14
    assert sample("tree", "1", "--depth", "0").code == 2


def test_what_was_deleted_is_not_drawn(sample: Command) -> None:
    (ingo,) = json.loads(sample("list", "--author", "ingo", "--json").out)
    sample("delete", str(ingo["id"]))
    assert "Ingo Becker" not in sample("tree", "1").out


def test_an_article_without_mentions(sample: Command) -> None:
    done = sample("tree", "https://blog.example.org/post-1")
    assert done.code == 0
    assert done.out == (
        "No mentions of https://blog.example.org/post-1 yet. `mentions poll` looks for them.\n"
    )
    value = json.loads(sample("tree", "2", "--json").out)
    assert (value["nodes"], value["totals"]["nodes"]) == ([], 0)


@pytest.mark.parametrize("article", ["99", "https://nobody.example/", "nonsense", ""])
def test_an_unknown_article(mentions: Command, article: str) -> None:
    done = mentions("tree", article)
    assert done.code == 2
    assert f"no article '{article}'" in done.err
    assert "Traceback" not in done.err
