"""The entries of the never-send list are found by their numbers, for whichever account."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index.

    On PostgreSQL it goes by bytes, whatever language the database sorts by: hashes are looked for by
    what they begin with.
    """
    op.create_index(
        "ix_never_send_recipient",
        "never_send",
        ["recipient"],
        postgresql_ops={"recipient": "varchar_pattern_ops"},
    )
