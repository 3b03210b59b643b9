"""One page, from an address, a file or standard input."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from mentions.errors import FetchError
from mentions.fetch.limits import Limits
from mentions.tracker.look import look_at

LIMITS = Limits(
    user_agent="mentions/test", min_gap=0.0, max_bytes=1000, allow_hosts=frozenset({"localhost"})
)


class Input:
    def __init__(self, body: bytes) -> None:
        self.buffer = io.BytesIO(body)


def test_an_address(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/a").respond_with_data("<p>ja", content_type="text/html")
    page = look_at(httpserver.url_for("/a"), limits=LIMITS)
    assert (page.body, page.content_type) == (b"<p>ja", "text/html")


def test_a_private_address_is_refused(httpserver: HTTPServer) -> None:
    limits = Limits(user_agent="mentions/test")
    with pytest.raises(FetchError, match="private network"):
        look_at(httpserver.url_for("/a"), limits=limits)


@pytest.mark.parametrize("name", ["page.html", "Überblick & mehr #1?.html", "100%.html"])
def test_a_file(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"<p>ja")
    assert look_at(str(file), limits=LIMITS).body == b"<p>ja"
    base = "https://other.example/"
    assert look_at(str(file), limits=LIMITS, base_url=base).url == base


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("missing.html", "no such file"),
        (".", "is a folder"),
        ("x" * 10_000, "cannot be read"),
        ("page.html/below", "cannot be read"),
        ("big.html", "larger than 1,000 bytes"),
    ],
)
def test_files_that_cannot_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.html").write_text("<p>ja")
    (tmp_path / "big.html").write_bytes(bytes(1001))
    with pytest.raises(FetchError, match=words):
        look_at(what, limits=LIMITS)


def test_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    name = str(tmp_path).encode() + b"/\xfcber.html"
    path = Path(name.decode(errors="surrogateescape"))
    path.write_bytes(b"<p>ja")
    assert look_at(str(path), limits=LIMITS).body == b"<p>ja"


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Input(b"x" * 1000))
    page = look_at("-", limits=LIMITS, base_url="https://other.example/")
    assert (len(page.body), page.url) == (1000, "https://other.example/")


def test_too_much_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Input(b"x" * 1001))
    with pytest.raises(FetchError, match="larger than 1,000 bytes"):
        look_at("-", limits=LIMITS)
