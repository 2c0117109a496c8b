"""The tables of the ledger, the same on SQLite and on PostgreSQL.

What others may make as long as they like (names of campaigns, a provider's words and ids) is `Text`:
PostgreSQL refuses what is longer than told. Moments are whole milliseconds since 1970 in UTC. What
never changes after planning (`inputs`) stands apart from what does (`rows`), so that a state change
writes a few bytes and not the whole row of the sheet.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from zns_batch.ledger.db import api_tables, approval_tables, customer_tables

metadata = customer_tables.recipients.metadata
"""All tables: those below, those about customers, about approval and of the JSON API."""

api_tokens = api_tables.api_tokens
approvals, schedule_approvals = approval_tables.approvals, approval_tables.schedule_approvals

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("account", String(100), nullable=False),
    Column("provider", String(40), nullable=False),
    Column("template", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(24)),
    Column("resume_after", BigInteger),
    Column("dry_run", Boolean, nullable=False),
    Column("mode", String(20)),
    Column("source", Text, nullable=False),
    Column("sheet", Text),
    Column("headers", Text, nullable=False),
    Column("fingerprint", String(100), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("started_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("quota_daily", BigInteger),
    Column("quota_remaining", BigInteger),
    Column("expires_at", BigInteger),
    Column("options", Text, nullable=False),
    # What another process asked of the running one: `pause` or `cancel`.
    Column("wish", String(8)),
    # Who may confirm a draft (`zns_batch.ledger.drafts.DraftOwner`): a draft whose owner is gone is
    # deleted.
    Column("planner", Text),
    # When it is to begin by itself.
    Column("start_at", BigInteger),
    # Whether it was left to a worker: nobody else takes it up again when its process dies.
    Column("detached", Boolean, nullable=False, server_default=false()),
    # How many times workers have dealt with it to the end: names the next task in their queue.
    Column("turn", Integer, nullable=False, server_default="0"),
    Column("schedule_id", String(24)),
    # The user of the pages who made it, and who pressed the button that sends it, and when.
    Column("made_by", String(26)),
    Column("confirmed_by", String(26)),
    Column("confirmed_at", BigInteger),
    Index(None, "fingerprint"),
    Index(None, "state"),
    # The order of lists, of all accounts and of one.
    Index(None, "created_at", "id"),
    Index(None, "account", "created_at", "id"),
)

inputs = Table(
    "inputs",
    metadata,
    Column("campaign_id", String(24), ForeignKey("campaigns.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("cells", Text, nullable=False),
    Column("phone", String(20)),
    Column("data", Text),
    # What a row brings beside its parameters: `zns_batch.validation.row_extras`.
    Column("extras", Text),
)

# What the rows of a campaign say, for finding those that were sent before: it is looked through as
# a whole, and an entry for each row in an index would cost more than all else that planning writes.
contents = Table(
    "contents",
    metadata,
    Column("campaign_id", String(24), ForeignKey("campaigns.id"), primary_key=True),
    # In the order of `seq`, each as `zns_batch.domain.planned_row.content_of` names it; zeros for one that is not
    # to be sent.
    Column("said", LargeBinary, nullable=False),
)

rows = Table(
    "rows",
    metadata,
    Column("campaign_id", String(24), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("state", String(12), nullable=False),
    # Made of the two above, and of the attempt where a person asked for the row again.
    Column("tracking_id", String(48)),
    Column("attempts", Integer, nullable=False, default=0),
    # The lane's epoch under which the row was last taken up.
    Column("epoch", BigInteger),
    Column("code", Text),
    Column("said", Text, nullable=False, default=""),
    Column("problems", Text),
    Column("message_id", Text),
    Column("sent_at", BigInteger),
    Column("delivered_at", BigInteger),
    # Whether the message is paid for, and what the provider says that it costs; NULL while unknown.
    Column("charged", Boolean),
    Column("fee", BigInteger),
    # When the provider was last asked for a receipt.
    Column("checked_at", BigInteger),
    ForeignKeyConstraint(["campaign_id", "seq"], ["inputs.campaign_id", "inputs.seq"]),
    # The few in flight, which the next owner of a lane looks for. Other states have no index: rows
    # pass through them by the hundred thousand, and who asks for them reads a whole campaign.
    # (The migration says the same to PostgreSQL. Here that would load all of SQLAlchemy's support for
    # it at every start.)
    Index("ix_rows_in_flight", "campaign_id", sqlite_where=text("state = 'sending'")),
    # A row has few bytes and is found by its key alone, so SQLite keeps it there.
    sqlite_with_rowid=False,
)

# The rows of a campaign that nobody is sending, counted by state, so that a list of campaigns reads no
# rows. A campaign has a line for each state here, or none: then its rows must be counted.
row_counts = Table(
    "row_counts",
    metadata,
    Column("campaign_id", String(24), primary_key=True),
    Column("state", String(12), primary_key=True),
    Column("rows", Integer, nullable=False),
    Column("delivered", Integer, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    # SQLite numbers rows by itself only under the plain INTEGER type.
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("campaign_id", String(24), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("tracking_id", String(48)),
    Column("code", Text),
    Column("epoch", BigInteger),
    Index(None, "campaign_id", "seq"),
)

lanes = Table(
    "lanes",
    metadata,
    Column("account", String(100), primary_key=True),
    Column("epoch", BigInteger, nullable=False),
    # Host, process and start time of the holder; NULL when nobody holds the lane.
    Column("owner", Text),
    Column("campaign_id", String(24)),
    Column("beat_at", BigInteger, nullable=False),
    # When the lane's last request left: the pace goes on from there after a restart.
    Column("departed_at", BigInteger),
)

tokens = Table(
    "tokens",
    metadata,
    # The fingerprint of the refresh token that a person gave; all others grew from that one.
    Column("seed", String(64), primary_key=True),
    Column("account", String(100), nullable=False),
    # The fingerprint of the access token that a person gave beside it.
    Column("seed_access", String(64), nullable=False),
    # NULL until the first renewal.
    Column("access_token", Text),
    Column("refresh_token", Text),
    Column("renewed_at", BigInteger),
    Column("expires_at", BigInteger),
    # Who is renewing them, and until when the others wait.
    Column("renewer", Text),
    Column("renewing_until", BigInteger),
)

events = Table(
    "events",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("account", String(100), nullable=False),
    # The same for every repetition of an event.
    Column("digest", String(32), nullable=False),
    Column("name", Text, nullable=False),
    # The moment that it tells of, and when it came.
    Column("at", BigInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("message_id", Text),
    Column("tracking_id", Text),
    # What became of it: see `zns_batch.ledger.webhook_events`.
    Column("fate", String(10), nullable=False),
    Column("campaign_id", String(24)),
    Column("seq", Integer),
    Column("told", Text, nullable=False),
    UniqueConstraint("account", "digest"),
    Index(None, "campaign_id", "name"),
    # Receipts that came before their row was ready for them: few, and looked for often.
    Index("ix_events_waiting", "account", "id", sqlite_where=text("fate = 'waiting'")),
)

journeys = Table(
    "journeys",
    metadata,
    Column("account", String(100), primary_key=True),
    Column("provider", String(40), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("phone", String(20), primary_key=True),
    Column("state", String(12), nullable=False),
    # Requests for a token so far: an answer counts for the last one alone.
    Column("asks", Integer, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    # The process that asked, and the row that waits for the token; NULL when a person asked.
    Column("owner", Text, nullable=False),
    Column("tracking_id", String(48)),
    Column("token", Text),
    Column("journey_id", Text),
    Column("expires_at", BigInteger),
)

schedules = Table(
    "schedules",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("account", String(100), nullable=False),
    # `active` or `paused`.
    Column("state", String(8), nullable=False),
    # The list: a path, or a pattern of which the newest match is taken.
    Column("file", Text, nullable=False),
    # What was asked for beside it, as the command line has it.
    Column("asked", Text, nullable=False),
    # When: `cron` in the zone, or once at `next_at`.
    Column("cron", String(120)),
    Column("zone", String(64), nullable=False),
    Column("next_at", BigInteger),
    # What becomes of a run that was missed, and of rows that can't be sent.
    Column("misfire", String(8), nullable=False),
    Column("bad_rows", String(8), nullable=False),
    Column("folder", Text, nullable=False),
    # What the list of the last run was, as its bytes: the same is not sent again.
    Column("digest", String(64)),
    Column("created_at", BigInteger, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("schedule_id", String(24), primary_key=True),
    # The moment it was due, not the moment it was begun: two workers mean the same run.
    Column("due_at", BigInteger, primary_key=True, autoincrement=False),
    Column("state", String(12), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("campaign_id", String(24)),
    # What kept it from being sent: a key of the catalogue with its values.
    Column("said", Text),
)

workers = Table(
    "workers",
    metadata,
    # Each process has one of its own, so that two never share a task.
    Column("id", String(64), primary_key=True),
    Column("owner", Text, nullable=False),
    Column("version", String(40), nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("beat_at", BigInteger, nullable=False),
)

users = Table(
    "users",
    metadata,
    Column("id", String(26), primary_key=True),
    # Folded: what a person types in whatever case.
    Column("login", String(100), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("lang", String(2), nullable=False),
    Column("email", Text),
    Column("test_phone", String(20)),
    # May manage people and accounts; sends only where a grant says so.
    Column("admin", Boolean, nullable=False),
    # An Argon2id hash; NULL until the person has chosen a password.
    Column("password", Text),
    Column("totp_secret", Text),
    Column("totp_last_step", BigInteger),
    Column("recovery_codes", Text),
    # `invited`, `active` or `disabled`.
    Column("state", String(10), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger),
    # The account, template and options of the last campaign, as JSON.
    Column("last_choices", Text, nullable=False),
)

grants = Table(
    "grants",
    metadata,
    Column("user_id", String(26), ForeignKey("users.id"), primary_key=True),
    # An account's name, or `*` for all.
    Column("account", String(100), primary_key=True),
    Column("role", String(10), nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("user_id", String(26), ForeignKey("users.id"), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
    # When the person last gave the password.
    Column("authenticated_at", BigInteger, nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("agent", Text, nullable=False),
    Column("address", String(64), nullable=False),
    Column("data", Text, nullable=False),
    Index(None, "user_id"),
)

one_time_links = Table(
    "one_time_links",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    # `first`, `invite`, `reset` or `signin`.
    Column("kind", String(10), nullable=False),
    Column("user_id", String(26)),
    Column("ends_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
)

login_attempts = Table(
    "login_attempts",
    metadata,
    # The hash of a login or of an address.
    Column("subject", String(80), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("blocked_until", BigInteger, nullable=False),
)

uploads = Table(
    "uploads",
    metadata,
    Column("id", String(26), primary_key=True),
    Column("user_id", String(26), nullable=False),
    Column("account", String(100), nullable=False),
    Column("template", Text, nullable=False),
    # The file's name as the person knows it: only for showing.
    Column("name", Text, nullable=False),
    Column("sha256", String(64)),
    Column("size", BigInteger, nullable=False),
    Column("folder", Text, nullable=False),
    Column("state", String(12), nullable=False),
    # What the person chose (sheet, columns, options) and what the check found, as JSON.
    Column("choices", Text, nullable=False),
    Column("result", Text),
    Column("campaign_id", String(24)),
    Column("created_at", BigInteger, nullable=False),
    Column("touched_at", BigInteger, nullable=False),
    Index(None, "user_id", "state"),
)

# Notifications that are sent once: `zns_batch.ledger.notification_claims`. The table has the name that
# the first ledgers with it gave it.
notification_claims = Table(
    "told_once",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("about", String(200), primary_key=True),
    Column("at", BigInteger, nullable=False),
)

# What people did, each line chained to the one before by a hash. It holds no phone number.
audit = Table(
    "audit",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    # `web`, `api`, `cli` or `worker`.
    Column("face", String(8), nullable=False),
    Column("act", String(40), nullable=False),
    Column("account", String(100)),
    Column("object", Text),
    Column("number", BigInteger),
    Column("params", Text, nullable=False),
    Column("address", String(64), nullable=False),
    Column("chain", String(64), nullable=False),
    Index(None, "at"),
    # What happened to one campaign, which its page shows.
    Index(None, "object"),
)
