"""What comes back to a campaign: who is asked for it, and whose events are believed."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from zns_batch.core.clock import SystemClock
from zns_batch.core.logging import redact_secret
from zns_batch.domain.delivery import Deliveries
from zns_batch.domain.states import RowState
from zns_batch.errors import SettingsError, UsageError
from zns_batch.ledger import webhook_events
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.receipts import open_places
from zns_batch.ledger.records import Campaign, StateCounts
from zns_batch.providers import Capabilities, capabilities
from zns_batch.providers.base import cannot
from zns_batch.receipts.poller import PollResult, ReceiptPoller
from zns_batch.receipts.webhook.endpoint import WebhookEndpoint
from zns_batch.services.accounts.factory import account_client_of
from zns_batch.services.campaigns.report import estimate
from zns_batch.services.customers.answers import FetchedAnswers, fetch_answers
from zns_batch.settings.accounts import AccountSettings, environment_name

_ZALO = "zalo"


def can_be_asked(campaign: Campaign, account: AccountSettings) -> Capabilities:
    """Return what an account can be asked about a campaign.

    Raises:
        UsageError: Nothing: it was a rehearsal, or its provider does not tell.
        SettingsError: The account is at another provider than when the campaign was sent.

    """
    if campaign.dry_run:
        raise UsageError("receipts.dry-run", id=campaign.id)
    if account.provider != campaign.provider:
        raise SettingsError(
            "receipts.other-provider",
            id=campaign.id,
            account=account.name,
            before=campaign.provider,
            now=account.provider,
        )
    supported = capabilities(campaign.provider)
    if not supported.status:
        raise cannot(campaign.provider, "status")
    return supported


def receipt_poller(
    ledger: Ledger, campaign: Campaign, account: AccountSettings, *, rate: float | None = None
) -> ReceiptPoller:
    """Return the poller of a campaign's open rows; `poll` runs it and closes its client.

    Args:
        ledger: The ledger.
        campaign: The campaign.
        account: Its account, with its credentials.
        rate: Questions a second; `None` for the account's pace.

    Raises:
        UsageError: It can't be asked about this campaign.
        SettingsError: The account is at another provider by now, or credentials are missing.

    """
    can = can_be_asked(campaign, account)
    # First: a row whose receipt has come already is not open any more.
    webhook_events.catch_up(ledger, campaign, now=SystemClock().now())
    return ReceiptPoller(
        ledger=ledger,
        campaign=campaign,
        client=account_client_of(account, concurrency=account.concurrency),
        places=open_places(ledger, campaign.id, by_tracking=can.find),
        by_tracking=can.find,
        rate=rate or account.rate,
        concurrency=account.concurrency,
    )


async def poll(
    poller: ReceiptPoller, *, interruption: AbstractContextManager[object] | None = None
) -> tuple[PollResult, FetchedAnswers]:
    """Ask for receipts and, unless a person stopped it, for customers' answers; close the client.

    Args:
        poller: The poller.
        interruption: Entered while receipts are asked for, such as a handler of Ctrl-C.

    """
    try:
        with interruption or nullcontext():
            result = await poller.run()
        if result.interrupted:
            return result, FetchedAnswers()
        now = SystemClock().now()
        return result, await fetch_answers(poller.ledger, poller.campaign, poller.client, now=now)
    finally:
        await poller.client.close()


def cost_by_now(campaign: Campaign, tally: StateCounts, delivered: Deliveries) -> int | None:
    """Return what a campaign costs at the most by what is known now, in VND.

    As the estimate, but for messages of which it is known that they are not charged, or at which fee.
    `None` when no price is known.
    """
    before, accepted = estimate(campaign, tally), campaign.cost_of(tally.count(RowState.ACCEPTED))
    if before is None or accepted is None or delivered.cost is None:
        return before
    return max(before - accepted, 0) + delivered.cost


def webhook_endpoints(
    accounts: Sequence[AccountSettings], *, needed: bool = True
) -> dict[str, WebhookEndpoint]:
    """Return the endpoints that receive events, by the account's name.

    Only accounts at Zalo that have the OA's secret key have one.

    Args:
        accounts: The accounts.
        needed: Whether there must be one.

    Raises:
        SettingsError: None of them can receive events, or one has a key and no application.

    """
    keys = {
        account.name: account.secrets.oa_secret_key
        for account in accounts
        if account.provider == _ZALO and account.secrets.oa_secret_key
    }
    own = [account for account in accounts if account.name in keys]
    if not own and needed:
        raise SettingsError("receipts.no-key", variable="ZNS_OA_SECRET_KEY")
    # What signatures begin with: the application's id, as Zalo's page has it. Some find the OA's id
    # there; who sets no application's id is one of them.
    prefixes = {account.name: account.app_id or account.oa_id or "" for account in own}
    endpoints = {}
    for account in own:
        redact_secret(*account.secrets.values())
        key, prefix = keys[account.name], prefixes[account.name]
        if not prefix:
            variable = f"ZNS_{environment_name(account.name)}APP_ID"
            raise SettingsError("receipts.no-app", account=account.name, variable=variable)
        siblings = {
            each.name: each.oa_id or ""
            for each in own
            if (prefixes[each.name], keys[each.name]) == (prefix, key)
        }
        endpoints[account.name] = WebhookEndpoint(
            account=account.name, first=prefix, key=key, siblings=siblings
        )
    return endpoints
