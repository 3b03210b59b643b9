"""The docs are true: their commands run, their examples give what they show, nothing is missing."""

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from mentions.cli.app import app
from mentions.sources import load_sources

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
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


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what a clone brings, with the sample polled once."""
    shutil.copy(ROOT / "config.toml", tmp_path)
    shutil.copytree(ROOT / "data" / "sample", tmp_path / "data" / "sample")
    assert run("mentions poll", tmp_path).returncode == 0
    return tmp_path


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=os.environ | {"PATH": places, "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_console_examples_run(page: Path, project: Path) -> None:
    for command, shown in sessions(page):
        if "venv" in command:
            continue  # the set-up itself: .ci/run executes it as written
        done = run(command, project)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        for line in shown.splitlines():
            assert line.strip() in done.stdout, f"{command} does not print {line!r}"


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


def test_every_source_is_described() -> None:
    text = (ROOT / "docs" / "watches.md").read_text("utf-8")
    assert [name for name in load_sources() if f"`{name}`" not in text] == []


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
