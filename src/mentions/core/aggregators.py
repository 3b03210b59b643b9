"""Who speaks for others: the services and plugins of `data/aggregators.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from mentions.core.tables import any_of, load_table
from mentions.core.text import fold_name, unescape
from mentions.model import Entry, Reporter
from mentions.urls.hosts import host_of
from mentions.urls.platforms import post_id

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

    def names_itself(self, name: str | None) -> bool:
        """Whether an author's name or a page's title is one that only it writes.

        >>> topsy = aggregators()[0]
        >>> topsy.names_itself("Tweets die Weg damit | Blog erwähnt — Topsy.com")
        True
        >>> topsy.names_itself("Why I left Topsy.com"), topsy.names_itself("Topsy")
        (False, False)
        """
        if not name:
            return False
        plain = unescape(name)
        if fold_name(plain) in self.authors:
            return True
        if not self.title_ends:
            return False
        ends = rf"[^\s–—-]\s{{1,3}}[-‐‑–—]{{1,3}}\s{{0,3}}{any_of(self.title_ends)}\s{{0,9}}\Z"
        return bool(re.search(ends, plain[-_ENDING:], re.IGNORECASE))


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
        )
        for row in load_table("aggregators")["aggregator"]
    )


def aggregator_of(entry: Entry) -> Aggregator | None:
    """Return the service that wrote a comment, or the plugin that put a tweet among them.

    It is known by author, title, the host the comment came from or its markup, never by a word
    in the text: people talk about Topsy, too.
    """
    hosts = {host_of(url) for url in (entry.author.url, entry.origin) if url}
    return next((known for known in aggregators() if _fits(known, entry, hosts)), None)


def _fits(known: Aggregator, entry: Entry, hosts: set[str]) -> bool:
    if any(mark.startswith(known.marks) for mark in entry.marks if known.marks):
        return not known.permalink or permalink_of(entry) is not None
    if known.one_person:
        return ends_with_a_link_to(known, entry)
    named = known.names_itself(entry.author.name) or known.names_itself(entry.title)
    return named or not hosts.isdisjoint(known.hosts)


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


def reporter_of(known: Aggregator, entry: Entry) -> Reporter:
    """Return the service as a report names it, with its own page about the article."""
    return Reporter(name=known.name, url=own_address(known, entry))
