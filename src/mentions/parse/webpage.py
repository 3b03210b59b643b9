"""An HTML page -> its posts and comments, every link told apart by where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bs4 import BeautifulSoup
from bs4.element import Tag

from mentions.model import Document, Entry, Hyperlink, Region
from mentions.parse.chrome import Zone, Zones, zones_of
from mentions.parse.comments import CommentSection, read_comments
from mentions.parse.hentry import PostFacts, read_hcard
from mentions.parse.html import base_of, elements_named, soup_of
from mentions.parse.looks import Looks, looks_of, names_of, words_of
from mentions.parse.metadata import PageFacts, read_metadata
from mentions.parse.pageentry import PageView, entry_at, facts_at
from mentions.parse.pagelinks import PlacedLink, links_of
from mentions.parse.posts import Post, posts_in
from mentions.urls.hosts import host_of

_CARDS = frozenset(["h-card", "vcard"])


def read_page(data: bytes | str, *, url: str, content_type: str | None = None) -> Document:
    """Return a page's posts, each with its links, and the comments below them.

    Links beside the posts (navigation, sidebars, footers, related posts) are links of the first
    post in the region CHROME, so that it can be explained why they do not count. The posts of a
    forum thread are posts, not comments.

    Raises:
        ParseError: The input is larger than `MAX_BYTES` or holds binary data.
    """
    soup = soup_of(data, url=url, content_type=content_type)
    base = base_of(soup, url)
    facts = read_metadata(soup, url=url, base=base)
    section = read_comments(soup, url=url, language=facts.language)
    page = _look_at(soup, section, facts, url=url, base=base)
    if page is None:
        return Document(url=url, form="page")
    forum = page.posts[0].forum
    comments = () if forum else section.entries
    said = [facts_at(place, page) for place in range(len(page.posts))]
    entries = [entry_at(place, page, one) for place, one in enumerate(said)]
    beside = _beside(page, comments)
    entries[0] = replace(entries[0], links=(*entries[0].links, *map(_as_chrome, beside)))
    return Document(
        url=url,
        form="page",
        entries=(*entries, *comments),
        aliases=facts.aliases,
        canonical=facts.canonical,
        title=facts.title,
        language=facts.language,
        next_pages=() if forum else section.next_pages,
        feeds=facts.feeds,
        notes=tuple(_notes(soup, page, said)),
    )


def _look_at(
    soup: BeautifulSoup, section: CommentSection, facts: PageFacts, *, url: str, base: str
) -> PageView | None:
    looks = looks_of(soup, section.elements)
    if not looks.tags:
        return None
    posts = posts_in(looks, base=base, page=(url, facts.address))
    if posts[0].forum:
        looks = replace(looks, comments=frozenset())
    zones = _zones(looks, posts, url)
    tags, links = _by_post(looks.tags, links_of(soup, base=base), zones)
    return PageView(
        url=url,
        base=base,
        facts=facts,
        zones=zones,
        posts=posts,
        tags=tags,
        links=links,
        silent=zones.ids(Zone.FRAME, Zone.META, Zone.COMMENTS),
        outer=zones.ids(Zone.FRAME, Zone.COMMENTS),
        card=_card(looks, zones, base),
    )


def _zones(looks: Looks, posts: Sequence[Post], url: str) -> Zones:
    roots = {id(post.root): place for place, post in enumerate(posts)}
    texts = frozenset(id(text) for post in posts for text in post.texts)
    marked = posts[0].marked
    return zones_of(looks, posts=roots, texts=texts, host=host_of(url), marked=marked)


def _by_post(
    tags: Iterable[Tag], links: Iterable[PlacedLink], zones: Zones
) -> tuple[dict[int, list[Tag]], dict[int | None, list[PlacedLink]]]:
    """Return elements and links by the place of their post; links of no post under None."""
    tagged: dict[int, list[Tag]] = {}
    linked: dict[int | None, list[PlacedLink]] = {}
    for tag in tags:
        place = zones.owner.get(id(tag))
        if place is not None:
            tagged.setdefault(place, []).append(tag)
    for link in links:
        commented = zones.zone.get(link.key) is Zone.COMMENTS
        linked.setdefault(None if commented else zones.owner.get(link.key), []).append(link)
    return tagged, linked


def _card(looks: Looks, zones: Zones, base: str) -> PostFacts:
    cards = [
        tag
        for tag in looks.tags
        if not _CARDS.isdisjoint(names_of(words_of(tag)))
        and id(tag) not in zones.owner
        and id(tag) not in looks.comments
    ]
    return read_hcard(cards, base=base)


def _beside(page: PageView, comments: Iterable[Entry]) -> Iterator[Hyperlink]:
    """Yield the links that belong to no post and no comment."""
    said = {link.url for comment in comments for link in comment.links}
    said |= {comment.author.url for comment in comments if comment.author.url}
    for placed in page.links.get(None, ()):
        commented = page.zones.zone.get(placed.key) is Zone.COMMENTS
        if not (commented and placed.link.url in said):
            yield placed.link


def _as_chrome(link: Hyperlink) -> Hyperlink:
    return replace(link, region=Region.CHROME)


def _notes(soup: BeautifulSoup, page: PageView, said: Sequence[PostFacts]) -> Iterator[str]:
    if next(elements_named(soup, {"frameset"}), None) is not None:
        yield "frameset: the words stand in other documents"
    post = page.posts[0]
    if page.several:
        yield f"{len(page.posts)} posts with addresses of their own"
    elif not post.tight and not post.texts and post.root.name == "body":
        yield "no element is marked as the post: all but navigation counts as its text"
    unread = next((one.unread for one in (*said, page.card) if one.unread), None)
    if unread:
        yield (
            f"its microformats could not be read ({unread}): the kind of a mention, its author "
            "and its date may be missing"
        )
