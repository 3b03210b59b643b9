"""What lies under deploy/ can be read by those who read it, and names what there is."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer.main

from mentions.cli.app import app

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
COMMANDS = set(getattr(typer.main.get_command(app), "commands", {}))


def unit() -> dict[str, str]:
    text = (DEPLOY / "mentions.service").read_text("utf-8")
    return dict(re.findall(r"^([A-Z]\w+)=(.*)$", text, re.MULTILINE))


def instructions() -> list[tuple[str, str]]:
    text = (DEPLOY / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    return re.findall(r"^([A-Z]+) (.*)$", text, re.MULTILINE)


def test_the_unit_starts_a_command_there_is_and_waits_for_its_word() -> None:
    start = unit()["ExecStart"].split()
    assert start[-1] == "run"
    assert start[-1] in COMMANDS
    assert unit()["Type"] == "notify"
    assert int(unit()["WatchdogSec"]) >= 60
    assert int(unit()["TimeoutStopSec"]) > 30


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    text = (DEPLOY / "mentions.service").read_text("utf-8")
    copy = tmp_path / "mentions.service"
    copy.write_text(text.replace("/opt/mentions/bin/mentions", "/bin/true"), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", str(copy)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_image_runs_as_nobody_special_and_checks_its_health() -> None:
    given = dict(instructions())
    assert given["USER"] == "mentions"
    assert given["CMD"] == '["run"]'
    assert '"mentions", "status", "--check"' in given["HEALTHCHECK"]
    assert [name for name, _ in instructions()].count("FROM") == 2


def test_what_the_image_copies_is_there() -> None:
    copied = [value for name, value in instructions() if name == "COPY" and "--from" not in value]
    sources = [source for value in copied for source in value.split()[:-1]]
    assert len(sources) >= 4
    assert [source for source in sources if not (ROOT / source).exists()] == []


def test_extras_of_the_image_are_ours() -> None:
    (install,) = [value for _, value in instructions() if "pip install" in value]
    extras = re.findall(r"\[([\w,]+)\]", install)[0].split(",")
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert all(re.search(rf"^{extra} = \[", project, re.MULTILINE) for extra in extras)


def test_compose_reads_its_file() -> None:
    yaml: Any = pytest.importorskip("yaml", reason="nothing here reads YAML")
    service = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]["mentions"]
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).exists()
    assert service["command"][0] in COMMANDS
    assert service["healthcheck"]["test"] == ["CMD", "mentions", "status", "--check"]
    assert "/data" in "".join(service["volumes"])
