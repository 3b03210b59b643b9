"""Bluesky: what posts say and link to, what became of them, and what is not shown to us."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from tests.sources.fuzzing import run
from tests.sources.microblogs import answering, route
from tests.sources.replaying import SAMPLES, Route, look, mentions_in, samples, serve

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
from mentions.model import Channel, Counts, Entry, Kind
from mentions.sources._bluesky_posts import post_at, read_links, read_share
from mentions.sources._microblog import spellings
from mentions.sources.bluesky import HOME, SEARCH_HOME, SOURCE

ARTICLE = "https://blog.example/2026/03/short-links/"
WATCH = Watch(source="bluesky", address=ARTICLE)
INDEXED = replace(WATCH, setup=Setup(switches=frozenset({"constellation"})))
WEB = "https://bsky.app/profile"
SEARCH = "/xrpc/app.bsky.feed.searchPosts"
TILDA = "at://did:plc:tilda0000000000000000000/app.bsky.feed.post/3mtilda00001a"
NONE = {"posts": []}
ACTS = [*["mention"] * 3, *["quote"] * 2, *["reply"] * 2, *["repost"] * 2]


def poll(*first: Route, watch: Watch = WATCH) -> tuple[Batch, list[Request]]:
    return run(SOURCE.poll(watch), answering("bluesky", *first))


def sample_text(name: str) -> str:
    return (SAMPLES / "bluesky" / name).read_text("utf-8")


def entries(batch: Batch) -> dict[str, Entry]:
    found = (entry for document in batch.documents for entry in document.entries)
    return {entry.url.removeprefix(f"{WEB}/"): entry for entry in found}


def methods(asked: list[Request]) -> list[str]:
    return [one.url.partition("?")[0].rpartition("/")[2].rpartition(".")[2] for one in asked]


def post(**changes: Any) -> dict[str, Any]:
    view = json.loads(json.dumps(samples("bluesky")["search.json"]["posts"][3]))
    return view | {"replyCount": 0, "repostCount": 0, "quoteCount": 0} | changes


# --- posts ---


def test_a_cut_off_link_is_whole_and_found_behind_emoji() -> None:
    entry = entries(poll()[0])["tilda.example/post/3mtilda00001a"]
    (link,) = entry.links
    assert link.url == f"{ARTICLE}?utm_source=bsky"
    assert link.anchor == "blog.example/2026/03/shor..."
    assert entry.text == link.context == "Lesenswert 🧵👏🏽 blog.example/2026/03/shor... für alle"
    assert (entry.author.name, entry.author.handle) == ("Tilda 🌍", "tilda.example")
    assert entry.author.url == f"{WEB}/did:plc:tilda0000000000000000000"
    assert entry.published == datetime(2026, 3, 14, 10, tzinfo=UTC)
    assert (entry.channel, entry.platform, entry.kind) == (Channel.POST, "bluesky", None)
    assert entry.counts == Counts(likes=21, reposts=2, replies=3, quotes=1)
    assert entry.syndication == (f"{WEB}/did:plc:tilda0000000000000000000/post/3mtilda00001a",)
    assert entry.language == "de"


def test_a_card_without_words_is_a_share() -> None:
    entry = entries(poll()[0])["jonas.example/post/3mjonas00001a"]
    assert (entry.text, entry.author.name, entry.kind) == (None, None, None)
    assert [(link.url, link.anchor) for link in entry.links] == [
        (ARTICLE, "Short links, considered")
    ]
    assert entry.parent == f"{WEB}/did:plc:oskar0000000000000000000/post/3moskar00002a"


def test_a_quote_with_a_card_under_a_handle_that_is_not_valid() -> None:
    entry = entries(poll()[0])["did:plc:liwei0000000000000000000/post/3mliwei00001a"]
    assert (entry.author.name, entry.author.handle) == ("Li Wei", None)
    assert (entry.kind, entry.via) == (Kind.QUOTE, ("tilda.example",))
    assert {link.url for link in entry.links} == {ARTICLE, f"{ARTICLE}?utm_source=bsky"}
    assert entry.syndication == ()


def test_a_picture_s_description_holds_a_link_and_the_earlier_date_counts() -> None:
    entry = entries(poll()[0])["ruth.example/post/3mruth000001a"]
    assert [link.url for link in entry.links] == ["http://blog.example/2026/03/short-links"]
    assert entry.published == datetime(1999, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("created", "indexed", "published"),
    [
        ("2031-01-01T00:00:00Z", "2026-03-14T10:00:00Z", datetime(2026, 3, 14, 10, tzinfo=UTC)),
        ("2026-03-14T11:00:00+02:00", None, datetime(2026, 3, 14, 9, tzinfo=UTC)),
        ("soon", "2026-03-14T10:00:00Z", datetime(2026, 3, 14, 10, tzinfo=UTC)),
        (None, 7, None),
    ],
)
def test_dates(created: object, indexed: object, published: datetime | None) -> None:
    view = post(indexedAt=indexed)
    view["record"]["createdAt"] = created
    assert read_share(view, ARTICLE).entry.published == published


def test_who_hides_from_the_public_is_not_shown() -> None:
    batch, _ = poll()
    assert not any("piet" in url for url in entries(batch))
    assert batch.documents[0].notes == ("1 posts are for those only who are logged in",)
    hidden = samples("bluesky")["search.json"]["posts"][0]
    batch, _ = poll(route(SEARCH, {"posts": [hidden]}))
    assert entries(batch) == {}
    assert isinstance(batch.incomplete, AuthRequiredError)


def test_a_label_taken_back_hides_nobody() -> None:
    view = samples("bluesky")["search.json"]["posts"][0]
    view["author"]["labels"][0]["neg"] = True
    assert read_share(view, ARTICLE)


def facet(start: object, end: object, url: str = ARTICLE) -> dict[str, Any]:
    feature = {"$type": "app.bsky.richtext.facet#link", "uri": url}
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}


@pytest.mark.parametrize(
    ("facets", "anchors"),
    [
        ([facet(0, 2), facet(1, 3, "https://b.example/")], ["ab"]),
        ([facet(2, 4, "https://b.example/"), facet(0, 2)], ["ab", "cd"]),
        ([facet(0, 99)], []),
        ([facet(3, 1), facet(-1, 2), facet("0", "2"), facet(None, 2)], []),
        ([facet(0, 2, "ftp://a.example/"), facet(2, 4, "javascript:x")], []),
    ],
)
def test_facets_that_are_not_shown_link_to_nothing(facets: list, anchors: list) -> None:
    links = read_links({"text": "abcd", "facets": facets})
    assert [link.anchor for link in links] == anchors


def test_the_links_of_the_first_posts() -> None:
    entity = {"index": {"start": 0, "end": 4}, "type": "link", "value": ARTICLE}
    links = read_links({"text": "blog.exam...", "entities": [entity, {"type": "mention"}]})
    assert [link.url for link in links] == [ARTICLE]


@pytest.mark.parametrize("kind", ["viewNotFound", "viewBlocked", "viewDetached"])
def test_a_quoted_post_that_is_not_shown_says_nothing(kind: str) -> None:
    view = post(embed={"$type": "app.bsky.embed.record#view"})
    record = samples("bluesky")["quotes.json"]["posts"][0]["embed"]["record"]
    view["embed"]["record"] = record | {"$type": f"app.bsky.embed.record#{kind}"}
    entry = read_share(view, ARTICLE).entry
    assert (entry.kind, entry.via, len(entry.links)) == (None, (), 1)


def test_who_links_in_their_own_words_does_not_quote_something_else() -> None:
    view = samples("bluesky")["quotes.json"]["posts"][0]
    value = view["embed"]["record"]["value"]
    value["facets"][0]["features"][0]["uri"] = "https://elsewhere.example/"
    view["record"]["text"] = "abcd"
    view["record"]["facets"] = [facet(0, 4)]
    entry = read_share(view, ARTICLE).entry
    assert (entry.kind, entry.via, [link.url for link in entry.links]) == (None, (), [ARTICLE])


@pytest.mark.parametrize(
    "uri",
    [
        "at://did:plc:a/app.bsky.feed.like/3l",
        "at://tilda.example/app.bsky.feed.post/3l",
        "at://did:plc:a/app.bsky.feed.post/../3l",
        "https://bsky.app/profile/a.example/post/3l",
        "at://did:plc:a/app.bsky.feed.post/",
        None,
        7,
    ],
)
def test_what_names_no_post(uri: object) -> None:
    assert post_at(uri) is None


# --- what became of a share ---


def test_quotes_reposts_and_answers_of_a_share() -> None:
    batch, _ = poll()
    found = entries(batch)
    quote = found["mara.example/post/3mmara000001a"]
    assert (quote.kind, quote.via, quote.text) == (Kind.QUOTE, ("tilda.example",), "So true.")
    repost = found["did:plc:oskar0000000000000000000"]
    assert (repost.kind, repost.via, repost.text) == (Kind.REPOST, ("tilda.example",), None)
    assert (repost.published, repost.author.handle) == (None, "oskar.example")
    first, second = batch.documents[-1].entries
    assert (first.kind, first.channel, first.on) == (
        Kind.REPLY,
        Channel.COMMENT,
        f"{ARTICLE}?utm_source=bsky",
    )
    assert first.parent == f"{WEB}/tilda.example/post/3mtilda00001a"
    assert second.parent == first.url == f"{WEB}/oskar.example/post/3moskar00003a"


def test_the_article_has_them_as_mentions() -> None:
    found = [one.kind.value for one in mentions_in(poll()[0], ARTICLE)]
    assert sorted(found) == ACTS


def test_only_what_counts_something_is_asked_about() -> None:
    _, asked = poll(route(SEARCH, {"posts": [post()]}))
    assert methods(asked) == ["searchPosts", "searchPosts"]
    _, asked = poll(route(SEARCH, {"posts": [post(replyCount=2)]}))
    assert methods(asked) == ["searchPosts", "searchPosts", "getPostThread"]


def test_only_the_newest_five_are_asked_about() -> None:
    posts = [
        post(uri=f"{TILDA[:-1]}{n}", indexedAt=f"2026-03-1{n}T00:00:00Z", replyCount=None)
        | {"record": post()["record"] | {"createdAt": f"2026-03-1{n}T00:00:00Z"}}
        for n in range(8)
    ]
    thread = samples("bluesky")["thread.json"]
    batch, asked = poll(
        route(SEARCH, {"posts": posts}), route("/xrpc/app.bsky.feed.getPostThread", thread)
    )
    threads = [one.url[-1] for one in asked if "getPostThread" in one.url]
    assert threads == ["7", "6", "5", "4", "3"]
    assert len(batch.cursor["shares"]) == 8


def test_a_share_of_another_site_is_not_asked_about() -> None:
    view = post(replyCount=5)
    view["record"]["facets"][0]["features"][0]["uri"] = "https://short.example/x"
    batch, asked = poll(route(SEARCH, {"posts": [view]}))
    assert (len(entries(batch)), methods(asked)) == (1, ["searchPosts", "searchPosts"])


def test_a_thread_is_read_five_deep_and_a_hundred_long() -> None:
    def node(number: int, *replies: dict) -> dict:
        view = post(uri=f"{TILDA}{number}")
        return {"$type": "app.bsky.feed.defs#threadViewPost", "post": view, "replies": [*replies]}

    deep = node(1, node(2, node(3, node(4, node(5, node(6))))))
    tree = node(0, deep, *(node(n) for n in range(10, 200)))
    where = "/xrpc/app.bsky.feed.getPostThread"
    batch, _ = poll(route(where, {"thread": tree}))
    thread = batch.documents[-1]
    assert len(thread.entries) == 100
    assert thread.notes
    few, _ = poll(route(where, {"thread": node(0, deep)}))
    assert len(few.documents[-1].entries) == 5


def test_quotes_come_in_pages() -> None:
    where = "/xrpc/app.bsky.feed.getQuotes"
    quotes = samples("bluesky")["quotes.json"]
    again = {"posts": [quotes["posts"][0] | {"uri": f"{TILDA}9"}]}
    batch, asked = poll(
        route(where, again, cursor="next"), route(where, quotes | {"cursor": "next"})
    )
    assert methods(asked).count("getQuotes") == 2
    assert sum(entry.via == ("tilda.example",) for entry in entries(batch).values()) == 5
    assert batch.incomplete is None


def test_a_further_page_that_is_refused_leaves_the_first() -> None:
    where = "/xrpc/app.bsky.feed.getQuotes"
    refused = route(where, {"error": "Forbidden", "message": "No."}, 403, cursor="next")
    first = route(where, samples("bluesky")["quotes.json"] | {"cursor": "next"})
    batch, _ = poll(refused, first)
    assert "mara.example/post/3mmara000001a" in entries(batch)
    assert "login" in batch.incomplete.why


def test_pages_without_end_are_bounded_and_told() -> None:
    reposts, numbers = samples("bluesky")["reposts.json"], iter(range(99))

    def answer(request: Request) -> Any:
        body = reposts | {"cursor": str(next(numbers))}
        return answering("bluesky", route("/xrpc/app.bsky.feed.getRepostedBy", body))(request)

    batch, asked = run(SOURCE.poll(WATCH), answer)
    assert methods(asked).count("getRepostedBy") == 3
    assert "only the first" in batch.incomplete.why
    assert sum(entry.kind is Kind.REPOST for entry in entries(batch).values()) == 2


def test_a_thread_that_is_gone_does_not_cost_the_rest() -> None:
    where = "/xrpc/app.bsky.feed.getPostThread"
    batch, _ = poll(route(where, {"error": "NotFound", "message": "Post not found"}, 400))
    assert "Post not found" in batch.incomplete.why
    assert len(entries(batch)) == 7
    assert batch.cursor["shares"][TILDA] is None


# --- how it is asked, and what is missing ---


def test_an_article_is_searched_for_under_both_schemes() -> None:
    _, asked = poll(route(SEARCH, NONE))
    assert [one.url.partition("&url=")[2] for one in asked] == [
        "https%3A%2F%2Fblog.example%2F2026%2F03%2Fshort-links%2F",
        "http%3A%2F%2Fblog.example%2F2026%2F03%2Fshort-links%2F",
    ]
    assert all(one.url.startswith(f"{SEARCH_HOME}{SEARCH}?q=%2A&") for one in asked)
    assert dict(asked[0].params) == {"sort": "latest", "limit": "100"}
    assert asked[0].headers == {"Accept": "application/json"}


def test_a_site_is_searched_for_by_its_domain_without_www() -> None:
    batch, asked = poll(watch=replace(INDEXED, address="https://www.blog.example/"))
    assert [one.url.partition("?")[2] for one in asked] == ["q=%2A&domain=blog.example"]
    assert list(entries(batch)) == ["jonas.example/post/3mjonas00001a"]


def test_what_is_asked_elsewhere_is_asked_of_the_public_host() -> None:
    _, asked = poll()
    assert {one.url.partition("/xrpc/")[0] for one in asked[2:]} == {HOME}


def test_an_answer_without_posts_is_nothing() -> None:
    batch, _ = poll(route(SEARCH, NONE))
    assert (entries(batch), batch.incomplete) == ({}, None)
    assert batch.cursor == {"newest": None, "backlinks": {}, "shares": {}}


@pytest.mark.parametrize(
    ("status", "file", "error"),
    [
        (403, "edge.html", RateLimitError),
        (403, "forbidden.json", AuthRequiredError),
        (400, "expired.json", AuthRequiredError),
        (429, "ratelimit.json", RateLimitError),
        (502, "edge.html", StatusError),
        (410, "edge.html", SourceError),
        (200, "edge.html", ParseError),
    ],
)
def test_a_refused_search_is_never_nothing(status: int, file: str, error: type) -> None:
    refusal = route(SEARCH, sample_text(file), status)
    kind = "application/json" if file.endswith("json") else "text/html"
    batch, asked = poll(refusal | {"headers": {"Content-Type": kind}})
    assert type(batch.incomplete) is error
    assert (entries(batch), methods(asked)) == ({}, ["searchPosts"])


@pytest.mark.parametrize("body", [[], {}, {"items": []}, {"posts": {}}, 7, None])
def test_an_answer_of_another_kind_is_told(body: object) -> None:
    batch, _ = poll(route(SEARCH, body))
    assert isinstance(batch.incomplete, ParseError)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"posts": [post()], "cursor": "100"}, AuthRequiredError),
        ({"posts": [post()], "cursor": "100", "hitsTotal": 700}, AuthRequiredError),
        ({"posts": [post()], "cursor": "1", "hitsTotal": 1}, None),
        ({"posts": [post()], "hitsTotal": 4}, SourceError),
        ({"posts": [], "cursor": "x"}, None),
    ],
)
def test_one_page_is_all_there_is_without_a_login(answer: dict, error: type | None) -> None:
    batch, asked = poll(route(SEARCH, answer))
    assert (type(batch.incomplete) if batch.incomplete else None) == error
    assert methods(asked) == ["searchPosts", "searchPosts"]


def test_the_next_poll_asks_from_a_little_before_the_newest() -> None:
    batch, _ = poll()
    cursor = json.loads(json.dumps(batch.cursor))
    assert cursor["newest"] == "2026-03-14T12:00:00Z"
    _, asked = poll(watch=replace(WATCH, cursor=cursor))
    assert asked[0].params["since"] == "2026-03-14T11:45:00Z"


def test_what_has_not_changed_is_not_asked_about_again() -> None:
    watch = replace(WATCH, cursor=poll()[0].cursor)
    batch, asked = poll(watch=watch)
    assert methods(asked) == ["searchPosts", "searchPosts"]
    assert batch.cursor == watch.cursor


def test_known_shares_are_looked_up_by_name_for_their_counts() -> None:
    watch = replace(WATCH, cursor=poll()[0].cursor)
    found = {"posts": [post(likeCount=50, replyCount=4)]}
    batch, asked = poll(
        route(SEARCH, NONE), route("/xrpc/app.bsky.feed.getPosts", found), watch=watch
    )
    assert methods(asked)[2:] == ["getPosts", "getPostThread"]
    assert asked[2].url.count("uris=") == 4
    assert entries(batch)["tilda.example/post/3mtilda00001a"].counts.likes == 50
    assert batch.cursor["newest"] == watch.cursor["newest"]


@pytest.mark.parametrize(
    "cursor", [{"newest": 7, "shares": ["x"], "backlinks": "x"}, {"shares": {"x": 1}}]
)
def test_a_cursor_of_another_shape_is_no_cursor(cursor: dict) -> None:
    _, asked = poll(watch=replace(INDEXED, cursor=cursor))
    assert "since" not in asked[0].params


def test_an_address_that_is_none_is_told() -> None:
    with pytest.raises(UnsupportedError):
        poll(watch=replace(WATCH, address="blog"))


# --- Constellation ---


def test_the_index_of_links_is_asked_only_if_switched_on() -> None:
    assert not any("constellation" in one.url for one in poll()[1])
    batch, asked = poll(watch=INDEXED)
    assert any(
        one.url.startswith("https://constellation.microcosm.blue/links/all") for one in asked
    )
    assert "sven.example/post/3msven000003a" in entries(batch)
    assert batch.incomplete is None


def test_a_refused_search_stays_told_though_the_index_answers() -> None:
    refusal = route(SEARCH, {"error": "Forbidden", "message": "No."}, 403)
    batch, _ = poll(refusal, watch=INDEXED)
    assert list(entries(batch)) == ["sven.example/post/3msven000003a"]
    assert isinstance(batch.incomplete, AuthRequiredError)


def test_posts_are_looked_up_in_twenty_fives() -> None:
    record = samples("bluesky")["backlinks.json"]["records"][0]
    records = [record | {"rkey": f"3m{n}"} for n in range(60)]
    where = "/xrpc/blue.microcosm.links.getBacklinks"
    _, asked = poll(
        route(SEARCH, NONE), route(where, {"total": 60, "records": records}), watch=INDEXED
    )
    assert [one.url.count("uris=") for one in asked if "getPosts?" in one.url] == [25, 25, 10]


def test_the_index_is_read_up_to_what_is_known() -> None:
    cursor = poll(route(SEARCH, NONE), watch=INDEXED)[0].cursor
    backlinks = samples("bluesky")["backlinks.json"]
    (known,) = backlinks["records"]
    new = [known | {"rkey": "3mnew"}, known, known | {"rkey": "3mold"}]
    where = "/xrpc/blue.microcosm.links.getBacklinks"
    answer = {"records": new, "cursor": "more"}
    _, asked = poll(
        route(SEARCH, NONE), route(where, answer), watch=replace(INDEXED, cursor=cursor)
    )
    assert methods(asked).count("getBacklinks") == 1
    (named_ones,) = (one.url for one in asked if "getPosts?" in one.url)
    assert ("3mnew" in named_ones, "3mold" in named_ones) == (True, False)


def test_what_could_not_be_looked_up_is_named_again() -> None:
    broken = route("/xrpc/app.bsky.feed.getPosts", {"error": "UpstreamFailure"}, 502)
    batch, _ = poll(route(SEARCH, NONE), broken, watch=INDEXED)
    assert (batch.cursor["backlinks"], type(batch.incomplete)) == ({}, StatusError)


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/links/all", 400, ""),
        ("/links/all", 200, "<html></html>"),
        ("/links/all", 200, {}),
        ("/xrpc/blue.microcosm.links.getBacklinks", 400, ""),
        ("/xrpc/blue.microcosm.links.getBacklinks", 200, {"total": 1}),
    ],
)
def test_an_index_that_fails_is_told(path: str, status: int, body: object) -> None:
    batch, _ = poll(route(path, body, status), watch=INDEXED)
    assert isinstance(batch.incomplete, StatusError | ParseError)
    assert len(entries(batch)) == 9


def test_how_people_write_an_address() -> None:
    assert list(spellings("https://blog.example.org/a?p=1#x")) == [
        "https://blog.example.org/a?p=1",
        "https://blog.example.org/a/?p=1",
        "http://blog.example.org/a?p=1",
        "http://blog.example.org/a/?p=1",
    ]
    assert "http://www.example.org/a.html" in spellings("http://example.org/a.html")
    assert "https://example.org:8080/a" in spellings("https://www.example.org:8080/a")


# --- as a whole ---


def test_over_real_sockets(httpserver: HTTPServer) -> None:
    serve(httpserver, "bluesky")
    base = httpserver.url_for("").removesuffix("/")
    setup = Setup(instances=(base, base), switches=frozenset({"constellation"}))
    batch = look(SOURCE, replace(WATCH, setup=setup))
    assert batch.incomplete is None
    found = [one.kind.value for one in mentions_in(batch, ARTICLE)]
    assert sorted(found) == ["mention", *ACTS]


def test_refused_over_real_sockets(httpserver: HTTPServer) -> None:
    for_people = sample_text("edge.html")
    httpserver.expect_oneshot_request(SEARCH).respond_with_data(
        for_people, status=403, content_type="text/html"
    )
    serve(httpserver, "bluesky")
    base = httpserver.url_for("").removesuffix("/")
    batch = look(SOURCE, replace(WATCH, setup=Setup(instances=(base,))))
    assert isinstance(batch.incomplete, BlockedError)
    assert entries(batch) == {}
