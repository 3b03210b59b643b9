"""Reddit: what its interface and its feed tell, who may ask, and what is not told."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from tests.sources.fuzzing import assert_sound, fuzzed, login_of, run
from tests.sources.microblogs import answering, naming, route
from tests.sources.replaying import SAMPLES, Route, look, mentions_in, samples, serve

from mentions.asking import Batch, Page, Request, Setup, Watch
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
from mentions.sources._reddit import moment_in, post_entry, replies_in
from mentions.sources._threads import Share
from mentions.sources.reddit import MOST_PAGES, OVERLAP, SOURCE

NAME = "reddit"
ARTICLE = "https://blog.example/2026/03/short-links/"
KEY = "fern-client-id:fern-client-secret"
WATCH = Watch(source=NAME, address=ARTICLE, setup=Setup(token=KEY))
FEED_KEY, PUBLIC_KEY = "feed:lena_k:0123456789abcdef", "feed"
FEED = replace(WATCH, setup=Setup(token=FEED_KEY))
SITE = "https://www.reddit.com"
LINK = f"{SITE}/r/webdev/comments/1nabcde/short_links_considered/"
SELF = f"{SITE}/r/selfhosted/comments/1nselfx/frage_zu_toten_links/"
GONE = f"{SITE}/r/webdev/comments/1ndelet/short_links_considered/"
NONE = samples(NAME)["none.json"]
WRITTEN = datetime(2026, 3, 14, 10, 10, tzinfo=UTC)
UNAUTHORIZED = {"message": "Unauthorized", "error": 401}
SEARCHES = ["search", "search"]


def poll(*first: Route, watch: Watch = WATCH) -> tuple[Batch, list[Request]]:
    answer = answering(NAME, *first)
    return run(SOURCE.poll(watch), answer, login=login_of(SOURCE, watch))


def entries(batch: Batch) -> dict[str, Entry]:
    return {one.url: one for document in batch.documents for one in document.entries}


def places(asked: list[Request]) -> list[str]:
    return [one.url.rpartition("/")[2] for one in asked]


def sample(name: str) -> Any:
    return json.loads((SAMPLES / NAME / name).read_text("utf-8"))


def post(**changes: Any) -> dict[str, Any]:
    return sample("info.json")["data"]["children"][0]["data"] | changes


def listing(*posts: dict[str, Any], after: str | None = None) -> dict[str, Any]:
    children = [{"kind": "t3", "data": one} for one in posts]
    return {"kind": "Listing", "data": {"after": after, "children": children}}


# --- posts ---


def test_a_link_post() -> None:
    entry = entries(poll()[0])[LINK]
    assert (entry.title, entry.text) == ("Short links, considered", "Short links, considered")
    assert entry.author == Author(handle="lena_k", url=f"{SITE}/user/lena_k")
    assert [(link.url, link.anchor) for link in entry.links] == [(ARTICLE, entry.title)]
    assert (entry.published, entry.published_zone_known) == (WRITTEN, True)
    assert (entry.channel, entry.kind, entry.platform) == (Channel.POST, None, "reddit")
    assert entry.counts == Counts(likes=42, reposts=1, replies=3)


def test_a_text_whose_edit_is_a_number_and_its_title_in_german() -> None:
    entry = entries(poll()[0])[SELF]
    assert (entry.title, entry.text) == ("Frage zu toten Links & Kürzern", "I read this & wondered")
    assert [(link.url, link.anchor) for link in entry.links] == [
        (f"{ARTICLE}?utm_source=reddit", "this")
    ]


def test_checklist_14_markup_that_comes_escaped_all_the_same() -> None:
    escaped = route("/search", sample("escaped.json"))
    assert entries(poll(escaped)[0])[SELF] == entries(poll()[0])[SELF]


@pytest.mark.parametrize("edited", [False, True, 1773490000.0, None, "yes"])
def test_checklist_14_whether_it_was_edited_changes_nothing(edited: object) -> None:
    assert post_entry(post(edited=edited)) == post_entry(post())


@pytest.mark.parametrize("author", ["[deleted]", "[removed]", "", None, "../x", "a b"])
def test_checklist_14_a_deleted_author_is_nobody(author: object) -> None:
    assert post_entry(post(author=author)).author == Author()


def test_a_removed_link_post_stays_without_its_words() -> None:
    entry = entries(poll()[0])[GONE]
    assert (entry.author, entry.text) == (Author(), "Short links, considered")
    taken = post(is_self=True, selftext="[removed]", selftext_html="<p>[removed]</p>")
    assert post_entry(taken) is None


def test_a_crosspost_passes_on_and_with_a_title_of_its_own_quotes() -> None:
    found = entries(poll()[0])
    passed = found[f"{SITE}/r/de/comments/1ncross/short_links_considered/"]
    assert (passed.kind, passed.via, passed.parent) == (Kind.REPOST, ("lena_k",), LINK)
    said = found[f"{SITE}/r/opensource/comments/1nsaidx/worth_a_read/"]
    first = f"{SITE}/r/linux/comments/1nfirst/short_links/"
    assert (said.kind, said.text, said.parent) == (Kind.QUOTE, "Worth a read", first)
    assert (said.via, found[first].author) == ((), Author()), "who wrote it is not known any more"


def test_of_a_crosspost_whose_first_post_is_not_shown_the_name_is_known() -> None:
    entry = post_entry(post(crosspost_parent="t3_1nfirst", crosspost_parent_list=None))
    assert (entry.kind, entry.via, entry.parent) == (Kind.REPOST, (), f"{SITE}/comments/1nfirst/")


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({"hide_score": True}, Counts(reposts=1, replies=3)),
        ({"score": -4}, Counts(likes=-4, reposts=1, replies=3)),
        ({"score": None, "num_comments": "7", "num_crossposts": True}, Counts()),
    ],
)
def test_what_is_counted(changes: dict[str, Any], counts: Counts) -> None:
    assert post_entry(post(**changes)).counts == counts


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        (1773483000.0, WRITTEN),
        (1773483000, WRITTEN),
        (0, None),
        (-1.0, None),
        (1e30, None),
        (float("nan"), None),
        (float("inf"), None),
        (True, None),
        ("1773483000", None),
        (None, None),
    ],
)
def test_dates(given: object, moment: datetime | None) -> None:
    assert moment_in({"created_utc": given}) == moment


@pytest.mark.parametrize(
    ("permalink", "url"),
    [
        ("/r/webdev/comments/1nabcde/kürzer_%C3%BC/", f"{SITE}/r/webdev/comments/1nabcde/"),
        ("/user/lena_k/comments/1nabcde/x/", f"{SITE}/user/lena_k/comments/1nabcde/x/"),
        ("//evil.example/r/a/comments/1nabcde/", f"{SITE}/comments/1nabcde/"),
        ("/r/webdev/comments/1nother/x/", f"{SITE}/comments/1nabcde/"),
        ("https://evil.example/", f"{SITE}/comments/1nabcde/"),
        (None, f"{SITE}/comments/1nabcde/"),
    ],
)
def test_permalinks_stay_on_reddit(permalink: object, url: str) -> None:
    assert post_entry(post(permalink=permalink)).url.startswith(url)


def test_what_has_no_id_or_no_link_is_left_out() -> None:
    assert post_entry(post(id="../x")) is None
    assert post_entry(post(url=LINK, url_overridden_by_dest=None)) is None
    assert not any("1nplain" in url for url in entries(poll()[0]))


# --- what is said under a share ---


def test_comments_of_a_share_with_parents_and_without_what_was_removed() -> None:
    thread = poll()[0].documents[-1]
    first, third = thread.entries
    assert (first.kind, first.channel, first.on) == (Kind.REPLY, Channel.COMMENT, ARTICLE)
    assert (first.url, first.parent) == (f"{LINK}c0001/", LINK)
    assert first.text == "My links die, see here."
    assert [link.url for link in first.links] == ["https://elsewhere.example/rot"]
    assert (first.counts, third.counts) == (Counts(likes=5), Counts()), "its score is hidden"
    assert (third.url, third.parent) == (f"{LINK}c0003/", f"{LINK}c0002/")
    assert thread.notes == ("Reddit shows only some of the comments under it",)


def test_a_thread_is_read_five_deep_and_a_hundred_long() -> None:
    def comment(number: int, *replies: dict[str, Any]) -> dict[str, Any]:
        said = {"id": f"c{number}", "body": "x", "body_html": "<p>x</p>"}
        return {"kind": "t1", "data": said | {"replies": {"data": {"children": [*replies]}}}}

    deep = comment(1, comment(2, comment(3, comment(4, comment(5, comment(6, comment(7)))))))
    many = [comment(number) for number in range(10, 210)]
    share = Share(id="1nabcde", url=LINK, on=ARTICLE)
    found = list(replies_in({"data": {"children": [deep]}}, share))
    assert [depth for depth, _ in found] == [1, 2, 3, 4, 5, 6]
    answer = [{}, {"kind": "Listing", "data": {"children": [deep, *many]}}]
    batch, _ = poll(route("/comments/1nabcde", answer))
    assert len(batch.documents[-1].entries) == 100
    assert batch.documents[-1].notes


def test_a_thread_is_asked_for_again_only_when_it_has_grown() -> None:
    batch, asked = poll()
    assert places(asked).count("1nabcde") == 1
    again = replace(WATCH, cursor=batch.cursor)
    assert "1nabcde" not in places(poll(watch=again)[1])
    grown = route("/api/info", listing(post(num_comments=4)))
    assert "1nabcde" in places(poll(grown, watch=again)[1])


def test_a_share_of_another_site_is_not_asked_about() -> None:
    other = post(id="1nother", permalink=None, url="https://short.example/x", num_comments=9)
    del other["url_overridden_by_dest"]
    batch, asked = poll(route("/search", listing(other)), route("/api/info", NONE))
    assert f"{SITE}/comments/1nother/" in entries(batch)
    assert "1nother" not in places(asked)


@pytest.mark.parametrize("body", [[], [{}], [{}, {}], {}, None, [{}, []]])
def test_a_thread_of_another_form_does_not_cost_the_rest(body: object) -> None:
    batch, _ = poll(route("/comments/1nabcde", body))
    assert LINK in entries(batch)
    assert "no listing" in batch.incomplete.why
    assert batch.cursor["threads"] == {}


# --- how it is asked ---


def test_an_article_is_named_in_four_forms_and_searched_for() -> None:
    _, asked = poll(watch=replace(WATCH, address="https://www.blog.example/2026/03/short-links/"))
    infos = [one.params["url"] for one in asked if one.url.endswith("/api/info")]
    assert infos == [
        "https://blog.example/2026/03/short-links/",
        "https://blog.example/2026/03/short-links",
        "http://blog.example/2026/03/short-links/",
        "http://blog.example/2026/03/short-links",
    ]
    search = next(one for one in asked if one.url == "https://oauth.reddit.com/search")
    phrase = "blog.example/2026/03/short-links"
    assert dict(search.params) == {
        "q": f'site:"{phrase}" OR selftext:"{phrase}"',
        "type": "link",
        "sort": "new",
        "t": "all",
        "limit": "100",
        "raw_json": "1",
    }


def test_a_site_is_searched_for_by_its_host_alone() -> None:
    batch, asked = poll(watch=replace(WATCH, address="https://www.blog.example/"))
    assert places(asked)[:3] == ["access_token", *SEARCHES]
    assert asked[1].params["q"] == 'site:"blog.example" OR selftext:"blog.example"'
    assert f"{SITE}/r/blogs/comments/1nnearx/other_article/" in entries(batch)


def test_pages_are_read_to_the_end_and_every_post_comes_once() -> None:
    batch, asked = poll()
    assert [one.params.get("after") for one in asked if "q" in one.params] == [None, "t3_1nabcde"]
    urls = [one.url for document in batch.documents for one in document.entries]
    assert len(urls) == len(set(urls))
    assert batch.incomplete is None


def test_the_next_poll_reads_back_to_what_is_known() -> None:
    batch, _ = poll()
    newest = 1773489000
    assert batch.cursor == {"newest": newest, "threads": {LINK: 3}}
    later = replace(WATCH, cursor=batch.cursor | {"newest": 1773483000 + OVERLAP})
    assert places(poll(watch=later)[1]).count("search") == 1
    earlier = replace(WATCH, cursor=batch.cursor | {"newest": 1773483000 + OVERLAP - 1})
    assert places(poll(watch=earlier)[1]).count("search") == 2


def test_a_date_in_the_future_hides_nothing() -> None:
    before = {"newest": 1873489000}
    watch = replace(WATCH, cursor=before, last_success_at=WRITTEN - timedelta(days=9))
    assert places(poll(watch=watch)[1]).count("search") == 2


def test_behind_a_thousand_posts_is_a_wall_and_it_is_told() -> None:
    numbers = iter(range(99))

    def answer(request: Request) -> Page | SourceError:
        page = next(numbers)
        posts = [post(id=f"1n{page}x{one}", permalink=None, num_comments=0) for one in range(100)]
        first = route("/search", listing(*posts, after=f"t3_1n{page}x99"))
        return answering(NAME, first, route("/api/info", NONE))(request)

    batch, asked = run(SOURCE.poll(WATCH), answer, login=login_of(SOURCE, WATCH))
    assert places(asked).count("search") == MOST_PAGES
    assert isinstance(batch.incomplete, UnsupportedError)
    assert "newest 1000 posts" in batch.incomplete.why
    assert batch.cursor["newest"] == 1773483000, "no later question gives what lies behind it"


def test_the_same_page_again_and_again_ends() -> None:
    again = route("/search", listing(post(), after="t3_same"))
    assert places(poll(again)[1]).count("search") == 2


def test_more_link_posts_of_one_address_than_are_named_are_told() -> None:
    posts = [post(id=f"1n{one}", permalink=None, num_comments=0) for one in range(100)]
    batch, _ = poll(route("/api/info", listing(*posts)))
    assert "no more than 100" in batch.incomplete.why


def test_nothing_is_said_where_all_was_answered() -> None:
    batch, _ = poll(route("/api/info", NONE), route("/search", NONE))
    assert (entries(batch), batch.incomplete, batch.cursor) == ({}, None, {"threads": {}})


# --- who may ask ---


def test_it_logs_in_with_id_and_secret_and_then_shows_its_token() -> None:
    _, asked = poll()
    login, *others = asked
    assert login.url == f"{SITE}/api/v1/access_token"
    assert login.headers["Authorization"] == ("Basic ZmVybi1jbGllbnQtaWQ6ZmVybi1jbGllbnQtc2VjcmV0")
    assert login.body.content == b"grant_type=client_credentials"
    assert {one.headers["Authorization"] for one in others} == {"Bearer opaque-session-1"}


def test_a_token_that_names_its_end_is_kept_until_then() -> None:
    # Its second part is the JSON of "exp": 1773569400.
    token = {"access_token": "e30.eyJleHAiOiAxNzczNTY5NDAwfQ.c2ln", "expires_in": 86400}
    steps = SOURCE.login(WATCH.setup, None)
    answer = answering(NAME, route("/api/v1/access_token", token))
    page = answer(next(steps))
    with pytest.raises(StopIteration) as done:
        steps.send(page)
    assert done.value.value.expires == WRITTEN + timedelta(days=1)


def test_a_refused_token_is_exchanged_once() -> None:
    refusals, tokens = iter([401]), iter(["first-token", "second-token"])

    def answer(request: Request) -> Page | SourceError:
        first = []
        if request.url.endswith("access_token"):
            first = [route("/api/v1/access_token", {"access_token": next(tokens)})]
        elif next(refusals, None):
            first = [route("/api/info", UNAUTHORIZED, 401)]
        return answering(NAME, *first)(request)

    batch, asked = run(SOURCE.poll(WATCH), answer, login=login_of(SOURCE, WATCH))
    assert places(asked)[:4] == ["access_token", "info", "access_token", "info"]
    assert asked[3].headers["Authorization"] == "Bearer second-token"
    assert (batch.incomplete, LINK in entries(batch)) == (None, True)


def test_a_token_that_is_refused_again_is_an_error() -> None:
    with pytest.raises(AuthRequiredError, match="asks for a login"):
        poll(route("/api/info", UNAUTHORIZED, 401))


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (UNAUTHORIZED, 401, AuthRequiredError),
        ({"error": "invalid_grant"}, 200, AuthRequiredError),
        ({"error": "unsupported_grant_type"}, 400, StatusError),
        ({}, 200, ParseError),
        ({"access_token": "a b"}, 200, ParseError),
        ({"access_token": None}, 200, ParseError),
        ("<!doctype html><title>Hi</title>", 200, ParseError),
        ("<!doctype html><title>Blocked</title>", 403, BlockedError),
    ],
)
def test_a_login_that_fails(body: object, status: int, error: type) -> None:
    with pytest.raises(error) as failed:
        poll(route("/api/v1/access_token", body, status))
    assert "fern-client" not in str(failed.value)


@pytest.mark.parametrize(
    "token",
    ["", "abc", "feed:lena_k", "feed::0123", "feeds", "a:b:c", "feed:l/k:0123456", "x:", ":secret"],
)
def test_a_key_of_another_form_is_told_and_not_shown(token: str) -> None:
    with pytest.raises(AuthRequiredError, match="client_id:client_secret") as failed:
        poll(watch=replace(WATCH, setup=Setup(token=token)))
    assert "lena" not in str(failed.value)


# --- the feed ---


def test_a_private_feed_is_searched_with_its_token_kept_secret() -> None:
    batch, (asked,) = poll(watch=FEED)
    assert asked.url == f"{SITE}/search.rss"
    assert dict(asked.secrets) == {"user": "lena_k", "feed": "0123456789abcdef"}
    assert asked.params["sort"] == "new"
    assert "0123456789abcdef" not in f"{asked} {batch}", "the feed repeats it"
    assert batch.cursor == {"newest": 1773486600}


def test_the_word_feed_asks_the_public_one() -> None:
    _, (asked,) = poll(watch=replace(WATCH, setup=Setup(token=PUBLIC_KEY)))
    assert (asked.url, dict(asked.secrets)) == (f"{SITE}/search.rss", {})


def test_the_feed_tells_the_same_without_counts() -> None:
    told, known = entries(poll(watch=FEED)[0]), entries(poll()[0])
    assert list(told) == [SELF, LINK, GONE]
    for url, entry in told.items():
        links = [link.url for link in entry.links]
        assert links == [link.url for link in known[url].links]
        bare = replace(known[url], counts=Counts(), links=entry.links)
        assert replace(entry, published=bare.published) == bare
    assert told[LINK].published == WRITTEN


def test_a_feed_that_is_full_may_not_be_all() -> None:
    text = (SAMPLES / NAME / "search.xml").read_text("utf-8")
    head, entry, _ = text.partition("<entry>")[0], *text.split("<entry>")[1:3]
    more = "".join(f"<entry>{entry.replace('1nselfx', f'1n{one}x')}" for one in range(100))
    full = route("/search.rss", f"{head}{more}</feed>")
    batch, _ = poll(full, watch=FEED)
    assert len(entries(batch)) == 100
    assert isinstance(batch.incomplete, UnsupportedError)
    known = replace(FEED, cursor={"newest": 1773486600 + OVERLAP})
    assert poll(full, watch=known)[0].incomplete is None


def test_a_feed_that_is_cut_off_never_raises() -> None:
    body = (SAMPLES / NAME / "search.xml").read_bytes()
    for end in range(0, len(body), 101):
        cut = route("/search.rss", "") | {"body": body[:end]}
        # Anything but a failure of the source escapes.
        with suppress(SourceError):
            assert_sound(poll(cut, watch=FEED)[0], f"cut at {end}")


# --- what is no answer ---


@pytest.mark.parametrize("watch", [WATCH, FEED], ids=["interface", "feed"])
@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ("<!doctype html><title>Blocked</title>", 403, BlockedError),
        ({"message": "Forbidden", "error": 403, "reason": "private"}, 403, BlockedError),
        ({"message": "Too Many Requests", "error": 429}, 429, RateLimitError),
        ("<html><title>Too Many Requests</title></html>", 429, RateLimitError),
        ("<html><title>Down</title></html>", 503, RateLimitError),
        ("<html><title>Down</title></html>", 502, StatusError),
        ("<html><p>Hello</p></html>", 200, ParseError),
        ([], 200, ParseError),
        ({}, 200, ParseError),
        (None, 200, ParseError),
        ({"data": {"children": {}}}, 200, ParseError),
    ],
)
def test_a_refusal_is_never_nothing(body: object, status: int, error: type, watch: Watch) -> None:
    refused = [route(path, body, status) for path in ("/api/info", "/search", "/search.rss")]
    with pytest.raises(error):
        poll(*refused, watch=watch)


def test_past_the_limit_the_wait_is_what_reddit_says() -> None:
    limit = route("/search", sample("ratelimit.json"), 429)
    limit["headers"] |= {"X-Ratelimit-Remaining": "0.0", "X-Ratelimit-Reset": "34"}
    batch, _ = poll(limit)
    assert isinstance(batch.incomplete, RateLimitError)
    assert batch.incomplete.retry_after == timedelta(seconds=34)
    assert LINK in entries(batch), "what was named before is kept"


def test_a_page_that_fails_leaves_the_rest_to_the_next_poll() -> None:
    failed = route("/search", "<html>Down</html>", 500, after="t3_1nabcde")
    batch, _ = poll(failed)
    assert SELF in entries(batch)
    assert batch.incomplete
    assert "newest" not in batch.cursor


def test_whatever_comes_it_never_raises() -> None:
    site = replace(WATCH, address="https://blog.example/")
    for name, watch in (
        ("info.json", WATCH),
        ("token.json", site),
        ("search.json", site),
        ("comments.json", site),
    ):
        changed = {name: sample(name)}
        for path, result in fuzzed(SOURCE, watch, changed, naming(NAME, changed)):
            assert_sound(result, path)


def test_the_profile_says_what_is_needed() -> None:
    profile = SOURCE.profile
    assert (profile.searches, profile.key.value) == (True, "needed")
    assert "client_id:client_secret" in profile.key_form
    assert (profile.rates[0].requests, profile.rates[0].seconds) == (100, 60)


def test_the_sample_of_a_blocked_page_is_one() -> None:
    body = Path(SAMPLES / NAME / "blocked.html").read_text("utf-8")
    with pytest.raises(BlockedError):
        poll(route("/api/info", body, 403))


@pytest.mark.parametrize("token", [KEY, FEED_KEY, PUBLIC_KEY])
def test_end_to_end(httpserver: HTTPServer, token: str) -> None:
    serve(httpserver, NAME)
    base = httpserver.url_for("").rstrip("/")
    watch = replace(WATCH, setup=Setup(token=token, instances=(base,)))
    batch = look(SOURCE, watch)
    found = {one.url: one for one in mentions_in(batch, ARTICLE)}
    assert {LINK, SELF, GONE} <= set(found)
    assert batch.incomplete is None
    assert "0123456789abcdef" not in repr(batch)
    if token == KEY:
        kinds = sorted(one.kind.value for one in found.values())
        assert kinds == [*["mention"] * 4, "quote", *["reply"] * 2, "repost"]
