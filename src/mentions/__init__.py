"""Who shared your post, what they said, and how it spread.

The functions for programs work on bytes in memory, without network or database:

    extract_mentions(data, url=..., article=...)   who mentions the article in this page or feed
    links_in_page(data, url=...)                   where a page links to
    links_in_feed(data, url=...)                   where a feed's entries are and link to
    canonical_url(url), same_article(a, b)         when two addresses are one page
    read_retweet(text)                             who said it, from whom they had it
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mentions.api import extract_mentions
    from mentions.core.retweet import Retweet, read_retweet
    from mentions.errors import MentionsError, ParseError
    from mentions.model import Author, Channel, Evidence, Kind, Mention, MentionLink, Reporter
    from mentions.parse.feed import links_in_feed
    from mentions.parse.links import links_in_page
    from mentions.urls.canonical import canonical_url, same_article

__version__ = "0.1.0"

# Looked up on first use: `mentions --help` shall not wait for HTML parsers.
_HOMES = {
    "extract_mentions": "mentions.api",
    "Retweet": "mentions.core.retweet",
    "read_retweet": "mentions.core.retweet",
    "MentionsError": "mentions.errors",
    "ParseError": "mentions.errors",
    "Author": "mentions.model",
    "Channel": "mentions.model",
    "Evidence": "mentions.model",
    "Kind": "mentions.model",
    "Mention": "mentions.model",
    "MentionLink": "mentions.model",
    "Reporter": "mentions.model",
    "links_in_feed": "mentions.parse.feed",
    "links_in_page": "mentions.parse.links",
    "canonical_url": "mentions.urls.canonical",
    "same_article": "mentions.urls.canonical",
}

__all__ = [
    "Author",
    "Channel",
    "Evidence",
    "Kind",
    "Mention",
    "MentionLink",
    "MentionsError",
    "ParseError",
    "Reporter",
    "Retweet",
    "__version__",
    "canonical_url",
    "extract_mentions",
    "links_in_feed",
    "links_in_page",
    "read_retweet",
    "same_article",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'mentions' has no attribute {name!r}")
