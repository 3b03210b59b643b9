"""`mentions doctor` asks every watched host; real sockets."""

import asyncio
from collections.abc import Sequence

import pytest
from pytest_httpserver import HTTPServer

from mentions.asking import Watch
from mentions.fetch.limits import Limits
from mentions.tracker.doctor import State
from mentions.tracker.network import Network, ask_robots, check_network

LIMITS = Limits(
    user_agent="mentions/test", timeout=2.0, min_gap=0.0, allow_hosts=frozenset({"localhost"})
)


def check(watches: Sequence[Watch], *, offline: bool = False) -> Network:
    return asyncio.run(check_network(watches, LIMITS, offline=offline))


def watch(address: str) -> Watch:
    return Watch(source="webpage", address=address, id=3)


def test_a_host_that_answers(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/a").respond_with_data("")
    found = check([watch(httpserver.url_for("/a"))])
    assert [one.state for one in found.findings] == [State.OK, State.OK]
    assert "1 of 1" in found.findings[0].what
    assert list(found.times) == ["localhost"]


def test_robots_that_disagree(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /a\n")
    httpserver.expect_request("/a").respond_with_data("")
    found = check([watch(httpserver.url_for("/a")), watch(httpserver.url_for("/b"))])
    (note,) = [one for one in found.findings if one.state is State.WARN]
    assert "robots.txt of localhost asks programs not to read" in note.what
    assert note.area == "watch 3"


@pytest.mark.parametrize("address", ["http://10.0.0.1/", "http://localhost:1/"])
def test_a_host_that_does_not(address: str) -> None:
    found = check([watch(address)])
    assert [one.state for one in found.findings] == [State.FAIL, State.FAIL]
    assert "no watched host can be reached" in found.findings[0].what
    assert found.findings[1].advice


def test_nobody_to_ask() -> None:
    assert check([watch("file:///a.html")]).findings[0].state is State.SKIPPED
    assert check([watch("http://localhost:1/")], offline=True).findings[0].state is State.SKIPPED


def test_a_new_watch_that_robots_are_not_to_read(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /a\n")
    note = ask_robots(watch(httpserver.url_for("/a")), LIMITS)
    assert note is not None
    assert "asks programs not to read" in note
    assert ask_robots(watch(httpserver.url_for("/b")), LIMITS) is None


@pytest.mark.parametrize("address", ["file:///a.html", "http://localhost:1/", "http://10.0.0.1/"])
def test_nothing_is_said_where_nothing_is_known(address: str) -> None:
    assert ask_robots(watch(address), LIMITS) is None
