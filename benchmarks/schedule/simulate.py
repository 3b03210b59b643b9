"""A discrete-event simulator: polls happen, and what appeared since is found."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heapreplace
from typing import Protocol

from benchmarks.schedule.trace import Line
from mentions.core.plan.interval import LEAST

HOUR = 3600.0
# Those whom a host told to come back at the same time come one after the other, in seconds.
_APART = 7.0


class Policy(Protocol):
    """A way to choose the next look. It sees what its own polls found and nothing else."""

    def begin(self, watch: int, now: float) -> float:
        """Return the seconds until the first look at a watch."""
        ...

    def looked(self, watch: int, now: float, found: int) -> float:
        """Return the seconds until the next look, after one that found so many."""
        ...

    def refused(self) -> None:
        """Take note that a request was answered with 429; the wait is the host's."""
        ...

    def tick(self, now: float) -> None:
        """Take note that an hour has passed."""
        ...


@dataclass(slots=True)
class Result:
    """What a policy did.

    Attributes:
        requests: All that were sent, throttled ones included.
        throttled: Those that a host refused with 429.
        delays: Of every arrival, seconds until it was found, or until the horizon.
        unfound: Arrivals not found by the horizon.
    """

    requests: int = 0
    throttled: int = 0
    unfound: int = 0
    delays: array[float] = field(default_factory=lambda: array("d"))

    @property
    def mean(self) -> float:
        """The mean delay in seconds; 0 where nothing arrived."""
        return sum(self.delays) / len(self.delays) if self.delays else 0.0

    def quantile(self, share: float) -> float:
        """Return the delay in seconds that this share of arrivals does not exceed."""
        ordered = sorted(self.delays)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


@dataclass(slots=True)
class _Host:
    """A host that answers so many requests in each hour of the clock, and then 429.

    Whoever is told to come back later leaves it alone until then, for all of its watches: that is
    what our gate does, and it is done for all policies alike.
    """

    hour: float = -1.0
    count: int = 0
    closed_until: float = 0.0

    def answers(self, now: float, allowed: int) -> bool:
        if now // HOUR != self.hour:
            self.hour, self.count = now // HOUR, 0
        self.count += 1
        if self.count > allowed:
            self.closed_until = (self.hour + 1) * HOUR
        return self.count <= allowed


def simulate(lines: Sequence[Line], policy: Policy) -> Result:
    """Let a policy poll all watches from their start to their horizon."""
    result = Result()
    begun = sorted(range(len(lines)), key=lambda at: lines[at].start)
    following = array("L", bytes(array("L").itemsize * len(lines)))
    hosts: dict[str, _Host] = {}
    heap: list[tuple[float, int]] = [(lines[at].start, ~at) for at in begun]
    heapify(heap)
    tick = HOUR
    while heap:
        now, at = heap[0]
        while now >= tick:
            policy.tick(tick)
            tick += HOUR
        if at < 0:  # it is only now that it is known
            heapreplace(heap, (now + max(policy.begin(~at, now), LEAST), ~at))
            continue
        line = lines[at]
        if now > line.horizon:
            heappop(heap)
            continue
        if line.allowed:
            host = hosts.setdefault(line.host, _Host())
            if now < host.closed_until:
                heapreplace(heap, (host.closed_until + _APART * (at % 60), at))
                continue
            if not host.answers(now, line.allowed):
                result.requests += 1
                result.throttled += 1
                policy.refused()
                continue
        result.requests += 1
        arrivals, first = line.arrivals, following[at]
        last = first
        while last < len(arrivals) and arrivals[last] <= now:
            result.delays.append(now - arrivals[last])
            last += 1
        following[at] = last
        heapreplace(heap, (now + max(policy.looked(at, now, last - first), LEAST), at))
    for at, line in enumerate(lines):
        left = line.arrivals[following[at] :]
        result.unfound += len(left)
        result.delays.extend(line.horizon - arrival for arrival in left)
    return result
