"""Where the messages of an account go, and what the ledger stores of it."""

from dataclasses import replace
from urllib.parse import urlsplit

from zns_batch.errors import SettingsError
from zns_batch.ledger.drafts import Option
from zns_batch.ledger.records import DESTINATION, OA_NAME, Campaign
from zns_batch.reports.destination import Destination, campaign_destination
from zns_batch.settings.accounts import AccountSettings, load_account


def destination_of(account: AccountSettings, *, dry_run: bool = False) -> Destination:
    """Return where messages of an account go."""
    return Destination(
        provider=account.provider,
        oa_id=account.oa_id,
        oa_name=account.oa_name,
        host=urlsplit(account.base_url).netloc if account.base_url else None,
        dry_run=dry_run,
    )


def stored_destination(account: AccountSettings) -> str:
    """Return where an account's messages go, as the ledger stores it and compares it later."""
    destination = destination_of(account)
    return f"{destination.oa_id or ''}@{destination.host or ''}"


def destination_options(account: AccountSettings) -> dict[str, Option]:
    """Return the options of a campaign that tell where its messages go, and the OA's name."""
    name: dict[str, Option] = {OA_NAME: account.oa_name} if account.oa_name else {}
    return {DESTINATION: stored_destination(account), **name}


def next_destination(campaign: Campaign) -> Destination:
    """Return where what is still to be sent of a campaign will go: its account may have changed since."""
    planned = campaign_destination(campaign)
    try:
        current = destination_of(load_account(campaign.account), dry_run=campaign.dry_run)
    except SettingsError:
        # Workers elsewhere may know the account; here a run would be refused by name.
        return planned
    if replace(current, oa_name=None) != replace(planned, oa_name=None):
        return current
    return planned if planned.oa_name else current
