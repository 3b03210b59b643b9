from datetime import UTC, datetime, timedelta

import pytest

from mentions.core.blogs.plan import (
    default_sources,
    is_old,
    may_list_posts,
    older_page,
    places_of,
)
from mentions.core.blogs.posts import Post
from mentions.profile import Key, Profile

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
POST = Post(url="https://b.example/a/", comments="https://b.example/a/feed/")


def test_by_default_all_are_asked_that_search_without_a_key() -> None:
    profiles = {
        "free": Profile(searches=True),
        "better": Profile(searches=True, key=Key.OPTIONAL),
        "paid": Profile(searches=True, key=Key.NEEDED),
        "place": Profile(),
        "off": Profile(searches=True),
    }
    assert default_sources(profiles, off={"off"}) == ("free", "better")


def test_the_page_and_its_comment_feed_are_watched_if_wanted() -> None:
    both = [("webpage", POST.url), ("feed", POST.comments)]
    assert places_of(POST, ["hackernews"], comments=True) == [("hackernews", POST.url), *both]
    assert places_of(POST, ["webpage"], comments=True) == both
    assert places_of(POST, ["hackernews"], comments=False) == [("hackernews", POST.url)]


@pytest.mark.parametrize(
    ("age", "old_at_first", "old_later"),
    [
        (timedelta(hours=2), False, False),
        (timedelta(days=9), True, False),
        (timedelta(days=90), True, True),
        (None, True, False),
    ],
)
def test_what_is_no_news(age: timedelta | None, *, old_at_first: bool, old_later: bool) -> None:
    post = Post(url="https://b.example/a", published=None if age is None else NOW - age)
    assert is_old(post, NOW, first_look=True) is old_at_first
    assert is_old(post, NOW, first_look=False) is old_later


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("wp-sitemap-posts-post-1.xml", True),
        ("wp-sitemap-posts-page-1.xml", False),
        ("wp-sitemap-users-1.xml", False),
        ("post-sitemap.xml", True),
        ("page-sitemap.xml", False),
        ("post_tag-sitemap.xml", False),
        ("category-sitemap.xml", False),
        ("sitemap-2009-07.xml", True),
        ("sitemap.xml?page=2", True),
        ("sitemap-pt-post-2009-07.xml", True),
    ],
)
def test_parts_of_an_index(name: str, *, expected: bool) -> None:
    assert may_list_posts(f"https://b.example/{name}") is expected


@pytest.mark.parametrize(
    ("feed", "generator", "posts", "expected"),
    [
        (
            "https://b.example/feed/",
            "https://wordpress.org/?v=6",
            10,
            "https://b.example/feed/?paged=2",
        ),
        (
            "https://b.example/?feed=rss2&paged=9",
            "WordPress",
            1,
            "https://b.example/?feed=rss2&paged=10",
        ),
        ("https://b.example/feed/", "Hugo", 10, None),
        ("https://b.example/feed/", None, 10, None),
        ("https://b.example/feed/?paged=3", "WordPress", 0, None),
        ("https://b.example/feed/?paged=x", "WordPress", 1, None),
    ],
)
def test_wordpress_pages_its_feed(
    feed: str, generator: str | None, posts: int, expected: str | None
) -> None:
    assert older_page(feed, said=None, generator=generator, posts=posts) == expected


def test_what_the_feed_says_counts() -> None:
    said = "https://b.example/2008.xml"
    assert older_page("https://b.example/f", said=said, generator="WordPress", posts=1) == said
