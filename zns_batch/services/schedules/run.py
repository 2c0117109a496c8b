"""One time of a recurring schedule: the list of that moment, checked, planned and left to the workers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from zns_batch.core.clock import Clock, in_vietnam
from zns_batch.core.logging import log
from zns_batch.domain.states import CampaignState
from zns_batch.errors import (
    AlreadySentError,
    LaneHeldError,
    LedgerError,
    UnknownCampaignError,
    UnknownScheduleError,
    ZnsBatchError,
)
from zns_batch.i18n import Value
from zns_batch.ledger import campaigns, drafts, schedules, work_queue
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.schedules import (
    BadRows,
    RunState,
    Schedule,
    ScheduleRun,
    ScheduleState,
)
from zns_batch.reports.paths import dated_report_path
from zns_batch.services.campaigns.check import write_problem_book
from zns_batch.services.campaigns.draft import DraftCampaign, plan
from zns_batch.services.campaigns.prepare import (
    PreparedCampaign,
    apply_account_template,
    prepare,
    refuse_unsupported,
)
from zns_batch.services.campaigns.template_sync import compare
from zns_batch.services.schedules.input_files import digest_of, newest, wait_until_whole
from zns_batch.services.schedules.recurrence import Recurrence, is_missed
from zns_batch.services.schedules.saved_request import SavedRequest
from zns_batch.settings.accounts import load_account


@dataclass(frozen=True, kw_only=True, slots=True)
class _Decided:
    """What is to be noted of a time.

    Attributes:
        state: What became of it.
        campaign_id: The campaign that was made, if one was.
        digest: The list that was dealt with, if one was.
        key: The sentence that says what was in the way.
        params: Its values.

    """

    state: RunState
    campaign_id: str | None = None
    digest: str | None = None
    key: str = ""
    params: Mapping[str, Value] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Recurring:
    """Keeps the times of recurring schedules.

    It may be asked for the same time twice, by two workers or by one that was killed in between:
    a campaign is named after its time, and there is one campaign of a name.

    Args:
        ledger: The ledger.
        clock: What time it is.
        told: Hears what became of a time; twice when a worker is killed in between.
        stopping: Whether the worker is ending.

    """

    ledger: Ledger
    clock: Clock
    told: Callable[[Schedule, ScheduleRun], object]
    stopping: Callable[[], bool]

    def mend(self, now: datetime) -> None:
        """Bring forward times that were put off by a clock that was wrong.

        A clock that stood in another year when a time was kept set the next one from there.
        """
        for schedule in schedules.list_all(self.ledger):
            if schedule.cron and schedule.next_at and schedule.state is ScheduleState.ACTIVE:
                self._bring_forward(
                    schedule, Recurrence(cron=schedule.cron, zone=schedule.zone), now
                )

    def _bring_forward(self, schedule: Schedule, occasions: Recurrence, now: datetime) -> None:
        first = occasions.after(now)
        if schedule.next_at is None or schedule.next_at <= first:
            return
        # One that was kept already stays kept: the clock may have been set back by a second.
        if schedules.run_of(self.ledger, schedule.id, first) is None:
            schedules.set_next(self.ledger, schedule, first)

    def keep(self, schedule_id: str, due_at: datetime, *, seen_at: datetime) -> None:
        """Do what a schedule wants done at one of its times; nothing when that is done already.

        Args:
            schedule_id: The schedule.
            due_at: The time that has come.
            seen_at: When a worker saw that it had.

        Raises:
            LedgerError: The ledger can't be used now; the time is still to be kept.

        """
        schedule = schedules.get(self.ledger, schedule_id)
        if schedule is None or not schedule.cron or schedule.next_at != due_at:
            return
        if schedule.state is not ScheduleState.ACTIVE:
            return
        occasions = Recurrence(cron=schedule.cron, zone=schedule.zone)
        # However many were missed, the list is what it is now: one campaign makes up for all.
        at, _passed = occasions.last_until(due_at, seen_at)
        run = schedules.run_of(self.ledger, schedule.id, at)
        digest = None
        if run is None:
            try:
                decided = self._decide(schedule, at, seen_at)
            except UnknownScheduleError:  # a person has removed or paused it while it was planned
                return
            run, digest = _run(schedule, at, decided, self.clock.now()), decided.digest
            schedules.note_run(self.ledger, run)
        self.told(schedule, run)
        following = occasions.after(max(at, self.clock.now()))
        schedules.set_next(self.ledger, schedule, following, digest=digest)

    def _decide(self, schedule: Schedule, at: datetime, seen_at: datetime) -> _Decided:
        if is_missed(schedule.misfire, seen_at - at):
            when = f"{in_vietnam(at):%H:%M %d/%m/%Y}"
            params = {"when": when, "misfire": schedule.misfire}
            return _Decided(state=RunState.MISSED, key="schedule.missed", params=params)
        try:
            return self._with_list(schedule, at)
        except UnknownScheduleError:
            raise
        except LaneHeldError as error:
            return _failed(error)
        except LedgerError as error:
            if error.key == "ledger.name-taken":
                return self._planned_before(schedule, at)
            raise
        except ZnsBatchError as error:
            return _failed(error)
        except Exception as error:  # noqa: BLE001 — a mistake of ours must not be made every second
            log().exception("schedule.crashed", schedule=schedule.id, exc_info=error)
            what = type(error).__name__
            return _Decided(state=RunState.FAILED, key="schedule.crashed", params={"what": what})

    def _with_list(self, schedule: Schedule, at: datetime) -> _Decided:
        file = newest(schedule.file)
        while True:
            wait_until_whole(file, clock=self.clock, stopping=self.stopping)
            digest = digest_of(file)
            standing = SavedRequest.load(schedule.asked).of(file)
            if digest == schedule.digest and not standing.again:
                params = {"file": str(file)}
                unchanged = RunState.UNCHANGED
                return _Decided(state=unchanged, key="schedule.unchanged", params=params)
            decided = self._with_draft(schedule, standing, at, digest)
            if decided is not None:
                return decided

    def _with_draft(
        self, schedule: Schedule, standing: SavedRequest, at: datetime, digest: str
    ) -> _Decided | None:
        """Plan a list; `None` when it was written anew while it was being read."""
        prepared = prepared_of(standing)
        name = self._name(schedule, at)
        wishes = standing.wishes(name=name, now=self.clock.now())
        try:
            draft = plan(self.ledger, prepared, wishes, now=self.clock.now())
        except AlreadySentError as error:
            return _Decided(
                state=RunState.EMPTY, digest=digest, key=error.key, params=error.words()
            )
        try:
            if digest_of(standing.request.file) != digest:
                return None
            return self._decide_on(schedule, prepared, draft, at, digest)
        finally:
            # What was left to the workers, or holds, is no draft any more.
            drafts.drop_draft(self.ledger, draft.campaign.id)

    def _decide_on(
        self,
        schedule: Schedule,
        prepared: PreparedCampaign,
        draft: DraftCampaign,
        at: datetime,
        digest: str,
    ) -> _Decided:
        policy, file = schedule.bad_rows, str(prepared.sheet.path)
        if draft.invalid and policy is BadRows.REFUSE:
            report = self._refusal(schedule, prepared, at)
            params: dict[str, Value] = {"n": draft.invalid, "file": file, "report": str(report)}
            refused = RunState.REFUSED
            return _Decided(state=refused, digest=digest, key="schedule.refused", params=params)
        if not draft.to_send:
            params = {"file": file}
            empty = RunState.EMPTY
            return _Decided(state=empty, digest=digest, key="schedule.empty", params=params)
        campaign = draft.campaign
        if draft.invalid and policy is BadRows.HOLD:
            work_queue.hold_for_approval(self.ledger, campaign.id, schedule_id=schedule.id)
            params = {"n": draft.invalid, "id": campaign.id}
            return _Decided(
                state=RunState.HELD,
                campaign_id=campaign.id,
                digest=digest,
                key="schedule.held",
                params=params,
            )
        work_queue.enqueue(
            self.ledger,
            campaign.id,
            at=at,
            expected=CampaignState.DRAFT,
            schedule_id=schedule.id,
        )
        return _Decided(state=RunState.PLANNED, campaign_id=campaign.id, digest=digest)

    def _name(self, schedule: Schedule, at: datetime) -> str:
        """Return what the campaign of one time of a schedule is called."""
        here = in_vietnam(at)
        plain = f"{schedule.name} {here:%Y-%m-%d %H:%M}"
        try:
            found = campaigns.find(self.ledger, plain)
        except UnknownCampaignError:
            return plain
        # A schedule of that name may have been there before this one, or the clock was set back.
        mine = found.schedule_id == schedule.id and found.start_at in {None, at}
        return plain if mine else f"{plain}:{here:%S} {schedule.id}"

    def _refusal(self, schedule: Schedule, prepared: PreparedCampaign, at: datetime) -> Path:
        """Write down which rows can't be sent, for whoever mends the list."""
        standing = SavedRequest.load(schedule.asked)
        report = dated_report_path(Path(schedule.folder), schedule.name, at)
        again = prepare(prepared.request, account=prepared.account, template=prepared.template)
        write_problem_book(report, again, standing.lang)
        return report

    def _planned_before(self, schedule: Schedule, at: datetime) -> _Decided:
        """Return what became of a time whose worker was killed before it could note it."""
        campaign = campaigns.find(self.ledger, self._name(schedule, at))
        held = campaign.state is CampaignState.PAUSED and campaign.started_at is None
        state = RunState.HELD if held else RunState.PLANNED
        digest = _digest_if_there(campaign)
        return _Decided(state=state, campaign_id=campaign.id, digest=digest)


def _digest_if_there(campaign: Campaign) -> str | None:
    try:
        return digest_of(Path(campaign.source))
    except ZnsBatchError:
        return None


def _run(schedule: Schedule, at: datetime, decided: _Decided, now: datetime) -> ScheduleRun:
    return ScheduleRun(
        schedule_id=schedule.id,
        due_at=at,
        state=decided.state,
        at=now,
        campaign_id=decided.campaign_id,
        key=decided.key,
        params=dict(decided.params or {}),
    )


def _failed(error: ZnsBatchError) -> _Decided:
    state = RunState.NO_FILE if error.key == "schedule.no-file" else RunState.FAILED
    return _Decided(state=state, key=error.key, params=error.words())


def prepared_of(standing: SavedRequest) -> PreparedCampaign:
    """Bring together what a standing order names, and hold it to the account's template.

    Raises:
        SettingsError: The account is unknown here, or its credentials are missing.
        StoppedError: The account does not let the template be sent.
        SheetError: The list can't be read.
        ColumnError: The columns don't fit the template.
        UsageError: The provider can't do what was asked for.

    """
    account = load_account(standing.request.account)
    refuse_unsupported(account.provider, mode=standing.mode, options=standing.options)
    prepared = prepare(standing.request, account=account, template=standing.template)
    return apply_account_template(prepared, compare(account, prepared.template, mode=standing.mode))
