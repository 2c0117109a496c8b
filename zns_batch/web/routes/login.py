"""Signing in and out."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.errors import UsageError
from zns_batch.services.people.management import hash_token
from zns_batch.services.people.sign_in import CodeRequest
from zns_batch.services.people.throttle import TooManyAttemptsError
from zns_batch.web.dependencies import PageContext, enrolling, public
from zns_batch.web.forms import read_form
from zns_batch.web.i18n import error_sentence
from zns_batch.web.rendering import own_path, render, see_other

router = APIRouter()

_TICKET_LETTERS = 200
_CODE_LETTERS = 40


@router.get("/login")
async def login_page(
    context: Annotated[PageContext, Depends(public)],
    next: str = "/",  # noqa: A002 — the address's own word
    out: str = "",
) -> Response:
    """The login form; who is signed in goes on."""
    if context.visitor is not None:
        return see_other(own_path(next))
    return await show_login(context, target=own_path(next), signed_out=bool(out))


@router.post("/login")
async def sign_in(request: Request, context: Annotated[PageContext, Depends(public)]) -> Response:
    """Let a person in who knows the password."""
    form = await read_form(request)
    target, login = own_path(form.get("next")), form.get("login")
    app = context.app
    try:
        found = await app.run_hashing(
            app.sign_in.sign_in,
            login,
            form.raw("password"),
            context.browser,
            old=old_session(context),
        )
    except TooManyAttemptsError as error:
        sentence = context.tr("web.login.slow", seconds=error.seconds)
        return await show_login(context, target=target, login=login, status=429, wrong=sentence)
    except UsageError:
        sentence = context.tr("web.login.wrong")
        return await show_login(context, target=target, login=login, status=422, wrong=sentence)
    if isinstance(found, CodeRequest):
        return _show_code(context, found.ticket, target)
    return with_session(context, see_other(target), found)


@router.post("/login/code")
async def sign_in_with_code(
    request: Request, context: Annotated[PageContext, Depends(public)]
) -> Response:
    """Let a person in whose password was right, by the code of the second factor."""
    form, app = await read_form(request), context.app
    target, ticket = own_path(form.get("next")), form.raw("ticket")[:_TICKET_LETTERS]
    try:
        token = await app.run_hashing(
            app.sign_in.sign_in_with_code,
            ticket,
            form.get("code")[:_CODE_LETTERS],
            context.browser,
            old=old_session(context),
        )
    except TooManyAttemptsError as error:
        sentence = context.tr("web.login.slow", seconds=error.seconds)
        return _show_code(context, ticket, target, status=429, wrong=sentence)
    except UsageError as error:
        sentence = error_sentence(error, context.lang)
        if error.key == "web.login.code-late":
            return await show_login(context, target=target, status=422, wrong=sentence)
        return _show_code(context, ticket, target, status=422, wrong=sentence)
    return with_session(context, see_other(target), token)


def _show_code(
    context: PageContext, ticket: str, target: str, *, status: int = 200, wrong: str = ""
) -> Response:
    response = render(
        context,
        "login_code.html",
        status=status,
        ticket=ticket,
        target=target,
        errors={"code": wrong} if wrong else {},
        title_error=bool(wrong),
    )
    return with_form_cookie(context, response)


@router.post("/logout")
async def sign_out(context: Annotated[PageContext, Depends(enrolling)]) -> Response:
    """End the session."""
    assert context.session is not None
    user = context.user.user
    await context.run_in_thread(
        context.app.sign_in.sign_out, context.session, user, context.browser
    )
    response = see_other("/login?out=1")
    response.delete_cookie(context.app.cookies.session, path="/", httponly=True, samesite="lax")
    response.headers["clear-site-data"] = '"cache"'
    return response


async def show_login(
    context: PageContext,
    *,
    target: str,
    login: str = "",
    status: int = 200,
    wrong: str = "",
    signed_out: bool = False,
) -> Response:
    """Show the login form.

    Args:
        target: Where to go afterwards.
        login: What was typed.
        status: The answer's status.
        wrong: What was wrong with what was typed.
        signed_out: Whether the person has just signed out.

    """
    nobody = await context.run_in_thread(context.app.people.is_empty)
    response = render(
        context,
        "login.html",
        status=status,
        target=target,
        login=login,
        nobody=nobody,
        signed_out=signed_out,
        ended=target != "/",
        errors={"login": wrong} if wrong else {},
        title_error=bool(wrong),
    )
    return with_form_cookie(context, response)


def old_session(context: PageContext) -> str:
    """Return the hash of the session that the browser has, or had."""
    token = context.request.cookies.get(context.app.cookies.session, "")
    return hash_token(token) if token else ""


def with_form_cookie(context: PageContext, response: Response) -> Response:
    """Give the browser of somebody who is not signed in what its forms are held to."""
    app = context.app
    if context.visitor is None:
        response.set_cookie(
            app.cookies.form,
            context.form_token,
            path="/",
            secure=app.settings.is_https,
            httponly=True,
            samesite="lax",
        )
    return response


def with_session(context: PageContext, response: Response, token: str) -> Response:
    """Give the browser a session."""
    app = context.app
    response.set_cookie(
        context.app.cookies.session,
        token,
        path="/",
        secure=app.settings.is_https,
        httponly=True,
        samesite="lax",
    )
    response.delete_cookie(context.app.cookies.form, path="/", httponly=True, samesite="lax")
    return response
