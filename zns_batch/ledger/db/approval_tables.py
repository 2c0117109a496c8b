"""The tables about approval: campaigns that another person must approve, and schedules.

They are in the same `metadata` as those of `zns_batch.ledger.db.schema`.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from zns_batch.ledger.db.metadata import metadata

approvals = Table(
    "approvals",
    metadata,
    Column("campaign_id", String(24), primary_key=True),
    # The user who asked; NULL where a schedule did whose maker is not known.
    Column("asked_by", String(26)),
    Column("asked_at", BigInteger, nullable=False),
    Column("note", Text, nullable=False),
    # When it is to begin; NULL for at once.
    Column("start_at", BigInteger),
    # After this moment it can't be approved any more.
    Column("ends_at", BigInteger, nullable=False),
    # What was asked for: what the rows said, and how many were to be sent.
    Column("fingerprint", String(100), nullable=False),
    Column("messages", Integer, nullable=False),
    # A user's id, or `user@host` of a command line.
    Column("decided_by", Text),
    Column("decided_at", BigInteger),
    # `zns_batch.domain.approval.ApprovalOutcome`; NULL while nobody has decided.
    Column("outcome", String(12)),
    Column("answer", Text, nullable=False, default=""),
    Index(None, "outcome"),
)

schedule_approvals = Table(
    "schedule_approvals",
    metadata,
    Column("schedule_id", String(24), primary_key=True),
    # What the schedule was when somebody asked: another list or template is another schedule.
    Column("digest", String(64), nullable=False),
    # The most messages that one of its campaigns may have without being approved itself.
    Column("ceiling", Integer, nullable=False),
    Column("asked_by", String(26), nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("note", Text, nullable=False),
    Column("decided_by", String(26)),
    Column("decided_at", BigInteger),
    Column("outcome", String(12)),
    Column("answer", Text, nullable=False, default=""),
)
