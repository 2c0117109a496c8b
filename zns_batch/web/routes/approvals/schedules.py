"""Approval of a recurring schedule, once for all times, up to a number of messages each."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.domain.users import Role
from zns_batch.errors import UsageError, WrongStateError
from zns_batch.ledger import schedules
from zns_batch.ledger.people import users
from zns_batch.ledger.schedules import Schedule
from zns_batch.services.approvals import schedules as services
from zns_batch.services.approvals.requests import LONGEST_ANSWER, Decider
from zns_batch.services.approvals.schedules import ScheduleApproval
from zns_batch.services.schedules.labels import recurrence_label
from zns_batch.web.dependencies import PageContext, requires
from zns_batch.web.errors import PageError
from zns_batch.web.forms import Form, read_form, whole_number
from zns_batch.web.i18n import error_sentence, weekday_when_text, when_text
from zns_batch.web.rendering import render, see_other

router = APIRouter()
Sending = Annotated[PageContext, Depends(requires(Role.SENDER))]


@router.get("/approvals/schedules/{schedule_id}")
async def schedule_page(schedule_id: str, context: Sending) -> Response:
    """How the approval of a schedule stands, and what can be done."""
    return await _show(context, await _schedule(context, schedule_id))


@router.post("/approvals/schedules/{schedule_id}/ask")
async def ask(request: Request, schedule_id: str, context: Sending) -> Response:
    """Ask that the campaigns of a schedule go by themselves, up to a number of messages."""
    schedule, form = await _schedule(context, schedule_id), await read_form(request)

    def act() -> None:
        services.ask_for_schedule(
            context.app.ledger,
            schedule,
            ceiling=whole_number(form.get("ceiling"), digits=9) or 0,
            by=_decider(context, schedule),
            note=form.get("note"),
            now=context.now,
        )

    return await _act(context, schedule, act, "ceiling", form)


@router.post("/approvals/schedules/{schedule_id}/approve")
async def approve(request: Request, schedule_id: str, context: Sending) -> Response:
    """Approve a schedule for all times."""
    return await _decide(request, schedule_id, context, approved=True)


@router.post("/approvals/schedules/{schedule_id}/back")
async def give_back(request: Request, schedule_id: str, context: Sending) -> Response:
    """Give a schedule back to who asked, with a note."""
    return await _decide(request, schedule_id, context, approved=False)


@router.post("/approvals/schedules/{schedule_id}/end")
async def end(schedule_id: str, context: Sending) -> Response:
    """Let each campaign of a schedule wait for approval again."""
    schedule = await _schedule(context, schedule_id)

    def act() -> None:
        services.end_schedule_approval(
            context.app.ledger, schedule, by=_decider(context, schedule), now=context.now
        )

    return await _act(context, schedule, act, "ceiling", Form())


async def _decide(
    request: Request, schedule_id: str, context: PageContext, *, approved: bool
) -> Response:
    schedule, form = await _schedule(context, schedule_id), await read_form(request)
    approval = await _approval(context, schedule)
    if approval is None or not approval.request.is_open:
        raise PageError(409, "web.approvals.over")
    if context.user.id in {approval.request.asked_by, services.maker_of(schedule)}:
        raise PageError(403, "web.approvals.sched-own")
    if form.get("n") != str(approval.ceiling) or form.get("digest") != approval.request.digest:
        # Somebody asked anew since the page was opened.
        raise PageError(409, "web.approvals.sched-other")

    def act() -> None:
        services.decide_on_schedule(
            context.app.ledger,
            schedule,
            approval.request,
            approved=approved,
            by=_decider(context, schedule),
            answer=form.get("answer")[:LONGEST_ANSWER],
            now=context.now,
        )

    return await _act(context, schedule, act, "answer", form)


async def _act(
    context: PageContext, schedule: Schedule, act: Callable[[], None], field: str, form: Form
) -> Response:
    try:
        await context.run_in_thread(act)
    except UsageError as error:
        errors = {field: error_sentence(error, context.lang)}
        return await _show(context, schedule, errors=errors, form=form)
    except WrongStateError:
        raise PageError(409, "web.approvals.over") from None
    return see_other(f"/approvals/schedules/{schedule.id}")


async def _schedule(context: PageContext, schedule_id: str) -> Schedule:
    found = await context.run_in_thread(schedules.get, context.app.ledger, schedule_id)
    if found is None:
        raise PageError(404)
    context.require(Role.SENDER, found.account)
    return found


async def _approval(context: PageContext, schedule: Schedule) -> ScheduleApproval | None:
    return await context.run_in_thread(services.schedule_approval, context.app.ledger, schedule)


def _decider(context: PageContext, schedule: Schedule) -> Decider:
    return Decider(actor=context.actor, role=context.user.role(schedule.account))


async def _show(
    context: PageContext,
    schedule: Schedule,
    *,
    errors: dict[str, str] | None = None,
    form: Form | None = None,
) -> Response:
    approval = await _approval(context, schedule)
    people = await context.run_in_thread(users.list_users, context.app.ledger)
    names, typed = {user.id: user.name for user in people}, form or Form()
    template = schedule.asked.get("template")
    line = ""
    if approval is not None:
        request, state = approval.request, approval.state
        asked = state is services.ScheduleApprovalState.ASKED
        who = request.asked_by if asked else request.decided_by or ""
        line = context.tr(
            f"web.approvals.sched-{state}",
            who=names.get(who, ""),
            when=when_text(request.asked_at if asked else request.decided_at, context.lang),
            n=request.ceiling,
            note=request.answer,
        )
    next_at = schedule.next_at
    pairs = [
        (context.tr("web.approvals.sched-account"), schedule.account),
        (
            context.tr("web.approvals.sched-template"),
            str(template.get("name", "")) if isinstance(template, dict) else "",
        ),
        (context.tr("web.approvals.sched-list"), schedule.file),
        (
            context.tr("web.approvals.sched-when"),
            recurrence_label(schedule.cron, schedule.zone, context.lang),
        ),
        (
            context.tr("web.approvals.sched-next"),
            weekday_when_text(next_at, context.lang) if next_at else "",
        ),
    ]
    return render(
        context,
        "schedule_approval.html",
        status=422 if errors else 200,
        errors=errors or {},
        title_error=bool(errors),
        schedule=schedule,
        pairs=[(term, words) for term, words in pairs if words],
        approval=approval,
        line=line,
        is_on=context.app.settings.approval.is_on,
        mine=context.user.id
        in {approval.request.asked_by if approval else None, services.maker_of(schedule)},
        ceiling=typed.get("ceiling")[:9],
        note=typed.get("note")[:LONGEST_ANSWER],
        answer=typed.get("answer")[:LONGEST_ANSWER],
    )
