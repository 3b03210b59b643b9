"""`mentions verify`, and what `show` and `list` tell of it."""

import json
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from tests.cli.conftest import Command

TEXT = "Ein Absatz mit genug Text, damit die Seite eine Seite ist und keine Hülle. " * 4


@pytest.fixture
def page(project: Path, httpserver: HTTPServer, mentions: Command) -> str:
    """Somebody's page about a tracked article, found by a poll; its path on the server."""
    article = httpserver.url_for("/post-1")
    url = httpserver.url_for("/notiz").replace("localhost", "127.0.0.1")
    config = f"""
[database]
path = "mentions.db"
[fetch]
allow_hosts = ["localhost", "127.0.0.1"]
min_gap = 0.0
[[articles]]
url = "{article}"
[[watches]]
source = "webpage"
address = "{url}"
"""
    (project / "config.toml").write_text(config, "utf-8")
    serve(httpserver, f'<a href="{article}">Firewall</a>')
    assert mentions("poll").code == 0
    return "/notiz"


def serve(server: HTTPServer, link: str, status: int = 200) -> None:
    server.clear()
    server.expect_request("/robots.txt").respond_with_data("", status=404)
    body = f"<title>Notiz</title><article><h1>N</h1><p>Gut: {link}.</p><p>{TEXT}</p></article>"
    server.expect_request("/notiz").respond_with_data(body, status, content_type="text/html")


@pytest.mark.usefixtures("page")
def test_nothing_is_due_yet(mentions: Command) -> None:
    done = mentions("verify")
    assert (done.code, done.out.strip()) == (
        0,
        "No mention is due; `mentions verify --all` looks at every one.",
    )
    assert json.loads(mentions("verify", "--json").out) == []


@pytest.mark.usefixtures("page")
def test_the_timeline_is_shown(mentions: Command, httpserver: HTTPServer) -> None:
    assert "Stands" not in mentions("show", "1").out
    done = mentions("verify", "--all")
    assert "live  [seen there]" in done.out
    assert done.out.splitlines()[-1] == "1 live"
    serve(httpserver, "", status=410)
    assert "gone" in mentions("verify", "1").out
    shown = mentions("show", "1").out
    assert "Stands    gone since 20" in shown
    assert shown.count("UTC  ") == 2
    assert "its place says that it is gone for good (410)" in shown
    told = json.loads(mentions("show", "1", "--json").out)
    assert told["health"] == "gone"
    assert [step["step"] for step in told["link_health"]["timeline"]] == ["live", "gone"]


@pytest.mark.usefixtures("page")
def test_a_list_marks_what_is_gone(mentions: Command, httpserver: HTTPServer) -> None:
    assert "GONE" not in mentions("list").out
    serve(httpserver, "", status=410)
    (verdict,) = json.loads(mentions("verify", "--all", "--json").out)
    assert (verdict["id"], verdict["health"]) == (1, "gone")
    assert "1  GONE  " in mentions("list").out


@pytest.mark.usefixtures("page")
def test_a_refusal_is_told_and_changes_nothing(mentions: Command, httpserver: HTTPServer) -> None:
    serve(httpserver, "", status=403)
    done = mentions("verify", "--all")
    assert done.code == 0
    assert "not seen (refuses us (403)" in done.out
    assert json.loads(mentions("show", "1", "--json").out)["health"] is None


@pytest.mark.usefixtures("page")
def test_wrong_input_is_named(mentions: Command) -> None:
    done = mentions("verify", "99")
    assert (done.code, "there is no mention 99" in done.err) == (2, True)
    assert mentions("verify", "1", "--all").code == 2
    assert mentions("verify", "0").code == 2
