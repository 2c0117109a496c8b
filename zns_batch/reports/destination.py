"""Where the messages of a campaign go: the provider itself, another host, or a stand-in for practice."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from zns_batch.i18n import Lang, translate
from zns_batch.ledger.records import DESTINATION, OA_NAME, Campaign

_NAMES = {"zalo": "Zalo", "etelecom": "eTelecom", "gobysend": "GobySend"}
_LOCAL = frozenset({"localhost", "localhost.localdomain"})


def provider_name(provider: str) -> str:
    """Return a provider's name as people know it."""
    return _NAMES.get(provider, provider)


@dataclass(frozen=True, kw_only=True, slots=True)
class Destination:
    """Where the messages of a campaign go."""

    provider: str
    #: The sender's Official Account, when the settings name it.
    oa_id: str | None = None
    #: Its name, when the provider told it.
    oa_name: str | None = None
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

    @property
    def is_loud(self) -> bool:
        """Whether people must be told loudly that messages reach no customer, though they are sent."""
        return self.is_practice and not self.dry_run

    def label(self, lang: Lang) -> str:
        """Return the destination for a person who reads `lang`."""
        if self.dry_run:
            return translate("cli.destination-none", lang)
        if self.is_practice:
            return translate("cli.destination-practice", lang, host=self.host or "")
        words = [provider_name(self.provider)]
        oa = " ".join(part for part in (self.oa_name and f"“{self.oa_name}”", self.oa_id) if part)
        words += [f"OA {oa}"] if oa else []
        words += [self.host] if self.host else []
        return ", ".join(words)


def campaign_destination(campaign: Campaign) -> Destination:
    """Return where the messages of a campaign went, as its account stood when it was planned."""
    oa_id, _, host = str(campaign.options.get(DESTINATION) or "").partition("@")
    return Destination(
        provider=campaign.provider,
        oa_id=oa_id or None,
        oa_name=str(campaign.options.get(OA_NAME) or "") or None,
        host=host or None,
        dry_run=campaign.dry_run,
    )


def known_destination(campaign: Campaign) -> Destination | None:
    """Return where the messages went; `None` for a campaign that was planned before that was noted."""
    noted = campaign.dry_run or DESTINATION in campaign.options
    return campaign_destination(campaign) if noted else None


def campaign_mark(campaign: Campaign, lang: Lang) -> str:
    """Return what a workbook must tell loudly: a dry run, or practice; empty for the real thing."""
    if campaign.dry_run:
        return translate("report.dry-run", lang)
    destination = campaign_destination(campaign)
    return f"★ {destination.label(lang)}" if destination.is_loud else ""
