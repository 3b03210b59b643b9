"""How polls end, and what that does to the next ones; over real sockets."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from werkzeug import Request as WerkzeugRequest
from werkzeug import Response

from mentions.asking import Batch, Watch
from mentions.errors import AuthRequiredError, ParseError, SourceError
from mentions.looking import Outcome
from mentions.store.watches import load_watches
from mentions.tracker.ask import Answer
from mentions.tracker.outcomes import look_of
from mentions.tracker.poll import poll_watches, select_watches
from mentions.tracker.polling import PollResult, Told

if TYPE_CHECKING:
    from conftest import Blog

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>
<link>https://f.example/</link>{head}<item><title>T</title><link>https://f.example/1</link>
<description>Worte</description></item></channel></rss>"""


def poll(blog: Blog, *, everything: bool = True) -> list[PollResult]:
    watches = select_watches(blog.store, now=blog.now, everything=everything)
    return asyncio.run(poll_watches(blog.polling(), watches))


def stored(blog: Blog) -> Watch:
    with blog.store.reading() as session:
        (watch,) = load_watches(session)
    return watch


@pytest.mark.parametrize(
    ("status", "headers", "outcome", "words"),
    [
        (401, {}, Outcome.NEEDS_AUTH, "login"),
        (403, {}, Outcome.BLOCKED, "refuses"),
        (404, {}, Outcome.BROKEN, "404"),
        (410, {}, Outcome.GONE, "gone"),
        (429, {"Retry-After": "7200"}, Outcome.THROTTLED, ""),
        (500, {}, Outcome.BROKEN, "500"),
    ],
)
def test_a_refusal(
    blog: Blog, status: int, headers: dict[str, str], outcome: Outcome, words: str
) -> None:
    blog.server.expect_request("/x").respond_with_data("", status=status, headers=headers)
    blog.watch("webpage", "/x")
    (result,) = poll(blog)
    assert result.outcome is outcome
    assert words in (result.error or "")
    assert stored(blog).last_success_at is None


def test_what_waits_is_told_until_when(blog: Blog) -> None:
    blog.server.expect_request("/x").respond_with_data(
        "", status=429, headers={"Retry-After": "7200"}
    )
    blog.watch("webpage", "/x", interval=60)
    poll(blog)
    due = stored(blog).next_poll_at
    assert due is not None
    assert due >= blog.now + timedelta(seconds=7200)


def test_gone_is_not_asked_again(blog: Blog) -> None:
    blog.server.expect_request("/x").respond_with_data("", status=410)
    blog.watch("webpage", "/x", interval=60)
    poll(blog)
    blog.wait(days=9)
    assert stored(blog).stopped_at is not None
    assert poll(blog) == poll(blog, everything=False) == []


def test_all_of_it_and_nothing_there(blog: Blog) -> None:
    blog.track()
    blog.serve("/x", "<p>Ein Text mit <a href='https://anderswo.example/'>Link</a>.</p>")
    blog.watch("webpage", blog.server.url_for("/x").replace("localhost", "127.0.0.1"))
    (result,) = poll(blog)
    assert (result.outcome, result.error) == (Outcome.EMPTY, None)
    assert stored(blog).last_success_at == blog.now


def test_a_part_is_not_all(blog: Blog) -> None:
    """A comment page that fails leaves the others' mentions, and a gap."""
    blog.track()
    older = blog.server.url_for("/post-1/comment-page-1/")
    body = f"""<html><body><article class="post"><p>Text.</p></article><div id="comments">
      <ol class="comment-list"><li class="comment" id="comment-2"><div class="comment-body">
      <cite class="fn">Zoë</cite> <div class="comment-content"><p>Ja.</p></div></div></li></ol>
      <div class="comment-navigation"><a class="prev page-numbers" href="{older}">Ältere
      Kommentare</a></div></div></body></html>"""
    blog.serve("/post-1", body)
    blog.server.expect_request("/post-1/comment-page-1/").respond_with_data("", status=500)
    blog.watch("webpage", "/post-1")
    (result,) = poll(blog)
    assert (result.outcome, len(result.saved.new)) == (Outcome.OK, 1)
    assert "a comment page could not be read" in (result.error or "")
    assert stored(blog).last_success_at is None


def test_what_of_a_feed_cannot_be_read_is_a_gap(blog: Blog) -> None:
    """The last of its entries is cut off: what stands there, nobody can tell."""
    blog.track()
    link = f"&lt;a href='{blog.article}'&gt;hier&lt;/a&gt;"
    told = f"<title>Lest</title><link>https://f.example/2</link><description>{link}"
    whole = FEED.format(head=f"<item>{told}</description></item>")
    torn = whole.partition("<description>Worte")[0]
    blog.server.expect_request("/feed").respond_with_data(torn, headers={"ETag": '"1"'})
    blog.watch("feed", "/feed")
    (result,) = poll(blog)
    assert (result.outcome, len(result.saved.new)) == (Outcome.OK, 1)
    assert "in the middle of an entry" in (result.error or "")
    assert (stored(blog).last_success_at, stored(blog).cursor) == (None, None)


@pytest.mark.parametrize(
    ("error", "hours"),
    [
        (AuthRequiredError("https://s.example/", "only links that trend are shown"), 1),
        (ParseError("https://s.example/", "more than 10 pages"), 8),
    ],
)
def test_what_only_a_key_would_show_lengthens_no_wait(
    blog: Blog, error: SourceError, hours: int
) -> None:
    watch = Watch(source="mastodon", address="https://blog.example/", interval=3600, failures=2)
    told = Told(watch=watch, answer=Answer(batch=Batch(incomplete=error)))
    look = look_of(told, Outcome.NEEDS_AUTH, blog.polling(), interval=3600)
    assert look.why == error.why
    assert look.next_poll_at == blog.now + timedelta(hours=hours)


def test_a_feed_is_asked_when_it_wants_to_be(blog: Blog) -> None:
    asked: list[str] = []

    def answer(request: WerkzeugRequest) -> Response:
        asked.append(request.headers.get("If-None-Match", ""))
        if asked[-1]:
            return Response(status=304)
        body = FEED.format(head="<ttl>180</ttl>")
        return Response(body, content_type="application/rss+xml", headers={"ETag": '"1"'})

    blog.server.expect_request("/f").respond_with_handler(answer)
    blog.watch("feed", "/f", interval=60)
    for _ in range(2):
        poll(blog)
        assert stored(blog).next_poll_at == blog.now + timedelta(minutes=180)
    assert asked == ["", '"1"']


def test_a_page_stays_fresh(blog: Blog) -> None:
    blog.server.expect_request("/x").respond_with_data(
        "<p>Text</p>", headers={"Cache-Control": "max-age=7200"}, content_type="text/html"
    )
    blog.watch("webpage", "/x", interval=60)
    poll(blog)
    assert stored(blog).next_poll_at == blog.now + timedelta(hours=2)


def test_a_move_for_good_is_believed_the_third_time(blog: Blog) -> None:
    asked: list[str] = []

    def old(request: WerkzeugRequest) -> Response:
        asked.append(request.path)
        return Response(status=301, headers={"Location": blog.server.url_for("/new")})

    blog.server.expect_request("/old").respond_with_handler(old)
    blog.serve("/new", "<p>Text</p>")
    blog.watch("webpage", "/old")
    for _ in range(5):
        (result,) = poll(blog)
        assert result.outcome.looked
        blog.wait(days=2)
    assert len(asked) == 3
    assert stored(blog).moved_to == blog.server.url_for("/new")


def test_a_new_address_that_fails_is_looked_up_again(blog: Blog) -> None:
    broken = False

    def new(_: WerkzeugRequest) -> Response:
        return Response("<p>Text</p>", status=404 if broken else 200, content_type="text/html")

    blog.server.expect_request("/new").respond_with_handler(new)
    asked: list[str] = []

    def old(request: WerkzeugRequest) -> Response:
        asked.append(request.path)
        return Response(status=301, headers={"Location": blog.server.url_for("/new")})

    blog.server.expect_request("/old").respond_with_handler(old)
    blog.watch("webpage", "/old")
    for _ in range(4):
        poll(blog)
        blog.wait(days=2)
    broken = True
    for _ in range(2):
        assert poll(blog)[0].outcome is Outcome.BROKEN
        blog.wait(days=2)
    assert len(asked) == 4
