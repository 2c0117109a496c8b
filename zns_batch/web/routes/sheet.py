"""Which sheet of a workbook is meant, and which row names the columns."""

from dataclasses import replace

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.ledger.uploads import UploadedList, UploadState
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.steps import Step, can_open
from zns_batch.web.dependencies import PageContext
from zns_batch.web.errors import PageError
from zns_batch.web.forms import read_form, whole_number
from zns_batch.web.rendering import render, see_other
from zns_batch.web.routes.uploads import Preparer, list_of, settled, warn_of_twin
from zns_batch.web.view_models.list_steps import steps_view
from zns_batch.web.view_models.sheet_view import SheetView, sheet_view

router = APIRouter()

_HIGHEST_ROW = 1_048_576


@router.get("/lists/{list_id}/sheet")
async def sheet_page(list_id: str, context: Preparer) -> Response:
    """The sheets, and the first rows of the one that is read."""
    uploaded = await settled(context, await list_of(context, list_id))
    if uploaded.state is UploadState.READING or not can_open(uploaded, Step.SHEET):
        return see_other(f"/lists/{list_id}")
    view = await _view(context, uploaded)
    await warn_of_twin(context, uploaded)
    return _page(context, uploaded, view)


async def _view(context: PageContext, uploaded: UploadedList) -> SheetView:
    try:
        return await context.run_in_thread(sheet_view, context.app.lists, uploaded, context.lang)
    except FileNotFoundError:
        raise PageError(404) from None


def _page(
    context: PageContext,
    uploaded: UploadedList,
    view: SheetView,
    errors: dict[str, str] | None = None,
) -> Response:
    return render(
        context,
        "sheet.html",
        status=422 if errors else 200,
        errors=errors or {},
        title_error=bool(errors),
        uploaded=uploaded,
        view=view,
        max_mb=context.app.settings.max_upload_mb,
        steps_now=steps_view(context, uploaded, Step.SHEET),
    )


@router.post("/lists/{list_id}/sheet")
async def choose_sheet(request: Request, list_id: str, context: Preparer) -> Response:
    """Take the choice; another sheet is shown before it is used."""
    uploaded = await list_of(context, list_id)
    if not can_open(uploaded, Step.SHEET):
        return see_other(f"/lists/{list_id}")
    form, lists = await read_form(request), context.app.lists
    view = await _view(context, uploaded)
    choices = ListChoices.of(uploaded)
    sheet = form.get("sheet")
    if sheet and sheet != view.sheet and sheet in {each.name for each in view.sheets}:
        other = choices.anew(sheet=sheet, header_row=None, sheet_confirmed=False)
        await context.run_in_thread(lists.choose, uploaded, other)
        await settled(context, await list_of(context, list_id))
        return see_other(f"/lists/{list_id}/sheet")
    row = _header_row(form.get("header"))
    if row is None and view.header_row is None:
        return _page(context, uploaded, view, {"header": context.tr("web.sheet.none")})
    confirmed = replace(choices, sheet_confirmed=True)
    if (uploaded.result or {}).get("sheet_lost"):
        # The sheet that was chosen in an earlier file is not in this one.
        found = replace(confirmed, sheet=view.sheet or None, header_row=row)
        await context.run_in_thread(lists.choose, uploaded, found)
        return see_other(f"/lists/{list_id}")
    if row is None or row == view.header_row:
        await context.run_in_thread(lists.keep, uploaded, confirmed)
        return see_other(f"/lists/{list_id}")
    await context.run_in_thread(lists.choose, uploaded, replace(confirmed, header_row=row))
    return see_other(f"/lists/{list_id}")


def _header_row(text: str) -> int | None:
    """Return the row that a person chose; `None` to leave it to the program."""
    row = whole_number(text, digits=7)
    return row if row and row <= _HIGHEST_ROW else None
