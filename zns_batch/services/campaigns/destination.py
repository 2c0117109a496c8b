"""Where the messages of a campaign go: the provider itself, another host, or a stand-in for practice."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from zns_batch.i18n import Lang, translate
from zns_batch.ledger.records import DESTINATION, Campaign
from zns_batch.settings.accounts import AccountSettings

_NAMES = {"zalo": "Zalo", "etelecom": "eTelecom", "gobysend": "GobySend"}
_LOCAL = frozenset({"localhost", "localhost.localdomain"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Destination:
    """Where the messages of a campaign go."""

    provider: str
    #: The sender's Official Account, when the settings name it.
    oa_id: str | None = None
    #: Host and port of a base URL that is set; `None` for the provider's own address.
    host: str | None = None
    #: Nothing is sent.
    dry_run: bool = False

    @property
    def is_practice(self) -> bool:
        """Whether messages go to a stand-in: no provider answers at an address of this network."""
        name = urlsplit(f"//{self.host}").hostname if self.host else None
        if name is None:
            return False
        try:
            return ipaddress.ip_address(name).is_private
        except ValueError:
            return name in _LOCAL or "." not in name

    def label(self, lang: Lang) -> str:
        """Return the destination for a person who reads `lang`."""
        if self.dry_run:
            return translate("cli.destination-none", lang)
        if self.is_practice:
            return translate("cli.destination-practice", lang, host=self.host or "")
        words = [_NAMES.get(self.provider, self.provider)]
        words += [f"OA {self.oa_id}"] if self.oa_id else []
        words += [self.host] if self.host else []
        return ", ".join(words)


def destination_of(account: AccountSettings, *, dry_run: bool = False) -> Destination:
    """Return where messages of an account go."""
    return Destination(
        provider=account.provider,
        oa_id=account.oa_id,
        host=urlsplit(account.base_url).netloc if account.base_url else None,
        dry_run=dry_run,
    )


def campaign_destination(campaign: Campaign) -> Destination:
    """Return where the messages of a campaign went, as its account stood when it was planned."""
    oa_id, _, host = str(campaign.options.get(DESTINATION) or "").partition("@")
    return Destination(
        provider=campaign.provider,
        oa_id=oa_id or None,
        host=host or None,
        dry_run=campaign.dry_run,
    )


def stored_destination(account: AccountSettings) -> str:
    """Return what the ledger stores of where an account's messages go."""
    destination = destination_of(account)
    return f"{destination.oa_id or ''}@{destination.host or ''}"
