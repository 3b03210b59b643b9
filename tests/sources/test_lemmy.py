"""Lemmy, both generations of its interface: what is found, what is not told, what is said of it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from tests.sources.fuzzing import assert_sound, fuzzed, run, sample_page
from tests.sources.replaying import NOW, look, mentions_in, named, replayed, samples, serve

from mentions.asking import Batch, Page, Request, Setup, Watch
from mentions.errors import (
    AuthRequiredError,
    FetchError,
    MissingError,
    ParseError,
    RateLimitError,
    SourceError,
    UnsupportedError,
)
from mentions.fetch.answers import judge
from mentions.model import Author, Channel, Counts, Entry, Kind
from mentions.sources.lemmy import HOMES, MOST_PAGES, PER_PAGE, SOURCE

ARTICLE = "https://blog.example/2026/03/short-links/"
NEW, OLD = "https://lemmy.example", "https://lemmy.example/old"
WATCH = Watch(source="lemmy", address=ARTICLE, setup=Setup(instances=(NEW,)))
SAMPLES = samples("lemmy")
POST, ASK = "https://other.example/post/55", "https://lemmy.example/post/940"
Answer = Callable[[Request], Page | SourceError]


def at(*homes: str) -> Watch:
    return replace(WATCH, setup=Setup(instances=homes))


def poll(watch: Watch = WATCH, answer: Answer | None = None) -> tuple[Batch, list[Request]]:
    return run(SOURCE.poll(watch), answer or replayed("lemmy"))


def entries(batch: Batch) -> dict[str, Entry]:
    return {one.url: one for document in batch.documents for one in document.entries}


def instead(part: str, given: object, name: str = "lemmy") -> Answer:
    """Answer from the samples, but what has `part` in its address or question otherwise."""
    usual = replayed(name)

    def answer(request: Request) -> Page | SourceError:
        if part not in f"{request.url}?{sorted(request.params.items())}":
            return usual(request)
        return given if isinstance(given, SourceError) else sample_page(request, given)

    return answer


BOTH = pytest.mark.parametrize("home", [NEW, OLD], ids=["1.x", "0.19"])


@BOTH
def test_a_link_post(home: str) -> None:
    post = entries(poll(at(home))[0])[POST]
    assert post.author == Author(
        name="Léna 🌿",
        handle="lena@other.example",
        url="https://other.example/u/lena",
        photo="https://other.example/pictrs/image/lena.webp",
    )
    assert post.title == "Short links, considered"
    assert post.text == "A field report.\n> links die\nSee my copy too."
    assert [link.url for link in post.links] == [ARTICLE, "https://archive.example/short(1)"]
    assert post.published == datetime(2026, 3, 14, 10, 11, 12, tzinfo=UTC)
    assert (post.channel, post.platform) == (Channel.POST, "lemmy")
    assert post.counts == Counts(likes=20, replies=4)


@BOTH
def test_a_text_post_without_its_markdown(home: str) -> None:
    ask = entries(poll(at(home))[0])[ASK]
    assert ask.text == "I read this, and now I worry."
    assert [(link.url, link.anchor) for link in ask.links] == [(f"{ARTICLE}#redirects", "this")]
    assert ask.author.name is None


@BOTH
def test_a_comment(home: str) -> None:
    comment = entries(poll(at(home))[0])["https://other.example/comment/99"]
    assert (comment.channel, comment.kind) == (Channel.COMMENT, None)
    assert [link.url for link in comment.links] == [ARTICLE]
    assert comment.parent == f"{home}/comment/70"


@BOTH
def test_a_thread_with_parents_and_without_what_was_deleted(home: str) -> None:
    thread = poll(at(home))[0].documents[1]
    shown = [(one.url.rpartition("/")[2], one.parent, one.author.name) for one in thread.entries]
    assert shown == [
        ("310", POST, None),
        ("311", "https://lemmy.example/comment/310", "Léna 🌿"),
        ("313", "https://lemmy.example/comment/312", None),
    ]
    assert {(one.kind, one.on) for one in thread.entries} == {(Kind.REPLY, ARTICLE)}
    assert thread.entries[2].author == Author(), "of a deleted account nothing is told"


@BOTH
def test_what_is_hidden_or_links_to_nothing_is_left_out(home: str) -> None:
    found = entries(poll(at(home))[0])
    assert not {"https://other.example/post/56", "https://other.example/comment/100"} & set(found)


def test_1_x_is_asked_in_its_own_words() -> None:
    _, asked = poll()
    assert {one.url for one in asked[:-1]} == {f"{NEW}/api/v4/search"}
    assert [dict(one.params) for one in asked[:4]] == [
        {"search_term": ARTICLE[:-1], "type_": "posts", "limit": "50", "post_url_only": "true"},
        {"search_term": ARTICLE, "type_": "posts", "limit": "50", "post_url_only": "true"},
        {"search_term": "blog.example/2026/03/short-links", "type_": "posts", "limit": "50"},
        {"search_term": "blog.example/2026/03/short-links", "type_": "comments", "limit": "50"},
    ]
    assert asked[-1].url == f"{NEW}/api/v4/comment/list"


def test_0_19_is_asked_in_its_own_words() -> None:
    _, asked = poll(at(OLD))
    assert asked[0].url == f"{OLD}/api/v4/search", "the newer interface goes first"
    assert {one.url for one in asked[1:-1]} == {f"{OLD}/api/v3/search"}
    assert [one.params["type_"] for one in asked[1:-1]] == ["Url", "Url", "Posts", "Comments"]
    assert {one.params["listing_type"] for one in asked[1:-1]} == {"All"}
    assert asked[-1].url == f"{OLD}/api/v3/comment/list"


def test_the_old_interface_of_1_x_is_never_asked() -> None:
    assert not any("/v3/" in one.url for one in poll()[1])


def test_the_old_interface_of_1_x_is_known_by_what_it_gives() -> None:
    batch, _ = poll(at(OLD), instead("'Url'", SAMPLES["v3-shim.json"]))
    assert batch.incomplete is not None
    assert "newer Lemmy" in batch.incomplete.why


@pytest.mark.parametrize(
    ("address", "terms"),
    [
        ("https://blog.example/a", {"https://blog.example/a", "https://blog.example/a/"}),
        ("http://www.blog.example/a.html", {"http://www.blog.example/a.html"}),
        ("https://blog.example/?p=42", {"https://blog.example?p=42", "https://blog.example/?p=42"}),
        (
            "https://blog.example/a/?utm_source=x",
            {
                *("https://blog.example/a?utm_source=x", "https://blog.example/a/?utm_source=x"),
                *("https://blog.example/a", "https://blog.example/a/"),
            },
        ),
    ],
)
def test_link_posts_are_searched_for_in_the_ways_people_write(
    address: str, terms: set[str]
) -> None:
    _, asked = poll(replace(WATCH, address=address), replayed("lemmy"))
    urls = {one.params["search_term"] for one in asked if "post_url_only" in one.params}
    assert urls == terms


def test_of_a_site_the_link_posts_cannot_be_asked_for_and_that_is_said() -> None:
    batch, asked = poll(replace(WATCH, address="https://blog.example/"))
    assert [one.params["search_term"] for one in asked] == ["blog.example"] * 2
    assert isinstance(batch.incomplete, UnsupportedError)
    assert "watch articles" in batch.incomplete.why


def page_of(count: int, first: int = 1) -> dict[str, Any]:
    posts = [
        {"post": {"id": n, "ap_id": f"https://lemmy.example/post/{n}", "url": ARTICLE}}
        for n in range(first, first + count)
    ]
    return {"posts": posts, "comments": []}


def test_1_x_is_paged_by_cursor_even_past_a_page_that_was_emptied() -> None:
    pages = {
        "": page_of(PER_PAGE) | {"next_page": "c1"},
        "c1": page_of(0) | {"next_page": "c2"},
        "c2": page_of(3, PER_PAGE + 1) | {"next_page": "c3"},
    }

    def answer(request: Request) -> Page:
        is_first = request.params.get("search_term") == ARTICLE
        given = pages[request.params.get("page_cursor", "")] if is_first else page_of(0)
        return sample_page(request, given)

    batch, _ = poll(answer=answer)
    assert len(batch.documents[0].entries) == PER_PAGE + 3
    assert batch.incomplete is None


def test_0_19_is_paged_by_number_and_each_post_comes_once() -> None:
    def answer(request: Request) -> Page | SourceError:
        if "/v4/" in request.url:
            return MissingError(request.url, "there is no such page (404)")
        number = int(request.params.get("page", "1"))
        # The newest moved a post from the first page to the second.
        given = {1: page_of(PER_PAGE), 2: page_of(7, PER_PAGE)}[number]
        return sample_page(request, given)

    batch, _ = poll(answer=answer)
    assert len(batch.documents[0].entries) == PER_PAGE + 6


def test_endless_pages_end_and_that_is_said() -> None:
    numbers = iter(range(9999))

    def answer(request: Request) -> Page:
        return sample_page(request, page_of(PER_PAGE) | {"next_page": f"c{next(numbers)}"})

    batch, asked = poll(answer=answer)
    assert sum("search" in one.url for one in asked) == 4 * MOST_PAGES
    assert isinstance(batch.incomplete, UnsupportedError)


def test_the_same_page_again_and_again_ends_it() -> None:
    again = page_of(PER_PAGE) | {"next_page": "same"}
    batch, asked = poll(answer=lambda one: sample_page(one, again))
    assert sum("search" in one.url for one in asked) == 4 * 2
    assert batch.incomplete is not None


def test_a_post_that_two_servers_have_has_one_thread() -> None:
    batch, asked = poll(at(NEW, OLD))
    assert [one.url for one in asked if "comment/list" in one.url] == [f"{NEW}/api/v4/comment/list"]
    assert len(batch.documents) == 3
    assert len([one for one in mentions_in(batch, ARTICLE) if one.url == POST]) == 1


def test_a_thread_is_read_again_only_when_it_has_grown() -> None:
    batch, _ = poll()
    _, asked = poll(replace(WATCH, cursor=json.loads(json.dumps(batch.cursor))))
    assert not any("comment/list" in one.url for one in asked)


def test_one_server_that_fails_does_not_cost_the_others() -> None:
    batch, _ = poll(at(OLD, NEW), instead("/old/", RateLimitError(OLD, "come back later")))
    assert POST in entries(batch)
    assert isinstance(batch.incomplete, RateLimitError)


def test_when_all_fail_so_does_the_poll() -> None:
    with pytest.raises(AuthRequiredError):
        poll(answer=lambda one: AuthRequiredError(one.url, "asks for a login"))


@pytest.mark.parametrize("part", ["'comments'", "comment/list"])
def test_a_failure_later_leaves_the_rest_and_says_so(part: str) -> None:
    batch, _ = poll(answer=instead(part, FetchError(NEW, "status 500")))
    assert POST in entries(batch)
    assert batch.incomplete is not None
    assert "status 500" in batch.incomplete.why


def test_a_server_with_neither_interface_is_not_supported() -> None:
    with pytest.raises(UnsupportedError, match="no Lemmy of a version we know"):
        poll(answer=lambda one: MissingError(one.url, "there is no such page (404)"))


def test_an_answer_without_lists_is_not_supported() -> None:
    with pytest.raises(UnsupportedError, match="no list of posts"):
        poll(answer=lambda one: sample_page(one, {"search": []}))


@pytest.mark.parametrize("body", [b"<!doctype html><title>Down</title>", b"[]", b"null", b""])
def test_what_is_no_answer_is_said(body: bytes) -> None:
    with pytest.raises(ParseError):
        poll(answer=lambda one: Page(url=one.url, body=body))


def test_a_limit_that_comes_as_a_bad_request_is_a_limit() -> None:
    body = json.dumps({"error": "rate_limit_error"}).encode()
    url = f"{OLD}/api/v3/search"
    error = judge(400, {"content-type": "application/json"}, url, now=NOW, body=body).error
    assert isinstance(error, RateLimitError)
    assert error.retry_after == timedelta(minutes=10)


def test_without_instances_the_large_ones_are_asked() -> None:
    _, asked = poll(Watch(source="lemmy", address=ARTICLE))
    assert {one.url.partition("/api/")[0] for one in asked} == set(HOMES)


def test_markup_that_somebody_shows_stays_text() -> None:
    answer = json.loads(json.dumps(SAMPLES["v4-posts.json"]))
    answer["posts"][0]["post"]["body"] = (
        f'Use &lt;b&gt; and <a href="x">. ![pic]({ARTICLE}) {ARTICLE}'
    )
    ask = entries(poll(answer=instead("'posts'", answer))[0])[ASK]
    assert ask.text == f'Use &lt;b&gt; and <a href="x">. pic {ARTICLE}'


@pytest.mark.parametrize("part", ["address", "posts", "comments", "thread"])
@BOTH
def test_whatever_comes_nothing_but_a_source_error_escapes(home: str, part: str) -> None:
    generation, which = "v4" if home == NEW else "v3", named("lemmy")
    tried = f"{generation}-{part}.json"
    # Only what leads there is answered with more than nothing.
    needed = {tried, f"{generation}-address.json"} if part == "thread" else {tried}

    def answer(request: Request) -> str | Page | SourceError:
        given = which(request)
        if given == tried or not isinstance(given, str):
            return given
        name = given if given in needed else f"{generation}-none.json"
        return sample_page(request, SAMPLES[name])

    results = list(fuzzed(SOURCE, at(home), {tried: SAMPLES[tried]}, answer))
    for path, result in results:
        assert_sound(result, path)
    assert len(results) > 200


@BOTH
def test_over_sockets_the_article_gets_its_mentions(home: str, httpserver: HTTPServer) -> None:
    serve(httpserver, "lemmy")
    base = httpserver.url_for(home.removeprefix(NEW)).rstrip("/")
    mentions = mentions_in(look(SOURCE, at(base)), ARTICLE)
    assert {(one.url, one.kind, one.platform) for one in mentions} == {
        (POST, Kind.MENTION, "lemmy"),
        (ASK, Kind.MENTION, "lemmy"),
        ("https://other.example/comment/99", Kind.MENTION, "lemmy"),
        ("https://lemmy.example/comment/310", Kind.REPLY, "lemmy"),
        ("https://other.example/comment/311", Kind.REPLY, "lemmy"),
        ("https://lemmy.example/comment/313", Kind.REPLY, "lemmy"),
    }
