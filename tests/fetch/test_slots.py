"""Hosts that hang: they hold a bounded share of the slots, and no more once they answer again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

from tests.servers.places import Places, open_places

from mentions.asking import Request
from mentions.errors import FetchError
from mentions.fetch.gate import Gate
from mentions.fetch.limits import Limits
from mentions.looking import HostNote

HANGING = [f"127.3.0.{number + 1}" for number in range(200)]
HEALTHY = [f"127.4.0.{number + 1}" for number in range(50)]
TIMEOUT = 0.3


def limits(**changes: Any) -> Limits:
    usual = {
        "user_agent": "mentions/test",
        "timeout": TIMEOUT,
        "min_gap": 0.0,
        "concurrency": 16,
        "allow_hosts": frozenset([*HANGING, *HEALTHY]),
    }
    return Limits(**(usual | changes))


async def never(host: str, _path: str) -> tuple[str, bytes]:
    if host in HANGING:
        await asyncio.sleep(60)
    return "text/html", b"ok"


async def ask(gate: Gate, host: str, port: int) -> bool:
    """Ask a host; returns whether it answered."""
    try:
        await gate.fetch(Request(url=f"http://{host}:{port}/"))
    except FetchError:
        return False
    return True


def wait_until_asked(places: Places) -> None:
    while not places.log:
        time.sleep(0.01)


def notes(failed: Sequence[str]) -> list[HostNote]:
    return [HostNote(host=host, failures=1) for host in failed]


def test_two_hundred_that_hang_slow_fifty_others_only_the_first_time() -> None:
    async def healthy(gate: Gate, port: int, *, to_the_end: bool) -> float:
        """Ask all of them at once, those that hang first; returns the seconds of the others."""
        began = time.monotonic()
        hanging = [asyncio.create_task(ask(gate, host, port)) for host in HANGING]
        assert all(await asyncio.gather(*(ask(gate, host, port) for host in HEALTHY)))
        took = time.monotonic() - began
        for task in hanging if not to_the_end else ():
            task.cancel()
        assert True not in await asyncio.gather(*hanging, return_exceptions=True)
        return took

    async def run(port: int) -> tuple[float, float]:
        async with Gate(limits()) as gate:
            first = await healthy(gate, port, to_the_end=True)
            return first, await healthy(gate, port, to_the_end=False)

    with open_places(never) as places:
        first, second = asyncio.run(run(places.port))
    # All slots: nobody knew. Then a quarter of them: sixteen times a time-out are not waited for.
    assert first > TIMEOUT * len(HANGING) / 16 * 0.8
    assert second < TIMEOUT * 4


def test_what_earlier_runs_remember_counts_and_all_are_asked_in_the_end() -> None:
    async def run(port: int) -> int:
        most = 0
        async with Gate(limits(concurrency=8), notes(HANGING[:10])) as gate:
            tasks = [asyncio.create_task(ask(gate, host, port)) for host in HANGING[:10]]
            while not all(task.done() for task in tasks):
                await asyncio.sleep(TIMEOUT / 10)
                most = max(most, len(places.log) - sum(task.done() for task in tasks))
        return most

    with open_places(never) as places:
        most = asyncio.run(run(places.port))
        assert sorted(places.log) == sorted(HANGING[:10])
    assert most == 2


def test_one_that_answers_again_waits_for_no_share(world: Callable[..., Any]) -> None:
    there = world({"a.example": "ok"})

    async def run(port: int) -> tuple[bool, bool]:
        known = notes(["a.example", HANGING[0]])
        async with there.gate(HANGING[0], notes=known, concurrency=4, timeout=1.0) as gate:
            assert gate.has_failed("a.example")
            await gate.fetch(Request(url=there.url("a.example/1")))
            hanging = asyncio.create_task(ask(gate, HANGING[0], port))
            await asyncio.to_thread(wait_until_asked, places)
            await gate.fetch(Request(url=there.url("a.example/2")))
            done = hanging.done()
            await hanging
            return done, gate.has_failed("a.example")

    with open_places(never) as places:
        assert asyncio.run(run(places.port)) == (False, False)


def test_whoever_is_cancelled_in_the_share_gives_it_back(world: Callable[..., Any]) -> None:
    there = world({"a.example": "ok", "b.example": "ok"}, delay=0.1)

    async def run() -> None:
        known = notes(["a.example", "b.example"])
        async with there.gate(notes=known, concurrency=1) as gate:
            first = asyncio.create_task(gate.fetch(Request(url=there.url("a.example/1"))))
            await there.busy.wait()
            second = asyncio.create_task(gate.fetch(Request(url=there.url("b.example/1"))))
            await asyncio.sleep(0.02)
            second.cancel()
            await first
            async with asyncio.timeout(2):
                await gate.fetch(Request(url=there.url("b.example/2")))

    asyncio.run(run())
