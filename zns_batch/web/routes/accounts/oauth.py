"""Logging an account in at Zalo: the way there, the way back, and the press that connects."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.errors import UsageError, ZnsBatchError
from zns_batch.ledger.people.sessions import SessionRecord
from zns_batch.services.accounts.page_login import LOGIN_LIFE, PageLogin
from zns_batch.settings.accounts import load_account
from zns_batch.web.dependencies import PageContext, requires
from zns_batch.web.errors import PageError
from zns_batch.web.forms import read_form
from zns_batch.web.i18n import error_sentence
from zns_batch.web.rendering import render, see_other
from zns_batch.web.routes.accounts.overview import require_visible, show_account
from zns_batch.web.security.password_again import is_proved, password_again

router = APIRouter()
Administrator = Annotated[PageContext, Depends(requires(admin=True))]

CALLBACK = "/oauth/zalo"
"""Where Zalo sends the browser back, unless the account's settings name another address."""

_LONGEST_ANSWER = 4_000
_MINUTES = round(LOGIN_LIFE.total_seconds() / 60)


def _login(context: PageContext) -> PageLogin:
    return PageLogin(ledger=context.app.ledger, clock=context.app.clock)


def _session(context: PageContext) -> SessionRecord:
    if context.session is None:
        raise PageError(401)
    return context.session


@router.get("/accounts/{name}/login")
async def login_page(name: str, context: Administrator) -> Response:
    """Say what a login is, and what will be asked."""
    return await _login_page(context, name)


async def _login_page(
    context: PageContext, name: str, errors: dict[str, str] | None = None
) -> Response:
    require_visible(context, name)
    account = await context.run_in_thread(load_account, name, with_secrets=False)
    return render(
        context,
        "account_login.html",
        status=422 if errors else 200,
        errors=errors or {},
        title_error=bool(errors),
        name=name,
        oa_id=account.oa_id or "",
        callback=account.callback or context.url(CALLBACK),
        proved=await is_proved(context),
    )


@router.post("/accounts/{name}/login")
async def begin_login(request: Request, name: str, context: Administrator) -> Response:
    """Keep a request for consent, and show the link to Zalo: a link, for a form may lead nowhere else."""
    require_visible(context, name)
    errors = await password_again(context, await read_form(request))
    if errors:
        return await _login_page(context, name, errors)
    try:
        account = await context.run_in_thread(load_account, name)
        consent = await context.run_in_thread(
            _login(context).begin, _session(context), account, context.url(CALLBACK)
        )
    except ZnsBatchError as error:
        return await show_account(context, name, problem=error_sentence(error, context.lang))
    return render(
        context,
        "account_consent.html",
        name=name,
        link=consent.link,
        callback=consent.callback,
        minutes=_MINUTES,
    )


@router.get(CALLBACK)
async def came_back(request: Request, context: Administrator) -> Response:
    """Show that Zalo sent the browser back. Nothing is connected before somebody presses the button."""
    query = request.url.query[:_LONGEST_ANSWER]
    try:
        found = _login(context).look(_session(context), query)
    except UsageError as error:
        return _refused(context, error)
    if found.denied:
        return render(context, "account_denied.html", name=found.account)
    account = await context.run_in_thread(load_account, found.account, with_secrets=False)
    return render(
        context,
        "account_connect.html",
        name=found.account,
        oa_id=found.oa_id,
        another=bool(account.oa_id and found.oa_id and account.oa_id != found.oa_id),
        expected=account.oa_id or "",
        answer=query,
    )


def _refused(context: PageContext, error: ZnsBatchError) -> Response:
    return render(
        context,
        "account_refused.html",
        status=422,
        title_error=True,
        why=error_sentence(error, context.lang),
    )


@router.post(CALLBACK)
async def connect(request: Request, context: Administrator) -> Response:
    """Exchange the code for tokens: once, and not broken off when the browser goes away."""
    form = await read_form(request)
    pasted = form.get("pasted")[:_LONGEST_ANSWER]
    answer = pasted or f"?{form.raw('answer')[:_LONGEST_ANSWER]}"

    async def redeem() -> str:
        found = await asyncio.to_thread(
            _login(context).redeem, _session(context), answer, pasted=bool(pasted)
        )
        context.app.sending.answers.forget(found)
        await context.note("account-login", account=found)
        return found

    try:
        name = await asyncio.shield(asyncio.ensure_future(redeem()))
    except ZnsBatchError as error:
        return _refused(context, error)
    return see_other(f"/accounts/{name}?saved=logged-in")
