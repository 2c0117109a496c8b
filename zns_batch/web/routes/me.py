"""One's own profile: name, language, phone for tests, password, sessions."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.errors import UsageError
from zns_batch.ledger.people.sessions import SessionRecord
from zns_batch.services.people.throttle import TooManyAttemptsError
from zns_batch.web.dependencies import PageContext, enrolling
from zns_batch.web.errors import PageError
from zns_batch.web.forms import Form, read_form
from zns_batch.web.i18n import LANG_NAMES, error_sentence, lang_of
from zns_batch.web.rendering import render, see_other

router = APIRouter()

_MOST_LETTERS = 100

_FIELDS = {
    "web.me.no-name": "name",
    "web.me.bad-email": "email",
    "web.me.bad-phone": "phone",
    "web.me.wrong": "current",
}
"""The field that an error is about; all others are about the new password."""

_SAVED = ("profile", "password", "sessions")


@router.get("/me")
async def profile_page(
    context: Annotated[PageContext, Depends(enrolling)], saved: str = ""
) -> Response:
    """Show what a person may change about himself."""
    return await _show(context, saved=saved if saved in _SAVED else "")


@router.post("/me")
async def change_profile(
    request: Request, context: Annotated[PageContext, Depends(enrolling)]
) -> Response:
    """Change the profile, the password, or end the other sessions."""
    form = await read_form(request)
    what, errors = form.get("do"), dict[str, str]()
    if what not in _SAVED:
        raise PageError(400)
    try:
        if what == "profile":
            await _save(context, form)
        elif what == "sessions":
            app, user = context.app, context.user.user
            session = session_of(context)
            await context.run_in_thread(
                app.sign_in.sign_out_elsewhere, session, user, context.browser
            )
        elif form.raw("password") != form.raw("again"):
            errors["again"] = context.tr("web.password.again-differs")
        else:
            await _change_password(context, form)
    except UsageError as error:
        errors[_FIELDS.get(error.key, "password")] = error_sentence(error, context.lang)
    except TooManyAttemptsError as error:
        errors["current"] = context.tr("web.login.slow", seconds=error.seconds)
        return await _show(context, form=form, errors=errors, status=429)
    if errors:
        return await _show(context, form=form, errors=errors, status=422)
    return see_other(f"/me?saved={what}")


async def _save(context: PageContext, form: Form) -> None:
    await context.run_in_thread(
        context.app.people.change_profile,
        context.user.user,
        name=form.get("name")[:_MOST_LETTERS],
        lang=lang_of(form.get("lang"), context.lang),
        email=form.get("email")[:254],
        test_phone=form.get("phone")[:40],
        actor=context.actor,
    )


async def _change_password(context: PageContext, form: Form) -> None:
    app = context.app
    await app.run_hashing(
        app.sign_in.change_password,
        session_of(context),
        context.user.user,
        context.browser,
        current=form.raw("current"),
        password=form.raw("password"),
        context=app.account_names(),
    )


def session_of(context: PageContext) -> SessionRecord:
    """Return the session of who asks.

    Raises:
        PageError: Nobody is signed in.

    """
    if context.session is None:
        raise PageError(401)
    return context.session


async def _show(
    context: PageContext,
    *,
    form: Form | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
    saved: str = "",
) -> Response:
    user = context.user.user
    typed = form if form is not None and form.get("do") == "profile" else None
    return render(
        context,
        "me.html",
        status=status,
        user=user,
        name=typed.get("name") if typed else user.name,
        chosen_lang=lang_of(typed.get("lang"), context.lang) if typed else user.lang,
        langs=[(lang, words, False) for lang, words in LANG_NAMES],
        phone=typed.get("phone") if typed else user.test_phone or "",
        email=typed.get("email") if typed else user.email or "",
        sessions=await context.run_in_thread(context.app.sign_in.sessions_of, user.id),
        this=session_of(context).token_sha256,
        saved=saved,
        factor_offered=context.app.second_factors.is_offered or user.has_second_factor,
        errors=errors or {},
        title_error=bool(errors),
    )
