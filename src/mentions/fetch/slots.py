"""How many requests are under way at once, and how few of them to hosts that failed last."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

# Hosts that failed the last time hold at most one in so many slots: each of them may do so for
# as long as a time-out lasts, a healthy one for moments.
FAILED_SHARE = 4


class Slots:
    """Room for requests.

    Args:
        most: How many may be under way at once.
    """

    def __init__(self, most: int) -> None:
        self._all = asyncio.Semaphore(most)
        self._failed = asyncio.Semaphore(share_of(most))

    def of(self, *, failed: bool) -> AbstractAsyncContextManager[None]:
        """Return what is to be held while a host is asked.

        Args:
            failed: Whether it failed the last time.
        """
        return self._among_failed() if failed else self._all

    @asynccontextmanager
    async def _among_failed(self) -> AsyncIterator[None]:
        """Whoever waits for its turn among those that failed holds no slot meanwhile."""
        async with self._failed, self._all:
            yield


def share_of(most: int) -> int:
    """Return how many of so many slots are for hosts that failed the last time.

    >>> [share_of(most) for most in (1, 2, 8, 64)]
    [1, 1, 2, 16]
    """
    return max(most // FAILED_SHARE, 1)
