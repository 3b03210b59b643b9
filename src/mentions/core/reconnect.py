"""When to come back to a place that is listened to. Chance is an argument."""

from __future__ import annotations

from datetime import timedelta

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=5)
# Doubled this often, the first pause has long passed the longest.
_DOUBLINGS = 16


def reconnect_after(failures: int, chance: float, wait: timedelta | None = None) -> timedelta:
    """Return how long to wait: exponential with full jitter, up to five minutes.

    Args:
        failures: Connections in a row that did not last; at least 1.
        chance: At random, 0 to 1.
        wait: What the server asked for; a lower bound.

    >>> [reconnect_after(n, 0.5).total_seconds() for n in (1, 2, 3, 30)]
    [0.5, 1.0, 2.0, 150.0]
    >>> reconnect_after(1, 0.5, timedelta(hours=1)).total_seconds()
    3600.0
    """
    doubled: int = 2 ** min(max(failures - 1, 0), _DOUBLINGS)
    own = min(FIRST_PAUSE * doubled, LONGEST_PAUSE) * chance
    return max(own, wait or timedelta(0))
