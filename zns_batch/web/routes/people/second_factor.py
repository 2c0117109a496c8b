"""One's own second factor: set up, replaced, turned off; and the recovery codes, shown once."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.errors import UsageError
from zns_batch.services.people.one_time_codes import app_address
from zns_batch.services.people.throttle import TooManyAttemptsError
from zns_batch.web.dependencies import PageContext, enrolling
from zns_batch.web.errors import PageError
from zns_batch.web.forms import Form, read_form
from zns_batch.web.i18n import error_sentence
from zns_batch.web.rendering import render, see_other
from zns_batch.web.routes.me import session_of
from zns_batch.web.security.password_again import is_proved, password_again
from zns_batch.web.security.qr_picture import qr_picture

router = APIRouter()

Own = Annotated[PageContext, Depends(enrolling)]

PATH = "/me/second-factor"
_ACTS = frozenset({"begin", "stop", "confirm", "codes", "off"})
_CODE_LETTERS = 40


@router.get(PATH)
async def factor_page(context: Own, saved: str = "") -> Response:
    """Show how the person's second factor stands, or the picture of a new one."""
    if not context.app.second_factors.is_offered and not context.user.user.has_second_factor:
        raise PageError(404)
    return await _show(context, saved=saved == "off")


@router.post(PATH)
async def change_factor(request: Request, context: Own) -> Response:
    """Begin, confirm, renew the recovery codes, or turn it off."""
    form = await read_form(request)
    act = form.get("do")
    if act not in _ACTS:
        raise PageError(400)
    try:
        errors, codes = await _act(context, act, form)
    except TooManyAttemptsError as error:
        field = "password" if act == "off" else "code"
        slow = {field: context.tr("web.login.slow", seconds=error.seconds)}
        return await _show(context, errors=slow, status=429)
    except UsageError as error:
        field = "code" if act == "confirm" else "begin"
        errors, codes = {field: error_sentence(error, context.lang)}, ()
    if errors:
        return await _show(context, errors=errors, status=422)
    if codes:
        return render(context, "factor_codes.html", codes=codes)
    return see_other(f"{PATH}?saved=off" if act == "off" else PATH)


async def _act(
    context: PageContext, act: str, form: Form
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Do what a button says; return what is wrong with the proof, and the codes to be shown."""
    app, session, user = context.app, session_of(context), context.user.user
    factors, browser = app.second_factors, context.browser
    if act == "confirm":
        code = form.get("code")[:_CODE_LETTERS]
        return {}, await app.run_hashing(factors.confirm, session, user, code, browser)
    errors = {}
    if act == "off":
        errors = await _password_now(context, form)
    elif act != "stop":
        errors = await password_again(context, form)
    codes: tuple[str, ...] = ()
    if errors:
        return errors, codes
    if act == "codes":
        codes = await app.run_hashing(factors.renew_codes, user, browser)
    elif act == "begin":
        await context.run_in_thread(factors.begin, session, user)
    elif act == "off":
        await context.run_in_thread(factors.turn_off, session, user, browser)
    else:
        await context.run_in_thread(factors.forget_begun, session)
    return {}, codes


async def _password_now(context: PageContext, form: Form) -> dict[str, str]:
    """Ask for the password, however short a while ago it was typed."""
    sign_in, session = context.app.sign_in, session_of(context)
    typed, user = form.raw("password"), context.user.user
    try:
        await context.app.run_hashing(sign_in.prove, session, user, typed, context.browser)
    except UsageError:
        return {"password": context.tr("web.users.proof-wrong")}
    return {}


async def _show(
    context: PageContext,
    *,
    errors: dict[str, str] | None = None,
    status: int = 200,
    saved: bool = False,
) -> Response:
    user, factors = context.user.user, context.app.second_factors
    secret = factors.begun(session_of(context))
    host = context.app.settings.url or ""
    issuer = f"zns-batch {host.partition('//')[2]}".strip()
    address = app_address(secret, login=user.login, issuer=issuer) if secret else ""
    return render(
        context,
        "factor.html",
        status=status,
        user=user,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        address=address,
        picture=qr_picture(address) if secret else None,
        due=factors.is_due(user),
        needed=factors.is_needed(user),
        offered=factors.is_offered,
        left=await context.run_in_thread(factors.codes_left, user),
        proved=await is_proved(context),
        saved=saved,
        errors=errors or {},
        title_error=bool(errors),
    )
