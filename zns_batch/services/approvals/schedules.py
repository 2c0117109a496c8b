"""Recurring schedules under the rule of four eyes: each campaign waits, or the schedule was approved.

Nobody presses a button for a schedule's campaigns, so each of them waits for approval, however few its
messages, unless another person has approved the schedule once for all times, with the most messages
that a campaign may have. A schedule whose list, template or times change is another one, and was not
approved.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import Connection

from zns_batch.domain.approval import ApprovalOutcome, ApprovalRule
from zns_batch.domain.users import Role
from zns_batch.errors import UsageError, WrongStateError
from zns_batch.ledger import audit
from zns_batch.ledger.audit import AuditEntry
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.people import approvals, schedule_approvals
from zns_batch.ledger.people.approvals import ApprovalRequest
from zns_batch.ledger.people.schedule_approvals import ScheduleRequest
from zns_batch.ledger.schedules import Schedule
from zns_batch.services.approvals.requests import DECIDED_WITHIN, LONGEST_ANSWER, Decider
from zns_batch.services.campaigns.draft import DraftCampaign

MOST_MESSAGES = 10_000_000


class ScheduleApprovalState(StrEnum):
    """How the approval of a schedule stands."""

    ASKED = "asked"
    APPROVED = "approved"
    GIVEN_BACK = "given-back"
    CHANGED = "changed"
    """The schedule is another one than the one that somebody asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleApproval:
    """The last request for a schedule, and how it stands.

    Attributes:
        request: What was asked for, by whom, and who decided.
        state: How it stands.

    """

    request: ScheduleRequest
    state: ScheduleApprovalState

    @property
    def ceiling(self) -> int:
        """The most messages that one campaign may have."""
        return self.request.ceiling


def schedule_approval(ledger: Ledger, schedule: Schedule) -> ScheduleApproval | None:
    """Return how the approval of a schedule stands; `None` when nobody asked for it."""
    request = schedule_approvals.find_schedule_request(ledger, schedule.id)
    if request is None:
        return None
    state = ScheduleApprovalState.ASKED
    if request.digest != schedule_digest(schedule):
        state = ScheduleApprovalState.CHANGED
    elif request.outcome is ApprovalOutcome.APPROVED:
        state = ScheduleApprovalState.APPROVED
    elif request.outcome is not None:
        state = ScheduleApprovalState.GIVEN_BACK
    return ScheduleApproval(request=request, state=state)


def schedule_digest(schedule: Schedule) -> str:
    """Return what a schedule sends, from where and when, so that a change is noticed."""
    what = [
        schedule.account,
        schedule.file,
        schedule.asked,
        schedule.cron,
        schedule.zone,
        schedule.misfire,
        schedule.bad_rows,
    ]
    return sha256(json.dumps(what, sort_keys=True, default=str).encode()).hexdigest()


def needs_approval(
    ledger: Ledger, schedule: Schedule, messages: int, *, rule: ApprovalRule
) -> bool:
    """Tell whether a campaign of a recurring schedule waits for approval."""
    if not rule.is_on:
        return False
    approval = schedule_approval(ledger, schedule)
    approved = approval is not None and approval.state is ScheduleApprovalState.APPROVED
    return not approved or approval is None or messages > approval.ceiling


def ask_for_run(
    connection: Connection, schedule: Schedule, draft: DraftCampaign, *, at: datetime, now: datetime
) -> None:
    """Ask that one campaign of a schedule is approved, in the transaction that holds it.

    Whoever made the schedule, or asked for it, may not approve its campaigns either.
    """
    of_schedule = schedule_approvals.request_within(connection, schedule.id)
    asked_by = of_schedule.asked_by if of_schedule else maker_of(schedule)
    request = ApprovalRequest(
        campaign_id=draft.campaign.id,
        asked_by=asked_by,
        asked_at=now,
        start_at=at,
        ends_at=max(at, now) + DECIDED_WITHIN,
        fingerprint=draft.campaign.fingerprint,
        messages=draft.to_send,
    )
    approvals.add_request(connection, request)


def maker_of(schedule: Schedule) -> str | None:
    """Return the user who made a schedule; `None` for one of the command line."""
    made_by = schedule.asked.get("made_by")
    return str(made_by) if made_by else None


def ask_for_schedule(
    ledger: Ledger, schedule: Schedule, *, ceiling: int, by: Decider, note: str, now: datetime
) -> None:
    """Ask that all campaigns of a schedule go without being approved one by one.

    Args:
        ledger: The ledger.
        schedule: The schedule.
        ceiling: The most messages that each may have.
        by: Who asks: a sender, as for adding a schedule.
        note: What the approver is to know.
        now: The current time.

    Raises:
        UsageError: The person may not, the number is none, or the schedule sends once.

    """
    _refuse_role(by)
    if schedule.cron is None:
        raise UsageError("approve.once")
    if not 1 <= ceiling <= MOST_MESSAGES:
        raise UsageError("approve.bad-ceiling", most=MOST_MESSAGES)
    request = ScheduleRequest(
        schedule_id=schedule.id,
        digest=schedule_digest(schedule),
        ceiling=ceiling,
        asked_by=by.actor.user_id,
        asked_at=now,
        note=" ".join(note.split())[:LONGEST_ANSWER],
    )
    with ledger.write() as connection:
        schedule_approvals.put_request(connection, request)
        audit.append(connection, _entry(schedule, "schedule-ask", by, now, number=ceiling))


def decide_on_schedule(
    ledger: Ledger,
    schedule: Schedule,
    seen: ScheduleRequest,
    *,
    approved: bool,
    by: Decider,
    answer: str = "",
    now: datetime,
) -> None:
    """Approve a schedule for all times, or give it back.

    Args:
        ledger: The ledger.
        schedule: The schedule as it is now.
        seen: The request as it was shown.
        approved: Whether it is approved.
        by: Who decides.
        answer: Why it is given back.
        now: The current time.

    Raises:
        UsageError: The person may not, it is the own request, or nothing is said.
        WrongStateError: Somebody has decided already, or the schedule is another one by now.

    """
    _refuse_role(by)
    if by.actor.user_id in {seen.asked_by, maker_of(schedule)}:
        raise UsageError("approve.own-schedule")
    if not approved and not answer.strip():
        raise UsageError("approve.no-answer")
    if seen.digest != schedule_digest(schedule):
        raise WrongStateError("approve.schedule-changed", name=schedule.name)
    outcome = ApprovalOutcome.APPROVED if approved else ApprovalOutcome.GIVEN_BACK
    words = " ".join(answer.split())[:LONGEST_ANSWER]
    act = "schedule-approve" if approved else "schedule-given-back"
    with ledger.write() as connection:
        if not schedule_approvals.close_schedule_request(
            connection, seen, outcome, by=by.actor.user_id, answer=words, now=now
        ):
            raise WrongStateError("approve.decided", id=schedule.name)
        audit.append(connection, _entry(schedule, act, by, now, number=seen.ceiling, note=words))


def end_schedule_approval(
    ledger: Ledger, schedule: Schedule, *, by: Decider, now: datetime
) -> None:
    """Let each campaign of a schedule wait for approval again.

    Raises:
        UsageError: The person may not.

    """
    _refuse_role(by)
    with ledger.write() as connection:
        if schedule_approvals.drop_approval(connection, schedule.id):
            audit.append(connection, _entry(schedule, "schedule-unapprove", by, now))


def _refuse_role(by: Decider) -> None:
    if by.role is None or not by.role.covers(Role.SENDER):
        raise UsageError("approve.no-right")


def _entry(
    schedule: Schedule,
    act: str,
    by: Decider,
    now: datetime,
    *,
    number: int | None = None,
    note: str = "",
) -> AuditEntry:
    return by.actor.entry(
        act,
        at=now,
        account=schedule.account,
        object_id=schedule.id,
        number=number,
        params={"schedule": schedule.name, **({"note": note} if note else {})},
    )
