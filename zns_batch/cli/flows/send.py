"""`send`: prepares, plans, asks, and sends a campaign or leaves it to workers."""

from collections.abc import Callable
from pathlib import Path

import click

from zns_batch.cli.console import info, info_text, is_terminal, start
from zns_batch.cli.flows.drafts import answer_checked, confirm_rows
from zns_batch.cli.language import lang
from zns_batch.cli.views.mapping import show_mapping
from zns_batch.cli.views.preflight import ask_to_send, show_preflight
from zns_batch.cli.views.template_diff import show_compared
from zns_batch.core.background import Background
from zns_batch.core.clock import SystemClock
from zns_batch.domain.sheet import Sheet
from zns_batch.errors import UsageError
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.drafts import drop_draft
from zns_batch.sending.event_loop import LoopRunner
from zns_batch.services.campaigns.draft import DraftCampaign, expiry_of
from zns_batch.services.campaigns.launch import Launch, LaunchObserver
from zns_batch.services.campaigns.options import CampaignRequest, RunOptions
from zns_batch.services.campaigns.prepare import PreparedCampaign
from zns_batch.services.campaigns.report import default_report_path
from zns_batch.services.campaigns.template_sync import TemplateComparison
from zns_batch.services.people.acts import record_act
from zns_batch.settings.accounts import AccountSettings, load_account
from zns_batch.sheets.whole_file import ensure_writable


class SendScreen(LaunchObserver):
    """Shows the mapping and the template's differences."""

    def __init__(self, out: Path, source: Path) -> None:
        self._out, self._source, self._account = out, source, ""

    def on_prepared(self, prepared: PreparedCampaign) -> None:
        """Show which column feeds what, once it is sure that the workbook can be written."""
        self._account = prepared.account.name
        ensure_writable(self._out, never=self._source)
        show_mapping(prepared)

    def on_compared(self, comparison: TemplateComparison) -> None:
        """Show where the account's template differs."""
        show_compared(comparison, account=self._account)


class SendFlow:
    """One `send`. `demo` passes an account and a ledger of its own."""

    def __init__(
        self,
        request: CampaignRequest,
        run: RunOptions,
        *,
        as_json: bool,
        yes: bool,
        account: AccountSettings | None = None,
        ledger: Ledger | None = None,
    ) -> None:
        self._as_json, self._yes = as_json, yes
        now = SystemClock().now()
        self._out = run.out or default_report_path(request.file, lang=lang(), now=now)
        self._launch = Launch(
            account=account or load_account(request.account),
            request=request,
            run=run,
            observer=SendScreen(self._out, request.file),
        )
        self._ledger = ledger
        self._confirmed = False

    def send(self, opened: Callable[[], Sheet]) -> int:
        """Run the launch in one event loop; return the exit code.

        Args:
            opened: Waits for the sheet, which is being read already.

        """
        try:
            return self._send(opened)
        except (KeyboardInterrupt, click.Abort):
            if not self._confirmed:
                info_text("")
                info("cli.nothing-sent")
            raise

    def _send(self, opened: Callable[[], Sheet]) -> int:
        launch = self._launch
        # What stands on the command line is told before what the sheet lacks.
        if launch.run.out is not None:
            ensure_writable(self._out, never=launch.request.file)
        expiry_of(launch.run, now=SystemClock().now())
        with LoopRunner() as loop:
            try:
                prepared = loop.run(launch.prepare(opened=opened))
                launch.connect()
                if not (self._yes or launch.run.dry_run or is_terminal()):
                    raise UsageError("cli.needs-yes")
                ledger = self._ledger or start()
                loop.end_idle_threads()
                draft = launch.plan(ledger, prepared, progress=_load_first_run())
                try:
                    if not self._may_start(loop, ledger, draft, prepared):
                        info("cli.nothing-sent")
                        return answer_checked(draft, json=self._as_json)
                    self._confirmed = True
                    if self._ledger is None:
                        self._note(ledger, draft)
                    if launch.run.detach:
                        from zns_batch.cli.views.run import answer_detached

                        launch.enqueue(ledger, draft)
                        return answer_detached(ledger, draft.campaign.id, as_json=self._as_json)
                    return self._run(loop, ledger, draft, prepared)
                finally:
                    # A draft that was refused, or could not begin because another process holds the
                    # lane or has sent the same list meanwhile, leaves nothing behind; a campaign
                    # that has begun or is left to workers is no draft any more.
                    drop_draft(ledger, draft.campaign.id)
            finally:
                loop.run(launch.close())

    def _note(self, ledger: Ledger, draft: DraftCampaign) -> None:
        campaign, run = draft.campaign, self._launch.run
        record_act(
            ledger,
            "send",
            account=campaign.account,
            object_id=campaign.id,
            number=draft.to_send,
            detached=run.detach,
            dry_run=campaign.dry_run,
        )

    def _may_start(
        self,
        loop: LoopRunner,
        ledger: Ledger,
        draft: DraftCampaign,
        prepared: PreparedCampaign,
    ) -> bool:
        if not confirm_rows(draft, yes=self._yes):
            return False
        facts = loop.run(self._launch.preflight(ledger, draft, prepared))
        show_preflight(facts)
        if self._yes or draft.campaign.dry_run:
            return True
        return ask_to_send(facts.destination, "cli.ask-send", n=draft.to_send)

    def _run(
        self, loop: LoopRunner, ledger: Ledger, draft: DraftCampaign, prepared: PreparedCampaign
    ) -> int:
        from zns_batch.cli.flows.first_run import FirstRun

        first_run = FirstRun(
            launch=self._launch,
            ledger=ledger,
            draft=draft,
            prepared=prepared,
            loop=loop,
            out=self._out,
            as_json=self._as_json,
            asks=not self._yes and is_terminal(),
            is_kept=self._ledger is None,  # one that was given is a rehearsal's
        )
        return first_run.send()


def _load_first_run() -> Callable[[int], None]:
    """Return what loads, when it hears of the first rows, the modules that a run needs.

    They are loaded in a thread: of a long list this one waits for rows anyway, and nobody waits for the
    modules after that.
    """
    loading: list[Background[None]] = []

    def load() -> None:
        import structlog  # noqa: F401 — the log's writer

        import zns_batch.cli.flows.first_run  # noqa: F401 — for `_run`

    def planned(_rows: int) -> None:
        if not loading:
            loading.append(Background(load, "zns-load"))

    return planned
