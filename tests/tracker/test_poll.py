"""The whole chain over real sockets into a real database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from werkzeug import Request as WerkzeugRequest
from werkzeug import Response

from mentions.core.shortlinks import Shorteners
from mentions.looking import Outcome
from mentions.model import Channel, Evidence, Kind
from mentions.sources import find_source
from mentions.store.articles import find_article
from mentions.store.mentions import delete_mention, load_mentions
from mentions.store.watches import load_watches
from mentions.tracker.poll import poll_watches, select_watches
from mentions.tracker.polling import Polling, PollResult

if TYPE_CHECKING:
    from conftest import Blog

PageMaker = Callable[..., str]

TOPSY = """<li class="trackback" id="comment-1"><div class="comment-body">
<cite class="fn"><a href="http://topsy.com/tb/ow.ly/rDsf" class="url">Tweets die Beitrag erwähnt
-- Topsy.com</a></cite> <div class="comment-content"><p>[...] Dieser Eintrag wurde auf Twitter von
Jens und Ingo Becker erwähnt. Ingo Becker sagte: RT @clab: Sehr gute Illustration: Weg mit der
Social Media Firewall http://ow.ly/rDsf #fb [...]</p></div></div></li>"""

ZOE = """<li class="comment" id="comment-2"><div class="comment-body">
<cite class="fn"><a href="https://zoe.example/" class="url">Zoë</a></cite>
<div class="comment-content"><p>{}</p></div></div></li>"""


def poll(polling: Polling, *, everything: bool = True) -> list[PollResult]:
    watches = select_watches(polling.store, now=polling.clock(), everything=everything)
    return asyncio.run(poll_watches(polling, watches))


def test_the_mission(blog: Blog, comment_page: PageMaker) -> None:
    blog.track()
    blog.serve("/post-1", comment_page(TOPSY))
    blog.watch("webpage", "/post-1")
    (result,) = poll(blog.polling(follow_short_links=False))
    assert (result.outcome, len(result.saved.new)) == (Outcome.OK, 3)
    people = {m.author.name or m.author.handle: m for m in blog.mentions()}
    assert set(people) == {"Jens", "Ingo Becker", "clab"}
    ingo = people["Ingo Becker"]
    assert ingo.text is not None
    assert ingo.text.endswith("http://ow.ly/rDsf #fb")
    assert (ingo.kind, ingo.via, ingo.hashtags) == (Kind.REPOST, ("clab",), ("fb",))
    assert ingo.published is None
    assert people["Jens"].text is None
    assert people["clab"].evidence is Evidence.ATTRIBUTED
    assert {m.reported_by.name for m in people.values() if m.reported_by} == {"Topsy"}


def test_seen_again_is_stored_once(blog: Blog, comment_page: PageMaker) -> None:
    blog.track()
    blog.serve("/post-1", comment_page(TOPSY, ZOE.format("Ja.")))
    blog.watch("webpage", "/post-1")
    polling = blog.polling(follow_short_links=False)
    first = poll(polling)
    again = poll(polling)
    assert len(first[0].saved.new) == 4
    assert again[0].outcome is Outcome.UNCHANGED
    assert len(blog.mentions()) == 4


def test_an_edited_comment_is_updated(blog: Blog, comment_page: PageMaker) -> None:
    blog.track()
    blog.watch("webpage", "/post-1")
    texts = iter(["Erste Fassung.", "Zweite Fassung."])

    def answer(_: WerkzeugRequest) -> Response:
        return Response(comment_page(ZOE.format(next(texts))), content_type="text/html")

    blog.server.expect_request("/post-1").respond_with_handler(answer)
    poll(blog.polling())
    (result,) = poll(blog.polling())
    assert len(result.saved.updated) == 1
    assert [m.text for m in blog.mentions()] == ["Zweite Fassung."]


def test_only_what_is_due(blog: Blog, comment_page: PageMaker) -> None:
    blog.track()
    blog.serve("/post-1", comment_page())
    blog.watch("webpage", "/post-1", interval=3600)
    polling = blog.polling()
    assert len(poll(polling, everything=False)) == 1
    assert poll(polling, everything=False) == []
    blog.wait(minutes=59)
    assert poll(polling, everything=False) == []
    blog.wait(minutes=2)
    assert len(poll(polling, everything=False)) == 1


def test_one_broken_watch_never_stops_the_others(blog: Blog, comment_page: PageMaker) -> None:
    blog.track()
    blog.serve("/post-1", comment_page(ZOE.format("Ja.")))
    blog.server.expect_request("/broken").respond_with_data("", status=500)
    blog.server.expect_request("/binary").respond_with_data(bytes(range(32)) * 99)
    blog.server.expect_request("/empty").respond_with_data("")
    for path in ("/broken", "/binary", "/empty", "/post-1"):
        blog.watch("webpage", path)
    blog.watch("nonsense", "/x")
    results = {r.watch.address.rpartition("/")[2]: r for r in poll(blog.polling())}
    assert results["post-1"].outcome is Outcome.OK
    for name in ("broken", "binary", "empty", "x"):
        assert results[name].outcome is Outcome.BROKEN
        assert results[name].error
    assert len(blog.mentions()) == 1


def test_failures_wait_longer_and_say_why(blog: Blog) -> None:
    blog.server.expect_request("/broken").respond_with_data("", status=500)
    blog.watch("webpage", "/broken", interval=3600)
    poll(blog.polling())
    poll(blog.polling())
    with blog.store.reading() as session:
        (watch,) = load_watches(session)
    assert watch.failures == 2
    assert watch.last_error is not None
    assert "500" in watch.last_error
    assert watch.next_poll_at is not None
    assert (watch.next_poll_at - blog.now).total_seconds() == 4 * 3600
    assert watch.last_success_at is None


def test_a_server_that_asks_for_patience_gets_it(blog: Blog) -> None:
    blog.server.expect_request("/slow").respond_with_data(
        "", status=429, headers={"Retry-After": "20000"}
    )
    blog.watch("webpage", "/slow", interval=3600)
    poll(blog.polling())
    with blog.store.reading() as session:
        (watch,) = load_watches(session)
    assert watch.next_poll_at is not None
    assert (watch.next_poll_at - blog.now).total_seconds() == 20_000


def test_a_bug_in_a_source_is_told_and_stops_nobody(
    blog: Blog, comment_page: PageMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def burst(_: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(find_source("feed"), "poll", burst, raising=True)
    blog.track()
    blog.serve("/post-1", comment_page(ZOE.format("Ja.")))
    blog.watch("feed", "/f")
    blog.watch("webpage", "/post-1")
    bad, good = poll(blog.polling())
    assert bad.error is not None
    assert "a bug in mentions: ZeroDivisionError" in bad.error
    assert good.outcome is Outcome.OK


def test_deleted_stays_deleted(blog: Blog, comment_page: PageMaker) -> None:
    blog.track()
    pages = iter([comment_page(ZOE.format("Ja.")), comment_page(ZOE.format("Ja. Doch."))])
    blog.server.expect_request("/post-1").respond_with_handler(
        lambda _: Response(next(pages), content_type="text/html")
    )
    blog.watch("webpage", "/post-1")
    poll(blog.polling())
    with blog.store.writing() as session:
        (stored,) = load_mentions(session)
        delete_mention(session, stored.id, now=blog.now)
    (result,) = poll(blog.polling())
    assert blog.mentions() == []
    assert result.saved.new == ()


def test_page_feed_and_quote_are_one_mention(blog: Blog, comment_page: PageMaker) -> None:
    blog.track()
    tweet = "RT @clab: Weg mit der Firewall http://ow.ly/rDsf #fb"
    page = comment_page(
        f"""<li class="tweetback" id="comment-15"><div class="comment-body"><cite class="fn">
        <a class="url" href="http://twitter.com/ingobecker/statuses/26312">ingobecker (Ingo Becker)
        </a></cite><div class="comment-content"><p>{tweet}</p></div></div></li>
        <li class="trackback" id="comment-16"><div class="comment-body"><cite class="fn">
        <a class="url" href="http://topsy.com/tb/ow.ly/rDsf">Tweets die Beitrag erwähnt --
        Topsy.com</a></cite><div class="comment-content"><p>[...] Dieser Eintrag wurde auf Twitter
        von Jens und Ingo Becker erwähnt. Ingo Becker sagte: {tweet} [...]</p></div></div></li>"""
    )
    feed = f"""<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
    <title>Kommentare zu: Beitrag</title><link>{blog.article}</link>
    <item><title>Von: ingobecker (Ingo Becker)</title><link>{blog.article}#comment-15</link>
    <dc:creator>ingobecker (Ingo Becker)</dc:creator>
    <guid isPermaLink="false">{blog.article}#comment-15</guid>
    <description>{tweet}</description></item></channel></rss>"""
    blog.serve("/post-1", page)
    blog.serve("/post-1/feed", feed, "application/rss+xml")
    blog.watch("webpage", "/post-1")
    blog.watch("feed", "/post-1/feed")
    poll(blog.polling(follow_short_links=False))
    ingo = [m for m in blog.mentions() if m.author.name == "Ingo Becker"]
    assert len(ingo) == 1
    assert ingo[0].url == "http://twitter.com/ingobecker/statuses/26312"
    assert ingo[0].merged_from == 3


def test_short_links_are_followed_once(blog: Blog) -> None:
    blog.track()
    blog.server.expect_request("/s1").respond_with_data(
        "", status=301, headers={"Location": blog.article}
    )
    short = blog.server.url_for("/s1").replace("localhost", "127.0.0.1")
    pages = iter(
        [f"<p>Lest <a href='{short}'>das</a>!", f"<p>Lest doch <a href='{short}'>das</a>!"]
    )
    blog.server.expect_request("/links").respond_with_handler(
        lambda _: Response(next(pages), content_type="text/html")
    )
    page = blog.server.url_for("/links").replace("localhost", "127.0.0.1")
    blog.watch("webpage", page)
    polling = blog.polling(shorteners=Shorteners(extra_hosts=("127.0.0.1",)))
    poll(polling)
    poll(polling)
    (mention,) = blog.mentions()
    assert mention.evidence is Evidence.REDIRECT
    assert mention.links[0].found == short
    asked = [request.path for request, _ in blog.server.log]
    assert asked.count("/s1") == 1


def test_the_page_teaches_its_other_addresses(blog: Blog, comment_page: PageMaker) -> None:
    blog.track()
    base = blog.server.url_for("")
    head = f'<link rel="shortlink" href="{base}/?p=7"><meta property="og:url" content="{base}/">'
    blog.serve("/post-1", comment_page(head=head))
    blog.watch("webpage", "/post-1")
    poll(blog.polling())
    with blog.store.reading() as session:
        article = find_article(session, f"{base}/?p=7")
        assert article is not None
        assert find_article(session, f"{base}/") is None, "a home page is no alias"


def test_files_are_read_only_for_the_config(blog: Blog, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(f"<p><a href='{blog.article}'>x</a>")
    blog.track()
    blog.watch("webpage", path.as_uri(), base_url="https://other.example/1", from_config=False)
    (result,) = poll(blog.polling())
    assert result.error is not None
    assert "only when config.toml names them" in result.error


def test_no_document_leads_to_a_file(blog: Blog, tmp_path: Path, comment_page: PageMaker) -> None:
    """Comment pages named by a page of ours that is a file are never followed to other files."""
    secret = tmp_path / "comment-page-1"
    secret.write_text("secret")
    head = f'<base href="{tmp_path.as_uri()}/">'
    nav = '<div class="comment-navigation"><a href="comment-page-1/#comments">Ältere</a></div>'
    path = tmp_path / "page.html"
    path.write_text(comment_page(ZOE.format("Ja."), head=head) + nav)
    blog.track()
    blog.watch("webpage", path.as_uri(), base_url=blog.article, from_config=True)
    (result,) = poll(blog.polling())
    assert result.outcome is Outcome.OK
    assert blog.server.log == []


def test_a_ping_and_its_page_are_one(blog: Blog, comment_page: PageMaker) -> None:
    blog.track()
    other = blog.server.url_for("/linkschau").replace("localhost", "127.0.0.1")
    ping = f"""<li class="pingback" id="comment-3"><div class="comment-body"><p>Pingback:
    <a class="url" href="{other}">Linkschau 29 – Zweitblog</a></p></div></li>"""
    page = f"""<div class="h-entry"><h1 class="p-name">Linkschau 29</h1>
    <a class="p-author h-card" href="/">Zoë Zweit</a><div class="e-content">
    <p>Sehr lesenswert: <a href="{blog.article}">Weg mit der Firewall</a>.</p></div></div>"""
    blog.serve("/post-1", comment_page(ping))
    blog.serve("/linkschau", page)
    blog.watch("webpage", "/post-1")
    blog.watch("webpage", other)
    poll(blog.polling())
    (mention,) = blog.mentions()
    assert mention.author.name == "Zoë Zweit"
    assert mention.text == "Sehr lesenswert: Weg mit der Firewall."
    assert (mention.channel, mention.evidence) == (Channel.POST, Evidence.LINK)
    assert mention.merged_from == 2


def short_link_page(blog: Blog, answer: Callable[[], tuple[int, str]]) -> list[str]:
    """Serve a page with a short link that answers so; return the requests for it."""
    asked: list[str] = []

    def handle(request: WerkzeugRequest) -> Response:
        asked.append(request.method)
        status, location = answer()
        return Response(status=status, headers={"Location": location})

    blog.server.expect_request("/s1").respond_with_handler(handle)
    short = blog.server.url_for("/s1").replace("localhost", "127.0.0.1")
    blog.serve("/links", f"<p>Lest <a href='{short}'>das</a>!")
    blog.watch("webpage", blog.server.url_for("/links").replace("localhost", "127.0.0.1"))
    return asked


def followed(blog: Blog, **changes: object) -> Polling:
    return blog.polling(shorteners=Shorteners(extra_hosts=("127.0.0.1",)), **changes)


def test_a_short_link_that_failed_is_asked_again_after_a_day(blog: Blog) -> None:
    blog.track()
    back_at = blog.now + timedelta(hours=20)
    short_link_page(blog, lambda: (503, "") if blog.now < back_at else (301, blog.article))
    poll(followed(blog))
    assert blog.mentions() == []
    blog.wait(hours=2)
    assert poll(followed(blog))[0].outcome is Outcome.UNCHANGED
    blog.wait(hours=23)
    poll(followed(blog))
    (mention,) = blog.mentions()
    assert mention.evidence is Evidence.REDIRECT


def test_short_links_are_asked_once_that_is_allowed(blog: Blog) -> None:
    blog.track()
    short_link_page(blog, lambda: (301, blog.article))
    poll(followed(blog, follow_short_links=False))
    assert blog.mentions() == []
    poll(followed(blog))
    assert len(blog.mentions()) == 1
    assert poll(followed(blog))[0].outcome is Outcome.UNCHANGED


def test_a_dead_short_link_is_left_alone(blog: Blog) -> None:
    blog.track()
    asked = short_link_page(blog, lambda: (404, ""))
    poll(followed(blog))
    blog.wait(days=3)
    before = len(asked)
    assert poll(followed(blog))[0].outcome is Outcome.UNCHANGED
    assert len(asked) == before


@pytest.mark.parametrize("first", ["feed", "webpage"])
def test_the_blogs_own_ping_is_put_aside(blog: Blog, comment_page: PageMaker, first: str) -> None:
    """A comment feed does not say where a ping came from; the page does."""
    blog.track()
    own = blog.server.url_for("/drei-tage-ohne-netz")
    ping = f"""<li class="pingback" id="comment-5"><div class="comment-body"><p>Pingback:
    <a class="url" href="{own}">Drei Tage ohne Netz</a></p></div></li>"""
    feed = f"""<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
    <title>Kommentare zu: Beitrag</title><link>{blog.article}</link>
    <item><title>Von: Drei Tage ohne Netz</title><link>{blog.article}#comment-5</link>
    <dc:creator>Drei Tage ohne Netz</dc:creator>
    <description>[...] Nachgang zu meinem Artikel [...]</description></item></channel></rss>"""
    blog.serve("/post-1", comment_page(ping))
    blog.serve("/post-1/feed", feed, "application/rss+xml")
    places = {"feed": "/post-1/feed", "webpage": "/post-1"}
    for source in sorted(places, key=lambda source: source != first):
        blog.watch(source, places[source])
        poll(blog.polling())
    assert blog.mentions() == []
