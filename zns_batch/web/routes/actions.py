"""What can be done with a campaign: pause, go on, cancel, send rows again, make another like it.

Each act has a page that asks first (GET changes nothing) and a form that does it (POST), which returns at
once: the worker that sends obeys within moments, and the campaign's page shows when it has.
"""

from collections.abc import Callable
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.core.clock import in_vietnam
from zns_batch.domain.states import RETRYABLE, RowState
from zns_batch.domain.users import Role
from zns_batch.errors import WrongStateError
from zns_batch.ledger import campaigns
from zns_batch.ledger.db.engine import Ledger
from zns_batch.services.campaigns import control, detached
from zns_batch.services.campaigns.watching.results import Hope, RetryChoice, retry_choices
from zns_batch.web.dependencies import PageContext, requires
from zns_batch.web.errors import PageError
from zns_batch.web.forms import read_form
from zns_batch.web.i18n import day_text
from zns_batch.web.live.progress_cache import WatchedProgress
from zns_batch.web.rendering import render, see_other
from zns_batch.web.routes.campaigns import reader_of, watched_campaign
from zns_batch.web.view_models.live import buttons_for, live_view
from zns_batch.web.view_models.results import retry_value, retry_views
from zns_batch.web.view_models.send_form import read_start

router = APIRouter()
Preparing = Annotated[PageContext, Depends(requires(Role.PREPARER))]
Sending = Annotated[PageContext, Depends(requires(Role.SENDER))]


# ── pause ──


@router.get("/campaigns/{campaign_id}/pause")
async def ask_pause(campaign_id: str, context: Preparing) -> Response:
    """Ask whether to pause a campaign."""
    watched = await _offered(context, campaign_id, "pause", Role.PREPARER)
    progress = watched.progress
    moves = progress.situation.moves
    # Between this page and the press others may leave, so the most that can be in flight is told.
    most = max(int(progress.campaign.options.get("concurrency") or 1), progress.in_flight)
    most = min(most, progress.waiting)
    left = progress.waiting - most if moves else progress.waiting
    key = "web.act.pause-ask" if moves else "web.act.pause-ask-waiting"
    sentence = context.tr(key, n=most, left=left)
    return _ask(context, watched, "pause", sentence, context.tr("web.act.pause-do"))


@router.post("/campaigns/{campaign_id}/pause")
async def pause(campaign_id: str, context: Preparing) -> Response:
    """Pause a campaign, or ask whoever sends it to."""
    watched = await watched_campaign(context, campaign_id, Role.PREPARER)
    await _act(context, watched, "pause", control.request_pause)
    return see_other(f"/campaigns/{campaign_id}")


# ── go on ──


@router.get("/campaigns/{campaign_id}/resume")
async def ask_resume(campaign_id: str, context: Sending) -> Response:
    """Ask whether to go on with a campaign."""
    watched = await _offered(context, campaign_id, "resume", Role.SENDER)
    campaign, waiting = watched.progress.campaign, watched.progress.waiting
    warning = ""
    started = campaign.started_at
    if started is not None and control.is_another_day(campaign, now=context.now):
        warning = context.tr("web.act.another-day", day=day_text(started, context.lang))
    return _ask(
        context,
        watched,
        "resume",
        context.tr("web.act.resume-ask", n=waiting),
        context.tr("web.act.resume-do", n=waiting),
        warning=warning,
    )


@router.post("/campaigns/{campaign_id}/resume")
async def resume(campaign_id: str, context: Sending) -> Response:
    """Let a campaign go on in a worker."""
    watched = await watched_campaign(context, campaign_id, Role.SENDER)

    go_on = partial(detached.resume, lang=context.lang)
    await _act(context, watched, "resume", go_on, number=watched.progress.waiting)
    return see_other(f"/campaigns/{campaign_id}")


# ── another time ──


@router.get("/campaigns/{campaign_id}/when")
async def ask_when(campaign_id: str, context: Sending) -> Response:
    """Ask for another time for a campaign that waits for its own."""
    watched = await _offered(context, campaign_id, "when", Role.SENDER)
    start = watched.progress.campaign.start_at
    local = in_vietnam(start) if start else in_vietnam(context.now)
    return _when_page(context, watched, f"{local:%Y-%m-%d}", f"{local:%H:%M}", "")


@router.post("/campaigns/{campaign_id}/when")
async def change_when(request: Request, campaign_id: str, context: Sending) -> Response:
    """Let a campaign begin at another time."""
    watched = await watched_campaign(context, campaign_id, Role.SENDER)
    form = await read_form(request)
    day, clock = form.get("date"), form.get("clock")
    at, wrong = read_start(context, day, clock)
    if at is None or wrong:
        return _when_page(context, watched, day, clock, wrong)
    await _act(context, watched, "when", partial(detached.reschedule, at=at))
    return see_other(f"/campaigns/{campaign_id}")


def _when_page(
    context: PageContext, watched: WatchedProgress, day: str, clock: str, error: str
) -> Response:
    return render(
        context,
        "campaign_when.html",
        status=422 if error else 200,
        errors={"date": error} if error else {},
        title_error=bool(error),
        campaign=watched.progress.campaign,
        waiting=watched.progress.waiting,
        date=day[:20],
        clock=clock[:20],
    )


# ── cancel ──


@router.get("/campaigns/{campaign_id}/cancel")
async def ask_cancel(campaign_id: str, context: Sending) -> Response:
    """Ask whether to cancel what is left of a campaign."""
    watched = await _offered(context, campaign_id, "cancel", Role.SENDER)
    left = watched.progress.waiting
    return _ask(
        context,
        watched,
        "cancel",
        context.tr("web.act.cancel-ask", n=left),
        context.tr("web.act.cancel-do", n=left),
        kind="danger",
    )


@router.post("/campaigns/{campaign_id}/cancel")
async def cancel(campaign_id: str, context: Sending) -> Response:
    """Cancel what is left of a campaign, or ask whoever sends it to."""
    watched = await watched_campaign(context, campaign_id, Role.SENDER)
    number = watched.progress.waiting
    await _act(context, watched, "cancel", control.request_cancel, number=number)
    return see_other(f"/campaigns/{campaign_id}")


# ── send rows again ──


@router.get("/campaigns/{campaign_id}/retry")
async def ask_retry(campaign_id: str, context: Sending, reason: str = "") -> Response:
    """Show for which reasons rows can be sent again, and whether it may help."""
    watched = await watched_campaign(context, campaign_id, Role.SENDER)
    choices = retry_choices(watched.progress.counts.codes)
    ticked = {retry_value(choice) for choice in choices if choice.hope is Hope.LIKELY}
    if reason in {retry_value(choice) for choice in choices}:
        # From the table of reasons: just these.
        ticked = {reason}
    return _retry_page(context, watched, choices, ticked)


@router.post("/campaigns/{campaign_id}/retry")
async def retry(request: Request, campaign_id: str, context: Sending) -> Response:
    """Ask once more with the number of rows, then have a worker send them again."""
    watched = await watched_campaign(context, campaign_id, Role.SENDER)
    form = await read_form(request)
    choices, wanted = retry_choices(watched.progress.counts.codes), set(form.all("reason"))
    chosen = [choice for choice in choices if retry_value(choice) in wanted]
    if not chosen and "number" in form.names():
        # They were there a moment ago: somebody was quicker.
        words = ", ".join(sorted(RETRYABLE))
        raise WrongStateError("ledger.nothing-to-retry", id=campaign_id, states=words)
    errors = {}
    if not chosen:
        errors["reason"] = context.tr("web.act.retry-choose")
    elif any(choice.hope is Hope.DOUBT for choice in chosen) and not form.checked("risk"):
        errors["risk"] = context.tr("web.act.retry-tick")
    if errors:
        return _retry_page(context, watched, choices, wanted, errors=errors)
    n = sum(choice.rows for choice in chosen)
    if form.get("number") != str(n):
        changed = "number" in form.names()
        return render(
            context,
            "retry_confirm.html",
            status=409 if changed else 200,
            campaign=watched.progress.campaign,
            chosen=retry_views(watched.progress, tuple(chosen), context.lang),
            n=n,
            risk=form.checked("risk"),
            changed=changed,
        )
    reasons = [(choice.state, choice.code) for choice in chosen]
    again = partial(detached.retry, reasons=reasons, lang=context.lang)
    await _act(context, watched, "retry", again, number=n)
    return see_other(f"/campaigns/{campaign_id}")


def _retry_page(
    context: PageContext,
    watched: WatchedProgress,
    choices: tuple[RetryChoice, ...],
    ticked: set[str],
    *,
    errors: dict[str, str] | None = None,
) -> Response:
    progress = watched.progress
    doubtful = sum(choice.rows for choice in choices if choice.state is RowState.UNKNOWN)
    offered = any(
        button.act == "retry" for button in buttons_for(progress, reader_of(context, watched))
    )
    return render(
        context,
        "retry.html",
        status=422 if errors else 200,
        errors=errors or {},
        title_error=bool(errors),
        campaign=progress.campaign,
        choices=retry_views(progress, choices, context.lang),
        ticked=ticked,
        doubtful=doubtful,
        offered=offered,
        line=live_view(watched, reader_of(context, watched), now=context.now).line,
    )


# ── another one like it ──


@router.get("/campaigns/{campaign_id}/copy")
async def copy(campaign_id: str, context: Preparing) -> Response:
    """Lead to a new campaign with this one's account, template, columns and options."""
    watched = await watched_campaign(context, campaign_id, Role.PREPARER)
    campaign = watched.progress.campaign
    query = {"account": campaign.account, "template": campaign.template.key}
    query["like"] = campaign.id
    return see_other(f"/new?{urlencode(query)}")


# ── what they share ──


async def _offered(
    context: PageContext, campaign_id: str, act: str, least: Role
) -> WatchedProgress:
    """Return a campaign with which something can be done now.

    Raises:
        PageError: 409 when it can't: the page that offered it is old.

    """
    watched = await watched_campaign(context, campaign_id, least)
    reader = reader_of(context, watched)
    if all(button.act != act for button in buttons_for(watched.progress, reader)):
        line = live_view(watched, reader, now=context.now).line
        raise PageError(409, "web.act.not-now", line=line)
    return watched


def _ask(
    context: PageContext,
    watched: WatchedProgress,
    act: str,
    sentence: str,
    words: str,
    *,
    kind: str = "primary",
    warning: str = "",
) -> Response:
    return render(
        context,
        "campaign_act.html",
        campaign=watched.progress.campaign,
        act=act,
        title=context.tr(f"web.act.{act}-h1"),
        sentence=sentence,
        words=words,
        kind=kind,
        warning=warning,
    )


async def _act(
    context: PageContext,
    watched: WatchedProgress,
    act: str,
    function: Callable[..., object],
    *,
    number: int | None = None,
) -> None:
    campaign, watch = watched.progress.campaign, context.app.watch

    def act_on_it(ledger: Ledger) -> object:
        # As it stands now: what the page showed may be some seconds old.
        return function(ledger, campaigns.get(ledger, campaign.id), now=context.now)

    try:
        await context.run_in_thread(act_on_it, context.app.ledger)
    finally:
        # Also when it was refused: what the page showed was old.
        watch.forget(campaign.id)
    await context.note(act, account=campaign.account, object_id=campaign.id, number=number)
