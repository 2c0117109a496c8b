"""Builds the application of the API: its calls, and what becomes of failures."""

from collections.abc import Iterable

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from zns_batch.errors import ZnsBatchError
from zns_batch.rest.problems import ApiError, answer_problem
from zns_batch.rest.routes import (
    acts,
    campaigns,
    docs,
    events,
    lists,
    places,
    schedules,
    start,
    suppressed,
)
from zns_batch.rest.runtime import PREFIX, ApiRuntime
from zns_batch.web.errors import PageError

ROUTERS: tuple[APIRouter, ...] = (
    docs.router,
    lists.router,
    start.router,
    campaigns.router,
    acts.router,
    events.router,
    places.router,
    schedules.router,
    suppressed.router,
)
"""Of every group of calls."""


def build_api(api: ApiRuntime, routers: Iterable[APIRouter] = ROUTERS) -> FastAPI:
    """Build the application of the API."""
    app = FastAPI(
        openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False, title="zns-batch"
    )
    app.state.api = api
    for kind in (
        ApiError,
        PageError,
        ZnsBatchError,
        HTTPException,
        RequestValidationError,
        Exception,
    ):
        app.add_exception_handler(kind, answer_problem)
    for router in routers:
        app.include_router(router, prefix=PREFIX)
    return app
