"""Where the messages of an account go, and what the ledger stores of it."""

from dataclasses import replace
from urllib.parse import urlsplit

from zns_batch.errors import SettingsError
from zns_batch.ledger.records import Campaign
from zns_batch.reports.destination import Destination, campaign_destination
from zns_batch.settings.accounts import AccountSettings, load_account


def destination_of(account: AccountSettings, *, dry_run: bool = False) -> Destination:
    """Return where messages of an account go."""
    return Destination(
        provider=account.provider,
        oa_id=account.oa_id,
        host=urlsplit(account.base_url).netloc if account.base_url else None,
        dry_run=dry_run,
    )


def stored_destination(account: AccountSettings) -> str:
    """Return what the ledger stores of where an account's messages go."""
    destination = destination_of(account)
    return f"{destination.oa_id or ''}@{destination.host or ''}"


def next_destination(campaign: Campaign) -> Destination:
    """Return where what is still to be sent of a campaign will go: its account may have changed since."""
    planned = campaign_destination(campaign)
    try:
        current = destination_of(load_account(campaign.account), dry_run=campaign.dry_run)
    except SettingsError:
        # Workers elsewhere may know the account; here a run would be refused by name.
        return planned
    return planned if current == replace(planned, oa_name=None) else current
