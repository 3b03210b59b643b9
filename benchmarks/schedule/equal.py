"""Equal requests: every policy is scaled until it sends as many as the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from benchmarks.schedule.simulate import Policy, Result, simulate
from benchmarks.schedule.trace import Line

Make = Callable[[Sequence[Line], float], Policy]
# How far requests may lie apart.
EQUAL = 0.005
_TRIES = 12
# How much of the scale is left at least after one try.
_FASTEST = 0.1


def scaled(lines: Sequence[Line], make: Make, requests: float) -> Result:
    """Return what a policy does with so many requests.

    Found on a tenth of the watches first, then on all; requests fall about as 1 / scale.
    """
    scale = 1.0
    if len(lines) >= 500:
        part = lines[::10]
        scale, _ = _search(part, make, requests * _days(part) / _days(lines), scale)
    return _search(lines, make, requests, scale)[1]


def scaled_budget(lines: Sequence[Line], make: Make, budget: float, requests: float) -> Result:
    """Return what a policy with a daily budget does with so many requests in all.

    Args:
        lines: The trace.
        make: Of the trace and requests a day.
        budget: Requests a day to begin with.
        requests: In all.
    """
    return _search(lines, lambda some, scale: make(some, budget / scale), requests, 1.0, tries=3)[1]


def _days(lines: Sequence[Line]) -> float:
    return sum(line.horizon - line.start for line in lines)


def _search(
    lines: Sequence[Line], make: Make, requests: float, scale: float, tries: int = _TRIES
) -> tuple[float, Result]:
    best: tuple[float, float, Result] | None = None
    low = high = 0.0
    for _ in range(tries):
        result = simulate(lines, make(lines, scale))
        off = abs(result.requests / requests - 1)
        if best is None or off < best[0]:
            best = (off, scale, result)
        if off <= EQUAL:
            break
        if result.requests > requests:
            low = scale
        else:
            high = scale
        # Without any request there is no ratio.
        guess = scale * max(result.requests / requests, _FASTEST)
        # Where steps make it jump, between what was too much and what was too little.
        inside = not (low and high) or low < guess < high
        scale = guess if inside else (low * high) ** 0.5
    assert best
    return best[1], best[2]
