"""The use case "send a list": from a request to a campaign that runs here or is left to workers.

    check options → account's template → prepare → compare → plan → preflight → run or enqueue

A face asks its person between the steps; a schedule or a program does not. One sender serves the
whole launch, and the day's quota is asked once.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from zns_batch.core.clock import Clock, SystemClock
from zns_batch.domain.message import MessageSender
from zns_batch.domain.sheet import Sheet
from zns_batch.domain.states import CampaignState
from zns_batch.domain.template import Template
from zns_batch.errors import ProviderError, SettingsError
from zns_batch.ledger import campaigns, work_queue
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import OA_NAME
from zns_batch.providers import ProviderClient, capabilities
from zns_batch.providers.dry_run import DryRunSender
from zns_batch.sending.interfaces import ProgressObserver, SendLimits
from zns_batch.services.accounts.factory import account_client_of
from zns_batch.services.campaigns.draft import DraftCampaign, set_aside_repetitions
from zns_batch.services.campaigns.draft import plan as plan_draft
from zns_batch.services.campaigns.options import CampaignRequest, RunOptions
from zns_batch.services.campaigns.preflight import Preflight, preflight
from zns_batch.services.campaigns.prepare import (
    PreparedCampaign,
    for_recipients,
    prepare,
    refuse_unsupported,
)
from zns_batch.services.campaigns.report import default_report_path
from zns_batch.services.campaigns.run_context import KnownQuota, RunContext, send_limits
from zns_batch.services.campaigns.template_sync import (
    TemplateComparison,
    account_only_template,
    compare,
    is_account_only,
)
from zns_batch.services.journeys.journey_sender import with_journeys
from zns_batch.settings.accounts import AccountSettings
from zns_batch.settings.paths import template_folders
from zns_batch.templates.repository import at_account, load_template

if TYPE_CHECKING:
    from zns_batch.services.campaigns.runner import CampaignRunner


class LaunchObserver:
    """Callbacks of a launch for whoever shows its progress. The base class ignores them."""

    def on_prepared(self, prepared: PreparedCampaign) -> None:
        """Handle the column mapping, before the account is asked about the template."""

    def on_compared(self, comparison: TemplateComparison) -> None:
        """Handle what the account says of the template."""


@dataclass(kw_only=True, slots=True)
class Launch:
    """One launch. Close it when it is over; `async with` is not used, a face closes it in its loop."""

    account: AccountSettings
    request: CampaignRequest
    run: RunOptions
    clock: Clock = field(default_factory=SystemClock)
    observer: LaunchObserver = field(default_factory=LaunchObserver)
    #: Plan although this machine has no credentials to compare the template with the account's.
    needs_credentials: bool = True
    #: The account's client, if the caller has one; else it is made when it is first needed.
    client: ProviderClient | None = None
    #: The day's quota, when the provider told it a moment ago.
    quota: KnownQuota | None = None
    #: The template before the account's changes, once `prepare` has run.
    local_template: Template | None = None
    _sender: MessageSender | None = None

    def __post_init__(self) -> None:
        """Complete the options by the account's."""
        self.run = self.run.for_account(self.account)

    def check_options(self) -> SendLimits:
        """Refuse options that the provider, or a campaign left to workers, does not support.

        Raises:
            UsageError: One of them is not supported, or can't be understood.

        """
        refuse_unsupported(self.account.provider, self.request, self.run)
        self.run.refuse_out_of_bounds()
        self.run.refuse_when_detached()
        return send_limits(self.run)

    async def find_template(self) -> Template:
        """Return the template of a local file or, for an id that no file has, the account's.

        Raises:
            TemplateError: The template is unknown or broken.
            SettingsError: Credentials are missing.
            ProviderError: The provider refused or gave no usable answer.
            StoppedError: The account has no such template, or does not let it be sent.

        """
        comparison = await self._account_only_template()
        if comparison is not None:
            return comparison.template
        name, folders = self.account.name, template_folders()
        template = load_template(self.request.template, folders=folders, account=name)
        return at_account(template, name)

    async def _account_only_template(self) -> TemplateComparison | None:
        if self.run.dry_run or not is_account_only(self.request.template):
            return None
        return await account_only_template(
            self.account,
            self.request.template,
            mode=self.run.mode,
            client=self._templates_client(),
        )

    def _templates_client(self) -> ProviderClient | None:
        """Return the client if the provider tells templates: only then credentials are needed yet."""
        return self._connected() if capabilities(self.account.provider).templates else None

    def _connected(self) -> ProviderClient:
        if self.client is None:
            concurrency = send_limits(self.run).concurrency
            self.client = account_client_of(self.account, concurrency=concurrency)
        return self.client

    async def prepare(
        self, *, opened: Callable[[], Sheet] | None = None, template: Template | None = None
    ) -> PreparedCampaign:
        """Load the sheet and the template, and apply what the account says of the template.

        Args:
            opened: Waits for the sheet when it is being read already (`open_in_background`).
            template: The template, when it was stored before.

        Raises:
            UsageError: An option is not supported.
            SettingsError: Credentials are missing.
            StoppedError: The account does not let the template be sent.
            TemplateError: The template is unknown or broken.
            SheetError: A file can't be read.
            ColumnError: The columns don't fit the template.

        """
        self.check_options()
        known = None if template else await self._account_only_template()
        if known is not None:
            template = known.template
        prepared = await asyncio.to_thread(
            prepare, self.request, account=self.account, template=template, opened=opened
        )
        self.local_template = prepared.template
        self.observer.on_prepared(prepared)
        if known is not None:
            return replace(prepared, offered=known.offered)
        if self.run.dry_run:
            return prepared
        try:
            comparison = await compare(
                self.account,
                prepared.template,
                mode=self.run.mode,
                client=self._templates_client(),
            )
        except SettingsError as error:
            if self.needs_credentials:
                raise
            comparison = TemplateComparison(template=prepared.template, trouble=error)
        self.observer.on_compared(comparison)
        return apply_account_template(prepared, comparison)

    def connect(self) -> MessageSender:
        """Return the sender of this launch.

        Raises:
            SettingsError: Credentials are missing.

        """
        if self._sender is None:
            dry_run = self.run.dry_run
            self._sender = DryRunSender(self.account.provider) if dry_run else self._connected()
        return self._sender

    def plan(
        self,
        ledger: Ledger,
        prepared: PreparedCampaign,
        *,
        starts_at: datetime | None = None,
        progress: Callable[[int], object] | None = None,
    ) -> DraftCampaign:
        """Store the campaign as a draft; see `draft.plan`."""
        self.run = self.run.for_tag(prepared.template.tag)
        now = self.clock.now()
        return plan_draft(
            ledger, prepared, self.run, now=now, starts_at=starts_at, progress=progress
        )

    async def preflight(
        self,
        ledger: Ledger,
        draft: DraftCampaign,
        prepared: PreparedCampaign,
        *,
        starts_at: datetime | None = None,
    ) -> Preflight:
        """Gather the facts about a draft; the provider is asked for the quota unless it starts later."""
        quota, quota_error = None, None
        if starts_at is None:
            try:
                quota = await self.connect().quota()
            except ProviderError as error:
                quota_error = error
            if quota is not None:
                self.quota = KnownQuota(quota=quota, at=self.clock.monotonic())
        facts = preflight(
            ledger,
            draft,
            self.account,
            send_limits(self.run),
            now=self.clock.now(),
            quota=quota,
            quota_error=quota_error,
            template_quota=prepared.template_quota,
            starts_at=starts_at,
        )
        # The provider's own word; what the settings call the account was stored with the draft.
        oa_name = self.client.oa_name if self.client else None
        if oa_name is None:
            return facts
        options = campaigns.get(ledger, draft.campaign.id).options
        campaigns.set_options(ledger, draft.campaign.id, {**options, OA_NAME: oa_name})
        return replace(facts, destination=replace(facts.destination, oa_name=oa_name))

    def open_run(
        self, ledger: Ledger, draft: DraftCampaign, prepared: PreparedCampaign
    ) -> RunContext:
        """Return what a run of the draft needs; its sender is closed with this launch."""
        campaign = draft.campaign
        self.run = self.run.for_tag(prepared.template.tag)
        limits = send_limits(self.run, expires_at=campaign.expires_at)
        self._sender = with_journeys(
            self.connect(),
            self.account,
            campaign,
            ledger=ledger,
            concurrency=limits.concurrency,
            clock=self.clock,
        )
        return RunContext(
            sender=self._sender,
            limits=limits,
            template_quota_left=prepared.template_quota.remaining,
            quota=self.quota,
        )

    def runner(
        self,
        ledger: Ledger,
        draft: DraftCampaign,
        context: RunContext,
        *,
        watch: ProgressObserver | None = None,
    ) -> "CampaignRunner":
        """Return the first run of a draft."""
        # Planning does without it: whoever waits for that need not wait for this too.
        from zns_batch.services.campaigns.runner import CampaignRunner

        campaign = draft.campaign

        def set_aside() -> object:
            return set_aside_repetitions(ledger, campaign, now=self.clock.now())

        return CampaignRunner(
            ledger=ledger,
            campaign=campaign,
            provider=context.sender,
            limits=context.limits,
            watch=watch or ProgressObserver(),
            clock=self.clock,
            wait=self.run.wait,
            pre_start_check=None if self.run.again else set_aside,
            canary=self.run.canary,
            template_quota_left=context.template_quota_left,
            quota=context.quota,
            waiting=draft.to_send,
            detached=False,
        )

    def enqueue(self, ledger: Ledger, draft: DraftCampaign) -> None:
        """Leave the draft to workers, to be sent now.

        Its workbook's place is settled here: a worker may run in another folder.
        """
        now, campaign = self.clock.now(), draft.campaign
        if "report" not in campaign.options:
            source, lang = Path(campaign.source), self.run.lang
            out = self.run.out or default_report_path(source, lang=lang, now=now)
            options = {**campaign.options, "lang": lang, "report": str(out.absolute())}
            campaigns.set_options(ledger, campaign.id, options)
        work_queue.enqueue(ledger, campaign.id, at=now, expected=CampaignState.DRAFT)

    async def close(self) -> None:
        """Give back connections; a second call does nothing."""
        in_use = self._sender or self.client
        self._sender = self.client = None
        if in_use is not None:
            await in_use.close()


def apply_account_template(
    prepared: PreparedCampaign, comparison: TemplateComparison
) -> PreparedCampaign:
    """Replace the local template by the account's; columns are matched anew where it differs.

    Raises:
        ColumnError: The account's template needs a column that the sheet does not have.

    """
    template = for_recipients(comparison.template, prepared.request.delivery)
    if template.params != prepared.template.params:
        account, sheet = prepared.account, prepared.sheet
        prepared = prepare(prepared.request, account=account, template=template, sheet=sheet)
    return replace(prepared, template=template, offered=comparison.offered)
