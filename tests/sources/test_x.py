"""X: what posts say and link to, what a poll costs, and what is not told."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from tests.sources.fuzzing import assert_sound, fuzzed, run
from tests.sources.microblogs import answering, naming, route
from tests.sources.replaying import SAMPLES, Route, look, mentions_in, serve

from mentions.asking import Batch, Page, Request, Setup, Watch
from mentions.errors import (
    AuthRequiredError,
    ParseError,
    RateLimitError,
    SourceError,
    StatusError,
    UnsupportedError,
)
from mentions.model import Author, Channel, Counts, Entry, Kind, iso
from mentions.sources.x import MOST_PAGES, OVERLAP, PER_PAGE, SOURCE

NAME = "x"
ARTICLE = "https://blog.example/2026/03/short-links/"
KEY = "AAAAfernBearerToken0123456789"
LAST = datetime(2026, 3, 14, 10, tzinfo=UTC)
# The same moment as an id, and a millisecond of ids.
LAST_ID, MILLISECOND = 2032758634705846272, 1 << 22
OVERLAP_IDS = int(OVERLAP.total_seconds() * 1000) * MILLISECOND
FIRST = Watch(source=NAME, address=ARTICLE, setup=Setup(token=KEY))
WATCH = replace(FIRST, last_success_at=LAST)
REPOSTS = replace(WATCH, setup=Setup(token=KEY, switches=frozenset({"reposts"})))
SEARCH = "/2/tweets/search/recent"
NONE: dict[str, Any] = {"meta": {"result_count": 0}}
LEE = "lee_kurz/status/2032758634705846301"
Answer = Callable[[Request], Page | SourceError]


def poll(*first: Route, watch: Watch = WATCH) -> tuple[Batch, list[Request]]:
    return run(SOURCE.poll(watch), answering(NAME, *first))


def entries(batch: Batch) -> dict[str, Entry]:
    found = (one for document in batch.documents for one in document.entries)
    return {one.url.removeprefix("https://x.com/"): one for one in found}


def sample(name: str) -> Any:
    return json.loads((SAMPLES / NAME / name).read_text("utf-8"))


def page(*numbers: int, token: str | None = None) -> dict[str, Any]:
    posts = [sample("recent-2.json")["data"][1] | {"id": str(number)} for number in numbers]
    meta = {"result_count": len(posts)} | ({"next_token": token} if token else {})
    return {"data": posts, "meta": meta}


def post(**changes: Any) -> dict[str, Any]:
    return sample("recent-2.json")["data"][1] | changes


def single(**changes: Any) -> Entry:
    """Return the one post of an answer."""
    (entry,) = entries(poll(route(SEARCH, {"data": [post(**changes)], "meta": {}}))[0]).values()
    return entry


# --- posts ---


def test_a_post_with_a_link_that_was_followed_through_a_shortener() -> None:
    entry = entries(poll()[0])[LEE]
    assert entry.text == f"Lesenswert & kurz 🧵 {ARTICLE}", "without its picture's address"
    assert [(link.url, link.anchor) for link in entry.links] == [
        (ARTICLE, "Short links, considered")
    ]
    assert entry.author == Author(
        name="Lee 🌿 Kurz",
        handle="lee_kurz",
        url="https://x.com/lee_kurz",
        photo="https://pbs.twimg.com/profile_images/2244994945/lee_kurz_normal.jpg",
    )
    assert (entry.published, entry.published_zone_known) == (LAST, True)
    assert (entry.channel, entry.kind, entry.platform) == (Channel.POST, None, "twitter")
    assert entry.language == "de"
    assert entry.counts == Counts(likes=3, reposts=1, replies=2, quotes=1, followers=900)
    assert entry.syndication == ("https://x.com/lee_kurz/status/2032758634705846299",)


def test_a_quote_of_a_post_that_has_the_link_too() -> None:
    entry = entries(poll()[0])["oskar_t/status/2032758634705846501"]
    assert (entry.kind, entry.via) == (Kind.QUOTE, ("lee_kurz",))
    assert entry.parent == f"https://x.com/{LEE}"
    assert entry.text == f"So true {ARTICLE}?utm_source=x", "the quoted post is no link"
    assert {link.url for link in entry.links} == {ARTICLE, f"{ARTICLE}?utm_source=x"}


def test_who_links_in_their_own_words_does_not_quote_something_else() -> None:
    quoted = {"id": "2032000000000000001", "author_id": "1", "text": "Guten Tag"}
    named = [{"type": "quoted", "id": quoted["id"]}]
    body = {"data": [post(referenced_tweets=named)], "includes": {"tweets": [quoted]}}
    (entry,) = entries(poll(route(SEARCH, body))[0]).values()
    assert (entry.kind, entry.via, entry.parent) == (None, (), None)


def test_a_quote_of_what_is_not_shown_is_a_quote() -> None:
    entry = entries(poll()[0])["mara_b/status/2032758634705846601"]
    assert (entry.kind, entry.via) == (None, ()), "this one is shown, and has no link"
    entry = single(referenced_tweets=[{"type": "quoted", "id": "77"}])
    assert (entry.kind, entry.via) == (Kind.QUOTE, ())
    assert entry.parent == "https://x.com/i/status/77"


def test_an_answer_of_somebody_unknown() -> None:
    batch, _ = poll()
    entry = entries(batch)["i/status/2032758634705846701"]
    assert (entry.author, entry.kind) == (Author(), None)
    assert entry.parent == "https://x.com/mara_b/status/2032000000000000001"
    assert [link.url for link in entry.links] == ["https://short.example/x"]
    assert entry.text == "@mara_b See https://short.example/x"
    assert batch.documents[0].notes == ("1 posts or accounts that these refer to are not shown",)


def test_a_long_post_is_read_whole() -> None:
    entry = entries(poll()[0])["oskar_t/status/2032758634705846801"]
    assert entry.text == (
        f"A long one that is cut off where others end,\nand here is the link: {ARTICLE}"
    )
    assert [link.url for link in entry.links] == [ARTICLE]


def test_a_repost_and_what_it_passes_on() -> None:
    found = entries(poll(watch=REPOSTS)[0])
    repost = found["oskar_t/status/2032758634705846901"]
    first = found["mara_b/status/2032000000000000002"]
    assert (repost.kind, repost.via, repost.text) == (Kind.REPOST, ("mara_b",), None)
    assert (repost.parent, repost.counts) == (first.url, Counts(followers=12))
    assert [(link.url, link.relation) for link in repost.links] == [(ARTICLE, Kind.REPOST)]
    assert (first.kind, first.text) == (None, f"Alt, aber gut: {ARTICLE}")
    assert first.counts == Counts(likes=9, reposts=4, replies=1, quotes=0, followers=3)


def test_a_repost_of_what_is_not_shown_names_it() -> None:
    passed = {"referenced_tweets": [{"type": "retweeted", "id": "77"}], "text": "RT @mara_b: Ah"}
    entry = single(**passed)
    assert (entry.kind, entry.parent) == (Kind.REPOST, "https://x.com/i/status/77")
    assert (entry.counts, [link.url for link in entry.links]) == (Counts(), [ARTICLE])
    batch, _ = poll(route(SEARCH, {"data": [post(**passed)], "meta": {}}))
    (mention, *_) = mentions_in(batch, ARTICLE)
    assert (mention.kind, mention.via) == (Kind.REPOST, ("mara_b",))


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ({"url": "https://t.co/a", "expanded_url": "https://b.example/"}, "https://b.example/"),
        ({"url": "https://t.co/a", "unwound_url": None, "expanded_url": 7}, "https://t.co/a"),
        ({"url": "https://t.co/a", "unwound_url": "javascript:x"}, "https://t.co/a"),
        ({"url": "https://t.co/a", "unwound_url": "", "expanded_url": ARTICLE}, ARTICLE),
    ],
)
def test_where_an_address_leads(address: dict[str, Any], url: str) -> None:
    (link,) = single(entities={"urls": [address]}).links
    assert link.url == url


@pytest.mark.parametrize("language", ["und", "zxx", "qme", "qht", "art", "", None, 7, "x y"])
def test_no_language(language: object) -> None:
    assert single(lang=language).language is None


def test_a_post_without_links_or_id_is_left_out() -> None:
    posts = [post(entities=None), post(id=""), post(id="../1"), post(id=7)]
    assert entries(poll(route(SEARCH, {"data": posts, "meta": {}}))[0]) == {}


def test_a_post_that_comes_twice_comes_once() -> None:
    batch, _ = poll(route(SEARCH, page(5, 5, 6)))
    assert [entry.url[-1] for entry in batch.documents[0].entries] == ["5", "6"]


# --- how it is asked ---


def test_what_is_asked_for() -> None:
    _, (first, second) = poll()
    assert first.url == f"https://api.x.com{SEARCH}"
    assert first.headers == {"Authorization": f"Bearer {KEY}"}
    assert first.params["query"] == 'url:"blog.example/2026/03/short-links" -is:retweet'
    assert first.params["max_results"] == "100"
    assert first.params["expansions"] == (
        "author_id,referenced_tweets.id,referenced_tweets.id.author_id"
    )
    assert "entities" in first.params["tweet.fields"]
    assert second.params == {**first.params, "next_token": "b26v89c19zqg8o3f"}


def test_a_site_is_searched_for_by_its_host() -> None:
    batch, asked = poll(watch=replace(WATCH, address="https://www.blog.example/"))
    assert asked[0].params["query"] == 'url:"blog.example" -is:retweet'
    assert (entries(batch), batch.incomplete) == ({}, None)


def test_reposts_are_read_only_where_the_owner_pays_for_them() -> None:
    _, asked = poll(watch=REPOSTS)
    assert asked[0].params["query"] == 'url:"blog.example/2026/03/short-links"'
    assert SOURCE.profile.switches == {"reposts"}


def test_a_query_is_never_too_long() -> None:
    _, asked = poll(watch=replace(WATCH, address=f"{ARTICLE}{'wort-' * 200}"))
    query = asked[0].params["query"]
    assert len(query) < 512
    assert query.endswith('-wort" -is:retweet')


def test_only_what_is_newer_than_the_last_look_is_paid_for() -> None:
    _, asked = poll()
    assert asked[0].params["since_id"] == str(LAST_ID - OVERLAP_IDS)
    newer = LAST_ID + 60_000 * MILLISECOND
    _, asked = poll(watch=replace(WATCH, cursor={"newest_id": str(newer)}))
    assert asked[0].params["since_id"] == str(newer - OVERLAP_IDS)
    _, asked = poll(watch=replace(WATCH, cursor={"newest_id": "77"}))
    assert asked[0].params["since_id"] == str(LAST_ID - OVERLAP_IDS)


def test_of_much_so_many_posts_are_read_and_the_next_poll_reads_on() -> None:
    top, floor = 2032758634705900000, LAST_ID - OVERLAP_IDS
    pages = {f"t{one}": page(top - one, token=f"t{one + 1}") for one in range(1, 9)}

    def answer(request: Request) -> Page | SourceError:
        token = request.params.get("next_token", "")
        first = pages[token] if token else page(top, token="t1")  # noqa: S106 - of a page
        return answering(NAME, route(SEARCH, first))(request)

    batch, asked = run(SOURCE.poll(WATCH), answer)
    assert len(asked) == MOST_PAGES
    assert isinstance(batch.incomplete, UnsupportedError)
    assert "reads on" in batch.incomplete.why
    left = {"since_id": str(floor), "until_id": str(top - 4)}
    assert batch.cursor == {"newest_id": str(top), "left": left}
    later = replace(WATCH, cursor=batch.cursor)
    batch, asked = run(SOURCE.poll(later), answering(NAME, route(SEARCH, NONE)))
    ends = [(one.params.get("since_id"), one.params.get("until_id")) for one in asked]
    assert ends == [(str(floor), str(top - 4)), (str(top - OVERLAP_IDS), None)]
    assert (batch.cursor, batch.incomplete) == ({"newest_id": str(top)}, None)


def test_what_is_left_costs_no_more_than_any_poll() -> None:
    left = {"since_id": "5", "until_id": str(LAST_ID)}
    watch = replace(WATCH, cursor={"newest_id": str(LAST_ID), "left": left})
    numbers = iter(range(99))

    def answer(request: Request) -> Page | SourceError:
        number = next(numbers)
        last = number == MOST_PAGES - 1
        body = page(LAST_ID - number, token=None if last else f"t{number}")
        return answering(NAME, route(SEARCH, body))(request)

    batch, asked = run(SOURCE.poll(watch), answer)
    assert len(asked) == MOST_PAGES
    assert batch.cursor == {"newest_id": str(LAST_ID)}
    assert "reads on" in batch.incomplete.why, "what is new was not asked for"


def test_a_page_that_fails_is_left() -> None:
    limit = route(SEARCH, sample("ratelimit.json"), 429, next_token="b26v89c19zqg8o3f")  # noqa: S106
    batch, _ = poll(limit)
    assert isinstance(batch.incomplete, RateLimitError)
    assert len(entries(batch)) == 3
    assert batch.cursor["left"]["until_id"] == "2032758634705846601"


def test_the_same_page_again_and_again_ends() -> None:
    batch, asked = poll(route(SEARCH, page(7, token="same")))  # noqa: S106 - of a page
    assert len(asked) == 2
    assert "again and again" in batch.incomplete.why
    assert batch.cursor["left"]["until_id"] == "7"


# --- the last seven days ---


def test_a_first_look_says_that_older_posts_are_missing_and_the_next_does_not() -> None:
    batch, asked = poll(route(SEARCH, NONE), watch=FIRST)
    assert "since_id" not in asked[0].params
    assert isinstance(batch.incomplete, UnsupportedError)
    assert "last seven days" in batch.incomplete.why
    assert batch.cursor == {"told": "never"}
    again, _ = poll(route(SEARCH, NONE), watch=replace(FIRST, cursor=batch.cursor))
    assert again.incomplete is None


def too_old(request: Request) -> Page | SourceError:
    """Answer as X does where a question begins before its seven days."""
    refused = {"since_id", "until_id"} & set(request.params)
    first = [route(SEARCH, sample("too-old.json"), 400)] if refused else []
    return answering(NAME, *first)(request)


def test_a_last_look_more_than_seven_days_ago_is_told_once() -> None:
    watch = replace(WATCH, cursor={"newest_id": "77"})
    batch, asked = run(SOURCE.poll(watch), too_old)
    assert ["since_id" in one.params for one in asked] == [True, False, False]
    assert "the last look was on 2026-03-14; X tells only" in batch.incomplete.why
    assert len(entries(batch)) == 5
    assert batch.cursor == {"newest_id": "2032758634705846801", "told": iso(LAST)}
    again, asked = poll(watch=replace(watch, cursor=batch.cursor))
    assert asked[0].params["since_id"] == str(2032758634705846801 - OVERLAP_IDS)
    assert again.incomplete is None


def test_after_a_quiet_week_without_a_look_the_hole_is_told_once() -> None:
    quiet = replace(WATCH, cursor={"told": iso(LAST)})
    batch, asked = poll(route(SEARCH, NONE), watch=quiet)
    assert (len(asked), batch.incomplete) == (1, None)
    later = replace(quiet, last_success_at=LAST + timedelta(days=9))
    assert "since_id" in poll(watch=later)[1][0].params, "that look does not count any more"


def test_what_was_left_more_than_seven_days_ago_is_gone() -> None:
    left = {"since_id": "5", "until_id": "9"}
    watch = replace(WATCH, cursor={"newest_id": "9", "left": left})
    batch, _ = run(SOURCE.poll(watch), too_old)
    assert "left" not in batch.cursor
    assert "last seven days" in batch.incomplete.why


def test_another_wrong_question_is_an_error() -> None:
    with pytest.raises(StatusError, match="invalid"):
        poll(route(SEARCH, sample("too-old.json"), 400))


# --- what is no answer ---


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (
            {"title": "Unauthorized", "detail": "Unauthorized", "status": 401},
            401,
            AuthRequiredError,
        ),
        ("forbidden.json", 403, AuthRequiredError),
        ({"title": "Forbidden", "reason": "client-not-enrolled"}, 403, AuthRequiredError),
        ("credits.json", 402, AuthRequiredError),
        ("ratelimit.json", 429, RateLimitError),
        ("<html><title>Down</title></html>", 503, RateLimitError),
        ("<html><title>Down</title></html>", 500, StatusError),
        ("<html><p>Hello</p></html>", 200, ParseError),
        ([], 200, ParseError),
        ({}, 200, ParseError),
        (None, 200, ParseError),
        ({"data": None, "meta": {"result_count": 0}}, 200, ParseError),
        ({"meta": {"result_count": 3}}, 200, ParseError),
        ({"meta": {}}, 200, ParseError),
    ],
)
def test_a_refusal_is_never_nothing(body: object, status: int, error: type) -> None:
    is_file = isinstance(body, str) and body.endswith(".json")
    with pytest.raises(error) as failed:
        poll(route(SEARCH, sample(str(body)) if is_file else body, status))
    assert KEY not in str(failed.value)


def test_a_refusal_says_why() -> None:
    with pytest.raises(AuthRequiredError, match="app that is attached to a project"):
        poll(route(SEARCH, sample("forbidden.json"), 403))
    with pytest.raises(AuthRequiredError, match="no credits left"):
        poll(route(SEARCH, sample("credits.json"), 402))


def test_no_data_is_nothing() -> None:
    batch, _ = poll(route(SEARCH, NONE))
    assert (entries(batch), batch.incomplete, batch.cursor) == ({}, None, {})


@pytest.mark.parametrize("parameter", ["ids", "", None])
def test_an_answer_in_part_is_told_and_asked_for_again(parameter: object) -> None:
    errors = [{"title": "Not Found", "detail": "A shard is away.", "parameter": parameter}]
    batch, _ = poll(route(SEARCH, page(7) | {"errors": errors}))
    assert 'it says "A shard is away."' in batch.incomplete.why
    assert (len(entries(batch)), batch.cursor) == (1, None)


def test_errors_alone_are_not_nothing() -> None:
    batch, _ = poll(route(SEARCH, {"errors": [{"title": "Sorry"}]}))
    assert (entries(batch), "Sorry" in batch.incomplete.why) == ({}, True)
    hidden = [{"parameter": "author_id", "title": "Not Found Error"}]
    with pytest.raises(ParseError):
        poll(route(SEARCH, {"errors": hidden}))


@pytest.mark.parametrize(
    "cursor",
    [
        {"newest_id": 7, "left": [], "told": 9},
        {"newest_id": "-5", "left": {"until_id": "x"}},
        {"left": {"since_id": None, "until_id": None}},
    ],
)
def test_a_strange_cursor_is_none(cursor: dict[str, Any]) -> None:
    _, asked = poll(watch=replace(WATCH, cursor=cursor))
    assert asked[0].params["since_id"] == str(LAST_ID - OVERLAP_IDS)


def test_whatever_comes_it_never_raises() -> None:
    for name, watch in (
        ("recent.json", WATCH),
        ("recent-2.json", WATCH),
        ("reposts.json", REPOSTS),
    ):
        changed = {name: sample(name)}
        for path, result in fuzzed(SOURCE, watch, changed, naming(NAME, changed)):
            assert_sound(result, path)


def test_the_profile_says_what_it_costs() -> None:
    profile = SOURCE.profile
    assert (profile.searches, profile.key.value) == (True, "needed")
    assert (profile.rates[0].requests, profile.rates[0].seconds) == (60, 900)
    assert f"{PER_PAGE * MOST_PAGES} at most" in profile.limits


def test_end_to_end(httpserver: HTTPServer) -> None:
    serve(httpserver, NAME)
    base = httpserver.url_for("").rstrip("/")
    here = Setup(token=KEY, instances=(base,))
    found = mentions_in(look(SOURCE, replace(WATCH, setup=here)), ARTICLE)
    assert sorted(one.kind.value for one in found) == ["mention", "mention", "mention", "quote"]
    assert {one.platform for one in found} == {"twitter"}
    paid = replace(here, switches=frozenset({"reposts"}))
    batch = look(SOURCE, replace(WATCH, setup=paid))
    kinds = sorted(one.kind.value for one in mentions_in(batch, ARTICLE))
    assert (kinds, batch.incomplete) == (["mention", "repost"], None)
    assert KEY not in repr(batch)
