"""Customers' data: what is kept, what is old taken out, and one customer taken out."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.core.masking import mask_phone
from zns_batch.errors import UsageError
from zns_batch.ledger.maintenance.purge import PurgePlan, count_related, plan
from zns_batch.services.campaigns.jobs.purge_job import PURGE_KEY, start_purge, start_wipe
from zns_batch.services.campaigns.jobs.workbook import KEEP
from zns_batch.services.customers.erasure import erase_customer, find_trace
from zns_batch.services.customers.history import read_recipient
from zns_batch.services.customers.kept_data import kept_data, months_before
from zns_batch.services.customers.never_send import audit_hash
from zns_batch.web.dependencies import PageContext, requires
from zns_batch.web.errors import PageError
from zns_batch.web.forms import read_form
from zns_batch.web.i18n import duration_text, error_sentence, when_text
from zns_batch.web.rendering import render, see_other
from zns_batch.web.routes.me import session_of
from zns_batch.web.security.password_again import is_proved, password_again

router = APIRouter()

Admin = Annotated[PageContext, Depends(requires(admin=True))]

PATH = "/settings/data"
_LEAST_MONTHS, _MOST_MONTHS = 1, 120
_USUAL_MONTHS = 12
_SHOWN = 200
_SEPARATORS = re.compile(r"[\s.,]")


# ── what is kept ──


@router.get(PATH)
async def data_page(context: Admin) -> Response:
    """Show what is kept how long and how much of it, and offer to take it out."""
    return await _show(context)


async def _show(
    context: PageContext,
    *,
    errors: dict[str, str] | None = None,
    months: str = str(_USUAL_MONTHS),
) -> Response:
    app, settings = context.app, context.app.settings
    kept = await app.run_slowly(kept_data, app.ledger)
    since = when_text(kept.oldest, context.lang)
    return render(
        context,
        "data.html",
        status=422 if errors else 200,
        errors=errors or {},
        title_error=bool(errors),
        months=months,
        lines=[
            ("rows", context.tr("web.data.until-purged"), kept.rows, since),
            ("lists", context.tr("web.data.hours", n=settings.keep_uploads_hours), kept.lists, ""),
            ("files", duration_text(KEEP, context.lang), None, ""),
            ("events", context.tr("web.data.with-campaign"), kept.events, ""),
            ("never", context.tr("web.data.until-removed"), kept.never_send, ""),
            ("acts", context.tr("web.data.days", n=settings.audit_days), kept.acts, ""),
            ("sessions", context.tr("web.data.hours", n=settings.session_hours), None, ""),
        ],
        purged=kept.purged,
    )


# ── what is old ──


@router.post(PATH)
async def look(request: Request, context: Admin) -> Response:
    """Lead to what a purge would take out."""
    months = (await read_form(request)).get("months")
    if _months(months) is None:
        wrong = context.tr("web.data.bad-months", least=_LEAST_MONTHS, most=_MOST_MONTHS)
        return await _show(context, errors={"months": wrong}, months=months[:10])
    return see_other(f"{PATH}/purge?months={int(months)}")


@router.get(f"{PATH}/purge")
async def purge_page(context: Admin, months: str = "") -> Response:
    """Show what a purge would take out; nothing is changed."""
    planned = await _plan(context, months)
    return await _show_plan(context, planned, months)


@router.post(f"{PATH}/purge")
async def purge_old(request: Request, context: Admin) -> Response:
    """Take out what was shown, once its number was typed."""
    form = await read_form(request)
    months = form.get("months")
    planned = await _plan(context, months)
    rows = sum(count for _, count in planned.campaigns)
    errors = await password_again(context, form)
    if _SEPARATORS.sub("", form.get("number")) != str(rows):
        errors["number"] = context.tr("web.data.bad-number", rows=rows)
    if errors:
        return await _show_plan(context, planned, months, errors)
    app = context.app
    await context.run_in_thread(
        start_purge, app.jobs, app.ledger, before=planned.before, home=app.home, actor=context.actor
    )
    return see_other(f"{PATH}/job")


async def _plan(context: PageContext, months: str) -> PurgePlan:
    number = _months(months)
    if number is None:
        raise PageError(400)
    before = months_before(context.now, number)
    return await context.app.run_slowly(plan, context.app.ledger, before=before)


def _months(text: str) -> int | None:
    if not text.isascii() or not text.isdigit() or len(text) > 3:
        return None
    return int(text) if _LEAST_MONTHS <= int(text) <= _MOST_MONTHS else None


async def _show_plan(
    context: PageContext,
    planned: PurgePlan,
    months: str,
    errors: dict[str, str] | None = None,
) -> Response:
    beside = await context.app.run_slowly(count_related, context.app.ledger, before=planned.before)
    related = {"events": beside.events, "lists": beside.lists, "journeys": beside.journeys}
    return render(
        context,
        "data_purge.html",
        status=422 if errors else 200,
        errors=errors or {},
        title_error=bool(errors),
        months=int(months),
        before=planned.before,
        rows=sum(count for _, count in planned.campaigns),
        campaigns=planned.campaigns[:_SHOWN],
        count=len(planned.campaigns),
        related=[context.tr(f"web.data.related.{what}", n=n) for what, n in related.items() if n],
        left=[
            (campaign, context.tr(f"web.data.left.{why.value}"))
            for campaign, why in planned.left[:_SHOWN]
        ],
        proved=await is_proved(context),
    )


# ── one customer ──


@router.post(f"{PATH}/customer")
async def look_for_customer(request: Request, context: Admin) -> Response:
    """Find where a customer stands; the number is kept for the next page, and stands in no address."""
    number = (await read_form(request)).get("customer")[:100]
    try:
        recipient = read_recipient(number)
    except UsageError as error:
        return await _show(context, errors={"customer": error_sentence(error, context.lang)})
    session = session_of(context).token_sha256
    key = context.app.searches.keep(session, recipient)
    customer = await context.run_in_thread(audit_hash, recipient)
    await context.note("find", customer=customer)
    return see_other(f"{PATH}/customer?q={key}")


@router.get(f"{PATH}/customer")
async def customer_page(context: Admin, q: str = "") -> Response:
    """Show where a customer stands; nothing is changed."""
    return await _show_customer(context, q)


@router.post(f"{PATH}/customer/erase")
async def erase(request: Request, context: Admin) -> Response:
    """Take a customer out."""
    form, app = await read_form(request), context.app
    key = form.get("q")[:100]
    recipient = _recipient(context, key)
    errors = await password_again(context, form)
    if not form.checked("sure"):
        errors["sure"] = context.tr("web.data.not-sure")
    if errors:
        return await _show_customer(context, key, errors)
    await app.run_slowly(
        erase_customer, app.lists, app.ledger, recipient, home=app.home, actor=context.actor
    )
    await context.run_in_thread(
        start_wipe, app.jobs, app.ledger, home=app.home, actor=context.actor
    )
    return see_other(f"{PATH}/job")


def _recipient(context: PageContext, key: str) -> str:
    found = context.app.searches.find(session_of(context).token_sha256, key)
    if found is None:
        raise PageError(404, "web.data.search-over")
    return found


async def _show_customer(
    context: PageContext, key: str, errors: dict[str, str] | None = None
) -> Response:
    recipient = _recipient(context, key)
    trace = await context.app.run_slowly(find_trace, context.app.ledger, recipient)
    return render(
        context,
        "data_customer.html",
        status=422 if errors else 200,
        errors=errors or {},
        title_error=bool(errors),
        q=key,
        shown=mask_phone(recipient),
        trace=trace,
        proved=await is_proved(context),
    )


# ── while it is done ──


@router.get(f"{PATH}/job")
async def job_page(context: Admin, part: str = "") -> Response:
    """Show how far it is, and what came of it."""
    status = context.app.jobs.status(PURGE_KEY)
    if status is None and part:
        raise PageError(404)
    error = status.error if status is not None else None
    return render(
        context,
        "data_job_status.html" if part else "data_job.html",
        job=status,
        result=(status.result or {}) if status is not None else {},
        error=error_sentence(error, context.lang) if error is not None else "",
        next=f"{PATH}/job?part=1",
    )
