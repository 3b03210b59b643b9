import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from mentions.asking import Request
from mentions.errors import BlockedError, FetchError, RateLimitError, TooSlowError
from mentions.fetch.gate import Gate
from mentions.looking import HostNote

Worlds = Callable[..., Any]


async def fails(gate: Gate, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await gate.fetch(Request(url=url))
    return caught.value


def test_three_failures_close_a_host(world: Worlds) -> None:
    there = world({"a.example": 500})

    async def run() -> None:
        async with there.gate() as gate:
            for _ in range(3):
                assert not isinstance(await fails(gate, there.url("a.example/x")), RateLimitError)
            error = await fails(gate, there.url("a.example/other"))
            assert isinstance(error, RateLimitError)
            assert error.retry_after == timedelta(seconds=60)
            assert error.why.startswith("not asked before 2026-03-14 12:01:00 UTC: it failed 3")
            assert len(there.log) == 3

    asyncio.run(run())


@pytest.mark.parametrize("status", [404, 410, 401, 403, 422])
def test_what_is_no_fault_of_the_host_closes_nothing(world: Worlds, status: int) -> None:
    there = world({"a.example": status})

    async def run() -> None:
        async with there.gate() as gate:
            for _ in range(5):
                await fails(gate, there.url("a.example/x"))
            assert len(there.log) == 5
            assert gate.notes() == []

    asyncio.run(run())


def test_an_answer_between_failures_counts(world: Worlds) -> None:
    there = world({"a.example/bad": 500, "a.example/good": "ok"})

    async def run() -> None:
        async with there.gate() as gate:
            for _ in range(2):
                await fails(gate, there.url("a.example/bad"))
                await fails(gate, there.url("a.example/bad"))
                await gate.fetch(Request(url=there.url("a.example/good")))
            await fails(gate, there.url("a.example/bad"))
            assert [note.failures for note in gate.notes()] == [1]
            assert len(there.log) == 7

    asyncio.run(run())


def test_after_the_time_one_probe_decides(world: Worlds) -> None:
    there = world({"a.example": 500})

    async def run() -> None:
        async with there.gate() as gate:
            url = there.url("a.example/x")
            for _ in range(3):
                await fails(gate, url)
            there.clock.go_on(seconds=61)
            errors = await asyncio.gather(*(fails(gate, url) for _ in range(4)))
            assert len(there.log) == 4
            assert [type(error) for error in errors[1:]] == [RateLimitError] * 3
            assert gate.notes()[0].closed_until == there.clock.now + timedelta(seconds=120)
            there.answers["a.example"] = "ok"
            there.clock.go_on(seconds=121)
            await asyncio.gather(*(gate.fetch(Request(url=url)) for _ in range(3)))
            assert gate.notes() == [HostNote(host="a.example")]

    asyncio.run(run())


def test_nobody_listens_counts(world: Worlds) -> None:
    there = world({})

    async def run() -> None:
        async with there.gate("127.0.0.1") as gate:
            # A port that was free a moment ago.
            server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
            port = server.sockets[0].getsockname()[1]
            server.close()
            url = f"http://127.0.0.1:{port}/"
            errors = [await fails(gate, url) for _ in range(4)]
            assert [isinstance(error, RateLimitError) for error in errors] == [False] * 3 + [True]
            assert "cannot be reached" in errors[3].why

    asyncio.run(run())


def test_silence_counts(world: Worlds) -> None:
    there = world({"a.example": "late"}, delay=5.0)

    async def run() -> None:
        async with there.gate(timeout=0.05) as gate:
            errors = [await fails(gate, there.url("a.example/x")) for _ in range(4)]
            kinds = [type(error) for error in errors]
            assert kinds == [TooSlowError] * 3 + [RateLimitError]

    asyncio.run(run())


def test_a_stated_wait_closes_all_addresses_at_once(world: Worlds) -> None:
    there = world({"a.example/x": (429, {"Retry-After": "120"}), "a.example": "ok"})

    async def run() -> None:
        async with there.gate() as gate:
            first = await fails(gate, there.url("a.example/x"))
            assert isinstance(first, RateLimitError)
            assert first.retry_after == timedelta(seconds=120)
            there.clock.go_on(seconds=119)
            error = await fails(gate, there.url("a.example/y"))
            assert isinstance(error, RateLimitError)
            assert error.retry_after == timedelta(seconds=1)
            assert "asks us to come back later (429)" in error.why
            there.clock.go_on(seconds=1)
            assert (await gate.fetch(Request(url=there.url("a.example/y")))).body == b"ok"

    asyncio.run(run())


@pytest.mark.parametrize(("said", "chance", "seconds"), [("0", 1.0, 60), ("", 0.25, 15)])
def test_a_throttle_that_says_nothing_gets_a_backoff(
    world: Worlds, said: str, chance: float, seconds: float
) -> None:
    there = world({"a.example": (429, {"Retry-After": said})})

    async def run() -> None:
        async with there.gate(chance=chance) as gate:
            error = await fails(gate, there.url("a.example/x"))
            assert isinstance(error, RateLimitError)
            assert error.retry_after is None
            (note,) = gate.notes()
            assert note.closed_until == there.clock.now + timedelta(seconds=seconds)

    asyncio.run(run())


def test_state_travels_between_runs(world: Worlds) -> None:
    there = world({"a.example": 503, "b.example": "ok"})

    async def run() -> None:
        async with there.gate() as gate:
            await fails(gate, there.url("a.example/x"))
            await gate.fetch(Request(url=there.url("b.example/x")))
            notes = gate.notes()
            assert [note.host for note in notes] == ["a.example"]
            assert gate.notes() == []
        async with there.gate(notes=notes) as gate:
            error = await fails(gate, there.url("www.a.example/y"))
            assert "not asked before" in error.why
            assert len(there.log) == 2
            assert gate.notes() == []

    asyncio.run(run())


def test_a_block_page_of_reddit_opens_the_circuit_for_an_hour(world: Worlds) -> None:
    page = "<!doctype html><html><title>Blocked</title><h1>Not for robots</h1></html>"
    there = world({"www.reddit.com": (403, {"Retry-After": "0"}, page)})

    async def run() -> None:
        async with there.gate() as gate:
            assert isinstance(await fails(gate, there.url("www.reddit.com/r/a")), BlockedError)
            error = await fails(gate, there.url("www.reddit.com/r/b"))
            assert isinstance(error, RateLimitError)
            assert error.retry_after == timedelta(hours=1)
            assert len(there.log) == 1

    asyncio.run(run())


def test_a_backoff_in_a_good_answer_is_kept(world: Worlds) -> None:
    body = '{"items": [], "has_more": false, "backoff": 60}'
    there = world({"api.stackexchange.com": body})

    async def run() -> None:
        async with there.gate() as gate:
            url = there.url("api.stackexchange.com/2.3/search")
            assert (await gate.fetch(Request(url=url))).body == body.encode()
            error = await fails(gate, url)
            assert isinstance(error, RateLimitError)
            assert error.retry_after == timedelta(seconds=60)
            assert len(there.log) == 1

    asyncio.run(run())


def test_a_short_backoff_is_waited_out(world: Worlds) -> None:
    """The second question of the same poll would fail otherwise, every time."""
    there = world({"api.stackexchange.com": '{"items": [], "has_more": true, "backoff": 1}'})

    async def run() -> float:
        async with there.gate() as gate:
            request = Request(url=there.url("api.stackexchange.com/2.3/search"))
            await gate.fetch(request)
            began = time.monotonic()
            await gate.fetch(request)
            return time.monotonic() - began

    assert asyncio.run(run()) > 0.9
    assert len(there.log) == 2


def test_an_answer_nobody_read_counts_too(world: Worlds) -> None:
    there = world({"a.example": (429, {"Retry-After": "60"})})

    async def run() -> None:
        async with there.gate() as gate:
            async with gate.ask("HEAD", there.url("a.example/x")) as response:
                assert response.status_code == 429
            with pytest.raises(RateLimitError):
                async with gate.ask("GET", there.url("a.example/x")):
                    pass
            assert len(there.log) == 1

    asyncio.run(run())


def test_offline_and_refused_say_nothing_about_a_host(world: Worlds) -> None:
    there = world({"a.example": "ok"})

    async def run() -> None:
        async with there.gate(offline=True) as gate:
            for _ in range(4):
                assert "offline" in (await fails(gate, there.url("a.example/x"))).why
                assert "private" in (await fails(gate, "http://10.0.0.1/")).why
            assert gate.notes() == []

    asyncio.run(run())
