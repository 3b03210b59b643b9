import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from mentions.fetch.gate import Gate
from mentions.fetch.limits import Limits
from mentions.fetch.wire import Wire

Opener = Callable[..., AbstractAsyncContextManager[Gate]]
USUAL = {
    "user_agent": "mentions/test (+https://blog.example/about)",
    "timeout": 2.0,
    "min_gap": 0.0,
    "allow_hosts": frozenset({"localhost", "127.0.0.1"}),
}


@pytest.fixture
def gate_to() -> Opener:
    """Open a gate that may reach the loopback server of the test, unless told otherwise."""

    @asynccontextmanager
    async def open_gate(**changes: object) -> AsyncIterator[Gate]:
        async with Gate(Limits(**(USUAL | changes))) as gate:
            yield gate

    return open_gate


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 14, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **time: float) -> None:
        self.now += timedelta(**time)


class Chance(Random):
    """Not random: the same number every time."""

    def __init__(self, chance: float) -> None:
        super().__init__(0)
        self.chance = chance

    def random(self) -> float:
        return self.chance


class Loopback(AbstractResolver):
    """Every name is this machine."""

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 - of the interface
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=port,
                family=socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        """Nothing is held open."""


# A body, a status, or status, headers and body.
Answer = str | int | tuple[int, Mapping[str, str]] | tuple[int, Mapping[str, str], str]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request as the server saw it; times are those of the event loop's clock."""

    method: str
    host: str
    path: str
    headers: Mapping[str, str]
    began: float
    ended: float = 0.0


class World:
    """All hosts of the internet in one server, and a gate that can reach them.

    Answers are looked up by "HEAD host", "host/path", "host" and "*"; everything else is 404.
    In a Location, {port} becomes the server's own.
    """

    def __init__(self, answers: Mapping[str, Answer], *, delay: float = 0.0) -> None:
        self.answers = dict(answers)
        self.log: list[Asked] = []
        self.delay = delay
        self.under_way = 0
        self.most_under_way = 0
        self.busy = asyncio.Event()
        self.clock = Clock()
        self.port = 0

    def url(self, address: str) -> str:
        host, slash, path = address.partition("/")
        return f"http://{host}:{self.port}{slash}{path}"

    @property
    def asked(self) -> list[str]:
        """What was asked for, in order, robots.txt included."""
        return [f"{one.host}{one.path}" for one in self.log]

    @asynccontextmanager
    async def gate(
        self, *hosts: str, notes: object = (), chance: float = 1.0, **changes: object
    ) -> AsyncIterator[Gate]:
        names = {key.split()[-1].partition("/")[0] for key in self.answers} | set(hosts)
        limits = Limits(**(USUAL | {"allow_hosts": frozenset(names)} | changes))
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        wire = Wire(limits, resolver=Loopback())
        rng = Chance(chance)
        try:
            async with Gate(limits, notes, clock=self.clock, rng=rng, wire=wire) as gate:
                yield gate
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                await self._answer(head.decode(), writer)
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            pass  # the client has gone, or the test is over
        finally:
            writer.close()

    async def _answer(self, head: str, writer: asyncio.StreamWriter) -> None:
        first, *lines = head.split("\r\n")
        headers = {
            name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)
        }
        method, path, _ = first.split()
        host = headers["host"].partition(":")[0]
        clock = asyncio.get_running_loop()
        began = clock.time()
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        self.busy.set()
        if self.delay:
            await asyncio.sleep(self.delay)
        keys = (f"{method} {host}", host + path.partition("?")[0], host, "*")
        answer = next((self.answers[key] for key in keys if key in self.answers), 404)
        self.under_way -= 1
        self.log.append(
            Asked(
                method=method,
                host=host,
                path=path,
                headers=headers,
                began=began,
                ended=clock.time(),
            )
        )
        writer.write(self._packed(answer, method))
        await writer.drain()

    def _packed(self, answer: Answer, method: str) -> bytes:
        if isinstance(answer, (str, int)):
            answer = (200, {}, answer) if isinstance(answer, str) else (answer, {})
        status, given, *rest = answer
        body = "".join(rest).encode()
        headers = {"Content-Type": "text/html", **given, "Content-Length": str(len(body))}
        if "Location" in headers:
            headers["Location"] = headers["Location"].replace("{port}", str(self.port))
        lines = [f"HTTP/1.1 {status} X", *(f"{name}: {headers[name]}" for name in headers)]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + (b"" if method == "HEAD" else body)


@pytest.fixture
def world() -> type[World]:
    """Make all hosts of the internet: `world({"a.example/x": "Hallo", "b.example": 503})`."""
    return World
