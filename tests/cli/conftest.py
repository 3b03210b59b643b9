import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from mentions.cli.main import main

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


Command = Callable[..., Done]


def copy_project(folder: Path) -> None:
    """Copy the shipped config and sample."""
    shutil.copy(ROOT / "config.toml", folder)
    shutil.copytree(ROOT / "data" / "sample", folder / "data" / "sample")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a clone brings: the shipped config and sample, no database yet."""
    copy_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MENTIONS_CONFIG", raising=False)
    return tmp_path


@pytest.fixture(scope="session")
def polled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, polled; whoever uses it does not change it."""
    folder = tmp_path_factory.mktemp("polled")
    copy_project(folder)
    subprocess.run([sys.executable, "-m", "mentions", "poll"], cwd=folder, check=True)
    return folder


@pytest.fixture
def mentions(
    project: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Command]:
    """Run the program as its users do; its output is a pipe."""

    def run(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["mentions", *arguments])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(bool(end.code))
        out, err = capfd.readouterr()
        return Done(code=code, out=out, err=err)

    yield run
    # The program logs to the standard error of this test, which other tests do not have.
    structlog.reset_defaults()
