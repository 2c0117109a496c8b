"""What every run of a campaign needs besides the ledger: a sender, limits, and quotas known already."""

from dataclasses import dataclass, replace
from datetime import datetime

from zns_batch.domain.message import MessageSender, Quota
from zns_batch.ledger import campaigns
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import DESTINATION, OA_NAME, Campaign
from zns_batch.providers import ProviderClient
from zns_batch.providers.dry_run import DryRunSender
from zns_batch.sending.hours import SendingHours
from zns_batch.sending.interfaces import SendLimits
from zns_batch.services.accounts.factory import account_client_of
from zns_batch.services.campaigns.destination import destination_options
from zns_batch.services.campaigns.options import RunOptions
from zns_batch.services.campaigns.template_sync import compare
from zns_batch.services.customers.second_channel import CHANNEL
from zns_batch.services.customers.sms_sender import SmsSender
from zns_batch.services.journeys.journey_sender import with_journeys
from zns_batch.settings.accounts import load_account


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownQuota:
    """The day's quota as the provider told it a moment ago."""

    quota: Quota
    #: The clock's monotonic seconds when it was told.
    at: float


@dataclass(frozen=True, kw_only=True, slots=True)
class RunContext:
    """The sender and the limits of one run. Whoever opens it closes the sender."""

    sender: MessageSender
    limits: SendLimits
    #: What is left of the template's own quota of the day; `None` when it has none.
    template_quota_left: int | None = None
    #: `None` when the provider has to be asked.
    quota: KnownQuota | None = None


def send_limits(run: RunOptions, *, expires_at: datetime | None = None) -> SendLimits:
    """Return the limits of a lane; `run` has been completed by an account or stored options.

    Raises:
        UsageError: The window can't be understood.

    """
    return SendLimits(
        rate=float(run.rate or 0),
        concurrency=int(run.concurrency or 1),
        quota_reserve=int(run.quota_reserve or 0),
        beyond_quota=run.beyond_quota,
        window=SendingHours.parse(run.window) if run.window else None,
        expires_at=expires_at,
    )


async def open_run(
    ledger: Ledger,
    campaign: Campaign,
    run: RunOptions | None = None,
    *,
    client: ProviderClient | None = None,
) -> RunContext:
    """Prepare a campaign to go on, with its stored options and what is asked for now.

    A new pace is stored, so that the next run keeps it, and where the account leads now.

    Args:
        ledger: The ledger.
        campaign: The campaign.
        run: What is asked for now.
        client: The account's client, if the caller has one.

    Raises:
        SettingsError: The account is unknown here, or its credentials are missing.
        StoppedError: The account does not let the template be sent any more.
        UsageError: The window can't be understood, or the pace is out of bounds.

    """
    asked = run or RunOptions()
    asked.refuse_out_of_bounds()
    options = asked.over(campaign.options)
    limits = send_limits(options, expires_at=campaign.expires_at)
    account = load_account(campaign.account)
    concurrency = limits.concurrency
    if campaign.dry_run:
        client = None
    elif client is None:
        client = account_client_of(account, concurrency=concurrency)
    sender: MessageSender = with_journeys(
        client or DryRunSender(account.provider),
        account,
        campaign,
        ledger=ledger,
        concurrency=concurrency,
    )
    left = None
    is_sms = CHANNEL in campaign.options
    if is_sms and client is not None:
        sender = SmsSender(client)
    try:
        if client is not None and not is_sms:
            comparison = await compare(
                account, campaign.template, mode=campaign.mode, client=client
            )
            offered = comparison.offered
            left = None if offered is None else offered.quota.remaining
        stored = campaigns.get(ledger, campaign.id).options
        # The account may lead elsewhere than when the campaign was planned.
        current = destination_options(account)
        changed = dict(stored)
        if current[DESTINATION] != stored.get(DESTINATION):
            changed.pop(OA_NAME, None)
            changed |= current
        changed |= {} if run is None else options.pace()
        if changed != stored:
            campaigns.set_options(ledger, campaign.id, changed)
    except BaseException:
        await sender.close()
        raise
    return RunContext(sender=sender, limits=limits, template_quota_left=left)


def after_messages(context: RunContext, *, used: int) -> RunContext:
    """Return the context for a second run on the same connection, after `used` messages."""
    left = context.template_quota_left
    remaining = None if left is None else max(left - used, 0)
    return replace(context, template_quota_left=remaining, quota=None)
