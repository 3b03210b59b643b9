"""TLS over real sockets, with certificates made for the test."""

import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
import trustme

from mentions.errors import ConnectionFailedError, FetchError
from mentions.fetch.session import trusted

Ask = Callable[..., list[bytes | FetchError]]

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHallo"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trust(authority: trustme.CA) -> ssl.SSLContext:
    """Trust the test's authority and nobody else."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def serving(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def test_a_certificate_of_a_trusted_authority(
    ask: Ask, raw_server: Callable, authority: trustme.CA, trust: ssl.SSLContext
) -> None:
    server = raw_server(OK, tls=serving(authority.issue_cert("127.0.0.1")))
    assert ask(*[server.url] * 3, tls=trust) == [b"Hallo"] * 3
    assert server.connections == 1


def test_a_name_is_checked_against_the_certificate(
    ask: Ask, names: type, raw_server: Callable, authority: trustme.CA, trust: ssl.SSLContext
) -> None:
    server = raw_server(OK, tls=serving(authority.issue_cert("nas.example")))
    found = ask(
        f"https://nas.example.:{server.port}/",
        f"https://other.example:{server.port}/",
        tls=trust,
        resolver=names(["127.0.0.1"]),
        allow_hosts=frozenset({"nas.example", "other.example"}),
    )
    assert found[0] == b"Hallo"
    assert "for another host name" in found[1].why


def test_the_file_the_owner_names_is_trusted(
    ask: Ask,
    raw_server: Callable,
    authority: trustme.CA,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = raw_server(OK, tls=serving(authority.issue_cert("127.0.0.1")))
    (refused,) = ask(server.url)
    assert isinstance(refused, ConnectionFailedError)
    assert (
        "unknown here; if you trust it, name its authority's file in SSL_CERT_FILE" in refused.why
    )
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    assert ask(server.url) == [b"Hallo"]


def test_a_machine_without_a_store_trusts_the_usual_authorities(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    assert trusted().cert_store_stats()["x509_ca"] > 50


@pytest.mark.parametrize(
    ("names", "days", "words"),
    [
        (["127.0.0.1"], (-20, -10), "has expired and must be renewed there"),
        (["127.0.0.1"], (10, 20), "not valid yet; look at the clock"),
        (["127.0.0.2"], (-1, 10), "for another IP address"),
        (["example.org"], (-1, 10), "for another IP address"),
    ],
)
def test_certificates_that_are_not_valid(  # noqa: PLR0917 - fixtures
    ask: Ask,
    raw_server: Callable,
    authority: trustme.CA,
    trust: ssl.SSLContext,
    names: list[str],
    days: tuple[int, int],
    words: str,
) -> None:
    begin, end = (datetime.now(UTC) + timedelta(days=day) for day in days)
    certificate = authority.issue_cert(*names, not_before=begin, not_after=end)
    server = raw_server(OK, tls=serving(certificate))
    (found,) = ask(server.url, tls=trust)
    assert isinstance(found, ConnectionFailedError)
    assert "cannot be trusted" in found.why
    assert words in found.why
    assert server.requests == []


def test_a_certificate_signed_by_itself(
    ask: Ask, raw_server: Callable, trust: ssl.SSLContext, tmp_path: Path
) -> None:
    own = trustme.CA()
    pem = tmp_path / "own.pem"
    pem.write_bytes(own.private_key_pem.bytes() + own.cert_pem.bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    (found,) = ask(raw_server(OK, tls=context).url, tls=trust)
    assert isinstance(found, ConnectionFailedError)
    assert "signed by nobody but itself" in found.why


@pytest.mark.parametrize(
    ("garbage", "words"),
    [
        (OK, "does not speak TLS there; try the address with http://"),
        (b"\x15\x03\x01\x00\x02\x02\x28", "no secure connection"),  # an alert: no common ground
        (b"\x16\x03\x03\x00\x04\xff\xff\xff\xff", "no secure connection"),
        (bytes(500), "TLS"),
        (b"", "closed the connection before it answered"),
    ],
)
def test_what_is_no_tls(ask: Ask, garbage: bytes, words: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        found = _ask_beside(server, garbage, ask)
    assert isinstance(found, ConnectionFailedError)
    assert words in found.why
    assert found.why.isprintable()


def _ask_beside(server: socket.socket, garbage: bytes, ask: Ask) -> bytes | FetchError:
    """Ask while a thread reads the hello of the client and answers with garbage."""

    def serve() -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(garbage)

    thread = Thread(target=serve)
    thread.start()
    (found,) = ask(f"https://127.0.0.1:{server.getsockname()[1]}/")
    thread.join()
    return found


def test_a_handshake_that_does_not_end(ask: Ask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        (found,) = ask(f"https://127.0.0.1:{server.getsockname()[1]}/", timeout=0.2)
    assert "no answer within 0.2 s" in found.why
