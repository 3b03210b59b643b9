"""Tumblr: posts in the old forms and the new, and what became of them."""

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
    MissingError,
    ParseError,
    RateLimitError,
    SourceError,
    UnsupportedError,
)
from mentions.model import Channel, Counts, Kind
from mentions.sources.tumblr import FIRST_PAGES, MOST_NOTE_PAGES, MOST_PAGES, OVERLAP, SOURCE

ARTICLE = "https://blog.example/2026/03/short-links/"
NAME = "tumblr"
KEY = "fernConsumerKey0123456789"
TAG = Watch(source=NAME, address="https://www.tumblr.com/tagged/link+rot", setup=Setup(token=KEY))
FOLLOWED = replace(TAG, address=f"{TAG.address}#https://blog.example/")
BLOG = replace(TAG, address="https://fern.tumblr.com/")
SHARE = "https://ria.tumblr.com/post/700000000000000001/link-rot"


def test_posts_of_a_tag_in_the_old_forms() -> None:
    batch, asked = run(SOURCE.poll(TAG), replayed(NAME))
    (document,) = batch.documents
    ria, mira = document.entries
    assert [one.params.get("before") for one in asked] == [None, "1773396000", "1773300000"]
    assert (ria.url, ria.title) == (SHARE, "Short links & you")
    assert ria.text == "Lesenswert, auch hier"
    assert [link.url for link in ria.links] == [
        f"https://href.li/?{ARTICLE}",
        "https://ria.example/x",
    ]
    assert ria.links[0].anchor == "Short links & you"
    assert (ria.author.handle, ria.author.name) == ("ria", None)
    assert ria.author.url == "https://ria.tumblr.com/"
    assert ria.published == datetime(2026, 3, 14, 10, tzinfo=UTC)
    assert (ria.kind, ria.channel, ria.platform) == (None, Channel.POST, "tumblr")
    assert ria.counts == Counts(), "notes of all kinds are no likes"
    assert mira.links[0].url == "https://other.example/", "its source"
    assert mira.text == "Ask twice.\nthis post"
    assert batch.incomplete is None


def test_posts_of_a_blog_in_blocks() -> None:
    batch, _ = run(SOURCE.poll(BLOG), replayed(NAME))
    own, passed, quoted = batch.documents[0].entries
    assert own.text == "🙂 Wie dieser Text sagt: zweimal fragen."
    assert [(link.url, link.anchor) for link in own.links] == [
        (ARTICLE, "dieser Text"),
        ("https://fern.example/mehr", "Mehr"),
        ("https://bilder.example/1", None),
    ], "places count characters, not bytes"
    assert own.author.photo == "https://img.example/fern.png"
    assert (own.kind, own.via) == (None, ())
    assert (passed.kind, passed.text, passed.via) == (Kind.REPOST, None, ("ria",))
    assert passed.parent == "https://ria.tumblr.com/post/700000000000000001"
    assert [(link.url, link.relation) for link in passed.links] == [(ARTICLE, Kind.REPOST)]
    assert (quoted.kind, quoted.text, quoted.via) == (Kind.QUOTE, "So true", ("gone-blog",))
    assert len(batch.documents[0].entries) == 3, "a draft is nobody's to read"


def test_who_adds_a_link_says_it_themselves() -> None:
    post = {
        "id_string": "7100",
        "post_url": "https://fern.tumblr.com/post/7100",
        "blog_name": "fern",
        "timestamp": 1773600000,
        "content": [{"type": "text", "text": f"Dazu: {ARTICLE}"}],
        "trail": [
            {"blog": {"name": "ria"}, "content": [{"type": "text", "text": "http://a.example/x"}]}
        ],
    }
    one_page = {"response": {"posts": [post]}}
    batch, _ = run(SOURCE.poll(BLOG), lambda one: sample_page(one, one_page))
    (entry,) = batch.documents[0].entries
    assert [(link.url, link.relation) for link in entry.links] == [
        (ARTICLE, None),
        ("http://a.example/x", Kind.QUOTE),
    ]
    assert (entry.kind, entry.via) == (None, ("ria",))


def test_a_reblog_in_the_old_form() -> None:
    markup = f'<p>ria:</p><blockquote><a href="{ARTICLE}">x</a></blockquote><p>genau</p>'
    post = {
        "id_string": "7200",
        "post_url": "https://fern.tumblr.com/post/7200",
        "blog_name": "fern",
        "type": "text",
        "body": markup,
        "reblog": {"comment": "<p>genau</p>", "tree_html": markup},
        "trail": [
            {"blog": {"name": "ria"}, "content": f'<a href="{ARTICLE}">x</a>'},
            {"blog": {"name": "fern"}, "content": "<p>genau</p>", "is_current_item": True},
        ],
    }
    batch, _ = run(SOURCE.poll(TAG), lambda one: sample_page(one, {"response": [post]}))
    (entry,) = batch.documents[0].entries
    assert (entry.kind, entry.text, entry.via) == (Kind.QUOTE, "genau", ("ria",))


@pytest.mark.parametrize(
    ("address", "path", "tag"),
    [
        ("https://www.tumblr.com/tagged/link%20rot?sort=recent", "/v2/tagged", "link rot"),
        ("https://tumblr.com/tagged/bl%C3%BCte/", "/v2/tagged", "blüte"),
        ("https://www.tumblr.com/fern", "/v2/blog/fern/posts", None),
        ("https://www.tumblr.com/@fern", "/v2/blog/fern/posts", None),
        ("https://fern.tumblr.com/tagged/rot", "/v2/blog/fern.tumblr.com/posts", "rot"),
        ("https://www.fern.example/", "/v2/blog/www.fern.example/posts", None),
    ],
)
def test_places(address: str, path: str, tag: str | None) -> None:
    question = next(SOURCE.poll(replace(TAG, address=address)))
    assert (question.url, question.params.get("tag")) == (f"https://api.tumblr.com{path}", tag)
    assert question.secrets == {"api_key": KEY}
    assert KEY not in f"{question}{question.params}"


@pytest.mark.parametrize(
    "address",
    [
        "https://www.tumblr.com/",
        "https://www.tumblr.com/search/x",
        "https://www.tumblr.com/fern/700000000000000001",
        ARTICLE,
        "nonsense",
    ],
)
def test_what_is_no_blog_and_no_tag_is_refused(address: str) -> None:
    with pytest.raises(UnsupportedError, match="watch a tag or a blog"):
        next(SOURCE.poll(replace(TAG, address=address)))


def test_notes_of_a_share_are_reblogs_and_replies() -> None:
    batch, asked = run(SOURCE.poll(FOLLOWED), replayed(NAME))
    assert [one.url.partition("/v2/blog/")[2] for one in asked[3:]] == [
        "ria/notes",
        "ria/notes",
        "mira/notes",
    ]
    lioba, reply, mira = batch.documents[1].entries
    assert lioba.url == "https://lioba.tumblr.com/post/700000000000000077"
    assert (lioba.kind, lioba.via, lioba.parent) == (Kind.REPOST, ("ria",), SHARE)
    assert (lioba.channel, lioba.author.handle) == (Channel.POST, "lioba")
    assert [link.relation for link in lioba.links] == [Kind.REPOST]
    assert (reply.kind, reply.text, reply.parent) == (Kind.REPLY, "Danke dafür!", SHARE)
    assert (reply.channel, reply.author.handle) == (Channel.COMMENT, "uwe")
    assert reply.url == "https://uwe.tumblr.com/#reply-700000000000000001-1773493000"
    assert reply.published == datetime(2026, 3, 14, 12, 56, 40, tzinfo=UTC)
    assert (mira.kind, mira.text, mira.via) == (Kind.QUOTE, "wie wahr", ("lioba",))
    assert mira.parent is None, "it was had from a reblog"
    assert batch.incomplete is None, "a post that is gone since (404) has no notes"


def test_without_a_site_no_notes_are_asked_for() -> None:
    _, asked = run(SOURCE.poll(TAG), replayed(NAME))
    assert not any(one.url.endswith("/notes") for one in asked)


def test_of_known_shares_the_notes_are_asked_for_again() -> None:
    batch, _ = run(SOURCE.poll(FOLLOWED), replayed(NAME))
    assert batch.cursor
    assert batch.cursor["newest"] == 1773482400
    answer, watch = replayed(NAME), replace(FOLLOWED, cursor=batch.cursor)

    def nothing_new(request: Request) -> Page | SourceError:
        is_tag = request.url.endswith("/tagged")
        return sample_page(request, {"response": []}) if is_tag else answer(request)

    again, _ = run(SOURCE.poll(watch), nothing_new)
    assert again.documents[1:] == batch.documents[1:]
    assert again.cursor
    assert again.cursor["shares"] == batch.cursor["shares"]


def test_many_notes_are_bounded() -> None:
    answer = replayed(NAME)

    def endless(request: Request) -> Page | SourceError:
        if not request.url.endswith("ria/notes"):
            return answer(request)
        at = int(request.params.get("before_timestamp", "1773495000"))
        note = {"type": "reblog", "blog_name": "uwe", "post_id": str(at), "timestamp": at}
        following = {"query_params": {"before_timestamp": at - 1}}
        told = {"notes": [note], "_links": {"next": following}}
        return sample_page(request, {"response": told})

    batch, asked = run(SOURCE.poll(FOLLOWED), endless)
    assert len([one for one in asked if one.url.endswith("ria/notes")]) == MOST_NOTE_PAGES
    assert batch.documents[1].notes == ("only the newest notes were read",)


def test_the_next_poll_reads_back_to_what_is_known() -> None:
    batch, _ = run(SOURCE.poll(TAG), replayed(NAME))
    _, asked = run(SOURCE.poll(replace(TAG, cursor=batch.cursor)), replayed(NAME))
    assert len(asked) == 1
    known = {"newest": 1773396000 + OVERLAP}
    _, asked = run(SOURCE.poll(replace(TAG, cursor=known)), replayed(NAME))
    assert len(asked) == 2


@pytest.mark.parametrize(
    "cursor", [{}, {"newest": "x"}, {"shares": [3, {"id": 7}]}, {"threads": 3}]
)
def test_a_cursor_of_another_kind_breaks_nothing(cursor: dict[str, Any]) -> None:
    batch, _ = run(SOURCE.poll(replace(FOLLOWED, cursor=cursor)), replayed(NAME))
    assert len(batch.documents[0].entries) == 2


def test_endless_pages_end() -> None:
    def endless(request: Request) -> Page:
        at = int(request.params.get("before", "1773482400")) - 1
        return sample_page(request, {"response": [{"id": at, "timestamp": at}]})

    first, asked = run(SOURCE.poll(TAG), endless)
    assert len(asked) == FIRST_PAGES
    assert (first.incomplete, len(first.documents[0].notes)) == (None, 1), "as a feed would show it"
    later, asked = run(SOURCE.poll(replace(TAG, cursor={"newest": 1773000000})), endless)
    assert len(asked) == MOST_PAGES
    assert (type(later.incomplete), later.cursor) == (UnsupportedError, None)


def test_a_page_that_fails_leaves_the_rest() -> None:
    answer = replayed(NAME)

    def refused(request: Request) -> Page | SourceError:
        is_second = "before" in request.params
        return RateLimitError(request.url, "later") if is_second else answer(request)

    batch, _ = run(SOURCE.poll(TAG), refused)
    assert len(batch.documents[0].entries) == 1
    assert (type(batch.incomplete), batch.cursor) == (RateLimitError, None)


@pytest.mark.parametrize(
    ("address", "token", "error"),
    [
        ("https://www.tumblr.com/tagged/x", None, AuthRequiredError),
        ("https://www.tumblr.com/tagged/locked", KEY, AuthRequiredError),
        ("https://www.tumblr.com/tagged/busy", KEY, RateLimitError),
        ("https://nobody.tumblr.com/", KEY, MissingError),
    ],
)
def test_refusals_are_said(address: str, token: str | None, error: type[SourceError]) -> None:
    watch = replace(TAG, address=address, setup=Setup(token=token))
    with pytest.raises(error) as caught:
        run(SOURCE.poll(watch), replayed(NAME))
    if isinstance(caught.value, RateLimitError):
        assert caught.value.retry_after == timedelta(seconds=1800)


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}", b'{"response": {"posts": {}}}'])
def test_what_is_no_answer_is_refused(body: bytes) -> None:
    page = Page(url="https://api.example/", body=body, content_type="application/json")
    with pytest.raises(ParseError):
        run(SOURCE.poll(TAG), lambda _: page)


@pytest.mark.parametrize("watch", [FOLLOWED, BLOG])
def test_whatever_comes_it_never_raises(watch: Watch) -> None:
    is_blog, which, answer = watch is BLOG, named(NAME), replayed(NAME)
    mine = {name: one for name, one in samples(NAME).items() if (name == "blog.json") == is_blog}

    def mine_only(request: Request) -> str | Page | SourceError:
        name = which(request)
        return name if name in mine or not isinstance(name, str) else answer(request)

    for where, result in fuzzed(SOURCE, watch, mine, mine_only):
        assert_sound(result, where)


def test_from_the_wire_to_mentions(httpserver: HTTPServer) -> None:
    serve(httpserver, NAME)
    setup = Setup(instances=(httpserver.url_for("").rstrip("/"),), token=KEY)
    found = mentions_in(look(SOURCE, replace(FOLLOWED, setup=setup)), ARTICLE)
    assert {(one.author.handle, one.kind, one.via) for one in found} == {
        ("ria", Kind.MENTION, ()),
        ("mira", Kind.MENTION, ()),
        ("lioba", Kind.REPOST, ("ria",)),
        ("uwe", Kind.REPLY, ()),
        ("mira", Kind.QUOTE, ("lioba",)),
    }
    assert not any(KEY in one.source for one in found)
    found = mentions_in(look(SOURCE, replace(BLOG, setup=setup)), ARTICLE)
    assert [(one.kind, one.via) for one in found] == [
        (Kind.MENTION, ()),
        (Kind.REPOST, ("ria",)),
        (Kind.QUOTE, ("gone-blog",)),
    ]
