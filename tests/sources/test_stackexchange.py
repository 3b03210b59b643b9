"""Stack Exchange: excerpts, then whose they are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pytest_httpserver import HTTPServer
from tests.sources.fuzzing import assert_sound, fuzzed, run, sample_page
from tests.sources.replaying import look, mentions_in, named, replayed, samples, serve

from mentions.asking import Page, Request, Setup, Watch
from mentions.errors import ParseError, RateLimitError, SourceError, UnsupportedError
from mentions.model import Channel, Kind
from mentions.sources.stackexchange import MOST_PAGES, OVERLAP, SITES, SOURCE

ARTICLE = "https://blog.example/2026/03/short-links/"
NAME = "stackexchange"
ONE = Setup(instances=("https://stackoverflow.com",))
WATCH = Watch(source=NAME, address=ARTICLE, setup=ONE)
NEWEST = 1773484800


def test_what_a_sample_gives() -> None:
    batch, _ = run(SOURCE.poll(WATCH), replayed(NAME))
    (document,) = batch.documents
    answer, question = document.entries
    assert answer.url == "https://stackoverflow.com/a/7001"
    assert answer.parent == "https://stackoverflow.com/q/7000"
    assert answer.title == 'How do shorteners "redirect" & where?'
    assert (
        answer.text == "As this post says, ask twice. 🙂\nSee also https://www.blog.example/about."
    )
    assert [link.url for link in answer.links] == [ARTICLE, "https://www.blog.example/about"]
    assert (answer.links[0].anchor, answer.links[0].context) == (
        "this post",
        "As this post says, ask twice.",
    )
    assert (answer.author.name, answer.author.handle) == ("Zoë & Co", None)
    assert answer.author.url == "https://stackoverflow.com/users/55/zoe"
    assert answer.author.photo == "https://img.example/u/55.png"
    assert answer.published == datetime.fromtimestamp(NEWEST, UTC)
    assert answer.published_zone_known
    assert (answer.counts.likes, answer.counts.replies) == (-1, None)
    assert (answer.platform, answer.channel, answer.kind) == ("stackoverflow", Channel.POST, None)
    assert question.url == "https://stackoverflow.com/q/6800"
    assert (question.counts.likes, question.counts.replies) == (5, 2)
    assert (question.title, question.parent) == ("Link rot & you", None)
    assert batch.incomplete is None


def test_of_a_deleted_account_nobody_knows() -> None:
    batch, _ = run(SOURCE.poll(WATCH), replayed(NAME))
    author = batch.documents[0].entries[1].author
    assert (author.name, author.url, author.photo) == (None, None, None)


def test_authors_cost_a_request_for_answers_and_one_for_questions() -> None:
    _, asked = run(SOURCE.poll(WATCH), replayed(NAME))
    assert [one.url.partition("/2.3/")[2] for one in asked] == [
        "search/excerpts",
        "search/excerpts",
        "answers/7001;6700",
        "questions/6800",
    ], "a post that two pages show is asked for once"


def test_a_hit_that_names_its_owner_costs_no_second_request() -> None:
    item = {
        "item_type": "answer",
        "answer_id": 5,
        "body": f"&lt;a href=&quot;{ARTICLE}&quot;&gt;x&lt;/a&gt;",
        "owner": {"display_name": "Nia"},
    }
    batch, asked = run(SOURCE.poll(WATCH), lambda one: sample_page(one, {"items": [item]}))
    assert len(asked) == 1
    assert batch.documents[0].entries[0].author.name == "Nia"


def test_what_is_asked() -> None:
    question = next(SOURCE.poll(WATCH))
    assert question.url == "https://api.stackexchange.com/2.3/search/excerpts"
    assert question.params == {
        "site": "stackoverflow",
        "url": "*blog.example/2026/03/short-links*",
        "sort": "creation",
        "order": "desc",
        "pagesize": "100",
        "page": "1",
    }


@pytest.mark.parametrize(
    ("instances", "asked"),
    [
        ((), [("api.stackexchange.com", site.removesuffix(".com")) for site in SITES]),
        (
            ("https://unix.stackexchange.com", "https://mathoverflow.net"),
            [("api.stackexchange.com", "unix"), ("api.stackexchange.com", "mathoverflow.net")],
        ),
        (
            ("https://proxy.example", "https://ru.stackoverflow.com"),
            [("proxy.example", "ru.stackoverflow")],
        ),
    ],
)
def test_sites_and_servers(instances: tuple[str, ...], asked: list[tuple[str, str]]) -> None:
    watch = replace(WATCH, setup=Setup(instances=instances))
    _, requests = run(SOURCE.poll(watch), lambda one: sample_page(one, {"items": []}))
    assert [(one.url.split("/")[2], one.params["site"]) for one in requests] == asked


def test_the_next_poll_asks_for_what_is_new() -> None:
    batch, _ = run(SOURCE.poll(WATCH), replayed(NAME))
    assert batch.cursor == {"since": {"stackoverflow.com": NEWEST}}
    question = next(SOURCE.poll(replace(WATCH, cursor=batch.cursor)))
    assert question.params["fromdate"] == str(NEWEST - OVERLAP)


def test_a_date_in_the_future_hides_nothing() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    late = int((now + timedelta(days=900)).timestamp())
    watch = replace(WATCH, cursor={"since": {"stackoverflow.com": late}}, last_success_at=now)
    question = next(SOURCE.poll(watch))
    assert question.params["fromdate"] == str(int(now.timestamp()) - OVERLAP)


@pytest.mark.parametrize("cursor", [None, {}, {"since": 3}, {"since": {"stackoverflow.com": "x"}}])
def test_a_cursor_of_another_kind_asks_for_all(cursor: dict[str, object] | None) -> None:
    assert "fromdate" not in next(SOURCE.poll(replace(WATCH, cursor=cursor))).params


def test_the_quota_that_is_used_up_is_said_with_its_wait() -> None:
    """Checklist 18: 400 with error 502."""
    watch = replace(WATCH, address="https://busy.example/")
    with pytest.raises(RateLimitError) as caught:
        run(SOURCE.poll(watch), replayed(NAME))
    assert caught.value.retry_after == timedelta(seconds=4711)


def test_after_a_backoff_the_authors_are_left_for_later() -> None:
    """Checklist 18: `backoff`; the gate lets nothing through until it is over."""
    answer, told = replayed(NAME), []

    def closed_after_the_first(request: Request) -> Page | SourceError:
        told.append(request)
        return RateLimitError(request.url, "later") if len(told) > 1 else answer(request)

    watch = replace(WATCH, address="https://slow.example/")
    batch, _ = run(SOURCE.poll(watch), closed_after_the_first)
    (entry,) = batch.documents[0].entries
    assert (entry.text, entry.author.name) == ("See here", None)
    assert isinstance(batch.incomplete, RateLimitError)
    assert batch.cursor == {"since": {}}


def test_sites_left_out_come_first_next_time() -> None:
    watch = replace(
        WATCH, setup=Setup(), cursor={"since": {"stackoverflow.com": 9, "superuser.com": 5}}
    )
    _, asked = run(SOURCE.poll(watch), lambda one: sample_page(one, {"items": []}))
    assert [one.params["site"] for one in asked] == ["serverfault", "superuser", "stackoverflow"]


def test_endless_pages_end_and_say_so() -> None:
    batch, asked = run(
        SOURCE.poll(WATCH), lambda one: sample_page(one, {"items": [], "has_more": True})
    )
    assert len(asked) == MOST_PAGES
    assert isinstance(batch.incomplete, UnsupportedError)


def test_a_page_that_fails_leaves_the_rest() -> None:
    answer = replayed(NAME)

    def refused(request: Request) -> Page | SourceError:
        later = request.params.get("page") == "2"
        return RateLimitError(request.url, "later") if later else answer(request)

    batch, _ = run(SOURCE.poll(WATCH), refused)
    assert len(batch.documents[0].entries) == 2
    assert isinstance(batch.incomplete, RateLimitError)


@pytest.mark.parametrize(
    "body", [b"<html>", b"[]", b"{}", b'{"error_id": 400, "error_name": "bad_parameter"}']
)
def test_what_is_no_answer_is_refused(body: bytes) -> None:
    page = Page(url="https://api.example/", body=body, content_type="application/json")
    with pytest.raises(ParseError):
        run(SOURCE.poll(WATCH), lambda _: page)


def test_whatever_comes_it_never_raises() -> None:
    for where, result in fuzzed(SOURCE, WATCH, samples(NAME), named(NAME)):
        assert_sound(result, where)


def test_from_the_wire_to_mentions(httpserver: HTTPServer) -> None:
    serve(httpserver, NAME)
    setup = Setup(instances=(httpserver.url_for("").rstrip("/"),))
    batch = look(SOURCE, replace(WATCH, setup=setup))
    found = mentions_in(batch, ARTICLE)
    assert [(one.url, one.kind, one.author.name, one.platform) for one in found] == [
        ("https://stackoverflow.com/a/7001", Kind.MENTION, "Zoë & Co", "stackoverflow"),
        ("https://stackoverflow.com/q/6800", Kind.MENTION, None, "stackoverflow"),
    ]
    assert batch.incomplete is None
