"""The list of campaigns, a campaign's page, and the polls that keep both up to date."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.domain.users import Role
from zns_batch.errors import UnknownCampaignError, UsageError
from zns_batch.ledger import campaigns
from zns_batch.ledger.campaigns import CampaignPage
from zns_batch.ledger.people import users
from zns_batch.services.campaigns.control import left_among
from zns_batch.services.campaigns.watching.progress import Situation
from zns_batch.web.account_choice import account_options, read_account
from zns_batch.web.dependencies import PageContext, requires
from zns_batch.web.errors import PageError
from zns_batch.web.i18n import number_text
from zns_batch.web.live.progress_cache import WatchedProgress
from zns_batch.web.rendering import render, see_other
from zns_batch.web.view_models import campaign_facts
from zns_batch.web.view_models.campaign_list import (
    SHOWN_STATES,
    CampaignLine,
    ListFilters,
    campaign_line,
    month_options,
    visible_accounts,
)
from zns_batch.web.view_models.live import LiveView, Reader, live_view, shows_results
from zns_batch.web.view_models.results import live_reasons, results_view

router = APIRouter()
Viewing = Annotated[PageContext, Depends(requires(Role.VIEWER))]
Watching = Annotated[PageContext, Depends(requires(Role.VIEWER, poll=True))]

PAGE = 50
_MOST_IDS = 50
_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")


@router.get("/campaigns")
async def list_page(request: Request, context: Viewing) -> Response:
    """Show the campaigns, the newest first."""
    filters = ListFilters.read(request.query_params)
    cursor = request.query_params.get("after") or None
    account, errors = read_account(context, filters.account, context.user.accounts())
    filters = replace(filters, account=account)
    try:
        page, names, templates = await context.read_at_once(_read, context, filters, cursor)
    except UsageError:
        # A position that no page gave: an address that was cut off.
        return see_other(filters.address())
    lines = await _lines(context, page, names)
    older = filters.address(after=page.next_cursor) if page.next_cursor else ""
    return render(
        context,
        "campaigns.html",
        filters=filters,
        lines=lines,
        states=[(state.value, context.tr(f"state.{state}")) for state in SHOWN_STATES],
        errors=errors,
        accounts=account_options(context.user.accounts()),
        templates=templates,
        months=month_options(context.now, context.lang),
        older=older,
        newest=filters.address() if cursor else "",
        may_make=context.user.may_somewhere(Role.PREPARER),
    )


def _read(
    context: PageContext, filters: ListFilters, cursor: str | None
) -> tuple[CampaignPage, Mapping[str, str], list[str]]:
    """Return a page of the list, what people are called by their ids, and the keys of templates."""
    ledger, user = context.app.ledger, context.user.user
    page = campaigns.list_page(
        ledger,
        filters.for_user(user),
        cursor=cursor,
        limit=PAGE,
        count=context.app.watch.counts.count,
    )
    names = {each.id: each.name for each in users.list_names(ledger)}
    return page, names, campaigns.template_keys(ledger, visible_accounts(user))


async def _lines(
    context: PageContext, page: CampaignPage, names: Mapping[str, str]
) -> list[CampaignLine]:
    ledger, some = context.app.ledger, [each for each, _ in page.entries]
    # Not of the moment that the page shows: it tells apart what has ended since.
    left = await context.run_in_thread(left_among, ledger, some, now=context.now)
    return [
        campaign_line(
            campaign,
            counts,
            context.lang,
            names=names,
            left=campaign.id in left,
            may_copy=context.user.may(Role.PREPARER, campaign.account),
        )
        for campaign, counts in page.entries
    ]


@router.get("/campaigns/live")
async def list_poll(request: Request, context: Watching) -> Response:
    """Tell how some campaigns of the list stand, as JSON."""
    ids = request.query_params.get("ids", "").split(",")[:_MOST_IDS]
    lines = []
    for campaign_id in ids:
        try:
            watched = await watched_campaign(context, campaign_id)
        except PageError:
            continue
        progress = watched.progress
        left = progress.situation is Situation.LEFT
        line = campaign_line(
            progress.campaign, progress.counts.states, context.lang, names={}, left=left
        )
        lines.append(
            {
                "id": line.id,
                "state": line.state,
                "kind": line.kind,
                "progress": line.progress,
                "bar": [[part.kind, part.x, part.width] for part in line.bar],
                "moves": line.moves,
            }
        )
    waits = any(line["moves"] for line in lines)
    body = json.dumps({"next": 3_000 if waits else 0, "campaigns": lines}, ensure_ascii=False)
    return Response(body, media_type="application/json")


@router.get("/campaigns/{campaign_id}")
async def campaign_page(campaign_id: str, context: Viewing, once: str = "") -> Response:
    """Show how a campaign goes, and what came of it; who pressed its button twice reads so."""
    watched = await watched_campaign(context, campaign_id)
    progress, reader = watched.progress, reader_of(context, watched)
    view = live_view(watched, reader, now=context.now)
    results = None
    if shows_results(progress):
        found = await context.app.watch.results(progress, context.app.run_in_thread)
        results = results_view(progress, found, reader)
    facts = await context.run_in_thread(
        campaign_facts.read_facts, context.app.ledger, progress.campaign
    )
    return render(
        context,
        "campaign.html",
        pressed_at=progress.campaign.confirmed_at if once else None,
        campaign=progress.campaign,
        view=view,
        results=results,
        reader_prepares=reader.may(Role.PREPARER),
        reasons=live_reasons(progress, context.lang),
        facts=campaign_facts.fact_pairs(facts, progress, reader),
        history=campaign_facts.history(facts, progress.campaign, context.lang),
    )


@router.get("/campaigns/{campaign_id}/live")
async def campaign_poll(request: Request, campaign_id: str, context: Watching) -> Response:
    """Tell how a campaign stands, as JSON; 304 when nothing has changed since it was last asked."""
    watched = await watched_campaign(context, campaign_id)
    reader = reader_of(context, watched)
    mark = context.app.watch.version_mark(watched.version)
    etag = f'W/"{mark}-{reader.lang}-{reader.role}"'
    headers = {"ETag": etag}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    key = (reader.lang, str(reader.role))
    body = watched.answers.get(key)
    if body is None:
        view = live_view(watched, reader, now=context.now)
        body = watched.answers[key] = poll_answer(watched, view, reader)
    return Response(body, media_type="application/json", headers=headers)


def poll_answer(watched: WatchedProgress, view: LiveView, reader: Reader) -> bytes:
    """Return what a campaign's page is told: ready-made words, and geometry for its bar."""
    return json.dumps(
        {
            "v": watched.version,
            "next": view.next_poll,
            "state": view.situation.value,
            "kind": view.kind,
            "line": view.line,
            "percent": view.percent,
            "bar": [[part.kind, part.x, part.width] for part in view.bar],
            "numbers": {kind: number_text(count, reader.lang) for kind, _, count in view.numbers},
            "total": number_text(view.total, reader.lang),
            "closing": view.closing,
            "facts": view.facts,
            "reasons": live_reasons(watched.progress, reader.lang),
            "buttons": [button.act for button in view.buttons],
            "say": view.announcement,
            "title": view.title,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


async def watched_campaign(
    context: PageContext, campaign_id: str, least: Role = Role.VIEWER
) -> WatchedProgress:
    """Return a campaign that the reader may see, and has a role for.

    Raises:
        PageError: 404 for a campaign that is not there, or of an account that the reader has no
            role for; 403 for too small a role.

    """
    if not _ID.fullmatch(campaign_id):
        raise PageError(404)
    try:
        watched = await context.app.watch.progress(campaign_id, context.app.run_in_thread)
    except UnknownCampaignError:
        # As for a campaign that may not be seen: nobody learns which ids there are.
        raise PageError(404) from None
    context.require(least, watched.progress.campaign.account)
    return watched


def reader_of(context: PageContext, watched: WatchedProgress) -> Reader:
    """Return who reads a campaign's page."""
    role = context.user.role(watched.progress.campaign.account)
    return Reader(lang=context.lang, role=role)
