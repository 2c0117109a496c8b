"""The first tables.

Written out rather than taken from `schema.py`: what a version looked like must not change when
the schema goes on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _campaigns()
    _inputs()
    _rows()
    _changes()
    _lanes()
    _tokens()


def _campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", sa.String(24), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("account", sa.String(100), nullable=False),
        sa.Column("provider", sa.String(40), nullable=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(24)),
        sa.Column("resume_after", sa.BigInteger),
        sa.Column("dry_run", sa.Boolean, nullable=False),
        sa.Column("mode", sa.String(20)),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("sheet", sa.Text),
        sa.Column("headers", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.String(100), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("started_at", sa.BigInteger),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("quota_daily", sa.BigInteger),
        sa.Column("quota_remaining", sa.BigInteger),
        sa.Column("expires_at", sa.BigInteger),
        sa.Column("options", sa.Text, nullable=False),
        sa.Column("wish", sa.String(8)),
        sa.Column("planner", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_campaigns"),
        sa.UniqueConstraint("name", name="uq_campaigns_name"),
    )
    op.create_index("ix_campaigns_fingerprint", "campaigns", ["fingerprint"])


def _inputs() -> None:
    op.create_table(
        "inputs",
        sa.Column("campaign_id", sa.String(24), nullable=False),
        sa.Column("seq", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("cells", sa.Text, nullable=False),
        sa.Column("phone", sa.String(20)),
        sa.Column("data", sa.Text),
        sa.Column("content", sa.String(32)),
        sa.PrimaryKeyConstraint("campaign_id", "seq", name="pk_inputs"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_inputs_campaign_id"),
    )
    op.create_index("ix_inputs_content", "inputs", ["content"])


def _rows() -> None:
    op.create_table(
        "rows",
        sa.Column("campaign_id", sa.String(24), nullable=False),
        sa.Column("seq", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("tracking_id", sa.String(48)),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("epoch", sa.BigInteger),
        sa.Column("code", sa.String(40)),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("problems", sa.Text),
        sa.Column("message_id", sa.String(100)),
        sa.Column("sent_at", sa.BigInteger),
        sa.Column("delivered_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("campaign_id", "seq", name="pk_rows"),
        sa.ForeignKeyConstraint(
            ["campaign_id", "seq"],
            ["inputs.campaign_id", "inputs.seq"],
            name="fk_rows_campaign_id_seq",
        ),
        sa.UniqueConstraint("tracking_id", name="uq_rows_tracking_id"),
    )
    op.create_index("ix_rows_campaign_id_state_seq", "rows", ["campaign_id", "state", "seq"])


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), sa.Identity(), nullable=False
        ),
        sa.Column("campaign_id", sa.String(24), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("tracking_id", sa.String(48)),
        sa.Column("code", sa.String(40)),
        sa.Column("epoch", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
    )
    op.create_index("ix_changes_campaign_id_seq", "changes", ["campaign_id", "seq"])


def _lanes() -> None:
    op.create_table(
        "lanes",
        sa.Column("account", sa.String(100), nullable=False),
        sa.Column("epoch", sa.BigInteger, nullable=False),
        sa.Column("owner", sa.Text),
        sa.Column("campaign_id", sa.String(24)),
        sa.Column("beat_at", sa.BigInteger, nullable=False),
        sa.Column("departed_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("account", name="pk_lanes"),
    )


def _tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("seed", sa.String(64), nullable=False),
        sa.Column("account", sa.String(100), nullable=False),
        sa.Column("seed_access", sa.String(64), nullable=False),
        sa.Column("access_token", sa.Text),
        sa.Column("refresh_token", sa.Text),
        sa.Column("renewed_at", sa.BigInteger),
        sa.Column("expires_at", sa.BigInteger),
        sa.Column("renewer", sa.Text),
        sa.Column("renewing_until", sa.BigInteger),
        sa.PrimaryKeyConstraint("seed", name="pk_tokens"),
    )
