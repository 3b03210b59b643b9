"""Whose turn it is: one request at a time for each host, gaps, and room for all others."""

import asyncio
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from mentions.asking import Request
from mentions.fetch.gate import Gate
from mentions.looking import HostNote

Worlds = Callable[..., Any]


async def fetch_all(gate: Gate, urls: list[str]) -> None:
    await asyncio.gather(*(gate.fetch(Request(url=url)) for url in urls))


def gaps(there: Any, host: str) -> list[float]:
    mine = [one for one in there.log if one.host.removeprefix("www.") == host]
    return [later.began - earlier.ended for earlier, later in pairwise(mine)]


@pytest.mark.parametrize(("chance", "least"), [(0.0, 0.1), (1.0, 0.12)])
def test_a_gap_between_the_end_and_the_next_start(
    world: Worlds, chance: float, least: float
) -> None:
    there = world({"a.example": "ok"}, delay=0.02)

    async def run() -> None:
        async with there.gate(min_gap=0.1, chance=chance) as gate:
            await fetch_all(gate, [there.url(f"a.example/{n}") for n in range(3)])

    asyncio.run(run())
    assert len(there.log) == 3
    assert min(gaps(there, "a.example")) >= least
    assert there.most_under_way == 1


def test_www_and_the_bare_name_are_one_host(world: Worlds) -> None:
    there = world({"a.example": "ok", "www.a.example": "ok"}, delay=0.02)

    async def run() -> None:
        async with there.gate(min_gap=0.05) as gate:
            names = ["a.example", "www.a.example", "a.example", "www.a.example"]
            await fetch_all(gate, [there.url(f"{name}/{n}") for n, name in enumerate(names)])

    asyncio.run(run())
    assert there.most_under_way == 1
    assert min(gaps(there, "a.example")) >= 0.05


def test_a_host_can_have_a_gap_of_its_own(world: Worlds) -> None:
    there = world({"a.example": "ok"})

    async def run() -> None:
        async with there.gate(min_gap=5.0, gaps={"www.A.example": 0.05}) as gate:
            await fetch_all(gate, [there.url(f"a.example/{n}") for n in range(3)])

    asyncio.run(run())
    assert 0.05 <= min(gaps(there, "a.example")) < 1.0


@pytest.mark.parametrize(("agent", "least"), [("*", 0.15), ("other", 0.01)])
def test_crawl_delay_makes_the_gap_longer(world: Worlds, agent: str, least: float) -> None:
    there = world({"a.example": "ok"})
    note = HostNote(host="a.example", robots=f"User-agent: {agent}\nCrawl-delay: 0.15")

    async def run() -> None:
        async with there.gate(min_gap=0.01, notes=[note]) as gate:
            await fetch_all(gate, [there.url(f"a.example/{n}") for n in range(2)])

    asyncio.run(run())
    assert min(gaps(there, "a.example")) >= least


def test_waiting_for_a_host_holds_no_slot(world: Worlds) -> None:
    there = world({"a.example": "ok", "b.example": "ok"})

    async def run() -> float:
        async with there.gate(min_gap=5.0, concurrency=1) as gate:
            await gate.fetch(Request(url=there.url("a.example/1")))
            waiting = asyncio.create_task(gate.fetch(Request(url=there.url("a.example/2"))))
            await asyncio.sleep(0.02)
            began = time.monotonic()
            await gate.fetch(Request(url=there.url("b.example/1")))
            waiting.cancel()
            return time.monotonic() - began

    assert asyncio.run(run()) < 2.0


def test_a_redirect_gives_the_first_turn_back(world: Worlds) -> None:
    """While b.example is waited for, a.example may be asked."""
    there = world(
        {
            "a.example/old": (302, {"Location": "http://b.example:{port}/new"}),
            "a.example": "ok",
            "b.example": "ok",
        }
    )

    async def run() -> list[str]:
        async with there.gate(gaps={"b.example": 5.0}) as gate:
            await gate.fetch(Request(url=there.url("b.example/first")))
            there.busy.clear()
            waiting = asyncio.create_task(gate.fetch(Request(url=there.url("a.example/old"))))
            await there.busy.wait()
            async with asyncio.timeout(2):
                await gate.fetch(Request(url=there.url("a.example/other")))
            waiting.cancel()
            return there.asked

    assert asyncio.run(run()) == ["b.example/first", "a.example/old", "a.example/other"]


def test_a_cancelled_request_gives_its_turn_back(world: Worlds) -> None:
    there = world({"a.example": "ok"}, delay=0.2)

    async def run() -> None:
        async with there.gate() as gate:
            task = asyncio.create_task(gate.fetch(Request(url=there.url("a.example/1"))))
            await there.busy.wait()
            task.cancel()
            async with asyncio.timeout(2):
                await gate.fetch(Request(url=there.url("a.example/2")))
            assert gate.notes() == []

    asyncio.run(run())


def test_five_hundred_requests_to_fifty_hosts(world: Worlds) -> None:
    """What the servers see: one at a time, gaps kept, all hosts at once, never too many."""
    hosts = [f"h{n}.example" for n in range(50)]
    there = world(dict.fromkeys(hosts, "ok"), delay=0.002)

    async def run() -> float:
        async with there.gate(min_gap=0.02, concurrency=8, chance=0.0) as gate:
            began = time.monotonic()
            await fetch_all(gate, [there.url(f"{host}/{n}") for n in range(10) for host in hosts])
            return time.monotonic() - began

    took = asyncio.run(run())
    assert len(there.log) == 500
    assert there.most_under_way <= 8
    assert min(min(gaps(there, host)) for host in hosts) >= 0.02
    assert there.most_under_way > 1
    # One after the other, the gaps alone would take 50 * 9 * 0.02 seconds.
    assert took < 4.5
