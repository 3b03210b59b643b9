"""The wire over real sockets; TLS, proxies and hostile bytes have files of their own."""

import asyncio
import gc
import socket
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from aiohttp.abc import ResolveResult

from mentions.errors import (
    ConnectionFailedError,
    FetchError,
    RefusedAddressError,
    TooSlowError,
)
from mentions.fetch.limits import Limits
from mentions.fetch.session import MAX_IDLE
from mentions.fetch.wire import Wire

# An address of the open internet that nobody has been given yet.
NOBODY = "2d00::1"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHallo"


Ask = Callable[..., list[bytes | FetchError]]
MakeLimits = Callable[..., Limits]


# -- asking ----------------------------------------------------------------------------------------


def test_an_answer_has_status_headers_and_body(limits: MakeLimits, raw_server: Callable) -> None:
    server = raw_server(b"HTTP/1.1 404 No\r\nContent-Length: 2\r\nETag: x\r\nETag: y\r\n\r\nno")

    async def run() -> None:
        async with Wire(limits()) as wire, wire.send("GET", server.url + "a|b?c#d") as response:
            assert (response.status_code, response.headers["etag"]) == (404, "x, y")
            assert response.request.method == "GET"
            assert await wire.body(response, 2) == b"no"

    asyncio.run(run())
    assert server.requests[0].startswith(b"GET /a|b?c HTTP/1.1\r\n")


def test_we_say_who_we_are_and_what_we_can_read(limits: MakeLimits, raw_server: Callable) -> None:
    server = raw_server(OK)

    async def run() -> None:
        async with (
            Wire(limits()) as wire,
            wire.send("GET", server.url, headers={"If-None-Match": '"7"'}),
        ):
            pass

    asyncio.run(run())
    (head,) = server.requests
    assert b"User-Agent: mentions/test\r\n" in head
    assert b"Accept-Encoding: gzip, deflate, br, zstd\r\n" in head
    assert b'If-None-Match: "7"\r\n' in head


def test_nobody_is_logged_in_and_cookies_are_forgotten(ask: Ask, raw_server: Callable) -> None:
    server = raw_server(OK.replace(b"\r\n\r\n", b"\r\nSet-Cookie: a=b; Path=/\r\n\r\n"))
    url = server.url.replace("//", "//ann:secret@")
    assert ask(url, url) == [b"Hallo", b"Hallo"]
    assert len(server.requests) == 2
    for head in server.requests:
        assert b"authorization" not in head.lower()
        assert b"cookie" not in head.lower()
        assert b"secret" not in head


def test_a_redirect_is_not_followed(ask: Ask, raw_server: Callable) -> None:
    server = raw_server(b"HTTP/1.1 301 M\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n")
    assert ask(server.url) == [b""]
    assert len(server.requests) == 1


def test_offline_asks_nobody(ask: Ask, raw_server: Callable) -> None:
    server = raw_server(OK)
    (error,) = ask(server.url, offline=True)
    assert "offline" in error.why
    assert server.connections == 0


# -- connections -----------------------------------------------------------------------------------


def test_a_connection_is_used_again(ask: Ask, raw_server: Callable) -> None:
    server = raw_server(OK)
    assert ask(*[server.url] * 3) == [b"Hallo"] * 3
    assert (len(server.requests), server.connections) == (3, 1)


def test_a_connection_the_server_gave_up_is_no_failure(ask: Ask, raw_server: Callable) -> None:
    def answer(connection: socket.socket) -> None:
        connection.sendall(OK)  # and closes, although it did not say so

    server = raw_server(answer)
    assert ask(*[server.url] * 3) == [b"Hallo"] * 3
    assert server.connections == 3


def test_a_body_nobody_reads_is_not_waited_for(limits: MakeLimits, raw_server: Callable) -> None:
    server = raw_server(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nx")

    async def run() -> float:
        began = time.monotonic()
        async with Wire(limits(timeout=10.0)) as wire:
            for _ in range(2):
                async with wire.send("GET", server.url) as response:
                    assert response.status_code == 200
        return time.monotonic() - began

    assert asyncio.run(run()) < 8


async def until(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds: the server hears a little later that a client closed."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - nobody tells what the server notices
            await asyncio.sleep(0.01)


def test_idle_connections_are_bounded_and_closed_in_the_end(limits: MakeLimits) -> None:
    open_now: set[asyncio.StreamWriter] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_now.add(writer)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(OK)
        open_now.discard(writer)
        writer.close()

    async def run() -> None:
        server = await asyncio.start_server(serve, "0.0.0.0", 0)  # noqa: S104 - all of 127/8
        port = server.sockets[0].getsockname()[1]
        hosts = [f"127.0.0.{number}" for number in range(1, MAX_IDLE + 31)]
        async with Wire(limits(allow_hosts=frozenset(hosts))) as wire:
            for host in hosts:
                async with wire.send("GET", f"http://{host}:{port}/") as response:
                    await wire.body(response, 10)
            await until(lambda: len(open_now) == MAX_IDLE)
        await until(lambda: not open_now)
        server.close()

    asyncio.run(run())
    gc.collect()  # what was left open would warn now, and warnings are errors


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:{free}/", "nothing answers at port {free} of 127.0.0.1; check"),
        ("http://nowhere.example/", "there is no host nowhere.example; check the spelling"),
    ],
)
def test_no_connection(names: type, ask: Ask, url: str, words: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        free = unused.getsockname()[1]
    (error,) = ask(url.format(free=free), resolver=names([]))
    assert isinstance(error, ConnectionFailedError)
    assert words.format(free=free) in error.why


def test_closing_without_an_answer(ask: Ask, raw_server: Callable) -> None:
    (error,) = ask(raw_server(lambda _: None).url)
    assert isinstance(error, ConnectionFailedError)
    assert "closed the connection before it answered" in error.why


# -- time ------------------------------------------------------------------------------------------


def drip(data: bytes, pause: float = 0.02) -> Callable[[socket.socket], None]:
    """Send a head, then `data` again and again, a little now and then."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        for _ in range(500):
            connection.sendall(data)
            time.sleep(pause)

    return answer


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"X", "not complete after 1.2 s"),  # a header that never ends
        (b"\r\n\r\nbody", "not complete after 1.2 s"),
        (b"Transfer-Encoding: chunked\r\n\r\n5;", "not complete after 1.2 s"),
    ],
)
def test_a_slow_loris_ends_at_the_total_time(
    ask: Ask, raw_server: Callable, data: bytes, words: str
) -> None:
    began = time.monotonic()
    (error,) = ask(raw_server(drip(data)).url, timeout=0.4)
    assert isinstance(error, TooSlowError)
    assert words in error.why
    assert time.monotonic() - began < 6


def test_silence_ends_at_the_time_of_one_read(ask: Ask, raw_server: Callable) -> None:
    (error,) = ask(raw_server(lambda _: time.sleep(2)).url, timeout=0.2)
    assert isinstance(error, TooSlowError)
    assert "no answer within 0.2 s" in error.why


def test_silence_in_the_middle(ask: Ask, raw_server: Callable) -> None:
    (error,) = ask(raw_server(drip(b"Content-Length: 9\r\n\r\nx", pause=2)).url, timeout=0.2)
    assert isinstance(error, TooSlowError)


def test_a_name_that_is_not_found_in_time(ask: Ask, names: type) -> None:
    class Slow(names):
        async def resolve(self, *_: object, **__: object) -> list[ResolveResult]:
            await asyncio.sleep(5)
            return []

    (error,) = ask("http://slow.example/", resolver=Slow(), timeout=0.1)
    assert isinstance(error, TooSlowError)


def test_an_error_of_the_caller_stays_his_own(limits: MakeLimits, raw_server: Callable) -> None:
    server = raw_server(OK)

    async def run() -> None:
        async with Wire(limits()) as wire, wire.send("GET", server.url):
            raise TimeoutError("mine")

    with pytest.raises(TimeoutError, match="mine"):
        asyncio.run(run())


# -- addresses -------------------------------------------------------------------------------------


def test_a_name_that_changes_its_address_gains_nothing(
    names: type, ask: Ask, raw_server: Callable
) -> None:
    """The first look-up is public and leads nowhere from here; the second one is private."""
    server = raw_server(OK)
    resolver = names([NOBODY], ["127.0.0.1"])
    url = f"http://rebind.example:{server.port}/"
    first, second = ask(url, url, resolver=resolver, timeout=0.2)
    assert not isinstance(first, RefusedAddressError)
    assert isinstance(second, RefusedAddressError)
    assert resolver.asked == ["rebind.example"] * 2  # one look-up for each connection
    assert server.connections == 0


def test_the_connection_goes_to_the_address_that_was_checked(
    names: type, ask: Ask, raw_server: Callable
) -> None:
    server = raw_server(OK)
    resolver = names(["127.0.0.1"], ["10.0.0.1"])
    url = f"http://nas.example.:{server.port}/"
    assert ask(url, resolver=resolver, allow_hosts=frozenset({"NAS.example"})) == [b"Hallo"]
    assert len(resolver.asked) == 1


@pytest.mark.parametrize("host", ["other.example", "www.nas.example", "localhost.example"])
def test_a_name_is_allowed_itself_or_not_at_all(
    names: type, ask: Ask, raw_server: Callable, host: str
) -> None:
    server = raw_server(OK)
    allowed = frozenset({"nas.example", "localhost", "127.0.0.1"})
    (error,) = ask(
        f"http://{host}:{server.port}/", resolver=names(["127.0.0.1"]), allow_hosts=allowed
    )
    assert isinstance(error, RefusedAddressError)
    assert "allow_hosts" in error.why
    assert server.connections == 0


def test_of_several_addresses_the_private_ones_are_left_out(
    names: type, ask: Ask, raw_server: Callable
) -> None:
    server = raw_server(OK)
    resolver = names(["127.0.0.1", "::ffff:127.0.0.1", NOBODY, "::1"])
    (error,) = ask(f"http://mixed.example:{server.port}/", resolver=resolver, timeout=0.2)
    assert not isinstance(error, RefusedAddressError)
    assert server.connections == 0


@pytest.mark.parametrize("url", ["http://localhost:{port}/", "http://[::1]:{port}/"])
def test_this_machine_is_refused(ask: Ask, raw_server: Callable, url: str) -> None:
    server = raw_server(OK)
    (error,) = ask(url.format(port=server.port), allow_hosts=frozenset())
    assert isinstance(error, RefusedAddressError)
    assert server.connections == 0


def test_the_system_looks_names_up(ask: Ask, raw_server: Callable) -> None:
    server = raw_server(OK)
    allowed = frozenset({"localhost"})
    assert ask(f"http://localhost:{server.port}/", allow_hosts=allowed) == [b"Hallo"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "ftp://h.example/", "http://10.0.0.1/"])
def test_messages_hold_no_secret(ask: Ask, url: str) -> None:
    (error,) = ask(url.replace("//", "//ann:secret@"))
    seen: BaseException | None = error
    while seen is not None:
        assert "secret" not in f"{seen} {seen!r}"
        seen = seen.__cause__ or seen.__context__
