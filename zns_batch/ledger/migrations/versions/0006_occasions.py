"""Occasions of customers for which a reminder was planned."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table: no reminder was planned before it."""
    op.create_table(
        "occasions",
        sa.Column("occasion", sa.LargeBinary, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("campaign_id", sa.String(24), nullable=False),
        sa.Column("planned_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("occasion", name="pk_occasions"),
    )
    op.create_index("ix_occasions_day", "occasions", ["day"])
