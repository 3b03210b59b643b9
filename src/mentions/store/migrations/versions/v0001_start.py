"""The first tables.

Types are plain here: what a type of tables.py does to its values is no part of the schema.
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _articles()
    _watches()
    _mentions()
    _what_belongs_to_mentions()
    _caches()


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _yes_no(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _belongs(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{to}"
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="CASCADE")


def _articles() -> None:
    op.create_table(
        "articles",
        _number("id"),
        _text("url"),
        _text("canonical"),
        _text("title", nullable=True),
        _yes_no("from_config"),
        _time("added_at"),
        _time("removed_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.UniqueConstraint("canonical", name="uq_articles_canonical"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "article_aliases",
        _number("id"),
        _number("article_id"),
        _text("url"),
        _text("canonical"),
        _text("origin"),
        _time("added_at"),
        sa.PrimaryKeyConstraint("id", name="pk_article_aliases"),
        sa.UniqueConstraint("canonical", name="uq_article_aliases_canonical"),
        _belongs("article_aliases", "article_id", "articles"),
    )
    op.create_index("ix_article_aliases_article_id", "article_aliases", ["article_id"])


def _watches() -> None:
    op.create_table(
        "watches",
        _number("id"),
        _text("source"),
        _text("address"),
        _text("base_url", nullable=True),
        _yes_no("from_config"),
        _number("interval"),
        _text("cursor", nullable=True),
        _time("next_poll_at", nullable=True),
        _time("last_polled_at", nullable=True),
        _time("last_success_at", nullable=True),
        _text("last_outcome", nullable=True),
        _text("last_error", nullable=True),
        _number("failures"),
        sa.PrimaryKeyConstraint("id", name="pk_watches"),
        sa.UniqueConstraint("source", "address", name="uq_watches_source_address"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_watches_next_poll_at", "watches", ["next_poll_at"])


def _mentions() -> None:
    op.create_table(
        "mentions",
        _number("id"),
        _number("article_id"),
        *(_text(name) for name in ("kind", "channel", "platform")),
        *(_text(f"author_{name}", nullable=True) for name in ("name", "handle", "url", "photo")),
        _text("author_search"),
        _text("text", nullable=True),
        _text("url", nullable=True),
        _time("published", nullable=True),
        _yes_no("published_zone_known"),
        _text("language", nullable=True),
        *(_text(name) for name in ("hashtags", "via", "links")),
        *(_text(f"reporter_{name}", nullable=True) for name in ("name", "url")),
        *(_text(name) for name in ("evidence", "source", "syndication")),
        _number("merged_from"),
        *(_time(name) for name in ("happened_at", "first_seen", "last_seen", "updated_at")),
        _time("deleted_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_mentions"),
        _belongs("mentions", "article_id", "articles"),
        sqlite_autoincrement=True,
    )
    columns = ["article_id", "happened_at"]
    op.create_index("ix_mentions_article_id_mentions_happened_at", "mentions", columns)
    op.create_index("ix_mentions_happened_at", "mentions", ["happened_at"])


def _what_belongs_to_mentions() -> None:
    op.create_table(
        "mention_keys",
        _number("article_id"),
        _text("key"),
        _number("mention_id"),
        sa.PrimaryKeyConstraint("article_id", "key", name="pk_mention_keys"),
        _belongs("mention_keys", "article_id", "articles"),
        _belongs("mention_keys", "mention_id", "mentions"),
    )
    op.create_index("ix_mention_keys_mention_id", "mention_keys", ["mention_id"])
    op.create_table(
        "sightings",
        _number("id"),
        _number("mention_id"),
        *(_text(name) for name in ("place", "source", "channel")),
        _text("url", nullable=True),
        _text("evidence"),
        _text("text", nullable=True),
        _text("links"),
        _time("first_at"),
        _time("last_at"),
        sa.PrimaryKeyConstraint("id", name="pk_sightings"),
        sa.UniqueConstraint("mention_id", "place", name="uq_sightings_mention_id_place"),
        _belongs("sightings", "mention_id", "mentions"),
    )


def _caches() -> None:
    op.create_table(
        "short_links",
        *(_text(name) for name in ("key", "found", "chain")),
        *(_text(name, nullable=True) for name in ("resolved", "canonical", "why")),
        _time("checked_at"),
        sa.PrimaryKeyConstraint("key", name="pk_short_links"),
    )
    op.create_table(
        "snapshots",
        _number("watch_id"),
        _text("key"),
        _text("url"),
        _text("base_url", nullable=True),
        _text("content_type", nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        _number("size"),
        _time("fetched_at"),
        sa.PrimaryKeyConstraint("watch_id", "key", name="pk_snapshots"),
        _belongs("snapshots", "watch_id", "watches"),
    )
