"""The clients of the fetch benchmark, each behind the same function: ask for one address."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from mentions.asking import Request
from mentions.fetch.gate import Gate
from mentions.fetch.limits import Limits
from mentions.fetch.wire import Wire

Ask = Callable[[str], Awaitable[None]]
CONDITION = {"If-None-Match": '"x"'}


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What is asked.

    Attributes:
        title: For the table.
        urls: In this order.
        tls: Says whose certificates are trusted; anew each time, as httpx writes into it.
        cursors: What the gate knows of each address from before; empty for a first visit.
    """

    title: str
    urls: tuple[str, ...]
    tls: Callable[[], ssl.SSLContext]
    cursors: Mapping[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """What the server answers."""
        return 304 if self.cursors else 200

    @property
    def headers(self) -> Mapping[str, str]:
        """What makes the server answer that."""
        return CONDITION if self.cursors else {}


Peer = Callable[[Scene], AbstractAsyncContextManager[Ask]]


@asynccontextmanager
async def _over_httpx(client: httpx.AsyncClient, scene: Scene) -> AsyncIterator[Ask]:
    async def ask(url: str) -> None:
        response = await client.get(url, headers=scene.headers)
        assert response.status_code == scene.status

    async with client:
        yield ask


def httpx_default(scene: Scene) -> AbstractAsyncContextManager[Ask]:
    """Use httpx as one gets it."""
    return _over_httpx(httpx.AsyncClient(verify=scene.tls()), scene)


def httpx_tuned(scene: Scene) -> AbstractAsyncContextManager[Ask]:
    """Use httpx without a look at the environment and with room for all connections."""
    room = httpx.Limits(max_connections=None, max_keepalive_connections=20)
    client = httpx.AsyncClient(verify=scene.tls(), trust_env=False, limits=room, timeout=20)
    return _over_httpx(client, scene)


def httpx_kept(scene: Scene, *, http2: bool = False) -> AbstractAsyncContextManager[Ask]:
    """Use httpx with HTTP/1.1 or HTTP/2, every connection kept."""
    room = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    client = httpx.AsyncClient(verify=scene.tls(), trust_env=False, limits=room, http2=http2)
    return _over_httpx(client, scene)


def httpx_over_aiohttp(scene: Scene) -> AbstractAsyncContextManager[Ask]:
    """Use httpx over the connections of aiohttp."""
    tls = scene.tls()

    def session() -> aiohttp.ClientSession:
        return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, ssl=tls))

    transport = AiohttpTransport(client=session)
    return _over_httpx(httpx.AsyncClient(transport=transport, trust_env=False), scene)


@asynccontextmanager
async def aiohttp_bare(scene: Scene) -> AsyncIterator[Ask]:
    """Use aiohttp, as many connections as there are hosts."""
    connector = aiohttp.TCPConnector(limit=0, ssl=scene.tls())
    async with aiohttp.ClientSession(connector=connector) as session:

        async def ask(url: str) -> None:
            async with session.get(url, headers=scene.headers) as response:
                await response.read()
                assert response.status == scene.status

        yield ask


def limits_for(scene: Scene) -> Limits:
    """Return limits that let the gate reach the addresses of a scene without waiting."""
    hosts = frozenset(str(httpx.URL(url).host) for url in scene.urls)
    return Limits(user_agent="bench", min_gap=0.0, concurrency=64, allow_hosts=hosts)


@asynccontextmanager
async def our_wire(scene: Scene) -> AsyncIterator[Ask]:
    """Use our wire: guard, caps, bounded unpacking."""
    async with Wire(limits_for(scene), tls=scene.tls()) as wire:

        async def ask(url: str) -> None:
            async with wire.send("GET", url, headers=scene.headers) as response:
                await wire.body(response, 5_000_000)
                assert response.status_code == scene.status

        yield ask


@asynccontextmanager
async def our_gate(scene: Scene) -> AsyncIterator[Ask]:
    """Use our gate: also turns, circuits, validators and hashes."""
    limits = limits_for(scene)
    async with Gate(limits, wire=Wire(limits, tls=scene.tls())) as gate:

        async def ask(url: str) -> None:
            page = await gate.fetch(Request(url=url, cursor=scene.cursors.get(url)))
            assert page.status == scene.status

        yield ask


async def cursors_of(scene: Scene) -> dict[str, Any]:
    """Visit every address once and return what the gate wants to know the next time."""
    limits = limits_for(scene)
    async with Gate(limits, wire=Wire(limits, tls=scene.tls())) as gate:
        pages = [await gate.fetch(Request(url=url)) for url in scene.urls]
    return {page.asked: page.cursor for page in pages}
