"""Very many hosts that hang are due together with healthy ones, in a run that knows them."""

from __future__ import annotations

import asyncio
import signal
import time
from pathlib import Path

from tests.servers.places import open_places
from tests.servers.service import START, start

from mentions.asking import Watch
from mentions.looking import HostNote
from mentions.store.engine import Store, open_store
from mentions.store.hosts import save_hosts
from mentions.store.watches import add_watch, load_watches

HANGING = [f"127.3.1.{number + 1}" for number in range(200)]
HEALTHY = [f"127.4.1.{number + 1}" for number in range(50)]
FEED = b"<rss version='2.0'><channel><title>Ein Blog</title></channel></rss>"
TIMEOUT = 1.0


def fill(store: Store, port: int) -> None:
    """Watch them all, those that hang first; they did so the last time, too."""
    with store.writing() as session:
        for host in (*HANGING, *HEALTHY):
            address = f"http://{host}:{port}/feed"
            add_watch(session, Watch(source="feed", address=address, interval=86_400))
        notes = [HostNote(host=host, failures=1) for host in HANGING]
        save_hosts(session, notes, now=START)


def make_all_due(store: Store) -> None:
    with store.writing() as session:
        session.connection().exec_driver_sql("UPDATE watches SET next_poll_at = NULL")


def looked_at(store: Store) -> int:
    with store.reading() as session:
        return sum(
            one.next_poll_at is not None for one in load_watches(session) if not one.failures
        )


def seconds_until_all_are_looked_at(store: Store) -> float:
    began = time.monotonic()
    while looked_at(store) < len(HEALTHY):
        assert time.monotonic() - began < 60, "some are never looked at"
        time.sleep(0.1)
    return time.monotonic() - began


def test_two_hundred_hosts_that_hang_do_not_slow_fifty_others(tmp_path: Path) -> None:
    async def answer(host: str, _path: str) -> tuple[str, bytes]:
        if host in HANGING:
            await asyncio.sleep(60)
        return "application/rss+xml", FEED

    database = tmp_path / "mentions.db"
    with open_store(database) as store, open_places(answer) as places:
        fill(store, places.port)
        hosts = [*HANGING, *HEALTHY]
        options = {"database": str(database), "hosts": hosts, "timeout": TIMEOUT}
        with start(**options) as run:
            while not places.log:
                time.sleep(0.05)
            # In all slots, those that hang would take 25 seconds before it is the others' turn.
            assert seconds_until_all_are_looked_at(store) < 6 * TIMEOUT
            make_all_due(store)
            assert seconds_until_all_are_looked_at(store) < 6 * TIMEOUT
            run.send_signal(signal.SIGTERM)
            assert run.wait(15) == 0
        assert all(places.log.count(host) == 2 for host in HEALTHY)
        assert any(places.log.count(host) for host in HANGING), "they have their share"
