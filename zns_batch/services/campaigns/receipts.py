"""What comes back to a campaign: who is asked for it, and whose events are believed."""

from collections.abc import Iterable

from zns_batch.core.logging import redact_secret
from zns_batch.domain.delivery import Deliveries
from zns_batch.domain.states import RowState
from zns_batch.errors import SettingsError, UsageError
from zns_batch.ledger.records import Campaign, StateCounts
from zns_batch.providers import Capabilities, capabilities
from zns_batch.providers.base import cannot
from zns_batch.receipts.webhook.endpoint import WebhookEndpoint
from zns_batch.services.campaigns.report import estimate
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
    found = capabilities(campaign.provider)
    if not found.status:
        raise cannot(campaign.provider, "status")
    return found


def cost_by_now(campaign: Campaign, tally: StateCounts, delivered: Deliveries) -> int | None:
    """Return what a campaign costs at the most by what is known now, in VND.

    As the estimate, but for messages of which it is known that they are not charged, or at which fee.
    `None` when no price is known.
    """
    before, price = estimate(campaign, tally), campaign.template.price
    if before is None or price is None or delivered.cost is None:
        return before
    return before - price * tally.count(RowState.ACCEPTED) + delivered.cost


def mailboxes(accounts: Iterable[AccountSettings]) -> dict[str, WebhookEndpoint]:
    """Return the addresses at which events are received, by the account's name.

    Only accounts at Zalo that have the OA's secret key have one.

    Args:
        accounts: All accounts there are.

    Raises:
        SettingsError: None of them can receive events, or one has a key and no application.

    """
    ours = [one for one in accounts if one.provider == _ZALO and one.secrets.oa_secret_key]
    if not ours:
        raise SettingsError("receipts.no-key", variable="ZNS_OA_SECRET_KEY")
    return {one.name: _mailbox(one, ours) for one in ours}


def _mailbox(account: AccountSettings, others: Iterable[AccountSettings]) -> WebhookEndpoint:
    key = account.secrets.oa_secret_key
    assert key is not None
    redact_secret(*account.secrets.values())
    first = _first(account)
    if not first:
        variable = f"ZNS_{environment_name(account.name)}APP_ID"
        raise SettingsError("receipts.no-app", account=account.name, variable=variable)
    same = [one for one in others if (_first(one), one.secrets.oa_secret_key) == (first, key)]
    siblings = {one.name: one.oa_id or "" for one in same}
    return WebhookEndpoint(account=account.name, first=first, key=key, siblings=siblings)


def _first(account: AccountSettings) -> str:
    """Return what signatures begin with: the application's id, as Zalo's page has it."""
    # Some find the OA's id there; who sets no application's id is one of them.
    return account.app_id or account.oa_id or ""
