"""Requests through a proxy of ours, and past it."""

import base64
import socket
import ssl
from collections.abc import Callable

import pytest
import trustme

from mentions.errors import ConfigError, ConnectionFailedError, FetchError, RefusedAddressError

Ask = Callable[..., list[bytes | FetchError]]

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHallo"
PUBLIC = "2d00::1"  # an address of the open internet that nobody has been given yet
VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


def test_variables_count_only_where_the_owner_says_so(
    ask: Ask, raw_server: Callable, environment: pytest.MonkeyPatch
) -> None:
    server, proxy = raw_server(OK), raw_server(OK)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", *VARIABLES[:3]):
        environment.setenv(name, proxy.url)
    assert ask(server.url) == [b"Hallo"]
    assert (len(server.requests), proxy.connections) == (1, 0)


def test_everything_goes_through_a_proxy(ask: Ask, names: type, raw_server: Callable) -> None:
    proxy = raw_server(OK)
    url = "http://example.org/a|b?c"
    login = proxy.url.replace("//", "//ann:se%2Fcret@")
    assert ask(url, url, proxy=login, resolver=names([PUBLIC])) == [b"Hallo"] * 2
    assert proxy.connections == 1
    expected = base64.b64encode(b"ann:se/cret")
    for head in proxy.requests:
        assert head.startswith(b"GET http://example.org/a|b?c HTTP/1.1\r\nHost: example.org\r\n")
        assert b"Proxy-Authorization: Basic " + expected in head
        assert b"\r\nAuthorization" not in head


def test_tls_goes_through_a_tunnel(ask: Ask, names: type, raw_server: Callable) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("example.org").configure_cert(context)
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    inside: list[bytes] = []

    def tunnel(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
        with context.wrap_socket(connection, server_side=True) as secure:
            inside.append(secure.recv(65_536))
            secure.sendall(OK)

    proxy = raw_server(tunnel)
    login = proxy.url.replace("//", "//ann:secret@")
    found = ask("https://example.org/a", tls=trust, proxy=login, resolver=names([PUBLIC]))
    assert found == [b"Hallo"]
    assert proxy.requests[0].startswith(b"CONNECT example.org:443 HTTP/1.1\r\n")
    assert b"Proxy-Authorization: Basic " in proxy.requests[0]
    assert inside[0].startswith(b"GET /a HTTP/1.1\r\n")
    assert b"roxy" not in inside[0]


def test_the_proxy_of_the_environment(
    ask: Ask, names: type, raw_server: Callable, environment: pytest.MonkeyPatch
) -> None:
    server, proxy = raw_server(OK), raw_server(OK)
    environment.setenv("HTTP_PROXY", proxy.url.removeprefix("http://"))
    environment.setenv("NO_PROXY", "127.0.0.1,.lan")
    urls = (server.url, "http://example.org/")
    found = ask(*urls, proxy="environment", resolver=names([PUBLIC]))
    assert found == [b"Hallo"] * 2
    assert (len(server.requests), len(proxy.requests)) == (1, 1)


def test_an_environment_without_a_proxy(ask: Ask, raw_server: Callable) -> None:
    assert ask(raw_server(OK).url, proxy="environment") == [b"Hallo"]


@pytest.mark.parametrize(
    ("url", "addresses"),
    [
        ("http://10.0.0.1/", [PUBLIC]),
        ("http://[::1]/", [PUBLIC]),
        ("http://2130706434/", [PUBLIC]),
        ("http://intra.example/", ["10.0.0.1"]),
        ("https://intra.example/", [PUBLIC, "10.0.0.1"]),
        ("http://example.org:25/", [PUBLIC]),
    ],
)
def test_a_proxy_is_no_way_around_the_guard(
    ask: Ask, names: type, raw_server: Callable, url: str, addresses: list[str]
) -> None:
    proxy = raw_server(OK)
    (found,) = ask(url, proxy=proxy.url, resolver=names(addresses))
    assert isinstance(found, RefusedAddressError)
    assert proxy.connections == 0


def test_names_only_the_proxy_knows(ask: Ask, names: type, raw_server: Callable) -> None:
    proxy = raw_server(OK)
    assert ask("http://example.org/", proxy=proxy.url, resolver=names([])) == [b"Hallo"]


def test_a_private_proxy_may_be_named(ask: Ask, names: type, raw_server: Callable) -> None:
    """The proxy itself stands in the owner's network; its name opens no door for others."""
    proxy = raw_server(OK)
    address = proxy.url.replace("127.0.0.1", "proxy.lan")
    resolver = names([PUBLIC], ["127.0.0.1"])
    urls = ("http://example.org/", address)
    first, second = ask(*urls, proxy=address, resolver=resolver, allow_hosts=frozenset())
    assert first == b"Hallo"
    assert isinstance(second, RefusedAddressError)


def refusing(status: bytes) -> bytes:
    return b"HTTP/1.1 " + status + b" No\r\nContent-Length: 0\r\n\r\n"


@pytest.mark.parametrize("url", ["http://example.org/", "https://example.org/"])
def test_a_proxy_that_wants_a_login(ask: Ask, names: type, raw_server: Callable, url: str) -> None:
    proxy = raw_server(refusing(b"407"))
    login = proxy.url.replace("//", "//ann:secret@")
    (found,) = ask(url, proxy=login, resolver=names([PUBLIC]))
    assert isinstance(found, ConnectionFailedError)
    assert found.why.startswith(f"the proxy {proxy.url.rstrip('/')} refuses (407); check proxy")
    assert_no_secret(found)


def test_a_proxy_that_is_not_there(ask: Ask, names: type) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    proxy = f"http://ann:secret@127.0.0.1:{port}"
    (found,) = ask("http://example.org/", proxy=proxy, resolver=names([PUBLIC]))
    assert isinstance(found, ConnectionFailedError)
    assert f"the proxy http://127.0.0.1:{port} cannot be reached" in found.why
    assert_no_secret(found)


@pytest.mark.parametrize("proxy", ["socks5://ann:secret@p.lan:1080", "http://", "http://p:x"])
def test_a_proxy_that_cannot_be_used(ask: Ask, proxy: str) -> None:
    with pytest.raises(ConfigError, match="begins with http:// or https://") as caught:
        ask("http://example.org/", proxy=proxy)
    assert "secret" not in str(caught.value)


def assert_no_secret(error: BaseException | None) -> None:
    while error is not None:
        assert "secret" not in f"{error} {error!r} {vars(error)}"
        error = error.__cause__ or error.__context__
