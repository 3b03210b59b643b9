"""GDELT: candidates, and which of them link."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pytest_httpserver import HTTPServer
from tests.sources.fuzzing import assert_sound, fuzzed, run, sample_page
from tests.sources.replaying import look, mentions_in, named, replayed, samples, serve

from mentions.asking import Batch, Page, Request, Setup, Watch
from mentions.errors import (
    ParseError,
    RateLimitError,
    SourceError,
    StatusError,
    TooSlowError,
    UnsupportedError,
)
from mentions.sources.gdelt import MOST_NAMED, MOST_PAGES, SOURCE

ARTICLE = "https://blog.example/2026/03/short-links/"
NAME = "gdelt"
WATCH = Watch(source=NAME, address=ARTICLE)
LINKING = "https://news.example/tech/1001"
SILENT = "https://paper.example/kultur/77"
EMPTY = Page(url=LINKING, body=b"<html><body><p>Nothing.</p></body></html>")


def named_pages(count: int) -> dict[str, object]:
    return {"articles": [{"url": f"https://news.example/{one}"} for one in range(count)]}


def outcomes(batch: Batch) -> list[str]:
    assert batch.cursor is not None
    return list(batch.cursor["looked"].values())


def test_what_a_sample_gives() -> None:
    batch, asked = run(SOURCE.poll(WATCH), replayed(NAME))
    search, linking, silent = batch.documents
    assert (search.form, search.entries) == ("search", ())
    assert (linking.url, silent.url) == (LINKING, SILENT)
    assert [(one.url, one.discovered) for one in asked[1:]] == [(LINKING, True), (SILENT, True)]
    (mention,) = mentions_in(batch, ARTICLE)
    assert mention.url == LINKING
    assert mention.author.name == "news.example", "the publisher, where the page names nobody"
    assert mention.author.url == "https://news.example/"
    assert mention.published == datetime(2026, 3, 14, 10, 15, tzinfo=UTC)
    assert mention.published_zone_known
    assert (mention.language, mention.platform) == ("en", "web")
    assert mention.text is not None
    assert mention.text.startswith("They rot faster than anybody thought")
    assert batch.incomplete is None


def test_what_a_page_says_itself_goes_first() -> None:
    body = f"""<html lang="en"><head><meta name="author" content="Nia Moss">
      <meta property="article:published_time" content="2026-03-10T08:00:00Z">
      <title>T</title></head><body><article><h1>T</h1>
      <p>See <a href="{ARTICLE}">this</a>.</p></article></body></html>"""
    answer = replayed(NAME)

    def pages(request: Request) -> Page | SourceError:
        page = Page(url=request.url, body=body.encode(), content_type="text/html")
        return page if request.url == LINKING else answer(request)

    batch, _ = run(SOURCE.poll(WATCH), pages)
    (mention,) = mentions_in(batch, ARTICLE)
    assert mention.author.name == "Nia Moss"
    assert mention.published == datetime(2026, 3, 10, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "query"),
    [
        (ARTICLE, '"blog.example"'),
        ("https://www.blog.example/", '"blog.example"'),
        ("https://blog.example/2026-03-14", '"blog.example"'),
        (
            "https://blog.example/why-short-links-die.html",
            '("blog.example" OR "why short links die")',
        ),
        (
            "https://blog.example/a/%C3%BCber_kurze_links?p=1",
            '("blog.example" OR "über kurze links")',
        ),
    ],
)
def test_what_is_asked(address: str, query: str) -> None:
    question = next(SOURCE.poll(replace(WATCH, address=address)))
    assert question.url == "https://api.gdeltproject.org/api/v2/doc/doc"
    assert (question.params["query"], question.params["mode"]) == (query, "ArtList")


def test_nothing_is_an_empty_object() -> None:
    """Checklist 26: `{}`."""
    watch = replace(WATCH, address="https://nobody.example/")
    batch, asked = run(SOURCE.poll(watch), replayed(NAME))
    assert (len(asked), batch.incomplete) == (1, None)
    assert not any(one.entries for one in batch.documents)


@pytest.mark.parametrize(
    ("site", "error"),
    [("busy", RateLimitError), ("hasty", RateLimitError), ("short", StatusError)],
)
def test_a_sentence_instead_of_articles(site: str, error: type[SourceError]) -> None:
    """Checklist 26: text errors, also with status 200."""
    with pytest.raises(error) as caught:
        run(SOURCE.poll(replace(WATCH, address=f"https://{site}.example/")), replayed(NAME))
    if isinstance(caught.value, RateLimitError):
        assert caught.value.retry_after == timedelta(seconds=5)


def test_control_characters_in_its_json_are_no_error() -> None:
    body = b'{"articles": [{"url": "https://news.example/1", "title": "a\x01b\tc"}]}'
    page = Page(url="https://api.example/", body=body, content_type="application/json")
    _, asked = run(SOURCE.poll(WATCH), lambda one: EMPTY if one.discovered else page)
    assert len(asked) == 2


def test_candidates_are_read_once() -> None:
    batch, _ = run(SOURCE.poll(WATCH), replayed(NAME))
    assert outcomes(batch) == ["read", "read"]
    batch, asked = run(SOURCE.poll(replace(WATCH, cursor=batch.cursor)), replayed(NAME))
    assert len(asked) == 1
    assert outcomes(batch) == ["read", "read"]


@pytest.mark.parametrize("cursor", [None, {}, {"looked": 3}, {"looked": [3], "left": [3, ["x"]]}])
def test_a_strange_cursor_does_no_harm(cursor: dict[str, object] | None) -> None:
    _, asked = run(SOURCE.poll(replace(WATCH, cursor=cursor)), replayed(NAME))
    assert len(asked) == 3


def test_only_so_many_are_read_in_one_poll_then_the_rest() -> None:
    def answer(request: Request) -> Page:
        return EMPTY if request.discovered else sample_page(request, named_pages(MOST_PAGES + 2))

    batch, asked = run(SOURCE.poll(WATCH), answer)
    assert len(asked) == 1 + MOST_PAGES
    assert isinstance(batch.incomplete, UnsupportedError)
    batch, asked = run(SOURCE.poll(replace(WATCH, cursor=batch.cursor)), answer)
    assert len(asked) == 1 + 2
    assert batch.incomplete is None


def test_a_full_list_may_not_be_all() -> None:
    every = named_pages(MOST_NAMED)

    def answer(request: Request) -> Page:
        return EMPTY if request.discovered else sample_page(request, every)

    cursor = None
    for _ in range(MOST_NAMED // MOST_PAGES + 1):
        batch, asked = run(SOURCE.poll(replace(WATCH, cursor=cursor)), answer)
        assert isinstance(batch.incomplete, UnsupportedError)
        cursor = batch.cursor
    assert len(asked) == 1, "all of them were read"
    assert "no more than the newest" in str(batch.incomplete)


def test_a_page_that_cannot_be_read_is_said_and_leaves_the_rest() -> None:
    answer = replayed(NAME)

    def half(request: Request) -> Page | SourceError:
        return TooSlowError(LINKING, "no") if request.url == LINKING else answer(request)

    batch, _ = run(SOURCE.poll(WATCH), half)
    assert [one.url for one in batch.documents[1:]] == [SILENT]
    assert type(batch.incomplete) is SourceError, "what a page says is not said of the service"
    assert outcomes(batch) == ["read"]
    # The service need not name it again; what it said of it is not known any more.
    none = replace(WATCH, cursor=batch.cursor, address="https://nobody.example/")
    batch, asked = run(SOURCE.poll(none), answer)
    assert asked[1].url == LINKING
    (mention,) = mentions_in(batch, ARTICLE)
    assert (mention.author.name, mention.published) == ("news.example", None)


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"null", b'{"articles": {}}', b"Sorry"])
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
    batch = look(SOURCE, replace(WATCH, setup=Setup(instances=(base,))))
    (mention,) = mentions_in(batch, ARTICLE)
    assert mention.url == f"{base}/tech/1001"
    assert mention.author.name == "news.example"
    assert batch.incomplete is None
