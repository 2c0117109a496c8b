"""Results workbooks and questions for receipts: jobs whose progress a page shows."""

import re
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from zns_batch.core.clock import in_vietnam
from zns_batch.domain.states import RowState
from zns_batch.domain.users import Role
from zns_batch.ledger.customers.answers import answers_of
from zns_batch.ledger.records import Campaign
from zns_batch.providers import capabilities
from zns_batch.providers.zns.errors import FINAL_CODES
from zns_batch.reports.destination import provider_name
from zns_batch.reports.results import NEEDS_A_PERSON
from zns_batch.services.campaigns.jobs.receipts_poll import receipts_job_key, start_asking
from zns_batch.services.campaigns.jobs.workbook import (
    WorkbookChoice,
    is_current,
    start_workbook,
    workbook_path,
)
from zns_batch.services.campaigns.watching.acts import can_ask_receipts
from zns_batch.services.jobs.job import JobState, JobStatus
from zns_batch.web.dependencies import PageContext, requires
from zns_batch.web.downloads import XLSX
from zns_batch.web.errors import PageError
from zns_batch.web.forms import read_form
from zns_batch.web.i18n import error_sentence
from zns_batch.web.rendering import render, see_other
from zns_batch.web.routes.campaigns import watched_campaign
from zns_batch.web.view_models.receipts import receipts_view

router = APIRouter()
Preparing = Annotated[PageContext, Depends(requires(Role.PREPARER))]

KINDS: dict[str, tuple[frozenset[RowState], frozenset[str]]] = {
    "all": (frozenset(), frozenset()),
    "person": (NEEDS_A_PERSON, frozenset()),
    "invalid": (frozenset({RowState.INVALID}), frozenset()),
    "final": (frozenset({RowState.REJECTED}), FINAL_CODES),
    "unknown": (frozenset({RowState.UNKNOWN}), frozenset()),
}
"""The workbooks that can be had: states and codes of their rows; empty for all."""

_QUICK_SECONDS = 2.0
"""How long a press waits for its workbook before it shows the progress instead."""

_UNSAFE = re.compile(r'[\x00-\x1f\x7f"*/:<>?\\|\u202a-\u202e\u2066-\u2069]+')


# ── the workbook ──


@router.get("/campaigns/{campaign_id}/report")
async def report_page(request: Request, campaign_id: str, context: Preparing) -> Response:
    """Show which workbooks can be had, and how far the one is that was asked for."""
    watched = await watched_campaign(context, campaign_id, Role.PREPARER)
    campaign, kind = watched.progress.campaign, _kind(request.query_params.get("kind", ""))
    status = context.app.jobs.status(_choice(context, campaign, kind).key)
    part = "part" in request.query_params
    return render(
        context,
        "report_status.html" if part else "report.html",
        campaign=campaign,
        kind=kind,
        kinds=list(KINDS),
        job=status,
        ready=status is not None and workbook_path(status) is not None,
        error=_error(context, status),
        cut=status.result.get("cut", 0) if status and status.result else 0,
        next=f"/campaigns/{campaign.id}/report?{urlencode({'kind': kind, 'part': 1})}",
    )


@router.post("/campaigns/{campaign_id}/report")
async def make_report(request: Request, campaign_id: str, context: Preparing) -> Response:
    """Have a workbook written, unless the one that is there shows how the campaign stands."""
    watched = await watched_campaign(context, campaign_id, Role.PREPARER)
    campaign = watched.progress.campaign
    kind = _kind((await read_form(request)).get("kind"))
    choice, jobs = _choice(context, campaign, kind), context.app.jobs
    status = jobs.status(choice.key)
    if status is None or not is_current(status, watched.progress.counts.states):
        await context.run_in_thread(
            start_workbook,
            jobs,
            choice,
            home=context.app.home,
            ledger=context.app.ledger,
            owner=context.user.id,
        )
        status = await context.run_in_thread(jobs.wait, choice.key, _QUICK_SECONDS)
    query = urlencode({"kind": kind})
    if status is not None and workbook_path(status) is not None:
        return see_other(f"/campaigns/{campaign.id}/report.xlsx?{query}")
    return see_other(f"/campaigns/{campaign.id}/report?{query}")


@router.get("/campaigns/{campaign_id}/report.xlsx")
async def download(request: Request, campaign_id: str, context: Preparing) -> Response:
    """Give the workbook that was written."""
    watched = await watched_campaign(context, campaign_id, Role.PREPARER)
    campaign, kind = watched.progress.campaign, _kind(request.query_params.get("kind", ""))
    status = context.app.jobs.status(_choice(context, campaign, kind).key)
    path = workbook_path(status) if status is not None else None
    if path is None:
        return see_other(f"/campaigns/{campaign.id}/report?{urlencode({'kind': kind})}")
    number = watched.progress.total
    await context.note(
        "download", account=campaign.account, object_id=campaign.id, number=number, kind=kind
    )
    # The campaign's name, as a file of any system can have it.
    name = _UNSAFE.sub("-", campaign.name).strip(" .-")[:100] or campaign.id
    word = context.tr("web.act.report-name") + ("" if kind == "all" else f"-{kind}")
    file_name = f"{name}-{word}-{in_vietnam(context.now):%Y%m%d-%H%M}.xlsx"
    return FileResponse(path, media_type=XLSX, filename=file_name)


def _kind(text: str) -> str:
    return text if text in KINDS else "all"


def _choice(context: PageContext, campaign: Campaign, kind: str) -> WorkbookChoice:
    states, codes = KINDS[kind]
    return WorkbookChoice(campaign=campaign, lang=context.lang, states=states, codes=codes)


def _error(context: PageContext, status: JobStatus | None) -> str:
    if status is None or status.error is None:
        return ""
    return error_sentence(status.error, context.lang)


# ── receipts ──


@router.get("/campaigns/{campaign_id}/receipts")
async def receipts_page(request: Request, campaign_id: str, context: Preparing) -> Response:
    """Show what arrived, what is charged and what customers answered; ask for what is not known yet."""
    watched = await watched_campaign(context, campaign_id, Role.PREPARER)
    campaign = watched.progress.campaign
    status = context.app.jobs.status(receipts_job_key(campaign.account))
    if status is not None and status.state is JobState.DONE:
        # What was learned is shown at once.
        context.app.watch.forget(campaign.id)
    results = await context.app.watch.results(watched.progress, context.app.run_in_thread)
    answers = await context.run_in_thread(answers_of, context.app.ledger, campaign.id)
    receiver = context.url(f"/webhook/zalo/{campaign.account}")
    result = status.result if status is not None and status.result else {}
    ours = not result or result.get("campaign") == campaign.id
    part = "part" in request.query_params
    return render(
        context,
        "receipts_status.html" if part else "receipts.html",
        campaign=campaign,
        provider=provider_name(campaign.provider),
        view=receipts_view(watched.progress, results, answers, context.lang),
        receiver=receiver if context.user.admin and campaign.provider == "zalo" else "",
        provider_tells=capabilities(campaign.provider).status,
        can=can_ask_receipts(watched.progress),
        job=status if ours else None,
        result=result if ours else {},
        error=_error(context, status) if ours else "",
        next=f"/campaigns/{campaign.id}/receipts?part=1",
    )


@router.post("/campaigns/{campaign_id}/receipts")
async def ask_receipts(campaign_id: str, context: Preparing) -> Response:
    """Have the provider asked."""
    watched = await watched_campaign(context, campaign_id, Role.PREPARER)
    campaign, jobs = watched.progress.campaign, context.app.jobs
    if not can_ask_receipts(watched.progress):
        raise PageError(409, "web.act.no-receipts")
    await context.run_in_thread(
        start_asking, jobs, campaign, ledger=context.app.ledger, owner=context.user.id
    )
    await context.note("receipts", account=campaign.account, object_id=campaign.id)
    return see_other(f"/campaigns/{campaign.id}/receipts")
