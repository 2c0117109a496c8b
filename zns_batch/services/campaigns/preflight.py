"""What a person decides on before the first message: first message, quota, cost, hours, destination."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from zns_batch.domain.message import Quota
from zns_batch.errors import ProviderError
from zns_batch.ledger import rows
from zns_batch.ledger.customers.promotions import held_today
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.journey_tokens import TokenNeeds, needed, scope_of
from zns_batch.ledger.records import Campaign, StateCounts
from zns_batch.reports.destination import Destination
from zns_batch.sending.interfaces import SendLimits
from zns_batch.services.campaigns.destination import destination_of
from zns_batch.services.campaigns.draft import DraftCampaign
from zns_batch.services.campaigns.forecast import Forecast, forecast
from zns_batch.services.campaigns.options import WINDOW_TAG
from zns_batch.services.customers.second_channel import SecondChannel, second_channel
from zns_batch.settings.accounts import AccountSettings
from zns_batch.templates.render import render


@dataclass(frozen=True, kw_only=True, slots=True)
class FirstMessage:
    """The first message that will leave."""

    #: The spreadsheet's own row number.
    row: int
    phone: str
    data: Mapping[str, str]
    #: The rendered text; `None` when the template file has none.
    text: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class JourneyNeeds:
    """The journey tokens that a campaign uses."""

    #: The kind of journey.
    kind: str
    tokens: TokenNeeds


@dataclass(frozen=True, kw_only=True, slots=True)
class Preflight:
    """Facts about a draft, as data: a face turns them into sentences."""

    campaign: Campaign
    tally: StateCounts
    to_send: int
    first: FirstMessage
    forecast: Forecast
    limits: SendLimits
    #: What is left of the template's own quota of the day; empty when it has none.
    template_quota: Quota
    journeys: JourneyNeeds | None
    destination: Destination
    #: When the campaign starts, and when the sending hours let its first message leave.
    begins_at: datetime
    opens_at: datetime
    #: The campaign starts later: today's quota tells nothing of that day.
    is_later: bool
    #: The template's tag, where the sending hours are those of the tag.
    hours_of_tag: str | None
    #: How many rows wait until tomorrow, because their numbers have had their promotions of the day.
    held_today: int
    #: Why the provider did not tell its quota.
    quota_error: ProviderError | None
    #: The SMS for those whom the messages don't reach; `None` for none.
    second_channel: SecondChannel | None = None


def preflight(
    ledger: Ledger,
    draft: DraftCampaign,
    account: AccountSettings,
    limits: SendLimits,
    *,
    now: datetime,
    quota: Quota | None = None,
    quota_error: ProviderError | None = None,
    template_quota: Quota | None = None,
    starts_at: datetime | None = None,
) -> Preflight:
    """Gather the facts about a draft that has rows to send.

    Args:
        ledger: The ledger.
        draft: The draft.
        account: Its account.
        limits: Pace, reserve and sending hours.
        now: The current time.
        quota: The day's quota, when the provider told it.
        quota_error: Why it did not.
        template_quota: What is left of the template's own quota of the day.
        starts_at: When the campaign starts, if later.

    """
    campaign, begins = draft.campaign, starts_at or now
    row = rows.due(ledger, campaign.id, after=0, most=1)[0]
    scope = scope_of(campaign)
    is_rehearsal = campaign.dry_run or campaign.mode is not None
    journeys = None
    if scope is not None:
        tokens = needed(ledger, scope, campaign.id, now=now)
        journeys = JourneyNeeds(kind=scope.kind.value, tokens=tokens)
    return Preflight(
        campaign=campaign,
        tally=draft.tally,
        to_send=draft.to_send,
        first=FirstMessage(
            row=row.number,
            phone=row.phone,
            data=row.data,
            text=render(campaign.template, row.data),
        ),
        forecast=replace(
            forecast(
                draft.to_send,
                limits=limits,
                quota=quota,
                price=campaign.template.price,
                now=begins,
                template_quota=template_quota,
            ),
            cost=campaign.cost_of(draft.to_send),
        ),
        limits=limits,
        template_quota=template_quota or Quota(),
        journeys=journeys,
        destination=destination_of(account, dry_run=campaign.dry_run),
        begins_at=begins,
        opens_at=limits.window.next_open(begins) if limits.window else begins,
        is_later=starts_at is not None,
        hours_of_tag=str(campaign.options.get(WINDOW_TAG) or "") or None,
        quota_error=quota_error,
        held_today=0 if starts_at else held_today(ledger, campaign, now=now),
        second_channel=None if is_rehearsal else second_channel(account),
    )
