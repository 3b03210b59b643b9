"""webmention.io: what it has received for an article, and for a whole site."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
from pytest_httpserver import HTTPServer
from tests.sources.fuzzing import run, sample_page
from tests.sources.replaying import look, mentions_in, replayed, serve

from mentions.asking import Page, Request, Setup, Watch
from mentions.errors import (
    AuthRequiredError,
    ConnectionFailedError,
    RateLimitError,
    SourceError,
    UnsupportedError,
)
from mentions.model import Channel, Kind
from mentions.sources.webmentionio import HOME, MOST_PAGES, SOURCE

ARTICLE = "https://blog.example/2026/03/short-links/"
NAME = "webmentionio"
WATCH = Watch(source=NAME, address=ARTICLE)
TOKEN = "s3cr+t/="  # noqa: S105 - invented
SITE = replace(WATCH, address="https://blog.example/", setup=Setup(token=TOKEN))
ASKED = f"{HOME}/api/mentions.jf2"


def item(**fields: object) -> dict[str, object]:
    source = "https://a.example/1"
    return {"wm-id": 5, "url": source, "wm-source": source, "wm-target": ARTICLE, **fields}


def entries_of(*items: dict[str, object]) -> tuple:
    pages = iter([{"children": items}])
    batch, _ = run(SOURCE.poll(WATCH), lambda one: sample_page(one, next(pages, {"children": []})))
    return batch.documents[0].entries


def test_what_a_sample_gives() -> None:
    batch, _ = run(SOURCE.poll(WATCH), replayed(NAME))
    (document,) = batch.documents
    found = [
        (one.url, one.kind, one.channel, one.author.name, one.published_zone_known)
        for one in document.entries
    ]
    assert found == [
        ("https://mio.example/2026/03/answer", Kind.REPLY, Channel.WEBMENTION, *_MIO),
        ("https://social.example/@hana/114", Kind.LIKE, Channel.WEBMENTION, "Hana", True),
        ("https://juno.example/b/7", Kind.BOOKMARK, Channel.WEBMENTION, "Juno", False),
        ("https://old.example/entry/9", None, Channel.PINGBACK, None, True),
        ("https://social.example/@remy/201", Kind.REPOST, Channel.WEBMENTION, "Remy", True),
    ]
    reply, like, bookmark, ping, _ = document.entries
    assert (reply.title, reply.text) == ("Re: short links 🔗", "I disagree, see why.")
    assert [link.url for link in reply.links] == [ARTICLE, "https://mio.example/why"]
    assert reply.published == datetime(2026, 3, 14, 11, tzinfo=UTC)
    assert reply.author.photo == "https://webmention.io/avatar/mio.example/a.jpg"
    assert like.published == datetime(2026, 3, 14, 11, 10, tzinfo=UTC), "when it was received"
    assert like.author.photo is None
    assert [(one.url, one.relation) for one in like.links] == [(ARTICLE, Kind.LIKE)]
    assert bookmark.on == "http://blog.example/2026/03/short-links"
    assert bookmark.syndication == ("https://bsky.app/profile/juno.example/post/3kabc",)
    assert ping.published == datetime(2026, 3, 16, 8, tzinfo=UTC), "not in the future"
    assert ping.text == "Worth a read"
    assert (document.form, batch.incomplete) == ("search", None)


_MIO = ("Mio Ångström", True)


def test_the_post_itself_is_shown_not_the_copy_of_a_proxy() -> None:
    batch, _ = run(SOURCE.poll(WATCH), replayed(NAME))
    like = batch.documents[0].entries[1]
    assert (like.url, like.origin) == ("https://social.example/@hana/114",) * 2
    assert like.syndication == ("https://brid.gy/like/mastodon/@me@social.example/114/109",)
    assert like.platform == "mastodon", "which the copy's address tells"


def test_what_is_asked() -> None:
    _, asked = run(SOURCE.poll(WATCH), replayed(NAME))
    parts = urlsplit(asked[0].url)
    assert parts.path == "/api/mentions.jf2"
    assert {value for _, value in parse_qsl(parts.query)} == {
        f"{scheme}://{www}blog.example/2026/03/short-links{end}"
        for scheme in ("http", "https")
        for www in ("", "www.")
        for end in ("", "/")
    }
    assert asked[0].params == {"per-page": "100", "sort-dir": "up", "page": "0"}
    assert [one.params["page"] for one in asked] == ["0", "1", "2"], "until one is empty"


def test_an_address_is_also_asked_for_as_written() -> None:
    watch = replace(WATCH, address="https://blog.example/?p=42&utm_source=x#top")
    question = next(SOURCE.poll(watch))
    targets = [value for _, value in parse_qsl(urlsplit(question.url).query)]
    assert targets[0] == "https://blog.example/?p=42&utm_source=x"
    assert "http://blog.example/?p=42" in targets


def test_the_next_poll_asks_from_where_this_one_ended() -> None:
    batch, _ = run(SOURCE.poll(WATCH), replayed(NAME))
    assert batch.cursor == {"newest": {ASKED: 70006}}
    batch, asked = run(SOURCE.poll(replace(WATCH, cursor=batch.cursor)), replayed(NAME))
    assert asked[0].params["since_id"] == "70006"
    assert (len(asked), batch.documents[0].entries) == (1, ())
    assert batch.cursor == {"newest": {ASKED: 70006}}, "nothing new is no reason to forget"


@pytest.mark.parametrize("newest", [None, [], {ASKED: "x"}, {ASKED: -3}, {ASKED: True}])
def test_a_strange_cursor_does_no_harm(newest: object) -> None:
    question = next(SOURCE.poll(replace(WATCH, cursor={"newest": newest})))
    assert "since_id" not in question.params


def test_a_site_is_asked_for_with_the_token() -> None:
    batch, asked = run(SOURCE.poll(SITE), replayed(NAME))
    assert asked[0].url == ASKED
    assert (asked[0].params["domain"], asked[0].params["token"]) == ("blog.example", TOKEN)
    assert len(batch.documents[0].entries) == 4
    assert batch.cursor == {"newest": {f"{ASKED} domain": 70004}}
    assert (batch.documents[0].url, batch.incomplete) == (ASKED, None)


def test_an_article_is_asked_for_without_the_token() -> None:
    question = next(SOURCE.poll(replace(WATCH, setup=Setup(token=TOKEN))))
    assert "token" not in question.params


def test_a_site_without_a_token_is_not_said_to_have_nothing() -> None:
    batch, _ = run(SOURCE.poll(replace(SITE, setup=Setup())), replayed(NAME))
    assert batch.documents[0].entries == ()
    assert isinstance(batch.incomplete, AuthRequiredError)


def test_a_wrong_token_is_named_but_never_shown() -> None:
    watch = replace(SITE, setup=Setup(token="wr+ng"))  # noqa: S106 - invented
    with pytest.raises(AuthRequiredError) as caught:
        run(SOURCE.poll(watch), replayed(NAME))
    assert str(caught.value).startswith(f"{ASKED}: asks for a login")


@pytest.mark.parametrize("written", [TOKEN, "s3cr%2Bt%2F%3D"])
def test_no_error_shows_the_token(written: str) -> None:
    url = f"{ASKED}?token={written}"
    error = ConnectionFailedError(url, f"no name for {url}", hop=f"https://b.example/?t={written}")
    with pytest.raises(ConnectionFailedError) as caught:
        run(SOURCE.poll(SITE), lambda _: error)
    shown = (str(caught.value), caught.value.url, caught.value.why, caught.value.hop)
    assert not any(written in str(one) for one in shown)


def test_a_later_page_that_fails_does_not_cost_the_first() -> None:
    def answer(request: Request) -> Page | SourceError:
        if request.params["page"] == "0":
            return sample_page(request, {"children": [item()]})
        return RateLimitError(request.url, "later")

    batch, _ = run(SOURCE.poll(WATCH), answer)
    assert len(batch.documents[0].entries) == 1
    assert isinstance(batch.incomplete, RateLimitError)


def test_pages_are_read_until_the_bound() -> None:
    def answer(request: Request) -> Page:
        return sample_page(request, {"children": [item(**{"wm-id": 1 + int(page_of(request))})]})

    batch, asked = run(SOURCE.poll(WATCH), answer)
    assert len(asked) == MOST_PAGES
    assert isinstance(batch.incomplete, UnsupportedError)


def page_of(request: Request) -> str:
    return request.params["page"]


def test_the_same_mention_on_every_page_is_one_and_ends_it() -> None:
    batch, asked = run(
        SOURCE.poll(WATCH), lambda one: sample_page(one, {"children": [item(), item()]})
    )
    assert (len(asked), len(batch.documents[0].entries)) == (2, 1)


@pytest.mark.parametrize(
    ("fields", "permalink"),
    [
        ({"url": None}, "https://a.example/1"),
        ({"url": "javascript:alert(1)"}, "https://a.example/1"),
        ({"url": ARTICLE}, "https://a.example/1"),  # a page that claims to be the article
        ({"url": "https://elsewhere.example/2"}, "https://elsewhere.example/2"),
        ({"wm-source": None}, "https://a.example/1"),
        ({"wm-source": "https://blog.example/b/", "url": "https://blog.example/b/"}, None),
    ],
)
def test_permalinks(fields: dict[str, object], permalink: str | None) -> None:
    (entry,) = entries_of(item(**fields))
    assert entry.url == (permalink or "https://blog.example/b/")


@pytest.mark.parametrize(
    "fields", [{"wm-target": None}, {"url": "", "wm-source": ""}, {"wm-private": True}]
)
def test_what_is_left_out(fields: dict[str, object]) -> None:
    assert entries_of(item(**fields)) == ()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({"text": "1 < 2 &amp;"}, "1 < 2 &amp;"),
        ({"html": "<p>a &amp; b</p>", "text": "x"}, "a & b"),
        ({"content-type": "text/plain", "value": "<b>"}, "<b>"),
        ("plain", "plain"),
        (None, "short"),
    ],
)
def test_words_in_every_form(content: object, text: str) -> None:
    (entry,) = entries_of(item(content=content, summary="short"))
    assert entry.text == text


def test_from_the_wire_to_mentions(httpserver: HTTPServer) -> None:
    serve(httpserver, NAME)
    setup = Setup(instances=(httpserver.url_for("").rstrip("/"),))
    batch = look(SOURCE, replace(WATCH, setup=setup))
    found = mentions_in(batch, ARTICLE)
    assert [(one.kind, one.channel, one.url) for one in found] == [
        (Kind.REPLY, Channel.WEBMENTION, "https://mio.example/2026/03/answer"),
        (Kind.LIKE, Channel.WEBMENTION, "https://social.example/@hana/114"),
        (Kind.BOOKMARK, Channel.WEBMENTION, "https://juno.example/b/7"),
        (Kind.MENTION, Channel.PINGBACK, "https://old.example/entry/9"),
        (Kind.REPOST, Channel.WEBMENTION, "https://social.example/@remy/201"),
    ]
