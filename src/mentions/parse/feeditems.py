"""What every kind of feed holds, and how that becomes our entries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from mentions.model import Author, Channel, Document, Entry, Hyperlink, Kind
from mentions.parse.fragment import Fragment, plain_text, read_fragment
from mentions.parse.html import one_line
from mentions.parse.pings import (
    channel_by_form,
    credited,
    is_comment_permalink,
)
from mentions.urls.identity import page_of

# "By: X" in the languages of WordPress; the item of a comment feed has no title of its own.
_BY = re.compile(
    r"(?:by|von|par|por|de|di|da|door|av|af|przez|od|от|від|by|投稿者|作者|글쓴이)\s?[:：]\s?(?P<name>.+)",
    re.IGNORECASE,
)
# "Comment on T by X": the words before and after the article's title.
_ON_BY = (
    ("Comment on ", " by "),
    ("Kommentar zu ", " von "),
    ("Commentaires sur ", " par "),
    ("Commentaire sur ", " par "),
    ("Comentario en ", " por "),
    ("Comentário sobre ", " por "),
    ("Commenti su ", " di "),
    ("Reactie op ", " door "),
    ("Kommentarer till ", " av "),
    ("Kommentar til ", " af "),
    ("Komentarz do ", " przez "),
)
_LANGUAGE = re.compile(r"([A-Za-z]{2,8})((?:-[A-Za-z0-9]{1,8}){0,4})")


NOBODY = Author()
# A summary says more than the content only when it is longer by this factor; both may be the same
# words, one with typographic quotes.
_LONGER = 1.25
# "In reply to X." above an answer, in the language of the blog: the name and a few words.
_MAX_REPLY_WORDS = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """A text of an entry as written; `base` is what its relative links are resolved against."""

    markup: str
    plain: bool = False
    base: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One entry of a feed, every address absolute.

    Attributes:
        link: The address the entry leads to: its own page, or what it recommends.
        guid: Its identifier where that is an address.
        guid_is_permalink: Whether the feed does not deny it.
        comments: The page with its comments.
        others: Enclosures and related links in order.
        pages: Pages that may be its own: what is related, and what Dublin Core calls it.
        answers: What it answers, as the feed states.
        parent: The comment it answers.
    """

    link: str | None = None
    guid: str | None = None
    guid_is_permalink: bool = False
    comments: str | None = None
    others: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    title: Body | None = None
    bodies: tuple[Body, ...] = ()
    author: Author = NOBODY
    published: datetime | None = None
    zone_known: bool = False
    language: str | None = None
    answers: str | None = None
    parent: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """A feed as read; `link` is the page it belongs to."""

    url: str
    link: str | None = None
    title: str | None = None
    language: str | None = None
    author: Author = NOBODY
    items: tuple[Item, ...] = ()
    next_pages: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    left_out: str | None = None


def document_of(feed: Feed) -> Document:
    """Return a feed with its entries in our fields; one that says nothing at all is no entry."""
    on_page = _lists_one_page(feed)
    shared = _shared_author(feed, on_page=on_page)
    entries = (_entry_of(item, feed, shared, on_page=on_page) for item in feed.items)
    return Document(
        url=feed.url,
        form="feed",
        entries=tuple(one for one in entries if one.url or one.title or one.text or one.links),
        title=feed.title,
        language=feed.language,
        next_pages=feed.next_pages,
        notes=(*feed.notes, feed.left_out) if feed.left_out else feed.notes,
        left_out=feed.left_out,
    )


def permalink_of(item: Item, feed: Feed) -> str | None:
    """Return the entry's own page.

    A feed of recommendations links to what is recommended; its own page then is where the
    comments are, its guid, or what is said to be related to it, on the feed's own host.
    """
    own = {_host(feed.link), _host(feed.url)} - {None}
    guid = item.guid if item.guid_is_permalink or not item.link else None
    if item.link and _host(item.link) not in own:
        for page in (item.comments, guid, item.guid, *item.pages):
            if page and _host(page) == _host(feed.link):
                return page
    return item.link or guid


def language_tag(tag: object) -> str | None:
    """Return a language as BCP 47 writes it; None for what is none.

    >>> language_tag("de_DE"), language_tag("EN-us"), language_tag("?")
    ('de-DE', 'en-US', None)
    """
    match = _LANGUAGE.fullmatch(tag.strip().replace("_", "-")) if isinstance(tag, str) else None
    if not match:
        return None
    parts = [part.upper() if len(part) == 2 else part for part in match[2].split("-")]  # noqa: PLR2004 - regions have two letters
    return match[1].lower() + "-".join(parts)


def _host(url: str | None) -> str | None:
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _lists_one_page(feed: Feed) -> bool:
    """Whether every entry is a place on the page the feed belongs to."""
    if not feed.link or not feed.items or urlsplit(feed.link).path in {"", "/"}:
        return False
    home = page_of(feed.link)
    return all(item.link and "#" in item.link and page_of(item.link) == home for item in feed.items)


def _shared_author(feed: Feed, *, on_page: bool) -> Author:
    """Return who wrote entries that name nobody: only in a blog of one can that be told."""
    comments = on_page or any(_is_comment(item, on_page=False) for item in feed.items)
    hosts = {_host(item.link) for item in feed.items} - {None, _host(feed.link), _host(feed.url)}
    return NOBODY if comments or hosts else feed.author


def _is_comment(item: Item, *, on_page: bool) -> bool:
    if on_page or (item.link and is_comment_permalink(item.link)):
        return True
    # Elsewhere an answer is a post of its own, such as a status of a social network.
    return bool(item.answers and item.link) and _host(item.answers) == _host(item.link)


def _entry_of(item: Item, feed: Feed, shared: Author, *, on_page: bool) -> Entry:
    fragments = [
        read_fragment(body.markup, base=body.base, plain=body.plain) for body in item.bodies
    ]
    best = _best(fragments)
    title = plain_text(item.title.markup, plain=item.title.plain) if item.title else None
    permalink = permalink_of(item, feed)
    entry = Entry(
        url=permalink,
        author=item.author if item.author != NOBODY else shared,
        title=title,
        text=best.text,
        links=_links(item, permalink, title, [best, *fragments]),
        published=item.published,
        published_zone_known=item.zone_known,
        language=item.language or feed.language,
        syndication=(item.guid,) if item.guid not in {None, permalink, item.link} else (),
        marks=best.marks,
    )
    if _is_comment(item, on_page=on_page):
        return _comment(entry, item, best)
    return _answer(entry, item)


def _best(fragments: Iterable[Fragment]) -> Fragment:
    best = Fragment()
    for fragment in fragments:
        if len(fragment.text or "") > _LONGER * len(best.text or ""):
            best = fragment
    return best


def _links(
    item: Item, permalink: str | None, title: str | None, fragments: Iterable[Fragment]
) -> tuple[Hyperlink, ...]:
    found: list[Hyperlink] = []
    if item.link and item.link != permalink:
        found.append(Hyperlink(url=item.link, anchor=title, context=title))
    for fragment in fragments:
        known = {link.url for link in found}
        found += [_titled(link, title) for link in fragment.links if link.url not in known]
    known = {link.url for link in found}
    others = (url for url in dict.fromkeys(item.others) if url != permalink)
    found += [Hyperlink(url=url) for url in others if url not in known]
    return tuple(found)


def _titled(link: Hyperlink, title: str | None) -> Hyperlink:
    """Return a link with the words it stands for where its feed writes only "[link]" (Reddit)."""
    if link.anchor != "[link]" or title is None:
        return link
    return replace(link, anchor=title, context=title)


def _comment(entry: Entry, item: Item, body: Fragment) -> Entry:
    entry, answered = _without_reply_line(entry)
    channel = channel_by_form(entry.text, body.lead)
    author = entry.author
    if author == NOBODY:
        author = Author(name=_name_in_title(entry.title or ""))
    author, origin, marks = credited(author, channel)
    place = item.answers or entry.url
    return replace(
        entry,
        author=author,
        title=body.lead if channel is Channel.TRACKBACK else _own_title(entry, item),
        channel=channel,
        on=page_of(place) if place else None,
        origin=origin,
        parent=item.parent or answered,
        marks=entry.marks | marks,
    )


def _without_reply_line(entry: Entry) -> tuple[Entry, str | None]:
    """Take off the line WordPress puts above an answer: "In reply to <a>X</a>."."""
    line, _, rest = (entry.text or "").partition("\n")
    link = entry.links[0] if entry.links else None
    if not (rest and link and link.anchor and entry.url and is_comment_permalink(link.url)):
        return entry, None
    written = line.endswith((".", "。")) and link.anchor in line and link.context == line
    short = len(line) <= len(link.anchor) + _MAX_REPLY_WORDS
    if not (written and short and page_of(link.url) == page_of(entry.url)):
        return entry, None
    return replace(entry, text=rest, links=entry.links[1:]), link.url


def _answer(entry: Entry, item: Item) -> Entry:
    if not item.answers:
        return entry
    answered = Hyperlink(url=item.answers, relation=Kind.REPLY)
    rest = tuple(link for link in entry.links if link.url != item.answers)
    return replace(entry, links=(answered, *rest), kind=Kind.REPLY)


def _own_title(entry: Entry, item: Item) -> str | None:
    """Return a comment's title unless it only says whose comment it is, or how it begins."""
    title = entry.title or ""
    shown = title.rstrip(".…").strip()
    # Blogger cuts the title out of the raw markup.
    written = [one_line(entry.text) or "", *(body.markup for body in item.bodies)]
    begins = shown and any(words.startswith(shown) for words in written)
    named = _BY.fullmatch(title) or any(title.startswith(before) for before, _ in _ON_BY)
    return None if begins or named else entry.title


def _name_in_title(title: str) -> str | None:
    by = _BY.fullmatch(title)
    if by:
        return one_line(by["name"])
    for before, between in _ON_BY:
        # Where the words stand twice nobody can tell the title from the name.
        if title.startswith(before) and title.count(between) == 1:
            return one_line(title.partition(between)[2])
    return None
