"""Where a new post is looked for, and where older posts of a blog may stand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from mentions.core.blogs.posts import Post
from mentions.profile import Key, Profile

PAGE, FEED = "webpage", "feed"
_NEW, _OLD = timedelta(days=1), timedelta(days=30)
_WELL_KNOWN = ("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml")
# Parts of an index that hold no posts, as WordPress and its plugins name them.
_NO_POSTS = re.compile(
    r"(?:^|[-_/.])(?:pages?|categor(?:y|ies)|tags?|post_tag|users?|authors?|attachments?|images?"
    r"|videos?|taxonom(?:y|ies)|archives?|products?|local)(?=[-_.0-9]|$)",
    re.IGNORECASE,
)
_POSTS = re.compile(r"(?:^|[-_/.])(?:posts?|articles?|news|blog)(?=[-_.0-9]|$)", re.IGNORECASE)


def default_sources(profiles: Mapping[str, Profile], off: Collection[str] = ()) -> tuple[str, ...]:
    """Return the sources that are asked about a post where the owner names none.

    Those that search and need no key, without those that the owner has switched off.
    """
    return tuple(
        name
        for name, profile in profiles.items()
        if profile.searches and profile.key is not Key.NEEDED and name not in off
    )


def places_of(post: Post, sources: Iterable[str], *, comments: bool) -> list[tuple[str, str]]:
    """Return where a post is looked for: source and address, each once.

    Args:
        post: The new article.
        sources: The names of those that are asked about it.
        comments: Whether its own page is watched, and the feed of its comments where it has one.
    """
    found = {(name, post.url): None for name in sources}
    if comments:
        found[PAGE, post.url] = None
        if post.comments:
            found[FEED, post.comments] = None
    return list(found)


def is_old(post: Post, now: datetime, *, first_look: bool) -> bool:
    """Whether what is found about a post on the first looks at it is no news.

    True for what stood in the feed when the blog was first looked at, but the posts of the last
    day; and for what is a month old when it turns up.
    """
    age = None if post.published is None else now - post.published
    if first_look:
        return age is None or age > _NEW
    return age is not None and age > _OLD


def sitemaps_to_try(home: str) -> list[str]:
    """Return where a site may keep its sitemap if its robots.txt does not say.

    >>> sitemaps_to_try("https://blog.example/x/")[0]
    'https://blog.example/sitemap.xml'
    """
    return [urljoin(home, path) for path in _WELL_KNOWN]


def may_list_posts(sitemap: str) -> bool:
    """Whether a part of an index may name posts, as far as its own name tells.

    >>> may_list_posts("https://b.example/wp-sitemap-taxonomies-category-1.xml")
    False
    >>> may_list_posts("https://b.example/post-sitemap2.xml")
    True
    """
    name = urlsplit(sitemap).path.rpartition("/")[2]
    if _POSTS.search(name) and "post_tag" not in name:
        return re.search(r"posts-page", name) is None
    return _NO_POSTS.search(name) is None


def older_page(feed: str, *, said: str | None, generator: str | None, posts: int) -> str | None:
    """Return where the entries before those of a feed stand; None where nobody knows.

    What the feed says counts (RFC 5005: prev-archive, next). WordPress says nothing and takes
    `?paged=2` (codex: WordPress Feeds); a page of it without entries is the end.

    Args:
        feed: The address of the feed, or of one page of it.
        said: What it says.
        generator: What made it, as it says.
        posts: How many entries it has.

    >>> older_page("https://b.example/feed/?paged=2", said=None, generator="WordPress 6", posts=10)
    'https://b.example/feed/?paged=3'
    """
    if said or not posts:
        return said if posts else None
    if not generator or "wordpress" not in generator.lower():
        return None
    parts = urlsplit(feed)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    number = next((value for key, value in pairs if key == "paged"), "1")
    if not (number.isascii() and number.isdigit() and len(number) <= len("10000")):
        return None
    rest = [(key, value) for key, value in pairs if key != "paged"]
    query = urlencode([*rest, ("paged", str(int(number) + 1))])
    return urlunsplit(parts._replace(query=query, fragment=""))


def folder_of(home: str | None, posts: Iterable[str]) -> str:
    """Return the folder in which a blog's posts are: "/" unless home and posts share a deeper one.

    A blog may be a part of a larger site, whose sitemaps name all of it.

    >>> folder_of("https://firm.example/blog/", ["https://firm.example/blog/firewall/"])
    '/blog/'
    >>> folder_of("https://firm.example/blog/", ["https://firm.example/2009/firewall/"])
    '/'
    """
    path = urlsplit(home or "").path
    folder = path if path.endswith("/") else f"{path}/"
    return folder if all(is_within(post, folder) for post in posts) else "/"


def is_within(url: str, folder: str) -> bool:
    """Whether an address lies in a folder of its site."""
    return f"{urlsplit(url).path}/".startswith(folder)
