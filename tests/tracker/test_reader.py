"""Reading happens in other processes, which may be lost."""

import asyncio
import multiprocessing
import time

import pytest

from mentions.asking import Page, Read
from mentions.errors import ParseError
from mentions.tracker.reader import Reader

URL = "https://a.example/"
SMALL = b"<title>Klein</title><p>Text mit <a href='https://b.example/'>Link</a>.</p>"
ITEM = '<li class="comment" id="comment-{n}"><cite class="fn">Person {n}</cite><p>Wort {n}</p></li>'


def comments(count: int) -> bytes:
    return "".join(["<ol class='commentlist'>", *(ITEM.format(n=n) for n in range(count))]).encode()


LARGE = comments(9000)


def question(body: bytes) -> Read:
    return Read(page=Page(url=URL, body=body, content_type="text/html"), url=URL)


def test_a_page_is_read() -> None:
    async def run() -> str | None:
        async with Reader() as reader:
            return (await reader.read(question(SMALL))).title

    assert asyncio.run(run()) == "Klein"


def test_a_refusal_keeps_its_words() -> None:
    async def run() -> None:
        async with Reader() as reader:
            await reader.read(question(b""))

    with pytest.raises(ParseError, match=rf"^{URL}: .*empty"):
        asyncio.run(run())


def test_a_slow_body_holds_nobody() -> None:
    async def run() -> tuple[float, str | None]:
        async with Reader(longest=0.5, workers=2) as reader:
            await reader.read(question(SMALL))
            slow = asyncio.create_task(reader.read(question(LARGE)))
            began = time.monotonic()
            title = (await reader.read(question(SMALL))).title
            waited = time.monotonic() - began
            with pytest.raises(ParseError, match=r"within 0\.5 s"):
                await slow
            again = (await reader.read(question(SMALL))).title
            assert again == title
            return waited, title

    waited, title = asyncio.run(run())
    assert (waited < 0.5, title) == (True, "Klein")


def test_the_event_loop_goes_on() -> None:
    async def run() -> int:
        ticks = 0
        async with Reader() as reader:
            reading = asyncio.create_task(reader.read(question(comments(700))))
            while not reading.done():
                await asyncio.sleep(0.01)
                ticks += 1
            await reading
        return ticks

    assert asyncio.run(run()) > 20


def test_a_process_that_dies_costs_one_page() -> None:
    async def run() -> None:
        async with Reader(workers=1) as reader:
            await reader.read(question(SMALL))
            lost = asyncio.create_task(reader.read(question(LARGE)))
            await asyncio.sleep(0.2)
            for process in multiprocessing.active_children():
                process.kill()
            with pytest.raises(ParseError, match="its process ended"):
                await lost
            assert (await reader.read(question(SMALL))).title == "Klein"

    asyncio.run(run())


def test_nothing_is_started_for_nothing() -> None:
    async def run() -> int:
        async with Reader():
            return len(multiprocessing.active_children())

    assert asyncio.run(run()) == 0


def test_starting_it_holds_nobody() -> None:
    async def run() -> tuple[float, float]:
        longest, began = 0.0, time.monotonic()
        last = began
        async with Reader() as reader:
            reading = asyncio.create_task(reader.read(question(SMALL)))
            while not reading.done():
                await asyncio.sleep(0.001)
                longest = max(longest, time.monotonic() - last)
                last = time.monotonic()
            return longest, last - began

    longest, total = asyncio.run(run())
    assert longest < total / 2


def test_whoever_gives_up_while_it_starts_leaves_no_process_behind() -> None:
    async def run() -> str | None:
        async with Reader() as reader:
            first = asyncio.create_task(reader.read(question(SMALL)))
            await asyncio.sleep(0.01)
            first.cancel()
            return (await reader.read(question(SMALL))).title

    before = set(multiprocessing.active_children())
    assert asyncio.run(run()) == "Klein"
    assert set(multiprocessing.active_children()) <= before
