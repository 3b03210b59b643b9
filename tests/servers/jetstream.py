"""Streams on loopback: one that does as Jetstream does, and one that replays a sample.

    with Stream() as server:
        server.tell(event)       # to whoever is connected now or comes with an older cursor
        server.leave()           # ends every connection

A `Stream` runs in a thread of its own, so it serves other processes, too.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from threading import Event, Thread
from typing import Any, Self

from aiohttp import WSMsgType, web

_ACCEPT = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3
_LONG = 126


@dataclass
class Stream:
    """A stream of events, each with its place in it.

    Attributes:
        told: What was told so far: the position, and the message as text or bytes.
        posts: What the AppView answers; None where it is down.
        kept_from: What was told before this position is no longer kept.
        refusals: Answers to the next handshakes: status and headers.
        leave_after: How many messages the next connections bring before they are cut.
        asked: The parameters of every handshake.
        headers: The headers of every handshake.
    """

    told: list[tuple[int, str | bytes]] = field(default_factory=list)
    posts: Mapping[str, Any] | None = None
    kept_from: int = 0
    refusals: list[tuple[int, Mapping[str, str]]] = field(default_factory=list)
    leave_after: list[int] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    lookups: list[list[str]] = field(default_factory=list)
    port: int = 0
    _sockets: set[web.WebSocketResponse] = field(default_factory=set)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        ready = Event()
        self._thread = Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(5)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)

    def tell(self, event: Mapping[str, Any] | str | bytes, *, at: int | None = None) -> None:
        """Tell everybody; `at` says where it stands if the event does not."""
        given = isinstance(event, str | bytes)
        text = event if given else json.dumps(event, ensure_ascii=False, separators=(",", ":"))
        place = at if at is not None else event["time_us"]
        self._loop.call_soon_threadsafe(self._tell, place, text)

    def leave(self) -> None:
        """End every connection that is open now."""
        asyncio.run_coroutine_threadsafe(self._leave(), self._loop).result(5)

    @property
    def listeners(self) -> int:
        """How many are connected."""
        return len(self._sockets)

    def _tell(self, place: int, text: str | bytes) -> None:
        self.told.append((place, text))
        self._changed.set()

    async def _leave(self) -> None:
        for socket in list(self._sockets):
            await socket.close(code=1001)

    def _run(self, ready: Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve(ready))
        self._loop.close()

    async def _serve(self, ready: Event) -> None:
        self._stop = asyncio.Event()
        app = web.Application()
        app.router.add_get("/subscribe", self._subscribe)
        app.router.add_get("/xrpc/app.bsky.feed.getPosts", self._get_posts)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        ready.set()
        await self._stop.wait()
        await self._leave()
        await runner.cleanup()

    async def _get_posts(self, request: web.Request) -> web.Response:
        wanted = request.query.getall("uris", [])
        self.lookups.append(wanted)
        if self.posts is None:
            return web.Response(status=502, text="<html>Bad gateway", content_type="text/html")
        posts = [one for one in self.posts["posts"] if one["uri"] in wanted]
        return web.json_response({"posts": posts})

    async def _subscribe(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(dict(request.query))
        self.headers.append(dict(request.headers))
        if self.refusals:
            status, headers = self.refusals.pop(0)
            return web.Response(status=status, headers=headers)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.add(socket)
        sending = asyncio.create_task(self._send(socket, request.query.get("cursor")))
        try:
            async for message in socket:
                assert message.type is not WSMsgType.TEXT, "nobody has anything to say to us"
        finally:
            sending.cancel()
            await asyncio.wait([sending])
            self._sockets.discard(socket)
        return socket

    async def _send(self, socket: web.WebSocketResponse, cursor: str | None) -> None:
        left = self.leave_after.pop(0) if self.leave_after else None
        since = max(int(cursor), self.kept_from) if cursor else None
        at = len(self.told) if since is None else 0
        with suppress(ConnectionError):
            while True:
                for place, text in self.told[at:]:
                    at += 1
                    if since is not None and place < since:
                        continue
                    if left == 0:
                        request = socket._req  # noqa: SLF001 - cut off without a goodbye
                        assert request is not None
                        assert request.transport is not None
                        request.transport.abort()
                        return
                    left = left - 1 if left is not None else None
                    await (socket.send_bytes if isinstance(text, bytes) else socket.send_str)(text)
                self._changed.clear()
                if at == len(self.told):
                    await self._changed.wait()


def replay(handler: BaseHTTPRequestHandler, messages: Iterable[bytes]) -> None:
    """Answer a handshake, send messages, and wait until the other side goes (RFC 6455)."""
    key = (handler.headers.get("sec-websocket-key") or "").encode()
    accept = base64.b64encode(hashlib.sha1(key + _ACCEPT, usedforsecurity=False).digest())
    handler.send_response(101)
    handler.send_header("upgrade", "websocket")
    handler.send_header("connection", "Upgrade")
    handler.send_header("sec-websocket-accept", accept.decode())
    handler.end_headers()
    handler.close_connection = True
    for message in messages:
        size = len(message)
        short = bytes([0x81, size]) if size < _LONG else b"\x81\x7e" + size.to_bytes(2, "big")
        handler.wfile.write(short + message)
    handler.rfile.read(1)
