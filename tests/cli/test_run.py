"""`mentions run` and `mentions status` as their users start them: real processes, loopback."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.servers.places import Places, open_places

PAGE = """<html><body><article class="h-entry"><a class="u-url" href="/eins">Eins</a>
<div class="e-content">Gut: <a href="https://blog.example/{}">das da</a></div></article></body>"""
CONFIG = """
[fetch]
allow_hosts = ["127.0.0.2", "127.0.0.3"]
min_gap = 0
timeout = 60
[[articles]]
url = "https://blog.example/post-1"
[[watches]]
source = "webpage"
address = "http://127.0.0.2:{port}/eins"
"""
SLOW = """
[[watches]]
source = "webpage"
address = "http://127.0.0.3:{port}/langsam"
"""


async def answer(host: str, path: str) -> tuple[str, bytes]:
    if host == "127.0.0.3":
        await asyncio.sleep(60)
    return ("text/html", PAGE.format("post-1").encode()) if path == "/eins" else ("", b"")


@pytest.fixture
def places() -> Iterator[Places]:
    with open_places(answer) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path, places: Places) -> Path:
    (tmp_path / "config.toml").write_text(CONFIG.format(port=places.port))
    return tmp_path


@contextmanager
def running(folder: Path, **environ: str) -> Iterator[subprocess.Popen[str]]:
    with (
        (folder / "log").open("a") as log,
        subprocess.Popen(
            [sys.executable, "-m", "mentions", "run"],
            cwd=folder,
            stderr=log,
            text=True,
            env={**os.environ, **environ},
        ) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


def mentions(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mentions", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def events(folder: Path, name: str) -> list[dict[str, Any]]:
    # The last line may not be whole yet, and one that was killed leaves semaphores to be told of.
    lines = (folder / "log").read_text().split("\n")[:-1]
    logged = [json.loads(line) for line in lines if line.startswith("{")]
    return [one for one in logged if one["event"] == name]


def wait_for(what: Callable[[], object]) -> None:
    ends = time.monotonic() + 60
    while not what():
        assert time.monotonic() < ends, "this never happened"
        time.sleep(0.1)


def assert_well_in_spite_of_its_config(folder: Path) -> None:
    config = folder / "config.toml"
    good = config.read_text()
    for slip in ("tiemout = 3\n", "zone = Berlin\n"):
        config.write_text(f"{good}\n[run]\n{slip}")
        for options in ((), ("--check",)):
            told = mentions(folder, "status", *options)
            assert told.returncode == 0
            assert told.stdout.startswith("Running since")
            assert "config.toml:" in told.stderr
            assert "It runs on" in told.stderr
    config.write_text(f'{good}\n[database]\npath = "other.db"\n[run]\ntiemout = 3\n')
    assert mentions(folder, "status", "--check").returncode == 2
    assert not (folder / "other.db").exists()
    config.write_text(good)


def assert_a_mistake_is_told_where_nothing_runs(folder: Path) -> None:
    config = folder / "config.toml"
    good = config.read_text()
    config.write_text(f"{good}\n[run]\ntiemout = 3\n")
    for options in ((), ("--check",)):
        told = mentions(folder, "status", *options)
        assert told.returncode == 2
        assert told.stdout.startswith("Not running.")
        assert "run.tiemout" in told.stderr
        assert "It runs on" not in told.stderr
    config.write_text(good)


def test_it_polls_tells_how_it_goes_and_ends_cleanly(folder: Path) -> None:
    with running(folder) as process:
        wait_for(lambda: events(folder, "polled"))
        status = json.loads(mentions(folder, "status", "--json").stdout)
        assert status["running"] is True
        assert status["process"]["pid"] == process.pid
        assert status["watches"][0]["last_success_at"]
        assert {job["name"] for job in status["jobs"]} >= {"backup", "upkeep"}
        assert mentions(folder, "status", "--check").returncode == 0
        assert_well_in_spite_of_its_config(folder)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    after = mentions(folder, "status", "--check")
    assert after.returncode == 1
    assert after.stdout.startswith("Not running.")
    assert_a_mistake_is_told_where_nothing_runs(folder)
    assert "https://blog.example/post-1" in mentions(folder, "list").stdout


def test_the_second_one_says_who_runs_and_a_killed_one_is_taken_over_at_once(folder: Path) -> None:
    with running(folder) as process:
        wait_for(lambda: events(folder, "running"))
        second = mentions(folder, "run")
        assert second.returncode == 1
        assert f"process {process.pid} on this machine" in second.stderr
        process.kill()
    assert "was last heard of on" in mentions(folder, "status").stdout
    with running(folder):
        wait_for(lambda: events(folder, "took over"))
        wait_for(lambda: len(events(folder, "running")) == 2)


def test_told_to_end_under_load_it_hands_back_within_seconds(folder: Path, places: Places) -> None:
    """One host answers after a minute: that poll is cut off, and no failure of the place."""
    with (folder / "config.toml").open("a") as config:
        config.write(SLOW.format(port=places.port))
    with running(folder) as process:
        wait_for(lambda: "127.0.0.3" in places.log and events(folder, "polled"))
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert time.monotonic() - begun < 15
    slow = json.loads(mentions(folder, "status", "--json").stdout)["watches"][1]
    assert (slow["failures"], slow["last_polled_at"]) == (0, None)


def test_asked_twice_it_ends_at_once(folder: Path, places: Places) -> None:
    with (folder / "config.toml").open("a") as config:
        config.write(SLOW.format(port=places.port))
    with running(folder) as process:
        wait_for(lambda: "127.0.0.3" in places.log)
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert time.monotonic() - begun < 4.5


@pytest.mark.parametrize("by", ["signal", "file"])
def test_a_changed_config_is_read_again_and_a_wrong_one_refused(
    folder: Path, places: Places, by: str
) -> None:
    config = folder / "config.toml"
    right = config.read_text()
    with running(folder) as process:
        wait_for(lambda: events(folder, "polled"))
        config.write_text(right + '\n[run]\nzone = "Berlin"\nupkeep = "61 * * * *"\n')
        wait_for(lambda: events(folder, "the new config is refused, the old one stays"))
        (refused,) = events(folder, "the new config is refused, the old one stays")
        assert "zone" in refused["error"]
        assert "upkeep" in refused["error"]
        assert process.poll() is None
        config.write_text(right + SLOW.format(port=places.port))
        if by == "signal":
            process.send_signal(signal.SIGHUP)
        wait_for(lambda: "127.0.0.3" in places.log)
        assert events(folder, "config read again")
        assert process.poll() is None


def test_a_service_manager_hears_that_it_is_ready_and_lives(folder: Path) -> None:
    heard = b""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(folder / "notify"))
        manager.settimeout(60)
        with running(folder, NOTIFY_SOCKET=str(folder / "notify")) as process:
            while b"WATCHDOG=1" not in heard:
                heard += manager.recv(1000) + b"\n"
            process.send_signal(signal.SIGTERM)
            while b"STOPPING=1" not in heard:
                heard += manager.recv(1000) + b"\n"
            assert process.wait(20) == 0
    assert heard.startswith(b"READY=1")


@pytest.mark.parametrize("wrong", ['zone = "Berlin"', 'backup = "0 0 30 2 *"', "budget = 0"])
def test_with_a_wrong_config_it_does_not_start(folder: Path, wrong: str) -> None:
    with (folder / "config.toml").open("a") as config:
        config.write(f"\n[run]\n{wrong}\n")
    done = mentions(folder, "run")
    assert done.returncode == 2
    assert wrong.partition(" ")[0] in done.stderr
