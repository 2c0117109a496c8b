"""The sender accounts: their cards, what their providers say of them, renewing their tokens."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from zns_batch.domain.users import Role
from zns_batch.errors import ZnsBatchError
from zns_batch.services.accounts.status import refresh_account
from zns_batch.settings.accounts import load_account
from zns_batch.web.dependencies import PageContext, requires, signed_in
from zns_batch.web.errors import PageError
from zns_batch.web.i18n import error_sentence
from zns_batch.web.rendering import render, see_other
from zns_batch.web.view_models.account_card import account_answer, account_card, account_lines

router = APIRouter()
SignedIn = Annotated[PageContext, Depends(signed_in)]
Polling = Annotated[PageContext, Depends(requires(poll=True))]
Administrator = Annotated[PageContext, Depends(requires(admin=True))]

_NOTICES = ("checked", "refreshed", "logged-in")
_AT_ONCE = 100
"""Cards of one page."""


def _visible(context: PageContext) -> tuple[str, ...]:
    """Return the accounts that a person may see: an administrator looks after all of them."""
    user = context.user
    return user.known_accounts if user.admin else user.accounts(Role.VIEWER)


def require_visible(context: PageContext, name: str) -> None:
    """Let only people through who may see an account.

    Raises:
        PageError: There is none of that name for the person.

    """
    if name not in _visible(context):
        raise PageError(404)


@router.get("/accounts")
async def list_page(context: SignedIn, q: str = "") -> Response:
    """Show the accounts. What their providers say comes by itself, as each card is looked at."""
    names = [name for name in _visible(context) if q.strip().casefold() in name.casefold()]
    return render(
        context,
        "accounts.html",
        cards=await context.run_in_thread(
            account_lines, context, context.app.ledger, names[:_AT_ONCE]
        ),
        q=q[:_AT_ONCE],
        all_count=len(_visible(context)),
        more=len(names) > _AT_ONCE,
    )


@router.get("/accounts/{name}")
async def account_page(name: str, context: SignedIn, saved: str = "") -> Response:
    """Show one account, with what its provider says of it now."""
    return await show_account(context, name, saved=saved if saved in _NOTICES else "")


async def show_account(
    context: PageContext, name: str, *, saved: str = "", problem: str = ""
) -> Response:
    """Show one account.

    Args:
        context: The page's.
        name: The account.
        saved: What was done a moment ago.
        problem: Why something could not be done.

    Raises:
        PageError: There is none of that name for the person.

    """
    require_visible(context, name)
    card = await context.run_in_thread(account_card, context, context.app.ledger, name)
    overview = None if card.missing else await context.app.sending.answers.status(name)
    return render(
        context,
        "account.html",
        status=422 if problem else 200,
        card=card,
        answer=None if card.missing else account_answer(context, overview),
        saved=saved,
        problem=problem,
        title_error=bool(problem),
    )


@router.get("/accounts/{name}/status")
async def status_part(name: str, context: Polling) -> Response:
    """What an account's provider says of it: a part of the list, which asks by itself."""
    require_visible(context, name)
    card = await context.run_in_thread(account_card, context, context.app.ledger, name)
    overview = None if card.missing else await context.app.sending.answers.status(name)
    return render(
        context,
        "parts/account_card.html",
        card=card,
        answer=None if card.missing else account_answer(context, overview),
    )


@router.post("/accounts/{name}/check")
async def check_again(name: str, context: SignedIn) -> Response:
    """Ask an account's provider anew."""
    require_visible(context, name)
    context.app.sending.answers.forget(name)
    return see_other(f"/accounts/{name}?saved=checked")


@router.post("/accounts/{name}/refresh")
async def refresh(name: str, context: Administrator) -> Response:
    """Renew an account's tokens now. It is not broken off: a pair that was given out would be lost."""
    require_visible(context, name)

    async def renew() -> None:
        account = await context.run_in_thread(load_account, name)
        await refresh_account(account)
        context.app.sending.answers.forget(name)
        await context.note("account-refresh", account=name)

    try:
        await asyncio.shield(asyncio.ensure_future(renew()))
    except ZnsBatchError as error:
        return await show_account(context, name, problem=error_sentence(error, context.lang))
    return see_other(f"/accounts/{name}?saved=refreshed")
