"""The wire: one client for the whole run; one request, one answer, bounded in every direction.

No turn is waited for and no redirect followed here: that is the gate's part. httpx's words for
requests and answers, aiohttp's connections: httpx's own pool is made for one host, not for
thousands (see benchmarks/README.md).
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self, cast

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver
from yarl import URL

from mentions.asking import Body
from mentions.errors import (
    DamagedAnswerError,
    FetchError,
    TooLargeError,
    TooSlowError,
)
from mentions.fetch.counting import count
from mentions.fetch.decode import DecodeError, DecodeOverflowError, decoder_for
from mentions.fetch.failures import BROKEN, failure
from mentions.fetch.files import too_large
from mentions.fetch.guard import check_target
from mentions.fetch.limits import Limits
from mentions.fetch.proxy import Proxies, tunnel_headers
from mentions.fetch.resolver import GuardedResolver, PrivateAddressError, SystemResolver
from mentions.fetch.session import open_session, trusted
from mentions.fetch.target import Target, plain_host, shown, target_of

# A whole request may take so many times the time allowed for connecting and for each read.
_TOTAL = 3
# What packing and framing may add to a body that cannot be made smaller.
_SLACK = 65_536
# Seconds. A name that takes longer is looked up by the proxy alone.
_LOOK_UP = 2.0
_PROXY_LOGIN = 407
_FIRST_FINAL = 200


class Wire:
    """Sends one request at a time to a checked address. Use as an async context manager.

    Every address is checked, and the connection made to what was checked. Through a proxy that
    cannot be promised: literals, and names that lead to a private address when looked up here,
    are refused; but the proxy looks a name up again and may come to another address. A proxy must
    itself keep strangers' names out of the network it stands in.

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

    async def __aenter__(self) -> Self:
        tls = self._tls or trusted()
        self._names = self._names or SystemResolver()
        self._guard = GuardedResolver(self._allowed, self._names)
        self._direct = open_session(self._limits, self._guard, tls)
        # The owner named the proxy, so it may stand in the owner's own network: its name alone
        # is looked up without the guard, and no other is in this session.
        self._proxied = open_session(self._limits, self._names, tls) if self._proxies else None
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._direct.close()
        if self._proxied:
            await self._proxied.close()
        await self._guard.close()

    @asynccontextmanager
    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: Body | None = None,
    ) -> AsyncIterator[httpx.Response]:
        """Send one request; the body is not read yet.

        Cookies that come are forgotten; a name and password in the address are not sent.

        Args:
            method: "GET", "HEAD" or "POST".
            url: An absolute http(s) address.
            headers: Beside those of every request.
            body: What a POST brings.

        Raises:
            FetchError: The address is refused, or nothing usable comes back.
        """
        target = target_of(url)
        check_target(target, self._allowed)
        if self._limits.offline:
            raise FetchError(shown(url), "not asked: offline is set under [fetch] in config.toml")
        count()
        clock = asyncio.timeout(_TOTAL * self._limits.timeout)
        try:
            async with clock:
                answer = await self._ask(method, target, headers or {}, body)
                try:
                    yield _Answer(method, answer, _Stream(answer, target, self._limits.timeout))
                finally:
                    answer.release()
        except TimeoutError:
            if not clock.expired():
                raise
            seconds = _TOTAL * self._limits.timeout
            why = f"the answer is not complete after {seconds:g} s; will be tried again"
            raise TooSlowError(target.url, why) from None

    async def _ask(
        self, method: str, target: Target, headers: Mapping[str, str], body: Body | None
    ) -> aiohttp.ClientResponse:
        """Return the answer, of which the headers are read."""
        if body:
            headers = {**headers, "Content-Type": body.content_type}
        data = body.content if body else None
        proxy = self._proxies.of(target) if self._proxies else None
        try:
            if proxy is None or self._proxied is None:
                answer = await self._direct.request(
                    method,
                    URL(target.url, encoded=True),
                    headers=headers,
                    data=data,
                    allow_redirects=False,
                )
            else:
                await self._check_behind_proxy(target)
                alone, along = tunnel_headers(proxy, target)
                answer = await self._proxied.request(
                    method,
                    URL(target.url, encoded=True),
                    headers={**headers, **along},
                    data=data,
                    allow_redirects=False,
                    proxy=proxy.url,
                    proxy_headers=alone,
                )
                _check_proxy(answer)
        except BROKEN as error:
            name = proxy.url if proxy else None
            raise failure(error, target, self._limits.timeout, name) from error
        if answer.status < _FIRST_FINAL:
            answer.close()
            why = f"answers {answer.status}, which was not asked for; check the address"
            raise DamagedAnswerError(target.url, why)
        return answer

    async def _check_behind_proxy(self, target: Target) -> None:
        """Refuse a name that leads to a private address, as far as names are known here."""
        try:
            async with asyncio.timeout(_LOOK_UP):
                await self._guard.check(target.host, target.port)
        except PrivateAddressError:
            raise
        except OSError:  # TimeoutError is one; many networks with a proxy know no names outside
            pass

    @staticmethod
    async def body(response: httpx.Response, max_bytes: int, *, cut: bool = False) -> bytes:
        """Return the unpacked body.

        Args:
            response: As `send` gave it.
            max_bytes: The limit, before and after unpacking.
            cut: Return the beginning of a longer body instead of refusing it.

        Raises:
            FetchError: Longer than `max_bytes`, or damaged, or it does not come.
        """
        stream = cast("_Stream", response.stream)
        url = stream.target.url
        try:
            packing = response.headers.get("content-encoding", "")
            out = await _unpacked(stream, packing, max_bytes)
        except DecodeOverflowError as error:
            raise TooLargeError(url, too_large(max_bytes)) from error
        except DecodeError as error:
            raise DamagedAnswerError(url, f"damaged answer: {error}") from error
        if len(out) > max_bytes and not cut:
            raise TooLargeError(url, too_large(max_bytes))
        del out[max_bytes:]
        return bytes(out)


def _check_proxy(answer: aiohttp.ClientResponse) -> None:
    """Tell the proxy's own refusal from one of the host behind it."""
    if answer.status == _PROXY_LOGIN:
        answer.close()
        raise aiohttp.ClientHttpProxyError(answer.request_info, (), status=_PROXY_LOGIN)


async def _unpacked(stream: httpx.AsyncByteStream, packing: str, max_bytes: int) -> bytearray:
    """Return the body, or a little more of it than `max_bytes`."""
    out = bytearray()
    room = max_bytes + _SLACK
    decoder = decoder_for(packing, room)
    async for chunk in stream:
        room -= len(chunk)
        for piece in decoder.feed(chunk):
            out += piece
            if len(out) > max_bytes:
                return out
        if room < 0:
            raise DecodeOverflowError("more bytes than it may unpack to")
    decoder.finish()
    return out


class _Answer(httpx.Response):
    """An answer that makes its request when somebody asks for it.

    That takes the address apart once more: a tenth of what a whole request costs.
    """

    def __init__(self, method: str, answer: aiohttp.ClientResponse, stream: _Stream) -> None:
        super().__init__(answer.status, headers=answer.raw_headers, stream=stream)
        self._method = method
        self._url = stream.target.url

    @property
    def request(self) -> httpx.Request:
        if self._request is None:
            self._request = httpx.Request(self._method, self._url)
        return self._request

    @request.setter
    def request(self, value: httpx.Request) -> None:
        self._request = value


class _Stream(httpx.AsyncByteStream):
    """The body as it comes in, packed as it is."""

    def __init__(self, answer: aiohttp.ClientResponse, target: Target, timeout: float) -> None:
        self._answer = answer
        self.target = target
        self._timeout = timeout

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        try:
            chunk = await self._answer.content.readany()
        except BROKEN as error:
            raise failure(error, self.target, self._timeout) from error
        if not chunk:
            raise StopAsyncIteration
        return chunk

    async def aclose(self) -> None:
        """Give the connection back; what was not read is not waited for."""
        self._answer.release()
