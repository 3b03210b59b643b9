"""Asking networks: real sockets, sources of another package, no database."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

import mentions.sources
from mentions.asking import Setup
from mentions.core.shortlinks import Shorteners
from mentions.errors import ConfigError
from mentions.fetch.limits import Limits
from mentions.looking import Outcome
from mentions.model import Article, Evidence
from mentions.tracker.find import (
    Findings,
    Place,
    Search,
    addresses_of,
    find_everywhere,
    searching_sources,
)

ARTICLE = "https://blog.example/post-1/"
NAMES = ("alpha", "beta", "gamma", "locked")
# Answers with whatever posts the server has for the address.
MODULE = """
import json
from mentions.asking import Batch, Key, Profile, Request, ask
from mentions.errors import BlockedError
from mentions.model import Document, Entry, Hyperlink

class Network:
    def __init__(self, name, **profile):
        self.name, self.title = name, name.title()
        self.profile = Profile(searches=True, **profile)

    def poll(self, watch):
        url = watch.setup.instances[0] + "/" + self.name
        page = yield from ask(Request(url=url, params={"q": watch.address}))
        told = json.loads(page.body)
        entries = tuple(
            Entry(url=post, links=(Hyperlink(url=link),)) for post, link in told["posts"]
        )
        why = told.get("left")
        return Batch(
            documents=(Document(url=page.url, form="search", entries=entries),),
            incomplete=BlockedError(url, why) if why else None,
        )

ALPHA, BETA, GAMMA = Network("alpha"), Network("beta"), Network("gamma")
LOCKED = Network("locked", key=Key.NEEDED)
"""


@pytest.fixture
def networks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another package is installed that brings four networks, and one that is broken."""
    (tmp_path / "find_networks.py").write_text(MODULE)
    folder = tmp_path / "find_networks-1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: find_networks\nVersion: 1\n")
    lines = [f"{name} = find_networks:{name.upper()}" for name in NAMES]
    lines += ["broken = find_networks:NOTHING"]
    (folder / "entry_points.txt").write_text("\n".join(["[mentions.sources]", *lines]))
    monkeypatch.syspath_prepend(tmp_path)
    _forget()
    yield
    monkeypatch.undo()
    sys.modules.pop("find_networks", None)
    _forget()


def _forget() -> None:
    mentions.sources.source_names.cache_clear()
    mentions.sources._load.cache_clear()  # noqa: SLF001 - packages do not come and go otherwise


@pytest.fixture
def server(httpserver: HTTPServer) -> HTTPServer:
    httpserver.expect_request("/post-1/").respond_with_data("<p>Text", content_type="text/html")
    return httpserver


def tell(server: HTTPServer, name: str, *posts: tuple[str, str], left: str | None = None) -> None:
    server.expect_request(f"/{name}").respond_with_json({"posts": posts, "left": left})


def search(server: HTTPServer, *names: str, url: str = "", **changes: object) -> Findings:
    base = server.url_for("").rstrip("/")
    usual = {
        "article": Article(url=url or server.url_for("/post-1/")),
        "names": names,
        "limits": Limits(
            user_agent="mentions/test",
            min_gap=0.0,
            timeout=2.0,
            allow_hosts=frozenset({"localhost"}),
        ),
        "setups": {name: Setup(instances=(base,)) for name in NAMES},
        "clock": lambda: datetime(2026, 3, 14, tzinfo=UTC),
    }
    return asyncio.run(find_everywhere(Search(**(usual | changes))))


def told(findings: Findings) -> dict[str, tuple[Outcome | None, int, str | None]]:
    return {one.source: (one.outcome, one.found, one.why) for one in findings.places}


def test_each_place_says_what_it_could_and_could_not_tell(
    networks: None, server: HTTPServer
) -> None:
    article = server.url_for("/post-1/?utm_source=x")
    tell(
        server,
        "alpha",
        ("https://a.example/1", article),
        ("https://a.example/2", "https://x.example"),
    )
    tell(server, "beta", ("https://b.example/1", "https://blog.example/other"))
    server.expect_request("/gamma").respond_with_data("no", status=403)
    found = search(server, "alpha", "beta", "gamma", "locked")
    assert [one.url for one in found.mentions] == ["https://a.example/1"]
    places = told(found)
    assert places["alpha"] == (Outcome.OK, 1, None)
    assert places["beta"] == (Outcome.EMPTY, 0, None)
    assert places["gamma"][:2] == (Outcome.BLOCKED, 0)
    outcome, _, why = places["locked"]
    assert outcome is Outcome.NEEDS_AUTH
    assert why == "needs a key: set token_env under [sources.locked], and the variable it names"
    assert [one.looked for one in found.places] == [True, True, False, False]
    assert found.unread is None


def test_empty_is_said_only_of_a_place_that_was_looked_at_in_full(
    networks: None, server: HTTPServer
) -> None:
    post = ("https://a.example/1", server.url_for("/post-1/"))
    tell(server, "alpha", post, left="more than 1,000 hits")
    tell(server, "beta", left="a moderated page")
    found = search(server, "alpha", "beta")
    assert told(found) == {
        "alpha": (Outcome.OK, 1, "more than 1,000 hits"),
        "beta": (Outcome.BLOCKED, 0, "a moderated page"),
    }
    assert [one.looked for one in found.places] == [True, False]


def test_a_short_link_in_a_hit_is_followed(networks: None, server: HTTPServer) -> None:
    article = server.url_for("/post-1/")
    server.expect_request("/s").respond_with_data("", status=301, headers={"Location": article})
    tell(server, "alpha", ("https://a.example/1", server.url_for("/s")))
    short = Shorteners(extra_hosts={f"localhost:{server.port}", "localhost"})
    (mention,) = search(server, "alpha", shorteners=short).mentions
    assert mention.evidence is Evidence.REDIRECT


def test_a_short_link_that_leads_nobody_knows_where_is_not_nothing(
    networks: None, server: HTTPServer
) -> None:
    server.expect_request("/s").respond_with_data("", status=500)
    tell(server, "alpha", ("https://a.example/1", server.url_for("/s")))
    short = Shorteners(extra_hosts={f"localhost:{server.port}", "localhost"})
    (place,) = search(server, "alpha", shorteners=short).places
    assert (place.outcome, place.found) == (Outcome.BROKEN, 0)
    assert (place.looked, place.why) == (True, "a short link in its answers could not be followed")


def test_the_page_tells_its_other_addresses_and_those_are_asked_for(
    networks: None, server: HTTPServer
) -> None:
    moved = server.url_for("/2026/post/")
    head = f'<link rel="canonical" href="{moved}"><link rel="shortlink" href="/?p=42">'
    elsewhere = '<meta property="og:url" content="https://thief.example/post/">'
    server.expect_request("/old").respond_with_data("", status=301, headers={"Location": moved})
    server.expect_request("/2026/post/").respond_with_data(
        f"<head>{head}{elsewhere}</head><p>Text", content_type="text/html"
    )
    asked = []

    def answer(request: Request) -> Response:
        asked.append(request.args["q"])
        posts = [["https://a.example/1", server.url_for("/?p=42")]]
        return Response(json.dumps({"posts": posts if "p=42" in asked[-1] else []}))

    server.expect_request("/alpha").respond_with_handler(answer)
    found = search(server, "alpha", url=server.url_for("/old"))
    assert found.unread is None
    assert len(found.mentions) == 1
    assert asked == [server.url_for(path) for path in ("/old", "/2026/post/", "/?p=42")]
    assert not any("thief" in url for url in found.article.aliases)


def test_a_login_page_in_its_place_is_not_the_article(networks: None, server: HTTPServer) -> None:
    login = server.url_for("/login")
    server.expect_request("/p").respond_with_data("", status=302, headers={"Location": login})
    server.expect_request("/login").respond_with_data("<p>Log in", content_type="text/html")
    tell(server, "alpha", ("https://a.example/1", login))
    found = search(server, "alpha", url=server.url_for("/p"))
    assert found.unread == f"leads to {login}, which does not say that it is the article"
    assert found.mentions == ()
    assert found.article.aliases == ()


def test_a_page_that_cannot_be_read_stops_nothing(networks: None, server: HTTPServer) -> None:
    server.expect_request("/gone").respond_with_data("", status=404)
    tell(server, "alpha", ("https://a.example/1", server.url_for("/gone/")))
    found = search(server, "alpha", url=server.url_for("/gone"))
    assert found.unread is not None
    assert "(404)" in found.unread
    assert len(found.mentions) == 1


def test_a_bug_in_one_source_does_not_cost_the_others(networks: None, server: HTTPServer) -> None:
    server.expect_request("/alpha").respond_with_data("<html>", content_type="text/html")
    tell(server, "beta", ("https://b.example/1", server.url_for("/post-1/")))
    found = search(server, "alpha", "beta", "broken")
    outcomes = told(found)
    assert outcomes["alpha"][0] is Outcome.BROKEN
    assert "a bug in mentions: JSONDecodeError" in (outcomes["alpha"][2] or "")
    assert outcomes["beta"][:2] == (Outcome.OK, 1)
    assert "source 'broken' cannot be loaded" in (outcomes["broken"][2] or "")


def test_what_two_places_tell_of_is_one_act(networks: None, server: HTTPServer) -> None:
    post = ("https://a.example/1", server.url_for("/post-1/"))
    tell(server, "alpha", post)
    tell(server, "beta", post)
    found = search(server, "alpha", "beta")
    assert [one.found for one in found.places] == [1, 1]
    assert len(found.mentions) == 1


def test_one_that_is_off_is_not_asked(networks: None, server: HTTPServer) -> None:
    started: list[str] = []
    done: list[Place] = []
    tell(server, "beta")
    found = search(
        server, "alpha", "beta", off={"alpha"}, on_start=started.append, on_done=done.append
    )
    assert told(found)["alpha"] == (None, 0, None)
    assert started == ["beta"]
    assert {one.source for one in done} == {"alpha", "beta"}
    assert not any(request.path == "/alpha" for request, _ in server.log)


def test_nobody_is_asked_offline(networks: None, server: HTTPServer) -> None:
    limits = Limits(user_agent="mentions/test", offline=True)
    found = search(server, "alpha", "beta", limits=limits)
    assert not found.looked
    assert found.unread is not None
    assert [request.path for request, _ in server.log] == []


def test_every_searching_source_is_asked_unless_told_otherwise(networks: None) -> None:
    assert set(searching_sources()) >= {*NAMES, "broken"}
    assert "webpage" not in searching_sources()
    assert searching_sources(["beta", "alpha"]) == ("alpha", "beta")
    assert searching_sources(["beta", "alpha"], ["alpha"]) == ("beta",)
    assert "gamma" not in searching_sources((), ["gamma"])


@pytest.mark.parametrize(
    ("only", "without", "says"),
    [
        (["alfa"], [], "there is no source 'alfa'; there are: alpha"),
        ([], ["alfa"], "there is no source 'alfa'"),
        (["feed"], [], "feed looks at a place instead of searching; `mentions watches add feed"),
        (["alpha"], ["alpha"], "no source is left to ask"),
    ],
)
def test_names_that_will_not_do(
    networks: None, only: list[str], without: list[str], says: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        searching_sources(only, without)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("aliases", "expected"),
    [
        ([], ["/0"]),
        (["/0/?utm_source=y"], ["/0"]),
        (["/?p=1", "/0/", "/?p=1#top"], ["/0", "/?p=1"]),
        ([f"/{number}" for number in range(9)], ["/0", "/1", "/2", "/3"]),
    ],
)
def test_addresses_that_are_searched_for(aliases: list[str], expected: list[str]) -> None:
    blog = "https://b.example"
    article = Article(url=f"{blog}/0", aliases=tuple(blog + path for path in aliases))
    assert addresses_of(article) == [blog + path for path in expected]
