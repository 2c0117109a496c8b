"""What a person must know at a glance: what is being sent, what needs somebody, what comes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.ledger import schedules
from zns_batch.ledger.campaign_filter import CampaignFilter
from zns_batch.ledger.campaigns import list_page
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign, StateCounts
from zns_batch.ledger.row_counts import Count, count_all
from zns_batch.ledger.schedules import RunState, Schedule, ScheduleRun, ScheduleState

_UNDECIDED_FOR = timedelta(days=14)
"""How long rows in doubt of an ended campaign are brought up."""

_STOPPED_FOR = timedelta(days=90)
_MOST = 20
_NOTHING_SENT = frozenset({RunState.REFUSED, RunState.NO_FILE, RunState.MISSED, RunState.FAILED})
"""What a person should know of; a campaign that waits for a person is told by itself."""

Entry = tuple[Campaign, StateCounts]


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """Campaigns that somebody should know of, the newest first.

    Attributes:
        running: Being sent.
        stopped: Stopped, with rows left, and they go on only when a person says so; not those that
            wait for approval (`ledger.people.approvals.list_waiting`).
        undecided: Ended not long ago, with rows in doubt.
        coming: Scheduled, or paused until a moment.
        is_first: There is no campaign at all yet.

    """

    running: tuple[Entry, ...]
    stopped: tuple[Entry, ...]
    undecided: tuple[Entry, ...]
    coming: tuple[Entry, ...]
    is_first: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleOverview:
    """Schedules that somebody should know of.

    Attributes:
        coming: Those that come again and again, the next one first.
        failed: Those that sent nothing at their last time, and should have.

    """

    coming: tuple[Schedule, ...]
    failed: tuple[tuple[Schedule, ScheduleRun], ...]


def read_schedules(
    ledger: Ledger, accounts: Collection[str], *, now: datetime, most: int = 5
) -> ScheduleOverview:
    """Return the schedules of some accounts that somebody should know of.

    Args:
        ledger: The ledger.
        accounts: The accounts that the person may see.
        now: The moment.
        most: How many of those that come.

    """
    mine = [
        each
        for each in schedules.list_all(ledger)
        if each.account in accounts and each.state is ScheduleState.ACTIVE
    ]
    coming = (each for each in mine if each.cron is not None and each.next_at is not None)
    last = schedules.latest_runs(ledger, now=now) if mine else {}
    return ScheduleOverview(
        coming=tuple(islice(coming, most)),
        failed=tuple(
            (each, last[each.id])
            for each in mine
            if each.id in last and last[each.id].state in _NOTHING_SENT
        ),
    )


def read_overview(
    ledger: Ledger, accounts: Collection[str], *, now: datetime, count: Count = count_all
) -> Overview:
    """Return the overview of some accounts.

    Args:
        ledger: The ledger.
        accounts: The accounts that the person may see.
        now: The moment.
        count: Counts the rows of the campaigns that are being sent.

    """

    def entries(*states: CampaignState, since: datetime | None = None) -> tuple[Entry, ...]:
        filters = CampaignFilter(
            accounts=accounts,
            states=states,
            since=since,
            real=True,
            # Of those there may be hundreds, which would leave no place for the others.
            reason_not=Reason.APPROVAL,
        )
        return list_page(ledger, filters, limit=_MOST, count=count).entries

    paused = entries(CampaignState.PAUSED, CampaignState.ABORTED, since=now - _STOPPED_FOR)
    ended = entries(CampaignState.COMPLETED, CampaignState.CANCELLED, since=now - _UNDECIDED_FOR)
    scheduled = entries(CampaignState.SCHEDULED)
    running = entries(CampaignState.RUNNING)
    goes_on = [entry for entry in paused if entry[0].resume_after is not None]
    anything: Collection[Entry] = running or paused or ended or scheduled
    if not anything:
        every = CampaignFilter(accounts=accounts)
        anything = list_page(ledger, every, limit=1, count=count).entries
    return Overview(
        running=running,
        stopped=tuple(
            (campaign, counts)
            for campaign, counts in paused
            if campaign.resume_after is None and counts.count(RowState.PENDING)
        ),
        undecided=tuple(entry for entry in ended if entry[1].count(RowState.UNKNOWN)),
        coming=tuple(sorted((*scheduled, *goes_on), key=_due)),
        is_first=not anything,
    )


def _due(entry: Entry) -> datetime:
    campaign = entry[0]
    return campaign.start_at or campaign.resume_after or campaign.created_at
