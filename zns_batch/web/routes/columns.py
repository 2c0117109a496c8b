"""Which column of the list feeds which parameter of the template."""

from dataclasses import replace

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.domain.users import Role
from zns_batch.ledger.uploads import UploadedList, UploadState
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.column_choices import PHONE
from zns_batch.services.lists.columns import with_columns
from zns_batch.services.lists.prepared import template_of
from zns_batch.services.lists.service import UploadedLists
from zns_batch.services.lists.steps import Step, can_open
from zns_batch.web.dependencies import PageContext
from zns_batch.web.errors import PageError
from zns_batch.web.forms import Form, read_form, whole_number
from zns_batch.web.rendering import render, see_other
from zns_batch.web.routes.uploads import Preparer, list_of, settled, warn_of_twin
from zns_batch.web.view_models.columns_view import ColumnsView, columns_view
from zns_batch.web.view_models.list_steps import steps_view

router = APIRouter()

_PREFIX = "column-"
_PHONE_FIELD = "phone"
_DIGITS = 5


@router.get("/lists/{list_id}/columns")
async def columns_page(list_id: str, context: Preparer) -> Response:
    """The table of parameters and columns, with real values."""
    uploaded = await settled(context, await list_of(context, list_id))
    if not can_open(uploaded, Step.COLUMNS):
        return see_other(f"/lists/{list_id}")
    await warn_of_twin(context, uploaded)
    return await _page(context, uploaded, ListChoices.of(uploaded))


async def _page(
    context: PageContext,
    uploaded: UploadedList,
    choices: ListChoices,
    *,
    tried: bool = False,
    errors: dict[str, str] | None = None,
) -> Response:
    view = await _view(context, uploaded, choices, tried=tried)
    return render(
        context,
        "columns.html",
        status=422 if errors else 200,
        errors=errors or {},
        title_error=bool(errors),
        uploaded=uploaded,
        view=view,
        steps_now=steps_view(context, uploaded, Step.COLUMNS),
    )


async def _view(
    context: PageContext, uploaded: UploadedList, choices: ListChoices, *, tried: bool
) -> ColumnsView:
    try:
        return await context.run_in_thread(
            columns_view, context, context.app.lists, uploaded, choices, tried=tried
        )
    except FileNotFoundError:
        raise PageError(404) from None


@router.post("/lists/{list_id}/columns/try")
async def try_columns_part(request: Request, list_id: str, context: Preparer) -> Response:
    """Show what the first rows would say with other columns: nothing is kept."""
    uploaded = await list_of(context, list_id)
    form = await read_form(request)
    choices = await _chosen(context, uploaded, form)
    if "hx-request" not in request.headers:
        return await _page(context, uploaded, choices, tried=True)
    view = await _view(context, uploaded, choices, tried=True)
    return render(context, "parts/columns_table.html", uploaded=uploaded, view=view)


async def _chosen(context: PageContext, uploaded: UploadedList, form: Form) -> ListChoices:
    """Return the choices of a form."""
    places: dict[str, int | None] = {}
    for field in form.names():
        if field == _PHONE_FIELD or field.startswith(_PREFIX):
            places[_parameter(field)] = whole_number(form.get(field), digits=_DIGITS)
    # A button takes a column that is only similar.
    field, _, place = form.get("take").rpartition("=")
    taken = whole_number(place, digits=_DIGITS)
    if taken is not None:
        places[_parameter(field)] = taken
    try:
        chosen = await context.run_in_thread(_with_columns, context.app.lists, uploaded, places)
    except FileNotFoundError:
        raise PageError(404) from None
    return replace(chosen, remember=form.checked("remember"))


def _parameter(field: str) -> str:
    return PHONE if field == _PHONE_FIELD else field.removeprefix(_PREFIX)


def _with_columns(
    lists: UploadedLists, uploaded: UploadedList, places: dict[str, int | None]
) -> ListChoices:
    with lists.check(uploaded) as check:
        return with_columns(check, template_of(uploaded), ListChoices.of(uploaded), places)


@router.post("/lists/{list_id}/columns")
async def choose_columns(request: Request, list_id: str, context: Preparer) -> Response:
    """Keep the columns and check the whole list by them."""
    uploaded = await list_of(context, list_id)
    if not can_open(uploaded, Step.COLUMNS):
        return see_other(f"/lists/{list_id}")
    form, lists = await read_form(request), context.app.lists
    before = ListChoices.of(uploaded)
    choices = await _chosen(context, uploaded, form)
    if form.get("take") or form.checked("refresh"):
        return await _page(context, uploaded, choices, tried=True)
    view = await _view(context, uploaded, choices, tried=True)
    if view.missing:
        errors = {
            line.field: context.tr("web.columns.missing-one", name=line.name)
            for line in view.lines
            if line.needed and line.place is None
        }
        return await _page(context, uploaded, choices, tried=True, errors=errors)
    confirmed = replace(choices, columns_confirmed=True)
    if choices.is_checked_like(before) and uploaded.state is UploadState.CHECKED:
        uploaded = await context.run_in_thread(lists.keep, uploaded, confirmed)
    else:
        uploaded = await context.run_in_thread(lists.choose, uploaded, confirmed)
    if confirmed.remember and context.user.may(Role.SENDER, uploaded.account):
        await context.run_in_thread(lists.remember_columns, uploaded)
    return see_other(f"/lists/{list_id}")
