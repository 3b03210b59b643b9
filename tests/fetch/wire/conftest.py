"""Servers that send raw bytes, and a wire to ask them."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from mentions.errors import FetchError
from mentions.fetch.limits import Limits
from mentions.fetch.wire import Wire

Answer = bytes | Callable[[socket.socket], None]


class RawServer:
    """Sends raw bytes to whoever asks, one answer for each request, and keeps what was asked.

    A function as answer gets the socket once the head of the request is read.
    """

    def __init__(self, answer: Answer, tls: ssl.SSLContext | None) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self._answer = answer
        self._tls = tls
        self._stack = ExitStack()
        self._listener = self._stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}/"

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), ExitStack() as stack:
            stack.enter_context(connection)
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
                stack.enter_context(connection)
            while request := read_head(connection):
                self.requests.append(request)
                if callable(self._answer):
                    self._answer(connection)
                    return
                connection.sendall(self._answer)
                if b"content-length" not in self._answer.lower():
                    return

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._stack.close()


def read_head(connection: socket.socket) -> bytes:
    """Return the head of a request, b"" where the connection ends."""
    head = b""
    while b"\r\n\r\n" not in head:
        data = connection.recv(65_536)
        if not data:
            return b""
        head += data
    return head


@pytest.fixture
def raw_server() -> Iterator[Callable[..., RawServer]]:
    """Start servers that send raw bytes; see `RawServer`."""
    with ExitStack() as stack:

        def start(answer: Answer, *, tls: ssl.SSLContext | None = None) -> RawServer:
            server = RawServer(answer, tls)
            stack.callback(server.close)
            return server

        yield start


class Names(AbstractResolver):
    """Answers each look-up with the next of the given lists of addresses; the last one stays."""

    def __init__(self, *answers: list[str]) -> None:
        self.asked: list[str] = []
        self._answers = answers

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002 - as aiohttp calls it
    ) -> list[ResolveResult]:
        answer = self._answers[min(len(self.asked), len(self._answers) - 1)]
        self.asked.append(host)
        if not answer:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        kinds = [socket.AF_INET6 if ":" in one else socket.AF_INET for one in answer]
        return [
            ResolveResult(hostname=host, host=one, port=port, family=kind, proto=6, flags=0)
            for one, kind in zip(answer, kinds, strict=True)
        ]

    async def close(self) -> None:
        """Nothing is held open."""


@pytest.fixture
def names() -> type[Names]:
    """Make a resolver of one's own; see `Names`."""
    return Names


@pytest.fixture
def limits() -> Callable[..., Limits]:
    """Make limits that let a test reach its own server, unless told otherwise."""

    def make(**changes: object) -> Limits:
        usual = {
            "user_agent": "mentions/test",
            "timeout": 2.0,
            "allow_hosts": frozenset({"127.0.0.1"}),
        }
        return Limits(**(usual | changes))

    return make


@pytest.fixture
def ask(limits: Callable[..., Limits]) -> Callable[..., list[bytes | FetchError]]:
    """Ask for addresses one after the other; the answer is the bodies, or the error instead."""

    def run(
        *urls: str,
        tls: ssl.SSLContext | None = None,
        resolver: AbstractResolver | None = None,
        room: int = 100_000,
        **changes: object,
    ) -> list[bytes | FetchError]:
        async def one_by_one() -> list[bytes | FetchError]:
            found: list[bytes | FetchError] = []
            async with Wire(limits(**changes), tls=tls, resolver=resolver) as wire:
                for url in urls:
                    try:
                        async with wire.send("GET", url) as response:
                            found.append(await wire.body(response, room))
                    except FetchError as error:
                        found.append(error)
            return found

        return asyncio.run(one_by_one())

    return run
