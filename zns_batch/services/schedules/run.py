"""One run of a recurring schedule: the list of that time is checked, planned and enqueued."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from zns_batch.core.clock import Clock, in_vietnam
from zns_batch.core.logging import log
from zns_batch.domain.states import CampaignState
from zns_batch.errors import (
    AlreadySentError,
    LaneHeldError,
    LedgerError,
    NothingChosenError,
    UnknownCampaignError,
    UnknownScheduleError,
    UsageError,
    ZnsBatchError,
)
from zns_batch.i18n import SentenceValue
from zns_batch.ledger import campaigns, drafts, schedules, work_queue
from zns_batch.ledger.customers.occasions import note as note_reminded
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.drafts import Option
from zns_batch.ledger.records import REMINDER
from zns_batch.ledger.schedules import BadRows, RunState, Schedule, ScheduleRun, ScheduleState
from zns_batch.reports.paths import dated_report_path
from zns_batch.services.approvals.schedules import ask_for_run, needs_approval
from zns_batch.services.campaigns.check import write_problem_book
from zns_batch.services.campaigns.draft import DraftCampaign
from zns_batch.services.campaigns.launch import Launch
from zns_batch.services.campaigns.prepare import PreparedCampaign, prepare
from zns_batch.services.customers.occasions import series_of
from zns_batch.services.schedules.input_files import (
    file_digest,
    newest_file,
    wait_until_written,
)
from zns_batch.services.schedules.recurrence import Recurrence, is_missed
from zns_batch.services.schedules.reminders import day_of_run
from zns_batch.services.schedules.saved_request import SavedRequest
from zns_batch.settings.accounts import load_account
from zns_batch.settings.web import load_approval

NOBODY_DUE = "remind.nobody-due"
"""Why a reminder had nothing to send, on most days: nobody is notified of that."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleRunner:
    """Does the runs of recurring schedules.

    The same run may be asked for twice, by two workers or after one was killed in between: a
    campaign is named after its schedule and time, and there is one campaign of a name.
    """

    ledger: Ledger
    clock: Clock
    #: Called with the outcome of a run; twice when a worker is killed in between.
    on_run: Callable[[Schedule, ScheduleRun], object]
    #: Whether the worker is ending.
    is_stopping: Callable[[], bool]

    def repair_next_times(self, now: datetime) -> None:
        """Bring forward next times that a wrong clock has postponed.

        A clock that stood in another year at the end of a run set the next time from there.
        """
        for schedule in schedules.list_all(self.ledger):
            active = schedule.state is ScheduleState.ACTIVE
            if not (schedule.cron and schedule.next_at and active):
                continue
            try:
                next_at = Recurrence(cron=schedule.cron, zone=schedule.zone).after(now)
            except UsageError:  # its next run says so
                continue
            # A time whose run is done stays done: the clock may have been set back by a second.
            if (
                schedule.next_at > next_at
                and schedules.run_of(self.ledger, schedule.id, next_at) is None
            ):
                schedules.set_next(self.ledger, schedule, next_at)

    async def run_due(self, schedule_id: str, due_at: datetime, *, seen_at: datetime) -> None:
        """Do the run of a schedule that was due at a time; nothing when it is done already.

        Args:
            schedule_id: The schedule.
            due_at: The time that has come.
            seen_at: When a worker saw that it had.

        Raises:
            LedgerError: The ledger can't be used now; the run is still to be done.

        """
        schedule = schedules.get(self.ledger, schedule_id)
        if schedule is None or not schedule.cron or schedule.next_at != due_at:
            return
        if schedule.state is not ScheduleState.ACTIVE:
            return
        recurrence = Recurrence(cron=schedule.cron, zone=schedule.zone)
        try:
            # However many times were missed, the list is what it is now: one campaign makes up for
            # all.
            at, _skipped = recurrence.last_until(due_at, seen_at)
        except UsageError as error:
            # An older version took lines at random, such as `R R * * *`; or the time zone is not
            # known on this machine.
            failed = self._failed(schedule, due_at, error)
            schedules.note_run(self.ledger, failed)
            self._report(schedule, failed)
            schedules.set_state(self.ledger, schedule.id, ScheduleState.PAUSED, next_at=due_at)
            return
        run = schedules.run_of(self.ledger, schedule.id, at)
        if run is None:
            try:
                run = await self._do_run(schedule, at, seen_at)
            except UnknownScheduleError:  # a person has removed or paused it while it was planned
                return
            # A run that has planned a campaign was noted together with it.
            schedules.note_run(self.ledger, run)
        self._report(schedule, run)
        schedules.set_next(self.ledger, schedule, recurrence.after(max(at, self.clock.now())))

    def _report(self, schedule: Schedule, run: ScheduleRun) -> None:
        try:
            self.on_run(schedule, run)
        except Exception as error:  # noqa: BLE001 — the run is done and noted; it must not be reported every second
            log().exception("worker.schedule-not-reported", schedule=schedule.id, exc_info=error)

    async def _do_run(self, schedule: Schedule, at: datetime, seen_at: datetime) -> ScheduleRun:
        if is_missed(schedule.misfire, seen_at - at):
            return self._run(
                schedule,
                at,
                RunState.MISSED,
                key="schedule.missed",
                params={"when": at, "misfire": schedule.misfire},
            )
        try:
            return await self._plan_list(schedule, at)
        except (UnknownScheduleError, asyncio.CancelledError):
            raise
        except LaneHeldError as error:
            return self._failed(schedule, at, error)
        except LedgerError as error:
            if error.key != "ledger.name-taken":
                raise
            # A worker of an older version was killed between planning and noting it.
            campaign = campaigns.find(self.ledger, self._campaign_name(schedule, at))
            held = campaign.state is CampaignState.PAUSED and campaign.started_at is None
            state = RunState.HELD if held else RunState.PLANNED
            return self._run(schedule, at, state, campaign_id=campaign.id)
        except ZnsBatchError as error:
            return self._failed(schedule, at, error)
        # A Rust extension's PanicException is no Exception.
        except BaseException as error:  # noqa: BLE001 — our own mistake must not recur every second
            log().exception("schedule.crashed", schedule=schedule.id, exc_info=error)
            params = {"what": type(error).__name__}
            return self._run(schedule, at, RunState.FAILED, key="schedule.crashed", params=params)

    async def _plan_list(self, schedule: Schedule, at: datetime) -> ScheduleRun:
        """Plan the list as soon as it is complete; once more when it changes while it is read."""
        stored = SavedRequest.load(schedule.asked)
        file = newest_file(schedule.file, inside=stored.inside)
        while True:
            await wait_until_written(file, clock=self.clock, is_stopping=self.is_stopping)
            digest = file_digest(file)
            saved = stored.of(file)
            request = saved.request
            if saved.reminder is not None:
                day = day_of_run(saved.reminder, schedule, at=at, now=self.clock.now())
                request = replace(request, reminder_day=day)
            if digest == schedule.digest and not saved.run.again:
                unchanged, params = RunState.UNCHANGED, {"file": str(file)}
                return self._run(schedule, at, unchanged, key="schedule.unchanged", params=params)
            launch = Launch(
                account=load_account(request.account),
                request=request,
                run=replace(saved.run, name=self._campaign_name(schedule, at)),
                clock=self.clock,
            )
            try:
                prepared = await launch.prepare(template=saved.template)
            finally:
                await launch.close()
            try:
                draft = launch.plan(self.ledger, prepared)
            except (AlreadySentError, NothingChosenError) as error:
                if saved.reminder is not None:
                    return self._nobody_due(schedule, at, file, digest)
                return self._run(
                    schedule,
                    at,
                    RunState.EMPTY,
                    digest=digest,
                    key=error.key,
                    params=error.params,
                )
            try:
                if file_digest(file) == digest:
                    return self._enqueue(schedule, at, prepared, draft, digest)
            finally:
                # A campaign that was enqueued or held is no draft any more.
                drafts.drop_draft(self.ledger, draft.campaign.id)

    def _enqueue(
        self,
        schedule: Schedule,
        at: datetime,
        prepared: PreparedCampaign,
        draft: DraftCampaign,
        digest: str,
    ) -> ScheduleRun:
        """Enqueue a draft, or hold or refuse it as the schedule's policy for bad rows says."""
        file, campaign_id = str(prepared.sheet.path), draft.campaign.id
        is_reminder = prepared.request.reminder_day is not None
        unreadable = digest == schedule.digest and _has_only_unreadable_days(prepared, draft)
        none_to_remind = is_reminder and not draft.to_send
        if none_to_remind and (unreadable or not draft.invalid):
            return self._nobody_due(schedule, at, prepared.sheet.path, digest)
        if draft.invalid and (schedule.bad_rows is BadRows.REFUSE or none_to_remind):
            # Which rows can't be sent, for whoever corrects the list.
            report = dated_report_path(Path(schedule.folder), schedule.name, at)
            again = prepare(prepared.request, account=prepared.account, template=prepared.template)
            write_problem_book(report, again, SavedRequest.load(schedule.asked).run.lang)
            return self._run(
                schedule,
                at,
                RunState.REFUSED,
                digest=digest,
                key="schedule.refused",
                params={"n": draft.invalid, "file": file, "report": str(report)},
            )
        if not draft.to_send:
            return self._run(
                schedule,
                at,
                RunState.EMPTY,
                digest=digest,
                key="schedule.empty",
                params={"file": file},
            )
        # Where its workbook lies, and what it is called.
        more = {"schedule": schedule.name, "folder": schedule.folder}
        options: dict[str, Option] = {**draft.campaign.options, **more}
        if is_reminder:
            options[REMINDER] = True
        also = self._note_reminded(prepared, draft)
        asks = needs_approval(self.ledger, schedule, draft.to_send, rule=load_approval())
        if asks or (draft.invalid and schedule.bad_rows is BadRows.HOLD):
            run = self._run(
                schedule,
                at,
                RunState.HELD,
                campaign_id=campaign_id,
                digest=digest,
                key="schedule.held" if draft.invalid else "schedule.held-rule",
                params={"n": draft.invalid or draft.to_send, "id": campaign_id},
            )

            def ask(connection: Connection) -> None:
                also(connection)
                if asks:
                    ask_for_run(connection, schedule, draft, at=at, now=self.clock.now())

            work_queue.hold_for_approval(
                self.ledger,
                campaign_id,
                schedule_id=schedule.id,
                run=run,
                options=options,
                also=ask,
            )
            return run
        run = self._run(schedule, at, RunState.PLANNED, campaign_id=campaign_id, digest=digest)
        work_queue.enqueue(
            self.ledger,
            campaign_id,
            at=at,
            expected=CampaignState.DRAFT,
            schedule_id=schedule.id,
            run=run,
            options=options,
            also=also,
        )
        return run

    def _note_reminded(
        self, prepared: PreparedCampaign, draft: DraftCampaign
    ) -> Callable[[Connection], object]:
        """Return what notes whom a campaign reminds."""
        series = series_of(prepared, mode=draft.campaign.mode)
        if series is None:
            return lambda _: None
        now = self.clock.now()
        return partial(note_reminded, campaign_id=draft.campaign.id, series=series, now=now)

    def _nobody_due(self, schedule: Schedule, at: datetime, file: Path, digest: str) -> ScheduleRun:
        params: dict[str, SentenceValue] = {"file": str(file), "day": in_vietnam(at).date()}
        return self._run(schedule, at, RunState.EMPTY, digest=digest, key=NOBODY_DUE, params=params)

    def _campaign_name(self, schedule: Schedule, at: datetime) -> str:
        """Return the name of the campaign of one run, the same each time it is asked for."""
        local = in_vietnam(at)
        name = f"{schedule.name} {local:%Y-%m-%d %H:%M}"
        try:
            campaign = campaigns.find(self.ledger, name)
        except UnknownCampaignError:
            return name
        # A schedule of that name may have been there before this one, or the clock was set back.
        own = campaign.schedule_id == schedule.id and campaign.start_at in {None, at}
        return name if own else f"{name}:{local:%S} {schedule.id}"

    def _failed(self, schedule: Schedule, at: datetime, error: ZnsBatchError) -> ScheduleRun:
        no_file = error.key == "schedule.no-file"
        state = RunState.NO_FILE if no_file else RunState.FAILED
        return self._run(schedule, at, state, key=error.key, params=error.params)

    def _run(
        self,
        schedule: Schedule,
        at: datetime,
        state: RunState,
        *,
        campaign_id: str | None = None,
        digest: str | None = None,
        key: str = "",
        params: Mapping[str, SentenceValue] | None = None,
    ) -> ScheduleRun:
        return ScheduleRun(
            schedule_id=schedule.id,
            due_at=at,
            state=state,
            at=self.clock.now(),
            campaign_id=campaign_id,
            digest=digest,
            key=key,
            params=dict(params or {}),
        )


def _has_only_unreadable_days(prepared: PreparedCampaign, draft: DraftCampaign) -> bool:
    """Tell whether days that can't be read are all that is wrong; of a list that is the same it was told."""
    due = prepared.extras.due if prepared.extras is not None else None
    day = due.days.column.title if due is not None else None
    return all(problem.column == day for problem in draft.problems)
