import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.asking import Page, Request
from mentions.errors import BlockedError, FetchError, RateLimitError
from mentions.fetch.gate import Gate
from mentions.fetch.robots import rules_in
from mentions.looking import HostNote

Worlds = Callable[..., Any]
CLOSED = "User-agent: *\nDisallow: /closed\nAllow: /closed/but"


async def discover(gate: Gate, url: str) -> Page | FetchError:
    try:
        return await gate.fetch(Request(url=url, discovered=True))
    except FetchError as error:
        return error


@pytest.mark.parametrize(
    ("robots", "path", "allowed"),
    [
        (CLOSED, "open", True),
        (CLOSED, "closed/x", False),
        (CLOSED, "closed/but", True),
        ("User-agent: *\nDisallow: /*.php$", "a.php", False),
        ("User-agent: mentions\nDisallow: /\nUser-agent: *\nAllow: /", "x", False),
        ("User-agent: Mentions/1.0\nDisallow: /", "x", False),
        ("User-agent: googlebot\nDisallow: /", "x", True),
        ("User-agent: *\nDisallow: /\nUser-agent: mentions\nDisallow:", "x", True),
        ("\ufeffUser-agent: *\nDisallow: /", "x", False),
        ("<html>no robots here</html>", "x", True),
        ("", "x", True),
    ],
)
def test_robots_txt_decides(
    world: Worlds,
    robots: str,
    path: str,
    allowed: bool,  # noqa: FBT001 - a table
) -> None:
    there = world({"a.example/robots.txt": robots, "a.example": "page"})

    async def run() -> None:
        async with there.gate() as gate:
            url = there.url(f"a.example/{path}")
            answer = await discover(gate, url)
            assert isinstance(answer, Page if allowed else BlockedError)
            assert await gate.robots_allows(url) is allowed
            if not allowed:
                assert answer.why == "its robots.txt asks us to stay away"
                assert there.asked == ["a.example/robots.txt"]

    asyncio.run(run())


def test_addresses_the_owner_named_are_not_subject_to_it(world: Worlds) -> None:
    there = world({"a.example/robots.txt": "User-agent: *\nDisallow: /", "a.example": "page"})

    async def run() -> None:
        async with there.gate() as gate:
            url = there.url("a.example/feed")
            assert (await gate.fetch(Request(url=url))).body == b"page"
            assert there.asked == ["a.example/feed"]
            assert await gate.robots_allows(url) is False

    asyncio.run(run())


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_no_robots_txt_allows_everything(world: Worlds, status: int) -> None:
    there = world({"a.example/robots.txt": status, "a.example": "page"})

    async def run() -> None:
        async with there.gate() as gate:
            assert isinstance(await discover(gate, there.url("a.example/x")), Page)
            (note,) = gate.notes()
            assert (note.robots, note.robots_at) == ("", there.clock.now)

    asyncio.run(run())


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_robots_txt_that_cannot_be_had_makes_wait(world: Worlds, status: int) -> None:
    there = world({"a.example/robots.txt": status, "a.example": "page"})

    async def run() -> None:
        async with there.gate() as gate:
            url = there.url("a.example/x")
            for _ in range(2):
                error = await discover(gate, url)
                assert isinstance(error, RateLimitError)
                assert error.retry_after == timedelta(seconds=60)
            assert await gate.robots_allows(url) is None
            assert there.asked == ["a.example/robots.txt"]
            there.answers["a.example/robots.txt"] = 404
            there.clock.go_on(seconds=61)
            assert isinstance(await discover(gate, url), Page)

    asyncio.run(run())


def test_a_host_that_is_not_there_cannot_be_told(world: Worlds) -> None:
    there = world({})

    async def run() -> None:
        async with there.gate() as gate:
            assert await gate.robots_allows("http://10.0.0.1/x") is None
            assert await gate.robots_allows("mailto:a@b.example") is None

    asyncio.run(run())


def test_it_is_asked_once_a_day_for_all_addresses(world: Worlds) -> None:
    there = world({"a.example/robots.txt": CLOSED, "a.example": "page"})

    async def run() -> None:
        async with there.gate() as gate:
            urls = [there.url(f"a.example/{n}") for n in range(5)]
            await asyncio.gather(*(discover(gate, url) for url in urls))
            assert there.asked.count("a.example/robots.txt") == 1
            there.clock.go_on(hours=23)
            await discover(gate, urls[0])
            assert there.asked.count("a.example/robots.txt") == 1
            there.clock.go_on(hours=2)
            there.answers["a.example/robots.txt"] = "User-agent: *\nDisallow: /"
            assert isinstance(await discover(gate, urls[0]), BlockedError)

    asyncio.run(run())


def test_it_is_kept_from_one_run_to_the_next(world: Worlds) -> None:
    there = world({"a.example": "page"})
    at = there.clock.now - timedelta(hours=1)
    notes = [HostNote(host="a.example", robots=CLOSED, robots_at=at)]

    async def run() -> None:
        async with there.gate(notes=notes) as gate:
            assert isinstance(await discover(gate, there.url("a.example/closed")), BlockedError)
            assert there.log == []

    asyncio.run(run())


@pytest.mark.parametrize(("hops", "kind"), [(5, BlockedError), (6, Page)])
def test_five_redirects_are_followed(world: Worlds, hops: int, kind: type) -> None:
    answers = {
        f"h{n}.example/robots.txt": (
            301,
            {"Location": f"http://h{n + 1}.example:{{port}}/robots.txt"},
        )
        for n in range(hops)
    }
    answers |= {f"h{hops}.example/robots.txt": "User-agent: *\nDisallow: /", "h0.example": "page"}
    there = world(answers)

    async def run() -> None:
        async with there.gate() as gate:
            assert isinstance(await discover(gate, there.url("h0.example/x")), kind)

    asyncio.run(run())


@pytest.mark.parametrize("location", ["http://10.0.0.1/robots.txt", "ftp://a.example/", "", "::"])
def test_a_redirect_that_is_lost_means_there_is_none(world: Worlds, location: str) -> None:
    there = world({"a.example/robots.txt": (302, {"Location": location}), "a.example": "page"})

    async def run() -> None:
        async with there.gate() as gate:
            assert isinstance(await discover(gate, there.url("a.example/x")), Page)

    asyncio.run(run())


def test_the_landing_host_of_a_redirect_decides_for_itself(world: Worlds) -> None:
    there = world(
        {
            "a.example/x": (302, {"Location": "http://b.example:{port}/y"}),
            "b.example/robots.txt": "User-agent: *\nDisallow: /",
        }
    )

    async def run() -> None:
        async with there.gate() as gate:
            error = await discover(gate, there.url("a.example/x"))
            assert isinstance(error, BlockedError)
            assert (error.url, error.hop) == (there.url("a.example/x"), there.url("b.example/y"))

    asyncio.run(run())


def test_a_crawl_delay_is_kept_after_it_was_read(world: Worlds) -> None:
    robots = "User-agent: *\nCrawl-delay: 0.2"
    there = world({"a.example/robots.txt": robots, "a.example": "page"})

    async def run() -> None:
        async with there.gate() as gate:
            for n in range(2):
                await discover(gate, there.url(f"a.example/{n}"))
            first, second = there.log[1:]
            assert second.began - first.ended >= 0.2

    asyncio.run(run())


def test_a_long_file_is_cut(world: Worlds) -> None:
    rules = "User-agent: *\n" + "Disallow: /a\n" * 50_000 + "Disallow: /z\n"
    there = world({"a.example/robots.txt": rules, "a.example": "page"})

    async def run() -> None:
        async with there.gate() as gate:
            assert isinstance(await discover(gate, there.url("a.example/a")), BlockedError)
            assert isinstance(await discover(gate, there.url("a.example/z")), Page)
            assert len(gate.notes()[0].robots or "") == 524_288

    asyncio.run(run())


HOSTILE = {
    "agents above rules": "".join(f"User-agent: m{n}\n" for n in range(15_000))
    + "Disallow: /a\n" * 20_000,
    "stars": "User-agent: *\nDisallow: /" + "*a" * 200_000 + "*b$",
    "dollars": "User-agent: *\nDisallow: /" + "$" * 500_000,
    "our names": "User-agent: mentions\nUser-agent: *\n" * 9000 + "Disallow: /a\n" * 9000,
    "one line": "User-agent:" * 47_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_costs_little(text: str) -> None:
    began = time.process_time()
    rules_in(text).can_fetch("http://a.example/" + "a" * 8000, "mentions")
    assert time.process_time() - began < 3


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_no_file_breaks_it(text: str) -> None:
    rules = rules_in(f"User-agent: *\n{text}")
    assert isinstance(rules.can_fetch("http://a.example/x?y", "mentions"), bool)
