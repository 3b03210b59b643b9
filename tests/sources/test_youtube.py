"""YouTube: descriptions in full, and what is said under the videos."""

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
    BlockedError,
    ParseError,
    RateLimitError,
    SourceError,
    UnsupportedError,
)
from mentions.model import Channel, Kind
from mentions.sources._youtube_search import MOST_PAGES
from mentions.sources.youtube import MOST_COMMENT_PAGES, SOURCE

ARTICLE = "https://blog.example/2026/03/short-links/"
NAME = "youtube"
KEY = "AIzaFernKey0123456789"
WATCH = Watch(source=NAME, address=ARTICLE, setup=Setup(token=KEY))
CHANNEL = replace(WATCH, address="https://www.youtube.com/@fern")
NEWEST = int(datetime(2026, 3, 14, 10, tzinfo=UTC).timestamp())
VIDEO = "https://www.youtube.com/watch?v=fernVideo01"


def methods(asked: list[Request]) -> list[str]:
    return [one.url.rpartition("/")[2] for one in asked]


def test_what_a_sample_gives() -> None:
    """Checklist 28: the search cuts descriptions off; they are asked for in full."""
    batch, asked = run(SOURCE.poll(WATCH), replayed(NAME))
    fern, odo = batch.documents[0].entries
    assert methods(asked) == ["search", "search", "videos", "commentThreads"]
    assert asked[2].params["id"] == "fernVideo01,odoVideo_02,miraVideo03", "each once"
    assert (fern.url, fern.title) == (VIDEO, "Link rot & you")
    assert fern.text == (
        "Die Quellen: 🌱\nhttps://blog.example/2026/03/short-links/\n"
        "und https://www.blog.example/about."
    )
    assert [link.url for link in fern.links] == [ARTICLE, "https://www.blog.example/about"]
    assert (fern.author.name, fern.author.handle) == ("Fern filmt", None)
    assert fern.author.url == "https://www.youtube.com/channel/UCfern0000000000000000aa"
    assert fern.published == datetime(2026, 3, 14, 10, tzinfo=UTC)
    assert (fern.published_zone_known, fern.language, fern.platform) == (True, "de", "youtube")
    assert (fern.counts.likes, fern.counts.replies) == (50, 3), "they come as texts"
    assert (odo.counts.likes, odo.counts.replies) == (None, None), "hidden is unknown"
    assert (odo.language, odo.kind, odo.channel) == ("en-US", None, Channel.POST)
    assert batch.incomplete is None


def test_comments_are_replies_to_the_share() -> None:
    batch, _ = run(SOURCE.poll(WATCH), replayed(NAME))
    lioba, uwe, fern = batch.documents[1].entries
    assert lioba.url == f"{VIDEO}&lc=UgxFernKommentar1"
    assert (lioba.author.handle, lioba.author.name) == ("lioba", None)
    assert lioba.text == "Danke,\nsehr hilfreich 🙂"
    assert (lioba.kind, lioba.channel, lioba.on) == (Kind.REPLY, Channel.COMMENT, ARTICLE)
    assert (lioba.parent, lioba.counts.likes) == (VIDEO, 4)
    assert (uwe.parent, uwe.author.handle, uwe.author.url) == (VIDEO, "uwe-42", None)
    assert (fern.parent, fern.author.name) == (lioba.url, "Fern filmt")
    assert [link.url for link in fern.links] == ["https://blog.example/mehr"]


def test_what_is_asked() -> None:
    question = next(SOURCE.poll(WATCH))
    assert question.url == "https://www.googleapis.com/youtube/v3/search"
    assert question.params["q"] == '"blog.example/2026/03/short-links"'
    assert (question.params["order"], question.params["type"]) == ("date", "video")
    assert "publishedAfter" not in question.params
    assert question.headers == {"X-Goog-Api-Key": KEY}
    assert KEY not in f"{question}{question.params}"


def test_a_site_is_searched_for_by_its_host() -> None:
    question = next(SOURCE.poll(replace(WATCH, address="https://www.blog.example/")))
    assert question.params["q"] == '"blog.example"'


def test_the_next_poll_asks_for_what_is_new_and_for_known_shares() -> None:
    batch, _ = run(SOURCE.poll(WATCH), replayed(NAME))
    assert batch.cursor == {"newest": NEWEST, "shares": ["fernVideo01"], "threads": {VIDEO: 3}}
    nothing = sample_page(Request(url="https://x.example/"), {"items": []})
    answer = replayed(NAME)
    again, asked = run(
        SOURCE.poll(replace(WATCH, cursor=batch.cursor)),
        lambda one: nothing if one.url.endswith("search") else answer(one),
    )
    assert asked[0].params["publishedAfter"] == "2026-03-13T10:00:00Z"
    assert (methods(asked)[1:], asked[1].params["id"]) == (["videos"], "fernVideo01")
    assert again.cursor == batch.cursor, "as many comments as before: not asked for again"


def test_a_date_in_the_future_hides_nothing() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    late = int((now + timedelta(days=900)).timestamp())
    watch = replace(WATCH, cursor={"newest": late}, last_success_at=now)
    assert next(SOURCE.poll(watch)).params["publishedAfter"] == "2026-11-22T00:00:00Z"


@pytest.mark.parametrize(
    "cursor", [{}, {"newest": "x"}, {"newest": 10**17}, {"shares": [3, "a b"]}]
)
def test_a_cursor_of_another_kind_breaks_nothing(cursor: dict[str, Any]) -> None:
    run(SOURCE.poll(replace(WATCH, cursor=cursor)), replayed(NAME))


def endless(request: Request) -> Page:
    """Answer a search with one video a page, each older, and never with a last page."""
    page = int(request.params.get("pageToken", "0"))
    until = request.params.get("publishedBefore", "2026-03-20T00:00:00Z")
    day = datetime.fromisoformat(until) - timedelta(days=1 + page)
    hit = {
        "id": {"videoId": f"video{day:%Y%m%d}"},
        "snippet": {"publishedAt": f"{day:%Y-%m-%dT%H:%M:%SZ}"},
    }
    items = [hit] if request.url.endswith("search") else []
    return sample_page(request, {"items": items, "nextPageToken": str(page + 1)})


def test_endless_pages_end_and_the_next_poll_reads_on() -> None:
    batch, asked = run(SOURCE.poll(WATCH), endless)
    assert methods(asked) == ["search"] * MOST_PAGES + ["videos"]
    assert isinstance(batch.incomplete, UnsupportedError)
    _, again = run(SOURCE.poll(replace(WATCH, cursor=batch.cursor)), endless)
    below = [one.params["publishedBefore"] for one in again if "publishedBefore" in one.params]
    assert below == [], "first what is new: that search did not end either"
    known = {"newest": NEWEST, "below": NEWEST - 9}

    def new_is_all(request: Request) -> Page:
        newest = "publishedAfter" in request.params
        return sample_page(request, {"items": []}) if newest else endless(request)

    batch, asked = run(SOURCE.poll(replace(WATCH, cursor=known)), new_is_all)
    assert asked[1].params["publishedBefore"] == "2026-03-14T09:59:52Z"
    assert batch.cursor
    assert batch.cursor["newest"] == NEWEST
    assert batch.cursor["below"] < NEWEST - 9


def test_a_page_that_fails_leaves_the_rest() -> None:
    answer = replayed(NAME)

    def refused(request: Request) -> Page | SourceError:
        later = request.params.get("pageToken") == "CAIQAA"
        return RateLimitError(request.url, "later") if later else answer(request)

    batch, _ = run(SOURCE.poll(WATCH), refused)
    assert len(batch.documents[0].entries) == 2
    assert isinstance(batch.incomplete, RateLimitError)
    assert batch.cursor
    assert "below" in batch.cursor


def test_hits_that_cannot_be_told_of_are_searched_for_again() -> None:
    items = [{"id": {"videoId": f"manyVideo{n:02}"}, "snippet": {}} for n in range(60)]

    def second_fails(request: Request) -> Page | SourceError:
        if request.url.endswith("search"):
            return sample_page(request, {"items": items})
        is_second = "manyVideo59" in request.params.get("id", "")
        return (
            RateLimitError(request.url, "later")
            if is_second
            else sample_page(request, {"items": []})
        )

    batch, asked = run(SOURCE.poll(WATCH), second_fails)
    assert [len(one.params["id"].split(",")) for one in asked[1:]] == [50, 10]
    assert (batch.cursor, type(batch.incomplete)) == (None, RateLimitError)


def test_comments_that_are_switched_off_are_no_error() -> None:
    answer = replayed(NAME)

    def off(request: Request) -> Page | SourceError:
        if request.url.endswith("commentThreads"):
            request = replace(request, params={"videoId": "silentVid01"})
        return answer(request)

    assert isinstance(off(Request(url="https://x.example/youtube/v3/commentThreads")), BlockedError)
    batch, _ = run(SOURCE.poll(WATCH), off)
    assert (batch.incomplete, batch.documents[1].entries) == (None, ())
    assert batch.documents[1].notes == ("comments are not shown (403)",)


def test_the_quota_of_a_day_is_a_wait() -> None:
    with pytest.raises(RateLimitError) as caught:
        run(SOURCE.poll(replace(WATCH, address="https://busy.example/")), replayed(NAME))
    assert caught.value.retry_after == timedelta(hours=24), "midnight in California, a day at most"


@pytest.mark.parametrize(
    "watch",
    [
        replace(WATCH, setup=Setup()),
        replace(WATCH, address="https://locked.example/"),
    ],
)
def test_a_key_that_lacks_or_is_wrong_is_said(watch: Watch) -> None:
    with pytest.raises(AuthRequiredError):
        run(SOURCE.poll(watch), replayed(NAME))


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}", b'{"items": {}}'])
def test_what_is_no_answer_is_refused(body: bytes) -> None:
    page = Page(url="https://api.example/", body=body, content_type="application/json")
    with pytest.raises(ParseError):
        run(SOURCE.poll(WATCH), lambda _: page)


def test_of_a_channel_all_comments_with_links_are_told() -> None:
    batch, asked = run(SOURCE.poll(CHANNEL), replayed(NAME))
    lioba, uwe, mira = batch.documents[0].entries
    assert methods(asked) == ["channels", "commentThreads", "commentThreads"]
    assert lioba.url == "https://www.youtube.com/watch?v=fernVideo09&lc=UgxKanal0001"
    assert lioba.on == "https://www.youtube.com/watch?v=fernVideo09"
    assert (lioba.kind, lioba.parent, uwe.parent) == (None, None, lioba.url)
    assert [link.url for link in mira.links] == ["https://mira.example/"]
    newest = int(datetime(2026, 3, 21, 10, tzinfo=UTC).timestamp())
    assert (batch.cursor, batch.incomplete) == ({"newest": newest}, None)
    _, again = run(SOURCE.poll(replace(CHANNEL, cursor=batch.cursor)), replayed(NAME))
    assert methods(again) == ["channels", "commentThreads"], "no further than what is known"


def test_a_channel_is_named_by_its_id_or_its_handle() -> None:
    named_by_id = "https://www.youtube.com/channel/UCfern0000000000000000aa"
    question = next(SOURCE.poll(replace(WATCH, address=named_by_id)))
    assert question.params["allThreadsRelatedToChannelId"] == "UCfern0000000000000000aa"
    with pytest.raises(UnsupportedError):
        run(SOURCE.poll(CHANNEL), lambda one: sample_page(one, {"items": []}))


def test_what_a_channel_had_before_is_read_in_part() -> None:
    def pages(request: Request) -> Page:
        if request.url.endswith("channels"):
            return sample_page(request, {"items": [{"id": "UCfern0000000000000000aa"}]})
        page = request.params.get("pageToken", "0")
        top = {
            "id": f"UgxKommentar{page}",
            "snippet": {"textDisplay": "x", "publishedAt": "2026-03-21T10:00:00Z"},
        }
        item = {"snippet": {"videoId": "fernVideo09", "topLevelComment": top}}
        return sample_page(request, {"items": [item], "nextPageToken": f"{page}0"})

    first, asked = run(SOURCE.poll(CHANNEL), pages)
    assert len(asked) == 1 + MOST_COMMENT_PAGES
    assert (first.incomplete, len(first.documents[0].notes)) == (None, 1)
    later, _ = run(SOURCE.poll(replace(CHANNEL, cursor=first.cursor)), pages)
    assert (type(later.incomplete), later.cursor) == (UnsupportedError, None)


@pytest.mark.parametrize("watch", [WATCH, CHANNEL])
def test_whatever_comes_it_never_raises(watch: Watch) -> None:
    is_channel, which, answer = watch is CHANNEL, named(NAME), replayed(NAME)
    mine = {name: one for name, one in samples(NAME).items() if ("channel" in name) == is_channel}

    def mine_only(request: Request) -> str | Page | SourceError:
        name = which(request)
        return name if name in mine or not isinstance(name, str) else answer(request)

    for where, result in fuzzed(SOURCE, watch, mine, mine_only):
        assert_sound(result, where)


def test_from_the_wire_to_mentions(httpserver: HTTPServer) -> None:
    serve(httpserver, NAME)
    setup = Setup(instances=(httpserver.url_for("").rstrip("/"),), token=KEY)
    batch = look(SOURCE, replace(WATCH, setup=setup))
    assert {one.headers["X-Goog-Api-Key"] for one, _ in httpserver.log} == {KEY}
    assert not any(KEY in one.full_path for one, _ in httpserver.log)
    found = {one.url: (one.kind, one.platform) for one in mentions_in(batch, ARTICLE)}
    assert found[VIDEO] == (Kind.MENTION, "youtube")
    assert found[f"{VIDEO}&lc=UgxFernKommentar2"] == (Kind.REPLY, "youtube")
    assert batch.incomplete is None
