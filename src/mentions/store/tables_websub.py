"""The tables of WebSub, on the same metadata as the others; the rules of tables.py hold."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from mentions.store.tables import METADATA, Row
from mentions.store.types import CleanText, JsonText


class SubscriptionRow(Row, table=True):
    """A subscription at a hub. It outlives its watch until the hub is told.

    `token` and `secret` are never shown: who knows them can call as the hub does.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (UniqueConstraint("token"),)

    id: int | None = Field(default=None, primary_key=True)
    watch_id: int | None = Field(
        default=None, foreign_key="watches.id", ondelete="SET NULL", index=True
    )
    token: str = Field(sa_type=CleanText)
    base: str = Field(sa_type=CleanText)
    hub: str = Field(sa_type=CleanText)
    topic: str = Field(sa_type=CleanText)
    feed: str = Field(sa_type=CleanText)
    others: list[str] = Field(sa_type=JsonText)
    secret: str | None = Field(default=None, sa_type=CleanText)
    state: str = Field(sa_type=CleanText)
    asked: str | None = Field(default=None, sa_type=CleanText)
    asked_at: datetime | None = None
    confirmed_at: datetime | None = None
    lease_until: datetime | None = None
    due_at: datetime | None = None
    delivered_at: datetime | None = None
    failures: int
    reason: str | None = Field(default=None, sa_type=CleanText)


class DeliveryRow(Row, table=True):
    """What a hub delivered and nobody has read yet; `digest` keeps a repeated one from counting."""

    __tablename__ = "deliveries"
    __table_args__ = (UniqueConstraint("subscription_id", "digest"),)

    id: int | None = Field(default=None, primary_key=True)
    subscription_id: int = Field(foreign_key="subscriptions.id", ondelete="CASCADE")
    digest: str = Field(sa_type=CleanText)
    content_type: str | None = Field(default=None, sa_type=CleanText)
    body: bytes
    received_at: datetime


SUBSCRIPTIONS = METADATA.tables["subscriptions"]
DELIVERIES = METADATA.tables["deliveries"]
