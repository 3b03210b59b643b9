"""The background run on a PostgreSQL whose connections break, and that is stopped meanwhile."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from tests.servers.inbox import Inbox, open_inbox
from tests.servers.places import open_places
from tests.servers.postgres import create_database, open_postgres
from tests.servers.service import start

from mentions.asking import Watch
from mentions.model import Article
from mentions.store.articles import add_article
from mentions.store.batches import load_batches
from mentions.store.engine import Store, open_store
from mentions.store.mentions import load_mentions
from mentions.store.notices import load_standing
from mentions.store.watches import add_watch

# Apprise looks for a module that Python 3.13 has no more.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

HOSTS = [f"127.0.0.{number}" for number in range(2, 5)]
PERMALINK = r"https://blog\.example/\S+"
BREAK = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'mentions'"


class Threads:
    """Comment servers, each with as many comments as are written by now."""

    written = 0

    async def answer(self, _host: str, path: str) -> tuple[str, bytes]:
        if not path.startswith("/?uri="):
            return "", b""
        now = time.time()
        comments = [
            {
                "id": number,
                "author": f"Jörg {number}",
                "text": "<p>Ja</p>",
                "created": now,
                "mode": 1,
            }
            for number in range(1, self.written + 1)
        ]
        thread = {"id": None, "total_replies": len(comments), "replies": comments}
        return "application/json", json.dumps(thread).encode()


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[Any, Engine]]:
    with open_postgres() as opened:
        yield opened


def prepare(store: Store, port: int, now: datetime) -> None:
    with store.writing() as session:
        for host in HOSTS:
            page = f"https://blog.example/{host}/"
            # Of what is found at the first look at an old article nobody is told.
            add_article(session, Article(url=page), now=now - timedelta(days=9))
            address = f"http://{host}:{port}/?uri=/{host}/#{page}"
            add_watch(session, Watch(source="isso", address=address, interval=4))


def found(store: Store) -> Counter[str]:
    with store.reading() as session:
        return Counter(str(one.mention.url) for one in load_mentions(session))


def wait_for(what: Callable[[], object], run: subprocess.Popen[str]) -> None:
    ends = time.monotonic() + 60
    while not what():
        assert run.poll() is None, "it ended"
        assert time.monotonic() < ends, "this never happened"
        time.sleep(0.05)


def all_of(written: int) -> Counter[str]:
    numbers = range(1, written + 1)
    return Counter(
        f"https://blog.example/{host}/#isso-{number}" for host in HOSTS for number in numbers
    )


def test_it_outlives_broken_connections_and_a_server_that_is_stopped(
    server: tuple[Any, Engine], tmp_path: Path
) -> None:
    postgres, master = server
    now, threads, log = datetime.now(UTC), Threads(), tmp_path / "log"
    database = create_database(master, "mentions")
    options = {
        "database": database,
        "log": str(log),
        "hosts": HOSTS,
        "zero": time.time(),
        "start": now.isoformat(),
        "speed": 20,  # a watch, and telling, is due every fifth of a second
        "lease": 2,  # for so long is held what could not be stored
    }
    with (
        open_store(database) as store,
        open_places(threads.answer) as places,
        open_inbox(PERMALINK) as (inbox, address),
    ):
        prepare(store, places.port, now)
        with start(**options, told=address) as run:
            threads.written = 1
            wait_for(lambda: inbox.told == all_of(1), run)
            for number in range(2, 6):
                threads.written = number
                time.sleep(0.2)
                with master.connect() as connection:
                    connection.exec_driver_sql(BREAK)
            wait_for(lambda: inbox.told.keys() == all_of(5).keys(), run)
            stop_while_it_sends(postgres, master, inbox, threads)
            assert "check that the server runs" in log.read_text()
            wait_for(lambda: inbox.told.keys() == all_of(7).keys(), run)
            wait_for(lambda: not on_the_way(store), run)
            run.send_signal(signal.SIGTERM)
            assert run.wait(20) == 0
        assert found(store) == all_of(7)
        assert inbox.told == all_of(7), "told of twice"
        with store.reading() as session:
            standing = load_standing(session, since=now)["me"]
        assert (standing.uncertain, standing.waiting) == (0, 0)
    assert '"level": "error"' not in log.read_text()


def on_the_way(store: Store) -> bool:
    with store.reading() as session:
        return bool(load_batches(session))


def stop_while_it_sends(postgres: Any, master: Engine, inbox: Inbox, threads: Threads) -> None:
    """Stop the server while a message is being taken, which is noted once the server is back."""
    inbox.open.clear()
    before = inbox.messages
    threads.written = 6
    ends = time.monotonic() + 30
    while inbox.messages == before and time.monotonic() < ends:
        time.sleep(0.05)
    master.dispose()
    postgres.stop()
    threads.written = 7
    inbox.open.set()
    time.sleep(2)
    postgres.start()
