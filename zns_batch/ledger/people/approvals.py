"""Requests for approval in the ledger: each is decided once, whoever decides at the same moment.

A campaign that waits for approval is paused with that reason. One that a schedule held back because
some of its rows can't be sent has no request: nobody asked, and whoever may send decides.

A request that nobody has decided has expired from the moment of its end on, whether or not somebody
has written that down yet: whoever reads or decides says which moment it is.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    func,
    insert,
    or_,
    select,
    update,
)

from zns_batch.domain.approval import ApprovalOutcome, is_own
from zns_batch.domain.states import SET_ASIDE, CampaignState, Reason, RowState
from zns_batch.errors import UnknownCampaignError, WrongStateError
from zns_batch.ledger import row_counts
from zns_batch.ledger.campaigns import set_down
from zns_batch.ledger.db.approval_tables import approvals
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import campaigns, rows
from zns_batch.ledger.db.timestamps import from_ms, to_ms
from zns_batch.ledger.records import Campaign, StateCounts, campaign_of
from zns_batch.ledger.work_queue import leave_to_workers


@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalRequest:
    """What somebody asked to be approved, and what became of it. All moments are aware and in UTC.

    Attributes:
        campaign_id: The campaign.
        asked_by: The user who asked; `None` where a schedule did whose maker is not known.
        asked_at: When.
        note: What the approver is to know.
        start_at: When it is to begin; `None` for at once.
        ends_at: After this moment it can't be approved any more.
        fingerprint: What its rows said.
        messages: How many were to be sent.
        decided_by: A user's id, or `user@host` of a command line.
        decided_at: When.
        outcome: What became of it; `None` while somebody can still decide.
        answer: Why it was given back.

    """

    campaign_id: str
    asked_by: str | None
    asked_at: datetime
    note: str = ""
    start_at: datetime | None = None
    ends_at: datetime
    fingerprint: str
    messages: int
    decided_by: str | None = None
    decided_at: datetime | None = None
    outcome: ApprovalOutcome | None = None
    answer: str = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody has to decide yet, and still can."""
        return self.outcome is None

    @property
    def is_expired(self) -> bool:
        """Whether nobody decided in time."""
        return self.outcome is ApprovalOutcome.EXPIRED


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitingCampaign:
    """A campaign that waits for approval.

    Attributes:
        campaign: The campaign.
        counts: Its rows.
        request: Who asked; `None` for one that a schedule held back.

    """

    campaign: Campaign
    counts: StateCounts
    request: ApprovalRequest | None

    @property
    def since(self) -> datetime:
        """Since when it waits."""
        return self.request.asked_at if self.request else self.campaign.created_at

    @property
    def is_expired(self) -> bool:
        """Whether its request has expired, so that nobody can decide on it any more."""
        return self.request is not None and self.request.is_expired

    def is_own(self, user_id: str) -> bool:
        """Tell whether somebody asked for it, or has made it."""
        asked_by = self.request.asked_by if self.request else None
        return is_own(user_id, asked_by=asked_by, made_by=self.campaign.made_by)


def add_request(connection: Connection, request: ApprovalRequest) -> None:
    """Write down a request, or what was sent without one, in the transaction that plans it so."""
    connection.execute(
        insert(approvals).values(
            campaign_id=request.campaign_id,
            asked_by=request.asked_by,
            asked_at=to_ms(request.asked_at),
            note=request.note,
            start_at=to_ms(request.start_at),
            ends_at=to_ms(request.ends_at),
            fingerprint=request.fingerprint,
            messages=request.messages,
            decided_by=request.decided_by,
            decided_at=to_ms(request.decided_at),
            outcome=request.outcome,
            answer=request.answer,
        )
    )


def find_request(ledger: Ledger, campaign_id: str, *, now: datetime) -> ApprovalRequest | None:
    """Return the request for a campaign as it stands now; `None` when nobody asked."""
    with ledger.read() as connection:
        return request_within(connection, campaign_id, now=now)


def request_within(
    connection: Connection, campaign_id: str, *, now: datetime
) -> ApprovalRequest | None:
    """Return the request for a campaign as it stands now, in a transaction that does more."""
    query = select(approvals).where(approvals.c.campaign_id == campaign_id)
    line = connection.execute(query).mappings().first()
    return None if line is None else _request_of(line, now)


def list_waiting(
    ledger: Ledger, accounts: Collection[str], *, now: datetime
) -> list[WaitingCampaign]:
    """Return the campaigns of some accounts that wait for approval, the longest waiting first.

    Those are among them whose request has expired and whose end nobody has written down yet.
    """
    query = (
        select(campaigns)
        .where(
            campaigns.c.state == CampaignState.PAUSED,
            campaigns.c.reason == Reason.APPROVAL,
            campaigns.c.account.in_(sorted(accounts)),
        )
        .order_by(campaigns.c.created_at, campaigns.c.id)
    )
    with ledger.read() as connection:
        found = [campaign_of(line) for line in connection.execute(query).mappings()]
        ids = [campaign.id for campaign in found]
        counts = row_counts.read(connection, ids)
        asked = select(approvals).where(approvals.c.campaign_id.in_(ids))
        requests = {
            line["campaign_id"]: _request_of(line, now)
            for line in connection.execute(asked).mappings()
        }
    waiting = [
        WaitingCampaign(campaign=each, counts=counts[each.id], request=requests.get(each.id))
        for each in found
    ]
    return sorted(waiting, key=lambda each: each.since)


def list_open(ledger: Ledger, *, now: datetime) -> list[tuple[str, frozenset[str]]]:
    """Return what waits for approval and can still be approved, for counting.

    Returns:
        The account of each campaign, and the users who asked for it or made it.

    """
    query = (
        select(campaigns.c.account, campaigns.c.made_by, approvals.c.asked_by)
        .outerjoin(approvals, approvals.c.campaign_id == campaigns.c.id)
        .where(
            campaigns.c.state == CampaignState.PAUSED,
            campaigns.c.reason == Reason.APPROVAL,
            or_(
                approvals.c.campaign_id.is_(None),
                and_(approvals.c.outcome.is_(None), approvals.c.ends_at > to_ms(now)),
            ),
        )
    )
    with ledger.read() as connection:
        found = connection.execute(query).all()
    return [(account, frozenset(filter(None, people))) for account, *people in found]


def list_overdue(ledger: Ledger, *, now: datetime) -> list[str]:
    """Return the campaigns whose request has expired, and whose end nobody has written down yet."""
    late = approvals.c.outcome.is_(None), approvals.c.ends_at <= to_ms(now)
    with ledger.read() as connection:
        return list(connection.execute(select(approvals.c.campaign_id).where(*late)).scalars())


def list_expired(
    ledger: Ledger, *, since: datetime, now: datetime, accounts: Collection[str] | None = None
) -> list[tuple[Campaign, ApprovalRequest]]:
    """Return the campaigns whose request has expired, the newest first.

    Args:
        ledger: The ledger.
        since: Only those of which it was written down, or is true, since this moment.
        now: The current time.
        accounts: Only campaigns of these accounts; `None` for all.

    """
    late = approvals.c.outcome.is_(None) & (approvals.c.ends_at <= to_ms(now))
    return _with_campaigns(
        ledger,
        or_(approvals.c.outcome == ApprovalOutcome.EXPIRED, late),
        func.coalesce(approvals.c.decided_at, approvals.c.ends_at) >= to_ms(since),
        newest=approvals.c.ends_at,
        accounts=accounts,
        now=now,
    )


def list_not_asked(
    ledger: Ledger, accounts: Collection[str], *, since: datetime
) -> list[tuple[Campaign, ApprovalRequest]]:
    """Return what was sent in parts that each needed no approval, the newest first."""
    return _with_campaigns(
        ledger,
        approvals.c.outcome == ApprovalOutcome.NOT_ASKED,
        approvals.c.asked_at >= to_ms(since),
        newest=approvals.c.asked_at,
        accounts=accounts,
        now=since,  # any moment: what became of them is written down
    )


def _with_campaigns(
    ledger: Ledger,
    *conditions: ColumnElement[bool],
    newest: ColumnElement[int],
    accounts: Collection[str] | None,
    now: datetime,
) -> list[tuple[Campaign, ApprovalRequest]]:
    query = (
        select(approvals)
        .join(campaigns, campaigns.c.id == approvals.c.campaign_id)
        .where(*conditions)
        .order_by(newest.desc())
    )
    if accounts is not None:
        query = query.where(campaigns.c.account.in_(sorted(accounts)))
    with ledger.read() as connection:
        requests = [_request_of(line, now) for line in connection.execute(query).mappings()]
        ids = [request.campaign_id for request in requests]
        of_ids = connection.execute(select(campaigns).where(campaigns.c.id.in_(ids))).mappings()
        found = {line["id"]: campaign_of(line) for line in of_ids}
    return [(found[request.campaign_id], request) for request in requests]


def campaigns_of_person(
    connection: Connection, campaign: Campaign, user_id: str, *, since: datetime
) -> list[tuple[Campaign, int]]:
    """Return other campaigns that a person confirmed or asked for lately, of one account and template.

    Returns:
        Each with how many messages it was to send.

    """
    asked = and_(approvals.c.asked_by == user_id, approvals.c.asked_at >= to_ms(since))
    confirmed = and_(campaigns.c.confirmed_by == user_id, campaigns.c.confirmed_at >= to_ms(since))
    query = (
        select(campaigns)
        .outerjoin(approvals, approvals.c.campaign_id == campaigns.c.id)
        .where(
            campaigns.c.id != campaign.id,
            campaigns.c.account == campaign.account,
            campaigns.c.state.not_in([CampaignState.DRAFT, CampaignState.CANCELLED]),
            campaigns.c.mode.is_(None),
            campaigns.c.dry_run.is_(False),
            or_(asked, confirmed),
        )
        .order_by(campaigns.c.created_at)
    )
    found = [campaign_of(line) for line in connection.execute(query).mappings()]
    same = [each for each in found if each.template.template_id == campaign.template.template_id]
    aside = [state.value for state in SET_ASIDE]
    counted = (
        select(rows.c.campaign_id, func.count())
        .where(rows.c.campaign_id.in_([each.id for each in same]), rows.c.state.not_in(aside))
        .group_by(rows.c.campaign_id)
    )
    numbers = {campaign_id: int(number) for campaign_id, number in connection.execute(counted)}
    return [(each, numbers.get(each.id, 0)) for each in same]


@dataclass(frozen=True, kw_only=True, slots=True)
class SeenRequest:
    """A campaign as the person saw it who approves it.

    Attributes:
        campaign_id: The campaign.
        fingerprint: What its rows said.
        messages: How many messages the button named.

    """

    campaign_id: str
    fingerprint: str
    messages: int


def approve_within(
    connection: Connection,
    seen: SeenRequest,
    *,
    start_at: datetime,
    user_id: str,
    now: datetime,
) -> None:
    """Leave a campaign that waits for approval to the workers, if it is what a person saw.

    Raises:
        UnknownCampaignError: There is none.
        WrongStateError: Somebody has decided already, the request has expired, or it is not what was
            asked for or was shown.

    """
    campaign, request = _locked(connection, seen.campaign_id, now=now)
    if request is not None and not close_open(
        connection, campaign.id, ApprovalOutcome.APPROVED, by=user_id, now=now
    ):
        raise WrongStateError("approve.decided", id=campaign.id)
    values = {
        "state": CampaignState.SCHEDULED,
        "reason": None,
        "start_at": to_ms(start_at),
        "confirmed_by": user_id,
        "confirmed_at": to_ms(now),
    }
    counts = leave_to_workers(connection, campaign.id, values, expected=CampaignState.PAUSED)
    waiting = counts.count(RowState.PENDING)
    asked = campaign.fingerprint if request is None else request.fingerprint
    as_seen = campaign.fingerprint == asked == seen.fingerprint and waiting == seen.messages
    if not as_seen or not waiting:
        raise WrongStateError("approve.changed", id=campaign.id, n=waiting)


def refuse_within(
    connection: Connection,
    campaign_id: str,
    outcome: ApprovalOutcome,
    *,
    by: str | None,
    answer: str,
    now: datetime,
) -> Campaign:
    """Cancel a campaign that waits for approval; its name is free for the next one.

    Raises:
        UnknownCampaignError: There is none.
        WrongStateError: Somebody has decided already, or the request has expired.

    """
    campaign, request = _locked(connection, campaign_id, now=now)
    if request is not None and not close_open(
        connection, campaign_id, outcome, by=by, now=now, answer=answer
    ):
        raise WrongStateError("approve.decided", id=campaign_id)
    this = update(campaigns).where(campaigns.c.id == campaign_id)
    connection.execute(this.values(name=f"{campaign.name} ({campaign_id})"))
    set_down(connection, campaign_id, CampaignState.CANCELLED, now=now)
    return campaign


def close_open(
    connection: Connection,
    campaign_id: str,
    outcome: ApprovalOutcome,
    *,
    by: str | None = None,
    now: datetime,
    answer: str = "",
) -> bool:
    """Note what became of a request; tell whether nobody had decided before.

    Whoever comes after its end can only note that it has expired, and nobody can before.
    """
    is_late = approvals.c.ends_at <= to_ms(now)
    in_time = is_late if outcome is ApprovalOutcome.EXPIRED else ~is_late
    open_one = approvals.c.campaign_id == campaign_id, approvals.c.outcome.is_(None), in_time
    values = {"outcome": outcome, "decided_by": by, "decided_at": to_ms(now), "answer": answer}
    return connection.execute(update(approvals).where(*open_one).values(**values)).rowcount > 0


def drop_open(ledger: Ledger, campaign_id: str, *, now: datetime) -> None:
    """Note that nobody has to decide any more: the campaign was cancelled in another way."""
    this = update(approvals).where(
        approvals.c.campaign_id == campaign_id, approvals.c.outcome.is_(None)
    )
    with ledger.write() as connection:
        connection.execute(this.values(outcome=ApprovalOutcome.WITHDRAWN, decided_at=to_ms(now)))


def _locked(
    connection: Connection, campaign_id: str, *, now: datetime
) -> tuple[Campaign, ApprovalRequest | None]:
    """Return a campaign that waits, and keep all others from deciding on it meanwhile."""
    this = select(campaigns).where(campaigns.c.id == campaign_id).with_for_update()
    line = connection.execute(this).mappings().first()
    if line is None:
        raise UnknownCampaignError("ledger.unknown-campaign", name=campaign_id)
    campaign = campaign_of(line)
    if (campaign.state, campaign.reason) != (CampaignState.PAUSED, Reason.APPROVAL):
        raise WrongStateError("approve.decided", id=campaign_id)
    return campaign, request_within(connection, campaign_id, now=now)


def _request_of(line: RowMapping, now: datetime) -> ApprovalRequest:
    ends_at = from_ms(line["ends_at"])
    outcome = ApprovalOutcome(line["outcome"]) if line["outcome"] else None
    if outcome is None and now >= ends_at:
        outcome = ApprovalOutcome.EXPIRED
    return ApprovalRequest(
        campaign_id=line["campaign_id"],
        asked_by=line["asked_by"],
        asked_at=from_ms(line["asked_at"]),
        note=line["note"],
        start_at=from_ms(line["start_at"]),
        ends_at=ends_at,
        fingerprint=line["fingerprint"],
        messages=line["messages"],
        decided_by=line["decided_by"],
        decided_at=from_ms(line["decided_at"]),
        outcome=outcome,
        answer=line["answer"],
    )
