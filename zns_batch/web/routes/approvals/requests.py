"""Four eyes: what waits for approval, one look at it, and the buttons that decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.domain.users import Role
from zns_batch.errors import UnknownCampaignError, UsageError, WrongStateError, ZnsBatchError
from zns_batch.ledger import campaigns, rows
from zns_batch.ledger.people import approvals, users
from zns_batch.ledger.people.approvals import ApprovalRequest, SeenRequest, WaitingCampaign
from zns_batch.ledger.people.schedule_approvals import ScheduleRequest, list_open
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.schedules import Schedule
from zns_batch.services.approvals import requests
from zns_batch.services.approvals.frozen import FrozenMessages, read_messages
from zns_batch.services.approvals.requests import LONGEST_ANSWER, PARTS_WITHIN, Decider
from zns_batch.web.dependencies import PageContext, requires
from zns_batch.web.errors import PageError
from zns_batch.web.forms import Form, read_form, whole_number
from zns_batch.web.i18n import error_sentence, number_text, when_text
from zns_batch.web.rendering import render, see_other
from zns_batch.web.routes.campaigns import watched_campaign
from zns_batch.web.view_models.approval import (
    approval_view,
    field_of,
    waiting_line,
    wanted_at,
)
from zns_batch.web.view_models.send_form import read_start

router = APIRouter()
Preparing = Annotated[PageContext, Depends(requires(Role.PREPARER))]
Sending = Annotated[PageContext, Depends(requires(Role.SENDER))]

TICK_FROM = 100
"""From so many messages on an approver says that they have looked."""

_PARTS_SHOWN = timedelta(days=7)
_EXPIRED_SHOWN = timedelta(days=7)
_MOST_TURNS = 10**6


@dataclass(frozen=True, kw_only=True, slots=True)
class _ApprovalsReading:
    """What the list reads in the ledger."""

    waiting: list[WaitingCampaign]
    names: Mapping[str, str]
    expired: list[tuple[Campaign, ApprovalRequest]]
    parts: list[tuple[Campaign, ApprovalRequest]]
    schedules: list[tuple[Schedule, ScheduleRequest]]


def _read(context: PageContext) -> _ApprovalsReading:
    accounts, ledger, now = context.user.accounts(Role.SENDER), context.app.ledger, context.now
    return _ApprovalsReading(
        waiting=approvals.list_waiting(ledger, accounts, now=now),
        names={each.id: each.name for each in users.list_users(ledger)},
        expired=approvals.list_expired(
            ledger, accounts=accounts, since=now - _EXPIRED_SHOWN, now=now
        ),
        parts=approvals.list_not_asked(ledger, accounts, since=now - _PARTS_SHOWN),
        schedules=[each for each in list_open(ledger) if each[0].account in accounts],
    )


@router.get("/approvals")
async def list_page(context: Sending) -> Response:
    """What waits for approval, and what went below the limit in parts."""
    found = await context.read_at_once(_read, context)
    names = found.names
    return render(
        context,
        "approvals.html",
        lines=[waiting_line(context, each, names) for each in found.waiting if not each.is_expired],
        schedules=[
            {"schedule": schedule, "request": request, "who": names.get(request.asked_by, "")}
            for schedule, request in found.schedules
        ],
        expired_days=_EXPIRED_SHOWN.days,
        expired=[
            {
                "campaign": campaign,
                "words": context.tr(
                    "web.approvals.expired-line",
                    who=names.get(request.asked_by or "", context.tr("web.approvals.nobody")),
                    when=when_text(request.ends_at, context.lang),
                    n=request.messages,
                ),
            }
            for campaign, request in found.expired
        ],
        parts=[
            {
                "campaign": campaign,
                "words": context.tr(
                    "web.approvals.parts-line",
                    who=names.get(request.asked_by or "", ""),
                    when=when_text(request.asked_at, context.lang),
                    n=request.messages,
                    total=number_text(int(request.answer or 0), context.lang),
                ),
            }
            for campaign, request in found.parts
        ],
    )


@router.get("/approvals/{campaign_id}")
async def approval_page(
    campaign_id: str,
    context: Preparing,
    turn: Annotated[int, Query(ge=0, le=_MOST_TURNS)] = 0,
) -> Response:
    """One campaign on one screen: its numbers, three messages, what all of them say."""
    waiting = await _waiting(context, campaign_id, Role.PREPARER)
    if waiting is None:
        return see_other(f"/campaigns/{campaign_id}")
    return await _show(context, waiting, turn=turn)


@router.post("/approvals/{campaign_id}/approve")
async def approve(request: Request, campaign_id: str, context: Sending) -> Response:
    """Let a campaign go, if it is what the page showed."""
    waiting = await _to_decide(context, campaign_id)
    form = await read_form(request)
    messages = whole_number(form.get("n"), digits=9) or 0
    if messages >= TICK_FROM and not form.checked("tick"):
        sentence = context.tr("web.approvals.tick-first", n=messages)
        return await _show(context, waiting, errors={"tick": sentence}, form=form)
    start_at = None
    if form.get("when") == "now":
        start_at = context.now
    elif form.get("when") == "other":
        start_at, wrong = read_start(context, form.get("date"), form.get("clock"))
        if wrong:
            return await _show(context, waiting, errors={"date": wrong}, form=form)
    seen = SeenRequest(
        campaign_id=campaign_id, fingerprint=form.get("fingerprint"), messages=messages
    )
    try:
        await context.run_in_thread(
            requests.approve,
            context.app.ledger,
            seen,
            by=_decider(context, waiting),
            now=context.now,
            start_at=start_at,
        )
    except WrongStateError as error:
        return await _refused(context, campaign_id, error)
    finally:
        context.app.watch.forget(campaign_id)
    return see_other(f"/campaigns/{campaign_id}")


@router.post("/approvals/{campaign_id}/back")
async def give_back(request: Request, campaign_id: str, context: Sending) -> Response:
    """Give a campaign back to who asked, with a note."""
    waiting = await _to_decide(context, campaign_id)
    form = await read_form(request)
    try:
        await context.run_in_thread(
            requests.give_back,
            context.app.ledger,
            campaign_id,
            by=_decider(context, waiting),
            answer=form.get("answer")[:LONGEST_ANSWER],
            now=context.now,
        )
    except UsageError as error:
        sentence = error_sentence(error, context.lang)
        return await _show(context, waiting, errors={"answer": sentence}, form=form)
    except WrongStateError as error:
        return await _refused(context, campaign_id, error)
    finally:
        context.app.watch.forget(campaign_id)
    return see_other("/approvals")


@router.post("/approvals/{campaign_id}/withdraw")
async def withdraw(campaign_id: str, context: Preparing) -> Response:
    """Take the own request back; the list is there again."""
    waiting = await _waiting(context, campaign_id, Role.PREPARER)
    if waiting is None:
        raise PageError(409, "web.approvals.over")
    asked_by = waiting.request.asked_by if waiting.request else None
    if asked_by != context.user.id:
        raise PageError(403, "web.approvals.not-own")
    try:
        await context.run_in_thread(
            requests.withdraw,
            context.app.ledger,
            campaign_id,
            actor=context.actor,
            now=context.now,
        )
    except WrongStateError as error:
        return await _refused(context, campaign_id, error)
    finally:
        context.app.watch.forget(campaign_id)
    return see_other("/lists")


@router.get("/campaigns/{campaign_id}/approval")
async def of_campaign(campaign_id: str, context: Preparing) -> Response:
    """Lead from a campaign's page to its request."""
    await watched_campaign(context, campaign_id, Role.PREPARER)
    return see_other(f"/approvals/{campaign_id}")


# ── what they share ──


async def _waiting(context: PageContext, campaign_id: str, least: Role) -> WaitingCampaign | None:
    """Return a campaign that waits for approval, if the person may see it; `None` when it waits no more.

    Raises:
        PageError: There is none, or not for this person.

    """

    def find() -> WaitingCampaign | None:
        ledger = context.app.ledger
        campaign = campaigns.get(ledger, campaign_id)
        context.require(least, campaign.account)
        found = approvals.list_waiting(ledger, [campaign.account], now=context.now)
        return next((each for each in found if each.campaign.id == campaign.id), None)

    try:
        return await context.run_in_thread(find)
    except UnknownCampaignError:
        raise PageError(404) from None


async def _names(context: PageContext) -> dict[str, str]:
    people = await context.run_in_thread(users.list_users, context.app.ledger)
    return {user.id: user.name for user in people}


def _decider(context: PageContext, waiting: WaitingCampaign) -> Decider:
    return Decider(actor=context.actor, role=context.user.role(waiting.campaign.account))


async def _show(
    context: PageContext,
    waiting: WaitingCampaign,
    *,
    turn: int = 0,
    errors: dict[str, str] | None = None,
    form: Form | None = None,
    changed: str = "",
) -> Response:
    campaign, ledger = waiting.campaign, context.app.ledger
    names = await _names(context)

    messages = await context.run_in_thread(rows.count, ledger, campaign.id)
    values = await context.app.frozen.values(campaign, messages)

    def gather() -> tuple[FrozenMessages | None, list[tuple[str, str, int]]]:
        frozen = read_messages(ledger, campaign, values, turn=turn) if values else None
        request = waiting.request
        near: list[tuple[str, str, int]] = []
        if request is not None and request.asked_by is not None:
            with ledger.read() as connection:
                found = approvals.campaigns_of_person(
                    connection,
                    campaign,
                    request.asked_by,
                    since=request.asked_at - PARTS_WITHIN,
                )
            near = [(each.id, each.name, n) for each, n in found]
        return frozen, near

    frozen, near = await context.run_in_thread(gather)
    view = approval_view(context, waiting, frozen, values, names)
    typed, wanted = form or Form(), wanted_at(waiting)
    date, clock = field_of(wanted if wanted and wanted > context.now else context.now)
    may_decide = context.user.may(Role.SENDER, campaign.account) and not view.mine
    return render(
        context,
        "approval.html",
        status=422 if errors else 409 if changed else 200,
        errors=errors or {},
        title_error=bool(errors or changed),
        campaign=campaign,
        request=waiting.request,
        view=view,
        messages=messages,
        near=near,
        turn=turn,
        changed=changed,
        may_decide=may_decide,
        sender=Role.SENDER,
        asked_by_me=bool(waiting.request and waiting.request.asked_by == context.user.id),
        needs_tick=messages >= TICK_FROM,
        chosen=typed.get("when") or "asked",
        date=typed.get("date")[:20] or date,
        clock=typed.get("clock")[:20] or clock,
        answer=typed.get("answer")[:LONGEST_ANSWER],
    )


async def _to_decide(context: PageContext, campaign_id: str) -> WaitingCampaign:
    """Return a campaign on which the person may decide.

    Raises:
        PageError: It waits no more, it is the own one, or the right for its account is missing.

    """
    waiting = await _waiting(context, campaign_id, Role.SENDER)
    if waiting is None:
        raise PageError(409, "web.approvals.over")
    if waiting.is_own(context.user.id):
        raise PageError(403, "web.approvals.own")
    return waiting


async def _refused(context: PageContext, campaign_id: str, error: ZnsBatchError) -> Response:
    """Answer a decision that came too late, or of something else than what stands there."""
    waiting = await _waiting(context, campaign_id, Role.PREPARER)
    sentence = error_sentence(error, context.lang)
    if waiting is not None:
        return await _show(context, waiting, changed=sentence)
    return render(
        context,
        "refused.html",
        status=409,
        sentence=sentence,
        campaign=campaign_id,
        back="/approvals",
        nothing_sent=False,
    )
