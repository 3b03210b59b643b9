"""The aiohttp session under the wire: trust in certificates, connections, and their bounds."""

from __future__ import annotations

import errno
import socket
import ssl
from functools import partial
from typing import Any

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver

from mentions.fetch.decode import ACCEPTED
from mentions.fetch.failures import EndlessAnswerError
from mentions.fetch.limits import Limits

_ACCEPT = (
    "text/html,application/xhtml+xml,application/atom+xml,application/rss+xml,"
    "application/feed+json,application/json;q=0.9,application/xml;q=0.9,*/*;q=0.5"
)
# Connections that wait for a next request. Each is a file, here and at the host, and a process
# may have 1,024 of them open where nobody raised that.
MAX_IDLE = 100
# Seconds. Pages of one place follow each other at the gap between two requests to a host.
_IDLE_FOR = 15.0
# The longest header field that well-known servers accept themselves, and three times as many
# fields as the most talkative of them send.
_FIELD_BYTES = 16_384
_FIELDS = 128
# What framing may add to a body: chunk headers, TLS records, 1xx answers.
_FRAMING = 1_000_000


def open_session(
    limits: Limits,
    resolver: AbstractResolver,
    tls: ssl.SSLContext,
    *,
    handshake: aiohttp.ClientMiddlewareType | None = None,
) -> aiohttp.ClientSession:
    """Return a session that keeps no cookies, follows nothing, unpacks nothing, logs in nowhere.

    Args:
        limits: What a fetch may cost.
        resolver: Looks names up, and refuses what is not to be connected to.
        tls: Which certificates are trusted.
        handshake: Sees every answer, where they open streams: those are without end, so the
            bytes are not counted.
    """
    make_socket = partial(_make_socket, budget=2 * limits.max_bytes + _FRAMING)
    connector = _StreamConnector if handshake else _Connector
    return aiohttp.ClientSession(
        connector=connector(
            resolver=resolver,
            ssl=tls,
            limit=0,
            use_dns_cache=False,
            keepalive_timeout=_IDLE_FOR,
            socket_factory=None if handshake else make_socket,
        ),
        middlewares=(handshake,) if handshake else (),
        headers={
            "User-Agent": limits.user_agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": ACCEPTED,
        },
        timeout=aiohttp.ClientTimeout(
            total=None, sock_connect=limits.timeout, sock_read=limits.timeout
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
        max_line_size=_FIELD_BYTES,
        max_field_size=_FIELD_BYTES,
        max_headers=_FIELDS,
    )


def trusted() -> ssl.SSLContext:
    """Return what this machine trusts: its own store, or the file that SSL_CERT_FILE names.

    Where a machine has no store, as some Pythons on macOS, it is Mozilla's list that comes with
    httpx.
    """
    paths = ssl.get_default_verify_paths()
    context = ssl.create_default_context()
    if not (paths.cafile or paths.capath or context.cert_store_stats()["x509_ca"]):
        context = httpx.create_ssl_context(trust_env=False)
    context.set_alpn_protocols(["http/1.1"])
    return context


class _Connector(aiohttp.TCPConnector):
    """Keeps a bounded number of idle connections; aiohttp itself bounds their age alone."""

    def _release(self, key: Any, protocol: Any, *, should_close: bool = False) -> None:
        super()._release(key, protocol, should_close=should_close)
        while len(self._conns) > MAX_IDLE:
            for connection, _ in self._conns.pop(next(iter(self._conns))):
                connection.close()


class _StreamConnector(_Connector):
    """Lets go of a stream at once: over TLS it would wait for the other side's goodbye."""

    def _release(self, key: Any, protocol: Any, *, should_close: bool = False) -> None:
        transport = protocol.transport
        super()._release(key, protocol, should_close=should_close)
        if should_close and transport is not None:
            transport.abort()


class _MeteredSocket(socket.socket):
    """Breaks off when the answer to what was sent last is without end.

    It counts what no parser counts: interim answers, extensions of chunks, blank lines.
    """

    __slots__ = ("_budget", "_left")

    def meter(self, budget: int) -> None:
        """Allow so many bytes for each answer."""
        self._budget = self._left = budget

    def send(self, *given: Any) -> int:
        self._left = self._budget
        return super().send(*given)

    def recv(self, *given: Any) -> bytes:
        data = super().recv(*given)
        self._count(len(data))
        return data

    def recv_into(self, *given: Any) -> int:
        count = super().recv_into(*given)
        self._count(count)
        return count

    def _count(self, received: int) -> None:
        self._left -= received
        if self._left < 0:
            raise EndlessAnswerError(errno.EMSGSIZE, "the answer is without end")


def _make_socket(where: tuple[Any, ...], *, budget: int) -> socket.socket:
    """Make the socket for an entry of `getaddrinfo`."""
    made = _MeteredSocket(where[0], where[1], where[2])
    made.meter(budget)
    return made
