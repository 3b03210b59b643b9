"""Disqus: the comments under an article, and how its page tells where they are."""

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
    StatusError,
    UnsupportedError,
)
from mentions.model import Channel, Evidence, Kind
from mentions.sources._disqus import Embed, read_embed
from mentions.sources.disqus import MOST_PAGES, SOURCE

ARTICLE = "https://blog.example/2026/03/short-links/"
NAME = "disqus"
KEY = "fernPublicKey0123456789"
WATCH = Watch(source=NAME, address=ARTICLE, setup=Setup(token=KEY))
NAMED = replace(WATCH, setup=Setup(token=f"fern-notes:{KEY}"))


def methods(asked: list[Request]) -> list[str]:
    return [one.url.partition("?")[0].rpartition("/")[2] for one in asked]


def test_what_a_sample_gives() -> None:
    batch, _ = run(SOURCE.poll(WATCH), replayed(NAME))
    (document,) = batch.documents
    uma, guest, odo = document.entries
    assert uma.url == f"{ARTICLE}#comment-6600000001"
    assert (uma.author.name, uma.author.handle) == ("Uma", "uma")
    assert uma.author.url == "https://disqus.com/by/uma/"
    assert uma.author.photo == "https://img.example/a/Uma.jpg"
    assert uma.text == "Nützlich 🙂, siehe uma.example"
    assert uma.links[0].url.startswith("https://disq.us/url?"), "undone where links are compared"
    assert (uma.channel, uma.on, uma.parent) == (Channel.COMMENT, ARTICLE, None)
    assert uma.published == datetime(2026, 3, 14, 10, tzinfo=UTC)
    assert uma.published_zone_known, "it names none, and means UTC"
    assert uma.counts.likes == 3
    assert (guest.author.name, guest.author.handle) == ("Gast", None)
    assert (guest.author.url, guest.author.photo) == ("https://gast.example/", None)
    assert guest.parent == uma.url
    assert odo.parent == f"{ARTICLE}#comment-6600000004", "it answers one that is gone"
    assert batch.incomplete is None


def test_the_page_is_asked_once_for_the_short_name() -> None:
    batch, asked = run(SOURCE.poll(WATCH), replayed(NAME))
    assert [asked[0].url, *methods(asked[1:])] == [
        ARTICLE,
        "list.json",
        "listPosts.json",
        "listPosts.json",
    ]
    assert batch.cursor == {"forum": "fern-notes", "identifier": "post-42"}
    _, again = run(SOURCE.poll(replace(WATCH, cursor=batch.cursor)), replayed(NAME))
    assert methods(again) == ["list.json", "listPosts.json", "listPosts.json"]


def test_a_short_name_with_the_key_spares_that() -> None:
    _, asked = run(SOURCE.poll(NAMED), replayed(NAME))
    assert methods(asked)[0] == "list.json"
    assert asked[0].params["forum"] == "fern-notes"
    assert "thread%3Alink=https%3A%2F%2Fblog.example%2F2026%2F03%2Fshort-links%2F" in asked[0].url
    assert "thread%3Alink=http%3A%2F%2Fblog.example%2F2026%2F03%2Fshort-links" in asked[0].url
    assert (asked[1].params["thread"], asked[1].params["limit"]) == ("9900000001", "100")
    assert {one.secrets["api_key"] for one in asked} == {KEY}
    assert KEY not in f"{asked}"


def test_a_page_with_a_name_of_its_own_is_asked_for_by_that() -> None:
    answer = replayed(NAME)

    def by_name_only(request: Request) -> Page | SourceError:
        by_link = "thread%3Alink" in request.url
        return sample_page(request, {"code": 0, "response": []}) if by_link else answer(request)

    batch, asked = run(SOURCE.poll(NAMED), by_name_only)
    assert asked[3].params["thread:ident"] == "post-42"
    assert len(batch.documents[0].entries) == 3


def test_a_page_nobody_commented_on_has_no_comments() -> None:
    watch = replace(NAMED, address="https://blog.example/2026/03/quiet/")
    answer = replayed(NAME)

    def none(request: Request) -> Page | SourceError:
        is_list = "/list.json" in request.url
        return sample_page(request, {"code": 0, "response": []}) if is_list else answer(request)

    batch, asked = run(SOURCE.poll(watch), none)
    assert methods(asked) == ["list.json", ""], "its page might have told another name"
    assert (batch.documents[0].entries, batch.incomplete) == ((), None)
    assert batch.documents[0].notes == ("Disqus knows no comments on this page",)


def test_a_page_without_disqus_is_no_page_without_comments() -> None:
    watch = replace(WATCH, address="https://blog.example/2026/03/quiet/")
    with pytest.raises(UnsupportedError, match="shows no Disqus comments"):
        run(SOURCE.poll(watch), replayed(NAME))


def test_threads_of_other_pages_are_no_answer() -> None:
    other = {"id": "1", "link": "https://blog.example/other/", "identifiers": ["x"]}
    with pytest.raises(ParseError, match="other pages"):
        run(SOURCE.poll(NAMED), lambda one: sample_page(one, {"code": 0, "response": [other]}))


@pytest.mark.parametrize(
    ("page", "embed"),
    [
        ("<script src='//fern.disqus.com/embed.js'>", Embed(forum="fern")),
        (
            "var disqus_shortname = \"fern\"; var disqus_identifier='4 ä';",
            Embed(forum="fern", identifier="4 ä"),
        ),
        ("<div data-disqus-shortname=fern-2>", Embed(forum="fern-2")),
        ("<script id='dsq-count-scr' src='https://fern.disqus.com/count.js'>", Embed(forum="fern")),
        ("<a href='https://disqus.com/'>x</a> page.identifier = PAGE_IDENTIFIER;", Embed()),
    ],
)
def test_embeds(page: str, embed: Embed) -> None:
    assert read_embed(page.encode(), "text/html; charset=utf-8") == embed


@pytest.mark.parametrize(
    ("token", "error"),
    [
        (None, AuthRequiredError),
        ("not a name:key", AuthRequiredError),
        ("fern:", AuthRequiredError),
        (f"locked:{KEY}", AuthRequiredError),
        (f"busy:{KEY}", RateLimitError),
    ],
)
def test_refusals_are_said(token: str | None, error: type[SourceError]) -> None:
    with pytest.raises(error) as caught:
        run(SOURCE.poll(replace(WATCH, setup=Setup(token=token))), replayed(NAME))
    assert KEY not in str(caught.value)
    if isinstance(caught.value, RateLimitError):
        assert caught.value.retry_after == timedelta(hours=1)


def test_a_page_of_the_blog_that_cannot_be_had_is_said() -> None:
    with pytest.raises(StatusError):
        run(SOURCE.poll(replace(WATCH, address="https://blog.example/gone/")), replayed(NAME))


def test_endless_pages_end_and_say_so() -> None:
    answer = replayed(NAME)

    def endless(request: Request) -> Page | SourceError:
        if not request.url.endswith("listPosts.json"):
            return answer(request)
        following = {"hasNext": True, "next": request.params.get("cursor", "") + "1"}
        return sample_page(request, {"code": 0, "response": [], "cursor": following})

    batch, asked = run(SOURCE.poll(NAMED), endless)
    assert len(asked) == 1 + MOST_PAGES
    assert isinstance(batch.incomplete, UnsupportedError)


def test_a_page_that_fails_leaves_the_rest() -> None:
    answer = replayed(NAME)

    def refused(request: Request) -> Page | SourceError:
        later = "cursor" in request.params
        return RateLimitError(request.url, "later") if later else answer(request)

    batch, _ = run(SOURCE.poll(NAMED), refused)
    assert len(batch.documents[0].entries) == 2
    assert isinstance(batch.incomplete, RateLimitError)


@pytest.mark.parametrize(
    "body", [b"<html>", b"[]", b"{}", b'{"code": 5, "response": "x"}', b'{"code": 0}']
)
def test_what_is_no_answer_is_refused(body: bytes) -> None:
    page = Page(url="https://api.example/", body=body, content_type="application/json")
    with pytest.raises(ParseError):
        run(SOURCE.poll(NAMED), lambda _: page)


@pytest.mark.parametrize("cursor", [{"forum": 3}, {"forum": "a b"}, {"identifier": {}}])
def test_a_cursor_of_another_kind_breaks_nothing(cursor: dict[str, Any]) -> None:
    batch, _ = run(SOURCE.poll(replace(WATCH, cursor=cursor)), replayed(NAME))
    assert len(batch.documents[0].entries) == 3


def test_whatever_comes_it_never_raises() -> None:
    for where, result in fuzzed(SOURCE, NAMED, samples(NAME), named(NAME)):
        assert_sound(result, where)


def test_from_the_wire_to_mentions(httpserver: HTTPServer) -> None:
    serve(httpserver, NAME)
    base = httpserver.url_for("").rstrip("/")
    here = httpserver.url_for("/2026/03/short-links/")
    watch = replace(WATCH, address=here, setup=Setup(token=KEY, instances=(base,)))
    batch = look(SOURCE, watch)
    found = mentions_in(batch, here)
    assert [(one.author.name, one.kind, one.evidence) for one in found] == [
        ("Uma", Kind.REPLY, Evidence.CONTEXT),
        ("Gast", Kind.REPLY, Evidence.CONTEXT),
        ("Odo", Kind.REPLY, Evidence.CONTEXT),
    ]
    assert batch.incomplete is None
    assert not any(KEY in one.source for one in found)
