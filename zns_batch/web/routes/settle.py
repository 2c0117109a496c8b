"""Rows in doubt: a person says what became of them, after a look elsewhere. Nothing is sent by it."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.core.masking import mask_phones_within
from zns_batch.domain.states import RowState
from zns_batch.domain.users import Role
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import RowRecord
from zns_batch.ledger.row_pages import RowFilter, read_page
from zns_batch.providers import capabilities
from zns_batch.reports.destination import provider_name
from zns_batch.services.campaigns.watching.acts import can_settle
from zns_batch.services.customers.settle import LONGEST_NOTE, VERDICTS, settle_rows
from zns_batch.web.dependencies import PageContext, requires
from zns_batch.web.errors import PageError
from zns_batch.web.forms import Form, read_form
from zns_batch.web.live.progress_cache import WatchedProgress
from zns_batch.web.rendering import render, see_other
from zns_batch.web.routes.campaigns import watched_campaign
from zns_batch.web.view_models.rows import doubtful_rows

router = APIRouter()
Sending = Annotated[PageContext, Depends(requires(Role.SENDER))]

_SHOWN = 200
_MOST = 10_000
_IN_DOUBT = RowFilter(states={RowState.UNKNOWN})


@router.get("/campaigns/{campaign_id}/settle")
async def settle_page(campaign_id: str, context: Sending) -> Response:
    """Show the rows in doubt, and the ways to decide on them."""
    watched = await watched_campaign(context, campaign_id, Role.SENDER)
    return await _show(context, watched, Form(), {})


@router.post("/campaigns/{campaign_id}/settle")
async def settle(request: Request, campaign_id: str, context: Sending) -> Response:
    """Note what a person says of rows in doubt."""
    watched = await watched_campaign(context, campaign_id, Role.SENDER)
    form, campaign = await read_form(request), watched.progress.campaign
    verdict, note = form.get("verdict"), " ".join(form.get("note").split())
    if verdict not in VERDICTS:
        raise PageError(400)
    listed = await context.run_in_thread(_in_doubt, context.app.ledger, campaign.id, _MOST)
    wanted = set(form.all("row"))
    numbers = [row.number for row in listed if form.checked("all") or str(row.number) in wanted]
    errors = {}
    if not numbers:
        errors["row"] = context.tr("web.act.settle-choose")
    if not note or len(note) > LONGEST_NOTE:
        errors["note"] = context.tr("web.act.settle-need-note", most=LONGEST_NOTE)
    if VERDICTS[verdict] is RowState.REJECTED and not form.checked("risk"):
        errors["risk"] = context.tr("web.act.settle-tick")
    if errors:
        return await _show(context, watched, form, errors)
    numbers = list(dict.fromkeys(numbers))
    try:
        settled = await context.run_in_thread(
            settle_rows, context.app.ledger, campaign, numbers, verdict, note, now=context.now
        )
    finally:
        context.app.watch.forget(campaign.id)
    await context.note(
        "settle",
        account=campaign.account,
        object_id=campaign.id,
        number=settled,
        verdict=verdict,
        note=mask_phones_within(note),
    )
    again = VERDICTS[verdict] is RowState.REJECTED
    return see_other(f"/campaigns/{campaign.id}" + ("/retry" if again else ""))


async def _show(
    context: PageContext, watched: WatchedProgress, form: Form, errors: dict[str, str]
) -> Response:
    campaign = watched.progress.campaign
    rows = await context.run_in_thread(_in_doubt, context.app.ledger, campaign.id, _SHOWN)
    return render(
        context,
        "settle.html",
        status=422 if errors else 200,
        errors=errors,
        title_error=bool(errors),
        campaign=campaign,
        offered=can_settle(watched.progress),
        rows=doubtful_rows(campaign, rows, context.lang),
        can_look_up=capabilities(campaign.provider).find,
        provider=provider_name(campaign.provider),
        risk=form.checked("risk"),
        total=watched.progress.counts.states.count(RowState.UNKNOWN),
        ticked=set(form.all("row")),
        all_ticked=form.checked("all"),
        note=form.get("note"),
    )


def _in_doubt(ledger: Ledger, campaign_id: str, most: int) -> tuple[RowRecord, ...]:
    return read_page(ledger, campaign_id, _IN_DOUBT, limit=most).rows
