"""Which links are short ones, and what is known of those nobody asked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from mentions.model import Document, Region, Resolution
from mentions.urls.hosts import host_of, is_shortener


@dataclass(frozen=True, kw_only=True, slots=True)
class Shorteners:
    """Which links are short ones: the maintained list and the owner's own hosts."""

    extra_hosts: Collection[str] = ()

    def matches(self, url: str) -> bool:
        """Whether an address is a short link."""
        return is_shortener(url) or host_of(url) in self.extra_hosts


# Those of the maintained list alone.
KNOWN = Shorteners()


def short_links_in(documents: Iterable[Document], shorteners: Shorteners) -> list[str]:
    """Return the short links of all entries' own words, each once, in order."""
    urls = (
        link.url
        for document in documents
        for entry in document.entries
        for link in entry.links
        if link.region is Region.CONTENT and shorteners.matches(link.url)
    )
    return list(dict.fromkeys(urls))


# What `fetch/resolve.py` says of links that will never lead anywhere.
_FINAL = re.compile(r"the shortener |redirects without end|answers with status (?:404|410)")


def is_open(resolution: Resolution) -> bool:
    """Whether it is worth asking again where a short link leads.

    >>> is_open(Resolution(found="http://ow.ly/x", why="not asked"))
    True
    >>> is_open(Resolution(found="http://tr.im/x", why="the shortener is dead"))
    False
    """
    return resolution.resolved is None and not _FINAL.match(resolution.why or "")


def not_asked(urls: Iterable[str]) -> dict[str, Resolution]:
    """Return what is known of short links of which nothing is known."""
    return {url: Resolution(found=url, why="not asked") for url in urls}
