"""The border between rows and the records of model.py and core/changes.py."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from mentions.core.changes import Sighting
from mentions.core.counting import counted
from mentions.core.health.states import State
from mentions.counts import NEVER_COUNTED
from mentions.model import (
    Author,
    Channel,
    Counted,
    Evidence,
    Kind,
    Mention,
    MentionLink,
    Reporter,
)
from mentions.store.types import clean


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredMention:
    """A mention with what only the store knows of it.

    Attributes:
        id: Public, never given to another mention.
        updated_at: When it was new, or its kind or words last changed.
        deleted_at: When the owner deleted it; None where he did not.
        health: How it stands upstream (core/health/states.py); None where no look has seen it.
        health_at: When a look last saw that.
    """

    id: int
    mention: Mention
    last_seen: datetime
    updated_at: datetime
    deleted_at: datetime | None = None
    health: State | None = None
    health_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredSighting:
    """A place where a mention was seen, as it stood there the last time."""

    sighting: Sighting
    first_at: datetime
    last_at: datetime


def folded(*words: str | None) -> str:
    """Return words in the form in which an author is searched: letter case does not matter.

    >>> folded("JÖRG", None, "Straße").splitlines()
    ['jörg', 'strasse']
    """
    text = "\n".join(word for word in words if word)
    return unicodedata.normalize("NFKC", clean(text)).casefold()


def mention_values(mention: Mention) -> dict[str, Any]:
    """Return the columns of a mention that its record decides."""
    author, reporter = mention.author, mention.reported_by
    return {
        "kind": mention.kind.value,
        "channel": mention.channel.value,
        "platform": mention.platform,
        "author_name": author.name,
        "author_handle": author.handle,
        "author_url": author.url,
        "author_photo": author.photo,
        "author_search": folded(author.name, author.handle, author.url),
        "text": mention.text,
        "url": mention.url,
        "published": mention.published,
        "published_zone_known": mention.published_zone_known,
        "language": mention.language,
        "hashtags": list(mention.hashtags),
        "via": list(mention.via),
        "links": _link_values(mention.links),
        "reporter_name": reporter.name if reporter else None,
        "reporter_url": reporter.url if reporter else None,
        "evidence": mention.evidence.value,
        "source": mention.source,
        "syndication": list(mention.syndication),
        "merged_from": mention.merged_from,
        "happened_at": mention.published or mention.first_seen,
        "first_seen": mention.first_seen,
        "parent": mention.parent,
        "counted_at": mention.counts.seen_at,
        **mention.counts.numbers(),
    }


def mention_of(row: Any) -> Mention:
    """Return the record of a row that also holds `article` and `sightings`, their number."""
    return Mention(
        article=row.article,
        kind=Kind(row.kind),
        channel=Channel(row.channel),
        platform=row.platform,
        author=Author(
            name=row.author_name,
            handle=row.author_handle,
            url=row.author_url,
            photo=row.author_photo,
        ),
        text=row.text,
        url=row.url,
        published=row.published,
        published_zone_known=row.published_zone_known,
        first_seen=row.first_seen,
        language=row.language,
        hashtags=tuple(row.hashtags),
        via=tuple(row.via),
        links=_links_of(row.links),
        reported_by=_reporter_of(row),
        evidence=Evidence(row.evidence),
        source=row.source,
        # An import counts sightings without saying where; later ones are among them.
        merged_from=max(row.sightings, row.merged_from),
        syndication=tuple(row.syndication),
        parent=row.parent,
        counts=counted_of(row, row.counted_at),
    )


def counted_of(row: Any, seen_at: datetime | None) -> Counted:
    """Return what was counted, from the columns that are named as the numbers."""
    if seen_at is None:
        return NEVER_COUNTED
    numbers = (row.likes, row.reposts, row.replies, row.quotes, row.followers)
    return counted(numbers, seen_at)


def stored_mention_of(row: Any) -> StoredMention:
    """Return the record with its id and times."""
    return StoredMention(
        id=row.id,
        mention=mention_of(row),
        last_seen=row.last_seen,
        updated_at=row.updated_at,
        deleted_at=row.deleted_at,
        health=State(row.health) if row.health else None,
        health_at=row.health_at,
    )


def sighting_values(sighting: Sighting, *, mention_id: int, now: datetime) -> dict[str, Any]:
    """Return the columns of a sighting made now."""
    return {
        "mention_id": mention_id,
        "place": _place(sighting),
        "source": sighting.source,
        "channel": sighting.channel.value,
        "url": sighting.url,
        "evidence": sighting.evidence.value,
        "text": sighting.text,
        "links": _link_values(sighting.links),
        "first_at": now,
        "last_at": now,
    }


def stored_sighting_of(row: Any) -> StoredSighting:
    """Return the record of a row."""
    sighting = Sighting(
        source=row.source,
        channel=Channel(row.channel),
        evidence=Evidence(row.evidence),
        url=row.url,
        text=row.text,
        links=_links_of(row.links),
    )
    return StoredSighting(sighting=sighting, first_at=row.first_at, last_at=row.last_at)


def _place(sighting: Sighting) -> str:
    """Hash what makes two sightings the same one."""
    parts = (clean(part or "") for part in sighting.place)
    # No part holds NUL any more, so it can stand between them.
    return blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


def _link_values(links: Iterable[MentionLink]) -> list[dict[str, str | None]]:
    return [{"found": link.found, "resolved": link.resolved} for link in links]


def _links_of(values: Iterable[dict[str, Any]]) -> tuple[MentionLink, ...]:
    return tuple(MentionLink(found=value["found"], resolved=value["resolved"]) for value in values)


def _reporter_of(row: Any) -> Reporter | None:
    if row.reporter_name is None:
        return None
    return Reporter(name=row.reporter_name, url=row.reporter_url)
