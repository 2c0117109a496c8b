"""How a campaign stands at this moment, and why: what whoever watches it is shown.

The ledger says what a campaign's state is; a person wants to know whether anything moves, what it
waits for, until when, and whether a worker is there at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from zns_batch.domain.approval import ApprovalOutcome
from zns_batch.domain.states import ENDED, SENT, CampaignState, Reason, RowState
from zns_batch.errors import UnknownCampaignError
from zns_batch.ledger import audit, campaigns, leases, workers
from zns_batch.ledger.audit import AuditEntry
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.leases import LeaseState
from zns_batch.ledger.people import users
from zns_batch.ledger.people.approvals import ApprovalRequest, find_request
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.row_pages import CampaignCounts, count_codes

_RECENT = 20
"""Among how many of the last acts on a campaign the pause is looked for."""

_SILENCE = timedelta(seconds=5)
"""A worker's silence that is worth telling: it gives a sign of life every two seconds."""


class Situation(StrEnum):
    """What a campaign is doing, or what it waits for."""

    SCHEDULED = "scheduled"
    """Its time has not come."""
    QUEUED = "queued"
    """It is due, and a worker is about to take it."""
    WAITS_FOR_LANE = "waits-for-lane"
    """Another campaign of its account is being sent."""
    NO_WORKER = "no-worker"
    """It is due, and no worker is there."""
    RUNNING = "running"
    PAUSING = "pausing"
    """A person asked for a pause; what is in flight gets its answer first."""
    CANCELLING = "cancelling"
    """A person cancelled it; what is in flight gets its answer first."""
    LEFT = "left"
    """The process that ran it is gone without a word."""
    PAUSED = "paused"
    """By a person."""
    CANARY = "canary"
    """The first rows were sent as a trial; a person decides on the rest."""
    QUOTA = "quota"
    NIGHT = "night"
    TROUBLE = "trouble"
    """The provider can't be reached or asked to slow down; it goes on by itself."""
    BALANCE = "balance"
    APPROVAL = "approval"
    FAILURES = "failures"
    """Too many rows failed; the rest was held back."""
    AUTHORISATION = "authorisation"
    """The provider refuses the account's login."""
    STOPPED = "stopped"
    """Only a person can mend what stopped it."""
    COMPLETED = "completed"
    CANCELLED = "cancelled"

    @property
    def moves(self) -> bool:
        """Whether messages leave, or are about to get their answers."""
        return self in {Situation.RUNNING, Situation.PAUSING, Situation.CANCELLING}

    @property
    def ended(self) -> bool:
        """Whether nothing more happens."""
        return self in {Situation.COMPLETED, Situation.CANCELLED}


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignProgress:
    """A campaign as it stands at a moment.

    Attributes:
        campaign: The campaign.
        counts: Its rows, counted at one moment.
        situation: What it does or waits for.
        host: The machine of the worker that sends it, while one does or did last.
        silence: How long ago that worker gave its last sign of life.
        other: The campaign that it waits for.
        pause: The request for the pause that it is in, where that is known.
        paused_by: Who made it: a person's name, or `user@host` of a command line.
        approval: The request for approval of a campaign that waits for it, or was not approved.
        people: The names of those who asked and decided, by their ids.

    """

    campaign: Campaign
    counts: CampaignCounts
    situation: Situation
    host: str | None = None
    silence: timedelta | None = None
    other: Campaign | None = None
    pause: AuditEntry | None = None
    paused_by: str = ""
    approval: ApprovalRequest | None = None
    people: Mapping[str, str] = field(default_factory=dict)

    @property
    def unapproved(self) -> bool:
        """Whether somebody asked for approval, and nobody has approved it."""
        approved = {ApprovalOutcome.APPROVED, ApprovalOutcome.NOT_ASKED}
        return self.approval is not None and self.approval.outcome not in approved

    @property
    def total(self) -> int:
        """All rows of the campaign."""
        return self.counts.states.total

    @property
    def waiting(self) -> int:
        """Rows that are not sent yet, with those in flight."""
        return self.counts.states.count(RowState.PENDING)

    @property
    def in_flight(self) -> int:
        """Rows whose answer is awaited."""
        return self.counts.states.rows.get(RowState.SENDING, 0)

    @property
    def to_send(self) -> int:
        """Rows that were to be sent: all but those that the plan set aside."""
        return self.counts.states.to_send

    @property
    def long_silence(self) -> timedelta | None:
        """That silence, where it is longer than a living worker's."""
        silence = self.silence
        return silence if silence is not None and silence > _SILENCE else None

    @property
    def done(self) -> int:
        """Rows of these that have come to their end."""
        return self.to_send - self.waiting


def read_progress(ledger: Ledger, campaign_id: str, *, now: datetime) -> CampaignProgress:
    """Return how a campaign stands.

    Raises:
        UnknownCampaignError: There is none of that id, or only a plan that nobody has confirmed.

    """
    campaign = campaigns.get(ledger, campaign_id)
    if campaign.state is CampaignState.DRAFT:
        raise UnknownCampaignError("ledger.unknown-campaign", name=campaign_id)
    lane = leases.inspect(ledger, campaign.account, now=now)
    # After the state: what is counted is never older than what is said of it.
    counts = count_codes(ledger, campaign_id)
    situation = _situation(ledger, campaign, counts, lane, now)
    other = None
    if situation is Situation.WAITS_FOR_LANE and lane.campaign_id is not None:
        other = campaigns.get(ledger, lane.campaign_id)
    pause, paused_by = None, ""
    if situation is Situation.PAUSED:
        acts = audit.latest(ledger, object_id=campaign.id, limit=_RECENT)
        pause = next((entry for entry in acts if entry.act == "pause"), None)
    if pause is not None:
        with ledger.read() as connection:
            user = users.find_login(connection, pause.actor)
        paused_by = pause.actor if user is None else user.name
    approval, people = None, dict[str, str]()
    if situation in {Situation.APPROVAL, Situation.CANCELLED}:
        approval = find_request(ledger, campaign.id, now=now)
    if approval is not None:
        people = {user.id: user.name for user in users.list_users(ledger)}
    ours = lane.campaign_id == campaign.id
    return CampaignProgress(
        campaign=campaign,
        counts=counts,
        situation=situation,
        host=lane.host if ours else None,
        silence=lane.silence if ours else None,
        other=other,
        pause=pause,
        paused_by=paused_by,
        approval=approval,
        people=people,
    )


def _situation(
    ledger: Ledger,
    campaign: Campaign,
    counts: CampaignCounts,
    lane: LeaseState,
    now: datetime,
) -> Situation:
    state = campaign.state
    if state in ENDED:
        return Situation(state.value)
    if state is CampaignState.RUNNING:
        return _while_running(campaign, lane)
    if state is CampaignState.SCHEDULED:
        return _while_queued(ledger, campaign, lane, now)
    if state is CampaignState.ABORTED:
        refused = campaign.reason is Reason.AUTHORISATION
        return Situation.AUTHORISATION if refused else Situation.STOPPED
    canary = campaign.options.get("canary")
    sent = sum(counts.states.count(one) for one in SENT)
    if canary and sent >= int(canary) and campaign.reason in {Reason.PERSON, Reason.FAILURES}:
        return Situation.CANARY
    return _PAUSES.get(campaign.reason or Reason.PERSON, Situation.STOPPED)


def _while_running(campaign: Campaign, lane: LeaseState) -> Situation:
    if not lane.sends(campaign.id):
        return Situation.LEFT
    requested = {campaigns.PAUSE: Situation.PAUSING, campaigns.CANCEL: Situation.CANCELLING}
    return requested.get(campaign.requested or "", Situation.RUNNING)


def _while_queued(ledger: Ledger, campaign: Campaign, lane: LeaseState, now: datetime) -> Situation:
    if campaign.start_at is not None and campaign.start_at > now:
        return Situation.SCHEDULED
    if lane.held and lane.campaign_id not in {None, campaign.id}:
        return Situation.WAITS_FOR_LANE
    alive = any(not worker.is_stale() for worker in workers.list_workers(ledger, now=now))
    return Situation.QUEUED if alive else Situation.NO_WORKER


_PAUSES = {
    Reason.PERSON: Situation.PAUSED,
    Reason.QUOTA: Situation.QUOTA,
    Reason.TEMPLATE_QUOTA: Situation.QUOTA,
    Reason.PROMOTION_QUOTA: Situation.QUOTA,
    Reason.PROMOTION_LIMIT: Situation.QUOTA,
    Reason.NIGHT: Situation.NIGHT,
    Reason.NETWORK: Situation.TROUBLE,
    Reason.RATE: Situation.TROUBLE,
    Reason.BALANCE: Situation.BALANCE,
    Reason.APPROVAL: Situation.APPROVAL,
    Reason.FAILURES: Situation.FAILURES,
    Reason.AUTHORISATION: Situation.AUTHORISATION,
}
