"""One-time links: the first person, an invitation, a new password, signing in from the machine."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.domain.users import LinkKind
from zns_batch.errors import UsageError
from zns_batch.i18n import Lang
from zns_batch.services.people.open_links import LinkState, OpenLink
from zns_batch.services.people.throttle import TooManyAttemptsError
from zns_batch.web.dependencies import PageContext, public
from zns_batch.web.errors import PageError
from zns_batch.web.forms import Form, read_form
from zns_batch.web.i18n import error_sentence
from zns_batch.web.rendering import render, see_other
from zns_batch.web.routes.login import old_session, with_form_cookie, with_session

router = APIRouter()

_MOST_LETTERS = 100

_FIELDS = {"web.password": "password", "user": "login", "web.login": "code"}
"""The field that an error is about, by the beginning of its key."""


@router.get("/welcome/{token}")
async def welcome_page(token: str, context: Annotated[PageContext, Depends(public)]) -> Response:
    """Show what the link is for; only the press of its button uses it up."""
    link = await _open(context, token)
    return _show(context, token, link, Form())


@router.post("/welcome/{token}")
async def welcome(
    request: Request, token: str, context: Annotated[PageContext, Depends(public)]
) -> Response:
    """Use the link up and sign the person in."""
    link, form = await _open(context, token), await read_form(request)
    password, lang = form.raw("password"), "en" if form.get("lang", context.lang) == "en" else "vi"
    errors: dict[str, str] = {}
    if link.kind is LinkKind.FIRST and not form.get("login"):
        errors["login"] = context.tr("web.welcome.no-login")
    needed = link.kind in {LinkKind.INVITE, LinkKind.RESET} or not _is_alone(context)
    if link.kind is not LinkKind.SIGN_IN:
        if needed and not password:
            errors["password"] = context.tr("web.welcome.no-password")
        elif password != form.raw("again"):
            errors["again"] = context.tr("web.password.again-differs")
    if not errors:
        chosen: Lang = "en" if lang == "en" else "vi"
        try:
            session = await context.app.run_hashing(
                context.app.sign_in.use_link,
                token,
                context.browser,
                login=form.get("login"),
                name=form.get("name")[:_MOST_LETTERS],
                lang=chosen,
                password=password,
                code=form.get("code")[:_MOST_LETTERS],
                context=context.app.account_names(),
                old=old_session(context),
            )
        except TooManyAttemptsError as error:
            errors["code"] = context.tr("web.login.slow", seconds=error.seconds)
        except UsageError as error:
            field = _FIELDS.get(error.key.rpartition(".")[0] or "", "")
            if not field:
                raise PageError(410, error.key) from error
            errors[field] = error_sentence(error, context.lang)
        else:
            return with_session(context, see_other("/"), session)
    return _show(context, token, link, form, errors)


def _is_alone(context: PageContext) -> bool:
    """Tell whether nobody but this machine can connect, so that a password may wait."""
    return context.app.settings.url is None


async def _open(context: PageContext, token: str) -> OpenLink:
    found = await context.run_in_thread(context.app.sign_in.look_at_link, token)
    if isinstance(found, LinkState):
        raise PageError(404 if found is LinkState.UNKNOWN else 410, f"web.welcome.{found.value}")
    return found


def _show(
    context: PageContext,
    token: str,
    link: OpenLink,
    form: Form,
    errors: dict[str, str] | None = None,
) -> Response:
    response = render(
        context,
        "welcome.html",
        status=422 if errors else 200,
        kind=link.kind.value,
        user=link.user,
        asks_for_code=link.asks_for_code,
        token=token,
        form=form,
        alone=_is_alone(context),
        errors=errors or {},
        title_error=bool(errors),
    )
    return with_form_cookie(context, response)
