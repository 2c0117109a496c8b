"""Builds the application: the routes of all pages, with what stands before and behind them."""

from collections.abc import Iterable

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from zns_batch import __version__
from zns_batch.errors import ZnsBatchError
from zns_batch.services.people.passwords import TooBusyError
from zns_batch.web.error_pages import handle_error
from zns_batch.web.errors import PageError
from zns_batch.web.middleware import Guard, MountedApi
from zns_batch.web.routes import (
    actions,
    campaigns,
    columns,
    confirm,
    downloads,
    find,
    home,
    language,
    lists,
    login,
    me,
    own_test,
    practice,
    preview,
    problems,
    rows,
    send,
    settle,
    sheet,
    static,
    suppressed,
    uploads,
    users,
    welcome,
)
from zns_batch.web.routes import help as help_pages
from zns_batch.web.routes.accounts import oauth as accounts_oauth
from zns_batch.web.routes.accounts import overview as accounts_overview
from zns_batch.web.routes.administration import audit_log, data, settings, system
from zns_batch.web.routes.approvals import requests as approval_requests
from zns_batch.web.routes.approvals import schedules as schedule_approvals
from zns_batch.web.routes.people import second_factor
from zns_batch.web.routes.schedules import overview as schedules_overview
from zns_batch.web.routes.schedules import recurring as schedules_recurring
from zns_batch.web.routes.templates import changes as templates_changes
from zns_batch.web.routes.templates import overview as templates_overview
from zns_batch.web.runtime import WebApp
from zns_batch.web.security.proxies import TrustedProxies

ROUTERS: tuple[APIRouter, ...] = (
    # First what is asked for most often: routes are looked through in this order.
    static.router,
    campaigns.router,
    login.router,
    welcome.router,
    language.router,
    me.router,
    second_factor.router,
    audit_log.router,
    data.router,
    settings.router,
    system.router,
    users.router,
    help_pages.router,
    home.router,
    practice.router,
    rows.router,
    find.router,
    suppressed.router,
    downloads.router,
    actions.router,
    uploads.router,
    lists.router,
    sheet.router,
    columns.router,
    problems.router,
    preview.router,
    send.router,
    confirm.router,
    settle.router,
    own_test.router,
    # The new one first: its address would be taken for a schedule's.
    schedules_recurring.router,
    schedules_overview.router,
    accounts_overview.router,
    accounts_oauth.router,
    approval_requests.router,
    schedule_approvals.router,
    # Pulling first: its address would be taken for a template's.
    templates_changes.router,
    templates_overview.router,
)
"""Of every group of pages."""


def build_app(
    web: WebApp, *, more: Iterable[APIRouter] = (), api: MountedApi | None = None
) -> Guard:
    """Build the application.

    Args:
        web: What the pages run on.
        more: Routes of what is served beside the pages: the webhook receiver, probes.
        api: What answers programs.

    """
    app = FastAPI(
        title="zns-batch",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.web = web
    for kind in (
        PageError,
        ZnsBatchError,
        TooBusyError,
        HTTPException,
        RequestValidationError,
        Exception,
    ):
        app.add_exception_handler(kind, handle_error)
    for router in (*more, *ROUTERS):
        app.include_router(router)
    return Guard(
        app,
        hosts=web.hosts,
        proxies=TrustedProxies(web.settings.trusted_proxies),
        https=web.settings.is_https,
        on_error=handle_error,
        api=api,
    )
