"""`mentions evidence`: what was kept of a mention, and that it is still what it was."""

import hashlib
import json
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from tests.cli.conftest import Command
from warcio.archiveiterator import ArchiveIterator

PAGE = """<html lang="de"><head><title>Notiz</title></head><body><article class="h-entry">
<h1>Notiz</h1><div class="e-content"><p>Sehr gut ist <a href="{article}">dieser Beitrag</a> über
Hafenkräne.</p></div></article></body></html>"""


@pytest.fixture
def body(project: Path, httpserver: HTTPServer, mentions: Command) -> bytes:
    """What a page that mentions the article looked like when a poll kept it."""
    return polled(project, httpserver, mentions, keep="true")


def polled(project: Path, server: HTTPServer, mentions: Command, *, keep: str) -> bytes:
    article = server.url_for("/post-1")
    url = server.url_for("/notiz").replace("localhost", "127.0.0.1")
    config = f"""
[database]
path = "mentions.db"
[fetch]
allow_hosts = ["localhost", "127.0.0.1"]
min_gap = 0.0
[evidence]
keep = {keep}
folder = "kept"
[[articles]]
url = "{article}"
[[watches]]
source = "webpage"
address = "{url}"
"""
    (project / "config.toml").write_text(config, "utf-8")
    body = PAGE.format(article=article).encode()
    server.expect_request("/robots.txt").respond_with_data("", status=404)
    server.expect_request("/notiz").respond_with_data(
        body, content_type="text/html; charset=utf-8", headers={"Set-Cookie": "secret=4711"}
    )
    assert mentions("poll").code == 0
    return body


def archive(project: Path) -> Path:
    (file,) = (project / "kept").glob("*.warc.gz")
    return file


def test_link_sentence_and_hash_are_shown(mentions: Command, body: bytes) -> None:
    done = mentions("evidence", "1")
    shown = dict(line.split(maxsplit=1) for line in done.out.splitlines())
    assert done.code == 0
    assert shown["Page"].endswith("/notiz")
    assert shown["Link"].endswith("/post-1")
    assert shown["Sentence"] == "Sehr gut ist dieser Beitrag über Hafenkräne."
    digest = hashlib.sha256(body).hexdigest()
    assert shown["SHA-256"] == f"{digest} ({len(body)} bytes)"
    assert shown["Answer"].startswith("kept in ")
    assert "/kept/mentions-20" in shown["Answer"]
    (told,) = json.loads(mentions("evidence", "1", "--json").out)
    assert (told["sha256"], told["answer"], told["bytes"]) == (digest, "kept", len(body))


def test_the_answer_comes_out_as_it_was(mentions: Command, body: bytes, project: Path) -> None:
    done = mentions("evidence", "1", "-o", "page.html")
    assert (done.code, done.out) == (0, "")
    assert (project / "page.html").read_bytes() == body
    assert mentions("evidence", "1", "-o", "-").out.encode() == body
    into = mentions("evidence", "1", "-o", ".")
    assert into.code == 2
    assert "cannot be written" in into.err


@pytest.mark.usefixtures("body")
def test_other_programs_read_the_archive_and_no_header_is_in_it(project: Path) -> None:
    with archive(project).open("rb") as file:
        records = [(one.rec_type, one.content_stream().read()) for one in ArchiveIterator(file)]
    assert [kind for kind, _ in records] == ["warcinfo", "resource"]
    assert all(b"4711" not in data for _, data in records)


@pytest.mark.usefixtures("body")
def test_a_damaged_archive_is_told(mentions: Command, project: Path) -> None:
    file = archive(project)
    data = bytearray(file.read_bytes())
    data[-40:-20] = b"\0" * 20
    file.write_bytes(data)
    assert "Answer    damaged" in mentions("evidence", "1").out
    done = mentions("evidence", "1", "-o", "page.html")
    assert (done.code, done.out) == (1, "")
    assert "use a copy of the file" in done.err
    assert not (project / "page.html").exists()
    file.unlink()
    assert json.loads(mentions("evidence", "1", "--json").out)[0]["answer"] == "missing"
    assert "Answer    missing" in mentions("evidence", "1").out


def test_nothing_is_kept_unless_it_is_asked_for(
    project: Path, httpserver: HTTPServer, mentions: Command
) -> None:
    polled(project, httpserver, mentions, keep="false")
    assert "set keep = true under [evidence]" in mentions("evidence", "1").out
    assert json.loads(mentions("evidence", "1", "--json").out) == []
    assert mentions("evidence", "1", "-o", "page.html").code == 2
    assert not (project / "kept").exists()
    config = project / "config.toml"
    config.write_text(config.read_text("utf-8").replace("keep = false", "keep = true"), "utf-8")
    assert "it was known before answers were kept" in mentions("evidence", "1").out
    assert "Kept" not in mentions("show", "1").out


@pytest.mark.parametrize("number", ["99", "9" * 30])
@pytest.mark.usefixtures("body")
def test_an_unknown_mention_is_a_mistake(mentions: Command, number: str) -> None:
    done = mentions("evidence", number)
    assert (done.code, done.out) == (2, "")
    assert f"no mention {number}" in done.err


def test_show_and_reports_name_it(mentions: Command, body: bytes) -> None:
    digest = hashlib.sha256(body).hexdigest()
    (row,) = [line for line in mentions("show", "1").out.splitlines() if line.startswith("Kept")]
    assert f"sha256:{digest[:16]}…; `mentions evidence 1` shows it" in row
    assert json.loads(mentions("show", "1", "--json").out)["kept"][0]["sha256"] == digest
    (act,) = json.loads(mentions("report", "1", "--format", "json").out)["articles"][0]["acts"]
    assert act["evidence"].startswith(f"sha256:{digest[:16]} 20")
    for form in ("md", "html", "terminal"):
        assert act["evidence"] in mentions("report", "1", "--format", form).out
