"""Ten thousand watches due at once: little memory, and still polite; a slow host delays nobody."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

from tests.servers.places import Places, open_places
from tests.servers.service import START, start

from mentions.asking import Watch
from mentions.model import Article
from mentions.store.articles import add_article
from mentions.store.engine import Store, open_store
from mentions.store.mentions import count_mentions
from mentions.store.watches import add_watch, load_watches

MANY = 10_000
# So few that their connections are kept: ten thousand handshakes would take most of the time.
HOSTS = [f"127.1.0.{number + 1}" for number in range(90)]
GAP = 0.05
SLOW = "127.2.0.1"
# kB: the process itself, and with all that it has started.
MOST, MOST_IN_ALL = 250_000, 300_000
ENTRIES, LINKS = 10_000, 40
LINK = "&lt;a href='https://blog.example/post-1'&gt;das da&lt;/a&gt;"
FEED = """<rss version="2.0"><channel><title>Ein Blog</title>{}</channel></rss>""".format(
    "".join(f"<item><title>Beitrag {number}</title></item>" for number in range(5))
).encode()


def memory(group: int) -> dict[int, int]:
    """Return how much memory each process of a group had at the most, in kB, by number."""
    peaks = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError):
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            status = (process / "status").read_text("utf-8", "replace")
            if int(fields[2]) == group:
                peaks[int(process.name)] = int(status.partition("VmHWM:")[2].split()[0])
    return peaks


def feed(entries: int, links: int) -> bytes:
    """Return a feed; some of its entries, the last ones, link to the article."""
    items = (
        f"<item><title>Beitrag {number}</title><link>https://jo.example/{number}</link>"
        f"<description>{LINK if number >= entries - links else ''}</description></item>"
        for number in range(entries)
    )
    title = "<title>Ein Blog</title><link>https://jo.example/</link>"
    return f"<rss version='2.0'><channel>{title}{''.join(items)}</channel></rss>".encode()


def polled(store: Store) -> int:
    query = "SELECT count(*) FROM watches WHERE last_polled_at IS NOT NULL"
    with store.reading() as session:
        return int(session.connection().exec_driver_sql(query).scalar() or 0)


def found(store: Store) -> int:
    with store.reading() as session:
        return count_mentions(session)


def watch_all(store: Store, addresses: list[str], *, interval: int = 86_400) -> None:
    with store.writing() as session:
        add_article(session, Article(url="https://blog.example/post-1"), now=START)
        first, *others = addresses
        add_watch(session, Watch(source="feed", address=first, interval=interval))
        copied = (
            "INSERT INTO watches (address, source, base_url, interval, failures, from_config, "
            "moved_seen) SELECT ?, source, base_url, interval, failures, from_config, moved_seen "
            "FROM watches WHERE id = 1"
        )
        session.connection().exec_driver_sql(copied, [(one,) for one in others])


def assert_polite(places: Places, gap: float) -> None:
    for host, times in places.asked.items():
        for (_, answered), (begun, _) in pairwise(sorted(times)):
            assert begun - answered >= gap * 0.9, f"{host} was asked too soon"


def test_ten_thousand_at_once(tmp_path: Path) -> None:
    async def answer(_host: str, path: str) -> tuple[str, bytes]:
        if not path.startswith("/feed"):
            return "", b""
        # One in a hundred is worth reading.
        return "application/rss+xml", feed(20, 1) if path.endswith("00") else FEED

    database = tmp_path / "mentions.db"
    with open_store(database) as store, open_places(answer) as places:
        addresses = [f"http://{HOSTS[n % len(HOSTS)]}:{places.port}/feed/{n}" for n in range(MANY)]
        watch_all(store, addresses)
        options = {"database": str(database), "hosts": HOSTS, "min_gap": GAP, "concurrency": 32}
        with start(**options) as run:
            ends = time.monotonic() + 240
            while polled(store) < MANY and time.monotonic() < ends:
                time.sleep(1)
            assert polled(store) == MANY
            peaks = memory(run.pid)
            assert len(peaks) > 2, "nobody has read anything"
            assert peaks[run.pid] < MOST
            assert sum(peaks.values()) < MOST_IN_ALL, peaks
            run.send_signal(signal.SIGTERM)
            assert run.wait(15) == 0
    assert sum(map(len, places.asked.values())) == MANY, "something was polled twice"
    assert_polite(places, GAP)


def test_a_feed_that_grows_to_ten_thousand_entries_is_read_and_slows_no_other(
    tmp_path: Path,
) -> None:
    size = 5

    async def answer(host: str, _path: str) -> tuple[str, bytes]:
        links = LINKS if size == ENTRIES else 0
        return "application/rss+xml", feed(size, links) if host == SLOW else FEED

    database = tmp_path / "mentions.db"
    with open_store(database) as store, open_places(answer) as places:
        addresses = [f"http://{host}:{places.port}/feed" for host in (SLOW, *HOSTS[:5])]
        watch_all(store, addresses, interval=60)
        options = {"database": str(database), "hosts": [SLOW, *HOSTS], "speed": 60}
        with start(**options) as run:
            wait_for(lambda: polled(store) == len(addresses))
            begun, size = time.monotonic(), ENTRIES
            wait_for(lambda: found(store) == LINKS)
            seconds = time.monotonic() - begun
            run.send_signal(signal.SIGTERM)
            assert run.wait(15) == 0
        # They are due every second.
        assert all(places.log.count(host) >= seconds * 0.5 for host in HOSTS[:5])
        with store.reading() as session:
            assert all(watch.failures == 0 for watch in load_watches(session))


def wait_for(what: Callable[[], object]) -> None:
    ends = time.monotonic() + 60
    while not what():
        assert time.monotonic() < ends, "this never happened"
        time.sleep(0.1)


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
