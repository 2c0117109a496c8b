"""Statistics of the ledger for metrics: a few small queries, none of which reads rows."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from zns_batch.domain.states import CampaignState
from zns_batch.ledger import work_queue, workers
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import campaigns, lanes
from zns_batch.ledger.db.timestamps import common_now, from_ms, to_ms
from zns_batch.ledger.leases import LEASE


@dataclass(frozen=True, kw_only=True, slots=True)
class PausedCount:
    """Campaigns of an account that stand still for one reason.

    Attributes:
        account: The account.
        reason: The reason's word; empty where none was noted.
        goes_on: They go on by themselves when a moment has come; else only a person can help.
        count: How many they are.

    """

    account: str
    reason: str
    goes_on: bool
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerStats:
    """How everything stands.

    Attributes:
        campaigns: How many campaigns there are, by state; rehearsals among them.
        sending: Accounts whose lane somebody holds, on whichever machine.
        accounts: All accounts that have ever sent, or have something to send.
        resting: What was left to workers and stands still.
        waiting: Campaigns that are due and wait for their turn.
        since: The moment at which the longest waiting of them was due.
        workers: Workers that are there.

    """

    campaigns: Mapping[str, int]
    sending: frozenset[str]
    accounts: frozenset[str]
    resting: tuple[PausedCount, ...]
    waiting: int
    since: datetime | None
    workers: int


def ledger_stats(ledger: Ledger, *, now: datetime) -> LedgerStats:
    """Return how everything stands.

    Raises:
        LedgerError: The ledger can't be read.

    """
    state, resume_after = campaigns.c.state, campaigns.c.resume_after
    by_state = select(state, func.count()).where(state != CampaignState.DRAFT).group_by(state)
    held = select(lanes.c.account, lanes.c.beat_at).where(lanes.c.owner.is_not(None))
    stopped = or_(state == CampaignState.PAUSED, state == CampaignState.ABORTED)
    # What a person runs by hand is looked after by that person.
    resting = select(campaigns.c.account, campaigns.c.reason, resume_after.is_not(None)).where(
        stopped,
        campaigns.c.detached.is_(True),
        or_(resume_after.is_(None), resume_after > to_ms(now)),
    )
    with ledger.read() as connection:
        counts = {line[0]: line[1] for line in connection.execute(by_state)}
        known = connection.execute(select(lanes.c.account)).scalars().all()
        database_now = common_now(connection, now)
        sending = frozenset(
            account
            for account, beat_at in connection.execute(held)
            if abs(database_now - from_ms(beat_at)) <= LEASE
        )
        paused = Counter(
            (account, reason or "", bool(goes_on))
            for account, reason, goes_on in connection.execute(resting)
        )
    waiting, since = work_queue.waiting(ledger, now=now)
    alive = [one for one in workers.list_workers(ledger, now=now) if not one.is_stale()]
    return LedgerStats(
        campaigns=counts,
        sending=sending,
        accounts=frozenset(known) | {account for account, _, _ in paused},
        resting=tuple(
            PausedCount(account=account, reason=reason, goes_on=goes_on, count=count)
            for (account, reason, goes_on), count in sorted(paused.items())
        ),
        waiting=waiting,
        since=since,
        workers=len(alive),
    )
