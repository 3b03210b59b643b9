"""The coverage ledger: how each look ended, gaps, and what is remembered of hosts.

No table is built anew (Alembic's batch mode): the copy would lose AUTOINCREMENT, so that ids of
removed watches were given again. Both databases can rename and add columns where they are.
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_LASTS = sa.text("until IS NULL")


def upgrade() -> None:
    _watches()
    _gaps()
    _hosts()
    _fill()


def _text(name: str, *, nullable: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _time(name: str, *, nullable: bool = True) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _watches() -> None:
    op.alter_column("watches", "last_outcome", new_column_name="outcome")
    op.add_column("watches", _text("hints"))
    op.add_column("watches", _text("moved_to"))
    moved_seen = sa.Column("moved_seen", sa.Integer(), nullable=False, server_default="0")
    op.add_column("watches", moved_seen)
    op.add_column("watches", _time("stopped_at"))


def _gaps() -> None:
    op.create_table(
        "gaps",
        _number("id"),
        _number("watch_id"),
        _time("since"),
        _time("until"),
        _text("outcome", nullable=False),
        _text("why", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_gaps"),
        sa.ForeignKeyConstraint(
            ["watch_id"], ["watches.id"], name="fk_gaps_watch_id_watches", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_gaps_watch_id", "gaps", ["watch_id"])
    op.create_index(
        "uq_gaps_open",
        "gaps",
        ["watch_id"],
        unique=True,
        sqlite_where=_LASTS,
        postgresql_where=_LASTS,
    )


def _hosts() -> None:
    op.create_table(
        "hosts",
        _text("host", nullable=False),
        _text("robots"),
        _time("robots_at"),
        _number("failures"),
        _time("closed_until"),
        _text("why"),
        _time("used_at", nullable=False),
        sa.PrimaryKeyConstraint("host", name="pk_hosts"),
    )
    op.create_index("ix_hosts_used_at", "hosts", ["used_at"])


def _fill() -> None:
    """Translate the old outcomes; what could not be looked at last has a gap that lasts."""
    op.execute(
        """
        UPDATE watches SET outcome = CASE outcome
            WHEN 'incomplete' THEN 'ok' WHEN 'failed' THEN 'broken' ELSE outcome END
        """
    )
    op.execute(
        """
        INSERT INTO gaps (watch_id, since, outcome, why)
        SELECT id, last_success_at, outcome, last_error FROM watches
        WHERE last_error IS NOT NULL AND outcome IS NOT NULL
        """
    )
