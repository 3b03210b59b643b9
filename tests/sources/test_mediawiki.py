"""Wikis: which pages cite an address."""

import json
from dataclasses import replace

import pytest
from pytest_httpserver import HTTPServer
from tests.sources.fuzzing import assert_sound, fuzzed, run, sample_page
from tests.sources.replaying import look, mentions_in, named, replayed, samples, serve

from mentions.asking import Page, Request, Setup, Watch
from mentions.errors import (
    GoneError,
    ParseError,
    RateLimitError,
    SourceError,
    UnsupportedError,
)
from mentions.sources.mediawiki import MOST_PAGES, SOURCE

ARTICLE = "https://blog.example/2026/03/short-links/"
WIKI = "https://de.wikipedia.org"
ONE = Setup(instances=(WIKI,))
WATCH = Watch(source="mediawiki", address=ARTICLE, setup=ONE)
NAME = "mediawiki"


def test_what_a_sample_gives() -> None:
    batch, _ = run(SOURCE.poll(WATCH), replayed(NAME))
    (document,) = batch.documents
    found = [
        (one.url, one.title, one.language, one.platform, len(one.links)) for one in document.entries
    ]
    wiki = f"{WIKI}/wiki/"
    assert found == [
        (f"{wiki}Toter_Link_%26_S%C3%B6hne", "Toter Link & Söhne", "de", "wikipedia", 2),
        (
            f"{wiki}Diskussion:Kurz-URL-Dienst",
            "Diskussion:Kurz-URL-Dienst",
            *("de", "wikipedia", 1),
        ),
        (f"{wiki}Moore%27s_law/Quelle%3F", "Moore's law/Quelle?", "de", "wikipedia", 1),
    ]
    assert (document.form, document.url) == ("search", f"{WIKI}/w/api.php")
    assert batch.incomplete is None


def test_who_added_a_link_and_when_stays_unknown() -> None:
    batch, _ = run(SOURCE.poll(WATCH), replayed(NAME))
    for entry in batch.documents[0].entries:
        assert (entry.author.name, entry.author.handle, entry.published) == (None, None, None)


def test_a_page_without_rows_is_not_the_end() -> None:
    """Checklist 20: `continue` with an empty page."""
    _, asked = run(SOURCE.poll(WATCH), replayed(NAME))
    first = [one.params.get("eucontinue") for one in asked[:3]]
    assert first == [None, "41000012", "41000077"]


def test_both_protocols_and_both_hosts_are_asked() -> None:
    _, asked = run(SOURCE.poll(WATCH), replayed(NAME))
    forms = dict.fromkeys((one.params["euquery"], one.params["euprotocol"]) for one in asked)
    page = "blog.example/2026/03/short-links"
    assert list(forms) == [
        (page, "https"),
        (page, "http"),
        (f"www.{page}", "https"),
        (f"www.{page}", "http"),
    ]


@pytest.mark.parametrize(
    ("address", "first"),
    [
        ("https://blog.example/", "blog.example/"),
        ("http://www.blog.example", "blog.example/"),
        ("https://blog.example/a/index.html#x", "blog.example/a"),
        ("https://blog.example/?p=42&utm_source=x", "blog.example/?p=42"),
        ("https://bücher.example/über/", "xn--bcher-kva.example/%C3%BCber"),
    ],
)
def test_what_is_asked_for(address: str, first: str) -> None:
    question = next(SOURCE.poll(replace(WATCH, address=address)))
    assert question.params["euquery"] == first


def test_parameters_in_the_order_as_written_are_asked_for_too() -> None:
    watch = replace(WATCH, address="https://blog.example/a?b=1&a=2")
    _, asked = run(SOURCE.poll(watch), replayed(NAME))
    queries = dict.fromkeys(one.params["euquery"] for one in asked)
    assert {"blog.example/a?a=2&b=1", "blog.example/a?b=1&a=2"} <= queries.keys()


@pytest.mark.parametrize("body", ["error.json", "maxlag.json"])
def test_an_error_with_status_200_is_not_nothing(body: str) -> None:
    """Checklist 20: 200 with an error; without the header that names it, too."""
    address = {"error.json": "https://error.example/", "maxlag.json": "https://lag.example/"}[body]
    with pytest.raises(RateLimitError if body == "maxlag.json" else ParseError):
        run(SOURCE.poll(replace(WATCH, address=address)), replayed(NAME))


def test_one_wiki_that_fails_does_not_cost_the_others_theirs() -> None:
    good, answer = "https://en.wikipedia.org", replayed(NAME)

    def half(request: Request) -> Page | SourceError:
        url = request.url
        return answer(request) if url.startswith(good) else RateLimitError(url, "later")

    watch = replace(WATCH, setup=Setup(instances=(WIKI, good)))
    batch, _ = run(SOURCE.poll(watch), half)
    assert len(batch.documents[0].entries) == 3
    assert isinstance(batch.incomplete, RateLimitError)


def test_a_wiki_that_is_gone_does_not_end_the_watch_of_the_others() -> None:
    answer = replayed(NAME)

    def half(request: Request) -> Page | SourceError:
        url = request.url
        return answer(request) if url.startswith(WIKI) else GoneError(url, "gone")

    watch = replace(WATCH, setup=Setup(instances=("https://old.example", WIKI)))
    batch, _ = run(SOURCE.poll(watch), half)
    assert type(batch.incomplete) is SourceError


def test_a_query_that_fails_leaves_what_was_found() -> None:
    answer = replayed(NAME)

    def first_only(request: Request) -> Page | SourceError:
        if request.params["euprotocol"] == "http":
            return RateLimitError(request.url, "later")
        return answer(request)

    batch, asked = run(SOURCE.poll(WATCH), first_only)
    assert len(batch.documents[0].entries) == 3
    assert isinstance(batch.incomplete, RateLimitError)
    assert len(asked) == 4, "it does not go on asking"


def test_when_all_fail_the_poll_fails() -> None:
    with pytest.raises(RateLimitError):
        run(SOURCE.poll(WATCH), lambda request: RateLimitError(request.url, "later"))


def test_endless_pages_end_and_say_so() -> None:
    numbers = iter(range(10**6))

    def more(request: Request) -> Page:
        goes_on = {"eucontinue": next(numbers), "continue": "-||"}
        return sample_page(request, {"continue": goes_on, "query": {"exturlusage": []}})

    batch, asked = run(SOURCE.poll(WATCH), more)
    assert len(asked) == 4 * MOST_PAGES
    assert isinstance(batch.incomplete, UnsupportedError)


def test_circles_end() -> None:
    same = {"continue": {"eucontinue": "5"}, "query": {"exturlusage": []}}
    batch, asked = run(SOURCE.poll(WATCH), lambda request: sample_page(request, same))
    assert len(asked) == 8
    assert batch.incomplete is not None


def test_another_wiki_says_itself_where_its_pages_are() -> None:
    general = {"articlepath": "/index.php?title=$1", "lang": "nb"}
    rows = [{"pageid": 1, "ns": 0, "title": "A b", "url": ARTICLE}]
    answer = {"query": {"general": general, "exturlusage": rows}}
    watch = replace(WATCH, setup=Setup(instances=("https://wiki.example/api.php",)))
    batch, _ = run(SOURCE.poll(watch), lambda request: sample_page(request, answer))
    (entry,) = batch.documents[0].entries
    assert entry.url == "https://wiki.example/index.php?title=A_b"
    assert (entry.language, entry.platform) == ("nb", "mediawiki")


@pytest.mark.parametrize(
    "path",
    ["//evil.example/$1", "/\\evil.example/$1", "https://evil.example/$1", "/w/", "/\ud800$1"],
)
def test_permalinks_stay_on_the_wiki(path: str) -> None:
    rows = [{"pageid": 1, "ns": 0, "title": "A", "url": ARTICLE}]
    answer = {"query": {"general": {"articlepath": path}, "exturlusage": rows}}
    batch, _ = run(SOURCE.poll(WATCH), lambda request: sample_page(request, answer))
    urls = [one.url or "" for one in batch.documents[0].entries]
    assert urls
    assert all(url.startswith(f"{WIKI}/") for url in urls)


@pytest.mark.parametrize("body", [b"<html>login</html>", b"[]", b"null", b"{}", b'{"query": 1}'])
def test_what_is_no_answer_is_refused(body: bytes) -> None:
    page = Page(url=WIKI, body=body, content_type="application/json")
    with pytest.raises(ParseError):
        run(SOURCE.poll(WATCH), lambda _: page)


def test_whatever_comes_it_never_raises() -> None:
    for where, result in fuzzed(SOURCE, WATCH, samples(NAME), named(NAME)):
        assert_sound(result, where)


def test_from_the_wire_to_mentions(httpserver: HTTPServer) -> None:
    serve(httpserver, NAME)
    setup = Setup(instances=(httpserver.url_for("").rstrip("/"),))
    batch = look(SOURCE, replace(WATCH, setup=setup))
    urls = [one.url for one in mentions_in(batch, ARTICLE)]
    assert [url.partition("/wiki/")[2] for url in urls if url] == [
        "Toter_Link_%26_S%C3%B6hne",
        "Diskussion:Kurz-URL-Dienst",
    ], "what only begins like the article is none"


def test_a_wiki_that_lags_is_asked_later(httpserver: HTTPServer) -> None:
    serve(httpserver, NAME)
    setup = Setup(instances=(httpserver.url_for("").rstrip("/"),))
    with pytest.raises(RateLimitError) as caught:
        look(SOURCE, replace(WATCH, address="https://lag.example/", setup=setup))
    assert caught.value.retry_after is not None
    assert json.loads((httpserver.log[0][1]).get_data())["error"]["code"] == "maxlag"
