"""Streams: WebSockets (RFC 6455) through the same guard as every request.

One connection to a checked address stays open and brings messages. Nothing is sent but the
handshake, answers to pings and the end.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from mentions.errors import (
    ConnectionFailedError,
    DamagedAnswerError,
    FetchError,
    RefusedAddressError,
    TooLargeError,
    TooSlowError,
)
from mentions.fetch.answers import judge
from mentions.fetch.failures import BROKEN, failure
from mentions.fetch.guard import check_target
from mentions.fetch.limits import Limits
from mentions.fetch.proxy import Proxies, tunnel_headers
from mentions.fetch.resolver import GuardedResolver, PrivateAddressError, SystemResolver
from mentions.fetch.said import ERROR_BYTES
from mentions.fetch.session import open_session, trusted
from mentions.fetch.target import Target, plain_host, shown, target_of
from mentions.listening import MOST_BYTES

# The handshake may take so many times the time allowed for connecting.
_HANDSHAKE = 2
# Seconds. Whoever was told that we go need not confirm it.
_GOODBYE = 0.5
# Seconds. A name that takes longer is looked up by the proxy alone.
_LOOK_UP = 2.0
_SWITCHED = 101
_SCHEMES = {"wss": "https", "ws": "http"}


class Streams:
    """Opens streams. What it takes is made when the first is opened; `close` ends it.

    Args:
        limits: What a fetch may cost.
        tls: Which certificates are trusted; the machine's own store without it.
        resolver: Looks names up; the operating system without it.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        tls: ssl.SSLContext | None = None,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._limits = limits
        self._tls = tls
        self._names = resolver
        self._allowed = frozenset(map(plain_host, limits.allow_hosts))
        self._proxies = Proxies(limits.proxy)
        self._guard: GuardedResolver | None = None
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def close(self) -> None:
        """Close the connections, and what looks names up."""
        for session in self._sessions.values():
            await session.close()
        if self._guard:
            await self._guard.close()

    async def open(self, url: str, *, idle: float) -> Stream:
        """Open a stream.

        Args:
            url: A wss:// address; ws:// only to hosts that `allow_hosts` lists.
            idle: Seconds after which one that brings no message is taken for dead.

        Raises:
            FetchError: The address is refused, or no stream is opened there; RateLimitError where
                the server asks for patience.
        """
        target = self._target(url)
        if self._limits.offline:
            raise FetchError(shown(url), "not asked: offline is set under [fetch] in config.toml")
        proxy = self._proxies.of(target) if self._proxies else None
        try:
            async with asyncio.timeout(_HANDSHAKE * self._limits.timeout):
                if proxy:
                    await self._check_behind_proxy(target)
                alone, along = tunnel_headers(proxy, target) if proxy else (None, None)
                socket = await self._session(proxied=proxy is not None).ws_connect(
                    URL(target.url, encoded=True),
                    headers=along,
                    proxy=proxy.url if proxy else None,
                    proxy_headers=alone,
                    timeout=aiohttp.ClientWSTimeout(ws_close=_GOODBYE),
                    max_msg_size=MOST_BYTES,
                    decode_text=False,
                )
        except _RefusedError as refusal:
            raise refusal.meaning(target.url) from None
        except aiohttp.WSServerHandshakeError as error:
            why = f"answers, but not as a WebSocket ({error.message}); check the address"
            raise DamagedAnswerError(target.url, why) from error
        except BROKEN as error:
            name = proxy.url if proxy else None
            raise failure(error, target, self._limits.timeout, name) from error
        return Stream(socket, target, idle=idle)

    def _target(self, url: str) -> Target:
        scheme, _, rest = url.partition("://")
        if scheme not in _SCHEMES:
            raise RefusedAddressError(shown(url), "not a wss:// address; correct it")
        target = target_of(f"{_SCHEMES[scheme]}://{rest}")
        check_target(target, self._allowed)
        if scheme == "ws" and target.host not in self._allowed:
            why = "a stream without encryption; use https:// in the address of the watch"
            raise RefusedAddressError(shown(url), why)
        return target

    def _session(self, *, proxied: bool) -> aiohttp.ClientSession:
        """Return the session for direct connections, or for those through the owner's proxy."""
        self._tls = self._tls or trusted()
        self._names = self._names or SystemResolver()
        self._guard = self._guard or GuardedResolver(self._allowed, self._names)
        if proxied not in self._sessions:
            resolver = self._names if proxied else self._guard
            session = open_session(self._limits, resolver, self._tls, handshake=_only_streams)
            self._sessions[proxied] = session
        return self._sessions[proxied]

    async def _check_behind_proxy(self, target: Target) -> None:
        """Refuse a name that leads to a private address, as far as names are known here."""
        self._names = self._names or SystemResolver()
        self._guard = self._guard or GuardedResolver(self._allowed, self._names)
        try:
            async with asyncio.timeout(_LOOK_UP):
                await self._guard.check(target.host, target.port)
        except PrivateAddressError:
            raise
        except OSError:  # TimeoutError is one; many networks with a proxy know no names outside
            pass


class Stream:
    """An open stream.

    Args:
        socket: After the handshake.
        target: Where it leads.
        idle: Seconds in which a message must come.
    """

    def __init__(
        self,
        socket: aiohttp.ClientWebSocketResponse[Literal[False]],
        target: Target,
        *,
        idle: float,
    ) -> None:
        self._socket = socket
        self._url = target.url
        self._idle = idle

    async def receive(self) -> bytes:
        """Return the next message, text or not.

        Raises:
            TooSlowError: None came for too long.
            TooLargeError: It is larger than any may be.
            DamagedAnswerError: What comes is no WebSocket any more.
            ConnectionFailedError: The stream has ended.
        """
        try:
            async with asyncio.timeout(self._idle):
                message = await self._socket.receive()
        except TimeoutError:
            why = f"told nothing for {self._idle:g} s; will be tried again"
            raise TooSlowError(self._url, why) from None
        if message.type in {aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY}:
            data: bytes = message.data
            return data
        raise self._end(message.data)

    def _end(self, data: object) -> FetchError:
        """Return why no more messages come."""
        if isinstance(data, aiohttp.WebSocketError):
            if data.code == aiohttp.WSCloseCode.MESSAGE_TOO_BIG:
                return TooLargeError(self._url, f"sends messages larger than {MOST_BYTES:,} bytes")
            why = f"sends what is no WebSocket (code {data.code}); will be tried again"
            return DamagedAnswerError(self._url, why)
        code = self._socket.close_code
        told = f" (code {code})" if code and code != aiohttp.WSCloseCode.ABNORMAL_CLOSURE else ""
        return ConnectionFailedError(self._url, f"ended the stream{told}")

    async def close(self) -> None:
        """Say that we go, and go."""
        await self._socket.close()


class _RefusedError(Exception):
    """An answer to the handshake that opens no stream."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        super().__init__(status)
        self._status = status
        self._headers = headers
        self._body = body

    def meaning(self, url: str) -> FetchError:
        now = datetime.now(UTC)
        verdict = judge(self._status, self._headers, url, now=now, body=self._body)
        why = f"opens no stream (status {self._status}); check the address"
        return verdict.error or DamagedAnswerError(url, why)


async def _only_streams(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Let nothing but a stream pass: aiohttp would follow a redirect to wherever it leads."""
    answer = await handler(request)
    if answer.status == _SWITCHED:
        return answer
    try:
        body = await answer.content.read(ERROR_BYTES)
    except BROKEN:
        body = b""
    finally:
        answer.close()
    headers = {name.lower(): value for name, value in answer.headers.items()}
    raise _RefusedError(answer.status, headers, body)
