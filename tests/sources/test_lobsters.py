"""Lobsters: stories by address and by site, what is answered, what is missing said."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from tests.sources.fuzzing import assert_sound, fuzzed, run, sample_page
from tests.sources.replaying import look, mentions_in, serve

from mentions.asking import Batch, Page, Request, Setup, Watch
from mentions.errors import (
    FetchError,
    MissingError,
    ParseError,
    RateLimitError,
    SourceError,
)
from mentions.fetch.answers import judge
from mentions.model import Author, Channel, Counts, Kind
from mentions.sources.lobsters import MOST_PAGES, PER_PAGE, SOURCE

ARTICLE = "https://blog.example/2026/03/short-links/"
HOME = "https://lobste.rs"
WATCH = Watch(source="lobsters", address=ARTICLE)
FOLDER = Path(__file__).parents[1] / "samples" / "lobsters"
SAMPLES = {path.name: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.json")}
UNKNOWN = MissingError(HOME, "there is no such page (404); correct or remove the address")


def sample_of(request: Request) -> str:
    if "/s/" in request.url:
        return "story.json"
    return "domain.json" if "/domains/" in request.url else "url.json"


def poll(answers: dict[str, Any] | None = None, watch: Watch = WATCH) -> tuple[Batch, list]:
    table = SAMPLES | (answers or {})

    def answer(request: Request) -> Page | SourceError:
        given = table[sample_of(request)]
        return given if isinstance(given, SourceError) else sample_page(request, given)

    return run(SOURCE.poll(watch), answer)


def stories(first: int, count: int) -> list[dict[str, Any]]:
    return [
        {"short_id": f"s{n:05}", "title": "T", "url": ARTICLE, "comment_count": 0}
        for n in range(first, first + count)
    ]


def test_a_story_is_a_post_with_its_title_as_words() -> None:
    story = poll()[0].documents[0].entries[0]
    assert story.url == f"{HOME}/s/q4tnz7"
    assert story.author == Author(
        handle="nadia", url=f"{HOME}/~nadia", photo=f"{HOME}/avatars/nadia-100.png"
    )
    assert story.text == story.title == "Short links, considered"
    assert [link.url for link in story.links] == ["https://blog.example/2026/03/short-links"]
    assert story.published == datetime(2026, 3, 14, 10, 10, tzinfo=UTC)
    assert (story.channel, story.platform) == (Channel.POST, "lobsters")
    assert story.counts == Counts(likes=14, replies=4)


def test_what_an_author_posts_of_their_own_is_marked() -> None:
    own = poll()[0].documents[0].entries[1]
    assert own.marks == {"own-post"}
    assert own.text == "My own notes; the sequel is here."
    assert own.links[1].url == f"{ARTICLE}?utm_source=lobsters"


def test_a_thread_comes_with_parents_and_without_what_was_removed() -> None:
    (thread,) = poll()[0].documents[1:]
    shown = [(one.author.handle, one.parent, one.kind) for one in thread.entries]
    assert shown == [
        ("otto", f"{HOME}/s/q4tnz7", Kind.REPLY),
        ("mila", f"{HOME}/c/aa01zz", Kind.REPLY),
        ("nadia", f"{HOME}/c/cc03zz", Kind.REPLY),
    ]
    assert {one.on for one in thread.entries} == {"https://blog.example/2026/03/short-links"}
    assert thread.entries[0].counts == Counts(likes=7)


def test_an_article_is_asked_for_by_address_then_by_site() -> None:
    _, asked = poll()
    assert [(one.url, dict(one.params)) for one in asked] == [
        (f"{HOME}/stories/url/all.json", {"url": "https://blog.example/2026/03/short-links"}),
        (f"{HOME}/domains/blog.example.json", {}),
        (f"{HOME}/s/q4tnz7.json", {}),
    ]


def test_an_article_among_those_of_other_people_is_asked_for_alone() -> None:
    watch = replace(WATCH, address="https://medium.com/@eva/short-links-42")
    _, asked = poll({"url.json": []}, watch)
    assert [one.url for one in asked] == [f"{HOME}/stories/url/all.json"]


def test_a_site_without_stories_is_not_known_there_and_that_is_no_failure() -> None:
    batch, _ = poll({"url.json": [], "domain.json": UNKNOWN})
    assert (batch.documents[0].entries, batch.incomplete) == ((), None)


def test_a_site_is_read_page_by_page() -> None:
    pages = {"": stories(0, PER_PAGE), "/page/2": stories(PER_PAGE, 3)}
    watch = replace(WATCH, address="https://www.blog.example/")

    def answer(request: Request) -> Page:
        name = request.url.removeprefix(f"{HOME}/domains/blog.example").removesuffix(".json")
        return sample_page(request, pages[name])

    batch, asked = run(SOURCE.poll(watch), answer)
    assert len(batch.documents[0].entries) == PER_PAGE + 3
    assert (len(asked), batch.incomplete) == (2, None)


def test_a_site_of_very_many_stories_is_cut_and_that_is_said() -> None:
    watch = replace(WATCH, address="https://blog.example/")
    pages = (stories(n * PER_PAGE, PER_PAGE) for n in range(99))
    batch, asked = run(SOURCE.poll(watch), lambda one: sample_page(one, next(pages)))
    assert len(asked) == MOST_PAGES
    assert batch.incomplete is not None
    assert batch.incomplete.why == "only the newest 250 stories of blog.example were read"


def test_the_same_page_again_and_again_ends_it() -> None:
    watch = replace(WATCH, address="https://blog.example/")
    page = stories(0, PER_PAGE)
    batch, asked = run(SOURCE.poll(watch), lambda one: sample_page(one, page))
    assert (len(asked), len(batch.documents[0].entries)) == (2, PER_PAGE)


def test_a_thread_is_read_again_only_when_it_has_grown() -> None:
    batch, _ = poll()
    again = replace(WATCH, cursor=batch.cursor)
    assert sum("/s/" in one.url for one in poll(watch=again)[1]) == 0
    grown = [SAMPLES["url.json"][0] | {"comment_count": 5}]
    changed = {"url.json": grown, "domain.json": []}
    assert sum("/s/" in one.url for one in poll(changed, again)[1]) == 1


@pytest.mark.parametrize("name", ["domain.json", "story.json"])
def test_a_failure_later_leaves_the_rest_and_says_so(name: str) -> None:
    batch, _ = poll({name: RateLimitError(HOME, "come back later")})
    assert batch.documents[0].entries[0].url == f"{HOME}/s/q4tnz7"
    assert isinstance(batch.incomplete, RateLimitError)


def test_one_of_several_sites_may_fail() -> None:
    homes = ("https://down.example", HOME)
    watch = replace(WATCH, setup=Setup(instances=homes))

    def answer(request: Request) -> Page | SourceError:
        if request.url.startswith(homes[0]):
            return FetchError(request.url, "no connection")
        return sample_page(request, SAMPLES[sample_of(request)])

    batch, _ = run(SOURCE.poll(watch), answer)
    assert batch.documents[0].entries
    assert batch.incomplete is not None
    assert "no connection" in batch.incomplete.why


def test_when_all_sites_fail_so_does_the_poll() -> None:
    with pytest.raises(FetchError):
        poll({"url.json": FetchError(HOME, "no connection")})


@pytest.mark.parametrize("body", [b"<!doctype html><title>Down</title>", b"{}", b"null", b""])
def test_what_is_no_list_is_said(body: bytes) -> None:
    with pytest.raises(ParseError):
        run(SOURCE.poll(WATCH), lambda one: Page(url=one.url, body=body))


def test_older_code_names_people_by_an_object() -> None:
    story = SAMPLES["url.json"][0] | {"submitter_user": {"username": "nadia", "karma": 7}}
    batch, _ = poll({"url.json": [story], "domain.json": []})
    assert batch.documents[0].entries[0].author.handle == "nadia"


def test_the_reset_of_its_limit_is_a_time_of_day() -> None:
    now = datetime(2026, 3, 14, 10, 10, tzinfo=UTC)
    reset = int((now + timedelta(seconds=45)).timestamp())
    headers = {"ratelimit-limit": "30", "ratelimit-remaining": "0", "ratelimit-reset": f"{reset}"}
    error = judge(429, headers, HOME, now=now, body=b"Throttled, sleep(1) between hits").error
    assert isinstance(error, RateLimitError)
    assert error.retry_after == timedelta(seconds=45)


def test_whatever_comes_nothing_but_a_source_error_escapes() -> None:
    samples = {name: SAMPLES[name] for name in ("url.json", "domain.json", "story.json")}
    results = list(fuzzed(SOURCE, WATCH, samples, sample_of))
    for path, result in results:
        assert_sound(result, path)
    assert len(results) > 300


def test_over_sockets_the_article_gets_its_mentions(httpserver: HTTPServer) -> None:
    serve(httpserver, "lobsters")
    home = httpserver.url_for("").rstrip("/")
    batch = look(SOURCE, replace(WATCH, setup=Setup(instances=(home,))))
    mentions = mentions_in(batch, ARTICLE)
    assert {(one.url, one.author.handle, one.kind) for one in mentions} == {
        (f"{HOME}/s/q4tnz7", "nadia", Kind.MENTION),
        (f"{HOME}/s/m8wko2", "eva", Kind.MENTION),
        (f"{HOME}/c/aa01zz", "otto", Kind.REPLY),
        (f"{HOME}/c/bb02zz", "mila", Kind.REPLY),
        (f"{HOME}/c/dd04zz", "nadia", Kind.REPLY),
    }
