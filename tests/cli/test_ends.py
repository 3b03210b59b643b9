"""However a run ends (a full disk, a closed stream, Ctrl-C, a kill): one line, nothing half."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from typer.core import TyperGroup
from werkzeug import Request, Response

from mentions.cli.main import main

MENTIONS = [sys.executable, "-m", "mentions"]
FULL = Path("/dev/full")


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*MENTIONS, *arguments], cwd=project, capture_output=True, text=True, check=False
    )


def shell(project: Path, command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    line = command.replace("mentions", f'"{sys.executable}" -m mentions', 1)
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        cwd=project,
        env=os.environ | environment,
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("command", ["list", "list --json", "export", "show 5"])
def test_nobody_reads_on(polled: Path, command: str) -> None:
    done = shell(polled, f"mentions {command} | head -c 1")
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(done.stdout) == 1


@pytest.mark.parametrize("command", ["", "--help", "articles --help", "list"])
def test_nobody_reads_at_all(polled: Path, command: str) -> None:
    done = shell(polled, f"mentions {command} | true")
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("command", ["list", "export", "--version", "--help"])
def test_no_room_for_the_output(polled: Path, command: str) -> None:
    done = shell(polled, f"mentions {command} > {FULL}")
    assert done.returncode == 1
    assert b"the output cannot be written" in done.stderr
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("mentions list >&-", 0),
        ("mentions list 2>&- >/dev/null", 0),
        ("mentions show 999 2>&-", 2),
        ("mentions show 999 >&- 2>&-", 2),
    ],
)
def test_closed_streams(polled: Path, command: str, code: int) -> None:
    done = shell(polled, command)
    assert (done.returncode, done.stderr) == (code, b"")


def test_closed_standard_input(project: Path) -> None:
    done = shell(project, "mentions extract - --article https://blog.example.org/post-1 <&-")
    assert done.returncode == 1
    assert done.stderr.startswith(b"mentions: standard input: is closed")


@pytest.mark.parametrize("command", ["list", "show 2", "export"])
def test_a_terminal_that_knows_ascii_only(polled: Path, command: str) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    done = shell(polled, f"mentions {command}", **plain)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout


@pytest.fixture
def slow(project: Path, httpserver: HTTPServer) -> Iterator[threading.Event]:
    """A project whose only watch does not answer; the event tells that it was asked."""
    asked, done = threading.Event(), threading.Event()

    def answer(_: Request) -> Response:
        asked.set()
        done.wait(20)
        return Response("late")

    httpserver.expect_request("/slow").respond_with_handler(answer)
    (project / "config.toml").write_text(
        f"""[fetch]
allow_hosts = ["localhost"]
[[watches]]
source = "webpage"
address = "{httpserver.url_for("/slow")}"
"""
    )
    yield asked
    done.set()


def test_interrupted_by_the_owner(project: Path, slow: threading.Event) -> None:
    with subprocess.Popen(
        [*MENTIONS, "poll"], cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert slow.wait(20)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert out == b""
    assert err == b"mentions: interrupted; nothing that was stored is lost\n"


def test_interrupted_again_and_again(project: Path, slow: threading.Event) -> None:
    with subprocess.Popen(
        [*MENTIONS, "poll"], cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert slow.wait(20)
        while process.poll() is None:
            process.send_signal(signal.SIGINT)
            time.sleep(0.005)
        _, err = process.communicate(timeout=20)
    assert process.returncode in {130, -signal.SIGINT}  # a shell says 130 of both
    assert err == b"mentions: interrupted; nothing that was stored is lost\n"


def test_interrupted_before_the_command_begins(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys, "argv", ["mentions", "list"])
    monkeypatch.setattr(TyperGroup, "parse_args", interrupted)
    for place, name in ((sys, "unraisablehook"), (warnings, "filters")):
        monkeypatch.setattr(place, name, getattr(place, name))  # put back afterwards
    before = signal.getsignal(signal.SIGINT)
    try:
        with pytest.raises(SystemExit) as ended:
            main()
    finally:
        signal.signal(signal.SIGINT, before)
    assert ended.value.code == 130
    assert capsys.readouterr().err == "mentions: interrupted; nothing that was stored is lost\n"


def test_reading_waits_for_nobody(polled: Path) -> None:
    holder = sqlite3.connect(polled / "data" / "mentions.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    begun = time.monotonic()
    done = run(polled, "list")
    assert (done.returncode, "Ingo Becker" in done.stdout) == (0, True)
    assert time.monotonic() - begun < 8, "the wait for a lock is ten seconds"
    holder.close()


def test_two_runs_at_once_store_no_act_twice(project: Path, polled: Path) -> None:
    runs = [
        subprocess.Popen([*MENTIONS, "poll", "--all"], cwd=project, stdout=subprocess.DEVNULL)
        for _ in range(2)
    ]
    assert [process.wait(60) for process in runs] == [0, 0]
    database = Path("data") / "mentions.db"
    assert rows(project / database) == rows(polled / database)


# Everything is imported once; each poll runs in a fork of that, so that a kill hits the poll.
FORKS = """
import os, random, signal, sys, time
import mentions.cli.app, mentions.tracker.poll, mentions.tracker.rematch, mentions.report.to_poll
import mentions.store.migrate, alembic.command
from mentions.cli.main import main

def poll():
    child = os.fork()
    if child == 0:
        sys.argv = ["mentions", "poll", "--all"]
        sys.stdout = sys.stderr = open(os.devnull, "w")
        try:
            main()
        except SystemExit as end:
            os._exit(end.code or 0)
        os._exit(0)
    return child

begun = time.monotonic()
os.waitpid(poll(), 0)
whole = time.monotonic() - begun
for line in sys.stdin:
    child = poll()
    time.sleep(float(line) * whole)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    print("killed", flush=True)
    sys.stdin.readline()
    print(os.waitstatus_to_exitcode(os.waitpid(poll(), 0)[1]), flush=True)
"""


def rows(database: Path) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables == (0,):
            return []
        query = """
            SELECT author_name, author_handle, kind, text, url, published,
                (SELECT count(*) FROM sightings WHERE mention_id = mentions.id)
            FROM mentions
        """
        return sorted(connection.execute(query).fetchall(), key=str)


def test_killed_twenty_times(project: Path) -> None:
    database = project / "data" / "mentions.db"
    with subprocess.Popen(
        [sys.executable, "-c", FORKS],
        cwd=project,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        expected: list[tuple[str, ...]] = []
        for step in range(20):
            process.stdin.write(f"{step / 20}\n")
            process.stdin.flush()
            assert process.stdout.readline() == "killed\n"
            stored = rows(database)
            assert len({row[:5] for row in stored}) == len(stored), "nothing is there twice"
            process.stdin.write("go on\n")
            process.stdin.flush()
            assert process.stdout.readline() == "0\n", "the next poll completes"
            expected = expected or rows(database)
            assert rows(database) == expected
            for file in database.parent.glob("mentions.db*"):
                file.unlink(missing_ok=True)  # the last reader tidies up, too
        process.stdin.close()
    assert len(expected) > 10
