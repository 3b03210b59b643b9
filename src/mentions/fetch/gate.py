"""The gate: every byte from outside comes through here, polite per host, redirects hop by hop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import httpx

from mentions.asking import Page, Request
from mentions.errors import RedirectError, RefusedAddressError
from mentions.fetch.answers import complaint
from mentions.fetch.conditional import condition_headers, with_cursor
from mentions.fetch.files import read_page_file
from mentions.fetch.limits import Limits
from mentions.fetch.wire import Wire
from mentions.urls.hosts import host_of
from mentions.urls.join import absolute_url

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED = 304


@dataclass(slots=True)
class _Turn:
    """One host's place in the queue."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0


class Gate:
    """Fetches for the whole run. Use as an async context manager.

    Args:
        limits: What a fetch may cost.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._wire = Wire(limits)
        self._turns: dict[str, _Turn] = {}
        self._slots = asyncio.Semaphore(limits.concurrency)

    async def __aenter__(self) -> Self:
        await self._wire.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._wire.__aexit__(kind, error, trace)

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
                why = "files are read only when config.toml names them"
                raise RefusedAddressError(request.url, why)
            page = read_page_file(request.url, max_bytes=self.limits.max_bytes)
            return with_cursor(page, {}, request.cursor)
        asked = str(httpx.URL(request.url, params=request.params or None))
        url = asked
        for _ in range(self.limits.max_redirects + 1):
            async with self.ask("GET", url, headers=condition_headers(request.cursor)) as response:
                if response.status_code not in REDIRECTS:
                    return await self._page(response, request, asked)
                url = next_hop(response, url)
        raise RedirectError(asked, f"redirected more than {self.limits.max_redirects} times")

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
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None
    ) -> AsyncIterator[httpx.Response]:
        """Send one request, wait for this host's turn first; the body is not read yet.

        Raises:
            FetchError: The address is refused, or nothing usable comes back.
        """
        turn = self._turns.setdefault(host_of(url), _Turn())
        async with turn.lock, self._slots:
            await asyncio.sleep(max(0.0, turn.free_at - asyncio.get_running_loop().time()))
            try:
                async with self._wire.send(method, url, headers=headers) as response:
                    yield response
            finally:
                turn.free_at = asyncio.get_running_loop().time() + self.limits.min_gap

    async def body(self, response: httpx.Response, max_bytes: int, *, cut: bool = False) -> bytes:
        """Return the unpacked body; see `Wire.body`."""
        return await self._wire.body(response, max_bytes, cut=cut)


def next_hop(response: httpx.Response, url: str) -> str:
    """Return where a redirect leads.

    Raises:
        RedirectError: Nowhere, or to something that is not http(s).
    """
    location = response.headers.get("location", "")
    target = absolute_url(location, url) if location else None
    if target is None:
        shown = location[:200] or "nowhere"
        raise RedirectError(url, f"redirects to {shown!r}, which is not followed")
    return target
