import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from tests.servers.own import RSS, START, Own, item, rss

from mentions.store.backfills import progress_of
from mentions.store.engine import open_store

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
XML = "application/xml"
INDEX = "/sitemap.xml"


@pytest.fixture
def own(tmp_path: Path, httpserver: HTTPServer) -> Iterator[Own]:
    with open_store(tmp_path / "mentions.db") as store:
        mine = Own(store, httpserver)
        mine.name()
        mine.feed(item("/neu/", age=HOUR))
        yield mine


def post(title: str, published: str = "2009-07-14T11:42:00+02:00", head: str = "") -> str:
    date = f'<meta property="article:published_time" content="{published}">' if published else ""
    return (
        f"<html><head><title>{title}</title>{date}{head}</head>"
        f"<body><article><h1>{title}</h1><p>Text</p></article></body></html>"
    )


def urlset(own: Own, *paths: str) -> str:
    places = "".join(
        f"<url><loc>{own.url(path)}</loc><lastmod>2025-01-01</lastmod></url>" for path in paths
    )
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0"?><urlset xmlns="{space}">{places}</urlset>'


def index(own: Own, *paths: str) -> str:
    places = "".join(f"<sitemap><loc>{own.url(path)}</loc></sitemap>" for path in paths)
    return f"<sitemapindex>{places}</sitemapindex>"


def posts(own: Own, number: int) -> None:
    """Serve so many old posts, named by a sitemap."""
    paths = [f"/alt/{one}/" for one in range(number)]
    own.serve(INDEX, urlset(own, *paths), XML)
    for path in paths:
        own.serve(path, post(f"Beitrag {path}"))


def test_old_posts_of_a_sitemap_become_articles(own: Own) -> None:
    posts(own, 2)
    told = own.backfill()
    assert (told.left, told.failed, told.stopped) == (0, 0, None)
    assert sorted(own.urls()) == ["alt/0/", "alt/1/", "neu/"]
    assert own.old() == ["alt/0/", "alt/1/"]
    old = next(one.article for one in own.articles() if "alt/0" in one.article.url)
    # When it was last changed is not when it was published.
    assert old.published == datetime(2009, 7, 14, 9, 42, tzinfo=UTC)
    assert old.title == "Beitrag /alt/0/"
    assert ("hackernews", "alt/0/") in own.watches()


def test_of_two_forms_of_an_address_the_first_is_asked(own: Own) -> None:
    own.serve(INDEX, urlset(own, "/alt/1/", "/alt/1/?utm_source=map"), XML)
    own.serve("/alt/1/", post("Alt"))
    own.backfill()
    assert sorted(own.urls()) == ["alt/1/", "neu/"]


def test_a_page_without_date_has_none(own: Own) -> None:
    own.serve(INDEX, urlset(own, "/alt/1/"), XML)
    own.serve("/alt/1/", post("Ohne", ""))
    own.backfill()
    assert [one.article.published for one in own.articles()][-1] is None


def test_it_stops_at_its_budget_and_goes_on(own: Own) -> None:
    posts(own, 6)
    first = own.backfill(budget=8)
    assert first.requests == 8
    assert 0 < first.left < 6
    second = own.backfill(budget=100)
    assert (second.left, second.total) == (0, 6)
    own.asked.clear()
    third = own.backfill(budget=100)
    assert (third.left, third.added) == (0, 0)
    assert not [path for path in own.asked if path.startswith("/alt/")]


def test_after_its_end_the_sitemaps_are_read_again(own: Own) -> None:
    posts(own, 2)
    assert own.backfill().left == 0
    own.asked.clear()
    posts(own, 3)
    again = own.backfill(budget=1)
    assert (again.requests, again.added) == (1, 0)
    assert again.left > 0
    again = own.backfill()
    assert (again.left, again.added, again.total) == (0, 1, 3)
    assert own.asked.count(INDEX) == 1
    assert [path for path in own.asked if path.startswith("/alt/")] == ["/alt/2/"]


def test_what_it_asks_is_counted(own: Own) -> None:
    posts(own, 2)
    told = own.backfill()
    # The robots.txt is read for its sitemaps, and by the gate.
    assert own.asked.count("/robots.txt") == 2
    assert sum(own.spent().values()) == len(own.asked) == told.requests


@pytest.mark.parametrize("killed_after", [1, 2, 3, 4, 5, 6])
def test_killed_anywhere_it_goes_on(own: Own, killed_after: int) -> None:
    posts(own, 3)
    asked: list[int] = []

    def kill(_: int, __: int) -> None:
        asked.append(1)
        if len(asked) == killed_after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        own.backfill(on_request=kill)
    assert own.backfill().left == 0
    assert sorted(own.urls()) == ["alt/0/", "alt/1/", "alt/2/", "neu/"]
    assert max(own.asked.count(f"/alt/{one}/") for one in range(3)) == 1
    assert not own.state().unmatched


def test_robots_txt_names_the_sitemaps(own: Own) -> None:
    own.serve("/robots.txt", f"User-agent: *\nSitemap: {own.url('/karte.xml')}\n", "text/plain")
    own.serve("/karte.xml", urlset(own, "/alt/1/"), XML)
    own.serve("/alt/1/", post("Alt"))
    own.backfill()
    assert "alt/1/" in own.urls()
    assert INDEX not in own.asked


def test_what_robots_txt_forbids_is_not_asked(own: Own) -> None:
    own.serve("/robots.txt", "User-agent: *\nDisallow: /alt/\n", "text/plain")
    posts(own, 2)
    assert own.backfill().left == 0
    assert own.urls() == ["neu/"]
    assert not [path for path in own.asked if path.startswith("/alt/")]


def test_parts_that_hold_no_posts_are_left_out(own: Own) -> None:
    parts = ("/wp-sitemap-posts-post-1.xml", "/wp-sitemap-taxonomies-category-1.xml")
    own.serve(INDEX, index(own, *parts), XML)
    own.serve(parts[0], urlset(own, "/alt/1/", "/tag/x/", "/impressum/", "/bild.jpg"), XML)
    own.serve("/alt/1/", post("Alt"))
    told = own.backfill()
    assert told.left == 0
    assert sorted(own.urls()) == ["alt/1/", "neu/"]
    assert not {"/tag/x/", "/impressum/", "/bild.jpg", parts[1]} & set(own.asked)


def test_a_packed_sitemap_is_read(own: Own) -> None:
    own.serve("/robots.txt", f"Sitemap: {own.url('/karte.xml.gz')}", "text/plain")
    own.serve("/alt/1/", post("Alt"))
    body = gzip.compress(urlset(own, "/alt/1/").encode())
    own.bodies["/karte.xml.gz"] = (body, "application/gzip", 200)
    own.backfill()
    assert "alt/1/" in own.urls()


def test_indexes_in_a_circle_end(own: Own) -> None:
    own.serve(INDEX, index(own, INDEX, "/b.xml"), XML)
    own.serve("/b.xml", index(own, INDEX, "/b.xml", "/c.xml"), XML)
    assert own.backfill().left == 0
    assert own.asked.count(INDEX) == 1
    assert "/c.xml" not in own.asked


def test_a_bomb_costs_nothing_but_itself(own: Own) -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * 60_000_000)
    own.serve(
        "/robots.txt", f"Sitemap: {own.url('/a.gz')}\nSitemap: {own.url('/b.xml')}", "text/plain"
    )
    own.bodies["/a.gz"] = (bomb, "application/gzip", 200)
    own.serve("/b.xml", urlset(own, "/alt/1/"), XML)
    own.serve("/alt/1/", post("Alt"))
    own.backfill()
    assert "alt/1/" in own.urls()


def test_the_archive_of_the_feed_brings_titles_and_dates(own: Own) -> None:
    own.feed(
        item("/neu/", age=HOUR),
        head='<link xmlns="http://www.w3.org/2005/Atom" rel="prev-archive" href="/archiv-1.xml"/>',
    )
    own.serve("/archiv-1.xml", rss(item("/alt/1/", "Alter Beitrag", age=900 * DAY)), RSS)
    own.backfill()
    old = next(one.article for one in own.articles() if "alt/1" in one.article.url)
    assert (old.title, old.published) == ("Alter Beitrag", START - 900 * DAY)
    assert own.old() == ["alt/1/"]
    assert "/alt/1/" not in own.asked


def test_wordpress_pages_its_feed_until_there_is_none(own: Own) -> None:
    head = "<generator>https://wordpress.org/?v=6.5</generator>"
    own.feed(item("/neu/", age=HOUR), head=head)
    for number in (2, 3):
        page = rss(item(f"/alt/{number}/", age=number * 100 * DAY), head=head)
        own.serve(f"/feed/?paged={number}", page, RSS)
    own.backfill()
    assert sorted(own.urls()) == ["alt/2/", "alt/3/", "neu/"]
    assert "/feed/?paged=4" in own.asked
    assert "/feed/?paged=5" not in own.asked


def test_a_site_that_shows_the_same_on_every_page_of_its_feed_ends(own: Own) -> None:
    head = "<generator>WordPress</generator>"
    own.feed(item("/neu/", age=HOUR), head=head)
    for number in range(2, 9):
        own.bodies[f"/feed/?paged={number}"] = own.bodies["/feed/"]
    assert own.backfill().left == 0
    assert "/feed/?paged=3" not in own.asked


def test_an_address_that_leads_elsewhere_gives_the_page_it_leads_to(own: Own) -> None:
    own.serve(INDEX, urlset(own, "/?p=5", "/fort/", "/heim/"), XML)
    own.fail("/?p=5", 301, "/alt/5/")
    own.serve("/alt/5/", post("Alt"))
    own.fail("/fort/", 410)
    own.fail("/heim/", 302, "/")
    own.serve("/", post("Startseite"))
    assert own.backfill().left == 0
    article = own.articles()[-1].article
    assert (article.url, article.aliases) == (own.url("/alt/5/"), (own.url("/?p=5"),))
    assert len(own.articles()) == 2


def test_the_page_names_its_address(own: Own) -> None:
    own.serve(INDEX, urlset(own, "/alt/1/druck/"), XML)
    head = f'<link rel="canonical" href="{own.url("/alt/1/")}">'
    own.serve("/alt/1/druck/", post("Alt", head=head))
    own.backfill()
    assert "alt/1/" in own.urls()


def test_a_page_that_fails_is_tried_again_and_then_given_up(own: Own) -> None:
    posts(own, 1)
    own.fail("/alt/0/", 500)
    assert own.backfill().left == 1
    own.now += DAY
    second = own.backfill()
    assert (second.left, second.failed) == (0, 1)
    own.now += DAY
    own.serve("/alt/0/", post("Wieder da"))
    third = own.backfill()
    assert (third.failed, third.total) == (0, 1)


def test_a_host_that_wants_peace_gets_it(own: Own) -> None:
    posts(own, 3)
    own.fail("/alt/0/", 429)
    told = own.backfill()
    assert told.stopped is not None
    assert told.left == 3
    own.serve("/alt/0/", post("Jetzt"))
    own.now += DAY
    assert (own.backfill().left, len(own.articles())) == (0, 4)


def test_a_post_that_the_feed_shows_meanwhile_is_not_asked_for(own: Own) -> None:
    posts(own, 2)
    own.backfill(budget=6)  # robots.txt, the feed twice and its page, the sitemap
    with own.store.reading() as session:
        left = progress_of(session, own.state().id).left
    assert left > 0
    own.asked.clear()
    own.feed(*(item(f"/alt/{number}/", age=900 * DAY) for number in range(2)))
    own.now += HOUR
    own.discover()
    assert own.backfill().left == 0
    assert not [path for path in own.asked if path.startswith("/alt/")]
    assert own.old() == ["alt/0/", "alt/1/"]


def test_a_blog_in_a_folder_is_not_the_whole_site(own: Own) -> None:
    own.feed(item("/blog/neu/", age=HOUR), head=f"<link>{own.url('/blog/')}</link>")
    own.serve(INDEX, urlset(own, "/blog/alt/", "/produkte/seife/"), XML)
    own.serve("/blog/alt/", post("Alt"))
    own.backfill()
    assert sorted(own.urls()) == ["blog/alt/", "blog/neu/"]
    assert "/produkte/seife/" not in own.asked
