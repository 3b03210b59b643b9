"""Ten thousand watches due at once: little memory, and still polite; a slow host delays nobody."""

from __future__ import annotations

import asyncio
import signal
import time
from itertools import pairwise
from pathlib import Path

from tests.servers.places import Places, open_places
from tests.servers.service import START, start

from mentions.asking import Watch
from mentions.model import Article
from mentions.store.articles import add_article
from mentions.store.engine import Store, open_store
from mentions.store.watches import add_watch, load_watches

MANY = 10_000
HOSTS = [f"127.1.{number // 250}.{number % 250 + 1}" for number in range(500)]
GAP = 0.05
SLOW = "127.2.0.1"
MOST = 300_000  # kB
FEED = """<rss version="2.0"><channel><title>Ein Blog</title>{}</channel></rss>""".format(
    "".join(f"<item><title>Beitrag {number}</title></item>" for number in range(5))
).encode()


def memory(pid: int) -> int:
    """Return how much memory a process had at the most, in kB."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


def polled(store: Store) -> int:
    query = "SELECT count(*) FROM watches WHERE last_polled_at IS NOT NULL"
    with store.reading() as session:
        return int(session.connection().exec_driver_sql(query).scalar() or 0)


def watch_all(store: Store, addresses: list[str]) -> None:
    with store.writing() as session:
        add_article(session, Article(url="https://blog.example/post-1"), now=START)
        for address in addresses:
            add_watch(session, Watch(source="feed", address=address, interval=86_400))


def assert_polite(places: Places, gap: float) -> None:
    for host, times in places.asked.items():
        for (_, answered), (begun, _) in pairwise(sorted(times)):
            assert begun - answered >= gap * 0.9, f"{host} was asked too soon"


def test_ten_thousand_at_once(tmp_path: Path) -> None:
    async def answer(_host: str, path: str) -> tuple[str, bytes]:
        return ("application/rss+xml", FEED) if path.startswith("/feed") else ("", b"")

    database = tmp_path / "mentions.db"
    with open_store(database) as store, open_places(answer) as places:
        addresses = [f"http://{HOSTS[n % 500]}:{places.port}/feed/{n}" for n in range(MANY)]
        watch_all(store, addresses)
        options = {"database": str(database), "hosts": HOSTS, "min_gap": GAP, "concurrency": 32}
        with start(**options) as run:
            ends = time.monotonic() + 240
            while polled(store) < MANY and time.monotonic() < ends:
                time.sleep(1)
            assert polled(store) == MANY
            assert memory(run.pid) < MOST
            run.send_signal(signal.SIGTERM)
            assert run.wait(15) == 0
    assert sum(map(len, places.asked.values())) == MANY, "something was polled twice"
    assert_polite(places, GAP)


def test_a_host_that_never_answers_slows_no_other(tmp_path: Path) -> None:
    async def answer(host: str, _path: str) -> tuple[str, bytes]:
        if host == SLOW:
            await asyncio.sleep(60)
        return "application/rss+xml", FEED

    database = tmp_path / "mentions.db"
    with open_store(database) as store, open_places(answer) as places:
        slow = [f"http://{SLOW}:{places.port}/feed/{number}" for number in range(200)]
        quick = [f"http://{host}:{places.port}/feed" for host in HOSTS[:50]]
        watch_all(store, slow + quick)
        options = {"database": str(database), "hosts": [SLOW, *HOSTS], "timeout": 60.0}
        with start(**options) as run:
            ends = time.monotonic() + 30
            while polled(store) < len(quick) and time.monotonic() < ends:
                time.sleep(0.2)
            assert polled(store) == len(quick)
            assert places.log.count(SLOW) == 1
            run.send_signal(signal.SIGTERM)
            began = time.monotonic()
            assert run.wait(15) == 0
            assert time.monotonic() - began < 10, "what hangs was waited for"
        with store.reading() as session:
            assert all(watch.failures == 0 for watch in load_watches(session))
