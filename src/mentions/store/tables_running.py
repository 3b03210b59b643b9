"""The tables of the background run, on the same metadata as the others; tables.py has the rules."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from mentions.store.dialect import IDS_ARE_NEVER_REUSED
from mentions.store.tables import METADATA, Row
from mentions.store.types import CleanText, JsonText


class RunRow(Row, table=True):
    """A process that works on this database, as long as its lease is renewed.

    `host`, `pid` and `started` name the process, so that the next one sees at once that a killed
    one is gone; `started` is what the machine says of the start of that process.
    """

    __tablename__ = "runs"

    name: str = Field(primary_key=True, sa_type=CleanText)
    holder: str = Field(sa_type=CleanText)
    host: str = Field(sa_type=CleanText)
    pid: int = Field(sa_type=BigInteger)
    started: str | None = Field(default=None, sa_type=CleanText)
    since: datetime
    beat_at: datetime
    until: datetime
    told: dict[str, Any] = Field(sa_type=JsonText)


class JobRow(Row, table=True):
    """A recurring job: when it is due, and how it went the last time."""

    __tablename__ = "jobs"

    name: str = Field(primary_key=True, sa_type=CleanText)
    schedule: str = Field(sa_type=CleanText)
    due_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    succeeded_at: datetime | None = None
    error: str | None = Field(default=None, sa_type=CleanText)


class HabitRow(Row, table=True):
    """What polls of one source have taught the planner (core/plan/history.py)."""

    __tablename__ = "habits"

    source: str = Field(primary_key=True, sa_type=CleanText)
    counts: list[float] = Field(sa_type=JsonText)
    seconds: list[float] = Field(sa_type=JsonText)
    at: float
    shape: float


class NoteRow(Row, table=True):
    """A small thing to be remembered from run to run, such as the planner's ledger."""

    __tablename__ = "notes"

    name: str = Field(primary_key=True, sa_type=CleanText)
    value: Any = Field(sa_type=JsonText)
    at: datetime


class BlogRow(Row, table=True):
    """A blog whose new posts become articles, and how its feed was last read."""

    __tablename__ = "blogs"
    __table_args__ = (IDS_ARE_NEVER_REUSED,)

    id: int | None = Field(default=None, primary_key=True)
    url: str = Field(sa_type=CleanText, unique=True)
    feed: str | None = Field(default=None, sa_type=CleanText)
    title: str | None = Field(default=None, sa_type=CleanText)
    cursor: dict[str, Any] | None = Field(default=None, sa_type=JsonText)
    due_at: datetime | None = None
    looked_at: datetime | None = None
    succeeded_at: datetime | None = None
    failures: int = 0
    error: str | None = Field(default=None, sa_type=CleanText)
    added_at: datetime


class BackfillRow(Row, table=True):
    """An address met while looking for a blog's old posts. `key` is `short_key(url)`."""

    __tablename__ = "backfills"

    blog_id: int = Field(primary_key=True, foreign_key="blogs.id", ondelete="CASCADE")
    key: str = Field(primary_key=True, sa_type=CleanText)
    url: str = Field(sa_type=CleanText)
    kind: str = Field(sa_type=CleanText)
    published: datetime | None = None
    state: str = Field(sa_type=CleanText)
    why: str | None = Field(default=None, sa_type=CleanText)
    at: datetime


class CheckRow(Row, table=True):
    """When a mention is looked at again, and how it stood the last time."""

    __tablename__ = "checks"

    mention_id: int = Field(primary_key=True, foreign_key="mentions.id", ondelete="CASCADE")
    due_at: datetime | None = Field(default=None, index=True)
    looks: int
    misses: int
    state: str = Field(sa_type=CleanText)
    since: datetime
    looked_at: datetime | None = None
    why: str | None = Field(default=None, sa_type=CleanText)
    memory: dict[str, Any] | None = Field(default=None, sa_type=JsonText)


class LinkEventRow(Row, table=True):
    """A change in what stands at a mention's permalink: a step of its link-health timeline."""

    __tablename__ = "link_events"

    id: int | None = Field(default=None, primary_key=True)
    mention_id: int = Field(foreign_key="mentions.id", ondelete="CASCADE", index=True)
    at: datetime
    state: str = Field(sa_type=CleanText)
    rel: str | None = Field(default=None, sa_type=CleanText)
    text: str | None = Field(default=None, sa_type=CleanText)
    why: str | None = Field(default=None, sa_type=CleanText)


class NoticeRow(Row, table=True):
    """Something to be told to somebody, once. `key` is what makes it the same news."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("recipient", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    recipient: str = Field(sa_type=CleanText)
    key: str = Field(sa_type=CleanText)
    event: str = Field(sa_type=CleanText)
    mention_id: int | None = Field(
        default=None, foreign_key="mentions.id", ondelete="CASCADE", index=True
    )
    article_id: int | None = Field(default=None, foreign_key="articles.id", ondelete="CASCADE")
    told: dict[str, Any] = Field(sa_type=JsonText)
    created_at: datetime
    due_at: datetime = Field(index=True)
    state: str = Field(sa_type=CleanText)
    attempts: int
    batch: str | None = Field(default=None, sa_type=CleanText)
    error: str | None = Field(default=None, sa_type=CleanText)
    sent_at: datetime | None = None


class MuteRow(Row, table=True):
    """An author of whom the owner wants to hear no more. `key` is what the author is known by."""

    __tablename__ = "mutes"

    key: str = Field(primary_key=True, sa_type=CleanText)
    shown: str = Field(sa_type=CleanText)
    since: datetime


RUNS = METADATA.tables["runs"]
JOBS = METADATA.tables["jobs"]
HABITS = METADATA.tables["habits"]
NOTES = METADATA.tables["notes"]
BLOGS = METADATA.tables["blogs"]
BACKFILLS = METADATA.tables["backfills"]
CHECKS = METADATA.tables["checks"]
LINK_EVENTS = METADATA.tables["link_events"]
NOTICES = METADATA.tables["notices"]
MUTES = METADATA.tables["mutes"]
