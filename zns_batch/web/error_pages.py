"""Exceptions turned into pages, or into JSON for scripts: a status, a sentence, and what was sent."""

import traceback
from contextlib import suppress
from urllib.parse import quote, urlsplit

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from zns_batch.core.logging import log
from zns_batch.errors import (
    InternalError,
    LedgerError,
    ZnsBatchError,
)
from zns_batch.ledger.people import users
from zns_batch.services.people.passwords import TooBusyError
from zns_batch.web.banners import ledger_banner
from zns_batch.web.dependencies import (
    FACTOR_DUE,
    PageContext,
    browser_lang,
    load_context,
    login_path,
    web_app,
)
from zns_batch.web.errors import PageError, status_of
from zns_batch.web.i18n import error_sentence
from zns_batch.web.rendering import render
from zns_batch.web.security import tokens

_KNOWN = frozenset({400, 401, 403, 404, 405, 409, 413, 414, 421, 422, 429, 500, 503})


def wants_json(request: Request) -> bool:
    """Tell whether a script asks, and no person."""
    accept = request.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept


def sent_key(path: str) -> str:
    """Return the sentence that says what was sent when a page fails.

    Only of a campaign something may have been sent; its page shows what.
    """
    after_sending = path.startswith("/campaigns") or path.endswith("/confirm")
    return "web.sent-as-shown" if after_sending else "web.none-sent"


async def handle_error(request: Request, error: Exception) -> Response:
    """Answer a request that failed."""
    if isinstance(error, TooBusyError):
        error = PageError(503)
    if isinstance(error, RequestValidationError):
        error = PageError(400)
    if isinstance(error, HTTPException):
        error = PageError(error.status_code if error.status_code in _KNOWN else 400)
    if isinstance(error, PageError):
        return await _page(request, error)
    if isinstance(error, ZnsBatchError) and not isinstance(error, InternalError):
        status = status_of(error)
        log().warning("web.failed", id=request_id(request), key=error.key, status=status)
        context = current_context(request)
        if isinstance(error, LedgerError) and status == 503:
            context.banners = [ledger_banner(context.tr)]
        return await _answer(request, context, status, error_sentence(error, context.lang))
    lines = traceback.format_exception(error)
    # As the route is written: an address may carry the secret of a one-time link.
    route = getattr(request.scope.get("route"), "path", "–")
    log().error("web.crashed", id=request_id(request), path=route, trace="".join(lines[-8:]))
    return await _page(request, PageError(500))


def request_id(request: Request) -> str:
    """Return the number of a request, which its error page shows and the log has."""
    number: str = request.scope.get("state", {}).get("request_id", "–")
    return number


def current_context(request: Request) -> PageContext:
    """Return the context of a request that failed, also where it failed before it had one."""
    known: PageContext | None = request.scope.get("state", {}).get("context")
    if known is not None:
        return known
    return PageContext(
        app=web_app(request),
        request=request,
        lang=browser_lang(request),
        form_token=tokens.new_form_token(),
    )


async def _page(request: Request, error: PageError) -> Response:
    context = current_context(request)
    if error.status in {404, 405} and "context" not in request.scope.get("state", {}):
        # No route has looked who asks: the menu stays for who is signed in.
        with suppress(PageError, ZnsBatchError):
            context = await load_context(request, extends=False)
    if error.status == 401 and request.method == "GET" and not wants_json(request):
        if "hx-request" in request.headers:
            # A part of a page can't become the login page: the whole page goes there.
            here = request.headers.get("hx-current-url", "")
            return Response(status_code=401, headers={"HX-Refresh": "true"} if here else {})
        return RedirectResponse(login_path(request), status_code=303)
    if error.key == FACTOR_DUE and request.method == "GET" and not wants_json(request):
        return RedirectResponse("/me/second-factor", status_code=303)
    params = dict(error.params)
    if error.key == "web.error.403":
        names = await context.run_in_thread(users.names_of_admins, context.app.ledger)
        params["admins"] = ", ".join(names[:3]) or "–"
    elif error.key == "web.error.421":
        params["url"] = context.app.base_url
    elif error.key == "web.error.413":
        params.setdefault("mb", context.app.settings.max_upload_mb)
    elif error.key == "web.error.500":
        params["id"] = request_id(request)
    elif error.key == "web.error.429":
        params.setdefault("seconds", 1)
    return await _answer(request, context, error.status, context.tr(error.key, **params))


async def _answer(request: Request, context: PageContext, status: int, sentence: str) -> Response:
    headers = {"Retry-After": "5"} if status in {429, 503} else {}
    if wants_json(request):
        sent = context.tr(sent_key(request.url.path))
        answer = {"error": sentence, "sent": sent, "id": request_id(request)}
        return JSONResponse(answer, status_code=status, headers=headers)
    return render(
        context,
        "error.html",
        status=status,
        headers=headers,
        status_code=status,
        sentence=sentence,
        sent=context.tr(sent_key(request.url.path)),
        request_number=request_id(request),
        login=login_path(request) if request.method == "GET" else _login_back(request, context),
    )


def _login_back(request: Request, context: PageContext) -> str:
    """Return the login page's address that leads back to the page whose form was sent."""
    parts = urlsplit(request.headers.get("referer", ""))
    if not context.app.hosts.is_own_origin(f"{parts.scheme}://{parts.netloc}"):
        return "/login"
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return f"/login?next={quote(target, safe='')}"
