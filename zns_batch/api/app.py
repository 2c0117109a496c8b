"""`App`: the command line's functions for people who write Python, over the same services."""

import asyncio
import os
from collections.abc import Collection, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack

from zns_batch.api.customers import CustomerOperations
from zns_batch.api.lists import ListOperations
from zns_batch.api.objects import (
    CampaignHandle,
    CampaignRef,
    Check,
    Draft,
    PaceOptions,
    PlanOptions,
)
from zns_batch.api.schedules import ScheduleOperations
from zns_batch.core.clock import Clock, SystemClock
from zns_batch.domain.states import RowState
from zns_batch.i18n import Lang
from zns_batch.ledger import campaigns, drafts
from zns_batch.ledger.db.engine import open_ledger
from zns_batch.ledger.records import Campaign
from zns_batch.providers import ProviderClient
from zns_batch.sending.event_loop import run as run_loop
from zns_batch.sending.interfaces import ProgressObserver
from zns_batch.services.approvals.requests import note_command_line
from zns_batch.services.campaigns import control
from zns_batch.services.campaigns.launch import Launch
from zns_batch.services.campaigns.options import CampaignRequest, RunOptions
from zns_batch.services.campaigns.report import report_path, write_campaign_report
from zns_batch.services.campaigns.result_rows import RESULT_NAMES, result_rows
from zns_batch.services.campaigns.run_context import KnownQuota, open_run
from zns_batch.services.campaigns.runner import CampaignRunner, checked_tally
from zns_batch.services.people.management import Actor
from zns_batch.settings import paths
from zns_batch.sheets.whole_file import ensure_writable

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")

LATEST = campaigns.LATEST


class App(ListOperations, CustomerOperations, ScheduleOperations):
    """The program for Python: settings, ledger and clock as the command line finds them."""

    def __init__(
        self,
        *,
        home: str | os.PathLike[str] | None = None,
        database_url: str | None = None,
        account: str | None = None,
        provider: ProviderClient | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Open the ledger.

        Args:
            home: The state folder; `None` for the command line's.
            database_url: The ledger's database; `None` for the command line's, or with a `home` a
                file in it.
            account: The sender; `None` for the default account.
            provider: Sends in place of the account's provider, for tests
                (`zns_batch.testing.MemoryProvider`).
            clock: The time, for tests (`zns_batch.testing.VirtualClock`).

        Raises:
            LedgerError: The ledger can't be opened.

        """
        self._home = os.fspath(home) if home is not None else None
        self._database_url = database_url
        self._account_name = account
        self._provider = provider
        self._clock = clock or SystemClock()
        with self._located():
            self._ledger = open_ledger(paths.ledger_place())

    def __enter__(self) -> Self:
        """Return the app, to be closed at the end of the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the ledger."""
        self.close()

    def close(self) -> None:
        """Close the ledger."""
        self._ledger.close()

    # ── a draft ──

    def plan(
        self, check: Check, *, skip_invalid: bool = False, **options: Unpack[PlanOptions]
    ) -> Draft:
        """Store a checked list as a draft, and ask the provider for the template and the quota.

        Args:
            check: The list.
            skip_invalid: Consent to send although some rows can't be sent.
            options: How the campaign runs; see `PlanOptions`.

        Raises:
            AlreadySentError: The same recipients and parameters were sent before.
            SettingsError: Credentials are missing.
            StoppedError: The account does not let the template be sent.
            UsageError: An option is not supported, or can't be understood.

        """
        request = replace(check.prepared.request, skip_invalid=skip_invalid)
        return _wait(self._plan(check, request, RunOptions(**options)))

    async def _plan(self, check: Check, request: CampaignRequest, run: RunOptions) -> Draft:
        with self._located():
            launch = self._launch(request, run)
            sheet = check.prepared.sheet
            try:
                prepared = await launch.prepare(opened=lambda: sheet)
                draft = launch.plan(self._ledger, prepared)
                facts = None
                if draft.to_send:
                    facts = await launch.preflight(self._ledger, draft, prepared)
            finally:
                await launch.close()
        return Draft(
            request=request,
            run=run,
            prepared=prepared,
            draft=draft,
            preflight=facts,
            quota=launch.quota,
        )

    def _launch(
        self, request: CampaignRequest, run: RunOptions, quota: KnownQuota | None = None
    ) -> Launch:
        return Launch(
            account=self._account(),
            request=request,
            run=run,
            clock=self._clock,
            client=self._provider,
            quota=quota,
        )

    def discard(self, draft: Draft) -> None:
        """Take back a draft that is not to be sent."""
        drafts.drop_draft(self._ledger, draft.id)

    def send(self, draft: Draft, *, observer: ProgressObserver | None = None) -> CampaignHandle:
        """Send a draft, and return when the campaign has ended or paused.

        Args:
            draft: The draft.
            observer: Its methods are called while messages leave.

        Raises:
            UsageError: No row can be sent, or some can't and `skip_invalid` was not given.
            WrongStateError: It was sent already.
            LaneHeldError: Another process is sending for the account.

        """
        return _wait(self.asend(draft, observer=observer))

    async def asend(
        self, draft: Draft, *, observer: ProgressObserver | None = None
    ) -> CampaignHandle:
        """Send a draft, as `send` does, in the running event loop."""
        draft.require_ready()
        with self._located():
            launch = self._launch(draft.request, draft.run, draft.quota)
            try:
                context = launch.open_run(self._ledger, draft.draft, draft.prepared)
                runner = launch.runner(self._ledger, draft.draft, context, watch=observer)
                await runner.run()
            finally:
                await launch.close()
        return CampaignHandle(self._ledger, draft.id)

    def enqueue(self, draft: Draft) -> CampaignHandle:
        """Leave a draft to the workers (`zns-batch worker`), and return at once.

        Raises:
            UsageError: No row can be sent, or some can't and `skip_invalid` was not given.
            WrongStateError: It was sent already.

        """
        draft.require_ready()
        with self._located():
            self._launch(draft.request, draft.run).enqueue(self._ledger, draft.draft)
        return CampaignHandle(self._ledger, draft.id)

    # ── a campaign ──

    def campaign(self, ref: CampaignRef = LATEST) -> CampaignHandle:
        """Return a campaign by its id or name, or the newest.

        Raises:
            UnknownCampaignError: There is none.

        """
        return CampaignHandle(self._ledger, self._find(ref).id)

    def campaigns(self) -> list[CampaignHandle]:
        """Return all campaigns, the newest first."""
        return [
            CampaignHandle(self._ledger, found.id) for found in campaigns.list_all(self._ledger)
        ]

    def resume(
        self,
        campaign: CampaignRef = LATEST,
        *,
        observer: ProgressObserver | None = None,
        **options: Unpack[PaceOptions],
    ) -> CampaignHandle:
        """Go on with a campaign, and return when it has ended or paused.

        Args:
            campaign: The campaign.
            observer: Its methods are called while messages leave.
            options: A new pace; see `PaceOptions`.

        Raises:
            UsageError: The pace is out of bounds.
            WrongStateError: It was cancelled, or nobody approved it in time.
            LaneHeldError: Another process is sending for its account.

        """
        run = RunOptions(**options)
        run.refuse_out_of_bounds()
        found = self._find(campaign, to_act=True)
        now = self._clock.now()
        if not control.ready_to_resume(self._ledger, found, now=now):
            control.conclude(self._ledger, found, now=now)
            return CampaignHandle(self._ledger, found.id)
        # A program is trusted as the command line is, and noted like it.
        note_command_line(self._ledger, found, actor=Actor.of_command_line(), now=now)
        found = control.end_canary(self._ledger, found)
        return _wait(self._continue(found, run, observer))

    def retry(
        self,
        campaign: CampaignRef = LATEST,
        *,
        states: Collection[str],
        observer: ProgressObserver | None = None,
    ) -> CampaignHandle:
        """Send the rows of some states anew. Rows in doubt go again only when `unknown` is named.

        Args:
            campaign: The campaign.
            states: Such as `{"rejected"}`.
            observer: Its methods are called while messages leave.

        Raises:
            UsageError: A state is none whose rows may be sent anew.
            WrongStateError: No row stands in one of them.

        """
        found = self._find(campaign)
        chosen = control.read_states(",".join(sorted(states)))
        control.rows_in(self._ledger, found, chosen)
        control.retry(self._ledger, found, chosen, now=self._clock.now())
        return _wait(self._continue(found, RunOptions(), observer))

    async def _continue(
        self, campaign: Campaign, run: RunOptions, observer: ProgressObserver | None
    ) -> CampaignHandle:
        with self._located():
            campaign = campaigns.get(self._ledger, campaign.id)
            context = await open_run(self._ledger, campaign, run, client=self._provider)
            try:
                runner = CampaignRunner(
                    ledger=self._ledger,
                    campaign=campaign,
                    provider=context.sender,
                    limits=context.limits,
                    watch=observer or ProgressObserver(),
                    clock=self._clock,
                    wait=run.wait,
                    canary=control.canary_left(self._ledger, campaign),
                    template_quota_left=context.template_quota_left,
                    detached=False,
                )
                await runner.run()
            finally:
                await context.sender.close()
        return CampaignHandle(self._ledger, campaign.id)

    def pause(self, campaign: CampaignRef = LATEST) -> CampaignHandle:
        """Let nothing more leave for now; returns when what is in flight has ended.

        Raises:
            WrongStateError: Nothing of it waits to be sent.

        """
        found = control.pause(self._ledger, self._find(campaign, to_act=True), clock=self._clock)
        return CampaignHandle(self._ledger, found.id)

    def cancel(self, campaign: CampaignRef = LATEST) -> CampaignHandle:
        """End a campaign for good: what waits is not sent.

        Raises:
            WrongStateError: It is completed.

        """
        found = control.cancel(self._ledger, self._find(campaign, to_act=True), clock=self._clock)
        return CampaignHandle(self._ledger, found.id)

    # ── results ──

    def report(
        self,
        campaign: CampaignRef = LATEST,
        path: str | os.PathLike[str] | None = None,
        *,
        lang: Lang = "vi",
    ) -> Path:
        """Write the results workbook, also while the campaign runs, and return its path.

        Raises:
            OutputError: It can't be written.

        """
        found, now = self._find(campaign), self._clock.now()
        with self._located():
            out = Path(path) if path is not None else report_path(found, lang=lang, now=now)
            ensure_writable(out, never=Path(found.source))
            tally = checked_tally(self._ledger, found.id)
            write_campaign_report(self._ledger, found, tally, out, lang=lang, now=now)
        return out

    def results(self, campaign: CampaignRef = LATEST, *, lang: Lang = "vi") -> "pd.DataFrame":
        """Return the results as a DataFrame, indexed by the list's own row numbers.

        The list's columns come first, then `status`, `phone`, `code`, `reason`, `remedy`,
        `message_id`, `tracking_id`, `sent_at`, `delivered_at`, `attempts` and `cost`.
        """
        import pandas as pd

        found = self._find(campaign)
        listed = list(result_rows(self._ledger, found, lang=lang, now=self._clock.now()))
        numbers = pd.Index([number for number, _ in listed], name="row")
        columns = [*found.headers, *RESULT_NAMES]
        values = [[str(v) if isinstance(v, RowState) else v for v in cells] for _, cells in listed]
        return pd.DataFrame(values, index=numbers, columns=columns, dtype=object)


def _wait(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end, in a notebook's running loop in a thread beside it."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return run_loop(work)
    with ThreadPoolExecutor(1, "zns-app") as thread:
        return thread.submit(copy_context().run, run_loop, work).result()
