"""Leases of accounts: one owner at a time sends for an account, under an epoch (a fencing token).

An intent commits only under the lane's present epoch. An owner that stood still and lost its lane
can therefore wake up and find that it may send nothing more.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, RowMapping, bindparam, insert, literal, select, update

from zns_batch.domain.states import CampaignState, RowState
from zns_batch.errors import LaneHeldError, LaneLostError
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.postgresql import hold_lanes
from zns_batch.ledger.db.schema import campaigns, lanes, rows
from zns_batch.ledger.db.timestamps import common_now, from_ms, to_ms
from zns_batch.ledger.journey_tokens import refuse_interrupted
from zns_batch.ledger.process_identity import ProcessIdentity
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.rows import mark_interrupted

# The state is written out, and campaigns are looked up by their rows: only so does SQLite use
# `ix_rows_in_flight`. Otherwise it goes through all rows that an account ever had.
_HAS_ROWS_IN_FLIGHT = campaigns.c.id.in_(
    select(rows.c.campaign_id).where(
        rows.c.state == literal(RowState.SENDING.value, literal_execute=True)
    )
)

LEASE = timedelta(seconds=15)
"""How long an owner without a heartbeat keeps its lane. It sends one every two seconds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lease:
    """The right to send for an account.

    Attributes:
        account: The account.
        campaign_id: The campaign it is used for.
        epoch: Grows with each new owner; an intent under an older one is refused.
        departed_at: When the account's last request left, under whichever owner.

    """

    account: str
    campaign_id: str
    epoch: int
    departed_at: datetime | None


def acquire(
    ledger: Ledger,
    account: str,
    campaign_id: str,
    *,
    now: datetime,
    owner: ProcessIdentity | None = None,
) -> Lease:
    """Take an account's lane, and put in doubt what a dead owner left in flight.

    Args:
        campaign_id: The campaign that will be sent.
        owner: Who takes it; this process unless told otherwise.

    Raises:
        LaneHeldError: Somebody else holds the lane and may be alive.

    """
    owner = owner or ProcessIdentity.this_process()
    with ledger.write() as connection:
        # First of all: a commit of the former owner that is on its way ends before we look.
        hold_lanes(connection, [account])
        lane = _lane(connection, account)
        beat_at = common_now(connection, now)
        if lane is not None and _held(lane, beat_at):
            raise _held_error(lane)
        epoch = lane["epoch"] + 1 if lane else 1
        values = {
            "epoch": epoch,
            "owner": owner.dump(),
            "campaign_id": campaign_id,
            "beat_at": to_ms(beat_at),
        }
        if lane is None:
            connection.execute(insert(lanes), values | {"account": account})
        else:
            connection.execute(update(lanes).where(lanes.c.account == account).values(**values))
        in_flight = select(campaigns.c.id).where(
            campaigns.c.account == account, _HAS_ROWS_IN_FLIGHT
        )
        for left_behind in connection.execute(in_flight).scalars().all():
            refuse_interrupted(connection, account, left_behind, now=now)
            mark_interrupted(connection, left_behind, now=now)
    departed_at = from_ms(lane["departed_at"]) if lane else None
    return Lease(account=account, campaign_id=campaign_id, epoch=epoch, departed_at=departed_at)


def check(ledger: Ledger, lease: Lease) -> None:
    """Make sure that a lane is still ours.

    Raises:
        LaneLostError: Another process has taken it over; it says who.

    """
    with ledger.read() as connection:
        lane = _lane(connection, lease.account)
        if lane is None or lane["epoch"] != lease.epoch:
            raise lost(connection, lease.account)


def lost(connection: Connection, account: str) -> LaneLostError:
    """Return the error of a process whose lane another one has taken over."""
    lane = _lane(connection, account)
    if lane is None or lane["owner"] is None:
        return LaneLostError("ledger.lane-lost-and-free", account=account)
    return LaneLostError("ledger.lane-lost", **_who(lane))


def release(ledger: Ledger, lease: Lease) -> None:
    """Give a lane back; nothing happens when somebody else has taken it over."""
    with ledger.write() as connection:
        connection.execute(
            update(lanes)
            .where(lanes.c.account == lease.account, lanes.c.epoch == lease.epoch)
            .values(owner=None, campaign_id=None)
        )


def holder(ledger: Ledger, account: str, *, now: datetime) -> tuple[ProcessIdentity, str] | None:
    """Return who holds a lane and for which campaign, or `None` when it is free."""
    with ledger.read() as connection:
        lane = _lane(connection, account)
        if lane is None or not _held(lane, common_now(connection, now)):
            return None
    return ProcessIdentity.load(lane["owner"]), lane["campaign_id"]


def sending_now(ledger: Ledger, *, now: datetime) -> dict[str, str]:
    """Return the accounts whose lanes are held, each with the name of the campaign that is sent."""
    query = select(lanes, campaigns.c.name).outerjoin(
        campaigns, campaigns.c.id == lanes.c.campaign_id
    )
    with ledger.read() as connection:
        held = connection.execute(query.where(lanes.c.owner.is_not(None))).mappings().all()
        at = common_now(connection, now)
    return {
        lane["account"]: lane["name"] or lane["campaign_id"] for lane in held if _held(lane, at)
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class LeaseState:
    """A lane as it was seen at a moment.

    Attributes:
        epoch: Its epoch; 0 when nobody has taken it yet.
        campaign_id: The campaign of the owner that has not given it back; `None` when it is free.
        held: Whether that owner may be alive.
        host: The owner's machine; `None` when it is free.
        silence: How long ago the owner gave its last sign of life; `None` when it is free.

    """

    epoch: int
    campaign_id: str | None
    held: bool
    host: str | None = None
    silence: timedelta | None = None

    def sends(self, campaign_id: str) -> bool:
        """Tell whether its owner may be sending a campaign."""
        return self.held and self.campaign_id == campaign_id


def inspect(ledger: Ledger, account: str, *, now: datetime) -> LeaseState:
    """Return how an account's lane stands."""
    return inspect_all(ledger, [account], now=now)[account]


def inspect_all(
    ledger: Ledger, accounts: Collection[str], *, now: datetime
) -> dict[str, LeaseState]:
    """Return how the lanes of some accounts stand, in one look."""
    query = select(lanes).where(lanes.c.account.in_(accounts))
    with ledger.read() as connection:
        found = connection.execute(query).mappings().all()
        # Only for lanes that there are: a database server is asked for its time.
        now = common_now(connection, now) if found else now
    states = {account: LeaseState(epoch=0, campaign_id=None, held=False) for account in accounts}
    for lane in found:
        free = lane["owner"] is None
        states[lane["account"]] = LeaseState(
            epoch=lane["epoch"],
            campaign_id=lane["campaign_id"],
            held=_held(lane, now),
            host=None if free else ProcessIdentity.load(lane["owner"]).host,
            silence=None if free else now - from_ms(lane["beat_at"]),
        )
    return states


def running_among(ledger: Ledger, campaign_ids: Collection[str]) -> set[str]:
    """Return the ids of those campaigns that run at this moment."""
    query = select(campaigns.c.id).where(
        campaigns.c.id.in_(campaign_ids), campaigns.c.state == CampaignState.RUNNING
    )
    with ledger.read() as connection:
        return set(connection.execute(query).scalars())


def refuse_while_running(ledger: Ledger, campaign: Campaign, *, now: datetime) -> None:
    """Refuse what would be done beside a campaign that is being sent at this moment.

    Raises:
        LaneHeldError: A process is sending it.

    """
    with ledger.read() as connection:
        lane = _lane(connection, campaign.account)
        if lane is None or lane["campaign_id"] != campaign.id:
            return
        if _held(lane, common_now(connection, now)):
            raise _held_error(lane)


def refuse_held(connection: Connection) -> None:
    """Refuse what would be done to a whole ledger from which some process is sending now.

    Raises:
        LaneHeldError: One is.

    """
    now = common_now(connection, datetime.now(UTC))
    for lane in connection.execute(select(lanes)).mappings():
        if _held(lane, now):
            raise _held_error(lane)


_LANE = select(lanes).where(lanes.c.account == bindparam("of_account"))


def _lane(connection: Connection, account: str) -> RowMapping | None:
    return connection.execute(_LANE, {"of_account": account}).mappings().first()


def _held(lane: RowMapping, now: datetime) -> bool:
    # A heartbeat from the future was sent under a clock that was wrong, and has been set since.
    if lane["owner"] is None or abs(now - from_ms(lane["beat_at"])) > LEASE:
        return False
    return not ProcessIdentity.load(lane["owner"]).is_dead()


def _held_error(lane: RowMapping) -> LaneHeldError:
    return LaneHeldError("ledger.lane-held", **_who(lane))


def _who(lane: RowMapping) -> dict[str, str]:
    owner = ProcessIdentity.load(lane["owner"])
    return {
        "account": lane["account"],
        "pid": str(owner.pid),
        "host": owner.host,
        "campaign": lane["campaign_id"],
    }
