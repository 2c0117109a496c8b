"""The screen of a worker: a line for each event, and the notification of people."""

import threading
from collections.abc import Callable

from zns_batch.cli.console import info
from zns_batch.cli.language import lang, tr
from zns_batch.core.clock import Clock, in_vietnam
from zns_batch.core.logging import log
from zns_batch.errors import LedgerError, ZnsBatchError
from zns_batch.i18n import format_datetime, translate
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.schedules import Schedule, ScheduleRun
from zns_batch.ledger.workers import WorkerRecord
from zns_batch.reports.reasons import sum_line
from zns_batch.sending.interfaces import ProgressObserver
from zns_batch.services.campaigns.labels import state_label
from zns_batch.services.campaigns.runner import RunReport
from zns_batch.services.unattended.campaign_events import CampaignEvents
from zns_batch.services.unattended.early_warnings import EarlyWarnings
from zns_batch.services.unattended.notify import Notifier, NotifyResult


class WorkerScreen:
    """A `WorkerObserver` that prints, logs and notifies.

    Args:
        notifier: Notifies people.
        clock: The time on each line.
        account_metrics: Returns what counts the messages of an account; `None` for no metrics.
        warnings: Notifies people of what will stop campaigns soon; `None` for nobody.
        events: Tells programs what becomes of campaigns; `None` for none.

    """

    def __init__(
        self,
        notifier: Notifier,
        clock: Clock,
        account_metrics: Callable[[str], ProgressObserver] | None = None,
        warnings: EarlyWarnings | None = None,
        events: CampaignEvents | None = None,
    ) -> None:
        self._notifier = notifier
        self._clock = clock
        self._account_metrics = account_metrics
        self._warnings = warnings
        self._events = events

    def progress_observer(self, campaign: Campaign) -> ProgressObserver:
        """Return what counts a campaign's messages; those of a rehearsal don't count."""
        observer = ProgressObserver()
        if self._account_metrics is not None and not campaign.dry_run:
            observer = self._account_metrics(campaign.account)
        if self._warnings is None:
            return observer

        def show(result: NotifyResult) -> None:
            log().info("worker.warned", account=campaign.account, kind="quota")
            info("worker.quota-warned", when=self._now(), account=campaign.account)
            self._print_failures(campaign.id, result)

        return self._warnings.watching(campaign, observer, on_notified=show)

    def on_start(self, campaign: Campaign, waiting: int) -> None:
        """Print that a campaign begins or goes on."""
        log().info("worker.begins", campaign=campaign.id, waiting=waiting)
        info("worker.begins", when=self._now(), id=campaign.id, name=campaign.name, n=waiting)
        if self._events is not None and self._events.note_start(campaign):
            self._deliver(self._events)

    def on_end(self, report: RunReport, error: ZnsBatchError | None) -> None:
        """Print the state of a campaign, and notify people."""
        campaign = report.campaign
        log().info("worker.ends", campaign=campaign.id, state=campaign.state.value)
        if self._events is not None and error is None and self._events.note_end(campaign):
            self._deliver(self._events)
        info(
            "worker.ends",
            when=self._now(),
            id=campaign.id,
            name=campaign.name,
            state=error.text(lang()).removesuffix(".") if error else state_label(campaign, lang()),
            line=sum_line(report.tally, lang(), dry_run=campaign.dry_run),
        )
        self._print_failures(campaign.id, self._notifier.notify_campaign(report, error))

    def on_schedule_run(self, schedule: Schedule, run: ScheduleRun) -> None:
        """Print the outcome of a run of a schedule, and notify people."""
        log().info("worker.kept-time", schedule=schedule.id, state=run.state.value, key=run.key)
        why = translate(run.key, lang(), **run.params) if run.key else run.campaign_id or ""
        state = tr(f"schedule.run.{run.state}")
        info("worker.run", when=self._now(), name=schedule.name, state=state, why=why)
        self._print_failures(schedule.id, self._notifier.notify_schedule_run(schedule, run))

    def warn_of_tokens(self) -> None:
        """Notify people of refresh tokens that end soon, and print that."""
        if self._warnings is None:
            return
        for account, result in self._warnings.notify_of_tokens():
            log().info("worker.warned", account=account, kind="token")
            info("worker.token-warned", when=self._now(), account=account)
            self._print_failures(account, result)

    def on_worker_pruned(self, worker: WorkerRecord) -> None:
        """Print that another worker is gone."""
        log().warning("worker.took-over", worker=worker.id)
        info("worker.took-over", when=self._now(), id=worker.id)

    def on_database_error(self, error: LedgerError | None) -> None:
        """Print that the database can't be used now; its recovery needs no line."""
        if error is not None:
            log().warning("worker.trouble", key=error.key)
            info("worker.trouble", when=self._now(), why=error.text(lang()))

    def _deliver(self, events: CampaignEvents) -> None:
        """Post what programs are to be told; a receiver that is slow keeps nobody waiting."""
        threading.Thread(target=events.deliver_due, daemon=True).start()

    def _print_failures(self, subject: str, result: NotifyResult) -> None:
        if result.report_error is not None:
            why = result.report_error.text(lang())
            info("worker.no-report", when=self._now(), id=subject, why=why)
        for error in result.errors():
            info("worker.not-told", when=self._now(), id=subject, why=error.text(lang()))

    def _now(self) -> str:
        return format_datetime(in_vietnam(self._clock.now()), lang())
