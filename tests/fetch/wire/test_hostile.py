"""Whatever a server sends, nothing but our own errors comes out, and soon."""

import asyncio
import gzip
import random
import socket
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import repeat

import brotli
import pytest

from mentions.errors import (
    ConnectionFailedError,
    DamagedAnswerError,
    FetchError,
    TooLargeError,
)
from mentions.fetch.limits import Limits
from mentions.fetch.wire import Wire

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Ask = Callable[..., list[bytes | FetchError]]
MakeLimits = Callable[..., Limits]

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


# -- framing ---------------------------------------------------------------------------------------

DAMAGED = {
    "shorter than it says": OK + b"Content-Length: 9\r\n\r\nHallo",
    "chunks without an end": CHUNKED + b"5\r\nHallo\r\n",
    "half a chunk": CHUNKED + b"5\r\nHal",
    "no chunk size": CHUNKED + b"five\r\nHallo\r\n0\r\n\r\n",
    "a negative chunk": CHUNKED + b"-5\r\nHallo\r\n0\r\n\r\n",
    "a chunk of 2^70": CHUNKED + b"400000000000000000\r\nHallo",
    "a chunk longer than it says": CHUNKED + b"2\r\nHallo\r\n0\r\n\r\n",
    "two lengths": OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nHallo!",
    "a length that is no number": OK + b"Content-Length: five\r\n\r\nHallo",
    "a negative length": OK + b"Content-Length: -5\r\n\r\nHallo",
    "a length and chunks": OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHal",
    "no status": b"HTTP/1.1\r\n\r\n",
    "a status of letters": b"HTTP/1.1 OK 200\r\n\r\n",
    "a version from nowhere": b"HTTP/9.9 200 OK\r\n\r\n",
    "mail": b"220 mail.example ESMTP Postfix\r\n",
    "a shell": b"SSH-2.0-OpenSSH_9.2p1\r\n",
    "a page without a head": b"<!doctype html><p>Hallo",
    "nothing but zeros": bytes(2_000),
    "TLS where none was asked for": b"\x15\x03\x01\x00\x02\x02\x46",
    "a zero in a header": OK + b"X: a\0b\r\n\r\n",
    "a name with a blank": OK + b"X Y: a\r\nContent-Length: 0\r\n\r\n",
    "other protocols": b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    "an unknown packing": OK + b"Content-Encoding: rot13\r\nContent-Length: 5\r\n\r\nUnyyb",
    "not packed at all": OK + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nHallo",
    "half packed": OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"Hallo" * 99)[:-9],
}


@pytest.mark.parametrize("answer", DAMAGED.values(), ids=DAMAGED)
def test_damaged_answers(ask: Ask, raw_server: Callable, answer: bytes) -> None:
    server = raw_server(lambda connection: connection.sendall(answer))
    (found,) = ask(server.url)
    assert isinstance(found, DamagedAnswerError)
    assert found.url == server.url
    assert found.why.isprintable()


WHOLE = {
    "until the end": OK + b"\r\nHallo",
    "a chunk with an extension": CHUNKED + b"5;a=b\r\nHallo\r\n0\r\n\r\n",
    "a trailer": CHUNKED + b"5\r\nHallo\r\n0\r\nX: y\r\n\r\n",
    "nothing but line feeds": b"HTTP/1.1 200 OK\nContent-Length: 5\n\nHallo",
    "no reason": b"HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nHallo",
    "a reason of any bytes": b"HTTP/1.1 200 \xff\xfe\r\nContent-Length: 5\r\n\r\nHallo",
    "an old version": b"HTTP/1.0 200 OK\r\n\r\nHallo",
    "interim answers": b"HTTP/1.1 103 Hints\r\nLink: </a>\r\n\r\n" * 3
    + OK
    + b"Content-Length: 5\r\n\r\nHallo",
    "a header of any bytes": OK + b"X: \xff\xfe\r\nContent-Length: 5\r\n\r\nHallo",
}


@pytest.mark.parametrize("answer", WHOLE.values(), ids=WHOLE)
def test_odd_answers_that_are_whole(ask: Ask, raw_server: Callable, answer: bytes) -> None:
    assert ask(raw_server(lambda connection: connection.sendall(answer)).url) == [b"Hallo"]


def test_what_comes_after_the_end_is_not_the_next_answer(ask: Ask, raw_server: Callable) -> None:
    evil = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
    server = raw_server(OK + b"Content-Length: 5\r\n\r\nHallo" + evil)
    for found in ask(*[server.url] * 3):
        assert found == b"Hallo" or isinstance(found, FetchError)


# -- without end -----------------------------------------------------------------------------------


def endless(head: bytes, more: bytes) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.sendall(head)
        with suppress(OSError):
            for _ in repeat(None):
                connection.sendall(more)

    return answer


EMPTY_BLOCK = b"\x00\x00\x00\xff\xff"  # deflate: nothing, and not the last block
ENDLESS = {
    "body": (OK + b"\r\n", bytes(50_000)),
    "body that says how long": (OK + b"Content-Length: 99999999999\r\n\r\n", bytes(50_000)),
    "chunks": (CHUNKED, b"5\r\nHallo\r\n" * 5_000),
    "packed, and nothing in it": (
        OK + b"Content-Encoding: deflate\r\n\r\n\x78\x9c",
        EMPTY_BLOCK * 9_000,
    ),
    "extension of a chunk": (CHUNKED + b"5;", b"a" * 50_000),
    "trailers": (CHUNKED + b"0\r\n", b"X: y\r\n" * 9_000),
    "headers": (OK, b"X: y\r\n" * 9_000),
    "one header": (OK + b"X: ", b"y" * 50_000),
    "name of a header": (OK, b"y" * 50_000),
    "reason": (b"HTTP/1.1 200 ", b"y" * 50_000),
    "blank lines": (b"", b"\r\n" * 25_000),
    "interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 2_000),
}


@pytest.mark.parametrize(("head", "more"), ENDLESS.values(), ids=ENDLESS)
def test_endless_answers_are_cut_off(
    ask: Ask, raw_server: Callable, head: bytes, more: bytes
) -> None:
    (found,) = ask(raw_server(endless(head, more)).url, max_bytes=100_000, timeout=10.0)
    assert isinstance(found, TooLargeError)


def test_the_beginning_is_enough_where_that_was_asked_for(
    limits: MakeLimits, raw_server: Callable
) -> None:
    server = raw_server(endless(*ENDLESS["body"]))

    async def run() -> bytes:
        async with Wire(limits()) as wire, wire.send("GET", server.url) as response:
            return await wire.body(response, 1_000, cut=True)

    assert asyncio.run(run()) == bytes(1_000)


# -- bombs -----------------------------------------------------------------------------------------


def gzip_bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    head = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + block * 10_000


def brotli_bomb() -> bytes:
    packer = brotli.Compressor(quality=5, lgwin=23)
    blocks = [packer.process(bytes(1 << 23)) + packer.flush() for _ in range(5)]
    return b"".join(blocks) + blocks[-1] * 1_280


BOMBS: dict[str, Callable[[], bytes]] = {
    "gzip": gzip_bomb,
    "br": brotli_bomb,
    "zstd": lambda: zstd.compress(bytes(1 << 26)) * 160,
    "gzip, gzip": lambda: gzip.compress(gzip_bomb()),
    "gzip, br": lambda: brotli.compress(gzip_bomb(), quality=5),
    "zstd, gzip": lambda: gzip.compress(zstd.compress(bytes(1 << 26)) * 160),
}
MEASURE = """
import asyncio, pathlib, sys, time
from mentions.errors import TooLargeError
from mentions.fetch.limits import Limits
from mentions.fetch.wire import Wire

def peak():
    # Not ru_maxrss: that one begins with what the parent process had.
    status = pathlib.Path("/proc/self/status").read_text()
    return 1024 * int(status.partition("VmHWM:")[2].split()[0])

async def main(warm_up, bombs):
    limits = Limits(user_agent="x", allow_hosts=frozenset({"127.0.0.1"}))
    async with Wire(limits) as wire:
        for url in (warm_up, *bombs):
            before, began = peak(), time.process_time()
            try:
                async with wire.send("GET", url) as response:
                    await wire.body(response, limits.max_bytes)
            except TooLargeError:
                print(peak() - before, time.process_time() - began)

asyncio.run(main(sys.argv[1], sys.argv[2:]))
"""


@pytest.fixture
def bombs(raw_server: Callable) -> Iterator[list[str]]:
    urls = []
    for packing, make in BOMBS.items():
        head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {packing}\r\n\r\n".encode()
        answer = head + make()
        urls.append(raw_server(lambda connection, answer=answer: connection.sendall(answer)).url)
    return urls


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read from /proc")
def test_bombs_cost_next_to_nothing(raw_server: Callable, bombs: list[str]) -> None:
    """Each unpacks to 10 GB; the peak of the process goes up by the sum of what is printed."""
    warm_up = raw_server(OK + b"Content-Length: 5\r\n\r\nHallo").url
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, warm_up, *bombs],
        capture_output=True,
        text=True,
        check=True,
    )
    costs = [tuple(map(float, line.split())) for line in done.stdout.splitlines()]
    assert len(costs) == len(BOMBS)
    assert sum(memory for memory, _ in costs) < 20_000_000
    assert max(seconds for _, seconds in costs) < 1


# -- anything --------------------------------------------------------------------------------------

SEEDS = [*DAMAGED.values(), *WHOLE.values()]
WORDS = [
    *(b"\r\n", b"\n", b"\r", b"\0", b":", b" ", b"HTTP/1.1", b"200", b"304", b"100", b"999"),
    *(b"Content-Length: ", b"Transfer-Encoding: chunked", b"Content-Encoding: br", b"gzip, br"),
    *(b"Set-Cookie: a=b", b"Connection: close", b"Location: http://[", b"Content-Type: \xff"),
    *(b"99999999999999999999", b"-1", b"\xc3\xa4", b"\xff", b"\x7f", b"\t", b";", b","),
]


def mutated(chance: random.Random) -> bytes:
    data = bytearray(chance.choice(SEEDS))
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(data))
        cut = chance.choice([0, 0, 1, 2, 10])
        data[at : at + cut] = chance.choice([*WORDS, chance.randbytes(3)])
    return bytes(data)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_comes_is_a_body_or_our_own_error(
    ask: Ask, raw_server: Callable, caplog: pytest.LogCaptureFixture, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same bytes in every run
    answers = iter([mutated(chance) for _ in range(200)])
    server = raw_server(lambda connection: connection.sendall(next(answers)))
    found = ask(*[server.url] * 100)
    assert len(found) == 100
    for one in found:
        if isinstance(one, FetchError):
            assert isinstance(one, (ConnectionFailedError, DamagedAnswerError, TooLargeError))
            assert one.url == server.url
            assert one.why.isprintable()
    assert not caplog.records
