"""`mentions listen` as its users run it: until it is stopped, killed, or its time is over."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.servers.jetstream import Stream
from tests.servers.posts import ARTICLE, a_post, micros, shown

MENTIONS = [sys.executable, "-m", "mentions"]


@pytest.fixture
def stream(project: Path) -> Iterator[Stream]:
    """A stream, and a project that listens to it."""
    with Stream() as server:
        (project / "config.toml").write_text(
            f"""[fetch]
allow_hosts = ["127.0.0.1"]
min_gap = 0.0
[[articles]]
url = "{ARTICLE}"
[[watches]]
source = "jetstream"
address = "{server.url}/"
[sources.jetstream]
base_url = "{server.url}"
"""
        )
        yield server


@contextmanager
def running(project: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [*MENTIONS, "listen", *arguments],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(what: Callable[[], Any], seconds: float = 30) -> Any:
    begun = time.monotonic()
    while not (found := what()):
        assert time.monotonic() - begun < seconds, "it does not come"
        time.sleep(0.02)
    return found


def rows(project: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(project / "data" / "mentions.db", timeout=10)) as connection:
        return connection.execute(query).fetchall()


def texts(project: Path) -> list[str]:
    return [text for (text,) in rows(project, "SELECT text FROM mentions ORDER BY text")]


def test_a_line_for_each_mention_and_state_until_it_is_stopped(
    project: Path, stream: Stream
) -> None:
    """SIGTERM ends it within two seconds, with the position stored and exit code 0."""
    with running(project) as process:
        wait_for(lambda: stream.listeners)
        hit, last = a_post(1), a_post(2, link="https://other.example/")
        stream.posts = shown(hit)
        stream.tell(hit)
        assert process.stdout
        connected, heard = process.stdout.readline(), process.stdout.readline()
        assert connected.endswith(f"  jetstream {stream.url}/: connected\n")
        assert "  Ä 3mkey1 @3mkey1.example  mention on bluesky  " in heard
        stream.tell(last)
        time.sleep(0.3)
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=10)
        assert time.monotonic() - begun < 2
    assert (process.returncode, out, err) == (0, "", "")
    ((cursor,),) = rows(project, "SELECT cursor FROM watches")
    assert str(last["time_us"]) in cursor


def test_killed_in_the_middle_each_mention_is_there_once(project: Path, stream: Stream) -> None:
    """kill -9 again and again while posts come in; the next run hears what the last one missed."""
    told = 0
    for number in range(3):
        before = len(stream.asked)
        with running(project) as process:
            wait_for(lambda: stream.listeners and len(stream.asked) > before)  # noqa: B023 - now
            for _ in range(5):
                stream.tell(a_post(told))
                told += 1
                time.sleep(0.02)
            if number == 0:  # without a position stored there is nothing to go on from
                wait_for(lambda: len(texts(project)) == 5)
            else:
                time.sleep(0.8 * number)
            process.kill()
        wait_for(lambda: not stream.listeners)
        stream.tell(a_post(told, at=micros()))
        told += 1
    with running(project) as process:
        wait_for(lambda: len(texts(project)) >= told)
        process.send_signal(signal.SIGINT)
        process.wait(10)
    assert process.returncode == 0
    assert sorted(texts(project)) == sorted(f"Nummer {one} 🧵 über Ärger" for one in range(told))
    sightings = rows(project, "SELECT mention_id, count(*) FROM sightings GROUP BY mention_id")
    assert {count for _, count in sightings} == {1}


def test_it_ends_by_itself(project: Path, stream: Stream) -> None:
    with running(project, "--for", "1") as process:
        out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    assert out.count("\n") == 1
    assert len(stream.asked) == 1


def test_what_becomes_of_a_connection(project: Path, stream: Stream) -> None:
    stream.refusals.append((429, {"Retry-After": "600"}))
    with running(project, "--for", "1.5") as process:
        out, _ = process.communicate(timeout=30)
    assert "not connected: asks us to come back later (429)" in out
    assert "connecting again in 600 s" in out or "connecting again in 599 s" in out


def test_nothing_to_listen_to(mentions: Callable[..., Any], project: Path) -> None:
    (project / "config.toml").write_text("")
    done = mentions("listen")
    assert (done.code, done.out) == (2, "")
    assert "mentions watches add jetstream https://" in done.err
