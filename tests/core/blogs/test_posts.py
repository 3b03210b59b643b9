from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.blogs.posts import (
    Hinted,
    choose_feed,
    is_post_address,
    known_date,
    post_of_page,
    posts_in_feed,
)
from mentions.model import Channel, Document, Entry

HOME = "https://blog.example/"
NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "path",
    [
        "2009/07/weg-mit-der-firewall/",
        "2009/07/14/firewall",
        "archives/42-Firewall.html",
        "blog/firewall",
        "posts/2024/tags-in-html/",
        "?p=42",
        "index.php?p=42",
        "thema/firewall-weg",
        "über-uns-und-die-firewall",
        "2009/about",
        "seite-an-seite",
        "firewall.html",
    ],
)
def test_posts(path: str) -> None:
    assert is_post_address(HOME + path, [HOME])


@pytest.mark.parametrize(
    "path",
    [
        "",
        "index.html",
        "?utm_source=x",
        "tag/firewall/",
        "2009/",
        "2009/07",
        "2009/07/14/",
        "page/2/",
        "category/netz/page/3",
        "Kategorie/Netz",
        "author/jens/",
        "feed/",
        "2009/07/firewall/feed/",
        "comments/feed/",
        "feed.xml",
        "wp-content/uploads/2009/07/bild.jpg",
        "2009/07/bild.JPG",
        "firewall/attachment/bild/",
        "?attachment_id=7",
        "?cat=3",
        "?s=firewall",
        "impressum/",
        "about",
        "archive/",
        "wp-json/wp/v2/posts",
        "x" * 3000,
    ],
)
def test_no_posts(path: str) -> None:
    assert not is_post_address(HOME + path, [HOME])


@pytest.mark.parametrize(
    "url", ["https://other.example/a", "ftp://blog.example/a", "a", "https://["]
)
def test_other_sites_and_no_addresses(url: str) -> None:
    assert not is_post_address(url, [HOME])


def test_on_shared_hosts_the_author_counts() -> None:
    home = "https://medium.com/@ann"
    assert is_post_address("https://medium.com/@ann/firewall", [home])
    assert not is_post_address("https://medium.com/@ben/firewall", [home])


@given(st.text(max_size=80))
def test_it_never_raises(text: str) -> None:
    is_post_address(HOME + text, [HOME])
    is_post_address(text, [HOME, text])


def feed(*entries: Entry) -> Document:
    return Document(url=f"{HOME}feed/", form="feed", entries=entries)


def test_comments_and_repeated_entries_are_no_posts() -> None:
    entries = [
        Entry(url=f"{HOME}a/", title="A"),
        Entry(url=f"{HOME}a/?utm_source=rss"),
        Entry(url=f"{HOME}b/#comment-1", channel=Channel.COMMENT),
        Entry(title="Ohne Adresse"),
    ]
    found = posts_in_feed(feed(*entries), [HOME], hinted=Hinted(), now=NOW)
    assert [(one.url, one.title) for one in found] == [(f"{HOME}a/", "A")]


def test_the_home_page_and_other_sites_are_no_aliases() -> None:
    url = f"{HOME}a/"
    for identifier in (HOME, "https://old.example/a", f"{HOME}?utm_source=x"):
        hinted = Hinted(permalinks={url: identifier})
        (post,) = posts_in_feed(feed(Entry(url=url)), [HOME], hinted=hinted, now=NOW)
        assert post.aliases == ()


def test_the_address_at_a_counter_of_clicks_is_an_alias_but_not_its_home_page() -> None:
    url, counted = f"{HOME}a/", "https://c.example/~r/1"
    for proxied, expected in {counted: (counted,), "https://c.example/": ()}.items():
        hinted = Hinted(proxied={url: proxied})
        (post,) = posts_in_feed(feed(Entry(url=url)), [HOME], hinted=hinted, now=NOW)
        assert post.aliases == expected


def test_an_alias_that_is_another_posts_address_is_none() -> None:
    entries = [Entry(url=f"{HOME}a/"), Entry(url=f"{HOME}b/")]
    hinted = Hinted(permalinks={f"{HOME}a/": f"{HOME}b/"})
    found = posts_in_feed(feed(*entries), [HOME], hinted=hinted, now=NOW)
    assert [one.aliases for one in found] == [(), ()]


@pytest.mark.parametrize(
    ("age", "zone_known", "known"),
    [
        (timedelta(hours=1), True, True),
        (timedelta(hours=1), False, False),
        (timedelta(days=900), False, True),
        (timedelta(hours=-20), True, True),
        (timedelta(days=-3), True, False),
    ],
)
def test_a_date_counts_as_far_as_it_can_be_relied_on(
    age: timedelta, *, zone_known: bool, known: bool
) -> None:
    published = NOW - age
    assert known_date(published, NOW, zone_known=zone_known) == (published if known else None)


def test_a_feed_of_comments_is_never_chosen() -> None:
    assert choose_feed([f"{HOME}comments/feed/", f"{HOME}feed/"], HOME) == f"{HOME}feed/"
    assert choose_feed([f"{HOME}kommentare.xml"], HOME) is None
    assert choose_feed(["https://feeds.example/b", f"{HOME}feed/"], HOME) == f"{HOME}feed/"
    assert choose_feed([f"{HOME}?feed=comments-rss2", f"{HOME}?feed=rss2"], HOME) == (
        f"{HOME}?feed=rss2"
    )


@pytest.mark.parametrize(
    "partial",
    [
        "category/netz/feed/",
        "tag/netz/feed/",
        "?cat=3&feed=rss2",
        "feed/podcast/",
        "author/a/feed/",
    ],
)
def test_the_feed_of_all_posts_comes_before_one_of_a_part(partial: str) -> None:
    for whole in ("feed/", "feeds/posts/default", "?feed=rss2", "rss"):
        assert choose_feed([f"{HOME}{partial}", f"{HOME}{whole}"], HOME) == f"{HOME}{whole}"
    assert choose_feed([f"{HOME}{partial}"], HOME) == f"{HOME}{partial}"
    elsewhere = "https://feeds.example/all"
    assert choose_feed([elsewhere, f"{HOME}{partial}"], HOME) == f"{HOME}{partial}"


def test_a_blog_may_be_a_category_itself() -> None:
    home = f"{HOME}category/netz/"
    feeds = [f"{home}feed/", f"{HOME}feed/"]
    assert choose_feed(feeds, home) == f"{home}feed/"


def page(url: str, *entries: Entry, canonical: str | None = None, **more: object) -> Document:
    return Document(url=url, form="page", entries=entries, canonical=canonical, **more)


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (feed(), "no page"),
        (page(HOME), "no post"),
        (page("https://other.example/a"), "no post"),
        (page(f"{HOME}a/", canonical=HOME), "canonical"),
        (page(f"{HOME}a/", Entry(url=f"{HOME}b/"), Entry(url=f"{HOME}c/")), "several"),
    ],
)
def test_why_a_page_is_no_post(document: Document, why: str) -> None:
    found = post_of_page(document, f"{HOME}a/", [HOME], now=NOW)
    assert isinstance(found, str)
    assert why in found


def test_a_canonical_address_elsewhere_is_not_the_posts() -> None:
    document = page(f"{HOME}a/", canonical="https://other.example/a", title="A")
    found = post_of_page(document, f"{HOME}a/", [HOME], now=NOW)
    assert not isinstance(found, str)
    assert (found.url, found.title) == (f"{HOME}a/", "A")


def test_the_comment_feed_below_a_page_is_its_own() -> None:
    document = page(f"{HOME}a/", feeds=(f"{HOME}comments/feed/", f"{HOME}a/feed/"))
    found = post_of_page(document, f"{HOME}a/", [HOME], now=NOW)
    assert not isinstance(found, str)
    assert found.comments == f"{HOME}a/feed/"
