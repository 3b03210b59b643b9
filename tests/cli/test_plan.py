import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Command = Callable[..., Any]


def planned(mentions: Command, *options: str) -> dict[str, object]:
    done = mentions("plan", "--json", *options)
    assert done.code == 0, done.err
    found: dict[str, object] = json.loads(done.out)
    return found


def test_the_plan_of_the_sample(mentions: Command) -> None:
    assert mentions("poll").code == 0
    done = mentions("plan")
    assert done.code == 0
    assert "its own interval" in done.out
    assert "In all: 124 requests a day of 20,000" in done.out


def test_what_if_the_budget_were_smaller(mentions: Command) -> None:
    usual, tight = planned(mentions), planned(mentions, "--budget", "105")
    assert (usual["budget"], tight["budget"]) == (20_000, 105)
    assert isinstance(usual["delay"], float)
    assert isinstance(tight["delay"], float)
    assert usual["delay"] * 1.5 < tight["delay"]
    assert planned(mentions) == usual | {"debt": 0.0}


def test_what_nobody_watches_is_said(mentions: Command, project: Path) -> None:
    Path("config.toml").write_text("", encoding="utf-8")
    done = mentions("plan")
    assert done.code == 0
    assert "No place is watched" in done.out


def test_a_budget_is_a_whole_number_above_nothing(mentions: Command) -> None:
    assert mentions("plan", "--budget", "0").code == 2
