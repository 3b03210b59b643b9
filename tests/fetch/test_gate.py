import asyncio
import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from itertools import pairwise
from pathlib import Path

import brotli
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request as WerkzeugRequest
from werkzeug import Response

from mentions.asking import Page, Request
from mentions.errors import FetchError, RateLimitError, RedirectError
from mentions.fetch.gate import Gate

Opener = Callable[..., AbstractAsyncContextManager[Gate]]


def fetch(open_gate: Opener, url: str, *, own_file: bool = False, **changes: object) -> Page:
    cursor = changes.pop("cursor", None)

    async def run() -> Page:
        async with open_gate(**changes) as gate:
            return await gate.fetch(Request(url=url, cursor=cursor), own_file=own_file)

    return asyncio.run(run())


def test_a_page_comes_with_its_address_and_type(httpserver: HTTPServer, gate_to: Opener) -> None:
    httpserver.expect_request("/a").respond_with_data("Grüße", content_type="text/html")
    page = fetch(gate_to, httpserver.url_for("/a"))
    assert page.body.decode() == "Grüße"
    assert (page.url, page.content_type) == (httpserver.url_for("/a"), "text/html")


def test_we_say_who_we_are(httpserver: HTTPServer, gate_to: Opener) -> None:
    httpserver.expect_request(
        "/", headers={"User-Agent": "mentions/test (+https://blog.example/about)"}
    ).respond_with_data("ok")
    assert fetch(gate_to, httpserver.url_for("/")).body == b"ok"


def test_validators_go_back_and_304_needs_no_body(httpserver: HTTPServer, gate_to: Opener) -> None:
    day = "Tue, 14 Jul 2009 09:42:00 GMT"
    headers = {"ETag": 'W/"7"', "Last-Modified": day}
    httpserver.expect_ordered_request("/f").respond_with_data("x", headers=headers)
    httpserver.expect_ordered_request(
        "/f", headers={"If-None-Match": 'W/"7"', "If-Modified-Since": day}
    ).respond_with_data("", status=304)
    first = fetch(gate_to, httpserver.url_for("/f"))
    assert not first.unchanged
    second = fetch(gate_to, httpserver.url_for("/f"), cursor=first.cursor)
    assert second.unchanged
    assert second.cursor == first.cursor


def test_the_same_body_without_validators_is_unchanged(
    httpserver: HTTPServer, gate_to: Opener
) -> None:
    httpserver.expect_request("/f").respond_with_data("same")
    first = fetch(gate_to, httpserver.url_for("/f"))
    assert fetch(gate_to, httpserver.url_for("/f"), cursor=first.cursor).unchanged


def test_redirects_are_followed_and_the_last_address_counts(
    httpserver: HTTPServer, gate_to: Opener
) -> None:
    httpserver.expect_request("/old").respond_with_data(
        "", status=301, headers={"Location": "/new"}
    )
    httpserver.expect_request("/new").respond_with_data("here")
    page = fetch(gate_to, httpserver.url_for("/old"))
    assert (page.url, page.asked) == (httpserver.url_for("/new"), httpserver.url_for("/old"))


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://example.org/",
        "javascript:alert(1)",
        "http://10.0.0.1/",
        "http://[::1]:1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:10.0.0.1]/",
        "",
    ],
)
def test_a_redirect_opens_no_door(httpserver: HTTPServer, gate_to: Opener, location: str) -> None:
    httpserver.expect_request("/r").respond_with_data(
        "", status=302, headers={"Location": location}
    )
    with pytest.raises(FetchError, match=r"not followed|private|cannot be reached"):
        fetch(gate_to, httpserver.url_for("/r"), allow_hosts=frozenset({"localhost"}))


@pytest.mark.parametrize(
    ("start", "words", "requests"),
    [("/0", "redirected more than 3 times", 4), ("/loop", "in a circle", 2)],
)
def test_redirects_end(
    httpserver: HTTPServer, gate_to: Opener, start: str, words: str, requests: int
) -> None:
    hops = {f"/{n}": f"/{n + 1}" for n in range(9)} | {"/loop": "/back", "/back": "/loop"}
    for path, to in hops.items():
        httpserver.expect_request(path).respond_with_data("", 302, headers={"Location": to})
    with pytest.raises(RedirectError, match=words):
        fetch(gate_to, httpserver.url_for(start), max_redirects=3)
    assert len(httpserver.log) == requests


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8099/", "http://localhost:8099/", "http://[::1]:8099/"]
)
def test_private_addresses_are_refused(gate_to: Opener, url: str) -> None:
    with pytest.raises(FetchError, match="allow_hosts"):
        fetch(gate_to, url, allow_hosts=frozenset())


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "login"), (403, "refuses"), (404, "no such page"), (410, "for good"), (500, "500")],
)
def test_refusals_are_told_in_words(
    httpserver: HTTPServer, gate_to: Opener, status: int, words: str
) -> None:
    httpserver.expect_request("/x").respond_with_data("", status=status)
    with pytest.raises(FetchError, match=words):
        fetch(gate_to, httpserver.url_for("/x"))


def test_retry_after_is_kept(httpserver: HTTPServer, gate_to: Opener) -> None:
    httpserver.expect_request("/x").respond_with_data(
        "", status=429, headers={"Retry-After": "120"}
    )
    with pytest.raises(RateLimitError) as caught:
        fetch(gate_to, httpserver.url_for("/x"))
    assert caught.value.retry_after is not None
    assert caught.value.retry_after.total_seconds() == 120


RAW = zlib.compressobj(wbits=-15)
PACKED = {
    "gzip": gzip.compress(b"Hallo " * 50),
    "br": brotli.compress(b"Hallo " * 50),
    "deflate": zlib.compress(b"Hallo " * 50),
    "identity": b"Hallo " * 50,
}


@pytest.mark.parametrize("coding", PACKED)
def test_compressed_bodies(httpserver: HTTPServer, gate_to: Opener, coding: str) -> None:
    httpserver.expect_request("/z").respond_with_data(
        PACKED[coding], headers={"Content-Encoding": coding}
    )
    assert fetch(gate_to, httpserver.url_for("/z")).body == b"Hallo " * 50


def test_raw_deflate(httpserver: HTTPServer, gate_to: Opener) -> None:
    body = RAW.compress(b"Hallo") + RAW.flush()
    httpserver.expect_request("/z").respond_with_data(body, headers={"Content-Encoding": "deflate"})
    assert fetch(gate_to, httpserver.url_for("/z")).body == b"Hallo"


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_a_bomb_stops_at_the_limit(httpserver: HTTPServer, gate_to: Opener, coding: str) -> None:
    pack = gzip.compress if coding == "gzip" else brotli.compress
    bomb = pack(bytes(30_000_000))
    httpserver.expect_request("/z").respond_with_data(bomb, headers={"Content-Encoding": coding})
    with pytest.raises(FetchError, match=r"larger than 100,000 bytes; raise max_bytes"):
        fetch(gate_to, httpserver.url_for("/z"), max_bytes=100_000)


def test_damaged_compression(httpserver: HTTPServer, gate_to: Opener) -> None:
    httpserver.expect_request("/z").respond_with_data(
        b"not gzip", headers={"Content-Encoding": "gzip"}
    )
    with pytest.raises(FetchError, match="damaged"):
        fetch(gate_to, httpserver.url_for("/z"))


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A server that accepts and then says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held: list[socket.socket] = []
        thread = threading.Thread(target=lambda: held.append(server.accept()[0]), daemon=True)
        thread.start()
        yield server.getsockname()[1]
        for connection in held:
            connection.close()


def test_silence_is_not_waited_for(gate_to: Opener, silent_port: int) -> None:
    began = time.monotonic()
    with pytest.raises(FetchError, match=r"no answer within 0\.3 s"):
        fetch(gate_to, f"http://127.0.0.1:{silent_port}/", timeout=0.3)
    assert time.monotonic() - began < 2


def test_nobody_listens(gate_to: Opener) -> None:
    with pytest.raises(FetchError, match="cannot be reached"):
        fetch(gate_to, "http://127.0.0.1:9/")


def test_one_request_at_a_time_and_a_gap(httpserver: HTTPServer, gate_to: Opener) -> None:
    times: list[float] = []
    running: list[int] = [0]

    def handler(_: WerkzeugRequest) -> Response:
        running[0] += 1
        assert running[0] == 1
        times.append(time.monotonic())
        time.sleep(0.02)
        running[0] -= 1
        return Response("ok")

    httpserver.expect_request("/p").respond_with_handler(handler)

    async def run() -> None:
        async with gate_to(min_gap=0.1) as gate:
            request = Request(url=httpserver.url_for("/p"))
            await asyncio.gather(*(gate.fetch(request) for _ in range(3)))

    asyncio.run(run())
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert min(gaps) >= 0.1


def test_offline_asks_nobody(httpserver: HTTPServer, gate_to: Opener) -> None:
    with pytest.raises(FetchError, match="offline"):
        fetch(gate_to, httpserver.url_for("/"), offline=True)
    assert httpserver.log == []


def test_files_only_for_the_owner(tmp_path: Path, gate_to: Opener) -> None:
    path = tmp_path / "seite äöü.html"
    path.write_bytes(b"<p>Hallo")
    assert fetch(gate_to, path.as_uri(), own_file=True).body == b"<p>Hallo"
    with pytest.raises(FetchError, match=r"only when config\.toml names them"):
        fetch(gate_to, path.as_uri())


@pytest.mark.parametrize(("name", "words"), [("missing", "no such file"), ("", "a folder")])
def test_files_that_cannot_be_read(tmp_path: Path, gate_to: Opener, name: str, words: str) -> None:
    with pytest.raises(FetchError, match=words):
        fetch(gate_to, (tmp_path / name).as_uri(), own_file=True)
