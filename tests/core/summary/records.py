"""Mentions for tests of counting, with an id each."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mentions.core.summary.count import Tally
from mentions.core.summary.record import Record, record_of
from mentions.model import Author, Channel, Evidence, Kind, Mention

ARTICLE = "https://blog.example/firewall"
NOON = datetime(2009, 7, 14, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Stored:
    id: int
    mention: Mention


def stored(number: int, handle: str | None = "jens", **changes: Any) -> Stored:
    """A tweet of which the zone of its date is known."""
    fields: dict[str, Any] = {
        "article": ARTICLE,
        "kind": Kind.MENTION,
        "channel": Channel.POST,
        "platform": "twitter",
        "author": Author(handle=handle),
        "url": f"https://social.example/{number}",
        "published": NOON,
        "published_zone_known": True,
        "first_seen": NOON,
        "evidence": Evidence.LINK,
        "source": "https://social.example/search",
    }
    return Stored(number, Mention(**fields | changes))


def record(number: int, handle: str | None = "jens", **changes: Any) -> Record:
    return record_of(number, 1, stored(number, handle, **changes).mention)


def tallied(*records: Record, zone: str = "UTC") -> Tally:
    tally = Tally(zone, {1: "blog.example"})
    for one in records:
        tally.add(one)
    return tally
