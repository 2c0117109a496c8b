"""The schedules: all of them, each one's page, and what can be done with one."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from zns_batch.domain.users import Role
from zns_batch.ledger import schedules
from zns_batch.ledger.schedules import Schedule
from zns_batch.services.approvals.schedules import schedule_approval
from zns_batch.services.schedules import service
from zns_batch.services.schedules.labels import times_label
from zns_batch.web.banners import Banner
from zns_batch.web.dependencies import PageContext, requires
from zns_batch.web.errors import PageError
from zns_batch.web.i18n import weekday_when_text
from zns_batch.web.rendering import render, see_other
from zns_batch.web.view_models.schedule_lines import (
    ScheduleDetail,
    list_schedules,
    schedule_detail,
)

router = APIRouter()
Viewing = Annotated[PageContext, Depends(requires(Role.VIEWER))]
Sending = Annotated[PageContext, Depends(requires(Role.SENDER))]

_NOTICES = ("added", "paused", "resumed")


@router.get("/schedules")
async def list_page(context: Viewing, removed: str = "") -> Response:
    """Show the schedules, the next one first, and the campaigns that wait for their time."""
    found = await context.read_at_once(
        list_schedules,
        context.app.ledger,
        frozenset(context.user.accounts()),
        now=context.now,
        lang=context.lang,
        sees_phones=context.user.sees_phones,
    )
    if found.unattended and not context.banners:
        context.banners.append(
            Banner(text=context.tr("web.banner.no-worker"), kind="warn", alert=True)
        )
    return render(
        context,
        "schedules.html",
        found=found,
        sender=Role.SENDER,
        removed=bool(removed),
        may_send=context.user.may_somewhere(Role.SENDER),
    )


@router.get("/schedules/{schedule_id}")
async def schedule_page(schedule_id: str, context: Viewing, saved: str = "") -> Response:
    """Show a schedule: when it sends next, and what became of its last times."""
    schedule = await _schedule(context, schedule_id, Role.VIEWER)
    under_rule = context.app.settings.approval.is_on and schedule.cron is not None
    approval = None
    if under_rule:
        approval = await context.run_in_thread(schedule_approval, context.app.ledger, schedule)
    return render(
        context,
        "schedule.html",
        under_rule=under_rule,
        approval=approval.state.value if approval else "each",
        ceiling=approval.ceiling if approval else 0,
        detail=await _detail(context, schedule),
        may_send=context.user.may(Role.SENDER, schedule.account),
        saved=saved if saved in _NOTICES else "",
    )


async def _schedule(context: PageContext, schedule_id: str, least: Role) -> Schedule:
    """Return a schedule that the person may see.

    Raises:
        PageError: There is none, or the person has too little of a role for its account.

    """
    found = await context.run_in_thread(schedules.get, context.app.ledger, schedule_id)
    if found is None:
        raise PageError(404)
    context.require(least, found.account)
    return found


async def _detail(context: PageContext, schedule: Schedule) -> ScheduleDetail:
    return await context.read_at_once(
        schedule_detail,
        context.app.ledger,
        schedule,
        now=context.now,
        lang=context.lang,
        whole=context.user.sees_phones(schedule.account),
    )


def _ask(context: PageContext, schedule: Schedule, act: str, sentence: str) -> Response:
    return render(context, "schedule_act.html", schedule=schedule, act=act, sentence=sentence)


# ── pause ──


@router.get("/schedules/{schedule_id}/pause")
async def ask_pause(schedule_id: str, context: Sending) -> Response:
    """Ask whether to pause a schedule."""
    schedule = await _schedule(context, schedule_id, Role.SENDER)
    detail = await _detail(context, schedule)
    times = times_label(detail.next_times, schedule.zone, context.lang)
    sentence = context.tr("web.schedules.pause-ask", name=schedule.name, times=times)
    return _ask(context, schedule, "pause", sentence)


@router.post("/schedules/{schedule_id}/pause")
async def pause(schedule_id: str, context: Sending) -> Response:
    """Pause a schedule."""
    schedule = await _schedule(context, schedule_id, Role.SENDER)
    await context.run_in_thread(service.hold, context.app.ledger, schedule, clock=context.app.clock)
    await context.note("schedule-pause", account=schedule.account, object_id=schedule.id)
    return see_other(f"/schedules/{schedule.id}?saved=paused")


# ── go on ──


@router.get("/schedules/{schedule_id}/resume")
async def ask_resume(schedule_id: str, context: Sending) -> Response:
    """Ask whether to go on with a schedule, and say which times are not made up for."""
    schedule = await _schedule(context, schedule_id, Role.SENDER)
    passed = await context.run_in_thread(service.passed_times, schedule, now=context.now)
    key = "web.schedules.resume-ask-passed" if passed else "web.schedules.resume-ask"
    times = times_label(passed, schedule.zone, context.lang)
    return _ask(context, schedule, "resume", context.tr(key, name=schedule.name, times=times))


@router.post("/schedules/{schedule_id}/resume")
async def resume(schedule_id: str, context: Sending) -> Response:
    """Let a schedule go on from its next time."""
    schedule = await _schedule(context, schedule_id, Role.SENDER)
    await context.run_in_thread(service.go_on, context.app.ledger, schedule, now=context.now)
    await context.note("schedule-resume", account=schedule.account, object_id=schedule.id)
    return see_other(f"/schedules/{schedule.id}?saved=resumed")


# ── remove ──


@router.get("/schedules/{schedule_id}/remove")
async def ask_remove(schedule_id: str, context: Sending) -> Response:
    """Ask whether to take a schedule away."""
    schedule = await _schedule(context, schedule_id, Role.SENDER)
    detail = await _detail(context, schedule)
    at = detail.line.next_at
    if at is None:
        sentence = context.tr("web.schedules.remove-ask-over", name=schedule.name, n=detail.made)
    else:
        when = weekday_when_text(at, context.lang)
        key = "web.schedules.remove-ask" if detail.made else "web.schedules.remove-ask-unused"
        sentence = context.tr(key, name=schedule.name, n=detail.made, when=when)
    return _ask(context, schedule, "remove", sentence)


@router.post("/schedules/{schedule_id}/remove")
async def remove(schedule_id: str, context: Sending) -> Response:
    """Take a schedule away; the campaigns that it made stay."""
    schedule = await _schedule(context, schedule_id, Role.SENDER)
    await context.run_in_thread(
        service.remove, context.app.ledger, schedule, clock=context.app.clock
    )
    await context.note("schedule-remove", account=schedule.account, object_id=schedule.id)
    return see_other("/schedules?removed=1")
