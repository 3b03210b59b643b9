"""Killed a hundred times at random, the background run still finds every mention exactly once."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections import Counter
from pathlib import Path

from tests.servers.places import open_places
from tests.servers.service import START, start

from mentions.asking import Watch
from mentions.model import Article
from mentions.store.articles import add_article
from mentions.store.engine import Store, open_store
from mentions.store.mentions import load_mentions
from mentions.store.watches import add_watch

KILLS = 100
COMMENTS = 30  # under each article
HOSTS = [f"127.0.0.{number}" for number in range(2, 8)]


class Threads:
    """Comment servers; each time one is asked, somebody has written another comment."""

    def __init__(self) -> None:
        self.written: Counter[str] = Counter()

    async def answer(self, host: str, path: str) -> tuple[str, bytes]:
        if not path.startswith("/?uri="):
            return "", b""
        self.written[host] = min(self.written[host] + 1, COMMENTS)
        comments = [
            {
                "id": number,
                "author": f"Jörg {number}",
                "text": f"<p>Kommentar {number}</p>",
                "created": START.timestamp() + number,
                "mode": 1,
            }
            for number in range(1, self.written[host] + 1)
        ]
        thread = {"id": None, "total_replies": len(comments), "replies": comments}
        return "application/json", json.dumps(thread).encode()

    @property
    def are_full(self) -> bool:
        return all(self.written[host] == COMMENTS for host in HOSTS)


def prepare(store: Store, port: int) -> None:
    with store.writing() as session:
        for host in HOSTS:
            page = f"https://blog.example/{host}/"
            add_article(session, Article(url=page), now=START)
            address = f"http://{host}:{port}/?uri=/{host}/#{page}"
            add_watch(session, Watch(source="isso", address=address, interval=60))


def found(store: Store) -> Counter[str]:
    with store.reading() as session:
        return Counter(str(one.mention.url) for one in load_mentions(session))


def test_killed_at_a_hundred_points_it_finds_every_mention_exactly_once(tmp_path: Path) -> None:
    chance, threads = random.Random(2026), Threads()  # noqa: S311 - no secret
    database = tmp_path / "mentions.db"
    with open_store(database) as store, open_places(threads.answer) as places:
        prepare(store, places.port)
        options = {
            "database": str(database),
            "hosts": HOSTS,
            "zero": time.time(),
            "speed": 600,  # a watch is due every tenth of a second
            "fork": True,
        }
        with start(**options) as runs:
            assert runs.stdin
            assert runs.stdout
            runs.stdout.readline()
            for _ in range(KILLS):
                runs.stdin.write("run\n")
                runs.stdin.flush()
                child = int(runs.stdout.readline())
                time.sleep(chance.uniform(0.02, 0.4))
                os.kill(child, signal.SIGKILL)
            on_the_way = len(found(store))
            runs.stdin.write("run\n")
            runs.stdin.flush()
            child = int(runs.stdout.readline())
            ends = time.monotonic() + 60
            expected = Counter(
                f"https://blog.example/{host}/#isso-{number}"
                for host in HOSTS
                for number in range(1, COMMENTS + 1)
            )
            while not (threads.are_full and found(store) == expected) and time.monotonic() < ends:
                time.sleep(0.1)
            os.kill(child, signal.SIGTERM)
        assert found(store) == expected
        assert on_the_way > COMMENTS, "the processes were killed before they did anything"
