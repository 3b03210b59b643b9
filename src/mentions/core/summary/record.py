"""What counting needs to know of a mention: a flat tuple, so that a million of them can be read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from mentions.core.health.states import ENDED
from mentions.model import Mention

# States of a mention that no longer stands there; see core/health.
HIDDEN = frozenset(state.value for state in ENDED)
MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Record(NamedTuple):
    """One mention. The fields are those of `Mention`, its author's and its counts'.

    Moments are microseconds since 1970: of a million, they are compared and taken apart faster than
    datetimes, and nothing is lost.

    Attributes:
        happened: When it was published; where that is not known, when it was first seen.
        dated: Whether that is the date of publication.
        zone_known: Whether the zone of that was stated.
        reporter: Name of the aggregator that tells of it; None where there is none.
        counted_at: When its network last told any of the numbers; None where it never did.
    """

    id: int
    article_id: int
    kind: str
    channel: str
    platform: str
    name: str | None
    handle: str | None
    author_url: str | None
    reporter: str | None
    evidence: str
    url: str | None
    happened: int
    dated: bool
    zone_known: bool
    language: str | None
    likes: int | None
    reposts: int | None
    replies: int | None
    quotes: int | None
    followers: int | None
    counted_at: int | None


def micros_of(moment: datetime) -> int:
    """Return an aware moment as microseconds since 1970.

    >>> micros_of(datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC))
    1000005
    """
    return (moment - EPOCH) // MICROSECOND


def moment_of(micros: int) -> datetime:
    """Return the moment, aware UTC, of which `micros_of` made this."""
    return EPOCH + timedelta(microseconds=micros)


def record_of(number: int, article_id: int, mention: Mention) -> Record:
    """Return what counts of a mention, with its id and that of its article."""
    author, reporter, counts = mention.author, mention.reported_by, mention.counts
    return Record(
        id=number,
        article_id=article_id,
        kind=mention.kind.value,
        channel=mention.channel.value,
        platform=mention.platform,
        name=author.name,
        handle=author.handle,
        author_url=author.url,
        reporter=reporter.name if reporter else None,
        evidence=mention.evidence.value,
        url=mention.url,
        happened=micros_of(mention.published or mention.first_seen),
        dated=mention.published is not None,
        zone_known=mention.published_zone_known,
        language=mention.language,
        likes=counts.likes,
        reposts=counts.reposts,
        replies=counts.replies,
        quotes=counts.quotes,
        followers=counts.followers,
        counted_at=micros_of(counts.seen_at) if counts.seen_at else None,
    )
