"""Whose tweets a digest holds, as far as it tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mentions.core.digest.marks import Mark, Piece, Split
from mentions.core.digest.titles import DigestTitle
from mentions.model import Author, Entry
from mentions.urls.platforms import handle_of, platform_of, post_id

# "@corner: Open notes": how Twitter's own feeds write a tweet, and how people write a reply.
_PREFIX = re.compile(r"[@＠]([A-Za-z0-9_]{1,20})\s?[:：]\s")
# The same without a sign, or somebody's own "Reading: Open notes".
_NAME_LIKE = re.compile(r"[A-Za-z0-9_]{1,20}\s?[:：]\s")
_REPEATED = 2
_ADORNMENT = "[]() :–—-|"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tweet:
    """One tweet of a digest: its author, words and address."""

    author: Author
    words: str
    permalink: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Owner:
    """Who tweets in a digest.

    Attributes:
        page: The digest itself: all that is known of its author where no account is named.
        accounts: Every account that is named as its author, folded to as written.
        prefix: What stands before each tweet, "@corner: ".
        permalinks: By the marker they are linked from, its mark and number.
        titled: Whether the page calls itself a digest: then names beside tweets are in them.
    """

    page: str | None
    accounts: Mapping[str, str]
    prefix: str | None
    permalinks: Mapping[tuple[Mark, int], str]
    titled: bool

    def tweet(self, piece: Piece) -> Tweet | None:
        """Return a piece as a tweet; None where nothing at all tells whose it is."""
        urls = (self.permalinks.get((sign.mark, sign.number)) for sign in piece.signs)
        permalink = next(filter(None, urls), None)
        prefix = _PREFIX.match(piece.text)
        if prefix and prefix[0] != self.prefix:
            return None  # a reply to this account, or a tweet of it
        if not self.titled and _NAME_LIKE.match(piece.text):
            return None
        words = piece.text[prefix.end() :].strip() if prefix else piece.text
        own = handle_of(permalink) if permalink else None
        accounts = [own] if own else list(self.accounts.values())
        if not words or len(accounts) > 1 or not (accounts or self.page):
            return None
        author = Author(handle=accounts[0]) if accounts else Author(url=self.page)
        return Tweet(author=author, words=words, permalink=permalink)


def owner_of(entry: Entry, split: Split, title: DigestTitle | None, page: str | None) -> Owner:
    """Return who tweets in a digest.

    An account is named by the permalinks behind the marks between the tweets, by "@account: "
    before each of them, or by the title. Accounts inside the tweets name others.
    """
    permalinks = dict(_permalinks(entry, split))
    prefix = _shared_prefix(split)
    named = [handle_of(url) for url in permalinks.values()]
    named += [prefix[1] if prefix else None, title.handle if title else None]
    return Owner(
        page=page,
        accounts={handle.casefold(): handle for handle in reversed(named) if handle},
        prefix=prefix[0] if prefix else None,
        permalinks=permalinks,
        titled=title is not None,
    )


def _permalinks(entry: Entry, split: Split) -> Iterator[tuple[tuple[Mark, int], str]]:
    """Yield the addresses to which the marks are linked, where each of a sort is."""
    tweets = [link for link in entry.links if platform_of(link.url) == "twitter"]
    tweets = [link for link in tweets if link.anchor and post_id(link.url)]
    for mark in (Mark.SIGN, Mark.DAY):
        texts = split.marks(mark)
        linked = [one.url for one in tweets if _bare(one.anchor or "") in set(map(_bare, texts))]
        if len(linked) == len(texts):
            yield from (((mark, number), url) for number, url in enumerate(linked))


def _bare(text: str) -> str:
    return text.strip(_ADORNMENT)


def _shared_prefix(split: Split) -> re.Match[str] | None:
    """Return the "@account: " with which all tweets begin whose beginning is there."""
    begun = [piece for number, piece in enumerate(split.pieces) if number or piece.whole]
    found = [_PREFIX.match(piece.text) for piece in begun]
    same = {one[0] if one else None for one in found}
    return found[0] if len(found) >= _REPEATED and len(same) == 1 else None
