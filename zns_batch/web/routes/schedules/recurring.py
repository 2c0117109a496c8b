"""A new recurring schedule: its form, an example list for the columns, and the last look."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.domain.states import RowState
from zns_batch.domain.template import Template
from zns_batch.domain.users import Role
from zns_batch.errors import UsageError, ZnsBatchError
from zns_batch.ledger.schedules import BadRows, Schedule
from zns_batch.ledger.uploads import UploadedList, UploadState
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.steps import Step, reached
from zns_batch.services.schedules.labels import recurrence_label, skipped_day, times_label
from zns_batch.services.schedules.list_folders import ListFolders
from zns_batch.services.schedules.recurring import (
    FoundList,
    RecurringForm,
    RecurringSchedules,
    Repeat,
)
from zns_batch.services.schedules.service import add_recurring
from zns_batch.settings.paths import template_folders
from zns_batch.templates.repository import readable_templates
from zns_batch.web.account_choice import account_options, read_account
from zns_batch.web.dependencies import PageContext, requires
from zns_batch.web.errors import PageError
from zns_batch.web.forms import Form, read_form, whole_number
from zns_batch.web.i18n import error_sentence
from zns_batch.web.rendering import render, see_other
from zns_batch.web.routes.uploads import list_of
from zns_batch.web.view_models.list_steps import next_path, step_path

router = APIRouter()
Sending = Annotated[PageContext, Depends(requires(Role.SENDER))]
Polling = Annotated[PageContext, Depends(requires(Role.SENDER, poll=True))]

_LATENESS = ("once", "1h", "2h", "6h", "skip")
"""What the form offers for a missed time."""
_LONGEST_TEXT = 500


def _service(context: PageContext) -> RecurringSchedules:
    app = context.app
    folders = ListFolders(folders=app.settings.list_folders)
    return RecurringSchedules(ledger=app.ledger, clock=app.clock, folders=folders)


def _read(form: Form) -> RecurringForm:
    """Return what a browser sent; what is none of the choices is as it was at first."""
    texts = {
        name: form.get(name)[:_LONGEST_TEXT]
        for name in ("account", "template", "folder", "file", "name", "clock", "cron", "emails")
    }
    repeats = {each.value: each for each in Repeat}
    rules = {each.value: each for each in BadRows}
    days = [whole_number(each, digits=1) for each in form.all("weekdays")]
    return RecurringForm(
        **texts,
        repeat=repeats.get(form.get("repeat"), Repeat.DAILY),
        weekdays=tuple(sorted({each for each in days if each and each <= 7})),
        day="L" if form.get("day").upper() == "L" else form.get("day")[:2],
        bad_rows=rules.get(form.get("bad-rows"), BadRows.HOLD),
        misfire=form.get("misfire") if form.get("misfire") in _LATENESS else "once",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _NextTimes:
    """When a schedule of the form would send, and which list it would take."""

    words: str = ""
    times: str = ""
    skipped: int | None = None
    found: FoundList | None = None
    changed_at: datetime | None = None
    problem: str = ""


def _look(context: PageContext, form: RecurringForm) -> _NextTimes:
    service = _service(context)
    found = None
    if form.file and form.folder:
        with suppress(UsageError):
            found = service.newest(form)
    try:
        recurrence = service.recurrence(form)
    except UsageError as error:
        return _NextTimes(problem=error_sentence(error, context.lang), found=found)
    times = recurrence.next_times(context.now, 3)
    changed = None if found is None else datetime.fromtimestamp(found.changed_at).astimezone()
    return _NextTimes(
        words=recurrence_label(recurrence.cron, recurrence.zone, context.lang),
        times=times_label(times, recurrence.zone, context.lang),
        skipped=skipped_day(recurrence.cron),
        found=found,
        changed_at=changed,
    )


@router.get("/schedules/new")
async def new_page(context: Sending) -> Response:
    """Show the form of a recurring schedule."""
    accounts, last = context.user.accounts(Role.SENDER), context.user.user.last_choices
    account = str(last.get("account", ""))
    form = RecurringForm(
        account=account if account in accounts else next(iter(accounts), ""),
        template=str(last.get("template", "")),
    )
    return await _form_page(context, form)


async def _form_page(
    context: PageContext, form: RecurringForm, errors: Mapping[str, str] | None = None
) -> Response:
    templates = await context.run_in_thread(readable_templates, template_folders())
    folders = ListFolders(folders=context.app.settings.list_folders)
    tr = context.tr
    return render(
        context,
        "schedule_new.html",
        status=422 if errors else 200,
        errors=dict(errors or {}),
        title_error=bool(errors),
        form=form,
        accounts=account_options(context.user.accounts(Role.SENDER)),
        templates=[(key, each.name, False) for key, each in templates.items() if each],
        folders=[(str(each), str(each), False) for each in folders.existing()],
        repeats=[(each.value, tr(f"web.schedules.repeat.{each}")) for each in Repeat],
        weekdays=[(n, tr(f"web.weekday.{n}"), n in form.weekdays) for n in range(1, 8)],
        days=[
            *((str(n), str(n), False) for n in range(1, 32)),
            ("L", tr("web.schedules.last-day"), False),
        ],
        rules=[
            (each.value, tr(f"web.schedules.bad-rows.{each}"))
            for each in (BadRows.HOLD, BadRows.SEND, BadRows.REFUSE)
        ],
        lateness=[(each, tr(f"web.schedules.misfire.{each}"), False) for each in _LATENESS],
        look=await context.run_in_thread(_look, context, form),
    )


@router.post("/schedules/new/next")
async def next_part(request: Request, context: Polling) -> Response:
    """The next three times by what stands in the form now: a part of the page, which asks by itself."""
    form = _read(await read_form(request))
    look = await context.run_in_thread(_look, context, form)
    return render(context, "parts/schedule_next.html", look=look, form=form)


@router.post("/schedules/new")
async def fill_in(request: Request, context: Sending) -> Response:
    """Check the form, then lead to the columns of the newest list; without one, to the last look."""
    fields = await read_form(request)
    form, service = _read(fields), _service(context)
    if fields.get("act") == "look":
        return await _form_page(context, form)
    account, mistyped = read_account(context, form.account, context.user.accounts(Role.SENDER))
    if not mistyped:
        context.require(Role.SENDER, account)
        form = replace(form, account=account)
    errors = mistyped or await _mistakes(context, form)
    if errors or fields.get("act") == "back":
        return await _form_page(context, form, errors)
    found = await context.run_in_thread(service.newest, form)
    if found is None and fields.get("act") != "add":
        return await _last_look(context, form, None)
    if found is None:
        return await _add(context, form, None)
    try:
        uploaded = await context.run_in_thread(
            service.begin_example,
            form,
            found,
            lists=context.app.lists,
            owner=context.user.id,
        )
    except ZnsBatchError as error:
        return await _form_page(context, form, {"file": error_sentence(error, context.lang)})
    return see_other(f"/lists/{uploaded.id}")


async def _mistakes(context: PageContext, form: RecurringForm) -> dict[str, str]:
    """Return what is wrong with a form, by field, in sentences; the account is asked about the template."""
    found = await context.run_in_thread(_service(context).mistakes, form)
    errors = {field: error_sentence(error, context.lang) for field, error in found.items()}
    if "template" not in errors:
        answer = await context.app.sending.answers.template(form.account, form.template)
        if answer.comparison is None and answer.refusal is not None:
            errors["template"] = error_sentence(answer.refusal, context.lang)
    return errors


async def _example(context: PageContext, list_id: str) -> tuple[UploadedList, RecurringForm]:
    """Return an example list of the person's, with the form that it belongs to.

    Raises:
        PageError: It is none.

    """
    uploaded = await list_of(context, list_id, Role.SENDER)
    stored = ListChoices.of(uploaded).schedule
    if not stored or uploaded.owner != context.user.id or not uploaded.is_open:
        raise PageError(404)
    return uploaded, RecurringForm.load(stored)


@router.get("/schedules/new/{list_id}")
async def last_look(list_id: str, context: Sending) -> Response:
    """Show once more what the schedule will do, with what its newest list comes to."""
    uploaded, form = await _example(context, list_id)
    if not _is_ready(uploaded):
        return see_other(next_path(uploaded))
    return await _last_look(context, form, uploaded)


def _is_ready(uploaded: UploadedList) -> bool:
    return uploaded.state is UploadState.CHECKED and reached(uploaded) in {Step.PREVIEW, Step.SEND}


@router.post("/schedules/new/{list_id}")
async def add(request: Request, list_id: str, context: Sending) -> Response:
    """Store the schedule, with the columns that were chosen for the example."""
    uploaded, form = await _example(context, list_id)
    if not _is_ready(uploaded):
        return see_other(next_path(uploaded))
    fields = await read_form(request)
    errors = await _mistakes(context, form)
    if errors or fields.get("act") == "back":
        await context.run_in_thread(context.app.lists.delete, uploaded)
        return await _form_page(context, form, errors)
    return await _add(context, form, uploaded)


async def _add(context: PageContext, form: RecurringForm, example: UploadedList | None) -> Response:
    choices = ListChoices.of(example) if example else ListChoices()

    def store() -> Schedule:
        service = _service(context)
        new = service.build(
            form,
            choices,
            user_id=context.user.id,
            lang=context.lang,
            page=context.app.base_url,
        )
        template = service.template(form)
        return add_recurring(context.app.ledger, new, template, now=context.now)

    schedule = await context.run_in_thread(store)
    if example is not None:
        await context.run_in_thread(context.app.lists.delete, example)
    await context.note(
        "schedule-add", account=form.account, object_id=schedule.id, cron=schedule.cron or ""
    )
    return see_other(f"/schedules/{schedule.id}?saved=added")


async def _last_look(
    context: PageContext, form: RecurringForm, example: UploadedList | None
) -> Response:
    def gather() -> tuple[_NextTimes, Template]:
        return _look(context, form), _service(context).template(form)

    look, template = await context.run_in_thread(gather)
    answer = await context.app.sending.answers.template(form.account, form.template)
    comparison = answer.comparison
    counts: Mapping[str, int] = ((example.result or {}) if example else {}).get("counts") or {}
    columns: Mapping[str, str] = {}
    if example is not None:

        def read_columns() -> Mapping[str, str]:
            with context.app.lists.check(example) as check:
                return check.headers()

        columns = await context.run_in_thread(read_columns)
    return render(
        context,
        "schedule_confirm.html",
        form=form,
        name=_service(context).name(form),
        message=template,
        look=look,
        example=example,
        good=counts.get(RowState.PENDING, 0),
        bad=counts.get(RowState.INVALID, 0),
        left=sum(counts.values())
        - counts.get(RowState.PENDING, 0)
        - counts.get(RowState.INVALID, 0),
        columns=columns,
        differences=[
            each.text(context.lang, face="web")
            for each in (comparison.differences if comparison else ())
        ],
        columns_path=step_path(example, Step.COLUMNS) if example else "",
        rule=context.tr(f"web.schedules.bad-rows.{form.bad_rows}"),
        misfire=context.tr(f"web.schedules.misfire.{form.misfire}"),
    )
