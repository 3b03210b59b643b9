"""GitHub's discussions, which a key opens: what is said in them, and what GraphQL refuses."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from tests.sources.fuzzing import run, sample_page
from tests.sources.replaying import NOW, look, mentions_in, replayed, samples, serve

from mentions.asking import Batch, Page, Request, Setup, Watch
from mentions.errors import (
    AuthRequiredError,
    GoneError,
    ParseError,
    RateLimitError,
    SourceError,
    StatusError,
    UnsupportedError,
)
from mentions.model import Channel, Document, Kind
from mentions.sources._github_discussions import MOST_FURTHER, MOST_PAGES
from mentions.sources.github import SOURCE

ARTICLE = "https://blog.example/2026/03/short-links/"
NAME = "github"
WATCH = Watch(source=NAME, address=ARTICLE, setup=Setup(token="s3cret"))  # noqa: S106 - invented
TALK = "https://github.com/orgs/ferns/discussions/7"
ASKED = "https://github.com/ferns/press/discussions/31"
NONE = {"total_count": 0, "items": []}
NEWEST = datetime(2026, 3, 16, 9, tzinfo=UTC)


def poll(*answers: Any, watch: Watch = WATCH) -> tuple[Batch, list[Request]]:
    """Answer GraphQL's questions one after the other, the last answer again and again."""
    left = list(answers)

    def answer(request: Request) -> Page | SourceError:
        if request.body is None:
            return sample_page(request, NONE)
        given = left.pop(0) if len(left) > 1 else left[0]
        return given if isinstance(given, SourceError) else sample_page(request, given)

    batch, asked = run(SOURCE.poll(watch), answer)
    return batch, [one for one in asked if one.body]


def sample() -> dict[str, Any]:
    return samples(NAME)["discussions.json"]


def variables(request: Request) -> dict[str, Any]:
    return json.loads(request.body.content)["variables"]


def found(document: Document) -> list[tuple[object, ...]]:
    return [
        (one.url, one.author.handle, one.channel, one.counts.likes, one.counts.replies)
        for one in document.entries
    ]


def test_what_a_sample_gives() -> None:
    batch, _ = poll(sample())
    _, document, *threads = batch.documents
    assert found(document) == [
        (TALK, "noor-k", Channel.POST, 4, 2),
        (ASKED, "mika-q", Channel.POST, 1, 2),
        (f"{ASKED}#discussioncomment-912", "ana-b", Channel.COMMENT, 3, None),
        (f"{ASKED}#discussioncomment-913", "ivo", Channel.COMMENT, 1, 1),
    ]
    talk, _, nested, comment = document.entries
    assert talk.title == "Where do short links go?"
    assert (talk.text or "").endswith("& tell me what *you* do. 🔗")
    assert [link.url for link in talk.links] == [f"{ARTICLE}?utm_source=gh"]
    assert talk.published == datetime(2026, 3, 14, 12, tzinfo=UTC)
    assert (talk.author.url, talk.author.photo) == (
        "https://github.com/noor-k",
        "https://avatars.example/u/301?v=4",
    )
    assert (nested.on, nested.parent) == (ASKED, f"{ASKED}#discussioncomment-911")
    assert (comment.on, comment.parent, comment.kind) == (ASKED, ASKED, None)
    assert batch.incomplete is None
    assert [len(one.entries) for one in threads] == [1, 3]


def test_what_is_said_under_a_share_are_replies() -> None:
    batch, _ = poll(sample())
    short, long = batch.documents[2:]
    assert [(one.url, one.on, one.parent, one.kind) for one in short.entries] == [
        (
            f"{ASKED}#discussioncomment-914",
            ARTICLE,
            f"{ASKED}#discussioncomment-913",
            Kind.REPLY,
        )
    ]
    assert [(one.author.handle, one.parent, one.on) for one in long.entries] == [
        ("tarou", TALK, f"{ARTICLE}?utm_source=gh"),
        (None, TALK, f"{ARTICLE}?utm_source=gh"),
        ("noor-k", f"{TALK}#discussioncomment-901", f"{ARTICLE}?utm_source=gh"),
    ]


def test_the_article_has_them_as_mentions() -> None:
    kinds = [one.kind.value for one in mentions_in(poll(sample())[0], ARTICLE)]
    assert sorted(kinds) == [*["mention"] * 3, *["reply"] * 4]


def test_what_is_asked() -> None:
    _, (asked,) = poll(sample())
    assert asked.url == "https://api.github.com/graphql"
    assert asked.headers == {"Authorization": "Bearer s3cret"}
    assert variables(asked) == {
        "q": '"blog.example/2026/03/short-links" sort:updated-desc',
        "size": 20,
        "after": None,
    }


def test_a_server_of_one_s_own_has_it_beside_its_rest_api_and_gets_the_key_alone() -> None:
    own, other = "https://github.corp.example/api/v3", "https://git.example/api/v3"
    setup = replace(WATCH.setup, instances=(own, other))
    _, asked = run(SOURCE.poll(replace(WATCH, setup=setup)), lambda one: sample_page(one, NONE))
    assert [one.url.partition("/api/")[0] for one in asked if "Authorization" in one.headers] == [
        "https://github.corp.example"
    ] * 2
    assert asked[-1].url == "https://github.corp.example/api/graphql"


def test_the_next_poll_asks_for_what_was_touched_since() -> None:
    batch, _ = poll(sample())
    assert batch.cursor == {"discussions": int(NEWEST.timestamp())}
    _, (asked,) = poll(sample(), watch=replace(WATCH, cursor=batch.cursor))
    assert variables(asked)["q"].endswith(" updated:>=2026-03-16T08:45:00Z sort:updated-desc")
    late = replace(WATCH, cursor={"discussions": 4_000_000_000}, last_success_at=NOW)
    assert "updated:>=2026-11-23T07:45:00Z" in variables(poll(sample(), watch=late)[1][0])["q"]


def page(*nodes: object, after: str | None = None) -> dict[str, Any]:
    info = {"hasNextPage": after is not None, "endCursor": after}
    return {"data": {"search": {"pageInfo": info, "nodes": [*nodes]}}}


def comment(number: int, body: str = "nothing") -> dict[str, Any]:
    return {"url": f"{ASKED}#discussioncomment-{number}", "body": body}


def discussion(*comments: object, after: str | None = None) -> dict[str, Any]:
    info = {"hasNextPage": after is not None, "endCursor": after}
    listed = {"totalCount": 300, "pageInfo": info, "nodes": [*comments]}
    touched = "2026-03-16T09:00:00Z"
    return {"id": "D_1", "url": ASKED, "body": "x", "updatedAt": touched, "comments": listed}


def further(*comments: object, after: str | None = None) -> dict[str, Any]:
    return {"data": {"node": discussion(*comments, after=after)}}


def test_pages_are_read_to_the_end_and_each_discussion_once() -> None:
    node = sample()["data"]["search"]["nodes"][0]
    batch, asked = poll(page(node, after="b"), page(node))
    assert [variables(one)["after"] for one in asked] == [None, "b"]
    assert len(batch.documents[1].entries) == 1


def test_pages_without_end_are_bounded_and_asked_for_again() -> None:
    batch, asked = poll(*(page(discussion(), after=str(n)) for n in range(MOST_PAGES + 2)))
    assert len(asked) == MOST_PAGES
    assert isinstance(batch.incomplete, UnsupportedError)
    assert batch.cursor is None


def test_a_match_far_down_is_looked_for() -> None:
    first = page(discussion(comment(1), after="c"))
    batch, asked = poll(first, further(comment(2), after="d"), further(comment(3, ARTICLE)))
    assert [variables(one) for one in asked[1:]] == [
        {"id": "D_1", "after": "c"},
        {"id": "D_1", "after": "d"},
    ]
    assert [one.url for one in batch.documents[1].entries] == [f"{ASKED}#discussioncomment-3"]
    assert batch.incomplete is None


def test_comments_without_end_are_bounded_and_told() -> None:
    pages = (further(comment(n), after=str(n)) for n in range(2, MOST_FURTHER + 4))
    batch, asked = poll(page(discussion(comment(1), after="c")), *pages)
    assert len(asked) == 1 + MOST_FURTHER
    assert f"not all comments of {ASKED}" in batch.incomplete.why


@pytest.mark.parametrize("refusal", [{"data": None}, StatusError(ASKED, "no")])
def test_further_comments_that_cannot_be_had_do_not_cost_the_rest(refusal: object) -> None:
    batch, _ = poll(page(discussion(comment(1, ARTICLE), after="c")), refusal)
    assert len(batch.documents[1].entries) == 1
    assert type(batch.incomplete) is SourceError


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("RATE_LIMITED", RateLimitError),
        ("INSUFFICIENT_SCOPES", AuthRequiredError),
        ("FORBIDDEN", AuthRequiredError),
        ("SOMETHING_NEW", StatusError),
        (None, StatusError),
        ({}, StatusError),
    ],
)
def test_what_graphql_refuses_costs_the_discussions_only(kind: object, error: type) -> None:
    refusal = {"data": None, "errors": [{"type": kind, "message": "No: s3cret."}]}
    answer = replayed(NAME)

    def half(request: Request) -> Page | SourceError:
        return sample_page(request, refusal) if request.body else answer(request)

    batch, _ = run(SOURCE.poll(WATCH), half)
    assert len(batch.documents[0].entries) == 4
    assert type(batch.incomplete) is error
    assert "s3cret" not in str(batch.incomplete)
    assert set(batch.cursor) == {"since"}


def test_a_part_beside_an_error_is_kept_and_told() -> None:
    part = sample() | {"errors": [{"type": "FORBIDDEN", "path": ["search", "nodes", 2]}]}
    batch, _ = poll(part)
    assert len(batch.documents[1].entries) == 4
    assert isinstance(batch.incomplete, AuthRequiredError)
    assert batch.cursor is None


@pytest.mark.parametrize(
    "body", [{}, [], {"data": {}}, {"data": {"search": {}}}, {"data": {"search": {"nodes": {}}}}]
)
def test_an_answer_of_another_kind_is_told(body: object) -> None:
    assert isinstance(poll(body)[0].incomplete, ParseError)


def test_that_graphql_is_gone_does_not_end_the_watch() -> None:
    assert type(poll(GoneError(ASKED, "is gone"))[0].incomplete) is SourceError


def test_who_is_asked_to_wait_asks_no_discussions() -> None:
    def slow(request: Request) -> Page | SourceError:
        if "comments" in request.url:
            return RateLimitError(request.url, "later")
        return replayed(NAME)(request)

    batch, asked = run(SOURCE.poll(WATCH), slow)
    assert not any(one.body for one in asked)
    assert isinstance(batch.incomplete, RateLimitError)


def test_answers_nested_without_end_are_left() -> None:
    node = comment(1)
    for number in range(2, 200):
        node = comment(number) | {"replies": {"nodes": [node]}}
    batch, _ = poll(page(discussion(node)))
    assert (batch.documents[1].entries, batch.incomplete) == ((), None)


def test_over_real_sockets(httpserver: HTTPServer) -> None:
    serve(httpserver, NAME)
    setup = replace(WATCH.setup, instances=(httpserver.url_for("").rstrip("/"),))
    batch = look(SOURCE, replace(WATCH, setup=setup))
    assert batch.incomplete is None
    platforms = {one.platform for one in mentions_in(batch, ARTICLE)}
    assert (len(mentions_in(batch, ARTICLE)), platforms) == (11, {"github"})
