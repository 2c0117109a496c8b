"""Asking for approval, approving, giving back: what is asked for is frozen, and decided once.

From the moment at which somebody asks, the rows stand in the ledger, and nothing can change under the
approver. Nobody decides on the own campaign. The command line is trusted: its `resume` lets a campaign
go that waits, and is noted as `user@host`.
"""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from zns_batch.domain.approval import ApprovalOutcome, is_own
from zns_batch.domain.users import Role
from zns_batch.errors import UsageError, WrongStateError
from zns_batch.ledger import audit, campaigns, uploads
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.people import approvals
from zns_batch.ledger.people.approvals import ApprovalRequest, SeenRequest
from zns_batch.ledger.records import Campaign
from zns_batch.services.approvals.terms import ConfirmTerms
from zns_batch.services.people.management import Actor
from zns_batch.services.unattended.campaign_events import tell_at_rest

DECIDED_WITHIN = timedelta(hours=24)
"""So long after the wanted time a request can be approved; then it needs a new one."""

PARTS_WITHIN = timedelta(hours=1)
"""Campaigns of one person, account and template within this are taken for parts of one."""

LONGEST_ANSWER = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Decider:
    """Who decides on a request.

    Attributes:
        actor: The person.
        role: The role for the campaign's account at this moment.

    """

    actor: Actor
    role: Role | None


# ── asking ──


def ask_within(
    connection: Connection,
    campaign: Campaign,
    terms: ConfirmTerms,
    *,
    messages: int,
    start_at: datetime | None,
    now: datetime,
) -> None:
    """Write down that a campaign waits for approval, in the transaction that holds it."""
    request = ApprovalRequest(
        campaign_id=campaign.id,
        asked_by=terms.actor.user_id or None,
        asked_at=now,
        note=terms.note,
        start_at=start_at,
        ends_at=(start_at or now) + DECIDED_WITHIN,
        fingerprint=campaign.fingerprint,
        messages=messages,
    )
    approvals.add_request(connection, request)
    _note(connection, terms.actor, "ask", campaign, now=now, number=messages, note=terms.note)


def note_parts(
    connection: Connection,
    campaign: Campaign,
    terms: ConfirmTerms,
    *,
    messages: int,
    now: datetime,
) -> None:
    """Note a campaign that needs no approval only because its list was split.

    It is sent all the same; approvers see it, and the log of what people did has it.
    """
    least, user_id = terms.rule.least, terms.actor.user_id
    if least is None:
        return
    others = approvals.campaigns_of_person(connection, campaign, user_id, since=now - PARTS_WITHIN)
    parts = []
    for other, number in others:
        request = approvals.request_within(connection, other.id, now=now)
        if request is None or request.outcome is ApprovalOutcome.NOT_ASKED:
            parts.append((other.id, number))
    total = messages + sum(number for _, number in parts)
    if not parts or total < least:
        return
    request = ApprovalRequest(
        campaign_id=campaign.id,
        asked_by=user_id,
        asked_at=now,
        ends_at=now,
        fingerprint=campaign.fingerprint,
        messages=messages,
        outcome=ApprovalOutcome.NOT_ASKED,
        answer=str(total),
    )
    approvals.add_request(connection, request)
    entry = terms.actor.entry(
        "split",
        at=now,
        account=campaign.account,
        object_id=campaign.id,
        number=total,
        params={"limit": least, "others": " ".join(each for each, _ in parts)},
    )
    audit.append(connection, entry)


# ── deciding ──


def approve(
    ledger: Ledger,
    seen: SeenRequest,
    *,
    by: Decider,
    now: datetime,
    start_at: datetime | None = None,
) -> Campaign:
    """Let a campaign go that waits for approval, if it is what the approver saw.

    Args:
        ledger: The ledger.
        seen: The campaign as it was shown.
        by: Who approves it.
        now: The current time.
        start_at: When it is to begin; `None` for the time that was asked for, or now when that is past.

    Raises:
        UsageError: The person may not approve it, or it is the own one.
        UnknownCampaignError: There is none.
        WrongStateError: Somebody has decided already, it is too late, or it is not what was shown.

    """
    campaign = campaigns.get(ledger, seen.campaign_id)
    request = approvals.find_request(ledger, campaign.id, now=now)
    refuse_decider(campaign, request, by)
    _refuse_expired(request)
    wanted = start_at or (request.start_at if request else campaign.start_at)
    begins = wanted if wanted is not None and wanted > now else now
    with ledger.write() as connection:
        approvals.approve_within(
            connection, seen, start_at=begins, user_id=by.actor.user_id, now=now
        )
        folder = uploads.finish_asked(connection, campaign.id, now=now)
        _note(connection, by.actor, "approve", campaign, now=now, number=seen.messages)
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
    return campaigns.get(ledger, campaign.id)


def give_back(
    ledger: Ledger, campaign_id: str, *, by: Decider, answer: str, now: datetime
) -> Campaign:
    """Cancel a campaign that waits for approval; who asked has the list again.

    Args:
        ledger: The ledger.
        campaign_id: The campaign.
        by: Who decides.
        answer: What is to be changed.
        now: The current time.

    Raises:
        UsageError: The person may not decide, it is the own one, or nothing is said.
        UnknownCampaignError: There is none.
        WrongStateError: Somebody has decided already, or the request has expired.

    """
    campaign = campaigns.get(ledger, campaign_id)
    request = approvals.find_request(ledger, campaign_id, now=now)
    refuse_decider(campaign, request, by)
    _refuse_expired(request)
    if not answer.strip():
        raise UsageError("approve.no-answer")
    outcome = ApprovalOutcome.GIVEN_BACK
    return _end(ledger, campaign, outcome, actor=by.actor, answer=answer, now=now)


def withdraw(ledger: Ledger, campaign_id: str, *, actor: Actor, now: datetime) -> Campaign:
    """Take the own request back; the list is there again.

    Raises:
        UsageError: It is somebody else's.
        UnknownCampaignError: There is none.
        WrongStateError: Somebody has decided already, or the request has expired.

    """
    campaign = campaigns.get(ledger, campaign_id)
    request = approvals.find_request(ledger, campaign_id, now=now)
    if request is None or not actor.user_id or request.asked_by != actor.user_id:
        raise UsageError("approve.not-own")
    _refuse_expired(request)
    return _end(ledger, campaign, ApprovalOutcome.WITHDRAWN, actor=actor, answer="", now=now)


def expire_overdue(ledger: Ledger, *, now: datetime) -> int:
    """Cancel the campaigns whose request has expired; return how many.

    Nobody can decide on them before either: this only writes down what holds already. Whoever comes
    first does it: a worker, the pages, or who plans the same list again.
    """
    expired = 0
    nobody = Actor(name="zns-batch", face="worker")
    for campaign_id in approvals.list_overdue(ledger, now=now):
        campaign = campaigns.get(ledger, campaign_id)
        try:
            _end(ledger, campaign, ApprovalOutcome.EXPIRED, actor=nobody, answer="", now=now)
        except WrongStateError:
            # It was cancelled, or another process was quicker: the request is over all the same.
            approvals.drop_open(ledger, campaign_id, now=now)
            continue
        expired += 1
    return expired


def _end(
    ledger: Ledger,
    campaign: Campaign,
    outcome: ApprovalOutcome,
    *,
    actor: Actor,
    answer: str,
    now: datetime,
) -> Campaign:
    words = " ".join(answer.split())[:LONGEST_ANSWER]
    with ledger.write() as connection:
        approvals.refuse_within(
            connection,
            campaign.id,
            outcome,
            by=actor.user_id or None,
            answer=words,
            now=now,
        )
        uploads.give_back(connection, campaign.id, now=now)
        _note(connection, actor, outcome.value, campaign, now=now, note=words)
    ended = campaigns.get(ledger, campaign.id)
    tell_at_rest(ledger, ended)
    return ended


def _refuse_expired(request: ApprovalRequest | None) -> None:
    if request is not None and request.is_expired:
        raise WrongStateError("approve.late", id=request.campaign_id, when=request.ends_at)


def refuse_decider(campaign: Campaign, request: ApprovalRequest | None, by: Decider) -> None:
    """Refuse somebody who may not decide on a campaign.

    Raises:
        UsageError: The role is too small, or it is the person's own campaign.

    """
    if by.role is None or not by.role.covers(Role.SENDER):
        raise UsageError("approve.no-right")
    asked_by = request.asked_by if request else None
    if is_own(by.actor.user_id, asked_by=asked_by, made_by=campaign.made_by):
        raise UsageError("approve.own")


# ── what goes round it ──


def refuse_unapproved(ledger: Ledger, campaign: Campaign, *, now: datetime) -> None:
    """Refuse to let a campaign go on that somebody had to approve, and nobody has.

    Raises:
        WrongStateError: It waits for approval, was given back, or nobody approved it in time.

    """
    request = approvals.find_request(ledger, campaign.id, now=now)
    if request is None or request.outcome in {ApprovalOutcome.APPROVED, ApprovalOutcome.NOT_ASKED}:
        return
    key = "approve.waiting" if request.is_open else "approve.not-approved"
    raise WrongStateError(key, id=campaign.id)


def refuse_overdue(ledger: Ledger, campaign: Campaign, *, now: datetime) -> None:
    """Refuse to let a campaign go on that nobody approved in time, and write down that it is over.

    Raises:
        WrongStateError: Its request has expired: the list has to be sent or asked for anew.

    """
    request = approvals.find_request(ledger, campaign.id, now=now)
    if request is not None and request.is_expired:
        expire_overdue(ledger, now=now)
    _refuse_expired(request)


def note_command_line(ledger: Ledger, campaign: Campaign, *, actor: Actor, now: datetime) -> bool:
    """Note that a command line lets a campaign go on that waits for approval.

    Returns:
        Whether it waited for that.

    Raises:
        WrongStateError: The request has expired: the list has to be sent or asked for anew.

    """
    refuse_overdue(ledger, campaign, now=now)
    request = approvals.find_request(ledger, campaign.id, now=now)
    if request is None or not request.is_open:
        return False
    with ledger.write() as connection:
        if not approvals.close_open(
            connection, campaign.id, ApprovalOutcome.APPROVED, by=actor.name, now=now
        ):
            return False
        uploads.finish_asked(connection, campaign.id, now=now)
        _note(connection, actor, "approve", campaign, now=now, number=request.messages)
    return True


def _note(
    connection: Connection,
    actor: Actor,
    act: str,
    campaign: Campaign,
    *,
    now: datetime,
    number: int | None = None,
    note: str = "",
) -> None:
    entry = actor.entry(
        act,
        at=now,
        account=campaign.account,
        object_id=campaign.id,
        number=number,
        params={"note": note} if note else {},
    )
    audit.append(connection, entry)
