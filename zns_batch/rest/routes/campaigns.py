"""Campaigns: listed, shown, their rows page by page, their results workbook."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AwareDatetime
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from zns_batch.domain.states import CampaignState, RowState
from zns_batch.domain.users import ALL_ACCOUNTS, Role
from zns_batch.errors import UnknownCampaignError
from zns_batch.ledger import campaigns, rows
from zns_batch.ledger.campaign_filter import CampaignFilter
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.row_pages import RowFilter, read_page
from zns_batch.reports.reasons import Explainer
from zns_batch.rest.answers import IfNoneMatch, json_answer, waiting_answer, whole_number
from zns_batch.rest.context import ApiContext, needs
from zns_batch.rest.described import described, problems
from zns_batch.rest.models.campaigns import (
    CampaignAnswer,
    CampaignRowAnswer,
    CampaignRowsAnswer,
    CampaignsAnswer,
    CampaignWord,
    RowWord,
)
from zns_batch.rest.models.common import AccountName, Cursor, Id, WaitingAnswer
from zns_batch.rest.routes.lists import FILE_SECONDS
from zns_batch.services.campaigns.jobs.workbook import (
    WorkbookChoice,
    is_current,
    start_workbook,
    workbook_path,
)
from zns_batch.services.people.shown_names import shown_campaign
from zns_batch.web.downloads import XLSX, attachment_headers

router = APIRouter(tags=["campaigns"])

Viewer = Annotated[ApiContext, Depends(needs(Role.VIEWER))]
CampaignId = Annotated[Id, Path(description="The campaign's id.")]

_PAGE = 50
_ROWS = 200
_LOOK_SECONDS = 0.05


async def find_campaign(
    context: ApiContext, campaign_id: str, least: Role = Role.VIEWER
) -> Campaign:
    """Return a campaign that the key may see.

    Raises:
        UnknownCampaignError: There is none, or only a plan that nobody has confirmed.
        ApiError: It is of an account that the key is not for.

    """
    campaign = await context.run_in_thread(campaigns.get, context.app.ledger, campaign_id)
    if campaign.state is CampaignState.DRAFT:
        raise UnknownCampaignError("ledger.unknown-campaign", name=campaign_id)
    context.require(least, campaign.account)
    return campaign


async def campaign_answer(context: ApiContext, campaign: Campaign) -> CampaignAnswer:
    """Return a campaign as it stands."""
    counts = await context.run_in_thread(rows.state_counts, context.app.ledger, campaign.id)
    return CampaignAnswer.of(_shown(context, campaign), counts, context.lang, now=context.now)


def _shown(context: ApiContext, campaign: Campaign) -> Campaign:
    return shown_campaign(campaign, whole=context.sees_phones(campaign.account))


@router.get(
    "/campaigns",
    operation_id="listCampaigns",
    summary="The campaigns, the newest first",
    responses=described(CampaignsAnswer, 200, tag=True) | problems(422),
)
async def list_campaigns(
    request: Request,
    context: Viewer,
    after: Annotated[Cursor | None, Query(description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = _PAGE,
    account: Annotated[AccountName | None, Query()] = None,
    state: Annotated[list[CampaignWord], Query(max_length=6)] = [],  # noqa: B006 — read only
    since: Annotated[AwareDatetime | None, Query(description="Planned then or later.")] = None,
    _tag: IfNoneMatch = None,
) -> Response:
    """Tells the campaigns of the key's account, a page at a time."""
    wanted = account or (None if context.token.account == ALL_ACCOUNTS else context.token.account)
    if wanted is not None:
        context.require(Role.VIEWER, wanted)
    filters = CampaignFilter(
        account=wanted, states=tuple(CampaignState(word) for word in state), since=since
    )
    page = await context.run_in_thread(
        campaigns.list_page, context.app.ledger, filters, cursor=after, limit=limit
    )
    answer = CampaignsAnswer(
        campaigns=[
            CampaignAnswer.of(_shown(context, one), counts, context.lang, now=context.now)
            for one, counts in page.entries
        ],
        next=page.next_cursor,
    )
    return json_answer(request, answer)


@router.get(
    "/campaigns/{campaign_id}",
    operation_id="getCampaign",
    summary="How a campaign stands",
    responses=described(CampaignAnswer, 200, tag=True) | problems(404, 422),
)
async def show(
    request: Request, campaign_id: CampaignId, context: Viewer, _tag: IfNoneMatch = None
) -> Response:
    """Tells state, reason, counts, delivered messages, quota and cost, as `show --json`."""
    campaign = await find_campaign(context, campaign_id)
    answer = await campaign_answer(context, campaign)
    # Nothing changes faster than people and their programs need to know.
    moves = campaign.state in {CampaignState.RUNNING, CampaignState.SCHEDULED}
    return json_answer(request, answer, headers={"Retry-After": "2"} if moves else {})


@router.get(
    "/campaigns/{campaign_id}/rows",
    operation_id="listCampaignRows",
    summary="The rows of a campaign",
    responses=described(CampaignRowsAnswer, 200, tag=True) | problems(404, 422),
)
async def list_rows(
    request: Request,
    campaign_id: CampaignId,
    context: Viewer,
    state: Annotated[list[RowWord], Query(max_length=10)] = [],  # noqa: B006 — read only
    code: Annotated[str | None, Query(pattern=r"^[A-Za-z0-9_.-]{1,40}$")] = None,
    after: Annotated[Cursor | None, Query(description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=1_000)] = _ROWS,
    _tag: IfNoneMatch = None,
) -> Response:
    """Tells the rows in the sheet's order, a page at a time; phones are texts."""
    campaign = await find_campaign(context, campaign_id)
    page = await context.run_in_thread(
        read_page,
        context.app.ledger,
        campaign.id,
        RowFilter(states={RowState(word) for word in state}, code=code),
        after=whole_number(after),
        limit=limit,
        price=campaign.price,
    )
    explainer = Explainer(campaign.provider, context.lang, "api")
    whole = context.sees_phones(campaign.account)
    answer = CampaignRowsAnswer(
        rows=[
            CampaignRowAnswer.of(row, explainer, context.lang, whole_phone=whole)
            for row in page.rows
        ],
        next=None if page.after is None else str(page.after),
    )
    return json_answer(request, answer)


@router.get(
    "/campaigns/{campaign_id}/report.xlsx",
    operation_id="campaignReport",
    summary="The results workbook",
    response_class=FileResponse,
    responses={
        200: {"description": "The workbook.", "content": {XLSX: {}}},
        **described(WaitingAnswer, 202, waits=True),
        **problems(404, 409, 422),
    },
)
async def report(
    campaign_id: CampaignId, context: Annotated[ApiContext, Depends(needs(Role.PREPARER))]
) -> Response:
    """Gives the results workbook, also while the campaign runs; 202 while it is being written."""
    campaign = await find_campaign(context, campaign_id, Role.PREPARER)
    choice, jobs = WorkbookChoice(campaign=campaign, lang=context.lang), context.app.jobs
    counts = await context.run_in_thread(rows.state_counts, context.app.ledger, campaign.id)
    status = jobs.status(choice.key)
    if status is None or not is_current(status, counts):
        status = await context.run_in_thread(
            start_workbook,
            jobs,
            choice,
            home=context.app.home,
            ledger=context.app.ledger,
            owner=context.token.id,
        )
    for _ in range(round(FILE_SECONDS / _LOOK_SECONDS)):
        if status is None or status.state.ended:
            break
        await asyncio.sleep(_LOOK_SECONDS)
        status = jobs.status(choice.key)
    if status is not None and status.error is not None:
        raise status.error
    path = None if status is None else workbook_path(status)
    if path is None:
        return waiting_answer()
    await context.note("download", account=campaign.account, object_id=campaign.id, kind="all")
    return FileResponse(path, media_type=XLSX, headers=attachment_headers(f"{campaign.id}.xlsx"))
