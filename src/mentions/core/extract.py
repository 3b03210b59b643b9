"""An entry that is about an article -> its mentions: kind, author, words, via."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from mentions.core.changes import Found
from mentions.core.digest.opening import open_digest
from mentions.core.index import ArticleIndex
from mentions.core.match import Match
from mentions.core.report import open_report
from mentions.core.reported import reported
from mentions.core.scene import Scene
from mentions.core.spoken import spoken
from mentions.model import Channel, Document, Entry, Resolution


def extract_mentions_of(
    entry: Entry,
    match: Match,
    *,
    document: Document,
    index: ArticleIndex,
    resolutions: Mapping[str, Resolution],
    now: datetime,
) -> Iterator[Found]:
    """Yield the mentions of `match.article` that an entry makes or reports.

    One entry is one mention, but an aggregator's comment holds several, a digest those of its
    tweets that are about the article, and whoever is named in a chain of reposts without being
    known otherwise becomes an attributed one.

    Args:
        entry: Already judged to be about the article.
        match: How.
        document: Where the entry stands.
        index: The articles that are tracked; links are held against it.
        resolutions: Where short links lead, by address as found.
        now: Becomes `first_seen`; aware, UTC.
    """
    scene = Scene(
        entry=entry, match=match, document=document, index=index, resolutions=resolutions, now=now
    )
    report = None
    if entry.channel is not Channel.POST:
        report = open_report(entry) or open_digest(scene)
    mentions = reported(scene, report) if report else spoken(scene)
    yield from (scene.found(mention) for mention in mentions)
