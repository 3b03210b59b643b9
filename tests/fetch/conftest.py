from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from mentions.fetch.gate import Gate
from mentions.fetch.limits import Limits

Opener = Callable[..., AbstractAsyncContextManager[Gate]]


@pytest.fixture
def gate_to() -> Opener:
    """Open a gate that may reach the loopback server of the test, unless told otherwise."""

    @asynccontextmanager
    async def open_gate(**changes: object) -> AsyncIterator[Gate]:
        usual = {
            "user_agent": "mentions/test (+https://blog.example/about)",
            "timeout": 2.0,
            "min_gap": 0.0,
            "allow_hosts": frozenset({"localhost", "127.0.0.1"}),
        }
        async with Gate(Limits(**(usual | changes))) as gate:
            yield gate

    return open_gate
