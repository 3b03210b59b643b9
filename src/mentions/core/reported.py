"""What an aggregator reports: one comment, several people's mentions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mentions.core.chain import MICROBLOGS, attributed
from mentions.core.report import Report, Reported
from mentions.core.retweet import Retweet, read_retweet
from mentions.core.scene import Scene
from mentions.core.text import fold_name, hashtags
from mentions.model import Mention
from mentions.urls.platforms import WEB


def reported(scene: Scene, report: Report) -> Iterator[Mention]:
    """Yield everybody an aggregator's comment tells of; the comment itself where that is unsure."""
    if not report.certain:
        yield _unread(scene, report)
        return
    known = frozenset(
        fold_name(name)
        for person in report.people
        for name in (person.author.name, person.author.handle)
        if name
    )
    for person in report.people:
        words = _chain(report, person)
        mention = _person(scene, report, person, words)
        yield mention
        credited = list(attributed(scene, mention, words, known=known))
        known |= {fold_name(m.author.handle or "") for m in credited}
        yield from credited


def _chain(report: Report, person: Reported) -> Retweet:
    """Return how somebody's words read: on a news site "RT @a" is part of a headline."""
    chained = report.platform in MICROBLOGS or report.platform == WEB
    return read_retweet(person.text or "") if chained else Retweet(own_words=person.text)


def _person(scene: Scene, report: Report, person: Reported, words: Retweet) -> Mention:
    links = scene.links(link.url for link in person.links)
    entry = scene.entry
    return replace(
        scene.base(entry.channel),
        kind=person.kind or words.kind,
        platform=report.platform,
        author=person.author,
        text=person.text,
        url=person.url,
        # A tweet that was stored as a comment carries its own date; a report has the report's.
        published=entry.published if report.is_copy else person.published,
        published_zone_known=entry.published_zone_known and report.is_copy,
        hashtags=hashtags(person.text or ""),
        via=words.via or person.via,
        links=links,
        reported_by=report.reporter,
        evidence=scene.evidence(links),
        syndication=_copies(scene, person.url) if report.is_copy else (),
    )


def _copies(scene: Scene, url: str | None) -> tuple[str, ...]:
    """Return the addresses of the comment in which a post was stored."""
    home = scene.home_permalinks(url)
    return home if url or scene.entry.url is None else (scene.entry.url, *home)


def _unread(scene: Scene, report: Report) -> Mention:
    """One mention with the report as it stands: who is in it cannot be told with certainty."""
    entry = scene.entry
    return replace(
        scene.base(entry.channel),
        platform=report.platform,
        text=entry.text,
        url=entry.origin or entry.url,
        hashtags=hashtags(entry.text or ""),
        links=scene.links(link.url for link in entry.links),
        reported_by=report.reporter,
        evidence=scene.place_evidence,
        syndication=scene.home_permalinks(entry.origin),
    )
