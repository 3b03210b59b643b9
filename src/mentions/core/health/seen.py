"""What a page that was read, or a post that a network gave, says about a mention of ours."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mentions.core.changes import Found
from mentions.core.dedupe import mention_keys
from mentions.core.health.sections import hidden_comments
from mentions.core.health.states import Observation, Sight
from mentions.core.health.trouble import (
    LITTLE,
    is_another_page,
    is_shell,
    trouble_in,
    words_of,
)
from mentions.core.health.words import words_in
from mentions.core.index import ArticleIndex
from mentions.core.match import lead_of, match_url
from mentions.core.read import find_mentions
from mentions.model import Channel, Document, Entry, Hyperlink, Mention, Region, Resolution
from mentions.urls.identity import permalink_key

# So many words in a row of what is known show that a page is the one that was read before.
_RUN = 6
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought:
    """A mention that is looked at again.

    Attributes:
        keys: Every identity key of it, in the form of `form`.
        text: Its words, as they were known before this look.
    """

    mention: Mention
    keys: frozenset[str]
    text: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """What was read again, with all that is needed to understand it.

    Attributes:
        documents: The page, or all pages of its comments.
        bodies: Of those, as they came.
        asked: The address before redirects.
        resolutions: Where the short links in it lead.
        cut: Why not all of it was read; None where it was.
    """

    documents: tuple[Document, ...]
    bodies: tuple[bytes, ...]
    asked: str
    index: ArticleIndex
    resolutions: Mapping[str, Resolution]
    now: datetime
    cut: str | None = None

    def found(self) -> list[Found]:
        """Return every mention in it."""
        return list(
            find_mentions(
                self.documents, index=self.index, now=self.now, resolutions=self.resolutions
            )
        )


def see_page(shown: Shown, sought: Sought) -> Observation:
    """Return what a page of somebody else's says about a mention that is that page."""
    links = list(_links_to(sought.mention, shown))
    ours = [link for link in links if link.region is Region.CONTENT]
    if ours:
        return Observation(
            sight=Sight.PRESENT, text=_words(shown.found(), sought), rel=_rel_of(ours)
        )
    (document, *_), (body, *_) = shown.documents, shown.bodies
    why = trouble_in(document, body, asked=shown.asked)
    why = why or _unsure(shown, document, body)
    if links:
        why = why or "the link stands only beside the text, in navigation, sidebar or footer"
    if why:
        return Observation(sight=Sight.UNKNOWN, why=why)
    known = is_known(words_of(document), sought.text or sought.mention.text)
    if not known and _is_elsewhere(shown):
        return Observation(sight=Sight.UNKNOWN, why="leads to a page with other words")
    if not known and len(words_of(document)) < LITTLE:
        return Observation(sight=Sight.UNKNOWN, why="the page shows next to no text")
    why = "the page does not link to the article"
    return Observation(sight=Sight.UNLINKED, why=why, known_before=known)


def see_entry(entry: Entry | None, shown: Shown, sought: Sought) -> Observation:
    """Return what a network says about a post; None is that it has no such post."""
    if entry is None:
        return Observation(sight=Sight.ABSENT, why="the network has no such post any more")
    found = shown.found()
    text = _words(found, sought)
    if text is None:
        text = entry.text
    links = [link for link in _links_to(sought.mention, shown) if link.region is Region.CONTENT]
    # A reply need not link to anything: what counts is that it is there.
    if links or sought.mention.parent or sought.mention.channel is Channel.COMMENT:
        return Observation(sight=Sight.PRESENT, text=text, rel=_rel_of(links) if links else None)
    why = _short_link_left(shown)
    if why:
        return Observation(sight=Sight.UNKNOWN, why=why)
    why = "the post does not link to the article any more"
    return Observation(sight=Sight.UNLINKED, why=why, known_before=True)


def see_section(shown: Shown, sought: Sought, found: Iterable[Found]) -> Observation:
    """Return what a page with comments says about one of them.

    Whatever shares any key with it counts as the comment: that it is gone must be certain.

    Args:
        shown: All pages of its comments.
        sought: With keys as `mention_keys` gives them.
        found: Every mention in it, as `Shown.found` gives them.
    """
    comments = [one for one in found if one.mention.article == sought.mention.article]
    near = [one for one in comments if sought.keys.intersection(mention_keys(one.mention))]
    if near:
        exact = _nearest(near, sought)
        return Observation(sight=Sight.PRESENT, text=exact.mention.text)
    entry = _entry_at(shown.documents, sought.mention)
    if entry is not None:
        # It stands there; why it makes no mention now is not known.
        return _without_link(entry, shown, sought)
    why = shown.cut or ("leads to another page" if _is_elsewhere(shown) else None)
    for document, body in zip(shown.documents, shown.bodies, strict=True):
        why = why or trouble_in(document, body, asked=shown.asked)
    why = why or hidden_comments(shown.documents, shown.bodies)
    if why:
        return Observation(sight=Sight.UNKNOWN, why=why)
    return Observation(sight=Sight.ABSENT, why="the page does not show the comment any more")


def is_known(words: str, known: str | None) -> bool:
    """Whether a text holds several words in a row of another, or all of a short one.

    >>> is_known("Heute las ich: Weg mit der Firewall, sagt Jens.", "Weg mit der Firewall")
    True
    """
    wanted = _plain_words(known)
    if len(wanted) < 3:  # noqa: PLR2004 - two words stand anywhere
        return False
    size = min(_RUN, len(wanted))
    there = " ".join(_plain_words(words))
    runs = (" ".join(wanted[n : n + size]) for n in range(0, len(wanted) - size + 1, size))
    return any(f" {run} " in f" {there} " for run in runs)


def _plain_words(text: str | None) -> list[str]:
    return _WORD.findall(" ".join(words_in(text)).casefold())


def _links_to(mention: Mention, shown: Shown) -> Iterator[Hyperlink]:
    """Yield the links that lead to the mention's article, also by what was learned of them."""
    learned = {link.found for link in mention.links if link.resolved == mention.article}
    for document in shown.documents:
        for entry in document.entries:
            for link in entry.links:
                hit = match_url(link.url, shown.index, shown.resolutions)
                if link.url in learned or (hit and hit[0] == mention.article):
                    yield link


def _rel_of(links: Sequence[Hyperlink]) -> tuple[str, ...]:
    """Return the values of the link that says the fewest: that is the one that counts."""
    return min((link.rel for link in links), key=len)


def _words(found: Iterable[Found], sought: Sought) -> str | None:
    near = [one for one in found if one.mention.article == sought.mention.article]
    mine = [one for one in near if sought.keys.intersection(mention_keys(one.mention))]
    if not mine:
        # A page that names another canonical address is known by what it is: its only post.
        mine = [one for one in near if one.mention.channel is Channel.POST]
        if len(mine) != 1:
            return None
    return _nearest(mine, sought).mention.text


def _nearest(found: Collection[Found], sought: Sought) -> Found:
    """Return the find that is the mention most certainly: surest keys come first."""

    def rank(one: Found) -> int:
        keys = mention_keys(one.mention)
        return next((n for n, key in enumerate(keys) if key in sought.keys), len(keys))

    return min(found, key=rank)


def _entry_at(documents: Iterable[Document], mention: Mention) -> Entry | None:
    wanted = {
        permalink_key(url, is_comment=True) for url in (mention.url, *mention.syndication) if url
    }
    for document in documents:
        for entry in document.entries:
            if entry.channel is Channel.POST or not entry.url:
                continue
            if permalink_key(entry.url, is_comment=True) in wanted:
                return entry
    return None


def _without_link(entry: Entry, shown: Shown, sought: Sought) -> Observation:
    at_home = shown.index.page(shown.asked) == sought.mention.article
    if at_home:
        return Observation(sight=Sight.PRESENT, text=entry.text)
    why = _short_link_left(shown)
    if why:
        return Observation(sight=Sight.UNKNOWN, why=why)
    why = "the comment does not link to the article any more"
    return Observation(sight=Sight.UNLINKED, why=why, known_before=True)


def _unsure(shown: Shown, document: Document, body: bytes) -> str | None:
    if shown.cut:
        return shown.cut
    if document.form != "page":
        return f"is a {document.form} now, not a page"
    if is_shell(document, body):
        return "a script draws the page; what it shows cannot be seen"
    return _short_link_left(shown)


def _is_elsewhere(shown: Shown) -> bool:
    """Whether redirects led to a page that is not known to be the one that was asked for."""
    url, asked = shown.documents[0].url, shown.asked
    article = shown.index.page(asked)
    return is_another_page(url, asked) and (article is None or shown.index.page(url) != article)


def _short_link_left(shown: Shown) -> str | None:
    for document in shown.documents:
        for entry in document.entries:
            for link in entry.links:
                if link.region is not Region.CONTENT:
                    continue
                if lead_of(link.url, shown.index, shown.resolutions).resolved is None:
                    return "a short link in it could not be followed"
    return None
