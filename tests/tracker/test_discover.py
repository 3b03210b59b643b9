import asyncio
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from tests.servers.own import RSS, START, Own, item, rss

from mentions.asking import Watch
from mentions.core.blogs.model import Wishes
from mentions.model import Article
from mentions.store.articles import remove_article
from mentions.store.engine import Session, open_store
from mentions.store.mentions import load_mentions
from mentions.store.watches import add_watch, load_watches
from mentions.tracker.poll import poll_watches, select_watches
from mentions.tracker.track import track_article
from mentions.urls.canonical import canonical_url


@pytest.fixture
def own(tmp_path: Path, httpserver: HTTPServer) -> Iterator[Own]:
    with open_store(tmp_path / "mentions.db") as store:
        yield Own(store, httpserver)


HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_posts_of_the_feed_become_articles_with_their_watches(own: Own) -> None:
    own.name()
    own.feed(item("/neu/", "Neues", age=HOUR), item("/alt/", "Altes", age=400 * DAY))
    assert own.discover() is None
    old, new = own.articles()
    assert (new.article.title, new.article.published) == ("Neues", START - HOUR)
    assert (new.article.max_delay, new.blog) == (None, own.url("/feed/"))
    assert old.article.published == START - 400 * DAY
    assert own.watches() == {
        (source, path)
        for source in ("hackernews", "lobsters", "webpage")
        for path in ("neu/", "alt/")
    }
    assert own.old() == ["alt/"]


def test_what_is_found_is_planned(own: Own) -> None:
    own.name()
    own.feed(item("/neu/", age=HOUR))
    own.discover()
    with own.store.reading() as session:
        assert {one.interval for one in load_watches(session)} == {0}


def test_a_home_page_leads_to_the_feed_of_posts(own: Own) -> None:
    own.name("/")
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{path}">'
        for path in ("/comments/feed/", "/feed/")
    )
    own.serve("/", f"<html><head><title>Blog</title>{links}</head><body><p>Hallo</p></body></html>")
    own.feed(item("/neu/", age=HOUR))
    assert own.discover() is None
    assert own.urls() == ["neu/"]
    assert own.state().feed == own.url("/feed/")
    own.now += HOUR
    own.asked.clear()
    own.discover()
    assert own.asked == ["/feed/"]


def test_an_unchanged_feed_costs_one_conditional_request(own: Own) -> None:
    own.name()
    own.feed(item("/neu/", age=HOUR))
    own.discover()
    own.now += HOUR
    assert own.discover() is None
    last = own.server.log[-1]
    assert (last[0].path, last[1].status_code) == ("/feed/", 304)
    assert own.state().succeeded_at == own.now


def test_it_is_looked_at_every_quarter_of_an_hour(own: Own) -> None:
    own.name()
    own.feed(item("/neu/", age=HOUR))
    own.discover()
    own.now += timedelta(minutes=14)
    own.discover()
    assert own.asked == ["/feed/"]
    own.now += timedelta(minutes=1)
    own.discover()
    assert own.asked == ["/feed/", "/feed/"]


def test_what_the_feed_wishes_counts(own: Own) -> None:
    own.name()
    own.feed(item("/neu/", age=HOUR), head="<ttl>120</ttl>")
    own.discover()
    assert own.state().due_at == START + 2 * HOUR
    own.now += 2 * HOUR
    own.discover()  # unchanged: it still wishes that
    assert own.state().due_at == own.now + 2 * HOUR


def test_a_new_post_is_news_and_an_old_one_that_turns_up_is_not(own: Own) -> None:
    own.name()
    own.feed(item("/erster/", age=3 * DAY))
    own.discover()
    own.now += HOUR
    own.feed(item("/neu/", age=HOUR), item("/erster/", age=3 * DAY), item("/uralt/", age=900 * DAY))
    own.discover()
    assert sorted(own.urls()) == ["erster/", "neu/", "uralt/"]
    assert own.old() == ["erster/", "uralt/"]


def test_what_the_owner_removed_does_not_come_back(own: Own) -> None:
    own.name()
    own.feed(item("/neu/", age=HOUR))
    own.discover()
    (article,) = own.articles()
    with own.store.writing() as session:
        remove_article(session, article.id, now=own.now)
    own.now += HOUR
    own.feed(item("/neuer/", age=HOUR), item("/neu/", age=HOUR))
    own.discover()
    assert own.urls() == ["neuer/"]


def test_what_is_tracked_already_stays_as_the_owner_has_it(own: Own) -> None:
    track_article(own.store, Article(url=own.url("/neu/"), title="Mein Titel"), now=START)
    own.name()
    own.feed(item("/neu/?utm_source=rss", "Anders", age=HOUR))
    own.discover()
    (article,) = own.articles()
    assert (article.article.title, article.blog) == ("Mein Titel", None)
    assert own.watches() == set()


def test_an_identifier_that_leads_to_the_post_is_its_alias(own: Own) -> None:
    own.name()
    guid = f'<guid isPermaLink="false">{own.url("/?p=42")}</guid>'
    own.feed(item("/neu/", age=HOUR, more=guid))
    own.discover()
    (article,) = own.articles()
    assert article.article.aliases == (own.url("/?p=42"),)


def test_an_identifier_that_two_posts_have_is_nobodys(own: Own) -> None:
    own.name()
    guid = f"<guid>{own.url('/?p=1')}</guid>"
    own.feed(item("/a/", age=HOUR, more=guid), item("/b/", age=HOUR, more=guid))
    own.discover()
    assert [one.article.aliases for one in own.articles()] == [(), ()]


def test_a_comment_feed_is_watched(own: Own) -> None:
    own.name()
    rss_of = f"<wfw:commentRss>{own.url('/neu/feed/')}</wfw:commentRss>"
    own.feed(item("/neu/", age=HOUR, more=rss_of))
    own.discover()
    assert ("feed", "neu/feed/") in own.watches()


def test_a_post_that_moved_is_the_same_article(own: Own) -> None:
    own.name()
    guid = f'<guid isPermaLink="false">{own.url("/?p=7")}</guid>'
    own.feed(item("/alter-name/", age=HOUR, more=guid))
    own.discover()
    own.now += HOUR
    own.feed(item("/neuer-name/", age=HOUR, more=guid))
    own.fail("/alter-name/", 301, "/neuer-name/")
    own.serve("/neuer-name/", "<html><body><p>Text</p></body></html>")
    own.discover()
    (article,) = own.articles()
    assert own.url("/neuer-name/") in article.article.aliases
    assert ("hackernews", "neuer-name/") in own.watches()


def test_the_same_identifier_alone_does_not_make_it_the_same_article(own: Own) -> None:
    own.name()
    guid = f'<guid isPermaLink="false">{own.url("/?p=7")}</guid>'
    own.feed(item("/einer/", age=HOUR, more=guid))
    own.discover()
    own.now += HOUR
    own.serve("/einer/", "<html><body><p>Noch da</p></body></html>")
    own.feed(item("/anderer/", age=HOUR, more=guid))
    own.discover()
    assert sorted(own.urls()) == ["anderer/", "einer/"]


def test_a_failure_is_kept_and_waits_longer_each_time(own: Own) -> None:
    own.name()
    own.fail("/feed/", 500)
    waits = []
    for _ in range(3):
        told = own.discover()
        assert told is not None
        assert "500" in told
        due = own.state().due_at
        assert due is not None
        waits.append(due - own.now)
        own.now = due
    assert waits[0] < waits[1] < waits[2]
    own.feed(item("/neu/", age=HOUR))
    assert own.discover() is None
    assert (own.state().failures, own.state().error, own.urls()) == (0, None, ["neu/"])


def test_a_feed_that_is_gone_is_looked_for_again(own: Own) -> None:
    own.name("/")
    link = '<link rel="alternate" type="application/rss+xml" href="{}">'
    own.serve("/", f"<html><head>{link.format('/feed/')}</head><body></body></html>")
    own.feed(item("/neu/", age=HOUR))
    own.discover()
    own.fail("/feed/", 404)
    own.serve("/", f"<html><head>{link.format('/atom/')}</head><body></body></html>")
    own.serve("/atom/", rss(item("/neuer/", age=HOUR)), RSS)
    own.now += HOUR
    assert own.discover() is not None
    own.now += HOUR
    assert own.discover() is None
    assert own.urls() == ["neu/", "neuer/"]


def test_a_page_without_feed_says_what_to_do(own: Own) -> None:
    own.name("/")
    own.serve("/", "<html><head><title>x</title></head><body><p>Hallo</p></body></html>")
    told = own.discover()
    assert told is not None
    assert "names no feed" in told


def test_posts_of_others_are_none(own: Own) -> None:
    own.name()
    own.feed(item("https://elsewhere.example/a/", age=HOUR))
    assert own.discover() is None
    assert own.articles() == []
    assert "none of its 1 entries" in (own.state().error or "")


def test_a_date_ahead_is_unknown(own: Own) -> None:
    own.name()
    own.feed(item("/neu/", age=-30 * DAY))
    own.discover()
    assert own.articles()[0].article.published is None


def test_pages_read_before_are_searched_for_a_new_post(own: Own) -> None:
    track_article(own.store, Article(url=own.url("/anderer/")), now=START)
    neighbour = own.url("/nachbar").replace("localhost", "127.0.0.1")
    links = [f'<a href="{own.url(path)}">das</a>' for path in ("/anderer/", "/neu/")]
    own.serve("/nachbar", f"<html><body><article><p>Lest {links}!</p></article></body></html>")
    with own.store.writing() as session:
        add_watch(session, Watch(source="webpage", address=neighbour, interval=3600))
    due = select_watches(own.store, now=own.now, everything=True)
    asyncio.run(poll_watches(own.polling(), due))
    own.name()
    own.feed(item("/neu/", age=HOUR))
    own.discover()
    with own.store.reading() as session:
        found = {one.mention.article for one in load_mentions(session)}
    assert canonical_url(own.url("/neu/")) in found
    assert not own.state().unmatched


def test_killed_between_two_parts_of_a_long_feed_nothing_is_lost_or_doubled(own: Own) -> None:
    own.name()
    own.feed(*(item(f"/p{number}/", age=number * HOUR) for number in range(450)))
    real = own.store.writing
    writes = iter(range(2))  # the second part is not stored any more

    def writing() -> AbstractContextManager[Session]:
        if next(writes, None) is None:
            raise KeyboardInterrupt
        return real()

    own.store.writing = writing  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        own.discover()
    own.store.writing = real  # type: ignore[method-assign]
    assert 0 < len(own.articles()) < 450
    assert own.state().succeeded_at is None
    assert own.discover() is None
    assert sorted(own.urls()) == sorted(f"p{number}/" for number in range(450))
    assert len(own.watches()) == 3 * 450


def test_a_feed_that_grows_to_thousands_of_entries(own: Own) -> None:
    own.name(wishes=Wishes(watches=("hackernews",), comments=False))
    own.feed(item("/p0/", age=HOUR))
    own.discover()
    own.feed(*(item(f"/p{number}/", age=number * HOUR) for number in range(3_000)))
    own.now += HOUR
    assert own.discover() is None
    assert len(own.articles()) == 3_000


def test_what_is_asked_is_counted_and_never_more_than_the_owner_allows(own: Own) -> None:
    own.name("/")
    link = '<link rel="alternate" type="application/rss+xml" href="/feed/">'
    own.serve("/", f"<html><head><title>Blog</title>{link}</head><body><p>Hallo</p></body></html>")
    own.feed(item("/neu/", age=HOUR))
    own.discover()
    assert own.asked == ["/", "/robots.txt", "/feed/"]
    assert own.spent() == {"feed": 3}
    own.now += HOUR
    own.asked.clear()
    assert "budget of 3 requests a day under [sources.feed]" in str(own.discover(feed=3))
    assert (own.asked, own.spent()) == ([], {"feed": 3})
