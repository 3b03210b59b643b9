"""`mentions find` as its users run it, against the server that answers as all networks do."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from mentions.sources import find_source, source_names

ROOT = Path(__file__).parents[2]
ARTICLE = "https://blog.example/2026/03/short-links/"
Command = Callable[..., Any]


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Run the server as it is run by hand; its config."""
    folder = tmp_path_factory.mktemp("networks")
    with subprocess.Popen(
        [sys.executable, "-m", "tests.servers.networks"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout is not None
        lines = list(iter(server.stdout.readline, "# ready\n"))
        (folder / "config.toml").write_text("".join(lines))
        yield folder / "config.toml"
        server.terminate()


def served(config: Path) -> list[str]:
    """Return the networks that the server plays and that can be searched by now."""
    text = config.read_text("utf-8")
    named = [name for name in source_names() if f"[sources.{name}]" in text]
    return [name for name in named if find_source(name).profile.searches]


@pytest.fixture
def find(mentions: Command, config: Path) -> Command:
    names = served(config)
    assert names
    only = [part for name in names for part in ("--only", name)]

    def run(*arguments: str) -> Any:
        return mentions("--config", str(config), "find", ARTICLE, *only, *arguments)

    return run


def test_every_network_is_in_the_footer(find: Command, config: Path) -> None:
    done = find()
    assert done.code == 0, done.err
    assert done.out.startswith(f"{ARTICLE} - ")
    _, _, footer = done.out.partition("\nLooked at ")
    told = dict(line.split(":", 1) for line in footer.splitlines()[1:] if line.startswith("  "))
    assert [name.strip() for name in told] == served(config)
    assert any(words.strip()[0].isdigit() for words in told.values())
    assert "Its own page could not tell its other addresses: " in footer


def test_json_holds_the_same(find: Command, config: Path) -> None:
    done = find("--json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert [place["source"] for place in found["coverage"]["places"]] == served(config)
    assert found["coverage"]["of"] == len(served(config))
    assert found["mentions"]
    assert all(one["url"].startswith("http") for one in found["mentions"])
    assert {one["article"] for one in found["mentions"]} == {ARTICLE.rstrip("/")}
    bugs = [one for one in found["coverage"]["places"] if "a bug in" in (one["why"] or "")]
    assert bugs == []


def test_a_terminal_shows_how_far_each_place_is(config: Path, tmp_path: Path) -> None:
    names = served(config)[:2]
    only = [part for name in names for part in ("--only", name)]
    command = [sys.executable, "-m", "mentions", "--config", str(config), "find", ARTICLE, *only]
    shown = on_terminal(command, tmp_path)
    assert "asking" in shown
    assert f"of {len(names)} place" in shown
    assert all(name in shown for name in names)


def on_terminal(command: list[str], folder: Path) -> str:
    main, side = pty.openpty()
    environ = os.environ | {"COLUMNS": "120", "TERM": "xterm"}
    with subprocess.Popen(command, cwd=folder, env=environ, stdout=side, stderr=side):
        os.close(side)
        shown = b""
        with suppress(OSError):  # what Linux says at the end
            while part := os.read(main, 65_536):
                shown += part
    os.close(main)
    return shown.decode()


def test_without_any_place_the_exit_code_is_1(mentions: Command, project: Path) -> None:
    (project / "config.toml").write_text("[fetch]\noffline = true\n")
    done = mentions("find", ARTICLE)
    assert done.code == 1
    assert "nobody found" in done.out
    assert "Looked at 0 of " in done.out


def test_it_needs_no_config_and_makes_no_database(mentions: Command, project: Path) -> None:
    (project / "config.toml").write_text("[fetch]\noffline = true\n")
    mentions("find", ARTICLE, "--json")
    assert not (project / "data" / "mentions.db").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["blog.example"], "'blog.example' is not an address; write it in full, with https://"),
        ([ARTICLE, "--alias", "x"], "'x' is not an address"),
        ([ARTICLE, "--only", "feed"], "feed looks at a place instead of searching"),
        ([ARTICLE, "--without", "fed"], "there is no source 'fed'"),
    ],
)
def test_wrong_usage(mentions: Command, arguments: list[str], says: str) -> None:
    done = mentions("find", *arguments)
    assert done.code == 2
    assert says in done.err
