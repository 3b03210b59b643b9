"""Who is polled next: the longest due first, but no host's watches keep the others waiting."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping

from mentions.errors import ConfigError
from mentions.sources import find_source
from mentions.store.leases import Due
from mentions.urls.hosts import host_of


class Line:
    """Watches that wait, a lane for each server; lanes take turns, those that failed apart.

    Args:
        waiting: The longest due first.
        abreast: How many of one lane are polled at the same time at the most.
        failed: Tells of a lane whether it failed the last time.
    """

    def __init__(
        self,
        waiting: Iterable[Due] = (),
        *,
        abreast: int = 2,
        failed: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._lanes: dict[str, deque[Due]] = {}
        self._abreast = abreast
        self._failed = failed
        self._length = 0
        for one in waiting:
            self._lanes.setdefault(lane_of(one.source, one.address), deque()).append(one)
            self._length += 1
        self._turns: deque[str] = deque()
        self._apart: deque[str] = deque()
        for lane in self._lanes:
            self._queue_up(lane)

    def __len__(self) -> int:
        return self._length

    @property
    def healthy(self) -> int:
        """Return how many lanes wait that did not fail the last time."""
        return len(self._turns)

    def take(self, most: int, busy: Mapping[str, int], *, apart: int) -> list[Due]:
        """Take out the next ones.

        Args:
            most: How many are wanted.
            busy: How many of each lane are being polled.
            apart: How many of them may be of lanes that failed the last time.
        """
        begun = dict(busy)
        kept = min(apart, len(self._apart))
        taken = self._take(self._turns, most - kept, begun)
        taken += self._take(self._apart, min(apart, most - len(taken)), begun)
        self._length -= len(taken)
        return taken

    def answered(self, lane: str) -> None:
        """Let a lane wait among the healthy ones again."""
        if lane in self._apart:
            self._apart.remove(lane)
            self._turns.append(lane)

    def _take(self, turns: deque[str], most: int, begun: dict[str, int]) -> list[Due]:
        taken: list[Due] = []
        full: list[str] = []
        while turns and len(taken) < most:
            lane = turns.popleft()
            if begun.get(lane, 0) >= self._abreast:
                full.append(lane)
            elif turns is self._turns and self._failed(lane):
                self._apart.append(lane)
            else:
                begun[lane] = begun.get(lane, 0) + 1
                taken.append(self._lanes[lane].popleft())
                if self._lanes[lane]:
                    self._queue_up(lane)
                else:
                    del self._lanes[lane]
        turns.extendleft(reversed(full))
        return taken

    def _queue_up(self, lane: str) -> None:
        (self._apart if self._failed(lane) else self._turns).append(lane)


def lane_of(source: str, address: str) -> str:
    """Return what tells apart whom a watch asks: the host of a place, or the searched service.

    >>> lane_of("feed", "https://blog.example/feed"), lane_of("hackernews", "https://blog.example/")
    ('blog.example', 'hackernews:')
    """
    try:
        searches = find_source(source).profile.searches
    except ConfigError:
        searches = True
    return f"{source}:" if searches else host_of(address) or f"{source}:"
