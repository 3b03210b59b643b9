"""The tables of reports and evidence, on the same metadata as the others; see tables.py."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from mentions.store.tables import METADATA, Row
from mentions.store.types import CleanText, JsonText


class OverrideRow(Row, table=True):
    """What the owner says in place of what was found: a reach, a tag, "ours", "paid".

    `key` is what the subject (an outlet, an author, a mention) is known by.
    """

    __tablename__ = "overrides"

    subject: str = Field(primary_key=True, sa_type=CleanText)
    key: str = Field(primary_key=True, sa_type=CleanText)
    field: str = Field(primary_key=True, sa_type=CleanText)
    value: Any = Field(sa_type=JsonText)
    at: datetime


class FrozenRow(Row, table=True):
    """The data of a report as it was cut, compressed, to be rendered again as it was."""

    __tablename__ = "frozen_reports"

    id: str = Field(primary_key=True, sa_type=CleanText)
    made_at: datetime
    title: str | None = Field(default=None, sa_type=CleanText)
    digest: str = Field(sa_type=CleanText)
    data: bytes
    size: int = Field(sa_type=BigInteger)


class EvidenceRow(Row, table=True):
    """What was kept of an answer in which a mention was first seen at a place.

    `file` and `begins` say where its record stands in the archive; NULL where only what is in this
    row was kept.
    """

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("mention_id", "place"),)

    id: int | None = Field(default=None, primary_key=True)
    mention_id: int = Field(foreign_key="mentions.id", ondelete="CASCADE")
    place: str = Field(sa_type=CleanText)
    at: datetime
    url: str = Field(sa_type=CleanText)
    link: str | None = Field(default=None, sa_type=CleanText)
    chain: list[str] = Field(sa_type=JsonText)
    sentence: str | None = Field(default=None, sa_type=CleanText)
    digest: str = Field(sa_type=CleanText)
    size: int = Field(sa_type=BigInteger)
    record: str | None = Field(default=None, sa_type=CleanText)
    file: str | None = Field(default=None, sa_type=CleanText, index=True)
    begins: int | None = Field(default=None, sa_type=BigInteger)
    screenshot: str | None = Field(default=None, sa_type=CleanText)


OVERRIDES = METADATA.tables["overrides"]
FROZEN = METADATA.tables["frozen_reports"]
EVIDENCE = METADATA.tables["evidence"]
