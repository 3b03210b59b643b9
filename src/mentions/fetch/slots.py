"""How many requests are under way at once, and how few of them to hosts that failed last."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from types import TracebackType

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
        self._failed = _Share(self._all, share_of(most))

    def of(self, *, failed: bool) -> AbstractAsyncContextManager[None]:
        """Return what is to be held while a host is asked.

        Args:
            failed: Whether it failed the last time.
        """
        return self._failed if failed else self._all


class _Share(AbstractAsyncContextManager[None]):
    """A part of the slots: whoever waits for its turn in here holds no slot meanwhile."""

    def __init__(self, slots: asyncio.Semaphore, most: int) -> None:
        self._slots = slots
        self._mine = asyncio.Semaphore(most)

    async def __aenter__(self) -> None:
        await self._mine.acquire()
        try:
            await self._slots.acquire()
        except BaseException:
            self._mine.release()
            raise

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._slots.release()
        self._mine.release()


def share_of(most: int) -> int:
    """Return how many of so many slots are for hosts that failed the last time.

    >>> [share_of(most) for most in (1, 2, 8, 64)]
    [1, 1, 2, 16]
    """
    return max(most // FAILED_SHARE, 1)
