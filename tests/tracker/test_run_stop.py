"""Told to end under load, the background run lets go of everything within seconds."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.servers.inbox import open_inbox
from tests.servers.jetstream import Stream
from tests.servers.places import open_places
from tests.servers.posts import ARTICLE, a_post, shown
from tests.servers.service import start

from mentions.asking import Watch
from mentions.model import Article
from mentions.store.articles import add_article
from mentions.store.engine import Store, open_store
from mentions.store.leases import count_held
from mentions.store.notices import Standing, load_standing
from mentions.store.runs import load_runner
from mentions.store.watches import add_watch, load_watches

# Apprise looks for a module that Python 3.13 has no more.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

HOSTS = [f"127.0.{number // 100 + 1}.{number % 100 + 1}" for number in range(200)]


def wait_for(what: Callable[[], object]) -> None:
    ends = time.monotonic() + 20
    while not what():
        assert time.monotonic() < ends, "this never happened"
        time.sleep(0.05)


def standing(store: Store) -> Standing:
    with store.reading() as session:
        return load_standing(session, since=datetime.now(UTC))["me"]


def prepare(store: Store, addresses: list[str], stream: str) -> None:
    with store.writing() as session:
        add_article(session, Article(url=ARTICLE), now=datetime.now(UTC) - timedelta(days=9))
        add_watch(session, Watch(source="jetstream", address=f"{stream}/"))
        for address in addresses:
            add_watch(session, Watch(source="feed", address=address))


def test_with_polls_a_stream_and_a_sender_under_way_it_ends_within_seconds(tmp_path: Path) -> None:
    async def answer(_host: str, _path: str) -> tuple[str, bytes]:
        await asyncio.sleep(60)
        return "", b""

    with (
        open_store(tmp_path / "mentions.db") as store,
        open_places(answer) as places,
        open_inbox("3mkey") as (inbox, address),
        Stream() as stream,
    ):
        inbox.open.clear()
        prepare(store, [f"http://{host}:{places.port}/feed" for host in HOSTS], stream.url)
        hit = a_post(1)
        seen = {"indexedAt": datetime.now(UTC).isoformat()}
        stream.posts = {"posts": [one | seen for one in shown(hit)["posts"]]}
        options = {
            "database": store.name,
            "hosts": [*HOSTS, "127.0.0.1"],
            "start": datetime.now(UTC).isoformat(),
            "zero": time.time(),
            "concurrency": 250,
            "timeout": 60.0,
            "stream": stream.url,
            "told": address,
        }
        with start(**options) as run:
            wait_for(lambda: len(places.log) == len(HOSTS))
            wait_for(lambda: stream.listeners)
            stream.tell(hit)
            wait_for(lambda: inbox.messages)
            begun = time.monotonic()
            run.send_signal(signal.SIGTERM)
            assert run.wait(30) == 0
            assert time.monotonic() - begun < 10
        with store.reading() as session:
            assert count_held(session, datetime.now(UTC) - timedelta(days=1)) == 0
            assert load_runner(session) is None
            watches = load_watches(session)
        assert [one.failures for one in watches] == [0] * (len(HOSTS) + 1)
        # The sender is nobody's to end: what it sends arrives, and is noted.
        assert standing(store).sending == 1
        inbox.open.set()
        wait_for(lambda: standing(store).sent == 1)
        assert inbox.messages == 1
