"""Discourse forums: what the search shows, then each post in full."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pytest_httpserver import HTTPServer
from tests.sources.fuzzing import run, sample_page
from tests.sources.replaying import NOW, look, mentions_in, replayed, serve

from mentions.asking import Page, Request, Setup, Watch
from mentions.errors import (
    AuthRequiredError,
    RateLimitError,
    SourceError,
    StatusError,
    UnsupportedError,
)
from mentions.model import Kind
from mentions.sources.discourse import MOST_PAGES, MOST_POSTS, SOURCE

ARTICLE = "https://blog.example/2026/03/short-links/"
NAME = "discourse"
FORUM = "https://forum.example"
WATCH = Watch(source=NAME, address=ARTICLE, setup=Setup(instances=(FORUM,)))
NEWEST = datetime(2026, 3, 14, 10, tzinfo=UTC)


def test_what_a_sample_gives() -> None:
    batch, _ = run(SOURCE.poll(WATCH), replayed(NAME))
    (document,) = batch.documents
    first, second = document.entries
    assert first.url == "https://forum.example/t/link-rot-you/500/3"
    assert first.parent == "https://forum.example/t/link-rot-you/500/2"
    assert first.title == "Link rot & you"
    assert first.text == "It is all there, as described in this post. 🙂\nMy copy: here"
    assert [link.url for link in first.links] == [ARTICLE, "https://forum.example/t/old/12"]
    assert (first.author.name, first.author.handle) == ("Nia Ø.", "nia")
    assert first.author.url == "https://forum.example/u/nia"
    assert first.author.photo == "https://forum.example/user_avatar/forum.example/nia/120/12_2.png"
    assert (first.published, first.published_zone_known) == (NEWEST, True)
    assert (first.counts.likes, first.counts.replies) == (2, 1)
    assert first.platform == "discourse"
    assert (second.url, second.title) == ("https://forum.example/t/480/1", "短いリンク")
    assert (second.author.name, second.author.handle, second.parent) == (None, "тарас", None)
    assert second.author.url == "https://forum.example/u/%D1%82%D0%B0%D1%80%D0%B0%D1%81"
    assert batch.incomplete is None


def test_what_is_asked() -> None:
    _, asked = run(SOURCE.poll(WATCH), replayed(NAME))
    assert [one.url.removeprefix(FORUM) for one in asked] == [
        "/search.json",
        "/posts/9102.json",
        "/posts/9050.json",
    ]
    assert asked[0].params == {
        "q": '"blog.example/2026/03/short-links" order:latest',
        "page": "1",
    }


def test_the_next_poll_reads_only_what_is_new() -> None:
    batch, _ = run(SOURCE.poll(WATCH), replayed(NAME))
    assert batch.cursor == {
        "forums": {FORUM: {"since": int(NEWEST.timestamp()), "seen": [9102, 9050]}}
    }
    hit = {"id": 9200, "topic_id": 1, "post_number": 1}
    old = {"id": 9102, "topic_id": 500, "post_number": 3}
    again = replace(WATCH, cursor=batch.cursor)
    batch, asked = run(SOURCE.poll(again), lambda one: sample_page(one, {"posts": [old, hit]}))
    assert asked[0].params["q"].endswith(" order:latest after:2026-03-14")
    assert [one.url for one in asked[1:]] == [f"{FORUM}/posts/9200.json"]


def test_a_date_in_the_future_hides_nothing() -> None:
    cursor = {"forums": {FORUM: {"since": 4_000_000_000}}}
    question = next(SOURCE.poll(replace(WATCH, cursor=cursor, last_success_at=NOW)))
    assert question.params["q"].endswith(f" after:{NOW:%Y-%m-%d}")


@pytest.mark.parametrize(
    "forums",
    [None, [], {FORUM: 3}, {FORUM: {"since": 10**30, "seen": "x"}}, {FORUM: {"since": []}}],
)
def test_a_strange_cursor_does_no_harm(forums: object) -> None:
    question = next(SOURCE.poll(replace(WATCH, cursor={"forums": forums})))
    assert question.params["q"].startswith('"blog.example')


def test_without_a_forum_there_is_nothing_to_say() -> None:
    with pytest.raises(UnsupportedError, match="no forum to ask"):
        run(SOURCE.poll(replace(WATCH, setup=Setup())), replayed(NAME))


@pytest.mark.parametrize(
    ("site", "error"),
    [("busy", RateLimitError), ("closed", AuthRequiredError), ("hidden", AuthRequiredError)],
)
def test_refusals(site: str, error: type[SourceError]) -> None:
    watch = replace(WATCH, address=f"https://{site}.example/")
    with pytest.raises(error) as caught:
        run(SOURCE.poll(watch), replayed(NAME))
    if isinstance(caught.value, RateLimitError):
        assert caught.value.retry_after == timedelta(seconds=37)


def test_a_forum_that_is_overloaded_did_not_find_nothing() -> None:
    watch = replace(WATCH, address="https://overload.example/")
    batch, _ = run(SOURCE.poll(watch), replayed(NAME))
    assert batch.incomplete is not None
    assert "too busy" in batch.incomplete.why


def test_an_answer_without_lists_is_nothing_found() -> None:
    batch, _ = run(SOURCE.poll(replace(WATCH, address="https://bare.example/")), replayed(NAME))
    assert (batch.documents[0].entries, batch.incomplete) == ((), None)


def test_a_closed_forum_does_not_cost_the_open_one_its_own() -> None:
    answer, closed = replayed(NAME), "https://closed.example"

    def half(request: Request) -> Page | SourceError:
        refused = AuthRequiredError(request.url, "asks for a login")
        return refused if request.url.startswith(closed) else answer(request)

    watch = replace(WATCH, setup=Setup(instances=(closed, FORUM)))
    batch, _ = run(SOURCE.poll(watch), half)
    assert len(batch.documents[0].entries) == 2
    assert type(batch.incomplete) is SourceError


@pytest.mark.parametrize(
    ("error", "asked_for", "kept"),
    [(RateLimitError, 1, RateLimitError), (StatusError, 2, SourceError)],
)
def test_posts_that_cannot_be_had_stay_as_shown(
    error: type[SourceError], asked_for: int, kept: type[SourceError]
) -> None:
    hits = [
        {"id": one, "topic_id": 1, "post_number": one, "blurb": f"see {ARTICLE} there"}
        for one in (1, 2)
    ]

    def answer(request: Request) -> Page | SourceError:
        if "/posts/" in request.url:
            return error(request.url, "no")
        return sample_page(request, {"posts": hits})

    batch, asked = run(SOURCE.poll(WATCH), answer)
    assert len(asked) == 1 + asked_for
    assert [one.links[0].url for one in batch.documents[0].entries] == [ARTICLE, ARTICLE]
    assert type(batch.incomplete) is kept


def test_only_so_many_posts_are_read_in_full() -> None:
    hits = [{"id": one, "topic_id": 1, "post_number": one} for one in range(1, MOST_POSTS + 3)]
    batch, asked = run(SOURCE.poll(WATCH), lambda one: sample_page(one, {"posts": hits}))
    assert len(asked) == 1 + MOST_POSTS
    assert isinstance(batch.incomplete, UnsupportedError)
    again = replace(WATCH, cursor=batch.cursor)
    batch, asked = run(SOURCE.poll(again), lambda one: sample_page(one, {"posts": hits}))
    assert len(asked) == 1 + 2, "those that were left"
    assert batch.incomplete is None


def test_pages_are_read_until_the_bound() -> None:
    more = {"posts": [], "grouped_search_result": {"more_full_page_results": True}}
    batch, asked = run(SOURCE.poll(WATCH), lambda one: sample_page(one, more))
    assert [one.params["page"] for one in asked] == [str(one + 1) for one in range(MOST_PAGES)]
    assert isinstance(batch.incomplete, UnsupportedError)


def test_from_the_wire_to_mentions(httpserver: HTTPServer) -> None:
    serve(httpserver, NAME)
    setup = Setup(instances=(httpserver.url_for("").rstrip("/"),))
    batch = look(SOURCE, replace(WATCH, setup=setup))
    found = mentions_in(batch, ARTICLE)
    assert [(one.kind, one.author.handle, one.platform) for one in found] == [
        (Kind.MENTION, "nia", "discourse"),
        (Kind.MENTION, "тарас", "discourse"),
    ]
