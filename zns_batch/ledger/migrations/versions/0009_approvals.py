"""Approval: campaigns and schedules that another person must approve."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables: nobody had to approve anything before them."""
    op.create_table(
        "approvals",
        sa.Column("campaign_id", sa.String(24), nullable=False),
        sa.Column("asked_by", sa.String(26)),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("start_at", sa.BigInteger),
        sa.Column("ends_at", sa.BigInteger, nullable=False),
        sa.Column("fingerprint", sa.String(100), nullable=False),
        sa.Column("messages", sa.Integer, nullable=False),
        sa.Column("decided_by", sa.Text),
        sa.Column("decided_at", sa.BigInteger),
        sa.Column("outcome", sa.String(12)),
        sa.Column("answer", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_approvals"),
    )
    op.create_index("ix_approvals_outcome", "approvals", ["outcome"])
    op.create_table(
        "schedule_approvals",
        sa.Column("schedule_id", sa.String(24), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("ceiling", sa.Integer, nullable=False),
        sa.Column("asked_by", sa.String(26), nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("decided_by", sa.String(26)),
        sa.Column("decided_at", sa.BigInteger),
        sa.Column("outcome", sa.String(12)),
        sa.Column("answer", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("schedule_id", name="pk_schedule_approvals"),
    )
