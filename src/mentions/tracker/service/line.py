"""Who is polled next: the longest due first, but no host's watches keep the others waiting."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from mentions.errors import ConfigError
from mentions.sources import find_source
from mentions.store.leases import Due
from mentions.urls.hosts import host_of


class Line:
    """Watches that wait, a lane for each server; lanes take turns.

    Args:
        waiting: The longest due first.
        abreast: How many of one lane are polled at the same time at the most.
    """

    def __init__(self, waiting: Iterable[Due] = (), *, abreast: int = 2) -> None:
        self._lanes: dict[str, deque[Due]] = {}
        self._abreast = abreast
        self._length = 0
        for one in waiting:
            self._lanes.setdefault(lane_of(one.source, one.address), deque()).append(one)
            self._length += 1
        self._turns = deque(self._lanes)

    def __len__(self) -> int:
        return self._length

    def take(self, most: int, busy: Mapping[str, int]) -> list[Due]:
        """Take out the next ones.

        Args:
            most: How many are wanted.
            busy: How many of each lane are being polled.
        """
        taken: list[Due] = []
        begun = dict(busy)
        full: list[str] = []
        while self._turns and len(taken) < most:
            lane = self._turns.popleft()
            if begun.get(lane, 0) >= self._abreast:
                full.append(lane)
                continue
            begun[lane] = begun.get(lane, 0) + 1
            taken.append(self._lanes[lane].popleft())
            if self._lanes[lane]:
                self._turns.append(lane)
            else:
                del self._lanes[lane]
        self._turns.extendleft(reversed(full))
        self._length -= len(taken)
        return taken


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
