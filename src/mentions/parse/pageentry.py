"""The entry of one post of a page: who wrote it, when, its words and its links.

Each fact comes from the surest place that states it: microformats, JSON-LD, meta elements, what
the page shows. What none of them states is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bs4.element import Tag

from mentions.model import Author, Entry, Hyperlink, Region
from mentions.parse.byline import day_above, read_byline
from mentions.parse.chrome import Zone, Zones
from mentions.parse.hentry import PostFacts, is_microformat, read_hentry
from mentions.parse.html import attribute, elements_named, one_line, text_of
from mentions.parse.jsonld import PostData
from mentions.parse.letterhead import read_letterhead
from mentions.parse.metadata import PageFacts, data_of, language_tag, page_key, same_site
from mentions.parse.names import name_of
from mentions.parse.pagelinks import PlacedLink, bare_links
from mentions.parse.posts import Post

# "Eva Muster (@eva@social.example)": networks put the author where others put a title.
_ACCOUNT = re.compile(r"(?P<name>\S.{0,120}?) \(@(?P<handle>[\w.-]{1,60}(?:@[\w.-]{1,100})?)\)")
# How much of a text may be the head of a letter.
_MAX_LETTERHEAD, _MAX_LINES = 4000, 30
_ACCOUNTS = frozenset(["admin", "administrator", "super user", "webmaster", "root"])
# Between a time with its zone and the same one as the page shows it.
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class PageView:
    """A page after all looks at it.

    Attributes:
        url: The address under which it was read.
        base: What relative links are resolved against.
        tags: The elements of each post, by the place of the post.
        links: The links of each post; those of None stand beside all posts.
        silent: `id()`s of elements whose words belong to no post.
        outer: The same without bylines and dates.
        card: What an h-card of the page itself says.
    """

    url: str
    base: str
    facts: PageFacts
    zones: Zones
    posts: tuple[Post, ...]
    tags: Mapping[int, Sequence[Tag]]
    links: Mapping[int | None, Sequence[PlacedLink]]
    silent: frozenset[int]
    outer: frozenset[int]
    card: PostFacts

    @property
    def several(self) -> bool:
        """Whether the posts have addresses of their own."""
        return len(self.posts) > 1


def facts_at(place: int, page: PageView) -> PostFacts:
    """Return what the microformats of the post at a place say."""
    post = page.posts[place]
    return read_hentry(
        post.root,
        base=page.base,
        language=page.facts.language,
        texts=frozenset(map(id, post.texts)),
        skip=page.outer,
    )


def entry_at(place: int, page: PageView, facts: PostFacts) -> Entry:
    """Return the entry of the post at a place, with all links that belong to it."""
    post = page.posts[place]
    data = _data(post, facts, page)
    text = _text(place, page)
    byline = _byline(place, page, text)
    url = _url(post, facts, page)
    published = _published(post, facts, data, page, byline)
    title = _title(post, facts, data, page)
    entry = Entry(
        url=url,
        author=_author([facts.author, data.author, _page_author(page), byline.author], url),
        # Notes repeat their text as their name.
        title=None if title == one_line(text) else title,
        text=text or None,
        links=tuple(_links(place, facts, page, url, text)),
        published=published[0] if published else None,
        published_zone_known=bool(published and published[1]),
        language=_language(post, data, page),
        syndication=facts.syndication,
    )
    said = entry.text or any(link.region is Region.CONTENT for link in entry.links)
    return entry if said or page.several else _previewed(entry, page.facts)


def _previewed(entry: Entry, facts: PageFacts) -> Entry:
    """Return a post that a script would show, as the page describes it for previews."""
    words = facts.description
    owner = _ACCOUNT.fullmatch(facts.headline or "")
    named = Author(name=name_of(owner["name"]), handle=owner["handle"]) if owner else entry.author
    links = (*entry.links, *bare_links(words or ""))
    return replace(entry, text=words, links=links, author=named)


def _data(post: Post, facts: PostFacts, page: PageView) -> PostData:
    """Return what JSON-LD says about a post; one of several posts is known by its address."""
    if page.facts.wiki:
        return PostData()
    if page.several:
        return data_of(page.facts, facts.url or post.url or "") or PostData()
    return data_of(page.facts, page.facts.address) or data_of(page.facts, None) or PostData()


def _byline(place: int, page: PageView, text: str) -> PostFacts:
    """Return author and date as shown; of a wiki page those of its last change are no byline."""
    if page.facts.wiki:
        return PostFacts()
    post, language = page.posts[place], page.facts.language
    # Several parts, or none that is marked, are perhaps several posts.
    sole = not post.marked
    found = read_byline(_around(place, page), base=page.base, language=language, sole=sole)
    if found.author is None and not page.several:
        head = read_letterhead(_first_lines(post, text))
        return found if head.author is None else head
    return found


def _first_lines(post: Post, text: str) -> list[str]:
    """Return the first lines of a post; of preformatted text as they stand."""
    letter = next(elements_named(post.root, {"pre"}), None)
    written = letter.get_text()[:_MAX_LETTERHEAD].strip() if letter else ""
    whole = written and text.startswith(written.split("\n", 1)[0].strip())
    return (written if whole else text).split("\n", _MAX_LINES)[:_MAX_LINES]


def _around(place: int, page: PageView) -> Iterator[Tag]:
    """Yield the elements where a byline may stand: of the post, but not its text."""
    post = page.posts[place]
    titled = _ids_of(post.title)
    # Over the title of a page that marks no post there may be the date of today.
    started = post.marked or post.title is None
    for tag in page.tags.get(place, ()):
        zone = page.zones.zone.get(id(tag))
        if id(tag) in titled:
            started = True
        elif zone is Zone.META or (started and zone is Zone.POST):
            yield tag


def _ids_of(tag: Tag | None) -> frozenset[int]:
    if tag is None:
        return frozenset()
    return frozenset([id(tag), *(id(node) for node in tag.descendants)])


def _url(post: Post, facts: PostFacts, page: PageView) -> str:
    """Return the permalink of a post: of an only one the page's, unless that is a front page."""
    own = facts.url or post.url
    if page.several:
        return own or page.facts.address
    at = urlsplit(page.facts.address)
    front = at.path in {"", "/"} and not at.query
    if front and own and same_site(own, page.url):
        return own
    return page.facts.address


def _published(
    post: Post, facts: PostFacts, data: PostData, page: PageView, byline: PostFacts
) -> tuple[datetime, bool] | None:
    alone = not (page.several or page.facts.wiki)
    stated = page.facts.published if alone else None
    vague = page.facts.dated if alone else None
    shown = byline.published
    if shown and any(abs(day - shown[0]) <= _A_DAY for day in page.facts.events):
        shown = None
    if vague and byline.published and abs(vague[0] - byline.published[0]) > _A_DAY:
        vague = None
    found = facts.published or data.published or stated or vague or shown
    below = post.root if post.marked else post.title
    return found or (day_above(below, language=page.facts.language) if below else None)


def _page_author(page: PageView) -> Author | None:
    """Return whom the page names as a whole: true of its only post."""
    if page.facts.wiki:
        return None
    if page.several:
        return page.card.author if any(is_microformat(post.root) for post in page.posts) else None
    card = page.card.author if is_microformat(page.posts[0].root) else None
    return card or page.facts.author


def _author(candidates: Sequence[Author | None], url: str) -> Author:
    """Return the first of the candidates, with what later ones of the same name add."""
    named = [author for author in candidates if author is not None]
    if not named:
        return Author()
    # An account nobody has renamed says less than any other name.
    found = sorted(named, key=lambda author: (author.name or "").casefold() in _ACCOUNTS)
    best = found[0]
    for other in found[1:]:
        if best.name is None or (other.name or "").casefold() == best.name.casefold():
            best = Author(
                name=best.name or other.name,
                handle=best.handle or other.handle,
                url=best.url or other.url,
                photo=best.photo or other.photo,
            )
    # A link to the post itself is no page of the author's.
    itself = best.url is not None and page_key(best.url) == page_key(url)
    return replace(best, url=None) if itself else best


def _title(post: Post, facts: PostFacts, data: PostData, page: PageView) -> str | None:
    shown = one_line(text_of(post.title)) if post.title is not None else None
    if page.several:
        return facts.title or shown or data.title
    stated = (data.title, page.facts.headline)
    # Outside of a marked post the first heading may be the name of the site.
    near = (shown, *stated) if post.tight else (*stated, shown)
    return next(filter(None, (facts.title, *near, page.facts.title)), None)


def _language(post: Post, data: PostData, page: PageView) -> str | None:
    return (
        language_tag(attribute(post.root, "lang"))
        or language_tag(data.language)
        or page.facts.language
    )


def _text(place: int, page: PageView, *, without_links: bool = False) -> str:
    """Return the words of a post without what stands around them."""
    post, skip = page.posts[place], page.silent
    if without_links:
        skip = skip | frozenset(placed.key for placed in page.links.get(place, ()))
    if post.texts:
        parts = (text_of(text, skip=skip - {id(text)}) for text in post.texts)
        return "\n".join(part for part in parts if part)
    untitled = skip | {id(post.title)} if post.title is not None else skip
    return text_of(post.root, skip=untitled) or text_of(post.root, skip=skip)


def _links(
    place: int, facts: PostFacts, page: PageView, url: str, text: str
) -> Iterator[Hyperlink]:
    """Yield the links of a post: those of its page, bare addresses, and what its data states."""
    left, known = dict(facts.relations), set()
    inside = _Inside(page.posts[place], page, url)
    for placed in page.links.get(place, ()):
        address = placed.link.url
        relation = facts.relations.get(address)
        content = relation is not None or inside.holds(placed)
        left.pop(address, None)
        known.add(address)
        region = Region.CONTENT if content else Region.CHROME
        yield replace(placed.link, relation=relation, region=region)
    named = next(bare_links(text), None) is not None
    for link in bare_links(_text(place, page, without_links=True)) if named else ():
        if link.url not in known:
            known.add(link.url)
            yield link
    for address, kind in left.items():
        yield Hyperlink(url=address, relation=kind)


class _Inside:
    """Which links of a post are its content: in its text, or beside it and not about itself."""

    def __init__(self, post: Post, page: PageView, url: str) -> None:
        self.zone = page.zones.zone
        self.whole = post.tight or not post.texts
        self.titled = _ids_of(post.title)
        self.own = page_key(url)

    def holds(self, placed: PlacedLink) -> bool:
        zone = self.zone.get(placed.key)
        if zone is not Zone.POST:
            return zone is Zone.TEXT
        if placed.around or page_key(placed.link.url) == self.own:
            return False
        return self.whole or placed.key in self.titled
