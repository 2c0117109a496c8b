"""The home page: what runs, what needs a person, and where a list is dropped."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from zns_batch.domain.states import RowState
from zns_batch.domain.users import Role
from zns_batch.ledger.people.approvals import WaitingCampaign, list_waiting
from zns_batch.ledger.people.users import list_users
from zns_batch.services.campaigns.labels import state_label
from zns_batch.services.campaigns.overview import (
    Entry,
    Overview,
    ScheduleOverview,
    read_overview,
    read_schedules,
)
from zns_batch.services.people.shown_names import shown_name
from zns_batch.web.dependencies import PageContext, signed_in
from zns_batch.web.rendering import render
from zns_batch.web.view_models.approval import waiting_line
from zns_batch.web.view_models.new_campaign import UploadOffer, new_campaign
from zns_batch.web.view_models.todo import todo_items

router = APIRouter()

_MOST_APPROVALS = 20
"""How many campaigns that wait for approval are shown; the page of approvals shows them all."""

_MOST_QUOTAS = 10
"""How many accounts are asked for their quota by one look at the page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _HomeReading:
    """What the page reads in the ledger."""

    offer: UploadOffer | None
    overview: Overview
    waiting: list[WaitingCampaign]
    schedules: ScheduleOverview
    names: Mapping[str, str]


def _read(context: PageContext, *, may_prepare: bool) -> _HomeReading:
    app, mine = context.app, context.user.accounts()
    offer = new_campaign(context, app.lists, account="", template="") if may_prepare else None
    overview = read_overview(app.ledger, mine, now=context.now, count=app.watch.counts.count)
    waiting = list_waiting(app.ledger, mine, now=context.now)
    people = list_users(app.ledger) if waiting else []
    return _HomeReading(
        offer=offer,
        overview=overview,
        waiting=[each for each in waiting if not each.is_expired],
        schedules=read_schedules(app.ledger, mine, now=context.now),
        names={each.id: each.name for each in people},
    )


@router.get("/")
async def home_page(context: Annotated[PageContext, Depends(signed_in)]) -> Response:
    """What runs, what needs me, and a place to drop a list."""
    user, may_prepare = context.user, context.user.may_somewhere(Role.PREPARER)
    read = await context.read_at_once(_read, context, may_prepare=may_prepare)
    found, offer, names = read.overview, read.offer, read.names
    may_decide: list[WaitingCampaign] = []
    others_decide: list[WaitingCampaign] = []
    for each in read.waiting:
        (may_decide if _may_decide(context, each) else others_decide).append(each)
    return render(
        context,
        "home.html",
        quota_accounts=user.accounts(Role.PREPARER)[:_MOST_QUOTAS],
        schedules=read.schedules.coming,
        may_prepare=may_prepare,
        # Who has uploaded a list before drops the next one right here, with the same choices.
        offer=offer if offer and offer.last and offer.template else None,
        asked=[waiting_line(context, each, names) for each in others_decide[:_MOST_APPROVALS]],
        asked_more=max(len(others_decide) - _MOST_APPROVALS, 0),
        todo_more=max(len(may_decide) - _MOST_APPROVALS, 0),
        is_first=found.is_first,
        running=[_line(context, entry) for entry in found.running],
        todo=todo_items(
            context,
            found,
            await context.app.logins.get() or (),
            [waiting_line(context, each, names) for each in may_decide[:_MOST_APPROVALS]],
            read.schedules.failed,
        ),
        coming=[_line(context, entry) for entry in found.coming],
    )


def _may_decide(context: PageContext, waiting: WaitingCampaign) -> bool:
    own = waiting.is_own(context.user.id)
    return not own and context.user.may(Role.SENDER, waiting.campaign.account)


def _line(context: PageContext, entry: Entry) -> dict[str, object]:
    """Return a campaign as the page shows it."""
    campaign, counts = entry
    waiting = counts.count(RowState.PENDING)
    return {
        "href": f"/campaigns/{campaign.id}",
        "name": shown_name(campaign.name, whole=context.user.sees_phones(campaign.account)),
        "state": state_label(campaign, context.lang),
        "waiting": waiting,
        "most": counts.to_send,
        "done": counts.to_send - waiting,
    }
