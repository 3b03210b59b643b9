"""The docs are true: their commands run, their examples give what they show, nothing is missing."""

import doctest
import os
import pty
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import typer

from mentions.cli.app import app
from mentions.sources import source_names

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("**/*.md")])
# Today, and the id before it: places are read side by side, so ids differ from run to run.
DAY = re.compile(r"(?:\b\d+ )?\b20[2-9]\d-\d\d-\d\d\b")  # the sample itself is of 2009
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def sessions(page: Path) -> list[tuple[str, str]]:
    """Return (command, output shown) of every console block of a page."""
    found = []
    for block in CONSOLE.findall(page.read_text("utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output.strip("\n")))
    return found


def commands(group: typer.Typer, before: str = "mentions") -> list[str]:
    names = []
    for command in group.registered_commands:
        assert command.callback is not None
        names.append(f"{before} {command.name or command.callback.__name__}")
    for inner in group.registered_groups:
        assert inner.typer_instance is not None
        names += commands(inner.typer_instance, f"{before} {inner.name}")
    return names


@pytest.fixture(scope="module")
def polled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a clone brings, with the sample polled once."""
    folder = tmp_path_factory.mktemp("polled")
    shutil.copy(ROOT / "config.toml", folder)
    shutil.copytree(ROOT / "data" / "sample", folder / "data" / "sample")
    assert run("mentions poll", folder).returncode == 0
    return folder


@pytest.fixture
def project(polled: Path, tmp_path: Path) -> Path:
    """A copy of that for each page: its commands change it."""
    return shutil.copytree(polled, tmp_path, dirs_exist_ok=True)


PLACES = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


def run(command: str, folder: Path, *, columns: int = 100) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=os.environ | {"PATH": PLACES, "COLUMNS": str(columns)},
        capture_output=True,
        text=True,
        check=False,
    )


def run_on_terminal(command: str, folder: Path) -> str:
    """Return what a command shows on a terminal too wide to cut anything."""
    main, side = pty.openpty()
    with subprocess.Popen(
        ["bash", "-c", command],
        cwd=folder,
        env=os.environ | {"PATH": PLACES, "COLUMNS": "300", "TERM": "xterm"},
        stdout=side,
        stderr=side,
    ):
        os.close(side)
        shown = b""
        with suppress(OSError):  # what Linux says at the end
            while part := os.read(main, 65_536):
                shown += part
    os.close(main)
    return shown.decode()


def plain(text: str) -> str:
    """Return a line without what differs from one terminal and one day to the next."""
    return DAY.sub("DAY", " ".join(re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text).split()))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_console_examples_run(page: Path, project: Path) -> None:
    for command, shown in sessions(page):
        if "venv" in command:
            continue  # the set-up itself: .ci/run executes it as written
        done = run(command, project)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        if shown:
            printed = plain(run_on_terminal(command, project))
            for line in shown.splitlines():
                expected = plain(line).removesuffix("…")
                assert expected in printed, f"{command} does not print {line!r}"


def test_there_are_examples() -> None:
    assert sum(len(sessions(page)) for page in PAGES) > 15


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_examples_give_what_they_show(page: Path) -> None:
    failed, _ = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert failed == 0


def test_every_command_has_its_page() -> None:
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    missing = [name for name in commands(app) if name not in text]
    assert missing == []


def test_every_command_has_examples() -> None:
    for group in [app, *(inner.typer_instance for inner in app.registered_groups)]:
        assert group is not None
        for command in group.registered_commands:
            assert command.callback is not None
            assert "[bold]Examples[/bold]" in (command.callback.__doc__ or ""), command.name


def options(command: Any) -> set[str]:
    """Return the long options of a command and all below it, without those Typer adds."""
    own = {option for one in command.params for option in one.opts if option.startswith("--")}
    below = getattr(command, "commands", {}).values()
    return set().union(own, *map(options, below)) - {
        "--help",
        "--install-completion",
        "--show-completion",
    }


def test_every_option_is_described() -> None:
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    known = options(typer.main.get_command(app))
    assert len(known) > 15
    assert sorted(one for one in known if not re.search(rf"{one}(?![\\w-])", text)) == []


def test_no_page_names_an_option_that_is_none() -> None:
    known = options(typer.main.get_command(app)) | {"--help"}
    for page in (ROOT / "docs").glob("*.md"):
        commands_shown = "\n".join(command for command, _ in sessions(page))
        named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", commands_shown))
        assert named <= known, page.name


def test_every_source_is_described() -> None:
    pages = [ROOT / "docs" / "sources.md", ROOT / "docs" / "watches.md"]
    text = "\n".join(page.read_text("utf-8") for page in pages)
    assert [name for name in source_names() if f"`{name}`" not in text] == []


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
