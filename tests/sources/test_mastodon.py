"""Mastodon: what posts say and link to, how lists are read, what a server does not tell."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from tests.sources.fuzzing import run
from tests.sources.microblogs import answering, route
from tests.sources.replaying import Route, look, mentions_in, samples, serve

from mentions.asking import Batch, Request, Setup, Watch
from mentions.errors import (
    AuthRequiredError,
    BlockedError,
    ParseError,
    RateLimitError,
    SourceError,
    StatusError,
    UnsupportedError,
)
from mentions.model import Author, Channel, Counts, Entry, Kind
from mentions.sources._mastodon_statuses import View, read_statuses
from mentions.sources.mastodon import HOMES, SOURCE

ARTICLE = "https://blog.example/2026/03/short-links/"
HOME = "https://social.example"
OPEN = Watch(source="mastodon", address=ARTICLE, setup=Setup(instances=(HOME,)))
WATCH = replace(OPEN, setup=Setup(instances=(HOME,), token="secret"))  # noqa: S106 - invented
LINK, SEARCH = "/api/v1/timelines/link", "/api/v2/search"
CONTEXT = "/api/v1/statuses/115000000000000101/context"
DANA = "https://far.example/@dana/115000000000000099"


def poll(*first: Route, watch: Watch = WATCH) -> tuple[Batch, list[Request]]:
    return run(SOURCE.poll(watch), answering("mastodon", *first))


def entries(batch: Batch) -> dict[str, Entry]:
    return {entry.url: entry for document in batch.documents for entry in document.entries}


def paths(asked: list[Request]) -> list[str]:
    return [one.url.removeprefix(HOME).partition("?")[0] for one in asked]


def status(**changes: Any) -> dict[str, Any]:
    (_, one) = samples("mastodon")["link.json"]
    return one | changes


def read(one: dict[str, Any], address: str | None = ARTICLE) -> list[Entry]:
    return [share.entry for share in read_statuses(one, View(base=HOME, address=address))]


# --- posts ---


def test_the_invisible_parts_of_an_address_make_it_whole() -> None:
    entry = entries(poll()[0])[DANA]
    assert [(link.url, link.anchor) for link in entry.links] == [(ARTICLE, ARTICLE)]
    assert entry.text == f"Links, again\nLesenswert 🧵: {ARTICLE}\n#linkrot @dana"
    assert entry.author == Author(
        name="Dana 🌍",
        handle="dana@far.example",
        url="https://far.example/@dana",
        photo="https://files.social.example/dana.png",
    )
    assert entry.published == datetime(2026, 3, 14, 10, 5, tzinfo=UTC)
    assert (entry.channel, entry.platform, entry.kind) == (Channel.POST, "mastodon", None)
    assert entry.counts == Counts(likes=7, reposts=2, replies=3, quotes=0, followers=310)
    assert entry.syndication == ("https://far.example/users/dana/statuses/115000000000000099",)
    assert entry.language == "de"


def test_a_link_behind_other_words_is_found() -> None:
    entry = entries(poll()[0])[f"{HOME}/@kim/115000000000000100"]
    assert [(link.url, link.anchor) for link in entry.links] == [
        (f"{ARTICLE}?utm_source=rss&utm_medium=bot", "here")
    ]
    assert entry.author.handle == "kim@social.example"


def test_a_picture_s_description_holds_a_link() -> None:
    entry = entries(poll()[0])[f"{HOME}/@ruth/115000000000000118"]
    assert [link.url for link in entry.links] == [ARTICLE]


def test_a_card_alone_is_a_link() -> None:
    card = {"url": ARTICLE, "title": "Short links"}
    (entry,) = read(status(content="", card=card))
    assert (entry.text, [(link.url, link.anchor) for link in entry.links]) == (
        None,
        [(ARTICLE, "Short links")],
    )


def test_a_quote_is_had_from_whom_it_quotes() -> None:
    entry = entries(poll()[0])[f"{HOME}/@eve/115000000000000120"]
    assert (entry.kind, entry.via, entry.parent) == (Kind.QUOTE, ("dana@far.example",), DANA)
    # What stands there for servers without quotes is not said by her.
    assert (entry.text, [link.url for link in entry.links]) == ("So true.", [ARTICLE])


@pytest.mark.parametrize("state", ["pending", "revoked", "deleted", None])
def test_a_quote_that_is_not_shown_says_nothing(state: str | None) -> None:
    dana = samples("mastodon")["link.json"][0]
    (entry,) = read(status(quote={"state": state, "quoted_status": dana}))
    assert (entry.kind, entry.via, entry.links[0].relation) == (None, (), None)


def test_a_boost_is_two_acts() -> None:
    boosted = samples("mastodon")["statuses.json"][0]
    passed, boost = read(boosted)
    assert (passed.url, passed.kind) == (DANA, None)
    assert boost.url == f"{HOME}/users/lena/statuses/115000000000000130/activity"
    assert (boost.kind, boost.via, boost.text) == (Kind.REPOST, ("dana@far.example",), None)
    assert boost.author.handle == "lena@social.example"
    assert boost.published == datetime(2026, 3, 14, 14, tzinfo=UTC)
    assert [link.url for link in boost.links] == [ARTICLE]


@pytest.mark.parametrize("visibility", ["private", "direct", "local"])
def test_what_is_not_for_everybody_is_not_shown(visibility: str) -> None:
    assert read(status(visibility=visibility)) == []
    assert not any("piet" in url for url in entries(poll()[0]))


@pytest.mark.parametrize(
    ("changes", "url"),
    [
        ({"id": "01HXYZ-ulid", "url": None}, f"{HOME}/users/kim/statuses/115000000000000100"),
        ({"url": "javascript:x"}, f"{HOME}/users/kim/statuses/115000000000000100"),
        (
            {"uri": "tag:far.example,2026:1", "url": "https://far.example/1"},
            "https://far.example/1",
        ),
    ],
)
def test_permalinks(changes: dict[str, Any], url: str) -> None:
    (entry,) = read(status(**changes))
    assert (entry.url, entry.syndication) == (url, ())


def test_without_an_address_there_is_no_post() -> None:
    assert read(status(url=None, uri=None)) == []
    assert read({"reblog": status(), "url": None, "uri": ""})[1:] == []


def test_a_deleted_account_is_nobody() -> None:
    (entry,) = read(status(account=None))
    assert entry.author == Author()


@pytest.mark.parametrize(
    ("content", "links"),
    [
        ('<p><a href="https://b.example/" class="mention">x</a></p>', []),
        ('<a href="https://b.example/t" rel="tag">#x</a> <a href="/rel">y</a>', [f"{HOME}/rel"]),
        ("https://b.example/bare", ["https://b.example/bare"]),
        ('<a href="javascript:x">y</a><p', []),
    ],
)
def test_which_links_count(content: str, links: list[str]) -> None:
    (entry,) = read(status(content=content))
    assert [link.url for link in entry.links] == links


# --- what became of a share ---


def test_boosts_and_answers_of_a_share() -> None:
    batch, _ = poll()
    boost = entries(batch)["https://far.example/@igor"]
    assert (boost.kind, boost.via, boost.published) == (Kind.REPOST, ("dana@far.example",), None)
    first, second = batch.documents[-1].entries
    assert (first.kind, first.channel, first.on) == (Kind.REPLY, Channel.COMMENT, ARTICLE)
    assert (first.parent, second.parent) == (DANA, first.url)


def test_the_article_has_them_as_mentions() -> None:
    found = [one.kind.value for one in mentions_in(poll()[0], ARTICLE)]
    acts = [*["mention"] * 3, "quote", *["reply"] * 2, *["repost"] * 2]
    assert sorted(found) == acts


def test_a_thread_is_read_five_deep_and_in_any_order() -> None:
    def answer(number: int, above: int) -> dict[str, Any]:
        url = f"{HOME}/@a/{number}"
        return status(id=f"x{number}", in_reply_to_id=f"x{above}", url=url, uri=url, content="a")

    root = {"id": "115000000000000101"}
    chain = [answer(n, n - 1) for n in range(2, 9)]
    first = answer(1, 0) | {"in_reply_to_id": root["id"]}
    circle = [answer(20, 21), answer(21, 20)]
    batch, _ = poll(route(CONTEXT, {"descendants": [*reversed(chain), first, *circle]}))
    kept = [one.url.rpartition("/")[2] for one in batch.documents[-1].entries]
    assert kept == ["1", "2", "3", "4", "5"]
    many = [answer(n, 0) | {"in_reply_to_id": root["id"]} for n in range(150)]
    batch, _ = poll(route(CONTEXT, {"descendants": many}))
    assert (len(batch.documents[-1].entries), len(batch.documents[-1].notes)) == (100, 1)


def test_what_has_not_changed_is_not_asked_about_again() -> None:
    cursor = json.loads(json.dumps(poll()[0].cursor))
    _, asked = poll(watch=replace(WATCH, cursor=cursor))
    assert not any("/statuses/" in one.url for one in asked)


def test_a_thread_that_is_closed_is_told_and_costs_nothing_else() -> None:
    batch, _ = poll(route(CONTEXT, {"error": "This API requires an authenticated user"}, 401))
    assert type(batch.incomplete) is SourceError
    assert len(entries(batch)) == 6


# --- what is asked, and what is missing ---


def test_a_link_that_does_not_trend_is_no_failure_but_not_nothing_either() -> None:
    missing = route(LINK, {"error": "Record not found"}, 404)
    batch, asked = poll(missing, watch=OPEN)
    assert (entries(batch), paths(asked)) == ({}, [LINK, LINK])
    assert isinstance(batch.incomplete, AuthRequiredError)
    assert "token" in batch.incomplete.why


def test_the_search_is_not_asked_without_a_token() -> None:
    _, asked = poll(watch=OPEN)
    assert SEARCH not in paths(asked)
    assert not any("Authorization" in one.headers for one in asked)


UNKNOWN = replace(WATCH, address="https://unknown.example/a")


def test_with_a_token_nothing_is_nothing_if_the_search_finds_anything_at_all() -> None:
    batch, asked = poll(watch=UNKNOWN)
    assert (entries(batch), batch.incomplete) == ({}, None)
    assert asked[-1].url == f"{HOME}{SEARCH}?q=in%3Alibrary"
    assert asked[-1].params["limit"] == "1"
    assert not any("library" in one.url for one in poll()[1]), "where something was found"


@pytest.mark.parametrize("body", [{"statuses": []}, {}, {"statuses": None}, {"statuses": ["x"]}])
def test_a_server_whose_search_is_switched_off_did_not_find_nothing(body: object) -> None:
    batch, _ = poll(route(SEARCH, body, q="in:library"), watch=UNKNOWN)
    assert isinstance(batch.incomplete, UnsupportedError)
    assert "search is switched off" in batch.incomplete.why


def test_a_question_about_the_search_that_fails_is_told() -> None:
    batch, _ = poll(route(SEARCH, {"error": "x"}, 503, q="in:library"), watch=UNKNOWN)
    assert isinstance(batch.incomplete, RateLimitError)


def test_a_host_with_an_umlaut_is_searched_for_in_both_spellings() -> None:
    _, asked = poll(watch=replace(WATCH, address="https://müller.example/a"))
    searched = [one.url.partition("?q=")[2] for one in asked if SEARCH in one.url]
    assert searched == ["xn--mller-kva.example", "m%C3%BCller.example", "in%3Alibrary"]


@pytest.mark.parametrize(
    ("site", "error", "words"),
    [
        ("locked", AuthRequiredError, "requires an authenticated user"),
        ("revoked", AuthRequiredError, "access token is invalid"),
        ("scopeless", AuthRequiredError, "authorized scopes"),
        ("appless", AuthRequiredError, "without authentication"),
        ("strange", StatusError, "Unprocessable Content"),
        ("busy", RateLimitError, "Too many requests"),
    ],
)
def test_refusals_with_a_token(site: str, error: type, words: str) -> None:
    """Checklist 8 and 10: a wrong or revoked token, one that may not search, a closed server."""
    batch, _ = poll(watch=replace(WATCH, address=f"https://{site}.example/a"))
    assert type(batch.incomplete) is error
    assert words in batch.incomplete.why
    assert entries(batch) == {}


def test_a_token_that_is_no_user_s_is_told() -> None:
    """Without an offset the server would answer such a question with an empty list."""
    words = {"error": "Search queries pagination is not supported without authentication"}
    missing = route(LINK, {"error": "Record not found"}, 404)
    batch, _ = poll(missing, route(SEARCH, words, 401, offset="0"), route(SEARCH, {"statuses": []}))
    assert isinstance(batch.incomplete, AuthRequiredError)


def test_the_token_goes_to_its_own_server_only() -> None:
    other = "https://other.example"
    setup = Setup(instances=(HOME, other), token="secret")  # noqa: S106 - invented
    _, asked = poll(watch=replace(WATCH, setup=setup))
    got = {one.url.startswith(f"{HOME}/"): one.headers.get("Authorization") for one in asked}
    assert got == {True: "Bearer secret", False: None}


def test_a_token_without_a_server_is_sent_to_nobody() -> None:
    setup = Setup(token="secret")  # noqa: S106 - invented
    batch, asked = poll(watch=replace(WATCH, setup=setup))
    assert {one.url.partition("/api/")[0] for one in asked} == set(HOMES)
    assert not any("Authorization" in one.headers for one in asked)
    assert "name that first under instances" in batch.incomplete.why


def test_the_address_is_asked_for_with_and_without_slash_and_the_host_searched() -> None:
    _, asked = poll(route(LINK, [], 200))
    assert [one.url.removeprefix(HOME) for one in asked if LINK in one.url] == [
        f"{LINK}?url=https%3A%2F%2Fblog.example%2F2026%2F03%2Fshort-links%2F",
        f"{LINK}?url=https%3A%2F%2Fblog.example%2F2026%2F03%2Fshort-links",
    ]
    (search, *_) = (one for one in asked if SEARCH in one.url)
    assert search.url == f"{HOME}{SEARCH}?q=blog.example"
    words = {"type": "statuses", "resolve": "false", "offset": "0", "limit": "40"}
    assert search.params == words


def test_of_a_site_the_links_that_trend_are_asked_for() -> None:
    batch, asked = poll(watch=replace(OPEN, address="https://blog.example/"))
    assert paths(asked)[:3] == ["/api/v1/trends/links", LINK, LINK]
    assert DANA in entries(batch)
    assert not any("elsewhere" in one.url for one in asked)


@pytest.mark.parametrize(
    ("code", "body", "error"),
    [
        (401, {"error": "This API requires an authenticated user"}, AuthRequiredError),
        (403, {"error": "This action is not allowed"}, BlockedError),
        (422, {"error": "Unprocessable Content"}, StatusError),
        (429, {"error": "Too many requests"}, RateLimitError),
        (410, {"error": "Gone"}, SourceError),
        (200, "<html>Welcome</html>", ParseError),
        (200, {"error": "no"}, ParseError),
        (200, None, ParseError),
    ],
)
def test_a_refusal_is_told_and_the_next_server_is_asked(
    code: int, body: object, error: type
) -> None:
    setup = Setup(instances=(HOME, "https://other.example"))
    batch, asked = poll(route(LINK, body, code), watch=replace(OPEN, setup=setup))
    assert type(batch.incomplete) is error
    assert len(asked) == 2


def test_how_long_to_wait_stands_in_the_answer() -> None:
    slow = route(LINK, {"error": "Too many requests"}, 429)
    slow["headers"]["X-RateLimit-Reset"] = "2026-11-23T08:05:00.000000Z"
    batch, _ = poll(slow, watch=OPEN)
    assert batch.incomplete.retry_after == timedelta(minutes=5)


def test_pages_are_read_up_to_a_day_before_the_newest_of_last_time() -> None:
    def page(first: int) -> list[dict[str, Any]]:
        return [
            status(id=str(n), uri=f"{HOME}/u/{n}", created_at=f"2026-03-{n:02}T10:00:00Z")
            for n in range(first, first - 4, -1)
        ]

    pages = [route(LINK, page(16), max_id="17"), route(LINK, page(20))]
    asked_for = f"{HOME}{LINK}?url=https%3A%2F%2Fblog.example%2F2026%2F03%2Fshort-links%2F"
    newest = {asked_for: "2026-03-19T10:00:00Z"}
    watch = replace(OPEN, cursor={"newest": newest})
    _, asked = poll(*pages, watch=watch)
    assert [one.params.get("max_id") for one in asked[:2]] == [None, None]
    later = replace(watch, cursor={"newest": dict.fromkeys(newest, "2031-01-01T00:00:00Z")})
    polled = datetime(2026, 3, 16, tzinfo=UTC)
    _, asked = poll(*pages, watch=replace(later, last_polled_at=polled))
    assert [one.params.get("max_id") for one in asked[:2]] == [None, "17"]


def test_pages_without_end_are_bounded_and_told() -> None:
    count = 0

    def answer(request: Request) -> Any:
        nonlocal count
        count += 1
        one = status(id=str(count), uri=f"{HOME}/u/{count}")
        return answering("mastodon", route(LINK, [one]))(request)

    batch, asked = run(SOURCE.poll(OPEN), answer)
    assert paths(asked).count(LINK) == 10
    assert "only its newest 5 posts" in batch.incomplete.why


def test_a_page_that_fails_is_asked_for_again_next_time() -> None:
    broken = route(LINK, {"error": "x"}, 500, max_id="115000000000000100")
    batch, _ = poll(broken, watch=OPEN)
    assert DANA in entries(batch)
    assert set(batch.cursor["newest"].values()) == {None}


def test_an_address_that_is_none_is_told() -> None:
    with pytest.raises(UnsupportedError):
        poll(watch=replace(WATCH, address="blog"))


# --- tags and accounts ---


def test_an_account_s_posts_and_boosts_are_read() -> None:
    batch, asked = poll(watch=replace(OPEN, address=f"{HOME}/@lena"))
    assert paths(asked)[0] == "/api/v1/accounts/lookup"
    assert asked[0].params == {"acct": "lena"}
    assert len(entries(batch)) == 3
    assert batch.incomplete is None


def test_an_account_s_posts_with_a_tag() -> None:
    _, asked = poll(watch=replace(OPEN, address=f"{HOME}/@lena/tagged/linkrot"))
    assert asked[1].params["tagged"] == "linkrot"


def test_a_tag_on_a_server_that_is_known_for_one() -> None:
    batch, asked = poll(watch=replace(OPEN, address="https://chaos.social/tags/linkrot"))
    assert asked[0].url == "https://chaos.social/api/v1/timelines/tag/linkrot"
    assert len(entries(batch)) == 1


@pytest.mark.parametrize("path", ["tags/linkrot", "@ann", "@ann/why-links-rot"])
def test_tags_and_authors_of_a_blog_are_searched_for(path: str) -> None:
    _, asked = poll(watch=replace(OPEN, address=f"https://blog.example/{path}"))
    assert paths(asked)[0] == LINK


def test_an_account_that_is_not_there_or_an_old_server() -> None:
    batch, _ = poll(watch=replace(OPEN, address=f"{HOME}/@nobody"))
    assert isinstance(batch.incomplete, UnsupportedError)
    assert f"{HOME}/@nobody.rss" in batch.incomplete.why


# --- as a whole ---


def test_over_real_sockets(httpserver: HTTPServer) -> None:
    serve(httpserver, "mastodon")
    base = httpserver.url_for("").removesuffix("/")
    setup = Setup(instances=(base,), token="secret")  # noqa: S106 - invented
    batch = look(SOURCE, replace(WATCH, setup=setup))
    assert batch.incomplete is None
    found = [one.kind.value for one in mentions_in(batch, ARTICLE)]
    acts = [*["mention"] * 3, "quote", *["reply"] * 2, *["repost"] * 2]
    assert sorted(found) == acts
