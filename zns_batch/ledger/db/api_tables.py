"""The tables of the JSON API: who may call it, what was answered, and which events went out.

They are in the same `metadata` as those of `zns_batch.ledger.db.schema`.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from zns_batch.ledger.db.metadata import metadata

# A key of the API. Its secret was shown once; this is its hash.
api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("token_sha256", String(64), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    # An account's name, or `*` for all.
    Column("account", String(100), nullable=False),
    Column("role", String(10), nullable=False),
    # Who made it: a person's login, or `user@host` of a command line.
    Column("made_by", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("seen_at", BigInteger),
)

# A request that must not happen twice, by the key that its caller gave it.
idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("token_id", String(26), primary_key=True),
    Column("key", String(255), primary_key=True),
    # Of method, address and body: another request under the same key is refused.
    Column("request_sha256", String(64), nullable=False),
    # Which process answers it, as `ProcessIdentity.dump` writes it.
    Column("holder", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    # The answer, written together with what the request changed: status, and headers and body as
    # JSON. NULL until then.
    Column("status", Integer),
    Column("answer", Text),
    # When what follows the change was done too.
    Column("finished_at", BigInteger),
    Index(None, "created_at"),
)

# An event of a campaign that goes out as a signed webhook, and can be sent again.
campaign_events = Table(
    "campaign_events",
    metadata,
    # The `webhook-id`: the same whenever it is sent.
    Column("id", String(40), primary_key=True),
    Column("campaign_id", String(24), nullable=False),
    Column("type", String(30), nullable=False),
    Column("at", BigInteger, nullable=False),
    # The body, as it was first sent.
    Column("body", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    # When to try (again); NULL when it was delivered or given up.
    Column("next_at", BigInteger),
    Column("delivered_at", BigInteger),
    # Why the last attempt failed.
    Column("error", Text),
    Index(None, "campaign_id"),
    Index(None, "next_at"),
)
