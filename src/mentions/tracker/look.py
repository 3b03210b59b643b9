"""One page, now, without database: for `mentions extract` and `mentions explain`."""

from __future__ import annotations

import sys
from pathlib import Path

from mentions.asking import Page, Request
from mentions.errors import FetchError
from mentions.fetch.files import read_bytes, too_large
from mentions.fetch.gate import Gate
from mentions.fetch.limits import Limits
from mentions.interrupts import run_async
from mentions.urls.join import absolute_url

STANDARD_INPUT = "-"
# Stands for standard input where no --base-url says what came in; a valid base, but no web page.
_NOWHERE = "stdin:"


def look_at(what: str, *, limits: Limits, base_url: str | None = None) -> Page:
    """Return the page at an address, in a file or on standard input.

    Args:
        what: An http(s) address, a path, or `-`.
        limits: What a fetch may cost.
        base_url: The public address of what a file or standard input holds.

    Raises:
        FetchError: It cannot be had; says why.
    """
    if what == STANDARD_INPUT:
        return Page(url=base_url or _NOWHERE, body=_standard_input(limits.max_bytes))
    if absolute_url(what, what):
        return run_async(_fetch(what, limits))
    path = Path(what).absolute()
    return Page(url=base_url or path.as_uri(), body=read_bytes(path, max_bytes=limits.max_bytes))


def _standard_input(max_bytes: int) -> bytes:
    if sys.stdin is None:
        raise FetchError("standard input", "is closed; name a file or an address")
    body = sys.stdin.buffer.read(max_bytes + 1)
    if len(body) > max_bytes:
        raise FetchError("standard input", too_large(max_bytes))
    return body


async def _fetch(url: str, limits: Limits) -> Page:
    async with Gate(limits) as gate:
        return await gate.fetch(Request(url=url))
