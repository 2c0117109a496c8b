"""Rows of a campaign: by state and reason, by number and phone, and one row with its whole life."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.domain.states import RowState
from zns_batch.domain.users import Role
from zns_batch.ledger.row_pages import RowFilter, read_life, read_page
from zns_batch.validation.phone_numbers import quote_phone, read_phone
from zns_batch.validation.text import CellIssue
from zns_batch.web.dependencies import PageContext, requires
from zns_batch.web.errors import PageError
from zns_batch.web.forms import read_form, whole_number
from zns_batch.web.live.progress_cache import WatchedProgress
from zns_batch.web.rendering import render
from zns_batch.web.routes.campaigns import reader_of, watched_campaign
from zns_batch.web.routes.downloads import KINDS
from zns_batch.web.view_models.new_campaign import sender_name
from zns_batch.web.view_models.results import rows_link, tabs
from zns_batch.web.view_models.rows import life_view, row_lines

router = APIRouter()
Viewing = Annotated[PageContext, Depends(requires(Role.VIEWER))]
Preparing = Annotated[PageContext, Depends(requires(Role.PREPARER))]

PAGE = 100
_STATES = {state.value: state for state in RowState}
_LONGEST = 200
_MOST = 1_000_000_000


@router.get("/campaigns/{campaign_id}/rows")
async def rows_page(request: Request, campaign_id: str, context: Viewing) -> Response:
    """Show rows of a campaign."""
    watched = await watched_campaign(context, campaign_id)
    query = request.query_params
    state = query.get("state", "") if query.get("state") in _STATES else ""
    code = query.get("code", "").replace("\0", "")[:_LONGEST]
    problem = query.get("problem", "").replace("\0", "")[:_LONGEST]
    number = _number(query.get("row", ""))
    errors = {}
    if number is None and query.get("row", "").strip():
        errors["row"] = context.tr("web.rows.bad-row")
    filters = RowFilter(
        states={_STATES[state]} if state else (),
        code=code or None,
        problem=problem or None,
        number=number,
    )
    after = _number(query.get("after", "")) or 0
    return await _show(
        context,
        watched,
        filters,
        after=after,
        status=422 if errors else 200,
        errors=errors,
        kept={"state": state, "code": code, "problem": problem, "row": query.get("row", "")},
    )


@router.post("/campaigns/{campaign_id}/rows")
async def find_phone(request: Request, campaign_id: str, context: Preparing) -> Response:
    """Show the rows that go to one phone. It is posted, so that no phone stands in an address."""
    watched = await watched_campaign(context, campaign_id, Role.PREPARER)
    typed = (await read_form(request)).get("phone")[:_LONGEST]
    phone = read_phone(typed)
    errors, filters = {}, RowFilter()
    if isinstance(phone, CellIssue) or not phone:
        errors["phone"] = context.tr("web.rows.bad-phone", shown=quote_phone(typed))
    else:
        filters = RowFilter(phone=phone)
    return await _show(
        context,
        watched,
        filters,
        status=422 if errors else 200,
        errors=errors,
        phone=typed,
        kept={},
    )


async def _show(
    context: PageContext,
    watched: WatchedProgress,
    filters: RowFilter,
    *,
    status: int,
    errors: dict[str, str],
    kept: dict[str, str],
    after: int = 0,
    phone: str = "",
) -> Response:
    campaign, state = watched.progress.campaign, kept.get("state", "")
    # Also of a run that sends nothing: its rows, as they would have gone, are what it was made for.
    download, words = state if state in KINDS else "all", context.tr("web.act.report")
    if download != "all":
        count = watched.progress.counts.states.count(_STATES[state])
        words = context.tr("web.results.download-rows", n=count)
    page = await context.run_in_thread(
        read_page, context.app.ledger, campaign.id, filters, after=after, limit=PAGE
    )
    reader = reader_of(context, watched)
    fields = {name: value for name, value in kept.items() if value}
    following = ""
    if page.after is not None and not phone:
        following = rows_link(campaign.id, **fields, after=str(page.after))
    return render(
        context,
        "rows.html",
        status=status,
        errors=errors,
        title_error=bool(errors),
        campaign=campaign,
        reader=reader,
        tabs=tabs(watched.progress, context.lang),
        state=state,
        download=download if context.user.may(Role.PREPARER, campaign.account) else "",
        download_words=words,
        lines=row_lines(campaign, page.rows, reader),
        following=following,
        first=rows_link(campaign.id, **fields) if after else "",
        row=kept.get("row", ""),
        phone=phone,
        narrowed=bool(fields) or bool(phone),
    )


@router.get("/campaigns/{campaign_id}/rows/{seq}")
async def row_page(campaign_id: str, seq: str, context: Viewing) -> Response:
    """Show one row: its cells, its message, and every step of its life."""
    watched = await watched_campaign(context, campaign_id)
    campaign, place = watched.progress.campaign, _number(seq)
    price = campaign.price
    life = None
    if place is not None:
        life = await context.run_in_thread(
            read_life, context.app.ledger, campaign.id, place, price=price
        )
    if life is None:
        raise PageError(404)
    reader = reader_of(context, watched)
    return render(
        context,
        "row.html",
        campaign=campaign,
        sender=await context.run_in_thread(sender_name, campaign.account),
        reader=reader,
        row=life_view(campaign, life, reader),
    )


def _number(text: str) -> int | None:
    """Return a place or a row's number from what an address carries; `None` for anything else."""
    number = whole_number(text, digits=10)
    return None if number is None else min(number, _MOST)
