"""Streams: WebSockets through the guard, over real sockets."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import socket
import ssl
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import trustme
from aiohttp.abc import AbstractResolver

from mentions.errors import (
    BlockedError,
    ConnectionFailedError,
    DamagedAnswerError,
    FetchError,
    RateLimitError,
    RedirectError,
    RefusedAddressError,
    StatusError,
    TooLargeError,
    TooSlowError,
)
from mentions.fetch.limits import Limits
from mentions.fetch.stream import Streams

Listen = Callable[..., list[bytes | FetchError]]
_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def frame(data: bytes, code: int = 0x81) -> bytes:
    """Return a frame as servers send it: not masked."""
    size = len(data)
    if size < 126:
        return bytes([code, size]) + data
    if size < 65_536:
        return bytes([code, 126]) + size.to_bytes(2, "big") + data
    return bytes([code, 127]) + size.to_bytes(8, "big") + data


def switched(head: bytes) -> bytes:
    """Return the answer to a handshake."""
    key = re.search(rb"(?i)sec-websocket-key: *(\S+)", head)
    assert key
    accept = base64.b64encode(hashlib.sha1(key[1] + _MAGIC, usedforsecurity=False).digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )


@pytest.fixture
def telling(raw_server: Callable) -> Callable:
    """Start a server that shakes hands, sends bytes and then waits, or goes."""

    def start(*parts: bytes, stays: bool = True, tls: ssl.SSLContext | None = None) -> object:
        def tell(connection: socket.socket) -> None:
            connection.sendall(switched(server.requests[-1]))
            for part in parts:
                connection.sendall(part)
            while stays and connection.recv(65_536):
                pass

        server = raw_server(tell, tls=tls)
        return server

    return start


@pytest.fixture
def listen(limits: Callable[..., Limits]) -> Listen:
    """Take messages until the stream fails, which is the last of what comes back."""

    def run(
        url: str,
        *,
        idle: float = 1.0,
        most: int = 10,
        tls: ssl.SSLContext | None = None,
        resolver: AbstractResolver | None = None,
        **changes: object,
    ) -> list[bytes | FetchError]:
        async def take() -> list[bytes | FetchError]:
            found: list[bytes | FetchError] = []
            streams = Streams(limits(**changes), tls=tls, resolver=resolver)
            try:
                stream = await streams.open(url, idle=idle)
                try:
                    while len(found) < most:
                        found.append(await stream.receive())
                finally:
                    await stream.close()
            except FetchError as error:
                found.append(error)
            finally:
                await streams.close()
            return found

        return asyncio.run(take())

    return run


def ws(server: object) -> str:
    return str(server.url).replace("http", "ws", 1)  # type: ignore[attr-defined]


def test_messages_come_as_bytes_whatever_they_are(listen: Listen, telling: Callable) -> None:
    server = telling(
        frame("Grüße".encode()), frame(b"\xff", 0x82), frame(b"\xff"), frame(b"x" * 70_000)
    )
    assert listen(ws(server), most=4) == ["Grüße".encode(), b"\xff", b"\xff", b"x" * 70_000]
    head = server.requests[0]
    assert b"\r\nUser-Agent: mentions/test\r\n" in head
    assert b"sec-websocket-extensions" not in head.lower(), "nothing is to be unpacked"


def test_pieces_are_put_together_and_pings_answered(listen: Listen, telling: Callable) -> None:
    server = telling(frame(b"ab", 0x01), frame(b"hi", 0x89), frame(b"cd", 0x80))
    assert listen(ws(server), most=1) == [b"abcd"]


@pytest.mark.parametrize(
    ("parts", "kind", "says"),
    [
        ([frame(b"x" * 1_000_001)], TooLargeError, "larger than 1,000,000 bytes"),
        ([frame(b"x" * 600_000, 0x01), frame(b"x" * 600_000, 0x80)], TooLargeError, "larger"),
        ([b"\x81\x7f" + b"\xff" * 8], TooLargeError, "larger"),
        ([b"\xf1\x01a"], DamagedAnswerError, "no WebSocket"),
        ([b"HTTP/1.1 200 OK\r\n\r\n"], DamagedAnswerError, "no WebSocket"),
        ([frame(b"\x03\xe9", 0x88)], ConnectionFailedError, "ended the stream (code 1001)"),
        ([], TooSlowError, "told nothing for 0.2 s"),
        ([frame(b"x", 0x89)], TooSlowError, "told nothing for 0.2 s"),
    ],
)
def test_hostile_streams_end(
    listen: Listen, telling: Callable, parts: list[bytes], kind: type, says: str
) -> None:
    (error,) = listen(ws(telling(*parts)), idle=0.2)
    assert isinstance(error, kind)
    assert says in error.why


def test_pings_without_end_keep_nothing_alive(listen: Listen, telling: Callable) -> None:
    begun = time.monotonic()
    (error,) = listen(ws(telling(frame(b"x", 0x89) * 50_000)), idle=0.3)
    assert isinstance(error, TooSlowError | ConnectionFailedError)
    assert time.monotonic() - begun < 5


def test_cut_off_in_the_middle(listen: Listen, telling: Callable) -> None:
    first, error = listen(ws(telling(frame(b"a"), frame(b"x" * 100)[:50], stays=False)))
    assert first == b"a"
    assert isinstance(error, ConnectionFailedError)
    assert error.why == "ended the stream"


def refusal(status: str, *headers: str, body: str = "") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body.encode())}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


@pytest.mark.parametrize(
    ("answer", "kind", "says"),
    [
        (refusal("403 Forbidden"), BlockedError, "refuses us (403)"),
        (refusal("500 Broken", body='{"error": "Öl"}'), StatusError, "status 500"),
        (refusal("200 OK", body="<html>"), DamagedAnswerError, "opens no stream (status 200)"),
        (refusal("204 No Content"), DamagedAnswerError, "opens no stream (status 204)"),
        (
            refusal("101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"),
            DamagedAnswerError,
            "not as a WebSocket",
        ),
        (refusal("101 Switching Protocols", "Upgrade: h2c"), DamagedAnswerError, "not as"),
        (b"SSH-2.0-x\r\n", DamagedAnswerError, "no web server"),
        (b"", ConnectionFailedError, "closed the connection"),
    ],
)
def test_who_opens_no_stream(
    listen: Listen, raw_server: Callable, answer: bytes, kind: type, says: str
) -> None:
    (error,) = listen(ws(raw_server(answer)))
    assert type(error) is kind
    assert says in error.why


def test_a_refusal_says_how_long_to_wait(listen: Listen, raw_server: Callable) -> None:
    (error,) = listen(ws(raw_server(refusal("429 Slow down", "Retry-After: 77"))))
    assert isinstance(error, RateLimitError)
    assert error.retry_after == timedelta(seconds=77)


def test_a_redirect_is_followed_nowhere(listen: Listen, raw_server: Callable) -> None:
    """aiohttp would follow it, past the guard, to an address in the owner's own network."""
    inside = raw_server(refusal("200 OK"))
    to = f"Location: http://[::ffff:127.0.0.1]:{inside.port}/"
    (error,) = listen(ws(raw_server(refusal("302 Found", to))))
    assert isinstance(error, StatusError | RedirectError)
    assert inside.connections == 0


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("wss://127.0.0.1/", "private network address"),
        ("wss://[::1]/", "private network address"),
        ("wss://169.254.169.254/", "private network address"),
        ("wss://public.example:25/", "port 25"),
        ("ws://public.example/", "without encryption"),
        ("https://public.example/", "not a wss:// address"),
        ("file:///etc/passwd", "not a wss:// address"),
        ("wss:///", "correct"),
    ],
)
def test_what_is_refused_before_anybody_is_asked(
    listen: Listen, names: type, url: str, says: str
) -> None:
    resolver = names(["2d00::1"])
    (error,) = listen(url, resolver=resolver, allow_hosts=frozenset())
    assert isinstance(error, RefusedAddressError)
    assert says in error.why
    assert resolver.asked == []


def test_a_name_that_leads_inside_is_refused(
    listen: Listen, names: type, telling: Callable
) -> None:
    server = telling(frame(b"a"))
    url = f"wss://inside.example:{server.port}/"
    (error,) = listen(url, resolver=names(["127.0.0.1"]))
    assert isinstance(error, RefusedAddressError)
    assert server.connections == 0


def test_offline_nobody_is_asked(listen: Listen, telling: Callable) -> None:
    server = telling(frame(b"a"))
    (error,) = listen(ws(server), offline=True)
    assert isinstance(error, FetchError)
    assert "offline" in error.why
    assert server.connections == 0


def test_over_tls(listen: Listen, names: type, telling: Callable) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("stream.example").configure_cert(context)
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    server = telling(frame(b"a"), tls=context)
    url = f"wss://stream.example:{server.port}/x?y=1"
    usual = {"resolver": names(["127.0.0.1"]), "allow_hosts": frozenset({"stream.example"})}
    assert listen(url, most=1, tls=trust, **usual) == [b"a"]
    assert server.requests[0].startswith(b"GET /x?y=1 HTTP/1.1\r\n")
    (error,) = listen(url, **usual)
    assert isinstance(error, ConnectionFailedError)
    assert "certificate" in error.why


def test_through_a_proxy(
    listen: Listen, names: type, telling: Callable, raw_server: Callable
) -> None:
    proxy = telling(frame(b"a"))
    url = "ws://stream.example/"
    usual = {"resolver": names(["2d00::1"]), "allow_hosts": frozenset({"stream.example"})}
    login = proxy.url.replace("//", "//ann:secret@")
    assert listen(url, most=1, proxy=login, **usual) == [b"a"]
    assert proxy.requests[0].startswith(b"GET http://stream.example/ HTTP/1.1\r\n")
    assert b"Proxy-Authorization: Basic" in proxy.requests[0]
    inside = {"resolver": names(["10.0.0.1"]), "proxy": proxy.url}
    (error,) = listen("wss://inside.example/", **inside)
    assert isinstance(error, RefusedAddressError)
    shut = raw_server(refusal("407 Login"))
    (error,) = listen("wss://stream.example/", proxy=shut.url, **usual)
    assert isinstance(error, ConnectionFailedError)
    assert "the proxy" in error.why
    assert "refuses (407)" in error.why
