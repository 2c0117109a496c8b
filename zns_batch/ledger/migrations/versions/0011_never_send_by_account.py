"""The entries of the never-send list that concern one account are read page by page, the newest first."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index(
        "ix_never_send_account_added", "never_send", ["account", "added_at", "entry_id"]
    )
