"""What a mention answers, and what its network counts of it: the latest numbers and their series.

The latest stand on the mention itself, so that an export reads one table.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mentions", sa.Column("parent", sa.Text(), nullable=True))
    for number in _numbers():
        op.add_column("mentions", number)
    op.add_column("mentions", sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "counts",
        sa.Column("mention_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        *_numbers(),
        sa.PrimaryKeyConstraint("mention_id", "place", "seen_at", name="pk_counts"),
        sa.ForeignKeyConstraint(
            ["mention_id"],
            ["mentions.id"],
            name="fk_counts_mention_id_mentions",
            ondelete="CASCADE",
        ),
    )


def _numbers() -> list[sa.Column[int]]:
    names = ("likes", "reposts", "replies", "quotes", "followers")
    return [sa.Column(name, sa.BigInteger(), nullable=True) for name in names]
