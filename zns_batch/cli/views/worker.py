"""What a worker says on the screen, a line for each thing, and whom it tells."""

from typing import TYPE_CHECKING

from zns_batch.cli.console import info
from zns_batch.cli.language import lang, tr
from zns_batch.cli.views.run import state_words
from zns_batch.core.clock import Clock, in_vietnam
from zns_batch.core.logging import log
from zns_batch.errors import LedgerError, ZnsBatchError
from zns_batch.i18n import format_datetime, translate
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.schedules import Schedule, ScheduleRun
from zns_batch.ledger.workers import WorkerRecord
from zns_batch.reports.reasons import sum_line
from zns_batch.sending.interfaces import ProgressObserver
from zns_batch.services.campaigns.runner import RunReport
from zns_batch.services.unattended.notify import NotifyResult, Teller

if TYPE_CHECKING:
    from zns_batch.cli.worker_metrics import WorkerMetrics


class WorkerScreen:
    """Says what a worker does, and tells people.

    Args:
        teller: Tells people.
        clock: What time it is.
        metrics: Where messages are counted, if they are.

    """

    def __init__(
        self, teller: Teller, clock: Clock, metrics: "WorkerMetrics | None" = None
    ) -> None:
        self._teller = teller
        self._clock = clock
        self._metrics = metrics

    def watch(self, campaign: Campaign) -> ProgressObserver:
        """Return who looks on while a campaign is sent. A rehearsal's messages are none."""
        if self._metrics is None or campaign.dry_run:
            return ProgressObserver()
        return self._metrics.watch(campaign.account)

    def begins(self, campaign: Campaign, waiting: int) -> None:
        """Say that a campaign begins or goes on."""
        log().info("worker.begins", campaign=campaign.id, waiting=waiting)
        info("worker.begins", when=self._when(), id=campaign.id, name=campaign.name, n=waiting)

    def ends(self, ended: RunReport, error: ZnsBatchError | None) -> None:
        """Say how a campaign stands, and tell people."""
        campaign = ended.campaign
        state = error.text(lang()).removesuffix(".") if error else state_words(campaign)
        log().info("worker.ends", campaign=campaign.id, state=campaign.state.value)
        line = sum_line(ended.tally, lang())
        words = {"id": campaign.id, "name": campaign.name, "state": state, "line": line}
        info("worker.ends", when=self._when(), **words)
        self._say_untold(campaign.id, self._teller.campaign(ended, error))

    def kept(self, schedule: Schedule, run: ScheduleRun) -> None:
        """Say what became of one time of a schedule, and tell people."""
        log().info("worker.kept-time", schedule=schedule.id, state=run.state.value, key=run.key)
        why = translate(run.key, lang(), **run.params) if run.key else run.campaign_id or ""
        state = tr(f"schedule.run.{run.state}")
        info("worker.run", when=self._when(), name=schedule.name, state=state, why=why)
        self._say_untold(schedule.id, self._teller.run(schedule, run))

    def took_over(self, worker: WorkerRecord) -> None:
        """Say that a worker is gone."""
        log().warning("worker.took-over", worker=worker.id)
        info("worker.took-over", when=self._when(), id=worker.id)

    def trouble(self, error: LedgerError | None) -> None:
        """Say that the ledger can't be used now."""
        if error is not None:
            log().warning("worker.trouble", key=error.key)
            info("worker.trouble", when=self._when(), why=error.text(lang()))

    def _say_untold(self, what: str, told: NotifyResult) -> None:
        if told.trouble is not None:
            why = told.trouble.text(lang())
            info("worker.no-report", when=self._when(), id=what, why=why)
        for error in told.errors():
            info("worker.not-told", when=self._when(), id=what, why=error.text(lang()))

    def _when(self) -> str:
        return format_datetime(in_vietnam(self._clock.now()), lang())
