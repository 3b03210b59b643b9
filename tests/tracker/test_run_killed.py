"""Killed a hundred times at random, the background run finds and tells of all exactly once."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import pytest
from tests.servers.inbox import Inbox, open_inbox
from tests.servers.places import open_places
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

KILLS = 100
COMMENTS = 20  # under each article
HOSTS = [f"127.0.0.{number}" for number in range(2, 8)]
PERMALINK = r"https://blog\.example/\S+"


class Threads:
    """Comment servers; each time one is asked, somebody has written another comment, up to a point.

    Attributes:
        open_to: So many there may be by now: there is news until the last process was killed.
    """

    def __init__(self, now: float) -> None:
        self.written: Counter[str] = Counter()
        self.open_to = 0
        self._now = now

    async def answer(self, host: str, path: str) -> tuple[str, bytes]:
        if not path.startswith("/?uri="):
            return "", b""
        self.written[host] = min(self.written[host] + 1, self.open_to)
        comments = [
            {
                "id": number,
                "author": f"Jörg {number}",
                "text": f"<p>Kommentar {number}</p>",
                "created": self._now + number,
                "mode": 1,
            }
            for number in range(1, self.written[host] + 1)
        ]
        thread = {"id": None, "total_replies": len(comments), "replies": comments}
        return "application/json", json.dumps(thread).encode()


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


def one_more(stdin: IO[str], stdout: IO[str]) -> int:
    stdin.write("run\n")
    stdin.flush()
    return int(stdout.readline())


def wait_for_more(inbox: Inbox) -> None:
    told, ends = inbox.messages, time.monotonic() + 20
    while inbox.messages == told and time.monotonic() < ends:
        time.sleep(0.05)


def test_killed_at_a_hundred_points_it_finds_and_tells_of_every_mention_once(
    tmp_path: Path,
) -> None:
    chance, now = random.Random(2027), datetime.now(UTC)  # noqa: S311 - no secret
    threads, database = Threads(now.timestamp()), tmp_path / "mentions.db"
    with (
        open_store(database) as store,
        open_places(threads.answer) as places,
        open_inbox(PERMALINK) as (inbox, address),
    ):
        prepare(store, places.port, now)
        options = {
            "database": str(database),
            "hosts": HOSTS,
            "zero": time.time(),
            "start": now.isoformat(),
            "speed": 20,  # a watch, and telling, is due every fifth of a second
            "fork": True,
            "told": address,
        }
        with start(**options) as runs:
            assert runs.stdin
            assert runs.stdout
            runs.stdout.readline()
            for number in range(KILLS):
                threads.open_to = number * COMMENTS // KILLS + 1
                child = one_more(runs.stdin, runs.stdout)
                if inbox.messages < number // 10:  # however busy the machine is, some tell of it
                    wait_for_more(inbox)
                time.sleep(chance.uniform(0.02, 0.6))
                os.kill(child, signal.SIGKILL)
            on_the_way = inbox.messages
            child = one_more(runs.stdin, runs.stdout)
            expected = Counter(
                f"https://blog.example/{host}/#isso-{number}"
                for host in HOSTS
                for number in range(1, COMMENTS + 1)
            )
            ends = time.monotonic() + 60
            while inbox.told.keys() != expected.keys() and time.monotonic() < ends:
                time.sleep(0.1)
            # Whatever would be told twice is told by now.
            time.sleep(1)
            os.kill(child, signal.SIGTERM)
        assert found(store) == expected
        with store.reading() as session:
            standing = load_standing(session, since=now)["me"]
            assert load_batches(session) == []
    uncertain = standing.uncertain
    lost = expected - inbox.told
    assert lost.total() <= uncertain, f"not told of, and it does not say so: {lost}"
    assert inbox.told - expected == Counter(), "told of twice"
    assert (standing.sent + uncertain, standing.failed) == (expected.total(), 0)
    assert uncertain == 0, "only whoever kills a sender may leave that open"
    assert on_the_way > 3, "the processes were killed before they told anybody"
