"""The callback address of a subscriber, served over real HTTP: what the web app will do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event, Thread

from aiohttp import web

from mentions.store.engine import Store
from mentions.tracker.hubs.hubcalls import HubCall, receive

MAX_BYTES = 100_000


@contextmanager
def open_callback(
    store: Store, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Iterator[str]:
    """Serve on loopback; gives the callback address as it stands in a config."""

    async def handle(request: web.Request) -> web.Response:
        token = request.match_info["token"]
        call = HubCall(
            method=request.method,
            token=token,
            query=request.rel_url.raw_query_string,
            headers=request.headers,
            body=await request.content.read(MAX_BYTES + 1),
        )
        answer = await asyncio.to_thread(
            receive, store, call, max_bytes=MAX_BYTES, clock=clock, jitter=lambda: 0.0
        )
        return web.Response(status=answer.status, headers=answer.headers, body=answer.body)

    loop, ready = asyncio.new_event_loop(), Event()
    ports: list[int] = []

    async def serve() -> web.AppRunner:
        app = web.Application()
        app.router.add_route("*", "/websub/{token}", handle)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        ports.append(runner.addresses[0][1])
        return runner

    def run() -> None:
        asyncio.set_event_loop(loop)
        runner = loop.run_until_complete(serve())
        ready.set()
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()

    thread = Thread(target=run, daemon=True)
    thread.start()
    ready.wait(5)
    try:
        yield f"http://127.0.0.1:{ports[0]}/websub/"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
