"""Every request that leaves is counted, on whoever it is made for.

What a request leads to is counted with it: robots.txt before it, redirects after it. So whoever
asks says so around the whole of it, and the wire, which sends everything, counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class Counter(Protocol):
    """Whoever counts requests."""

    def count(self) -> None:
        """Count one that leaves now."""
        ...


_counter: ContextVar[Counter | None] = ContextVar("counter", default=None)


def count_on(counter: Counter) -> None:
    """Count what this task, and those it begins, ask from now on."""
    _counter.set(counter)


@contextmanager
def counted_on(counter: Counter) -> Iterator[None]:
    """Count what is asked meanwhile."""
    before = _counter.get()
    _counter.set(counter)
    try:
        yield
    finally:
        _counter.set(before)


def count() -> None:
    """Count a request that leaves now; outside of any run nobody does."""
    counter = _counter.get()
    if counter is not None:
        counter.count()
