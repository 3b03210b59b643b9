"""The gate: every byte from outside comes through here, polite per host, redirects hop by hop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import lru_cache
from random import Random
from types import TracebackType
from typing import Self

import httpx

from mentions.asking import Body, Page, Request
from mentions.core.politeness import after_answer, gap_of, jittered
from mentions.errors import (
    BlockedError,
    FetchError,
    RateLimitError,
    RedirectError,
    RefusedAddressError,
)
from mentions.fetch.answers import judge
from mentions.fetch.circuit import check_open, record
from mentions.fetch.conditional import cursor_for, with_cursor
from mentions.fetch.counting import count
from mentions.fetch.exchange import Exchange, Sending
from mentions.fetch.files import read_page_file
from mentions.fetch.hosts import Host, Hosts, host_named
from mentions.fetch.limits import Limits
from mentions.fetch.pages import page_of, unchanged_page
from mentions.fetch.redirects import REDIRECTS, Trip, named_after
from mentions.fetch.robots import RobotsFiles, crawl_delay
from mentions.fetch.said import ERROR_BYTES
from mentions.fetch.slots import Slots
from mentions.fetch.stream import Stream, Streams
from mentions.fetch.wire import Wire
from mentions.looking import HostNote
from mentions.urls.hosts import host_of

_NOT_MODIFIED = 304
_ERROR = 400


# The same feeds are asked again and again.
_host_of = lru_cache(maxsize=4096)(host_of)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Gate:
    """Fetches for the whole run. Use as an async context manager.

    Args:
        limits: What a fetch may cost.
        notes: What earlier runs remembered of hosts.
        clock: Gives the time; aware, UTC.
        rng: Gives jitter.
        wire: What the requests go over; one of its own without it.
        streams: What opens streams; one of its own without it.
    """

    def __init__(
        self,
        limits: Limits,
        notes: Iterable[HostNote] = (),
        *,
        clock: Callable[[], datetime] = _utc_now,
        rng: Random | None = None,
        wire: Wire | None = None,
        streams: Streams | None = None,
    ) -> None:
        self.limits = limits
        self._clock = clock
        self._chance = (rng or Random()).random  # noqa: S311 - jitter, no secret
        self._wire = wire or Wire(limits)
        self._streams = streams or Streams(limits)
        self._hosts = Hosts(notes)
        self._slots = Slots(limits.concurrency)
        self._robots = RobotsFiles(self, clock=clock, chance=self._chance)
        self._gaps = {host_named(name): gap for name, gap in limits.gaps.items()}

    async def __aenter__(self) -> Self:
        await self._wire.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._streams.close()
        await self._wire.__aexit__(kind, error, trace)

    def notes(self) -> list[HostNote]:
        """Return what is to be remembered of hosts and changed since this was last called."""
        return self._hosts.changes()

    def has_failed(self, host: str) -> bool:
        """Whether a host did so the last time it was asked; False for one that is not known."""
        return self._hosts.has_failed(host)

    async def robots_allows(self, url: str) -> bool | None:
        """Whether a host's robots.txt lets us ask an address; None where that cannot be told."""
        with self._hosts.using(host_of(url)) as host:
            try:
                return await self._robots.allow(url, host)
            except FetchError:
                return None

    async def fetch(self, request: Request, *, own_file: bool = False) -> Page:
        """Answer a source's question.

        Args:
            request: What to ask; validators in its cursor make the request conditional.
            own_file: The owner's own config names this address, so it may be a file.

        Raises:
            FetchError: No usable answer; RateLimitError where the server asks for patience.
                Names the address first asked, and the hop if redirects had led elsewhere.
        """
        if request.url.startswith("file:"):
            return self._file(request, own_file=own_file)
        trip = Trip.of(request)
        try:
            return trip.secrets.page(await self._follow(trip))
        except FetchError as error:
            named = trip.secrets.error(named_after(error, trip.asked, trip.url))
            if named is error:
                raise
            raise named from (error if named.why == error.why else None)

    def _file(self, request: Request, *, own_file: bool) -> Page:
        if not own_file:
            why = "files are read only when config.toml names them"
            raise RefusedAddressError(request.url, why)
        page = read_page_file(request.url, max_bytes=self.limits.max_bytes)
        return with_cursor(page, {}, cursor_for(request.cursor, asked=request.url, accept=None))

    async def _follow(self, trip: Trip) -> Page:
        seen: set[str] = set()
        while trip.url not in seen:
            if len(seen) > self.limits.max_redirects:
                why = f"redirected more than {self.limits.max_redirects} times"
                raise RedirectError(trip.asked, f"{why}; correct the address")
            seen.add(trip.url)
            sending = Sending(
                method=trip.method,
                url=trip.url,
                headers=trip.headers(),
                body=trip.request.body,
                discovered=trip.request.discovered,
                secrets=trip.secrets,
            )
            async with self._exchange(sending) as exchange:
                if exchange.response.status_code not in REDIRECTS:
                    return await self._page(exchange, trip)
                trip.go_on(exchange.response)
        raise RedirectError(trip.asked, "redirects in a circle; it may want cookies, or is broken")

    async def _page(self, exchange: Exchange, trip: Trip) -> Page:
        response, now = exchange.response, self._clock()
        status, headers = response.status_code, response.headers
        if status == _NOT_MODIFIED:
            return unchanged_page(headers, trip, now)
        body = await self._read(response)
        verdict = judge(status, headers, trip.url, now=now, body=body)
        exchange.pause = verdict.pause
        if verdict.error:
            raise verdict.error
        return page_of(response, body, trip, now)

    async def _read(self, response: httpx.Response) -> bytes:
        """Return the body; of an error its beginning, as far as it can be had."""
        if response.status_code < _ERROR:
            return await self.body(response, self.limits.max_bytes)
        try:
            return await self.body(response, ERROR_BYTES, cut=True)
        except FetchError:
            return b""

    @asynccontextmanager
    async def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: Body | None = None,
        discovered: bool = False,
    ) -> AsyncIterator[httpx.Response]:
        """Send one request, wait for this host's turn first; the body is not read yet.

        Whatever the status, the answer is handed out; redirects are not followed.

        Args:
            method: "GET", "HEAD" or "POST".
            url: An absolute http(s) address.
            headers: Beside those of every request.
            body: What a POST brings.
            discovered: The program found this address itself, so the host's robots.txt decides.

        Raises:
            FetchError: The address is refused, or nothing usable comes back.
            BlockedError: robots.txt does not allow it.
            RateLimitError: The host is not to be asked now.
        """
        sending = Sending(
            method=method, url=url, headers=headers or {}, body=body, discovered=discovered
        )
        async with self._exchange(sending) as exchange:
            yield exchange.response

    @asynccontextmanager
    async def _exchange(self, sending: Sending) -> AsyncIterator[Exchange]:
        url = sending.url
        with self._hosts.using(_host_of(url)) as host:
            check_open(host, url, self._clock())
            if sending.discovered and not await self._robots.allow(url, host):
                raise BlockedError(url, "its robots.txt asks us to stay away")
            async with host.turn:
                # It may have been closed while we waited.
                check_open(host, url, self._clock())
                await self._wait_for_gap(host)
                slot = self._slots.of(failed=host.has_failed)
                async with slot, self._talk(host, sending) as exchange:
                    yield exchange

    @asynccontextmanager
    async def listen(self, url: str, *, idle: float) -> AsyncIterator[Stream]:
        """Open a stream when it is this host's turn; open, it holds neither turn nor slot.

        Only that a host asks for patience is remembered of it: whoever listens comes back by a
        backoff of its own.

        Args:
            url: A wss:// address.
            idle: Seconds after which a stream that brings no message is taken for dead.

        Raises:
            FetchError: The address is refused, or no stream is opened there.
            RateLimitError: The host is not to be asked now.
        """
        with self._hosts.using(_host_of(f"https://{url.partition('://')[2]}")) as host:
            async with host.turn:
                check_open(host, url, self._clock())
                await self._wait_for_gap(host)
                count()
                try:
                    stream = await self._streams.open(url, idle=idle)
                except RateLimitError as error:
                    self._record(host, error, None)
                    raise
                finally:
                    gap = jittered(self._gap(host), self._chance())
                    host.free_at = asyncio.get_running_loop().time() + gap
                host.remember(after_answer(host.note))
        try:
            yield stream
        finally:
            await stream.close()

    async def _wait_for_gap(self, host: Host) -> None:
        rest = host.free_at - asyncio.get_running_loop().time()
        if rest > 0:
            await asyncio.sleep(rest)

    @asynccontextmanager
    async def _talk(self, host: Host, sending: Sending) -> AsyncIterator[Exchange]:
        """Send the request, and remember of the host how it went."""
        exchange: Exchange | None = None
        method, url, headers = sending.method, sending.url, sending.headers
        try:
            async with self._wire.send(method, url, headers=headers, body=sending.body) as response:
                exchange = Exchange(response)
                yield exchange
            self._record(host, self._unread(response, url), exchange)
        except FetchError as error:
            self._record(host, sending.secrets.error(error), exchange)
            raise
        finally:
            gap = jittered(self._gap(host), self._chance())
            rest = max(gap, exchange.short_pause if exchange else 0.0)
            host.free_at = asyncio.get_running_loop().time() + rest

    def _unread(self, response: httpx.Response, url: str) -> FetchError | None:
        """Return what an answer means whose body nobody looked at."""
        if response.status_code < _ERROR:
            return None
        return judge(response.status_code, response.headers, url, now=self._clock()).error

    def _record(self, host: Host, error: FetchError | None, exchange: Exchange | None) -> None:
        waits = exchange is not None and exchange.pause and not exchange.short_pause
        if error is None and host.is_sound and not waits:
            return
        record(
            host,
            error,
            status=exchange.response.status_code if exchange else None,
            pause=exchange.pause if exchange and waits else None,
            now=self._clock(),
            chance=self._chance() if error else 0.0,
        )

    def _gap(self, host: Host) -> float:
        if host.gap is None:
            least = self._gaps.get(host.note.host, self.limits.min_gap)
            host.gap = gap_of(least, crawl_delay(host))
        return host.gap

    async def body(self, response: httpx.Response, max_bytes: int, *, cut: bool = False) -> bytes:
        """Return the unpacked body; see `Wire.body`."""
        return await self._wire.body(response, max_bytes, cut=cut)
