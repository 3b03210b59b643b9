"""Short links: asked once, remembered with their chain."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import islice

from mentions.core.match import ArticleIndex
from mentions.fetch.client import Gate
from mentions.fetch.resolve import resolve_link
from mentions.model import Document, Region, Resolution
from mentions.urls.hosts import host_of, is_shortener

# One page full of short links must not keep the run from its other watches.
MOST_PER_POLL = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Shorteners:
    """Which links are short ones: the maintained list and the owner's own hosts."""

    extra_hosts: Collection[str] = ()

    def matches(self, url: str) -> bool:
        """Whether an address is a short link."""
        return is_shortener(url) or host_of(url) in self.extra_hosts


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


async def resolve_links(
    urls: Iterable[str], *, gate: Gate, shorteners: Shorteners, index: ArticleIndex
) -> list[Resolution]:
    """Follow short links, one after the other; what stays unresolved says why."""

    def is_known(url: str) -> bool:
        return index.page(url) is not None

    is_short: Callable[[str], bool] = shorteners.matches
    return [
        await resolve_link(gate, url, is_shortener=is_short, is_known=is_known)
        for url in islice(urls, MOST_PER_POLL)
    ]
