"""Feeds of known services over real sockets, into a real database."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from pytest_httpserver import HTTPServer
from tests.sources.replaying import SAMPLES
from werkzeug import Request as Asked
from werkzeug import Response

from mentions.asking import Watch
from mentions.fetch.limits import Limits
from mentions.looking import Outcome
from mentions.model import Article, Mention
from mentions.store.engine import Store, open_store
from mentions.store.mentions import load_mentions
from mentions.store.watches import add_watch, load_watches
from mentions.tracker.poll import poll_watches, select_watches
from mentions.tracker.polling import Polling, PollResult
from mentions.tracker.track import track_article

ARTICLE = "https://blog.example/2026/03/short-links/"
ALERTS = "www.google.com/alerts/feeds/10000000000000000001/20000000000000000002"
HOSTS = (
    "www.google.com",
    "lobste.rs",
    "jo.example",
    "silent.example",
    "slow.example",
    "blog.example",
)
LINKING = (SAMPLES / "feed" / "linking.html").read_bytes()
SILENT = (SAMPLES / "feed" / "silent.html").read_bytes()
Answer = Callable[[Asked], Response]


class _Loopback(AbstractResolver):
    """Every name is this machine."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=0
            )
        ]

    async def close(self) -> None:
        """Nothing is held open."""


class World:
    """All hosts in one loopback server, a tracked article, and a clock that can be moved."""

    def __init__(self, store: Store, server: HTTPServer) -> None:
        self.store = store
        self.server = server
        self.now = datetime(2026, 3, 14, 12, tzinfo=UTC)
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        server.expect_request("", method="GET").respond_with_handler(self._answer)
        track_article(store, Article(url=ARTICLE), now=self.now)

    def url(self, address: str) -> str:
        host, slash, path = address.partition("/")
        return f"http://{host}:{self.server.port}{slash}{path}"

    def watch(self, address: str) -> None:
        with self.store.writing() as session:
            add_watch(session, Watch(source="feed", address=self.url(address)))

    def poll(self) -> PollResult:
        """Poll half a day later."""
        self.now += timedelta(hours=12)
        self.asked.clear()
        polling = Polling(
            store=self.store,
            limits=Limits(
                user_agent="mentions/test",
                timeout=0.3,
                min_gap=0.0,
                allow_hosts=frozenset(HOSTS),
            ),
            clock=lambda: self.now,
            jitter=lambda: 0.0,
        )
        watches = select_watches(self.store, now=self.now, everything=True)
        (result,) = asyncio.run(poll_watches(polling, watches))
        return result

    def mentions(self) -> list[Mention]:
        with self.store.reading() as session:
            return [one.mention for one in load_mentions(session)]

    def stored(self) -> Watch:
        with self.store.reading() as session:
            (watch,) = load_watches(session)
        return watch

    def _answer(self, request: Asked) -> Response:
        address = request.host.partition(":")[0] + request.path
        self.asked.append(address)
        answer = self.answers.get(address)
        return answer(request) if answer else Response(status=404)


@pytest.fixture
def world(
    tmp_path: Path, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    monkeypatch.setattr("mentions.fetch.wire.SystemResolver", _Loopback)
    httpserver.clear()
    with open_store(tmp_path / "mentions.db") as store:
        yield World(store, httpserver)


@pytest.fixture
def silence() -> Iterator[socket.socket]:
    """A port on which connections open and nothing ever comes."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def feed(body: bytes, etag: str = '"1"') -> Answer:
    """Answer with a feed, or with 304 to who knows it."""

    def answer(request: Asked) -> Response:
        if request.headers.get("if-none-match") == etag:
            return Response(status=304, headers={"ETag": etag})
        return Response(body, headers={"ETag": etag}, content_type="application/atom+xml")

    return answer


def page(body: bytes) -> Answer:
    return lambda _: Response(body, content_type="text/html; charset=utf-8")


def alerts_at(world: World, slow: str) -> bytes:
    body = (SAMPLES / "feed" / "google-alerts.xml").read_bytes()
    moved = {
        "http://jo.example": world.url("jo.example"),
        "http://silent.example": world.url("silent.example"),
        "http://slow.example": slow,
        "url=https://blog.example": f"url={world.url('blog.example')}",
    }
    for old, new in moved.items():
        body = body.replace(old.encode(), new.encode())
    return body


def test_from_an_alert_to_the_mention_of_a_page(world: World, silence: socket.socket) -> None:
    port = silence.getsockname()[1]
    world.watch(ALERTS)
    world.answers = {
        ALERTS: feed(alerts_at(world, f"http://slow.example:{port}")),
        "jo.example/weekly-12/": page(LINKING),
        "silent.example/named-only": page(SILENT),
        "blog.example/2026/03/short-links/": page(LINKING),
    }
    result = world.poll()
    (mention,) = world.mentions()
    assert mention.url == world.url("jo.example/weekly-12/")
    assert (mention.author.name, mention.language) == ("Jo Berg", "de")
    assert mention.text == "Lesenswert, was zu kurzen Links geschrieben steht."
    assert "jo.example/robots.txt" in world.asked, "its robots.txt decides"
    assert result.outcome is Outcome.OK
    assert "slow.example" in (result.error or "")

    # What timed out is asked again, though the feed says that nothing changed.
    silence.close()
    with HTTPServer("127.0.0.1", port) as awake:
        awake.expect_request("/robots.txt").respond_with_data("", status=404)
        awake.expect_request("/late").respond_with_data(LINKING, content_type="text/html")
        result = world.poll()
    assert world.asked == [ALERTS]
    assert (result.outcome, result.error) == (Outcome.OK, None)
    assert {one.url for one in world.mentions()} == {
        world.url("jo.example/weekly-12/"),
        f"http://slow.example:{port}/late",
    }

    result = world.poll()
    assert (world.asked, result.outcome) == ([ALERTS], Outcome.UNCHANGED)


def test_an_alert_whose_pages_do_not_link_is_empty(world: World) -> None:
    world.watch(ALERTS)
    world.answers = {
        ALERTS: feed(alerts_at(world, world.url("slow.example"))),
        "jo.example/weekly-12/": page(SILENT),
        "silent.example/named-only": page(SILENT),
        "slow.example/late": page(SILENT),
        "blog.example/2026/03/short-links/": page(SILENT),
    }
    result = world.poll()
    assert (result.outcome, result.error) == (Outcome.EMPTY, None)


def test_robots_txt_of_a_page_decides(world: World) -> None:
    world.watch(ALERTS)
    forbids = Response("User-agent: *\nDisallow: /\n", content_type="text/plain")
    world.answers = {
        ALERTS: feed(alerts_at(world, world.url("slow.example"))),
        "jo.example/robots.txt": lambda _: forbids,
        "jo.example/weekly-12/": page(LINKING),
        "silent.example/named-only": page(SILENT),
        "slow.example/late": page(SILENT),
        "blog.example/2026/03/short-links/": page(SILENT),
    }
    result = world.poll()
    assert "jo.example/weekly-12/" not in world.asked
    assert result.outcome is not Outcome.EMPTY
    assert "robots.txt" in (result.error or "")


LOBSTERS = "lobste.rs/domains/blog.example.rss"
STORY = (SAMPLES / "feed" / "lobsters.xml").read_bytes()


def test_a_feed_that_did_not_change(world: World) -> None:
    """Checklist 30: 304."""
    world.watch(LOBSTERS)
    world.answers = {LOBSTERS: feed(STORY)}
    assert world.poll().outcome is Outcome.OK
    assert [one.author.handle for one in world.mentions()] == ["crayfish"]
    assert world.poll().outcome is Outcome.UNCHANGED


def test_a_feed_that_is_gone_is_not_asked_again(world: World) -> None:
    """Checklist 30: 410."""
    world.watch(LOBSTERS)
    world.answers = {LOBSTERS: lambda _: Response(status=410)}
    assert world.poll().outcome is Outcome.GONE
    assert world.stored().stopped_at is not None


def test_a_feed_that_moved_is_asked_there_once_it_is_sure(world: World) -> None:
    """Checklist 30: 301."""
    old = "lobste.rs/domain/blog.example.rss"
    world.watch(old)
    moved = Response(status=301, headers={"Location": world.url(LOBSTERS)})
    world.answers = {old: lambda _: moved, LOBSTERS: feed(STORY)}
    for _ in range(3):
        assert world.poll().error is None
        assert world.asked == [old, LOBSTERS]
    assert world.stored().moved_to == world.url(LOBSTERS)
    world.poll()
    assert world.asked == [LOBSTERS]
