"""The gate: one client for the whole run, polite per host, bounded in every direction."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from mentions.asking import Page, Request
from mentions.errors import FetchError
from mentions.fetch.answers import complaint
from mentions.fetch.conditional import condition_headers, with_cursor
from mentions.fetch.decode import ACCEPTED, DecodeError, decoder_for
from mentions.fetch.files import read_page_file, too_large
from mentions.fetch.guard import REFUSED, GuardedResolver, PrivateAddressError, check_literal
from mentions.urls.hosts import host_of
from mentions.urls.join import absolute_url

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED = 304
_ACCEPT = (
    "text/html,application/xhtml+xml,application/atom+xml,application/rss+xml,"
    "application/feed+json,application/json;q=0.9,application/xml;q=0.9,*/*;q=0.5"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What a fetch may cost.

    Attributes:
        user_agent: Sent with every request: who we are and where to complain.
        timeout: Seconds for connecting and for each read; a whole request may take three times
            that.
        max_bytes: Of a body, after decompression.
        max_redirects: Hops to follow.
        concurrency: Requests under way at once; one for each host.
        min_gap: Seconds between two requests to one host.
        allow_hosts: Hosts whose private addresses the owner allows.
        offline: No request leaves the machine.
    """

    user_agent: str
    timeout: float = 20.0
    max_bytes: int = 5_000_000
    max_redirects: int = 10
    concurrency: int = 8
    min_gap: float = 1.0
    allow_hosts: frozenset[str] = frozenset()
    offline: bool = False


@dataclass(slots=True)
class _Turn:
    """One host's place in the queue."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0


class Gate:
    """Every byte from outside comes through here. Use as an async context manager.

    Args:
        limits: What a fetch may cost.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._turns: dict[str, _Turn] = {}
        self._slots = asyncio.Semaphore(limits.concurrency)
        self._client: httpx.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        timeout = httpx.Timeout(self.limits.timeout, pool=None)
        headers = {
            "User-Agent": self.limits.user_agent,
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
        resolver = GuardedResolver(self.limits.allow_hosts)
        connector = aiohttp.TCPConnector(resolver=resolver, limit=0, use_dns_cache=False)
        return aiohttp.ClientSession(
            connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
        )

    async def fetch(self, request: Request, *, own_file: bool = False) -> Page:
        """Answer a source's question.

        Args:
            request: What to ask; validators in its cursor make the request conditional.
            own_file: The owner's own config names this address, so it may be a file.

        Raises:
            FetchError: No usable answer; RateLimitError where the server asks for patience.
        """
        if request.url.startswith("file:"):
            if not own_file:
                raise FetchError(request.url, "files are read only when config.toml names them")
            page = read_page_file(request.url, max_bytes=self.limits.max_bytes)
            return with_cursor(page, {}, request.cursor)
        asked = str(httpx.URL(request.url, params=request.params or None))
        url = asked
        for _ in range(self.limits.max_redirects + 1):
            async with self.ask("GET", url, headers=condition_headers(request.cursor)) as response:
                if response.status_code not in _REDIRECTS:
                    return await self._page(response, request, asked)
                url = next_hop(response, url)
        raise FetchError(asked, f"redirected more than {self.limits.max_redirects} times")

    async def _page(self, response: httpx.Response, request: Request, asked: str) -> Page:
        url = str(response.request.url)
        refusal = complaint(response.status_code, response.headers, url)
        if refusal:
            raise refusal
        unchanged = response.status_code == _NOT_MODIFIED
        page = Page(
            url=url,
            body=b"" if unchanged else await self.body(response, self.limits.max_bytes),
            content_type=response.headers.get("content-type"),
            status=response.status_code,
            unchanged=unchanged,
            asked=asked,
        )
        return with_cursor(page, response.headers, request.cursor)

    @asynccontextmanager
    async def ask(
        self, method: str, url: str, *, headers: dict[str, str] | None = None
    ) -> AsyncIterator[httpx.Response]:
        """Send one request, wait for this host's turn first; the body is not read yet.

        Raises:
            FetchError: The address is refused, or nothing usable comes back.
        """
        address = absolute_url(url, url)
        if address is None or self._client is None:
            raise FetchError(url, "not an http(s) address; correct it")
        check_literal(address, self.limits.allow_hosts)
        if self.limits.offline:
            raise FetchError(url, "not asked: offline is set under [fetch] in config.toml")
        turn = self._turns.setdefault(host_of(address), _Turn())
        async with turn.lock, self._slots:
            await asyncio.sleep(max(0.0, turn.free_at - asyncio.get_running_loop().time()))
            try:
                async with (
                    asyncio.timeout(3 * self.limits.timeout),
                    self._client.stream(method, address, headers=headers) as response,
                ):
                    yield response
            except TimeoutError:
                raise FetchError(url, f"no answer within {self.limits.timeout:g} s") from None
            except (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError) as error:
                raise FetchError(url, _reason(error, self.limits.timeout)) from error
            finally:
                turn.free_at = asyncio.get_running_loop().time() + self.limits.min_gap

    async def body(self, response: httpx.Response, max_bytes: int, *, cut: bool = False) -> bytes:
        """Return the unpacked body.

        Args:
            response: As `ask` gave it.
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
            raise FetchError(url, f"damaged answer ({error})") from error
        if len(out) > max_bytes and not cut:
            raise FetchError(url, too_large(max_bytes))
        return bytes(out[:max_bytes])


def next_hop(response: httpx.Response, url: str) -> str:
    """Return where a redirect leads.

    Raises:
        FetchError: Nowhere, or to something that is not http(s).
    """
    location = response.headers.get("location", "")
    target = absolute_url(location, url) if location else None
    if target is None:
        shown = location[:200] or "nowhere"
        raise FetchError(url, f"redirects to {shown!r}, which is not followed")
    return target


def _reason(error: BaseException, timeout: float) -> str:
    """Say why a connection failed, from the cause that knows it best."""
    causes = [error]
    while (cause := causes[-1].__cause__) is not None and cause not in causes:
        causes.append(cause)
    if any(isinstance(getattr(one, "os_error", one), PrivateAddressError) for one in causes):
        return REFUSED
    if isinstance(error, httpx.TimeoutException) and isinstance(causes[-1], TimeoutError):
        return f"no answer within {timeout:g} s"
    text = " ".join(str(causes[-1]).split()) or type(causes[-1]).__name__
    return f"cannot be reached ({text[:300]}); check the address and the network"
