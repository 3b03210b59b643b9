"""Which article an address is: the cost of one look-up, however many are tracked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Self

from mentions.model import Article
from mentions.urls.canonical import canonical_url
from mentions.urls.hosts import bare_host, host_of
from mentions.urls.identity import page_of
from mentions.urls.quickhost import quick_host


class ArticleIndex:
    """Finds the article behind an address.

    Most links lead to hosts on which nothing is tracked: that is seen at a glance, and only the
    others are brought into their canonical form.
    """

    __slots__ = ("_by_url", "_hosts")

    def __init__(self, articles: Iterable[Article]) -> None:
        """Make articles findable by their address and aliases; the first to claim one has it."""
        self._fill(_addresses(articles))

    @classmethod
    def of_canonical(cls, pairs: Iterable[tuple[str, str]]) -> Self:
        """Make articles findable whose addresses are canonical already.

        Args:
            pairs: Of an address and the article it is, both as `canonical_url` returns them.
        """
        index = cls(())
        index._fill(pairs)
        return index

    def _fill(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._by_url: dict[str, str] = {}
        kept: dict[str, str] = {}
        for url, article in pairs:
            # One text for both where the address is the article's own.
            shared = url if url == article else article
            self._by_url.setdefault(url, kept.setdefault(shared, shared))
        self._hosts = frozenset(quick_host(url) or bare_host(host_of(url)) for url in self._by_url)

    def find(self, url: str | None) -> str | None:
        """Return the canonical URL of the article that `url` is, None where it is none."""
        if not url or self._is_elsewhere(url):
            return None
        return self._by_url.get(canonical_url(url))

    def page(self, url: str | None) -> str | None:
        """Like `find`, for the page a comment permalink stands on."""
        if not url or self._is_elsewhere(url):
            return None
        return self._by_url.get(canonical_url(page_of(url)))

    @property
    def hosts(self) -> Collection[str]:
        """The hosts on which something is tracked, as canonical addresses name them."""
        return self._hosts

    @property
    def addresses(self) -> Collection[str]:
        """The canonical form of every address of every article."""
        return self._by_url.keys()

    def _is_elsewhere(self, url: str) -> bool:
        """Whether an address certainly leads to a host on which nothing is tracked."""
        host = quick_host(url)
        return host is not None and host not in self._hosts


def _addresses(articles: Iterable[Article]) -> Iterator[tuple[str, str]]:
    for article in articles:
        canonical = canonical_url(article.url)
        for url in (article.url, *article.aliases):
            yield canonical_url(url), canonical
