"""A service on loopback that takes messages, and may take its time."""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Inbox:
    """What arrived.

    Args:
        links: What a message is searched for.

    Attributes:
        told: How often each of these came.
        messages: How many messages came.
        open: Nothing is answered while this is not set.
    """

    def __init__(self, links: str) -> None:
        self.told: Counter[str] = Counter()
        self.messages = 0
        self.open = threading.Event()
        self.open.set()
        self._links = re.compile(links)
        self._lock = threading.Lock()

    def take(self, body: str) -> None:
        """Take a message in."""
        with self._lock:
            self.messages += 1
            self.told.update(self._links.findall(body))


@contextmanager
def open_inbox(links: str) -> Iterator[tuple[Inbox, str]]:
    """Serve on loopback; gives the inbox and its address as Apprise has it."""
    inbox = Inbox(links)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            inbox.take(json.loads(body)["message"])
            inbox.open.wait(30)
            with suppress(ConnectionError):
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield inbox, f"json://localhost:{server.server_port}/"
        finally:
            inbox.open.set()
            server.shutdown()
