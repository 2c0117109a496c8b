"""Campaigns that run by themselves: schedules, their runs, and the workers that look after them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the tables."""
    add_campaigns()
    add_schedules()
    add_runs()
    add_workers()


def add_campaigns() -> None:
    """Add columns to the table `campaigns`."""
    op.add_column("campaigns", sa.Column("start_at", sa.BigInteger))
    op.add_column(
        "campaigns", sa.Column("detached", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.add_column("campaigns", sa.Column("turn", sa.Integer, nullable=False, server_default="0"))
    op.add_column("campaigns", sa.Column("schedule_id", sa.String(24)))
    op.create_index("ix_campaigns_state", "campaigns", ["state"])


def add_schedules() -> None:
    """Create the table `schedules`."""
    op.create_table(
        "schedules",
        sa.Column("id", sa.String(24), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("account", sa.String(100), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("asked", sa.Text, nullable=False),
        sa.Column("cron", sa.String(120)),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("next_at", sa.BigInteger),
        sa.Column("misfire", sa.String(8), nullable=False),
        sa.Column("bad_rows", sa.String(8), nullable=False),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64)),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_schedules"),
        sa.UniqueConstraint("name", name="uq_schedules_name"),
    )


def add_runs() -> None:
    """Create the table `runs`."""
    op.create_table(
        "runs",
        sa.Column("schedule_id", sa.String(24), nullable=False),
        sa.Column("due_at", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("campaign_id", sa.String(24)),
        sa.Column("said", sa.Text),
        sa.PrimaryKeyConstraint("schedule_id", "due_at", name="pk_runs"),
    )


def add_workers() -> None:
    """Create the table `workers`."""
    op.create_table(
        "workers",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("beat_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workers"),
    )
