"""Reports: what the owner says in place of what was found, frozen data, kept evidence."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "overrides",
        *(_text(name, needed=True) for name in ("subject", "key", "field", "value")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", "key", "field", name="pk_overrides"),
    )
    op.create_table(
        "frozen_reports",
        _text("id", needed=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        _text("title"),
        _text("digest", needed=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_frozen_reports"),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mention_id", sa.Integer(), nullable=False),
        _text("place", needed=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _text("url", needed=True),
        _text("link"),
        _text("chain", needed=True),
        _text("sentence"),
        _text("digest", needed=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        *(_text(name) for name in ("record", "file")),
        sa.Column("begins", sa.BigInteger(), nullable=True),
        _text("screenshot"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sa.ForeignKeyConstraint(
            ["mention_id"],
            ["mentions.id"],
            name="fk_evidence_mention_id_mentions",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("mention_id", "place", name="uq_evidence_mention_id_place"),
    )
    op.create_index("ix_evidence_file", "evidence", ["file"])


def _text(name: str, *, needed: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=not needed)
