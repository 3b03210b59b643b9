"""Author and date of a post as its page shows them to people, read beside the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain, islice, takewhile

from bs4.element import NavigableString, Tag

from mentions.model import Author
from mentions.parse.changed import CHANGED, tells_of_change
from mentions.parse.dates import find_date, read_date
from mentions.parse.hentry import PostFacts
from mentions.parse.html import attribute, one_line
from mentions.parse.looks import (
    DAY_HEADINGS,
    Look,
    look_of,
    name_set,
    names_of,
    nodes_in,
    tags_in,
    words_of,
)
from mentions.parse.names import name_in_byline, name_in_credits, name_of
from mentions.urls.join import absolute_url

_AUTHORS = name_set(
    "author p-author post-author entry-author article-author blog-author author-name "
    "authorname author-link byline-author byline-name username user-name poster nickname "
    "creator autor auteur autore verfasser by-author posted-by wp-block-post-author "
    "wp-block-post-author-name wp-block-post-author--name contributor post-byline "
    "bigusername hnuser ljuser author-information email-author message-author message-owner-name "
    "createdby"
)
_NAMES = name_set("fn p-name author username n")
_UNREAD = name_set("screen-reader-text sr-only visually-hidden visuallyhidden hidden")
_DATES = name_set(
    "entry-date post-date date published post-time timestamp datum dateline date-header "
    "posted-on article-date pubdate publish-date wp-block-post-date post-timestamp datetime "
    "date-time keyinfo smalltext posthead post-head thead message-attribution created age "
    "relativetime serendipity-date"
)
_DAY_TAGS = frozenset(["h1", "h2", "h3", "h4"])
_PUBLISHED = frozenset(["dt-published", "published"])
# When an event begins and ends: a day on a page that is not that of writing.
_HAPPENS = name_set("startdate enddate doortime dt-start dt-end dtstart dtend validthrough")
_UNSHOWN = _UNREAD | _HAPPENS | {"datemodified"}
_UPDATED = frozenset(["updated", "dt-updated", "modified", "last-modified", "post-modified"])
_TIMES = frozenset(["time", "relative-time", "local-time", "time-ago"])
_EPOCH = re.compile(r"(?<=\d) \d{9,10}\Z")
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?(?: uhr)?", re.IGNORECASE)
_LINES = name_set("p div span small i em font td center h2 h3 h4 h5 h6 b strong cite address dd")
# Ranks of what is found, 1 the surest: marked as author or date, named so, a byline, any line.
_MARKED, _TIME, _NAMED, _SHOWN, _BYLINE, _LINE, _NONE = 1, 2, 3, 4, 6, 7, 9
_MAX_NODES, _MAX_LINE, _FIRST_LINES, _MAX_ABOVE = 60, 300, 40, 2000
_SHORT_LINE = 120


@dataclass(slots=True)
class _Found:
    """The best author and date so far; a lower rank is better.

    Attributes:
        sole: Whether there must be only one of each. Several of the same rank then leave it open.
    """

    sole: bool = False
    author: Author | None = None
    author_rank: int = _NONE
    published: tuple[datetime, bool] | None = None
    published_rank: int = _NONE

    def offer_author(self, rank: int, author: Author | None) -> None:
        if author is None or rank > self.author_rank:
            return
        if rank < self.author_rank:
            self.author, self.author_rank = author, rank
        elif self.sole and self.author and self.author.name != author.name:
            self.author = None

    def offer_date(self, rank: int, moment: tuple[datetime, bool] | None) -> None:
        if moment is None or rank > self.published_rank:
            return
        if rank < self.published_rank:
            self.published, self.published_rank = moment, rank
        elif self.sole and self.published and self.published[0].date() != moment[0].date():
            self.published = None


def read_byline(
    around: Iterable[Tag], *, base: str, language: str | None = None, sole: bool = False
) -> PostFacts:
    """Return what a page shows as author and date of one post.

    Args:
        around: The elements of the post in document order, without its text and without frame.
        base: What relative links are resolved against.
        language: Of the page, for dates in words.
        sole: Nothing marks the elements as those of one post: where they name several authors
            or days, nobody can tell which are its own.
    """
    found = _Found(sole=sole)
    for place, tag in enumerate(around):
        names = _named(words_of(tag))
        _offer_authors(found, tag, names, base)
        _offer_dates(found, tag, names, language)
        if place < _FIRST_LINES and tag.name in _LINES:
            _offer_line(found, tag, language, base)
    return PostFacts(author=found.author, published=found.published)


def day_above(root: Tag, *, language: str | None = None) -> tuple[datetime, bool] | None:
    """Return the day under whose heading a post stands, as Blogger, TypePad and planets group.

    Args:
        root: The element of the post.
        language: Of the page, for dates in words.
    """
    for node in islice(root.previous_elements, _MAX_ABOVE):
        if not isinstance(node, Tag) or node.name not in _DAY_TAGS:
            continue
        if not DAY_HEADINGS.isdisjoint(names_of(words_of(node))):
            return read_date(_little_text(node), language=language)
    return None


@lru_cache(maxsize=4096)
def _named(words: str) -> frozenset[str]:
    """Return the names of an element, and the last parts of `block__part--state`."""
    names = names_of(words)
    parts = (name.partition("--")[2].partition("--")[0] for name in names)
    return frozenset([*names, *filter(None, parts)])


def _offer_authors(found: _Found, tag: Tag, names: frozenset[str], base: str) -> None:
    rank = _author_rank(tag, names)
    if rank < found.author_rank or (found.sole and rank == found.author_rank < _NONE):
        found.offer_author(rank, _author_in(tag, rank, base))


def _author_rank(tag: Tag, names: frozenset[str]) -> int:
    if "author" in (attribute(tag, "rel") or "").lower().split():
        return 1
    if "author" in (attribute(tag, "itemprop") or "").lower().split():
        return 2
    if "p-author" in names or ("author" in names and "vcard" in names):
        return 3
    if not _AUTHORS.isdisjoint(names):
        return 4
    if tag.has_attr("data-author"):
        return 5
    return _BYLINE if look_of(tag) is Look.META else _NONE


def _author_in(tag: Tag, rank: int, base: str) -> Author | None:
    text = _little_text(tag)
    if rank == _BYLINE and CHANGED.search(text):
        return None
    name = name_in_byline(text) or _named_inside(tag, alone=rank < _BYLINE)
    # A mere byline needs its "by".
    if name is None and rank < _BYLINE:
        name = name_of(attribute(tag, "data-author") or attribute(tag, "content") or text)
    if name is None:
        return None
    href = _link_of(tag, name)
    pictures = (inner for inner in tags_in(tag, _MAX_NODES) if inner.name == "img")
    src = next(filter(None, (attribute(picture, "src") for picture in pictures)), None)
    return Author(
        name=name,
        url=absolute_url(href, base) if href else None,
        photo=absolute_url(src, base) if src else None,
    )


def _link_of(tag: Tag, name: str) -> str | None:
    """Return the address that the name is linked to."""
    for link in chain([tag], tags_in(tag, _MAX_NODES), islice(tag.parents, 2)):
        if link.name == "a" and (link is tag or name in _little_text(link)):
            return attribute(link, "href")
    return None


def _named_inside(tag: Tag, *, alone: bool) -> str | None:
    """Return the part of a byline that is marked as the name itself, or its only link."""
    links = []
    for inner in tags_in(tag, _MAX_NODES):
        marked = not _NAMES.isdisjoint(names_of(words_of(inner)))
        if marked or "name" in (attribute(inner, "itemprop") or "").split():
            return name_of(attribute(inner, "content") or _little_text(inner))
        if inner.name == "a":
            links.append(inner)
    return name_of(_little_text(links[0])) if alone and len(links) == 1 else None


def _offer_dates(found: _Found, tag: Tag, names: frozenset[str], language: str | None) -> None:
    item = (attribute(tag, "itemprop") or "").lower().split()
    if not _HAPPENS.isdisjoint([*item, *names]):
        return
    marked = "datepublished" in item
    published = marked or tag.has_attr("pubdate") or not _PUBLISHED.isdisjoint(names)
    if not published and not _UPDATED.isdisjoint(names):
        return
    if not published and tells_of_change(tag):
        return
    timed = tag.name in _TIMES and tag.has_attr("datetime")
    titled = tag.has_attr("title") and not _DATES.isdisjoint(names)
    if published or timed or titled:
        rank = _MARKED if published else _TIME
        found.offer_date(rank, _machine_date(tag, language))
    if (published or not _DATES.isdisjoint(names)) and found.published_rank > _NAMED:
        found.offer_date(_NAMED, _shown_date(tag, language))
    if found.published_rank > _SHOWN:
        byline = not _AUTHORS.isdisjoint(names) or look_of(tag) is Look.META
        found.offer_date(_SHOWN, _shown_date(tag, language) if byline else None)


def _machine_date(tag: Tag, language: str | None) -> tuple[datetime, bool] | None:
    for name in ("datetime", "content", "title"):
        value = attribute(tag, name)
        # Hacker News writes the seconds since 1970 behind the date.
        moment = read_date(_EPOCH.sub("", value), language=language) if value else None
        if moment:
            return moment
    return None


def _shown_date(tag: Tag, language: str | None) -> tuple[datetime, bool] | None:
    text = _little_text(tag)
    if not text or CHANGED.match(text):
        return None
    clock = attribute(tag.parent, "title") if tag.parent and tag.parent.name == "a" else None
    if clock and _CLOCK.fullmatch(clock):
        # Themes of 2010 show the day and keep its time in the title of the link.
        moment = read_date(f"{text} {clock}", language=language)
        if moment:
            return moment
    date = find_date(text, language=language)
    if date is None or CHANGED.search(text, 0, date.start):
        return None
    return date.moment, date.zone_known


def _offer_line(found: _Found, tag: Tag, language: str | None, base: str) -> None:
    """Read a line that has no names at all: "von Jörg Weiß, 14. Juli 2009" under a title."""
    if not found.sole and found.author_rank <= _LINE and found.published_rank <= _LINE:
        return
    text = _little_text(tag, line=True)
    date = find_date(text, language=language) if 0 < len(text) <= _SHORT_LINE else None
    if date is not None and CHANGED.search(text, 0, date.start):
        return
    name = name_in_byline(text) if date else name_in_credits(text)
    if name:
        href = _link_of(tag, name)
        found.offer_author(_LINE, Author(name=name, url=absolute_url(href, base) if href else None))
    if date is None:
        return
    if name or read_date(text, language=language):
        found.offer_date(_LINE, (date.moment, date.zone_known))


def _little_text(tag: Tag, *, line: bool = False) -> str:
    """Return the text of an element that holds a line, empty where it holds more.

    Args:
        tag: The element.
        line: Only up to the first line break.
    """
    nodes = list(nodes_in(tag, _MAX_NODES))
    if len(nodes) == _MAX_NODES:
        return ""
    if line:
        nodes = list(takewhile(lambda node: not isinstance(node, Tag) or node.name != "br", nodes))
    words = (node for node in nodes if type(node) is NavigableString and _is_seen(node))
    text = one_line(" ".join(words)) or ""
    return text if len(text) <= _MAX_LINE else ""


def _is_seen(text: NavigableString) -> bool:
    above = text.parent
    if above is None:
        return True
    item = (attribute(above, "itemprop") or "").lower().split()
    names = {*item, *names_of(words_of(above))}
    return names.isdisjoint(_UNSHOWN)
