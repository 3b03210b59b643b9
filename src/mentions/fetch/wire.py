"""The wire: one client for the whole run; one request, one answer, bounded in every direction.

No turn is waited for and no redirect followed here: that is the gate's part.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from mentions.errors import (
    ConnectionFailedError,
    DamagedAnswerError,
    FetchError,
    RefusedAddressError,
    TooLargeError,
    TooSlowError,
)
from mentions.fetch.decode import ACCEPTED, DecodeError, decoder_for
from mentions.fetch.files import too_large
from mentions.fetch.guard import REFUSED, GuardedResolver, PrivateAddressError, check_literal
from mentions.fetch.limits import Limits
from mentions.urls.join import absolute_url

_ACCEPT = (
    "text/html,application/xhtml+xml,application/atom+xml,application/rss+xml,"
    "application/feed+json,application/json;q=0.9,application/xml;q=0.9,*/*;q=0.5"
)


class Wire:
    """Sends one request at a time to a checked address. Use as an async context manager.

    Args:
        limits: What a fetch may cost.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._client: httpx.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        timeout = httpx.Timeout(self._limits.timeout, pool=None)
        headers = {
            "User-Agent": self._limits.user_agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": ACCEPTED,
        }
        self._client = httpx.AsyncClient(
            transport=AiohttpTransport(client=self._session),
            headers=headers,
            timeout=timeout,
            trust_env=False,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._client:
            await self._client.aclose()

    def _session(self) -> aiohttp.ClientSession:
        resolver = GuardedResolver(self._limits.allow_hosts)
        connector = aiohttp.TCPConnector(resolver=resolver, limit=0, use_dns_cache=False)
        return aiohttp.ClientSession(
            connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
        )

    @asynccontextmanager
    async def send(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None
    ) -> AsyncIterator[httpx.Response]:
        """Send one request; the body is not read yet.

        Args:
            method: "GET" or "HEAD".
            url: An absolute http(s) address.
            headers: Beside those of every request.

        Raises:
            FetchError: The address is refused, or nothing usable comes back.
        """
        address = absolute_url(url, url)
        if address is None or self._client is None:
            raise RefusedAddressError(url, "not an http(s) address; correct it")
        check_literal(address, self._limits.allow_hosts)
        if self._limits.offline:
            raise FetchError(url, "not asked: offline is set under [fetch] in config.toml")
        try:
            async with (
                asyncio.timeout(3 * self._limits.timeout),
                self._client.stream(method, address, headers=dict(headers or {})) as response,
            ):
                yield response
        except TimeoutError:
            raise _too_slow(url, self._limits.timeout) from None
        except (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError) as error:
            raise _reason(error, url, self._limits.timeout) from error

    @staticmethod
    async def body(response: httpx.Response, max_bytes: int, *, cut: bool = False) -> bytes:
        """Return the unpacked body.

        Args:
            response: As `send` gave it.
            max_bytes: The limit.
            cut: Return the beginning of a longer body instead of refusing it.

        Raises:
            FetchError: Longer than `max_bytes`, or damaged.
        """
        url = str(response.request.url)
        out = bytearray()
        try:
            decoder = decoder_for(response.headers.get("content-encoding", ""))
            async for chunk in response.aiter_raw():
                out += decoder.feed(chunk, max_bytes + 1 - len(out))
                if len(out) > max_bytes:
                    break
        except DecodeError as error:
            raise DamagedAnswerError(url, f"damaged answer ({error})") from error
        if len(out) > max_bytes and not cut:
            raise TooLargeError(url, too_large(max_bytes))
        return bytes(out[:max_bytes])


def _too_slow(url: str, timeout: float) -> TooSlowError:
    return TooSlowError(url, f"no answer within {timeout:g} s")


def _reason(error: BaseException, url: str, timeout: float) -> FetchError:
    """Say why a connection failed, from the cause that knows it best."""
    causes = [error]
    while (cause := causes[-1].__cause__) is not None and cause not in causes:
        causes.append(cause)
    if any(isinstance(getattr(one, "os_error", one), PrivateAddressError) for one in causes):
        return RefusedAddressError(url, REFUSED)
    if isinstance(error, httpx.TimeoutException) and isinstance(causes[-1], TimeoutError):
        return _too_slow(url, timeout)
    text = " ".join(str(causes[-1]).split()) or type(causes[-1]).__name__
    why = f"cannot be reached ({text[:300]}); check the address and the network"
    return ConnectionFailedError(url, why)
