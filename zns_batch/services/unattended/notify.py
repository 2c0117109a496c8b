"""After a turn without anybody there: the results workbook in its folder, and people told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from zns_batch.core.clock import Clock
from zns_batch.domain.notification_settings import NotificationSettings
from zns_batch.domain.states import NOT_DONE, CampaignState, Reason
from zns_batch.errors import MissedError, OutputError, ZnsBatchError
from zns_batch.i18n import LANGS, Lang, translate
from zns_batch.ledger import campaigns, rows, schedules
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.timestamps import to_ms
from zns_batch.ledger.drafts import Option
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.schedules import RunState, Schedule, ScheduleRun
from zns_batch.notifications.channels import FailedNotification, channels_of, send
from zns_batch.notifications.notification import Notification, NotificationKind, RequiredAction
from zns_batch.reports.next_steps import next_steps
from zns_batch.reports.paths import dated_report_path
from zns_batch.reports.reasons import ReasonSummary, sum_line
from zns_batch.services.campaigns.report import write_campaign_report
from zns_batch.services.campaigns.runner import RunReport
from zns_batch.settings.notifications import load_notices

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
_LONG_AGO = timedelta(hours=20)
"""What is the same at each time of a day is told once; what recurs each day is told each day."""

_PASSES = frozenset({Reason.NETWORK, Reason.RATE})
"""Reasons that are tried again every few minutes: people are told once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NotifyResult:
    """What came of telling.

    Attributes:
        report: The results workbook; `None` when it could not be written.
        trouble: Why it could not.
        untold: The ways by which people could not be told.
        settings: Why nobody could be told: the settings can't be used.

    """

    report: Path | None = None
    trouble: OutputError | None = None
    untold: tuple[FailedNotification, ...] = ()
    settings: ZnsBatchError | None = None

    def errors(self) -> Iterator[ZnsBatchError]:
        """Return why somebody was not told."""
        if self.settings is not None:
            yield self.settings
        yield from (one.error for one in self.untold)


@dataclass(frozen=True, kw_only=True, slots=True)
class Teller:
    """Tells people what a worker did.

    Args:
        ledger: The ledger.
        clock: What time it is.

    """

    ledger: Ledger
    clock: Clock

    def campaign(self, ended: RunReport, error: ZnsBatchError | None) -> NotifyResult:
        """Write a campaign's workbook and tell how it stands.

        Args:
            ended: How it stands after its turn.
            error: What was in the way of sending it at all.

        """
        lang = lang_of(ended.campaign)
        report, trouble = self._report(ended, lang)
        if self._told_before(ended.campaign):
            return NotifyResult(report=report, trouble=trouble)
        notice = self._notice(ended, error, report, lang)
        untold, settings = self._send(notice, _emails(ended.campaign.options))
        return NotifyResult(report=report, trouble=trouble, untold=untold, settings=settings)

    def run(self, schedule: Schedule, run: ScheduleRun) -> NotifyResult:
        """Tell what became of one time of a schedule, when no campaign will tell it."""
        kind = _RUN_KINDS.get(run.state)
        if kind is None or self._knows(run):
            return NotifyResult()
        options: dict[str, Option] = schedule.asked.get("options", {})
        lang = _lang(options)
        why = translate(run.key, lang, **run.params) if run.key else ""
        notice = Notification(
            kind=kind,
            turn=str(to_ms(run.due_at)),
            when=run.at,
            lang=lang,
            campaign=run.campaign_id,
            schedule=schedule.name,
            account=schedule.account,
            reason=why,
        )
        untold, settings = self._send(notice, _emails(options))
        return NotifyResult(untold=untold, settings=settings)

    def _knows(self, run: ScheduleRun) -> bool:
        """Tell whether people heard the same of a time that was not long ago."""
        before = [one for one in schedules.last_runs(self.ledger, run.schedule_id) if one != run]
        last = next((one for one in before if one.due_at < run.due_at), None)
        if last is None or run.due_at - last.due_at > _LONG_AGO:
            return False
        return (last.state, last.key) == (run.state, run.key)

    def _report(self, ended: RunReport, lang: Lang) -> tuple[Path | None, OutputError | None]:
        try:
            out = self._place(ended.campaign)
            write_campaign_report(
                self.ledger, ended.campaign, ended.tally, out, lang=lang, now=self.clock.now()
            )
        except OutputError as error:
            return None, error
        return out, None

    def _place(self, campaign: Campaign) -> Path:
        """Return where a campaign's workbook lies: at each turn the same."""
        kept = campaign.options.get("report")
        if kept:
            return Path(str(kept))
        folder = campaign.options.get("folder")
        name = str(campaign.options.get("schedule") or campaign.name)
        began = campaign.start_at or campaign.created_at
        home = Path(str(folder)) if folder else Path(campaign.source).parent
        out = dated_report_path(home, name, began)
        self._keep(campaign, report=str(out))
        return out

    def _keep(self, campaign: Campaign, **more: Option) -> None:
        options = campaigns.get(self.ledger, campaign.id).options
        campaigns.set_options(self.ledger, campaign.id, {**options, **more})

    def _told_before(self, campaign: Campaign) -> bool:
        """Tell whether people know already; a campaign that meets the same trouble tells it once."""
        reason = campaign.reason
        passes = campaign.state is CampaignState.PAUSED and reason in _PASSES
        before = campaigns.get(self.ledger, campaign.id).options.get("told")
        now = reason.value if passes and reason else None
        if now != before:
            self._keep(campaign, told=now)
        return passes and now == before

    def _notice(
        self, ended: RunReport, error: ZnsBatchError | None, report: Path | None, lang: Lang
    ) -> Notification:
        campaign = ended.campaign
        reason = error.text(lang) if error else campaign.reason and campaign.reason.value
        schedule = campaign.options.get("schedule")
        return Notification(
            kind=_kind(campaign, error),
            turn=str(campaign.turn),
            when=self.clock.now(),
            lang=lang,
            campaign=campaign.id,
            name=campaign.name,
            schedule=str(schedule) if schedule else None,
            account=campaign.account,
            state=campaign.state,
            reason=reason,
            resume_after=campaign.resume_after,
            rows=ended.tally.rows,
            sum_line=sum_line(ended.tally, lang),
            needs=tuple(self._needs(ended, report, lang)),
            report=report,
        )

    def _needs(self, ended: RunReport, report: Path | None, lang: Lang) -> Iterator[RequiredAction]:
        campaign = ended.campaign
        if campaign.resume_after is None and report is not None:
            for step in next_steps(campaign, ended.tally, report=report, lang=lang):
                yield RequiredAction(reason=step)
        reasons = ReasonSummary(campaign.provider, lang)
        for row in rows.read_rows(self.ledger, campaign.id, states=NOT_DONE):
            reasons.add(row)
        for group in reasons.groups():
            yield RequiredAction(reason=group.reason, rows=group.rows, remedy=group.remedy)

    def _send(
        self, notice: Notification, emails: tuple[str, ...]
    ) -> tuple[tuple[FailedNotification, ...], ZnsBatchError | None]:
        try:
            settings: NotificationSettings = load_notices()
            ways = channels_of(settings, email=emails)
        except ZnsBatchError as error:
            return (), error
        return send(notice, ways, on=settings.on), None


def _kind(campaign: Campaign, error: ZnsBatchError | None) -> NotificationKind:
    if isinstance(error, MissedError):
        return NotificationKind.MISSED
    return _KINDS.get(campaign.state, NotificationKind.PAUSED)


def lang_of(campaign: Campaign) -> Lang:
    """Return the language in which people hear of a campaign."""
    return _lang(campaign.options)


def _lang(options: Mapping[str, Option]) -> Lang:
    word = options.get("lang")
    return next((lang for lang in LANGS if lang == word), "vi")


def _emails(options: Mapping[str, Option]) -> tuple[str, ...]:
    word = options.get("emails")
    return tuple(str(word).split(";")) if word else ()
