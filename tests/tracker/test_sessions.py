"""Sessions: opened once, shared, renewed when they end, kept between runs."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request as WerkzeugRequest
from werkzeug import Response

from mentions.asking import (
    Batch,
    Key,
    Page,
    Profile,
    Questions,
    Request,
    Session,
    Setup,
    Watch,
    ask,
    form_body,
    log_in,
)
from mentions.core.index import ArticleIndex
from mentions.core.scan.scanner import Scanner
from mentions.errors import AuthRequiredError, FetchError
from mentions.fetch.gate import Gate
from mentions.fetch.limits import Limits
from mentions.store.asked import load_session
from mentions.store.engine import open_store
from mentions.tracker.ask import Means, ask_source
from mentions.tracker.keeper import Keeper
from mentions.tracker.polling import Polling
from mentions.tracker.reader import Reader
from mentions.tracker.sessions import Sessions
from mentions.tracker.vault import KeptVault

START = datetime(2026, 3, 14, 12, tzinfo=UTC)
LIMITS = Limits(user_agent="mentions/test", min_gap=0.0, allow_hosts=frozenset({"localhost"}))


class Networked:
    """A source that logs in with the owner's key, and once more when its session is refused."""

    name, title = "networked", "Networked"
    profile = Profile(searches=True, key=Key.NEEDED, key_form="password")

    def login(self, setup: Setup, old: Session | None) -> Generator[Request, Page, Session]:
        fields = {"password": setup.token or "", "old": old.token if old else ""}
        url = f"{setup.instances[0]}/login"
        page = yield Request(url=url, body=form_body(fields))
        return Session(token=page.body.decode(), expires=START + timedelta(hours=1))

    def poll(self, watch: Watch) -> Questions:
        session = yield from log_in()
        try:
            yield from self._ask(watch, session)
        except AuthRequiredError:
            session = yield from log_in(refused=session)
            yield from self._ask(watch, session)
        return Batch(cursor={"token": session.token})

    @staticmethod
    def _ask(watch: Watch, session: Session) -> Generator[Request, Page, None]:
        headers = {"Authorization": f"Bearer {session.token}"}
        yield from ask(Request(url=f"{watch.setup.instances[0]}/search", headers=headers))


@dataclass
class Network:
    """The server: numbers its sessions, and takes those that are valid."""

    server: HTTPServer
    logins: list[dict[str, str]] = field(default_factory=list)
    valid: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.server.expect_request("/login").respond_with_handler(self._login)
        self.server.expect_request("/search").respond_with_handler(self._search)

    def _login(self, asked: WerkzeugRequest) -> Response:
        self.logins.append(dict(asked.form))
        if asked.form["password"] != "right":  # noqa: S105 - invented
            return Response("wrong", status=401)
        token = f"token-{len(self.logins)}"
        self.valid.add(token)
        return Response(token)

    def _search(self, asked: WerkzeugRequest) -> Response:
        token = asked.headers["Authorization"].removeprefix("Bearer ")
        return Response("{}", status=200 if token in self.valid else 401)

    def watch(self, password: str = "right") -> Watch:  # noqa: S107 - invented
        setup = Setup(instances=(self.server.url_for("").rstrip("/"),), token=password)
        return Watch(source="networked", address="https://blog.example/", setup=setup)


@pytest.fixture
def network(httpserver: HTTPServer) -> Network:
    return Network(httpserver)


async def tokens(sessions: Sessions, *watches: Watch) -> list[str]:
    async with Gate(LIMITS) as gate, Reader() as reader:
        scanner = Scanner(ArticleIndex([]))
        means = Means(gate=gate, reader=reader, scanner=scanner, sessions=sessions)
        given = (ask_source(Networked(), watch, means) for watch in watches)
        answers = await asyncio.gather(*given)
        return [(answer.batch.cursor or {})["token"] for answer in answers]


def test_one_login_serves_all_watches(network: Network) -> None:
    sessions = Sessions(clock=lambda: START)
    watch = network.watch()
    assert asyncio.run(tokens(sessions, watch, watch, watch)) == ["token-1"] * 3
    assert len(network.logins) == 1


def test_one_that_is_refused_is_opened_anew_once_for_all(network: Network) -> None:
    async def twice() -> list[str]:
        sessions = Sessions(clock=lambda: START)
        await tokens(sessions, network.watch())
        network.valid.clear()
        return await tokens(sessions, network.watch(), network.watch())

    assert asyncio.run(twice()) == ["token-2", "token-2"]
    assert [one["old"] for one in network.logins] == ["", "token-1"]


def test_one_that_has_ended_is_not_used(network: Network) -> None:
    time = START

    async def twice() -> list[str]:
        nonlocal time
        sessions = Sessions(clock=lambda: time)
        await tokens(sessions, network.watch())
        time += timedelta(minutes=59, seconds=30)  # it would end under way
        return await tokens(sessions, network.watch())

    assert asyncio.run(twice()) == ["token-2"]


def test_a_wrong_password_is_not_tried_again_for_each_watch(network: Network) -> None:
    time = START

    async def tries() -> None:
        nonlocal time
        sessions = Sessions(clock=lambda: time)
        for _ in range(3):
            with pytest.raises(FetchError):
                await tokens(sessions, network.watch("wrong"))
        assert len(network.logins) == 1
        assert await tokens(sessions, network.watch()) == ["token-2"]  # another key is another
        time += timedelta(minutes=16)
        with pytest.raises(FetchError):
            await tokens(sessions, network.watch("wrong"))

    asyncio.run(tries())
    assert len(network.logins) == 3


def test_it_is_kept_between_runs(network: Network, tmp_path: Path) -> None:
    async def run(password: str = "right") -> list[str]:  # noqa: S107 - invented
        with open_store(tmp_path / "mentions.db") as store:
            async with Keeper(Polling(store=store, limits=LIMITS)) as keeper:
                vault = KeptVault(keeper, lambda: START)
                return await tokens(Sessions(vault, clock=lambda: START), network.watch(password))

    assert asyncio.run(run()) == ["token-1"]
    assert asyncio.run(run()) == ["token-1"]
    with pytest.raises(FetchError):
        asyncio.run(run("wrong"))  # a session belongs to its key
    assert len(network.logins) == 2


def test_the_key_is_not_in_the_database(network: Network, tmp_path: Path) -> None:
    async def run() -> None:
        with open_store(tmp_path / "mentions.db") as store:
            async with Keeper(Polling(store=store, limits=LIMITS)) as keeper:
                sessions = Sessions(KeptVault(keeper, lambda: START), clock=lambda: START)
                await tokens(sessions, network.watch())
            with store.reading() as session:
                assert load_session(session, "networked:right") is None

    asyncio.run(run())
    assert b"right" not in (tmp_path / "mentions.db").read_bytes()
