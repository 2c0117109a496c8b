"""Entries of the never-send list say who added them, and have ids that say nothing of their numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; entries that are there get their ids by chance."""
    op.add_column(
        "never_send", sa.Column("added_by", sa.String(200), nullable=False, server_default="")
    )
    op.add_column(
        "never_send", sa.Column("entry_id", sa.BigInteger, nullable=False, server_default="0")
    )
    chance = {
        "sqlite": "(random() & 4611686018427387903)",
        "postgresql": "floor(random() * 4503599627370496)::bigint",
    }[op.get_bind().dialect.name]
    op.execute(f"UPDATE never_send SET entry_id = {chance}")  # noqa: S608 — one of the two above
    op.create_index("ix_never_send_added", "never_send", ["added_at", "entry_id"])
    op.create_index("ix_never_send_entry", "never_send", ["entry_id"])
