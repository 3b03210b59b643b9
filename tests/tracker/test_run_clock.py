"""The background run when its clock is set, or the machine sleeps: nothing twice, nothing late."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.servers.places import Places, open_places
from tests.servers.service import START, start

from mentions.asking import Watch
from mentions.model import Article
from mentions.store.articles import add_article
from mentions.store.engine import Store, open_store
from mentions.store.watches import add_watch, load_watches

HOURS = 3 * 3600
QUICK = [f"127.0.0.{number}" for number in range(2, 12)]
SLOW = "127.0.1.1"
FEED = b"<rss version='2.0'><channel><title>Blog</title><item><title>Eins</title></item></channel>"


class World:
    """Ten places that answer at once, one that takes its time, and a clock that can be set."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.set_by = folder / "jump"
        self.set_by.write_text("0")
        self.slowness = 0.0
        self.places = Places(self.answer)

    async def answer(self, host: str, _path: str) -> tuple[str, bytes]:
        if host == SLOW:
            await asyncio.sleep(self.slowness)
        return "application/rss+xml", FEED

    def watch(self, hosts: list[str], *, interval: int = 3600) -> None:
        with self.store.writing() as session:
            for host in hosts:
                address = f"http://{host}:{self.places.port}/feed"
                add_watch(session, Watch(source="feed", address=address, interval=interval))

    def set_clock(self, seconds: float) -> None:
        """Set it as a program does: from one moment to the next."""
        new = self.set_by.with_suffix(".new")
        new.write_text(str(seconds))
        new.replace(self.set_by)

    def options(self, **more: Any) -> dict[str, Any]:
        usual = {
            "database": self.store.name,
            "hosts": [*QUICK, SLOW],
            "set_by": str(self.set_by),
            "zero": time.time(),
        }
        return usual | more

    @property
    def asked(self) -> Counter[str]:
        return Counter(self.places.log)

    def watches(self) -> list[Watch]:
        with self.store.reading() as session:
            return load_watches(session)

    def said(self, event: str) -> list[dict[str, Any]]:
        lines = Path(f"{self.store.name}.log").read_text().split("\n")[:-1]
        logged = [json.loads(line) for line in lines if line.startswith("{")]
        return [one for one in logged if one["event"] == event]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_store(tmp_path / "mentions.db") as store:
        with store.writing() as session:
            add_article(session, Article(url="https://blog.example/post-1"), now=START)
        made = World(store, tmp_path)
        with open_places(made.answer) as places:
            made.places = places
            yield made


def wait_for(what: Callable[[], object]) -> None:
    ends = time.monotonic() + 30
    while not what():
        assert time.monotonic() < ends, "this never happened"
        time.sleep(0.05)


@pytest.mark.parametrize("jump", [HOURS, -HOURS])
def test_after_its_clock_was_set_what_is_due_is_done_once(world: World, jump: int) -> None:
    """Every hour, so three hours later each is due once; three hours earlier, in an hour."""
    world.watch(QUICK)
    with start(**world.options()) as run:
        wait_for(lambda: len(world.said("polled")) == len(QUICK))
        world.set_clock(jump)
        wait_for(lambda: world.said("the clock was set, or the machine slept"))
        if jump < 0:
            wait_for(lambda: len(world.said("planned by a clock that was ahead")) == 1)
            world.set_clock(jump + 3700)
        wait_for(lambda: len(world.said("polled")) == 2 * len(QUICK))
        time.sleep(0.5)
        run.send_signal(signal.SIGTERM)
        assert run.wait(15) == 0
    assert world.asked == dict.fromkeys(QUICK, 2)
    assert [one.failures for one in world.watches()] == [0] * len(QUICK)


def test_what_is_under_way_is_not_begun_again_though_its_hold_has_ended(world: World) -> None:
    """As after a leap of the clock, before the hold was renewed."""
    world.slowness = 3.0
    world.watch([SLOW])
    with start(**world.options(lease=1, beat=60)):
        wait_for(lambda: world.said("polled"))
    assert world.asked[SLOW] == 1


def test_a_process_that_slept_goes_on_where_it_was(world: World) -> None:
    """Its lease has ended while it slept; nobody has taken over, so it takes it again."""
    world.slowness = 2.0
    world.watch([*QUICK, SLOW], interval=60)
    with start(**world.options(lease=1)) as run:
        wait_for(lambda: len(world.said("polled")) >= len(QUICK) and world.asked[SLOW])
        os.kill(run.pid, signal.SIGSTOP)
        time.sleep(3)
        os.kill(run.pid, signal.SIGCONT)
        wait_for(lambda: len(world.said("polled")) > len(QUICK))
        time.sleep(0.5)
        run.send_signal(signal.SIGTERM)
        assert run.wait(15) == 0
    assert world.asked == dict.fromkeys([*QUICK, SLOW], 1)
    assert world.said("stopped")
