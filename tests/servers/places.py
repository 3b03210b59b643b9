"""A loopback server with as many hosts as are wanted: every 127.x.y.z is one.

Each request is noted with its host and time, so that a test can tell whether we were polite.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Answer = Callable[[str, str], Awaitable[tuple[str, bytes]]]


@dataclass
class Places:
    """What was asked.

    Attributes:
        answer: Takes a host and a path; returns a content type and a body.
        asked: The times of each host's requests: begun and answered, in seconds.
        log: The hosts in the order in which they were asked.
    """

    answer: Answer
    port: int = 0
    asked: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    log: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while head := (await reader.readuntil(b"\r\n\r\n")).decode("latin-1"):
                begun = time.monotonic()
                path = head.split(" ", 2)[1]
                host = head.lower().partition("\r\nhost: ")[2].partition("\r\n")[0]
                name = host.partition(":")[0]
                self.log.append(name)
                kind, body = await self.answer(name, path)
                self.asked[name].append((begun, time.monotonic()))
                status = "200 OK" if kind else "404 Not Found"
                writer.write(
                    f"HTTP/1.1 {status}\r\ncontent-type: {kind or 'text/plain'}\r\n"
                    f"content-length: {len(body)}\r\n\r\n".encode()
                    + body
                )
                await writer.drain()
        writer.close()
        with suppress(ConnectionError, asyncio.CancelledError):
            await writer.wait_closed()


@contextmanager
def open_places(answer: Answer) -> Iterator[Places]:
    """Serve all 127.x.y.z on one port, in a thread."""
    places = Places(answer)
    started, ended = threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def work() -> None:
        loops.append(asyncio.get_running_loop())
        server = await asyncio.start_server(places.serve, "0.0.0.0", 0, backlog=1000)  # noqa: S104
        async with server:
            places.port = server.sockets[0].getsockname()[1]
            started.set()
            await ended.wait()
            # Whoever still waits for an answer gets none.
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()

    thread = threading.Thread(target=asyncio.run, args=(work(),), daemon=True)
    thread.start()
    assert started.wait(10)
    try:
        yield places
    finally:
        loops[0].call_soon_threadsafe(ended.set)
        thread.join(10)
