"""Customers across campaigns: whom rows are for, the never-send list, settled rows, SMS as second channel."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, and note whom the rows of older campaigns are for."""
    op.create_table(
        "recipients",
        sa.Column("campaign_id", sa.String(24), nullable=False),
        sa.Column("numbers", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_recipients"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="fk_recipients_campaign_id"
        ),
    )
    op.create_table(
        "never_send",
        sa.Column("account", sa.String(100), nullable=False),
        sa.Column("recipient", sa.String(64), nullable=False),
        sa.Column("source", sa.String(10), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("added_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("account", "recipient", name="pk_never_send"),
    )
    op.create_table(
        "settlements",
        sa.Column("campaign_id", sa.String(24), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("attempt", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("settled_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "seq", "attempt", name="pk_settlements"),
    )
    op.create_table(
        "fallbacks",
        sa.Column("campaign_id", sa.String(24), nullable=False),
        sa.Column("account", sa.String(100), nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("sms_campaign_id", sa.String(24)),
        sa.Column("state", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_fallbacks"),
    )
    _note_recipients(op.get_bind())


def _note_recipients(connection: sa.Connection) -> None:
    campaigns = sa.table("campaigns", sa.column("id"))
    inputs = sa.table("inputs", sa.column("campaign_id"), sa.column("seq"), sa.column("phone"))
    recipients = sa.table("recipients", sa.column("campaign_id"), sa.column("numbers"))
    # A campaign at a time: a ledger of years has more rows than fit into memory.
    for campaign_id in connection.execute(sa.select(campaigns.c.id)).scalars().all():
        of_campaign = sa.select(inputs.c.phone).where(inputs.c.campaign_id == campaign_id)
        phones = connection.execute(of_campaign.order_by(inputs.c.seq)).scalars().all()
        if not phones:
            continue
        # As `recipient_index` has it today; a later change of it has a migration of its own.
        numbers = "\n".join(phone or "" for phone in phones)
        line = {"campaign_id": campaign_id, "numbers": f"\n{numbers}\n".encode()}
        connection.execute(sa.insert(recipients).values(**line))
