"""Uploaded lists: received, checked, corrected, shown, thrown away."""

import asyncio
import json
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Path, Query
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from zns_batch.domain.users import Role
from zns_batch.errors import ZnsBatchError
from zns_batch.ledger.uploads import UploadedList, UploadState
from zns_batch.rest.answers import (
    IdempotencyKey,
    IfNoneMatch,
    answer_once,
    json_answer,
    kept_answer,
    waiting_answer,
    whole_number,
)
from zns_batch.rest.context import ApiContext, needs
from zns_batch.rest.described import GONE, UPLOAD_BODY, described, problems
from zns_batch.rest.models.common import Cursor, Id, WaitingAnswer
from zns_batch.rest.models.lists import (
    ListAnswer,
    ListChangesBody,
    PreviewAnswer,
    ProblemsAnswer,
)
from zns_batch.rest.problems import ApiError
from zns_batch.services.jobs.job import JobState
from zns_batch.services.lists.checking.check_outcome import ListOutcome, ListStage, read_outcome
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.listed import ProblemFilter, ProblemPage
from zns_batch.services.lists.names import stem_of
from zns_batch.services.lists.previews import (
    PreviewedMessage,
    message_of_row,
    preview_row,
)
from zns_batch.services.lists.service import ListReceiver, UploadedLists
from zns_batch.services.people.idempotency import KeyedRequest, StoredAnswer
from zns_batch.settings.paths import template_folders
from zns_batch.templates.repository import template_files
from zns_batch.web.downloads import XLSX, attachment_headers
from zns_batch.web.forms import Form
from zns_batch.web.multipart import read_upload

T = TypeVar("T")

router = APIRouter(tags=["lists"])

Preparer = Annotated[ApiContext, Depends(needs(Role.PREPARER))]
ListId = Annotated[Id, Path(description="The list's id.")]

CHECK_SECONDS = 20.0
"""How long the upload waits for its check, so that a list of usual size is answered whole."""
FILE_SECONDS = 25.0
"""How long a workbook is waited for."""
_LOOK_SECONDS = 0.05
_PAGE = 100


async def find_list(context: ApiContext, list_id: str, least: Role = Role.PREPARER) -> UploadedList:
    """Return a list that the key may see.

    Raises:
        UnknownListError: There is none.
        ApiError: It is of an account that the key is not for.

    """
    uploaded = await context.run_in_thread(context.app.lists.find, list_id)
    context.require(least, uploaded.account)
    return uploaded


async def checked(context: ApiContext, uploaded: UploadedList, seconds: float) -> UploadedList:
    """Wait for the check of a list, for some seconds at the most; return the list as it is then."""
    checks = context.app.lists.checks
    for _ in range(round(seconds / _LOOK_SECONDS)):
        if not checks.is_checking(uploaded):
            break
        await asyncio.sleep(_LOOK_SECONDS)
    return await context.run_in_thread(context.app.lists.find, uploaded.id)


async def _outcome(context: ApiContext, uploaded: UploadedList) -> ListOutcome:
    return await context.run_in_thread(read_outcome, context.app.lists, uploaded)


def _waits(outcome: ListOutcome) -> dict[str, str]:
    return {"Retry-After": "1"} if outcome.stage is ListStage.READING else {}


@router.post(
    "/lists",
    operation_id="uploadList",
    summary="Upload a list and check it",
    status_code=201,
    openapi_extra=UPLOAD_BODY,
    responses=described(ListAnswer, 201, location=True) | problems(400, 404, 409, 413, 415, 422),
)
async def upload(request: Request, context: Preparer, key: IdempotencyKey = None) -> Response:
    """Takes a spreadsheet as `multipart/form-data`, its fields first and `file` last, and checks it.

    Waits up to 20 seconds for the check; a larger list is answered with `reading`, and
    `GET /lists/{id}` tells how it goes on. A file, sheet or columns that can't be used are refused with
    everything that is wrong with them, and nothing is kept.
    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise ApiError(415, "api.not-multipart")
    uploaded, sent = await _receive(request, context)
    whole = _Sent(fields=sent, size=uploaded.size, name=uploaded.name, sha256=uploaded.sha256 or "")

    async def answer(_keyed: KeyedRequest) -> StoredAnswer:
        settled = await checked(context, uploaded, CHECK_SECONDS)
        outcome = await _outcome(context, settled)
        if outcome.stage is ListStage.FAILED:
            raise _refusal(outcome)
        await context.note(
            "upload", account=settled.account, object_id=settled.id, size=settled.size
        )
        return kept_answer(
            ListAnswer.of(settled, outcome, context.lang),
            status=201,
            headers={"Location": f"/api/v1/lists/{settled.id}", **_waits(outcome)},
        )

    try:
        response = await answer_once(context, key, answer, body=whole)
    except BaseException:
        await _drop(context, uploaded)
        raise
    if json.loads(bytes(response.body)).get("id") != uploaded.id:
        # The key was used before: its list is the answer, and this one is not needed.
        await _drop(context, uploaded)
    return response


class _Sent(BaseModel):
    """What tells an upload from another one."""

    fields: dict[str, Any]
    size: int
    name: str
    sha256: str


async def _drop(context: ApiContext, uploaded: UploadedList) -> None:
    await asyncio.shield(context.run_in_thread(context.app.lists.delete, uploaded))


def _refusal(outcome: ListOutcome) -> ApiError | ZnsBatchError:
    """Return the refusal of a list that can't be used."""
    error = outcome.error
    if error is not None and not outcome.problems:
        return error
    return ApiError(422, "api.list-refused", problems=outcome.problems)


async def _receive(request: Request, context: ApiContext) -> tuple[UploadedList, dict[str, Any]]:
    """Take the file of a form, with how it is to be read."""
    receiver: ListReceiver | None = None
    sent: dict[str, Any] = {}

    async def begin(form: Form, name: str) -> ListReceiver:
        nonlocal receiver
        account = await context.account_or_only(form.get("account") or None)
        context.require(Role.PREPARER, account)
        template = form.get("template")
        files = await context.run_in_thread(template_files, template_folders())
        if template not in files:
            raise ApiError(422, "api.no-template", {"template": template[:100] or "–"})
        changes = _changes(form)
        sent.update(changes.model_dump(exclude_none=True), account=account, template=template)
        receiver = await context.run_in_thread(
            context.app.lists.begin,
            owner=context.token.id,
            account=account,
            template=template,
            name=name,
            size=None,
            choices=changes.over(ListChoices()),
        )
        return receiver

    try:
        _, whole = await read_upload(request, begin=begin, run_in_thread=context.run_in_thread)
        if whole is not None:
            return await context.run_in_thread(whole.finish), sent
    except BaseException:
        if receiver is not None:
            await context.run_in_thread(receiver.abort)
        raise
    raise ApiError(422, "api.no-file")


_FIELDS = frozenset({"file", "account", "template", "sheet", "header_row", "phone"})
_JSON_FIELDS = ("map", "set", "where", "options")


def _changes(form: Form) -> ListChangesBody:
    """Read how a list is to be read from the fields of its form.

    Raises:
        ApiError: A field is unknown.
        RequestValidationError: A field can't be understood.

    """
    unknown = [name for name in form.names() if name not in {*_FIELDS, *_JSON_FIELDS}]
    if unknown:
        raise ApiError(422, "api.unknown-field", {"field": unknown[0][:60]})
    values: dict[str, Any] = {
        name: form.get(name) for name in ("sheet", "header_row", "phone") if form.get(name)
    }
    for name in _JSON_FIELDS:
        try:
            if form.get(name):
                values[name] = json.loads(form.get(name))
        except (ValueError, RecursionError):
            raise ApiError(422, "api.field-not-json", {"field": name}) from None
    try:
        return ListChangesBody.model_validate(values)
    except ValidationError as error:
        lines = [{**one, "loc": ("body", *one["loc"])} for one in error.errors()]
        raise RequestValidationError(lines) from None


@router.get(
    "/lists/{list_id}",
    operation_id="getList",
    summary="How far a list is",
    responses=described(ListAnswer, 200, tag=True) | problems(404, 422),
)
async def show(
    request: Request, list_id: ListId, context: Preparer, _tag: IfNoneMatch = None
) -> Response:
    """Tells state, counts that add up, columns, and what is wrong with file and columns."""
    uploaded = await find_list(context, list_id)
    await context.run_in_thread(context.app.lists.progress, uploaded)
    uploaded = await find_list(context, list_id)
    outcome = await _outcome(context, uploaded)
    answer = ListAnswer.of(uploaded, outcome, context.lang)
    return json_answer(request, answer, headers=_waits(outcome))


@router.patch(
    "/lists/{list_id}",
    operation_id="changeList",
    summary="Read a list in another way",
    responses=described(ListAnswer, 200) | problems(404, 409, 422),
)
async def change(
    list_id: ListId, body: ListChangesBody, context: Preparer, key: IdempotencyKey = None
) -> Response:
    """Changes sheet, columns or options, and checks the list anew."""

    async def work(_keyed: KeyedRequest) -> StoredAnswer:
        uploaded = await find_list(context, list_id)
        choices = body.over(ListChoices.of(uploaded))
        begun = await context.run_in_thread(context.app.lists.choose, uploaded, choices)
        settled = await checked(context, begun, CHECK_SECONDS)
        outcome = await _outcome(context, settled)
        answer = ListAnswer.of(settled, outcome, context.lang)
        return kept_answer(answer, headers=_waits(outcome))

    return await answer_once(context, key, work, body=body)


@router.delete(
    "/lists/{list_id}",
    operation_id="deleteList",
    summary="Throw a list away",
    status_code=204,
    responses=GONE | problems(404, 409, 422),
)
async def delete(list_id: ListId, context: Preparer, key: IdempotencyKey = None) -> Response:
    """Throws a list away with all its files; one that was started stays as its campaign."""

    async def work(_keyed: KeyedRequest) -> StoredAnswer:
        uploaded = await find_list(context, list_id)
        if not uploaded.is_open:
            words = {"name": uploaded.name, "id": uploaded.campaign_id or ""}
            raise ApiError(409, "lists.started-before", words)
        await context.run_in_thread(context.app.lists.delete, uploaded)
        await context.note("list-delete", account=uploaded.account, object_id=list_id)
        return kept_answer(None, status=204)

    return await answer_once(context, key, work)


@router.get(
    "/lists/{list_id}/problems",
    operation_id="listProblems",
    summary="What is wrong with its rows",
    responses=described(ProblemsAnswer, 200, tag=True) | problems(404, 409, 422),
)
async def problems_page(
    request: Request,
    list_id: ListId,
    context: Preparer,
    *,
    after: Annotated[Cursor | None, Query(description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=1_000)] = _PAGE,
    left_out: Annotated[bool, Query(description="Also rows left out on purpose.")] = False,
    _tag: IfNoneMatch = None,
) -> Response:
    """Tells every problem of every row, a page at a time, in the sheet's order."""
    uploaded = await _checked_list(context, list_id)
    place = whole_number(after)

    def read(lists: UploadedLists) -> ProblemPage:
        with lists.check(uploaded) as check:
            return check.problem_page(ProblemFilter(left_out=left_out), after=place, most=limit)

    page = await _read(context, read)
    return json_answer(request, ProblemsAnswer.of(page, context.lang))


@router.get(
    "/lists/{list_id}/preview",
    operation_id="previewRow",
    summary="What a row would send",
    responses=described(PreviewAnswer, 200, tag=True) | problems(404, 409, 422),
)
async def preview(
    request: Request,
    list_id: ListId,
    context: Preparer,
    row: Annotated[
        int | None,
        Query(
            ge=1, le=1_048_576, description="The spreadsheet's own number; else the first message."
        ),
    ] = None,
    _tag: IfNoneMatch = None,
) -> Response:
    """Shows phone, parameters and rendered message of one row, or why it can't be sent."""
    uploaded = await _checked_list(context, list_id)

    def read(lists: UploadedLists) -> PreviewedMessage | None:
        with lists.check(uploaded) as check:
            found = check.message(1) if row is None else message_of_row(check, row)
            return None if found is None else preview_row(check, found)

    message = await _read(context, read)
    if message is None:
        raise ApiError(404, "api.no-row")
    return json_answer(request, PreviewAnswer.of(message, context.lang))


@router.get(
    "/lists/{list_id}/marked.xlsx",
    operation_id="markedCopy",
    summary="The list with its wrong cells marked",
    response_class=FileResponse,
    responses={
        200: {"description": "The workbook.", "content": {XLSX: {}}},
        **described(WaitingAnswer, 202, waits=True),
        **problems(404, 409, 422),
    },
)
async def marked_copy(list_id: ListId, context: Preparer) -> Response:
    """Gives a copy of the list with its wrong cells marked, to be corrected by a person."""
    uploaded = await _checked_list(context, list_id)
    checks, lang = context.app.lists.checks, context.lang
    path = await context.run_in_thread(checks.marked_copy, uploaded, lang)
    if path is None:
        if not checks.is_marking(uploaded, lang):
            await context.run_in_thread(checks.write_marked_copy, uploaded, lang)
        for _ in range(round(FILE_SECONDS / _LOOK_SECONDS)):
            if not checks.is_marking(uploaded, lang):
                break
            await asyncio.sleep(_LOOK_SECONDS)
        path = await context.run_in_thread(checks.marked_copy, uploaded, lang)
    if path is None:
        job = await context.run_in_thread(checks.marked_copy_job, uploaded, lang)
        if job is not None and job.state is JobState.FAILED and job.error is not None:
            raise job.error
        return waiting_answer()
    await context.note("download", account=uploaded.account, object_id=list_id, what="marked")
    headers = attachment_headers(f"{stem_of(uploaded.name)}-marked.xlsx")
    return FileResponse(path, media_type=XLSX, headers=headers)


async def _checked_list(context: ApiContext, list_id: str) -> UploadedList:
    """Return a list whose rows were checked.

    Raises:
        ApiError: It is still being checked, can't be used, or its file is gone.

    """
    uploaded = await find_list(context, list_id)
    if uploaded.state in {UploadState.RECEIVING, UploadState.READING}:
        headers = {"Retry-After": "1"}
        raise ApiError(409, "lists.still-reading", {"name": uploaded.name}, headers=headers)
    if uploaded.state is UploadState.DONE:
        words = {"name": uploaded.name, "id": uploaded.campaign_id or ""}
        raise ApiError(409, "lists.started-before", words)
    outcome = await _outcome(context, uploaded)
    if outcome.stage is ListStage.FAILED:
        raise ApiError(409, "lists.not-ready", {"name": uploaded.name}, outcome.problems)
    return uploaded


async def _read(context: ApiContext, read: Callable[[UploadedLists], T]) -> T:
    """Read what the check of a list found.

    Raises:
        ApiError: It is gone: the list was started or thrown away in this moment.

    """
    try:
        return await context.run_in_thread(read, context.app.lists)
    except FileNotFoundError:
        raise ApiError(404, "api.status-404") from None
