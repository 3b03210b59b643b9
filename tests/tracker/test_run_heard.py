"""The background run hears: streams as long as they last, and what hubs deliver, within seconds."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.servers.callback import open_callback
from tests.servers.hub import Hub, open_hub
from tests.servers.jetstream import Stream
from tests.servers.places import open_places
from tests.servers.posts import ARTICLE, a_post, micros, shown
from tests.servers.service import start

from mentions.asking import Watch
from mentions.core.websub.subscription import State, Subscription
from mentions.model import Article
from mentions.store.articles import add_article
from mentions.store.engine import Store, open_store
from mentions.store.mentions import count_mentions
from mentions.store.subscriptions import load_subscriptions
from mentions.store.watches import add_watch, load_watches, remove_watch

HOST = "127.0.0.2"
FEED = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">
<title>Nachbarin</title><link rel="hub" href="{hub}"/><link rel="self" href="{topic}"/>{entry}
</feed>"""
ENTRY = """<entry><id>1</id><title>Schöne Antwort</title><updated>2026-03-14T10:00:00Z</updated>
<author><name>Zoë</name></author><link href="https://zoe.example/1"/>
<content type="html">&lt;a href="https://blog.example/2026/03/short-links/"&gt;das&lt;/a&gt;</content>
</entry>"""


@pytest.fixture
def stream() -> Iterator[Stream]:
    with Stream() as server:
        yield server


@pytest.fixture
def hub() -> Iterator[Hub]:
    with open_hub() as opened:
        opened.calls = True
        yield opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "mentions.db") as opened:
        with opened.writing() as session:
            add_article(session, Article(url=ARTICLE), now=datetime.now(UTC))
        yield opened


def wait_for(what: Callable[[], object], *, seconds: float = 30) -> None:
    ends = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < ends, "this never happened"
        time.sleep(0.05)


def now() -> dict[str, Any]:
    """Return what makes the clock of a service that of the world."""
    return {"start": datetime.now(UTC).isoformat(), "zero": time.time()}


def found(store: Store) -> int:
    with store.reading() as session:
        return count_mentions(session)


def watch(store: Store, source: str, address: str) -> int:
    with store.writing() as session:
        return add_watch(session, Watch(source=source, address=address, interval=3600))


def watches(store: Store) -> list[Watch]:
    with store.reading() as session:
        return load_watches(session)


def log(store: Store) -> list[dict[str, Any]]:
    lines = Path(f"{store.name}.log").read_text().split("\n")[:-1]
    return [json.loads(line) for line in lines if line.startswith("{")]


def test_a_stream_added_while_it_runs_is_heard_until_it_is_removed(
    store: Store, stream: Stream
) -> None:
    """And what was heard is not asked for again by a poll of that watch."""
    hits = [a_post(number) for number in range(3)]
    stream.posts = shown(*hits)
    options = {"database": store.name, "hosts": ["127.0.0.1"], "stream": stream.url}
    with start(**options, **now()) as run:
        wait_for(lambda: [one for one in log(store) if one["event"] == "running"])
        number = watch(store, "jetstream", f"{stream.url}/")
        wait_for(lambda: stream.listeners == 1)
        stream.tell(hits[0])
        wait_for(lambda: found(store) == 1)
        # Cut off, it comes back by itself.
        stream.leave()
        wait_for(lambda: len(stream.asked) == 2)
        stream.tell(hits[1] | {"time_us": micros()})
        wait_for(lambda: found(store) == 2)
        assert stream.listeners == 1
        with store.writing() as session:
            remove_watch(session, number)
        wait_for(lambda: stream.listeners == 0)
        run.send_signal(signal.SIGTERM)
        assert run.wait(15) == 0
    assert len(stream.asked) == 2, "a poll has listened, too"
    assert not [one for one in log(store) if one["level"] == "error"]


def test_told_to_end_while_it_listens_it_stores_where_it_is(store: Store, stream: Stream) -> None:
    watch(store, "jetstream", f"{stream.url}/")
    options = {"database": store.name, "hosts": ["127.0.0.1"], "stream": stream.url}
    with start(**options, **now()) as run:
        wait_for(lambda: stream.listeners == 1)
        last = micros()
        stream.tell(a_post(1, link="https://other.example/", at=last))
        time.sleep(0.5)
        run.send_signal(signal.SIGTERM)
        begun = time.monotonic()
        assert run.wait(15) == 0
        assert time.monotonic() - begun < 5
    assert watches(store)[0].cursor == {"position": last}


def test_a_stream_and_the_polls_of_its_host_share_one_gate(store: Store, stream: Stream) -> None:
    """What a handshake is told of waiting holds for the polls of that host, too."""
    stream.refusals += [(429, {"Retry-After": "600"})]
    watch(store, "jetstream", f"{stream.url}/")
    options = {"database": store.name, "hosts": ["127.0.0.1"], "stream": stream.url}
    with start(**options, **now()):
        wait_for(lambda: watches(store)[0].last_error)
        watch(store, "feed", f"{stream.url}/feed")
        wait_for(lambda: watches(store)[1].last_error)
    assert watches(store)[1].outcome == "throttled"


def test_what_a_hub_delivers_is_read_within_seconds(store: Store, hub: Hub) -> None:
    """The feed itself is asked once only: it is told that there is nothing new in it."""

    async def answer(_host: str, path: str) -> tuple[str, bytes]:
        feed = FEED.format(hub=hub.url, topic=topic, entry="")
        return ("application/atom+xml", feed.encode()) if path == "/feed" else ("", b"")

    with open_places(answer) as places, open_callback(store) as callback:
        topic = f"http://{HOST}:{places.port}/feed"
        watch(store, "feed", topic)
        options = {
            "database": store.name,
            "hosts": [HOST, "127.0.0.1"],
            "callback": callback,
        }
        with start(**options, **now()):
            wait_for(lambda: hub.asked and subscription(store).state is State.ACTIVE)
            told = FEED.format(hub=hub.url, topic=topic, entry=ENTRY)
            assert hub.deliver(told.encode()).status == 202
            wait_for(lambda: found(store) == 1, seconds=10)


def test_subscriptions_are_renewed_when_that_is_due(store: Store, hub: Hub, tmp_path: Path) -> None:
    async def answer(_host: str, path: str) -> tuple[str, bytes]:
        feed = FEED.format(hub=hub.url, topic=topic, entry="")
        return ("application/atom+xml", feed.encode()) if path == "/feed" else ("", b"")

    jump = tmp_path / "jump"
    clock = lambda: datetime.now(UTC) + timedelta(seconds=float(jump.read_text()))  # noqa: E731
    jump.write_text("0")
    with open_places(answer) as places, open_callback(store, clock=clock) as callback:
        topic = f"http://{HOST}:{places.port}/feed"
        watch(store, "feed", topic)
        options = {
            "database": store.name,
            "hosts": [HOST, "127.0.0.1"],
            "callback": callback,
            "set_by": str(jump),
        }
        with start(**options, **now()):
            wait_for(lambda: hub.asked and subscription(store).state is State.ACTIVE)
            first = subscription(store)
            assert first.due_at
            assert first.lease_until
            jump.write_text(str((first.due_at - datetime.now(UTC)).total_seconds() + 60))
            wait_for(lambda: len(hub.asked) > 1)
            assert subscription(store).lease_until > first.lease_until


def subscription(store: Store) -> Subscription:
    with store.reading() as session:
        return max(load_subscriptions(session), key=lambda one: (one.is_live, one.id))
