"""robots.txt: asked once a day for each host whose addresses we chose ourselves (RFC 9309)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

import httpx
from protego import Protego

from mentions.core.politeness import (
    PRODUCT,
    ROBOTS_LAST,
    Robots,
    backoff,
    own_rules,
    robots_meaning,
)
from mentions.errors import (
    ConnectionFailedError,
    DamagedAnswerError,
    FetchError,
    RateLimitError,
    RedirectError,
    RefusedAddressError,
    TooSlowError,
)
from mentions.fetch.hosts import Host
from mentions.fetch.redirects import REDIRECTS, next_hop
from mentions.urls.join import absolute_url

# RFC 9309, 2.3.1.2 and 2.5: five redirects are followed, 500 KiB are read.
_MAX_REDIRECTS = 5
_MAX_BYTES = 524_288
# Longer files are parsed outside the event loop.
_LONG = 32_768
_UNREACHABLE = (ConnectionFailedError, TooSlowError, DamagedAnswerError)


class Asker(Protocol):
    """The part of the gate that is needed here."""

    def ask(self, method: str, url: str) -> AbstractAsyncContextManager[httpx.Response]:
        """Send one request."""
        ...

    async def body(self, response: httpx.Response, max_bytes: int, *, cut: bool = False) -> bytes:
        """Read the body of an answer."""
        ...


class RobotsFiles:
    """Decides by robots.txt; what was read is kept in the host's note.

    Args:
        asker: The gate: a robots.txt takes its host's turn like everything else.
        clock: Gives the time; aware, UTC.
        chance: Gives a random number, 0 to 1.
    """

    def __init__(
        self, asker: Asker, *, clock: Callable[[], datetime], chance: Callable[[], float]
    ) -> None:
        self._asker = asker
        self._clock = clock
        self._chance = chance

    async def allow(self, url: str, host: Host) -> bool:
        """Whether an address may be asked.

        Raises:
            FetchError: The address is one we do not go to.
            RateLimitError: Its robots.txt cannot be had now, so the address has to wait.
        """
        if host.rules is None or not self._is_fresh(host):
            async with host.reading:
                await self._read(url, host)
        return host.rules is None or host.rules.can_fetch(absolute_url(url, url) or url, PRODUCT)

    def _is_fresh(self, host: Host) -> bool:
        note = host.note
        asked = note.robots_at if note.robots is not None else None
        return asked is not None and self._clock() - asked < ROBOTS_LAST

    async def _read(self, url: str, host: Host) -> None:
        """Make sure that a host's rules are there and fresh."""
        if not self._is_fresh(host):
            await self._ask(url, host)
        if host.rules is None:
            await learn_rules(host)

    async def _ask(self, url: str, host: Host) -> None:
        now = self._clock()
        if host.robots_again_at is not None and now < host.robots_again_at:
            raise _wait(url, "could not be had the last time", host.robots_again_at - now)
        try:
            text = await self._text(absolute_url("/robots.txt", url) or url)
        except RateLimitError as error:
            raise _wait(url, error.why, self._later(host, error.retry_after)) from error
        except _UNREACHABLE as error:
            raise _wait(url, error.why, self._later(host, None)) from error
        if text is None:
            raise _wait(url, "answers with an error of the server", self._later(host, None))
        host.robots_failures, host.robots_again_at = 0, None
        host.rules = host.gap = None
        host.remember(replace(host.note, robots=text, robots_at=self._clock()))

    def _later(self, host: Host, wait: timedelta | None) -> timedelta:
        """Put off the next try."""
        wait = wait or backoff(host.robots_failures, self._chance())
        host.robots_failures += 1
        host.robots_again_at = self._clock() + wait
        return wait

    async def _text(self, url: str) -> str | None:
        """Return the text, "" where everything is allowed, None where that cannot be told."""
        here = url
        for _ in range(_MAX_REDIRECTS + 1):
            try:
                async with self._asker.ask("GET", here) as response:
                    status = response.status_code
                    if status not in REDIRECTS:
                        return await self._read_text(response)
                    here = next_hop(response, here)
            except RedirectError:
                return ""
            except RefusedAddressError:
                # Lost on the way is as good as not there; the first address itself has to be sound.
                if here == url:
                    raise
                return ""
        return ""

    async def _read_text(self, response: httpx.Response) -> str | None:
        meaning = robots_meaning(response.status_code)
        if meaning is not Robots.RULES:
            return "" if meaning is Robots.FREE else None
        body = await self._asker.body(response, _MAX_BYTES, cut=True)
        # No database keeps a NUL in a text.
        return body.decode("utf-8-sig", "replace").replace("\x00", "")


async def learn_rules(host: Host) -> None:
    """Parse what the note holds, outside the event loop where that takes long."""
    text = host.note.robots or ""
    if len(text) > _LONG:
        host.rules = await asyncio.to_thread(rules_in, text)
    else:
        host.rules = rules_in(text)


def rules_in(text: str) -> Protego:
    """Parse a robots.txt, however hostile."""
    return Protego.parse(own_rules(text))


def crawl_delay(host: Host) -> float | None:
    """Return the seconds that a host's robots.txt wants between two requests, if it does."""
    text = host.note.robots
    if host.rules is None and text and "crawl" in text.lower():
        host.rules = rules_in(text)
    return host.rules.crawl_delay(PRODUCT) if host.rules else None


def _wait(url: str, why: str, wait: timedelta) -> FetchError:
    told = f"not asked before its robots.txt can be read, which {why}"
    return RateLimitError(url, told, wait)
