"""What a page says about itself: its other addresses, feeds, language, title, author, date.

Read from link and meta elements and JSON-LD; `byline.py` reads what people see.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from bs4.element import Tag

from mentions.model import Author
from mentions.parse.dates import read_date
from mentions.parse.html import attribute, one_line
from mentions.parse.jsonld import PostData, events_in_jsonld, posts_in_jsonld
from mentions.parse.looks import tags_named
from mentions.parse.names import name_of
from mentions.urls.canonical import canonical_url
from mentions.urls.hosts import bare_host, host_of
from mentions.urls.identity import page_of
from mentions.urls.join import absolute_url

_FEEDS = re.compile(
    r"application/(?:rss|atom|rdf|feed)\+(?:xml|json)|application/feed", re.IGNORECASE
)
_COMMENTS = re.compile(r"comment|kommentar|commentaire|comentario|commenti|reactie", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,3}", re.IGNORECASE)
_LANGUAGES = ("content-language", "language", "dc.language", "og:locale")
_REGION = 2
_MAX_TAGS, _MAX_FEEDS = 2000, 20
_DATES = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.created",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
)
# Some write the day of the last change here, or of the request.
_VAGUE_DATES = ("dc.date", "dcterms.date", "date")
_AUTHORS = (
    *("author", "article:author", "og:article:author", "dc.creator", "dcterms.creator", "byl"),
    *("parsely-author", "sailthru.author", "citation_author"),
)
_WIKIS = ("mediawiki", "dokuwiki", "moinmoin", "xwiki", "pmwiki", "foswiki", "twiki", "tiki wiki")


@dataclass(frozen=True, kw_only=True, slots=True)
class PageFacts:
    """What a page says about itself as a whole; None where it says nothing.

    Attributes:
        address: The permalink of the page: rel=canonical where that is the same site's and no
            front page, else the address under which it was read.
        canonical: rel=canonical as it stands.
        aliases: rel=canonical, og:url, shortlink, amphtml, without repetition.
        feeds: Feeds it names, those of comments first.
        dated: A date it states without saying of what.
        posts: What JSON-LD says about posts, in document order.
        events: When the events begin and end that it tells of.
        description: What it says of itself for previews.
        wiki: Whether anybody may have written any sentence of it at any time.
    """

    address: str
    canonical: str | None = None
    aliases: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    language: str | None = None
    title: str | None = None
    headline: str | None = None
    author: Author | None = None
    published: tuple[datetime, bool] | None = None
    dated: tuple[datetime, bool] | None = None
    posts: tuple[PostData, ...] = ()
    events: tuple[datetime, ...] = ()
    description: str | None = None
    wiki: bool = False


def read_metadata(soup: BeautifulSoup, *, url: str, base: str) -> PageFacts:
    """Return what the head of a page says.

    Args:
        soup: The page.
        url: The address under which it was read.
        base: What relative links are resolved against.
    """
    tags = tags_named(soup, "html", "title", "link", "meta", "script")
    links = [link for link in tags["link"] if link.has_attr("href")][:_MAX_TAGS]
    metas = _metas(tags["meta"][:_MAX_TAGS])
    canonical = next(_linked(links, "canonical", base), None)
    shown = _addresses(metas, "og:url", base)
    short, amp = _linked(links, "shortlink", base), _linked(links, "amphtml", base)
    language = _language(tags["html"], metas)
    site = {name.casefold() for name in (metas.get("og:site_name"), host_of(url)) if name}
    return PageFacts(
        address=_address(url, canonical),
        canonical=canonical,
        aliases=tuple(dict.fromkeys([*filter(None, [canonical]), *shown, *short, *amp])),
        feeds=_feeds(links, base),
        language=language,
        title=_title(tags["title"]) or metas.get("og:title"),
        headline=metas.get("og:title") or metas.get("twitter:title"),
        author=_author(metas, site),
        published=_date_of(metas, _DATES, language),
        dated=_date_of(metas, _VAGUE_DATES, language),
        posts=posts_in_jsonld(tags["script"], base=base, site=frozenset(site), language=language),
        events=events_in_jsonld(tags["script"]),
        description=metas.get("og:description"),
        wiki=metas.get("generator", "").lower().startswith(_WIKIS),
    )


def data_of(facts: PageFacts, address: str | None) -> PostData | None:
    """Return what JSON-LD says about the post at an address; the page's only post has any."""
    if address is None:
        sole = len(facts.posts) == 1 and not facts.posts[0].listed
        return facts.posts[0] if sole else None
    page = page_key(address)
    for post in facts.posts:
        if post.url and page_key(post.url) == page:
            return post
    return None


def page_key(address: str) -> str:
    """Return a key that is equal for two addresses of the same page, comment pages included.

    >>> page_key("http://www.blog.example/a/comment-page-2/#comment-5")
    'https://blog.example/a'
    """
    return canonical_url(page_of(address))


def language_tag(text: str | None) -> str | None:
    """Return a language as BCP 47; None for what is none ("German", "").

    >>> language_tag("de_DE"), language_tag(" EN "), language_tag("German")
    ('de-DE', 'en', None)
    """
    tag = (text or "").strip().split(",")[0].split(".")[0]
    if not _LANGUAGE.fullmatch(tag):
        return None
    first, *rest = re.split("[-_]", tag)
    parts = (part.upper() if len(part) == _REGION else part for part in rest)
    return "-".join([first.lower(), *parts])


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one site: one host, or one the subdomain of the other.

    >>> same_site("https://m.blog.example/a", "http://blog.example/b")
    True
    >>> same_site("https://a.blogs.example/", "https://b.blogs.example/")
    False
    """
    a, b = (bare_host(host_of(address)) for address in (one, other))
    return bool(a and b) and (a == b or a.endswith(f".{b}") or b.endswith(f".{a}"))


def _address(url: str, canonical: str | None) -> str:
    """Return the page's permalink: a canonical of another site or a front page is none."""
    if canonical is None or not same_site(url, canonical):
        return url
    front = urlsplit(canonical).path in {"", "/"} and not urlsplit(canonical).query
    at_front = urlsplit(url).path in {"", "/"}
    return url if front and not at_front else canonical


def _metas(metas: Iterable[Tag]) -> dict[str, str]:
    """Return meta elements by name or property in lower case; the first one counts."""
    found: dict[str, str] = {}
    for meta in metas:
        content = one_line(attribute(meta, "content"))
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = attribute(meta, key)
            # An itemprop deep in the page belongs to some item of it.
            if name and content and (key != "itemprop" or _in_head(meta)):
                found.setdefault(name.lower(), content)
    return found


def _in_head(tag: Tag) -> bool:
    return tag.parent is not None and tag.parent.name in {"head", "html"}


def _linked(links: Iterable[Tag], rel: str, base: str) -> Iterator[str]:
    for link in links:
        if rel in (attribute(link, "rel") or "").lower().split():
            address = absolute_url(attribute(link, "href") or "", base)
            if address:
                yield address


def _addresses(metas: dict[str, str], name: str, base: str) -> list[str]:
    address = absolute_url(metas[name], base) if name in metas else None
    return [address] if address else []


def _feeds(links: Iterable[Tag], base: str) -> tuple[str, ...]:
    comments: list[str] = []
    others: list[str] = []
    for link in links:
        rels = (attribute(link, "rel") or "").lower().split()
        if "alternate" not in rels or not _FEEDS.match(attribute(link, "type") or ""):
            continue
        address = absolute_url(attribute(link, "href") or "", base)
        if address:
            about = f"{attribute(link, 'title') or ''} {urlsplit(address).path}"
            (comments if _COMMENTS.search(about) else others).append(address)
    return tuple(dict.fromkeys([*comments, *others]))[:_MAX_FEEDS]


def _language(roots: Iterable[Tag], metas: dict[str, str]) -> str | None:
    stated = [attribute(html, name) for html in roots for name in ("lang", "xml:lang")]
    stated += [metas.get(name) for name in _LANGUAGES]
    return next(filter(None, map(language_tag, stated)), None)


def _title(titles: Iterable[Tag]) -> str | None:
    for title in titles:
        # Pictures drawn in SVG have titles, too.
        if title.parent is not None and title.parent.name in {"head", "html", "[document]"}:
            return one_line(title.get_text())
    return None


def _author(metas: dict[str, str], site: set[str]) -> Author | None:
    for key in _AUTHORS:
        name = name_of(metas.get(key))
        # Here sites write their own name where nobody signed.
        if name and name.casefold() not in site:
            return Author(name=name)
    return None


def _date_of(
    metas: dict[str, str], keys: Iterable[str], language: str | None
) -> tuple[datetime, bool] | None:
    for key in keys:
        moment = read_date(metas[key], language=language) if key in metas else None
        if moment:
            return moment
    return None
