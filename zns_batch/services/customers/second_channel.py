"""An SMS for customers whom a campaign did not reach: what the settings say of it, and when it is due."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from zns_batch.domain.states import RowState
from zns_batch.domain.template import Template
from zns_batch.errors import SettingsError, UsageError
from zns_batch.ledger import campaigns, rows
from zns_batch.ledger.customers import fallbacks
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign, StateCounts
from zns_batch.providers import capabilities
from zns_batch.providers.base import cannot
from zns_batch.settings.accounts import AccountSettings, load_account
from zns_batch.validation.sms import refuse_unknown_placeholders

CHANNEL = "channel"
"""The option of a campaign that sends SMS: `sms`."""

SMS = "sms"

FALLBACK_OF = "fallback_of"
"""The option of a campaign that sends SMS: the campaign whose customers it is for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SecondChannel:
    """The SMS that customers get whom an account's campaigns did not reach."""

    account: AccountSettings
    #: What it says; `None` for the template's text.
    text: str | None
    #: How long after the campaign's end it is decided who gets one.
    after: timedelta
    plain: bool

    def cost(self, messages: int) -> int | None:
        """Return what so many SMS cost at the most, in VND; `None` when no price is known."""
        price = self.account.sms_price
        return None if price is None else price * messages


def second_channel(
    account: AccountSettings, template: Template | None = None
) -> SecondChannel | None:
    """Return an account's second channel; `None` when it has none.

    Args:
        account: The account.
        template: The template whose parameters the text may name; `None` to look at no text.

    Raises:
        SettingsError: There is no such account, or there is no text for the SMS.
        UsageError: Its provider sends no SMS, or the text names a parameter that the template has not.

    """
    if account.fallback is None:
        return None
    sms = load_account(account.fallback, with_secrets=False)
    if not capabilities(sms.provider).plain_sms:
        raise cannot(sms.provider, "plain-sms")
    if template is not None:
        text = account.fallback_text or template.text
        if not text:
            raise SettingsError("customers.fallback-no-text", account=account.name)
        refuse_unknown_placeholders(account.fallback_text or "", template.params)
    return SecondChannel(
        account=sms,
        text=account.fallback_text,
        after=account.fallback_after,
        plain=account.fallback_plain,
    )


def note_second_channel(ledger: Ledger, campaign: Campaign, *, now: datetime) -> None:
    """Note when the customers whom a campaign that has ended did not reach are due for an SMS."""
    if campaign.dry_run or campaign.mode is not None or CHANNEL in campaign.options:
        return
    try:
        channel = second_channel(load_account(campaign.account, with_secrets=False))
    except (SettingsError, UsageError):
        # Told when the campaign was planned; what was sent is sent.
        return
    if channel is not None:
        name = channel.account.name
        fallbacks.note(ledger, campaign.id, account=name, due_at=now + channel.after)


@dataclass(frozen=True, kw_only=True, slots=True)
class SecondChannelState:
    """How the SMS of a campaign stand."""

    #: The account that sends them.
    account: str
    #: When it is decided who gets one; `None` once that is done.
    due_at: datetime | None
    #: The campaign that sends them; `None` when nobody needed one, or before that is decided.
    sms: Campaign | None
    #: Its rows by state.
    tally: StateCounts | None

    @property
    def cost(self) -> int | None:
        """What the accepted SMS cost at the most, in VND; `None` when no price is known."""
        if self.sms is None or self.tally is None:
            return None
        return self.sms.cost_of(self.tally.count(RowState.ACCEPTED))


def second_channel_state(ledger: Ledger, campaign: Campaign) -> SecondChannelState | None:
    """Return how the SMS of a campaign stand; `None` for one without a second channel."""
    fallback = fallbacks.of_campaign(ledger, campaign.id)
    if fallback is None:
        return None
    sms = campaigns.get(ledger, fallback.sms_campaign_id) if fallback.sms_campaign_id else None
    return SecondChannelState(
        account=fallback.account,
        due_at=fallback.due_at if fallback.is_waiting else None,
        sms=sms,
        tally=rows.state_counts(ledger, sms.id) if sms is not None else None,
    )
