"""Threads: a search for words, since there is none for links."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from tests.sources.fuzzing import assert_sound, fuzzed, run, sample_page
from tests.sources.replaying import look, mentions_in, named, replayed, samples, serve

from mentions.asking import Page, Request, Setup, Watch
from mentions.errors import (
    AuthRequiredError,
    ParseError,
    RateLimitError,
    SourceError,
    UnsupportedError,
)
from mentions.model import Channel, Kind
from mentions.sources.threads import MOST_PAGES, OVERLAP, SOURCE

ARTICLE = "https://blog.example/2026/03/short-links/"
NAME = "threads"
TOKEN = "THAAfernToken0123456789"  # noqa: S105 - nobody's
REVIEWED = Setup(token=TOKEN, switches=frozenset({"reviewed"}))
WATCH = Watch(source=NAME, address=ARTICLE, setup=REVIEWED)
NEWEST = int(datetime(2026, 3, 14, 10, tzinfo=UTC).timestamp())


def test_what_a_sample_gives() -> None:
    batch, _ = run(SOURCE.poll(WATCH), replayed(NAME))
    (document,) = batch.documents
    quin, ria, uwe, lioba = document.entries
    assert quin.url == "https://www.threads.com/@quin/post/DAfern1"
    assert (quin.author.handle, quin.author.name) == ("quin", None)
    assert quin.author.url == "https://www.threads.com/@quin"
    assert quin.text == "Nice one 🙂"
    assert [link.url for link in quin.links] == [ARTICLE], "it stands in the card alone"
    assert quin.published == datetime(2026, 3, 14, 10, tzinfo=UTC)
    assert quin.published_zone_known
    assert (quin.platform, quin.channel, quin.kind) == ("threads", Channel.POST, None)
    assert (quin.counts.likes, quin.counts.replies) == (None, None)
    assert [link.url for link in ria.links] == [
        "https://www.blog.example/2026/03/short-links?utm_source=threads"
    ]
    assert uwe.author.handle == "uwe"
    assert lioba.url.endswith("DAfern5"), "posts of both searches, each once"
    assert batch.incomplete is None


def test_what_is_asked() -> None:
    _, asked = run(SOURCE.poll(WATCH), replayed(NAME))
    assert [(one.params["q"], one.params.get("after")) for one in asked] == [
        ("blog.example", None),
        ("blog.example", "Q2"),
        ("short links", None),
    ]
    assert asked[0].url == "https://graph.threads.net/v1.0/keyword_search"
    assert (asked[0].params["search_type"], asked[0].params["limit"]) == ("RECENT", "100")
    assert "since" not in asked[0].params
    assert {one.secrets["access_token"] for one in asked} == {TOKEN}
    assert TOKEN not in f"{asked}"


@pytest.mark.parametrize(
    ("address", "searches"),
    [
        ("https://blog.example/", ["blog.example"]),
        ("https://www.blog.example/about", ["blog.example"]),
        ("https://blog.example/2026/gr%C3%BC%C3%9Fe-aus-k%C3%B6ln.html", ["grüße aus köln"]),
        ("https://blog.example/?p=12", ["blog.example"]),
    ],
)
def test_searches(address: str, searches: list[str]) -> None:
    nothing: dict[str, Any] = {"data": []}
    _, asked = run(
        SOURCE.poll(replace(WATCH, address=address)), lambda one: sample_page(one, nothing)
    )
    assert [one.params["q"] for one in asked] in (searches, ["blog.example", *searches])


def test_without_review_nothing_is_never_said() -> None:
    watch = replace(WATCH, setup=Setup(token=TOKEN))
    batch, _ = run(SOURCE.poll(watch), replayed(NAME))
    assert len(batch.documents[0].entries) == 4, "what is found counts all the same"
    assert isinstance(batch.incomplete, AuthRequiredError)
    assert "reviewed = true" in str(batch.incomplete)
    assert batch.cursor is None, "once it is reviewed, all is asked for"
    assert "reviewed" in SOURCE.profile.switches


def test_the_next_poll_asks_for_what_is_new() -> None:
    batch, _ = run(SOURCE.poll(WATCH), replayed(NAME))
    assert batch.cursor == {"newest": NEWEST}
    question = next(SOURCE.poll(replace(WATCH, cursor=batch.cursor)))
    assert question.params["since"] == str(NEWEST - OVERLAP)


def test_a_date_in_the_future_hides_nothing() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    late = int((now + timedelta(days=900)).timestamp())
    watch = replace(WATCH, cursor={"newest": late}, last_success_at=now)
    assert next(SOURCE.poll(watch)).params["since"] == str(int(now.timestamp()) - OVERLAP)


@pytest.mark.parametrize("cursor", [None, {}, {"newest": "x"}])
def test_a_cursor_of_another_kind_asks_for_all(cursor: dict[str, object] | None) -> None:
    assert "since" not in next(SOURCE.poll(replace(WATCH, cursor=cursor))).params


@pytest.mark.parametrize(
    "watch",
    [
        replace(WATCH, setup=Setup()),
        replace(WATCH, address="https://locked.example/"),
        replace(WATCH, address="https://expired.example/"),
    ],
)
def test_a_token_that_lacks_ended_or_may_not_search_is_said(watch: Watch) -> None:
    """No permission is error 10, an old token 190."""
    with pytest.raises(AuthRequiredError):
        run(SOURCE.poll(watch), replayed(NAME))


def test_endless_pages_end_and_say_so() -> None:
    pages: list[int] = []

    def endless(request: Request) -> Page:
        pages.append(len(pages))
        post = {"id": f"{len(pages)}", "timestamp": "2026-03-14T10:00:00+0000"}
        paging = {"cursors": {"after": f"c{len(pages)}"}, "next": "https://x.example/"}
        return sample_page(request, {"data": [post], "paging": paging})

    batch, asked = run(SOURCE.poll(replace(WATCH, address="https://blog.example/")), endless)
    assert len(asked) == MOST_PAGES
    assert isinstance(batch.incomplete, UnsupportedError)
    assert batch.cursor is None


@pytest.mark.parametrize("key", [("q", "short links"), ("after", "Q2")])
def test_a_search_that_fails_leaves_the_rest(key: tuple[str, str]) -> None:
    answer = replayed(NAME)

    def refused(request: Request) -> Page | SourceError:
        later = key in request.params.items()
        return RateLimitError(request.url, "later") if later else answer(request)

    batch, _ = run(SOURCE.poll(WATCH), refused)
    assert len(batch.documents[0].entries) == 3
    assert (type(batch.incomplete), batch.cursor) == (RateLimitError, None)


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}", b'{"data": {}}'])
def test_what_is_no_answer_is_refused(body: bytes) -> None:
    page = Page(url="https://api.example/", body=body, content_type="application/json")
    with pytest.raises(ParseError):
        run(SOURCE.poll(WATCH), lambda _: page)


def test_whatever_comes_it_never_raises() -> None:
    for where, result in fuzzed(SOURCE, WATCH, samples(NAME), named(NAME)):
        assert_sound(result, where)


def test_from_the_wire_to_mentions(httpserver: HTTPServer) -> None:
    serve(httpserver, NAME)
    base = httpserver.url_for("").rstrip("/")
    batch = look(SOURCE, replace(WATCH, setup=replace(REVIEWED, instances=(base,))))
    found = mentions_in(batch, ARTICLE)
    assert [(one.author.handle, one.kind, one.platform) for one in found] == [
        ("quin", Kind.MENTION, "threads"),
        ("ria.w", Kind.MENTION, "threads"),
        ("uwe", Kind.MENTION, "threads"),
    ], "the wrapper of the last one is undone"
    assert not any(TOKEN in one.source for one in found)
    assert {one.args["access_token"] for one, _ in httpserver.log} == {TOKEN}
