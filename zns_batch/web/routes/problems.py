"""Everything that is wrong with a list, and the ways to mend it."""

from contextlib import suppress
from dataclasses import replace

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from zns_batch.domain.states import RowState
from zns_batch.ledger.uploads import UploadedList, UploadState
from zns_batch.services.jobs.job import JobState
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.listed import ProblemFilter
from zns_batch.services.lists.names import stem_of
from zns_batch.services.lists.problem_kinds import ProblemKind
from zns_batch.services.lists.steps import Step, can_open
from zns_batch.web.dependencies import PageContext
from zns_batch.web.downloads import XLSX, attachment_headers
from zns_batch.web.errors import PageError
from zns_batch.web.forms import read_form, whole_number
from zns_batch.web.rendering import render, see_other
from zns_batch.web.routes.uploads import (
    Poller,
    Preparer,
    list_of,
    until_over,
    warn_of_answer,
    warn_of_twin,
)
from zns_batch.web.view_models.list_steps import steps_view
from zns_batch.web.view_models.problems_view import good_rows_view, problems_view

router = APIRouter()

_HIGHEST = 1_048_576
_DIGITS = 12
_LONGEST_SEARCH = 100
_MARKED_SECONDS = 6.0
"""How long the button waits for the marked copy, so that a small one needs no page that waits."""


def _filter_of(request: Request) -> ProblemFilter:
    query = request.query_params
    kind = None
    with suppress(ValueError):
        kind = ProblemKind(query.get("kind", ""))
    row = whole_number(query.get("from", ""), digits=_DIGITS)
    return ProblemFilter(
        kind=kind,
        column=query.get("column") or None,
        text=query.get("q", "").strip()[:_LONGEST_SEARCH],
        left_out="all" in query,
        from_row=None if row is None else min(row, _HIGHEST),
    )


@router.get("/lists/{list_id}/problems")
async def problems_page(request: Request, list_id: str, context: Preparer) -> Response:
    """Counts, filters, and every problem in the order of the sheet."""
    uploaded = await list_of(context, list_id)
    if not can_open(uploaded, Step.PROBLEMS):
        return see_other(f"/lists/{list_id}")
    await warn_of_twin(context, uploaded)
    await warn_of_answer(context, uploaded)
    return await _page(request, context, uploaded)


async def _page(
    request: Request,
    context: PageContext,
    uploaded: UploadedList,
    errors: dict[str, str] | None = None,
    *,
    template: str = "problems.html",
) -> Response:
    lists, query = context.app.lists, request.query_params
    progress = await context.run_in_thread(lists.progress, uploaded)
    if uploaded.state is UploadState.READING and not progress.running:
        return see_other(f"/lists/{uploaded.id}")
    try:
        view = await context.run_in_thread(
            problems_view,
            context,
            lists,
            uploaded,
            _filter_of(request),
            after=whole_number(query.get("after", ""), digits=_DIGITS) or 0,
            before=whole_number(query.get("before", ""), digits=_DIGITS),
            unfolded=whole_number(query.get("open", ""), digits=_DIGITS),
        )
    except FileNotFoundError:
        if uploaded.state is UploadState.READING:
            return see_other(f"/lists/{uploaded.id}")
        raise PageError(404) from None
    job = await context.run_in_thread(lists.checks.marked_copy_job, uploaded, context.lang)
    made = await context.run_in_thread(lists.checks.marked_copy, uploaded, context.lang)
    choices = ListChoices.of(uploaded)
    return render(
        context,
        template,
        status=422 if errors else 200,
        errors=errors or {},
        title_error=bool(errors),
        uploaded=uploaded,
        view=view,
        stricter=query.get("why") == "account",
        progress=progress,
        leave_bad=choices.leave_bad,
        making=job is not None and not job.state.ended and "marked" in query,
        made=made is not None and "marked" in query,
        done=round(100 * job.progress.done / (job.progress.total or 1)) if job else 0,
        max_mb=context.app.settings.max_upload_mb,
        steps_now=steps_view(context, uploaded, Step.PROBLEMS),
    )


@router.get("/lists/{list_id}/problems/live")
async def live_part(request: Request, list_id: str, context: Poller) -> Response:
    """What the running check has found so far: a part of the page, which asks by itself."""
    uploaded = await list_of(context, list_id)
    if uploaded.state is not UploadState.READING:
        return Response(headers={"HX-Redirect": f"/lists/{list_id}"})
    answer = await _page(request, context, uploaded, template="parts/problems_live.html")
    if answer.status_code == 303:
        return Response(headers={"HX-Redirect": f"/lists/{list_id}"})
    return answer


@router.post("/lists/{list_id}/problems")
async def go_on(request: Request, list_id: str, context: Preparer) -> Response:
    """Go on to the messages; with wrong rows only with a person's consent to leave them behind."""
    uploaded = await list_of(context, list_id)
    if not can_open(uploaded, Step.PROBLEMS) or uploaded.state is UploadState.READING:
        return see_other(f"/lists/{list_id}")
    form = await read_form(request)
    counts = (uploaded.result or {}).get("counts") or {}
    good, bad = counts.get(RowState.PENDING, 0), counts.get(RowState.INVALID, 0)
    if not good:
        return see_other(f"/lists/{list_id}/problems")
    leaves = form.checked("leave")
    if bad and not leaves:
        errors = {"leave": context.tr("web.problems.tick-first", good=good)}
        return await _page(request, context, uploaded, errors)
    choices = replace(ListChoices.of(uploaded), leave_bad=leaves)
    await context.run_in_thread(context.app.lists.keep, uploaded, choices)
    if bad:
        await context.note("leave-bad", account=uploaded.account, object_id=list_id, number=bad)
    # Who knows the list may pass the messages by; the last page shows the first of them.
    step = "send" if form.get("to") == "send" else "preview"
    return see_other(f"/lists/{list_id}/{step}")


@router.get("/lists/{list_id}/good")
async def good_rows(request: Request, list_id: str, context: Preparer) -> Response:
    """Show the rows that can be sent, with what their messages will say."""
    uploaded = await list_of(context, list_id)
    if not can_open(uploaded, Step.PROBLEMS):
        return see_other(f"/lists/{list_id}")
    after = whole_number(request.query_params.get("after", ""), digits=_DIGITS) or 0
    try:
        view = await context.run_in_thread(
            good_rows_view, context.app.lists, uploaded, after=min(after, _HIGHEST)
        )
    except FileNotFoundError:
        return see_other(f"/lists/{list_id}")
    return render(
        context,
        "good_rows.html",
        uploaded=uploaded,
        view=view,
        preview=can_open(uploaded, Step.PREVIEW),
        steps_now=steps_view(context, uploaded, Step.PROBLEMS),
    )


@router.post("/lists/{list_id}/marked.xlsx")
async def make_marked_copy(list_id: str, context: Preparer) -> Response:
    """Write the copy with its wrong cells marked."""
    uploaded = await list_of(context, list_id)
    checks = context.app.lists.checks
    if uploaded.state is not UploadState.CHECKED and uploaded.state is not UploadState.PLANNED:
        return see_other(f"/lists/{list_id}")
    if await context.run_in_thread(checks.marked_copy, uploaded, context.lang) is None:
        await context.run_in_thread(checks.write_marked_copy, uploaded, context.lang)
        await until_over(lambda: checks.is_marking(uploaded, context.lang), _MARKED_SECONDS)
    if await context.run_in_thread(checks.marked_copy, uploaded, context.lang) is not None:
        return see_other(f"/lists/{list_id}/marked.xlsx")
    job = await context.run_in_thread(checks.marked_copy_job, uploaded, context.lang)
    if job is not None and job.state is JobState.FAILED and job.error is not None:
        raise job.error
    return see_other(f"/lists/{list_id}/problems?marked=1")


@router.get("/lists/{list_id}/marked.xlsx")
async def marked_copy(list_id: str, context: Preparer) -> Response:
    """Hand out the copy that was written."""
    uploaded = await list_of(context, list_id)
    path = await context.run_in_thread(context.app.lists.checks.marked_copy, uploaded, context.lang)
    if path is None:
        return see_other(f"/lists/{list_id}/problems")
    await context.note("download", account=uploaded.account, object_id=list_id, what="marked")
    name = context.tr("web.problems.marked-name", stem=stem_of(uploaded.name))
    return FileResponse(path, headers=attachment_headers(f"{name}.xlsx"), media_type=XLSX)
