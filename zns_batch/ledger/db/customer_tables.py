"""The tables about customers across campaigns: who must never be sent to, and what a person decided.

They are in the same `metadata` as those of `zns_batch.ledger.db.schema`.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from zns_batch.ledger.db.metadata import metadata

# Whom the rows of a campaign are for, so that one customer is found among millions of rows. An index on
# `inputs.phone` would cost more than all else that planning writes; this is one value a campaign, and
# is looked through as a whole.
recipients = Table(
    "recipients",
    metadata,
    Column("campaign_id", String(24), ForeignKey("campaigns.id"), primary_key=True),
    # In the order of `seq`, a line each: `zns_batch.ledger.customers.recipient_index`.
    Column("numbers", LargeBinary, nullable=False),
)

never_send = Table(
    "never_send",
    metadata,
    # An account's name, or `*` for all.
    Column("account", String(100), primary_key=True),
    # The number, or its keyed hash: `zns_batch.ledger.customers.never_send`.
    Column("recipient", String(64), primary_key=True),
    # `person`, `import` or `refusal`.
    Column("source", String(10), nullable=False),
    # Why, in a person's words.
    Column("why", Text, nullable=False),
    Column("added_at", BigInteger, nullable=False),
    # A person's login, or `user@host` of a command line.
    Column("added_by", String(200), nullable=False, server_default=""),
    # Names the entry where its number must not stand: of no meaning, made by chance.
    Column("entry_id", BigInteger, nullable=False, server_default="0"),
    Index("ix_never_send_added", "added_at", "entry_id"),
    Index("ix_never_send_entry", "entry_id"),
    # The same order, of the entries that concern one account.
    Index("ix_never_send_account_added", "account", "added_at", "entry_id"),
    # One customer's entries for whichever account, by bytes (the migration says so to PostgreSQL).
    Index("ix_never_send_recipient", "recipient"),
)

# A person's word on a row in doubt.
settlements = Table(
    "settlements",
    metadata,
    Column("campaign_id", String(24), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    Column("state", String(12), nullable=False),
    Column("note", Text, nullable=False),
    Column("settled_at", BigInteger, nullable=False),
)

# Occasions of customers for which a reminder was planned: `zns_batch.ledger.customers.occasions`.
occasions = Table(
    "occasions",
    metadata,
    # A hash of the customer, the day, how long before, and which reminder; it holds no number.
    Column("occasion", LargeBinary, primary_key=True),
    # The day as ISO has it: what is over is forgotten.
    Column("day", String(10), nullable=False),
    Column("campaign_id", String(24), nullable=False),
    Column("planned_at", BigInteger, nullable=False),
    Index(None, "day"),
)

# Campaigns whose unreached customers are to get an SMS.
fallbacks = Table(
    "fallbacks",
    metadata,
    Column("campaign_id", String(24), primary_key=True),
    # The account that sends the SMS.
    Column("account", String(100), nullable=False),
    # When those who have not got the message by then are unreached.
    Column("due_at", BigInteger, nullable=False),
    # The campaign that sends the SMS, once it is planned; `state` is `waiting`, `planned` or `none`.
    Column("sms_campaign_id", String(24)),
    Column("state", String(10), nullable=False),
)
