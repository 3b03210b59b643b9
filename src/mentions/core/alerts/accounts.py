"""By what an author is known: for rules, for mutes, and to tell one account from another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from mentions.model import Author, Mention

_ADDRESS = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)


def author_key(text: str) -> str:
    """Return a name, handle or address in the form in which two of them are compared.

    >>> author_key(" @Jörg "), author_key("https://www.Social.example/@jens/")
    ('jörg', 'social.example/@jens')
    """
    plain = unicodedata.normalize("NFKC", " ".join(text.split())).casefold()
    if found := _ADDRESS.match(plain):
        return plain[found.end() :].rstrip("/")
    return plain.removeprefix("@")


def names_of(author: Author) -> frozenset[str]:
    """Return every form by which an author is known: name, handle, address."""
    given = (author.name, author.handle, author.url)
    return frozenset(filter(None, (author_key(one) for one in given if one)))


def account_of(author: Author, platform: str) -> str | None:
    """Return what tells an account from all others; None where the author is unknown.

    The handle on its network is surest, then the author's own page, then the name.

    >>> account_of(Author(name="Jens", handle="@Jens"), "mastodon")
    'mastodon jens'
    """
    if author.handle:
        return f"{platform} {author_key(author.handle)}"
    if author.url:
        return author_key(author.url)
    return f"{platform} {author_key(author.name)}" if author.name else None


def is_muted(mention: Mention, mutes: Collection[str]) -> bool:
    """Whether the owner wants to hear no more of a mention's author.

    Args:
        mention: Any; one without a known author is never muted.
        mutes: In the form of `author_key`.
    """
    return not names_of(mention.author).isdisjoint(mutes)
