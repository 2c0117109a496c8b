"""Schedules: campaigns that come by themselves."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.domain.users import ALL_ACCOUNTS, Role
from zns_batch.ledger import schedules
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.schedules import Schedule
from zns_batch.rest.answers import (
    IdempotencyKey,
    IfNoneMatch,
    answer_once,
    json_answer,
    kept_answer,
)
from zns_batch.rest.context import ApiContext, needs
from zns_batch.rest.described import GONE, described, problems
from zns_batch.rest.models.common import Id
from zns_batch.rest.models.schedules import ScheduleAnswer, ScheduleBody, SchedulesAnswer
from zns_batch.rest.problems import ApiError
from zns_batch.rest.routes.lists import find_list
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.plan_job import PLANNABLE
from zns_batch.services.people.idempotency import KeyedRequest, StoredAnswer
from zns_batch.services.schedules.list_folders import ListFolders
from zns_batch.services.schedules.recurring import RecurringSchedules
from zns_batch.services.schedules.service import add_recurring, next_times, remove

router = APIRouter(tags=["schedules"])

Viewer = Annotated[ApiContext, Depends(needs(Role.VIEWER))]
Sender = Annotated[ApiContext, Depends(needs(Role.SENDER))]
ScheduleId = Annotated[Id, Path(description="The schedule's id.")]


def schedule_answer(ledger: Ledger, schedule: Schedule, context: ApiContext) -> ScheduleAnswer:
    """Return a schedule as it stands."""
    times = next_times(ledger, schedule, now=context.now)
    runs = schedules.last_runs(ledger, schedule.id)
    whole = context.sees_phones(schedule.account)
    return ScheduleAnswer.of(schedule, times, runs, context.lang, whole=whole)


@router.get(
    "/schedules",
    operation_id="listSchedules",
    summary="The schedules, the next one first",
    responses=described(SchedulesAnswer, 200, tag=True) | problems(422),
)
async def show(request: Request, context: Viewer, _tag: IfNoneMatch = None) -> Response:
    """Tells the schedules of the key's account, with their next times and what became of the last."""

    def read(ledger: Ledger) -> list[ScheduleAnswer]:
        mine = (context.token.account, ALL_ACCOUNTS)
        return [
            schedule_answer(ledger, each, context)
            for each in schedules.list_all(ledger)
            if context.token.account == ALL_ACCOUNTS or each.account in mine
        ]

    listed = await context.run_in_thread(read, context.app.ledger)
    return json_answer(request, SchedulesAnswer(schedules=listed))


@router.post(
    "/schedules",
    operation_id="addSchedule",
    summary="Send the newest list of a folder again and again",
    status_code=201,
    responses=described(ScheduleAnswer, 201) | problems(404, 409, 422),
)
async def add(body: ScheduleBody, context: Sender, key: IdempotencyKey = None) -> Response:
    """Adds a recurring schedule; a campaign for one moment is `start_at` of a list's campaign.

    Each campaign of it is checked like any other, and waits for approval where the rule of four eyes says
    so.
    """

    async def work(keyed: KeyedRequest) -> StoredAnswer:
        example = await find_list(context, body.list, Role.SENDER)
        if example.state not in PLANNABLE:
            raise ApiError(409, "lists.not-ready", {"name": example.name})
        form, kept = body.form(example), list[StoredAnswer]()
        service = RecurringSchedules(
            ledger=context.app.ledger,
            clock=context.app.clock,
            folders=ListFolders(folders=context.app.settings.list_folders),
        )

        def store() -> Schedule:
            for mistake in service.mistakes(form).values():
                raise mistake
            new = service.build(
                form,
                ListChoices.of(example),
                user_id=context.token.id,
                lang=context.lang,
                page=context.app.base_url,
            )
            times = new.recurrence.next_times(context.now, 3) if new.recurrence else []

            def also(connection: Connection, schedule: Schedule) -> None:
                answer = ScheduleAnswer.of(schedule, times, (), context.lang, whole=True)
                kept.append(kept_answer(answer, status=201))
                keyed.write(connection, kept[0])

            template = service.template(form)
            return add_recurring(context.app.ledger, new, template, now=context.now, also=also)

        schedule = await context.run_in_thread(store)
        await context.note("schedule-add", account=schedule.account, object_id=schedule.id)
        return kept[0]

    return await answer_once(context, key, work, body=body)


@router.delete(
    "/schedules/{schedule_id}",
    operation_id="removeSchedule",
    summary="Take a schedule away",
    status_code=204,
    responses=GONE | problems(404, 409, 422),
)
async def delete(schedule_id: ScheduleId, context: Sender, key: IdempotencyKey = None) -> Response:
    """Takes a schedule away; a campaign of it that has not begun is cancelled."""

    async def work(_keyed: KeyedRequest) -> StoredAnswer:
        ledger = context.app.ledger
        schedule = await context.run_in_thread(schedules.find, ledger, schedule_id)
        context.require(Role.SENDER, schedule.account)
        await context.run_in_thread(remove, ledger, schedule, clock=context.app.clock)
        await context.note("schedule-remove", account=schedule.account, object_id=schedule.id)
        return kept_answer(None, status=204)

    return await answer_once(context, key, work)
