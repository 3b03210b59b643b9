"""The background run when something goes wrong around it: the database, the disk, the clock."""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.servers.places import open_places
from tests.servers.service import START, start

from mentions.asking import Watch
from mentions.looking import Look, Outcome
from mentions.model import Article
from mentions.store.articles import add_article
from mentions.store.engine import Store, open_store
from mentions.store.mentions import count_mentions
from mentions.store.watches import add_watch, load_watches, save_looks
from mentions.tracker.service.status import Status, load_status
from mentions.tracker.track import track_article

HOST = "127.0.0.2"
PAGE = b"""<html><body><article class="h-entry"><a class="u-url" href="/eins">Eins</a><div
class="e-content">Gut: <a href="https://blog.example/post-1">das da</a></div></article></body>"""


async def answer(_host: str, path: str) -> tuple[str, bytes]:
    return ("text/html", PAGE) if path == "/eins" else ("", b"")


def watch_page(store: Store, port: int, *, article: bool = True) -> int:
    with store.writing() as session:
        if article:
            add_article(session, Article(url="https://blog.example/post-1"), now=START)
        address = f"http://{HOST}:{port}/eins"
        return add_watch(session, Watch(source="webpage", address=address, interval=60))


def wait_for(what: Callable[[], object]) -> None:
    ends = time.monotonic() + 60
    while not what():
        assert time.monotonic() < ends, "this never happened"
        time.sleep(0.05)


def events(database: Path) -> list[dict[str, Any]]:
    """Return the log; the last line may not be whole yet."""
    lines = Path(f"{database}.log").read_text().split("\n")[:-1]
    return [json.loads(line) for line in lines if line.startswith("{")]


def said(database: Path, name: str) -> list[dict[str, Any]]:
    return [one for one in events(database) if one["event"] == name]


def found(store: Store) -> int:
    with store.reading() as session:
        return count_mentions(session)


def status(store: Store, zero: float) -> Status:
    now = START + timedelta(seconds=time.time() - zero)
    with store.reading() as session:
        return load_status(session, now, allowed={}, total=1000)


def test_while_another_process_locks_the_database_it_waits_and_then_goes_on(
    tmp_path: Path,
) -> None:
    database = tmp_path / "mentions.db"
    with (
        open_store(database) as store,
        open_places(answer) as places,
        start(database=str(database), hosts=[HOST], wait=0.3, lease=1, zero=time.time()) as run,
    ):
        zero = time.time()
        wait_for(lambda: said(database, "running"))
        watch_page(store, places.port)
        assert not status(store, zero).is_silent
        with closing(sqlite3.connect(database)) as other:
            other.execute("BEGIN IMMEDIATE")
            wait_for(lambda: [e for e in events(database) if "locked" in e.get("error", "")])
            # It cannot say so itself, but it can be seen.
            wait_for(lambda: status(store, zero).is_silent)
            assert not status(store, zero).is_running
            assert run.poll() is None
        wait_for(lambda: found(store) == 1)
        wait_for(lambda: status(store, zero).is_running)
        assert not status(store, zero).is_silent
        run.send_signal(signal.SIGTERM)
        assert run.wait(20) == 0


def test_a_full_disk_is_said_and_survived(tmp_path: Path) -> None:
    database = tmp_path / "mentions.db"
    with (
        open_store(database) as store,
        open_places(answer) as places,
        start(database=str(database), hosts=[HOST], wait=0.3) as run,
    ):
        wait_for(lambda: said(database, "running"))
        watch_page(store, places.port, article=False)
        wait_for(lambda: said(database, "polled"))
        # As for a full disk, writing fails from here on, for this process alone. Its log is
        # shorter than that.
        whole = resource.prlimit(run.pid, resource.RLIMIT_FSIZE, (20_000, -1))
        log = Path(f"{database}.log")
        wait_for(lambda: '"error"' in log.read_text() and "disk" in log.read_text())
        assert run.poll() is None
        resource.prlimit(run.pid, resource.RLIMIT_FSIZE, whole)
        track_article(store, Article(url="https://blog.example/post-1"), now=START)
        wait_for(lambda: found(store) == 1)
        run.send_signal(signal.SIGTERM)
        assert run.wait(20) == 0


def test_what_a_clock_that_was_ahead_has_planned_is_not_waited_for(tmp_path: Path) -> None:
    """It was polled in a year's time, as that clock had it."""
    database = tmp_path / "mentions.db"
    with open_store(database) as store, open_places(answer) as places:
        number = watch_page(store, places.port)
        ahead = START + timedelta(days=365)
        look = Look(
            watch_id=number,
            at=ahead,
            outcome=Outcome.EMPTY,
            next_poll_at=ahead + timedelta(minutes=1),
        )
        with store.writing() as session:
            save_looks(session, [look])
        with start(database=str(database), hosts=[HOST], speed=60):
            wait_for(lambda: found(store) == 1)


def test_an_article_added_while_it_runs_is_found_in_what_was_read_before(tmp_path: Path) -> None:
    """The page is read without knowing of the article, and never changes after that."""
    database = tmp_path / "mentions.db"
    with open_store(database) as store, open_places(answer) as places:
        watch_page(store, places.port, article=False)
        with start(database=str(database), hosts=[HOST], speed=60):
            wait_for(lambda: said(database, "polled"))
            with store.writing() as session:
                add_article(session, Article(url="https://blog.example/post-1"), now=START)
            wait_for(lambda: found(store) == 1)


def test_an_article_added_by_one_that_was_killed_then_is_found_by_the_next_run(
    tmp_path: Path,
) -> None:
    """Whoever added it had no time to search what was read before; nobody asks the page again."""
    database = tmp_path / "mentions.db"
    options = {"database": str(database), "hosts": [HOST], "zero": time.time()}
    with open_store(database) as store, open_places(answer) as places:
        watch_page(store, places.port, article=False)
        with start(**options):
            wait_for(lambda: said(database, "polled"))
        with store.writing() as session:
            add_article(session, Article(url="https://blog.example/post-1"), now=START)
        with start(**options):
            wait_for(lambda: found(store) == 1)
        assert places.log == [HOST]


def test_nobody_reads_on_after_a_kill(tmp_path: Path) -> None:
    """The processes that read pages end with the one that was killed."""
    database = tmp_path / "mentions.db"
    with open_store(database) as store, open_places(answer) as places:
        watch_page(store, places.port)
        with start(database=str(database), hosts=[HOST]) as run:
            wait_for(lambda: found(store) == 1)
            group = os.getpgid(run.pid)
            run.kill()
        wait_for(lambda: not _members(group))
        with store.reading() as session:
            assert load_watches(session)[0].failures == 0


def _members(group: int) -> list[int]:
    """Return the processes of a group."""
    members = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            members.append(int(stat.parent.name))
    return members
