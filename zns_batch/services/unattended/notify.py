"""After an unattended run: writes the results workbook, and notifies people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from zns_batch.core.clock import Clock
from zns_batch.core.logging import log
from zns_batch.domain.states import NOT_DONE, CampaignState, Reason, RowState
from zns_batch.errors import InternalError, MissedError, OutputError, ZnsBatchError
from zns_batch.i18n import LANGS, Lang
from zns_batch.ledger import campaigns, rows, schedules
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.timestamps import to_ms
from zns_batch.ledger.drafts import Option
from zns_batch.ledger.people.approvals import find_request
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.schedules import RunState, Schedule, ScheduleRun
from zns_batch.notifications.channels import FailedNotification, channels_of, send
from zns_batch.notifications.notification import Notification, NotificationKind, RequiredAction
from zns_batch.reports.destination import known_destination
from zns_batch.reports.next_steps import next_steps
from zns_batch.reports.paths import dated_report_path
from zns_batch.reports.reasons import ReasonSummary, sum_line
from zns_batch.services.approvals.approvers import approvers_emails
from zns_batch.services.campaigns.control import final_rows
from zns_batch.services.campaigns.report import report_folder, write_campaign_report
from zns_batch.services.campaigns.runner import RunReport
from zns_batch.services.schedules.labels import run_reason
from zns_batch.services.schedules.run import NOBODY_DUE
from zns_batch.services.schedules.service import destination_of_schedule
from zns_batch.settings.notifications import load_notices
from zns_batch.settings.web import pages_address

_KINDS = {
    CampaignState.COMPLETED: NotificationKind.COMPLETED,
    CampaignState.PAUSED: NotificationKind.PAUSED,
    CampaignState.ABORTED: NotificationKind.ABORTED,
    CampaignState.CANCELLED: NotificationKind.CANCELLED,
}
_RUN_KINDS = {
    RunState.HELD: NotificationKind.HELD,
    RunState.REFUSED: NotificationKind.REFUSED,
    RunState.UNCHANGED: NotificationKind.UNCHANGED,
    RunState.EMPTY: NotificationKind.UNCHANGED,
    RunState.NO_FILE: NotificationKind.NO_FILE,
    RunState.MISSED: NotificationKind.MISSED,
    RunState.FAILED: NotificationKind.FAILED,
}
_DEDUPLICATE_WITHIN = timedelta(hours=20)
"""The same outcome several times a day is notified once; what recurs daily is notified daily."""

_RETRIED = frozenset({Reason.NETWORK, Reason.RATE, Reason.NIGHT})
_RETRIED_WITHIN = timedelta(hours=1)
"""Pauses for these reasons that end so soon recur every few minutes: people are notified once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NotifyResult:
    """What was written and who could not be notified."""

    #: The results workbook; `None` when it could not be written.
    report: Path | None = None
    report_error: ZnsBatchError | None = None
    failures: tuple[FailedNotification, ...] = ()
    #: Why nobody could be notified: the settings can't be used.
    settings_error: ZnsBatchError | None = None

    def errors(self) -> Iterator[ZnsBatchError]:
        """Return why somebody was not notified."""
        if self.settings_error is not None:
            yield self.settings_error
        yield from (failure.error for failure in self.failures)


@dataclass(frozen=True, kw_only=True, slots=True)
class Notifier:
    """Reports what a worker did, by workbook and by notification.

    A campaign that was made on the pages has its results there: people get a link, and no workbook
    is written beside a list that lay in the pages' own folder.
    """

    ledger: Ledger
    clock: Clock

    def notify_campaign(self, ended: RunReport, error: ZnsBatchError | None) -> NotifyResult:
        """Write a campaign's results workbook unless it has a page, and notify people of its state.

        Args:
            ended: The state after its turn.
            error: What prevented it from being sent at all.

        """
        campaign, lang = ended.campaign, lang_of(ended.campaign)
        report: Path | None = None
        report_error: ZnsBatchError | None = None
        try:
            if campaign.page is None:
                report = self._report_path(campaign)
                write_campaign_report(
                    self.ledger, campaign, ended.tally, report, lang=lang, now=self.clock.now()
                )
        except OutputError as failure:
            report, report_error = None, failure
        except Exception as bug:  # noqa: BLE001 — people are notified all the same
            log().exception("worker.report-failed", campaign=campaign.id, exc_info=bug)
            report, report_error = None, InternalError.of(bug)

        retried = (
            campaign.state is CampaignState.PAUSED
            and campaign.reason in _RETRIED
            and campaign.resume_after is not None
            and campaign.resume_after - self.clock.now() <= _RETRIED_WITHIN
        )
        notified = campaign.reason.value if retried and campaign.reason else None
        notified_before = campaigns.get(self.ledger, campaign.id).options.get("told")
        if notified != notified_before:
            self._set_option(campaign, told=notified)
        elif retried:
            return NotifyResult(report=report, report_error=report_error)

        notification = self._notification(ended, error, report, lang)
        result = deliver(notification, campaign.options)
        return replace(result, report=report, report_error=report_error)

    def _notification(
        self, ended: RunReport, error: ZnsBatchError | None, report: Path | None, lang: Lang
    ) -> Notification:
        campaign = ended.campaign
        reason = campaign.reason.value if campaign.reason else None
        missed = isinstance(error, MissedError)
        kind = _KINDS.get(campaign.state, NotificationKind.PAUSED)
        schedule = campaign.options.get("schedule")
        about = notification_about(
            campaign,
            NotificationKind.MISSED if missed else kind,
            turn=str(campaign.turn),
            when=self.clock.now(),
        )
        return replace(
            about,
            lang=lang,
            schedule=str(schedule) if schedule else None,
            state=campaign.state,
            reason=error.text(lang) if error else reason,
            resume_after=campaign.resume_after,
            rows=ended.tally.rows,
            sum_line=sum_line(ended.tally, lang, dry_run=campaign.dry_run),
            needs=tuple(self._required_actions(ended, report, lang)),
            report=report,
            page=campaign.page,
        )

    def notify_schedule_run(self, schedule: Schedule, run: ScheduleRun) -> NotifyResult:
        """Notify people of a run of a schedule, when it made no campaign that will do so."""
        kind = _RUN_KINDS.get(run.state)
        if kind is None or run.key == NOBODY_DUE:
            return NotifyResult()
        runs = schedules.last_runs(self.ledger, run.schedule_id)
        last = next((earlier for earlier in runs if earlier.due_at < run.due_at), None)
        is_recent = last is not None and run.due_at - last.due_at <= _DEDUPLICATE_WITHIN
        if last and is_recent and (last.state, last.key) == (run.state, run.key):
            return NotifyResult()
        options: dict[str, Option] = schedule.asked.get("options", {})
        lang = _lang(options)
        destination = destination_of_schedule(schedule)
        page = None
        if run.state is RunState.HELD and run.campaign_id is not None:
            options, page = self._for_approvers(options, schedule, run.campaign_id)
        notification = Notification(
            kind=kind,
            turn=str(to_ms(run.due_at)),
            when=run.at,
            lang=lang,
            campaign=run.campaign_id,
            schedule=schedule.name,
            account=schedule.account,
            destination=destination.label(lang) if destination else None,
            practice=destination is not None and destination.is_loud,
            reason=run_reason(run, lang),
            page=page,
        )
        return deliver(notification, options)

    def _for_approvers(
        self, options: Mapping[str, Option], schedule: Schedule, campaign_id: str
    ) -> tuple[dict[str, Option], str | None]:
        """Return the options with the addresses of those who may approve, and the page where they do."""
        request = find_request(self.ledger, campaign_id, now=self.clock.now())
        address = pages_address()
        page = f"{address}/approvals/{campaign_id}" if address else None
        settings = load_notices()
        if request is None or settings.server is None:
            return dict(options), page
        own = str(options.get("emails") or ";".join(settings.email))
        others = approvers_emails(self.ledger, schedule.account, request)
        emails = ";".join(dict.fromkeys([*filter(None, own.split(";")), *others]))
        return {**options, "emails": emails}, page

    def _report_path(self, campaign: Campaign) -> Path:
        """Return where a campaign's workbook lies: the same path after each turn."""
        report = campaign.options.get("report")
        if report:
            return Path(str(report))
        folder = campaign.options.get("folder")
        path = dated_report_path(
            Path(str(folder)) if folder else report_folder(Path(campaign.source)),
            str(campaign.options.get("schedule") or campaign.name),
            campaign.start_at or campaign.created_at,
        )
        self._set_option(campaign, report=str(path))
        return path

    def _set_option(self, campaign: Campaign, **option: Option) -> None:
        options = campaigns.get(self.ledger, campaign.id).options
        campaigns.set_options(self.ledger, campaign.id, {**options, **option})

    def _required_actions(
        self, ended: RunReport, report: Path | None, lang: Lang
    ) -> Iterator[RequiredAction]:
        """Return what a person must do: the next steps, then the rows that need one, by reason."""
        campaign = ended.campaign
        if campaign.resume_after is None and report is not None:
            refused = ended.tally.count(RowState.REJECTED)
            final = final_rows(self.ledger, campaign, {RowState.REJECTED}) if refused else 0
            for step in next_steps(campaign, ended.tally, report=report, lang=lang, final=final):
                yield RequiredAction(reason=step)
        if not any(ended.tally.count(state) for state in NOT_DONE):
            return
        reasons = ReasonSummary(campaign.provider, lang)
        for row in rows.read_rows(self.ledger, campaign.id, states=NOT_DONE):
            reasons.add(row)
        for group in reasons.groups():
            yield RequiredAction(reason=group.reason, rows=group.rows, remedy=group.remedy)


def deliver(notification: Notification, options: Mapping[str, Option]) -> NotifyResult:
    """Send a notification to whom the options of a campaign or schedule and the settings name."""
    emails = options.get("emails")
    try:
        settings = load_notices()
        channels = channels_of(settings, email=str(emails).split(";") if emails else ())
    except ZnsBatchError as error:
        return NotifyResult(settings_error=error)
    return NotifyResult(failures=send(notification, channels, on=settings.on))


def notification_about(
    campaign: Campaign, kind: NotificationKind, *, turn: str, when: datetime
) -> Notification:
    """Return a notification that says which campaign it is about, and nothing else yet.

    Args:
        campaign: The campaign.
        kind: What happened.
        turn: Tells it from other notifications of this kind about the campaign.
        when: When it happened.

    """
    lang, destination = lang_of(campaign), known_destination(campaign)
    return Notification(
        kind=kind,
        turn=turn,
        when=when,
        lang=lang,
        campaign=campaign.id,
        name=campaign.name,
        account=campaign.account,
        destination=destination.label(lang) if destination else None,
        practice=destination is not None and destination.is_loud,
    )


def lang_of(campaign: Campaign) -> Lang:
    """Return the language of the workbooks and notifications of a campaign."""
    return _lang(campaign.options)


def _lang(options: Mapping[str, Option]) -> Lang:
    return next((lang for lang in LANGS if lang == options.get("lang")), "vi")
