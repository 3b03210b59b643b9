"""Which addresses of a feed or a sitemap are posts of a blog."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from urllib.parse import parse_qsl, urlsplit

from mentions.core.tables import load_table
from mentions.model import Channel, Document, Entry
from mentions.urls.canonical import canonical_url
from mentions.urls.hosts import same_site

# Longer ones are not kept as articles.
_LONGEST = 2_000
# A clock may go wrong by a little; what lies further ahead is no date of publication.
_AHEAD = timedelta(days=1)
# Without its zone a time may be wrong by 14 hours: that matters for young posts only.
_YOUNG = timedelta(days=2)
_MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|heic|mp3|m4a|ogg|opus|wav|flac|mp4|m4v|mov"
    r"|webm|avi|mkv|pdf|zip|gz|rar|7z|tar|docx?|xlsx?|pptx?|odt|ods|epub|css|js|json|xml|rss|atom"
    r"|txt|csv|ics|woff2?)\Z",
    re.IGNORECASE,
)
_OF_COMMENTS = re.compile(
    r"comment|kommentar|commentaire|comentario|commenti|reactie", re.IGNORECASE
)
# In the address of any feed; the other words for lists make it the feed of a list.
_FEED_WORDS = frozenset(["feed", "feeds", "rss", "atom"])
_OF_EPISODES = re.compile(r"podcast|episode|itunes|audio|video", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,5}")
_DAY = re.compile(r"(?:19|20)[0-9]{2}(?:/[01]?[0-9](?:/[0-3]?[0-9])?)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """A post of a blog, as its feed or its page shows it.

    Attributes:
        url: Its permalink.
        title: None where unknown.
        published: Aware, UTC; None where it is not known well enough.
        aliases: Further addresses of it on the same site.
        comments: The feed of its comments.
    """

    url: str
    title: str | None = None
    published: datetime | None = None
    aliases: tuple[str, ...] = ()
    comments: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Hinted:
    """What a feed says of entries beside their words, each by permalink."""

    comments: Mapping[str, str] = field(default_factory=dict)
    permalinks: Mapping[str, str] = field(default_factory=dict)
    proxied: Mapping[str, str] = field(default_factory=dict)


def is_post_address(url: str, homes: Sequence[str]) -> bool:
    """Whether an address can be a post's: on the blog's site, and no list, feed, file or home.

    Args:
        url: Absolute.
        homes: Addresses of the blog; one of them has to be of the same site.

    >>> is_post_address("https://blog.example/2009/07/firewall/", ["https://blog.example/"])
    True
    >>> is_post_address("https://blog.example/tag/firewall/", ["https://blog.example/"])
    False
    """
    form = canonical_url(url)
    if len(form) > _LONGEST or not any(same_site(url, home) for home in homes):
        return False
    if form in {canonical_url(home) for home in homes}:
        return False
    try:
        parts = urlsplit(form)
    except ValueError:
        return False
    segments = [segment.lower() for segment in parts.path.split("/") if segment]
    keys = {key.lower() for key, _ in parse_qsl(parts.query, keep_blank_values=True)}
    if keys & _words("parameters") or (not segments and not keys & _words("names")):
        return False
    return not _is_list(segments) and not (segments and _MEDIA.search(segments[-1]))


def _is_list(segments: Sequence[str]) -> bool:
    if not segments:
        return False
    # "/2009/07"; "/impressum".
    if _DAY.fullmatch("/".join(segments)) or (
        len(segments) == 1 and segments[0] in _words("pages")
    ):
        return True
    # "/page/2"; "/feed" behind a post is its comments'.
    numbered = segments[-2:-1] in (["page"], ["seite"]) and _NUMBER.fullmatch(segments[-1])
    if numbered or segments[-1] in _words("ends"):
        return True
    return not _words("lists").isdisjoint(segments)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(load_table("posts")[name])


def posts_in_feed(
    document: Document, homes: Sequence[str], *, hinted: Hinted, now: datetime
) -> list[Post]:
    """Return the posts of a blog's feed, each once, in the order of the feed.

    An address that two entries claim as theirs is nobody's.

    Args:
        document: The feed as read.
        homes: Addresses of the blog.
        hinted: What the feed says beside.
        now: Aware, UTC.
    """
    entries: dict[str, Entry] = {}
    for entry in document.entries:
        if entry.channel is Channel.POST and entry.url and is_post_address(entry.url, homes):
            entries.setdefault(canonical_url(entry.url), entry)
    claims = Counter(entries.keys())
    named = {key: list(_aliases(entry, homes, hinted)) for key, entry in entries.items()}
    for key, aliases in named.items():
        claims.update({canonical_url(alias) for alias in aliases} - {key})
    found = []
    for key, entry in entries.items():
        others = {canonical_url(one): one for one in named[key] if len(one) <= _LONGEST}
        own = tuple(one for form, one in others.items() if form != key and claims[form] == 1)
        found.append(
            Post(
                url=entry.url or "",
                title=entry.title,
                published=known_date(entry.published, now, zone_known=entry.published_zone_known),
                aliases=own,
                comments=hinted.comments.get(entry.url or ""),
            )
        )
    return found


def _aliases(entry: Entry, homes: Sequence[str], hinted: Hinted) -> Iterator[str]:
    """Yield what may be taken for another address of an entry: never a home page."""
    url = entry.url or ""
    fronts = {canonical_url(home) for home in homes}
    permalink, proxied = hinted.permalinks.get(url), hinted.proxied.get(url)
    if permalink and same_site(permalink, url) and canonical_url(permalink) not in fronts:
        parts = urlsplit(canonical_url(permalink))
        if parts.path.strip("/") or parts.query:
            yield permalink
    # A service that counts clicks; its address of this one entry has a path of its own.
    if proxied and len(urlsplit(canonical_url(proxied)).path.strip("/")) > 1:
        yield proxied


def known_date(published: datetime | None, now: datetime, *, zone_known: bool) -> datetime | None:
    """Return a date of publication that may be relied on, None where there is none.

    One that lies ahead is wrong. Without its zone it may be wrong by 14 hours, which says nothing
    of the age of a young post and enough of an old one's.

    Args:
        published: As stated; aware, UTC.
        now: Aware, UTC.
        zone_known: Whether the zone was stated.
    """
    if published is None or published > now + _AHEAD:
        return None
    return published if zone_known or now - published > _YOUNG else None


def choose_feed(feeds: Iterable[str], home: str) -> str | None:
    """Return the feed of a blog's posts among those that its page names: never one of comments.

    Those of the same site come first, then those of all posts, not of a category or of episodes.

    >>> choose_feed(["https://b.example/comments/feed/", "https://b.example/feed/"], "https://b.example/")
    'https://b.example/feed/'
    """
    posts = [feed for feed in feeds if not _OF_COMMENTS.search(_beyond_host(feed))]
    return min(
        posts, key=lambda feed: (not same_site(feed, home), _is_partial(feed, home)), default=None
    )


def _beyond_host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def _is_partial(feed: str, home: str) -> bool:
    """Whether a feed holds a part of the posts only, as far as its address tells.

    What the home page has in its own address says nothing: the blog may be a category of a site.
    """
    if _OF_EPISODES.search(_beyond_host(feed)) and not _OF_EPISODES.search(_beyond_host(home)):
        return True
    parts = urlsplit(feed.lower())
    named = {key for key, _ in parse_qsl(parts.query)} & _words("parameters")
    listed = _words("lists").intersection(parts.path.split("/"))
    return bool((named | listed) - _FEED_WORDS - set(urlsplit(home.lower()).path.split("/")))


def post_of_page(
    document: Document, asked: str, homes: Sequence[str], *, now: datetime
) -> Post | str:
    """Return the post that a page is, or why it is none.

    The page's rel=canonical counts where it is of the same site.

    Args:
        document: The page as read, under the address that answered.
        asked: The address that was asked, before redirects.
        homes: Addresses of the blog.
        now: Aware, UTC.
    """
    if document.form != "page":
        return "it is no page"
    if not is_post_address(document.url, homes):
        return f"it leads to {document.url}, which is no post"
    named = document.canonical
    if named and same_site(named, document.url) and not is_post_address(named, homes):
        return f"it names {named} as its canonical address, which is no post"
    url = named if named and is_post_address(named, homes) else document.url
    posts = [one for one in document.entries if one.channel is Channel.POST]
    if len({canonical_url(one.url) for one in posts if one.url}) > 1:
        return "it lists several posts"
    post = next(iter(posts), None)
    stated, zone_known = (post.published, post.published_zone_known) if post else (None, False)
    others = (asked, document.url, *document.aliases)
    aliases = {canonical_url(one): one for one in others if is_post_address(one, homes)}
    aliases.pop(canonical_url(url), None)
    return Post(
        url=url,
        title=(post and post.title) or document.title,
        published=known_date(stated, now, zone_known=zone_known),
        aliases=tuple(aliases.values()),
        comments=_comments_below(document, url),
    )


def _comments_below(document: Document, url: str) -> str | None:
    """Return the feed of a page's own comments: it lies below the page, or says so."""
    below = urlsplit(url).path.rstrip("/") + "/"
    for feed in document.feeds:
        if same_site(feed, url) and urlsplit(feed).path.startswith(below):
            return feed
    return None
