"""One entry in its place: what stays the same for all mentions it makes or reports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from mentions.core.changes import Found, Sighting
from mentions.core.index import ArticleIndex
from mentions.core.match import Match, lead_of, match_url
from mentions.model import (
    Channel,
    Document,
    Entry,
    Evidence,
    Kind,
    Mention,
    MentionLink,
    Resolution,
)
from mentions.urls.hosts import host_of
from mentions.urls.identity import page_of

_FRAGMENT = re.compile(r"#[^#]*\Z")


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """What stays the same for all mentions of one entry."""

    entry: Entry
    match: Match
    document: Document
    index: ArticleIndex
    resolutions: Mapping[str, Resolution]
    now: datetime

    def links(self, urls: Iterable[str]) -> tuple[MentionLink, ...]:
        """Return the links with where they lead, each once."""
        return tuple(lead_of(url, self.index, self.resolutions) for url in dict.fromkeys(urls))

    def evidence(self, links: Iterable[MentionLink]) -> Evidence:
        """Return how we know, for words that are only a part of the entry."""
        hits = (match_url(link.found, self.index, self.resolutions) for link in links)
        ways = [hit[1] for hit in hits if hit and hit[0] == self.match.article]
        order = list(Evidence)
        return min([*ways, self.place_evidence], key=order.index)

    @property
    def place_evidence(self) -> Evidence:
        """How we know of what has no link of its own."""
        return Evidence.CONTEXT if self.match.link else self.match.evidence

    def found(self, mention: Mention) -> Found:
        """Return a mention with the place where it was seen."""
        seen_at = self.entry.url or self.entry.origin
        sighting = Sighting(
            source=mention.source,
            channel=mention.channel,
            evidence=mention.evidence,
            url=seen_at,
            text=self.entry.text,
            links=mention.links,
            counts=mention.counts,
            told_by=host_of(mention.source),
        )
        return Found(mention=mention, sighting=sighting)

    def base(self, channel: Channel) -> Mention:
        """Return what every mention of the entry has in common: nothing of who or what."""
        return Mention(
            article=self.match.article,
            kind=Kind.MENTION,
            channel=channel,
            platform="web",
            first_seen=self.now,
            evidence=self.match.evidence,
            source=self.document.url,
        )

    def home_permalinks(self, origin: str | None) -> tuple[str, ...]:
        """Return the comment's address on the article, however that was written, and its copies.

        Args:
            origin: The mention's own permalink, where it has one beside the comment's.
        """
        entry = self.entry
        urls = [entry.url, *entry.syndication] if origin else list(entry.syndication)
        fragment = _FRAGMENT.search(entry.url or "")
        if entry.url and fragment and self.index.find(page_of(entry.url)) == self.match.article:
            urls.append(self.match.article + fragment[0])
        shown = origin or entry.url
        return tuple(dict.fromkeys(url for url in urls if url and url != shown))
