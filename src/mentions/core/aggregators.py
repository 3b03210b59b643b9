"""Who speaks for others: the services and plugins of `data/aggregators.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from mentions.core.frames import Shape
from mentions.core.tables import any_of, load_table
from mentions.core.text import fold_name, unescape
from mentions.model import Entry, Reporter
from mentions.urls.hosts import host_of
from mentions.urls.platforms import post_id

_BY_ADDRESS = "tweetback"  # the mark that an address alone gives, too
_ENDING = 200  # characters; a name and a dash are shorter


@dataclass(frozen=True, kw_only=True, slots=True)
class Aggregator:
    """A service or plugin that reports mentions; the data file says what its fields mean."""

    name: str
    platform: str
    hosts: frozenset[str] = frozenset()
    authors: frozenset[str] = frozenset()
    title_ends: tuple[str, ...] = ()
    first_words: tuple[str, ...] = ()
    last_words: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    one_person: bool = False
    permalink: bool = False
    most_people: int | None = None
    shape: Shape = Shape.ANY

    def names_itself(self, name: str | None) -> bool:
        """Whether an author's name or a page's title is one that only it writes.

        >>> topsy = aggregators()[0]
        >>> topsy.names_itself("Tweets die Weg damit | Blog erwähnt — Topsy.com")
        True
        >>> topsy.names_itself("Why I left Topsy.com"), topsy.names_itself("Topsy")
        (False, False)
        """
        return bool(name) and self.is_called(*_forms(name or ""))

    def is_called(self, plain: str, folded: str) -> bool:
        """Like `names_itself`, for a name without character references and its folded form."""
        if folded in self.authors:
            return True
        # Most names end otherwise: looked at as plain text before any pattern is.
        ending = plain[-_ENDING:].rstrip()
        if not ending.casefold().endswith(tuple(map(str.casefold, self.title_ends))):
            return False
        ends = rf"[^\s–—-]\s{{1,3}}[-‐‑–—]{{1,3}}\s{{0,3}}{any_of(self.title_ends)}\Z"
        return bool(re.search(ends, ending, re.IGNORECASE))


def _forms(name: str) -> tuple[str, str]:
    """Return a name as plain text and folded."""
    plain = unescape(name)
    return plain, fold_name(plain)


@cache
def aggregators() -> tuple[Aggregator, ...]:
    """Return all that are known; the first that fits wins."""
    return tuple(
        Aggregator(
            name=row["name"],
            platform=row["platform"],
            hosts=frozenset(row.get("hosts", ())),
            authors=frozenset(map(fold_name, row.get("authors", ()))),
            title_ends=tuple(row.get("title_ends", ())),
            first_words=tuple(row.get("first_words", ())),
            last_words=tuple(row.get("last_words", ())),
            marks=tuple(row.get("marks", ())),
            one_person=row.get("one_person", False),
            permalink=row.get("permalink", False),
            most_people=row.get("most_people"),
            shape=Shape(row.get("shape", "")),
        )
        for row in load_table("aggregators")["aggregator"]
    )


def aggregator_of(entry: Entry) -> Aggregator | None:
    """Return the service that wrote a comment, or the plugin that put a tweet among them.

    It is known by author, title, the host the comment came from or its markup, never by a word
    in the text: people talk about Topsy, too.
    """
    names = [_forms(name) for name in (entry.author.name, entry.title) if name]
    urls = [url for url in (entry.author.url, entry.origin) if url]
    if not _may_fit(entry, urls, names):
        return None
    hosts = {host_of(url) for url in urls}
    return next((known for known in aggregators() if _fits(known, entry, hosts, names)), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Clues:
    """What all rows of the table together look at."""

    hosts: tuple[str, ...]
    authors: frozenset[str]
    title_ends: tuple[str, ...]
    last_words: tuple[str, ...]


@cache
def _clues() -> _Clues:
    known = aggregators()
    return _Clues(
        hosts=tuple({host for one in known for host in one.hosts}),
        authors=frozenset(name for one in known for name in one.authors),
        title_ends=tuple({end.casefold() for one in known for end in one.title_ends}),
        last_words=tuple({words for one in known for words in one.last_words}),
    )


def _may_fit(entry: Entry, urls: list[str], names: list[tuple[str, str]]) -> bool:
    """Decide cheaply that nobody fits, which is so for nearly every comment."""
    clues = _clues()
    return bool(
        entry.marks
        or any(host in url.lower() for url in urls for host in clues.hosts)
        or any(folded in clues.authors for _, folded in names)
        or any(plain.rstrip().casefold().endswith(clues.title_ends) for plain, _ in names)
        or any(words in (entry.text or "")[-_ENDING:] for words in clues.last_words)
    )


def _fits(known: Aggregator, entry: Entry, hosts: set[str], names: list[tuple[str, str]]) -> bool:
    if any(mark.startswith(known.marks) for mark in entry.marks if known.marks):
        return not known.permalink or permalink_of(entry) is not None
    if known.one_person:
        return ends_with_a_link_to(known, entry)
    if not hosts.isdisjoint(known.hosts):
        return True
    return any(known.is_called(plain, folded) for plain, folded in names)


def own_address(known: Aggregator, entry: Entry) -> str | None:
    """Return the address on the service's own host that an entry came with."""
    addresses = (entry.author.url, entry.origin)
    return next((url for url in addresses if url and host_of(url) in known.hosts), None)


def permalink_of(entry: Entry) -> str | None:
    """Return the address of the post on a platform that a comment was made from."""
    addresses = (entry.origin, entry.author.url)
    return next((url for url in addresses if url and post_id(url)), None)


def ends_with_a_link_to(known: Aggregator, entry: Entry) -> bool:
    """Whether a comment ends "via uberVU", the name linked to the service."""
    if not known.last_words or not entry.text:
        return False
    ending = unescape(entry.text[-_ENDING:]).rstrip(" .)")
    return ending.endswith(known.last_words) and any(
        host_of(link.url) in known.hosts for link in entry.links
    )


def is_mark_unsure(known: Aggregator, entry: Entry) -> bool:
    """Whether the mark may come from the comment's address instead of a class.

    Readers of comments mark everything that is signed with the address of a tweet; only a class
    says that a plugin brought it, and which one.
    """
    marks = {mark for mark in entry.marks if known.marks and mark.startswith(known.marks)}
    return marks == {_BY_ADDRESS} and permalink_of(entry) is not None


def reporter_of(known: Aggregator, entry: Entry) -> Reporter:
    """Return the service as a report names it, with its own page about the article."""
    return Reporter(name=known.name, url=own_address(known, entry))
