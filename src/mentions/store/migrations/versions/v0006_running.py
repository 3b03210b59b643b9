"""The background run: leases, jobs, what the planner learned, blogs, checks, notices."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add("articles", _time("published"), _number("max_delay"), _text("blog"))
    _add("watches", _text("blog"), _text("holder"), _time("held_until"))
    _add("watches", _text("record"), _float("cost"), _float("planned"))
    _add("mentions", _text("health"), _time("health_at"))
    _create_run()
    _create_blogs()
    _create_checks()
    _create_notices()


def _create_run() -> None:
    op.create_table(
        "runs",
        *_texts("name", "holder", "host"),
        sa.Column("pid", sa.BigInteger(), nullable=False),
        _text("started"),
        *(_time(name, needed=True) for name in ("since", "beat_at", "until")),
        _text("told", needed=True),
        sa.PrimaryKeyConstraint("name", name="pk_runs"),
    )
    op.create_table(
        "jobs",
        *_texts("name", "schedule"),
        *(_time(name) for name in ("due_at", "started_at", "ended_at", "succeeded_at")),
        _text("error"),
        sa.PrimaryKeyConstraint("name", name="pk_jobs"),
    )
    op.create_table(
        "habits",
        *_texts("source", "counts", "seconds"),
        _float("at", needed=True),
        _float("shape", needed=True),
        sa.PrimaryKeyConstraint("source", name="pk_habits"),
    )
    op.create_table(
        "notes",
        *_texts("name", "value"),
        _time("at", needed=True),
        sa.PrimaryKeyConstraint("name", name="pk_notes"),
    )


def _create_blogs() -> None:
    op.create_table(
        "blogs",
        _number("id", needed=True),
        *_texts("url"),
        *(_text(name) for name in ("feed", "title", "cursor")),
        *(_time(name) for name in ("due_at", "looked_at", "succeeded_at")),
        _number("failures", needed=True),
        _text("error"),
        _time("added_at", needed=True),
        sa.PrimaryKeyConstraint("id", name="pk_blogs"),
        sa.UniqueConstraint("url", name="uq_blogs_url"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "backfills",
        _number("blog_id", needed=True),
        *_texts("key", "url", "kind"),
        _time("published"),
        *_texts("state"),
        _text("why"),
        _time("at", needed=True),
        sa.PrimaryKeyConstraint("blog_id", "key", name="pk_backfills"),
        _belongs("backfills", "blog_id", "blogs"),
    )


def _create_checks() -> None:
    op.create_table(
        "checks",
        _number("mention_id", needed=True),
        _time("due_at"),
        _number("looks", needed=True),
        _number("misses", needed=True),
        *_texts("state"),
        _time("since", needed=True),
        _time("looked_at"),
        _text("why"),
        _text("memory"),
        sa.PrimaryKeyConstraint("mention_id", name="pk_checks"),
        _belongs("checks", "mention_id", "mentions"),
    )
    op.create_index("ix_checks_due_at", "checks", ["due_at"])
    op.create_table(
        "link_events",
        _number("id", needed=True),
        _number("mention_id", needed=True),
        _time("at", needed=True),
        *_texts("state"),
        *(_text(name) for name in ("rel", "text", "why")),
        sa.PrimaryKeyConstraint("id", name="pk_link_events"),
        _belongs("link_events", "mention_id", "mentions"),
    )
    op.create_index("ix_link_events_mention_id", "link_events", ["mention_id"])


def _create_notices() -> None:
    op.create_table(
        "notices",
        _number("id", needed=True),
        *_texts("recipient", "key", "event"),
        _number("mention_id"),
        _number("article_id"),
        *_texts("told"),
        *(_time(name, needed=True) for name in ("created_at", "due_at")),
        *_texts("state"),
        _number("attempts", needed=True),
        *(_text(name) for name in ("batch", "error")),
        _time("sent_at"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        _belongs("notices", "mention_id", "mentions"),
        _belongs("notices", "article_id", "articles"),
        sa.UniqueConstraint("recipient", "key", name="uq_notices_recipient_key"),
    )
    op.create_index("ix_notices_mention_id", "notices", ["mention_id"])
    op.create_index("ix_notices_due_at", "notices", ["due_at"])
    op.create_table(
        "mutes",
        *_texts("key", "shown"),
        _time("since", needed=True),
        sa.PrimaryKeyConstraint("key", name="pk_mutes"),
    )


def _add(table: str, *columns: sa.Column[Any]) -> None:
    for column in columns:
        op.add_column(table, column)


def _belongs(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{to}"
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="CASCADE")


def _texts(*names: str) -> Iterable[sa.Column[str]]:
    return [_text(name, needed=True) for name in names]


def _text(name: str, *, needed: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=not needed)


def _time(name: str, *, needed: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not needed)


def _number(name: str, *, needed: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=not needed)


def _float(name: str, *, needed: bool = False) -> sa.Column[float]:
    return sa.Column(name, sa.Float(), nullable=not needed)
