"""The language of the pages."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.web.dependencies import PageContext, public
from zns_batch.web.forms import read_form
from zns_batch.web.i18n import lang_of
from zns_batch.web.rendering import own_path, see_other
from zns_batch.web.security.tokens import LANG_COOKIE

router = APIRouter()

_YEAR = 31_536_000


@router.post("/language")
async def choose_language(
    request: Request, context: Annotated[PageContext, Depends(public)]
) -> Response:
    """Keep a language for the person, or in the browser of somebody who is not signed in."""
    form = await read_form(request)
    lang = lang_of(form.get("lang"))
    if context.visitor is not None:
        await context.run_in_thread(context.app.people.choose_language, context.user.id, lang)
    response = see_other(own_path(form.get("next")))
    response.set_cookie(
        LANG_COOKIE,
        lang,
        max_age=_YEAR,
        path="/",
        secure=context.app.settings.is_https,
        httponly=True,
        samesite="lax",
    )
    return response
