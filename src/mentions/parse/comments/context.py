"""What every reader of comments needs to know about the page."""

from __future__ import annotations

from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import Tag

from mentions.parse.html import attribute, base_of
from mentions.urls.hosts import host_of
from mentions.urls.join import absolute_url


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """The page whose comments are read.

    Attributes:
        url: Under which it was read, without fragment.
        base: Against which its links are resolved.
        host: Of `url`, without `www.`.
        language: BCP 47, as its caller knows it.
    """

    url: str
    base: str
    host: str
    language: str | None

    def resolve(self, tag: Tag, name: str = "href") -> str | None:
        """Return the absolute http(s) address in an attribute."""
        value = attribute(tag, name)
        return absolute_url(value, self.base) if value else None

    def is_outside(self, url: str) -> bool:
        """Whether an address leads to another site."""
        return host_of(url) != self.host


def context_of(soup: BeautifulSoup, url: str, language: str | None) -> Context:
    """Return what readers need to know about a page."""
    page = url.partition("#")[0]
    return Context(url=page, base=base_of(soup, page), host=host_of(page), language=language)
