"""The tables. These rows stay in this room: frozen records of model.py go in and come out.

A `table=True` class validates nothing, so every value is made by `records.py` or checked by its
module. Dates are aware UTC on both databases (`UTCDateTime`). What is unique is short: PostgreSQL
indexes at most 2,704 bytes, so long addresses are unique by `short_key` (`types.py`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, MetaData, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from mentions.store.dialect import IDS_ARE_NEVER_REUSED
from mentions.store.types import CleanText, JsonText

# Names by rule: SQLite can only change a constraint that has one.
NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
METADATA = MetaData(naming_convention=NAMES)


class Row(SQLModel):
    """Base of all rows. No row is validated, so what would do that is not built."""

    model_config = {"defer_build": True}
    metadata: ClassVar[MetaData] = METADATA


class ArticleRow(Row, table=True):
    """What is tracked. `removed_at` is set where tracking ended and mentions are still there."""

    __tablename__ = "articles"
    __table_args__ = (IDS_ARE_NEVER_REUSED,)

    id: int | None = Field(default=None, primary_key=True)
    url: str = Field(sa_type=CleanText)
    canonical: str = Field(sa_type=CleanText, unique=True)
    title: str | None = Field(default=None, sa_type=CleanText)
    from_config: bool = False
    added_at: datetime
    removed_at: datetime | None = None
    published: datetime | None = None
    max_delay: int | None = None
    blog: str | None = Field(default=None, sa_type=CleanText)


class AliasRow(Row, table=True):
    """Another address of an article. Belongs to one article only."""

    __tablename__ = "article_aliases"

    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="articles.id", ondelete="CASCADE", index=True)
    url: str = Field(sa_type=CleanText)
    canonical: str = Field(sa_type=CleanText, unique=True)
    origin: str = Field(sa_type=CleanText)
    added_at: datetime


class WatchRow(Row, table=True):
    """A place that is looked at again and again, and how the last look went.

    `moved_seen` came with a later step: SQLite adds a column to rows only with a default.
    """

    __tablename__ = "watches"
    __table_args__ = (UniqueConstraint("source", "address"), IDS_ARE_NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(sa_type=CleanText)
    address: str = Field(sa_type=CleanText)
    base_url: str | None = Field(default=None, sa_type=CleanText)
    from_config: bool = False
    interval: int
    cursor: dict[str, Any] | None = Field(default=None, sa_type=JsonText)
    next_poll_at: datetime | None = Field(default=None, index=True)
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    outcome: str | None = Field(default=None, sa_type=CleanText)
    last_error: str | None = Field(default=None, sa_type=CleanText)
    failures: int = 0
    hints: dict[str, Any] | None = Field(default=None, sa_type=JsonText)
    moved_to: str | None = Field(default=None, sa_type=CleanText)
    moved_seen: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    stopped_at: datetime | None = None
    blog: str | None = Field(default=None, sa_type=CleanText)
    holder: str | None = Field(default=None, sa_type=CleanText)
    held_until: datetime | None = None
    record: list[float] | None = Field(default=None, sa_type=JsonText)
    cost: float | None = None
    planned: float | None = None


_LASTS = sql("until IS NULL")


class GapRow(Row, table=True):
    """A time in which a watch could not be looked at; a watch has one that lasts at the most."""

    __tablename__ = "gaps"
    # On PostgreSQL, too, as the migration says; here it would load that dialect for every command.
    __table_args__ = (Index("uq_gaps_open", "watch_id", unique=True, sqlite_where=_LASTS),)

    id: int | None = Field(default=None, primary_key=True)
    watch_id: int = Field(foreign_key="watches.id", ondelete="CASCADE", index=True)
    since: datetime | None = None
    until: datetime | None = None
    outcome: str = Field(sa_type=CleanText)
    why: str = Field(sa_type=CleanText)


class HostRow(Row, table=True):
    """What is remembered of a host; dropped when it was not used for a while."""

    __tablename__ = "hosts"

    host: str = Field(primary_key=True, sa_type=CleanText)
    robots: str | None = Field(default=None, sa_type=CleanText)
    robots_at: datetime | None = None
    failures: int
    closed_until: datetime | None = None
    why: str | None = Field(default=None, sa_type=CleanText)
    used_at: datetime = Field(index=True)


class MentionRow(Row, table=True):
    """A mention. `deleted_at` makes it a tombstone: known, never shown, never inserted again.

    `happened_at` is `published`, or `first_seen` where that is unknown; `author_search` is the
    author's name, handle and address in the form of `records.folded`, because SQLite ignores
    case in ASCII only; `merged_from` is how many sightings there are at the least.
    """

    __tablename__ = "mentions"
    __table_args__ = (Index(None, "article_id", "happened_at"), IDS_ARE_NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="articles.id", ondelete="CASCADE")
    kind: str = Field(sa_type=CleanText)
    channel: str = Field(sa_type=CleanText)
    platform: str = Field(sa_type=CleanText)
    author_name: str | None = Field(default=None, sa_type=CleanText)
    author_handle: str | None = Field(default=None, sa_type=CleanText)
    author_url: str | None = Field(default=None, sa_type=CleanText)
    author_photo: str | None = Field(default=None, sa_type=CleanText)
    author_search: str = Field(sa_type=CleanText)
    text: str | None = Field(default=None, sa_type=CleanText)
    url: str | None = Field(default=None, sa_type=CleanText)
    published: datetime | None = None
    published_zone_known: bool = False
    language: str | None = Field(default=None, sa_type=CleanText)
    hashtags: list[str] = Field(sa_type=JsonText)
    via: list[str] = Field(sa_type=JsonText)
    links: list[dict[str, str | None]] = Field(sa_type=JsonText)
    reporter_name: str | None = Field(default=None, sa_type=CleanText)
    reporter_url: str | None = Field(default=None, sa_type=CleanText)
    evidence: str = Field(sa_type=CleanText)
    source: str = Field(sa_type=CleanText)
    syndication: list[str] = Field(sa_type=JsonText)
    merged_from: int = 1
    happened_at: datetime = Field(index=True)
    first_seen: datetime
    last_seen: datetime
    updated_at: datetime
    deleted_at: datetime | None = None
    parent: str | None = Field(default=None, sa_type=CleanText)
    likes: int | None = Field(default=None, sa_type=BigInteger)
    reposts: int | None = Field(default=None, sa_type=BigInteger)
    replies: int | None = Field(default=None, sa_type=BigInteger)
    quotes: int | None = Field(default=None, sa_type=BigInteger)
    followers: int | None = Field(default=None, sa_type=BigInteger)
    counted_at: datetime | None = None
    health: str | None = Field(default=None, sa_type=CleanText)
    health_at: datetime | None = None


class CountRow(Row, table=True):
    """What a place counted of a mention, from then on until the next row.

    `place` is the host that told it, "" where that is not known. What a mention's network told
    last stands on the mention, too, so that an export reads one table.
    """

    __tablename__ = "counts"

    mention_id: int = Field(primary_key=True, foreign_key="mentions.id", ondelete="CASCADE")
    place: str = Field(primary_key=True, sa_type=CleanText)
    seen_at: datetime = Field(primary_key=True)
    likes: int | None = Field(default=None, sa_type=BigInteger)
    reposts: int | None = Field(default=None, sa_type=BigInteger)
    replies: int | None = Field(default=None, sa_type=BigInteger)
    quotes: int | None = Field(default=None, sa_type=BigInteger)
    followers: int | None = Field(default=None, sa_type=BigInteger)


class KeyRow(Row, table=True):
    """An identity key of core/dedupe.py. Unique, so that one act cannot be stored twice."""

    __tablename__ = "mention_keys"

    article_id: int = Field(primary_key=True, foreign_key="articles.id", ondelete="CASCADE")
    key: str = Field(primary_key=True, sa_type=CleanText)
    mention_id: int = Field(foreign_key="mentions.id", ondelete="CASCADE", index=True)


class SightingRow(Row, table=True):
    """Where and when a mention was seen. `place` hashes source, channel and url (may be NULL)."""

    __tablename__ = "sightings"
    __table_args__ = (UniqueConstraint("mention_id", "place"),)

    id: int | None = Field(default=None, primary_key=True)
    mention_id: int = Field(foreign_key="mentions.id", ondelete="CASCADE")
    place: str = Field(sa_type=CleanText)
    source: str = Field(sa_type=CleanText)
    channel: str = Field(sa_type=CleanText)
    url: str | None = Field(default=None, sa_type=CleanText)
    evidence: str = Field(sa_type=CleanText)
    text: str | None = Field(default=None, sa_type=CleanText)
    links: list[dict[str, str | None]] = Field(sa_type=JsonText)
    first_at: datetime
    last_at: datetime


class ShortLinkRow(Row, table=True):
    """Where a short link leads. `key` is `short_key(found)`."""

    __tablename__ = "short_links"

    key: str = Field(primary_key=True, sa_type=CleanText)
    found: str = Field(sa_type=CleanText)
    chain: list[str] = Field(sa_type=JsonText)
    resolved: str | None = Field(default=None, sa_type=CleanText)
    canonical: str | None = Field(default=None, sa_type=CleanText)
    why: str | None = Field(default=None, sa_type=CleanText)
    checked_at: datetime


class SnapshotRow(Row, table=True):
    """The last body of a page that a watch read, compressed. `key` is `short_key(url)`."""

    __tablename__ = "snapshots"

    watch_id: int = Field(primary_key=True, foreign_key="watches.id", ondelete="CASCADE")
    key: str = Field(primary_key=True, sa_type=CleanText)
    url: str = Field(sa_type=CleanText)
    base_url: str | None = Field(default=None, sa_type=CleanText)
    content_type: str | None = Field(default=None, sa_type=CleanText)
    body: bytes
    size: int
    fetched_at: datetime


ARTICLES = METADATA.tables["articles"]
ALIASES = METADATA.tables["article_aliases"]
WATCHES = METADATA.tables["watches"]
GAPS = METADATA.tables["gaps"]
HOSTS = METADATA.tables["hosts"]
MENTIONS = METADATA.tables["mentions"]
COUNTS = METADATA.tables["counts"]
KEYS = METADATA.tables["mention_keys"]
SIGHTINGS = METADATA.tables["sightings"]
SHORT_LINKS = METADATA.tables["short_links"]
SNAPSHOTS = METADATA.tables["snapshots"]
