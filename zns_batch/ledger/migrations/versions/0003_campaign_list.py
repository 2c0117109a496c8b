"""Listing campaigns without reading their rows: stored counts, and indexes in a list's order."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STATES = (
    "pending",
    "sending",
    "accepted",
    "rejected",
    "unknown",
    "invalid",
    "duplicate",
    "suppressed",
    "expired",
    "cancelled",
)


def upgrade() -> None:
    """Add the indexes and the table, and count the rows of the campaigns that nobody is sending."""
    op.create_index("ix_campaigns_created_at_id", "campaigns", ["created_at", "id"])
    op.create_index(
        "ix_campaigns_account_created_at_id", "campaigns", ["account", "created_at", "id"]
    )
    counts = op.create_table(
        "row_counts",
        sa.Column("campaign_id", sa.String(24), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("delivered", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "state", name="pk_row_counts"),
    )
    connection = op.get_bind()
    at_rest = sa.text("SELECT id FROM campaigns WHERE state NOT IN ('draft', 'running')")
    by_state = sa.text(
        "SELECT state, count(*), count(delivered_at) FROM rows "
        "WHERE campaign_id = :campaign_id GROUP BY state"
    )
    for campaign_id in connection.execute(at_rest).scalars().all():
        counted = {
            state: (rows, delivered)
            for state, rows, delivered in connection.execute(by_state, {"campaign_id": campaign_id})
        }
        lines = []
        for state in _STATES:
            rows, delivered = counted.get(state, (0, 0))
            line = {"campaign_id": campaign_id, "state": state}
            lines.append({**line, "rows": rows, "delivered": delivered})
        connection.execute(sa.insert(counts), lines)
