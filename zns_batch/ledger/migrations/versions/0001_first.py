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
    add_campaigns()
    add_inputs()
    add_contents()
    add_rows()
    add_changes()
    add_lanes()
    add_tokens()
    add_events()
    add_journeys()


def add_campaigns() -> None:
    """Create the table `campaigns`."""
    op.create_table(
        "campaigns",
        sa.Column("id", sa.String(24), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
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


def add_inputs() -> None:
    """Create the table `inputs`."""
    op.create_table(
        "inputs",
        sa.Column("campaign_id", sa.String(24), nullable=False),
        sa.Column("seq", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("cells", sa.Text, nullable=False),
        sa.Column("phone", sa.String(20)),
        sa.Column("data", sa.Text),
        sa.Column("extras", sa.Text),
        sa.PrimaryKeyConstraint("campaign_id", "seq", name="pk_inputs"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_inputs_campaign_id"),
    )


def add_contents() -> None:
    """Create the table `contents`."""
    op.create_table(
        "contents",
        sa.Column("campaign_id", sa.String(24), nullable=False),
        sa.Column("said", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_contents"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_contents_campaign_id"),
    )


def add_rows() -> None:
    """Create the table `rows`."""
    op.create_table(
        "rows",
        sa.Column("campaign_id", sa.String(24), nullable=False),
        sa.Column("seq", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("tracking_id", sa.String(48)),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("epoch", sa.BigInteger),
        sa.Column("code", sa.Text),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("problems", sa.Text),
        sa.Column("message_id", sa.Text),
        sa.Column("sent_at", sa.BigInteger),
        sa.Column("delivered_at", sa.BigInteger),
        sa.Column("charged", sa.Boolean),
        sa.Column("fee", sa.BigInteger),
        sa.Column("checked_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("campaign_id", "seq", name="pk_rows"),
        sa.ForeignKeyConstraint(
            ["campaign_id", "seq"],
            ["inputs.campaign_id", "inputs.seq"],
            name="fk_rows_campaign_id_seq",
        ),
        sqlite_with_rowid=False,
    )
    in_flight = sa.text("state = 'sending'")
    op.create_index(
        "ix_rows_in_flight",
        "rows",
        ["campaign_id"],
        sqlite_where=in_flight,
        postgresql_where=in_flight,
    )


def add_changes() -> None:
    """Create the table `changes`."""
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
        sa.Column("code", sa.Text),
        sa.Column("epoch", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
    )
    op.create_index("ix_changes_campaign_id_seq", "changes", ["campaign_id", "seq"])


def add_lanes() -> None:
    """Create the table `lanes`."""
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


def add_tokens() -> None:
    """Create the table `tokens`."""
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


def add_events() -> None:
    """Create the table `events`."""
    op.create_table(
        "events",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), sa.Identity(), nullable=False
        ),
        sa.Column("account", sa.String(100), nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("message_id", sa.Text),
        sa.Column("tracking_id", sa.Text),
        sa.Column("fate", sa.String(10), nullable=False),
        sa.Column("campaign_id", sa.String(24)),
        sa.Column("seq", sa.Integer),
        sa.Column("told", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.UniqueConstraint("account", "digest", name="uq_events_account_digest"),
    )
    op.create_index("ix_events_campaign_id_name", "events", ["campaign_id", "name"])
    waiting = sa.text("fate = 'waiting'")
    op.create_index(
        "ix_events_waiting",
        "events",
        ["account", "id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def add_journeys() -> None:
    """Create the table `journeys`."""
    op.create_table(
        "journeys",
        sa.Column("account", sa.String(100), nullable=False),
        sa.Column("provider", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("phone", sa.String(20), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("asks", sa.Integer, nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("tracking_id", sa.String(48)),
        sa.Column("token", sa.Text),
        sa.Column("journey_id", sa.Text),
        sa.Column("expires_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("account", "provider", "kind", "phone", name="pk_journeys"),
    )
