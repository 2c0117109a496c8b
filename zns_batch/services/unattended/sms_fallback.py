"""Decides, when its time has come, who gets an SMS because a campaign did not reach them, and plans it.

The SMS are a campaign of their own in the same ledger: planned wholly before the first one leaves, sent
by the lane of the SMS account, never twice. Whatever is killed in the middle is done again: the campaign's
name exists once.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from zns_batch.core.clock import Clock
from zns_batch.core.logging import log
from zns_batch.domain.message import SMS_TEMPLATE, SMS_TEXT
from zns_batch.domain.planned_row import Fingerprint, PlannedRow, Problem, content_of
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.domain.template import Param, Template
from zns_batch.errors import UnknownCampaignError, ZnsBatchError
from zns_batch.i18n import Lang, translate
from zns_batch.ledger import campaigns, drafts, work_queue
from zns_batch.ledger.customers import fallbacks
from zns_batch.ledger.customers.fallbacks import PlannedFallback
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.drafts import NewCampaign
from zns_batch.ledger.insert_rows import insert_rows
from zns_batch.ledger.receipts import open_places
from zns_batch.ledger.records import Campaign
from zns_batch.services.campaigns.destination import destination_options
from zns_batch.services.campaigns.options import RunOptions
from zns_batch.services.campaigns.receipts import can_be_asked, receipt_poller
from zns_batch.services.customers.second_channel import (
    CHANNEL,
    FALLBACK_OF,
    SMS,
    SecondChannel,
    second_channel,
)
from zns_batch.services.customers.unreached import UnreachedCustomer, find_unreached
from zns_batch.services.unattended.notify import lang_of
from zns_batch.settings.accounts import load_account
from zns_batch.validation.sms import SmsBuilder, SmsOptions
from zns_batch.validation.text import CellIssue

_HOURS = "07:00-22:00"
"""When SMS may leave, unless their account has hours of its own: nobody is woken by one."""

_AGAIN = timedelta(minutes=15)
_PATIENCE = timedelta(hours=6)
"""How long receipts that can't be had hold up the decision: after that, who is known to be unreached gets
an SMS, and nobody else."""

_PER_ROW = SmsBuilder(SmsOptions(brandname="", text=f"<{SMS_TEXT}>"))


@dataclass(frozen=True, kw_only=True, slots=True)
class SmsFallbacks:
    """Looks after the campaigns whose time has come."""

    ledger: Ledger
    clock: Clock

    def is_due(self) -> bool:
        """Tell whether there is something to decide now."""
        return bool(fallbacks.due(self.ledger, now=self.clock.now()))

    async def run_due(self) -> list[Campaign]:
        """Decide about everything that is due; return the campaigns of SMS that were planned."""
        planned = []
        for fallback in fallbacks.due(self.ledger, now=self.clock.now()):
            try:
                sms = await plan_fallback(self.ledger, fallback, now=self.clock.now())
            except ZnsBatchError as error:
                log().warning("fallback.failed", campaign=fallback.campaign_id, key=error.key)
            except Exception as bug:  # noqa: BLE001 — one campaign's bug must not hold up the others
                log().exception("fallback.crashed", campaign=fallback.campaign_id, exc_info=bug)
            else:
                planned += [sms] if sms is not None else []
                continue
            later = self.clock.now() + _AGAIN
            fallbacks.postpone(self.ledger, fallback.campaign_id, later)
        return planned


async def plan_fallback(
    ledger: Ledger, fallback: PlannedFallback, *, now: datetime
) -> Campaign | None:
    """Plan the SMS of one campaign and leave them to the workers.

    Returns:
        The campaign of SMS; `None` when nobody gets one, or it is decided later.

    Raises:
        SettingsError: The account is not known here, or has no second channel any more.
        LedgerError: The ledger can't be written.

    """
    campaign = campaigns.get(ledger, fallback.campaign_id)
    account = load_account(campaign.account)
    channel = second_channel(account, campaign.template)
    if channel is None or campaign.purged_at is not None:
        fallbacks.settle(ledger, campaign.id, None)
        return None
    known = await _ask_receipts(ledger, campaign)
    ended = campaign.ended_at or campaign.created_at
    if not known and now - (ended + channel.after) < _PATIENCE:
        fallbacks.postpone(ledger, campaign.id, now + _AGAIN)
        return None
    lang = lang_of(campaign)
    found = find_unreached(ledger, campaign, text=channel.text, plain=channel.plain, lang=lang)
    if not found.customers:
        fallbacks.settle(ledger, campaign.id, None)
        return None
    sms = _planned(ledger, campaign, channel, found.customers, lang, now)
    fallbacks.settle(ledger, campaign.id, sms.id)
    return sms


async def _ask_receipts(ledger: Ledger, campaign: Campaign) -> bool:
    """Ask what became of the messages; tell whether all that can be known is known."""
    try:
        account = load_account(campaign.account)
        can = can_be_asked(campaign, account)
        if not open_places(ledger, campaign.id, by_tracking=can.find):
            return True
        poller = receipt_poller(ledger, campaign, account)
    except ZnsBatchError as error:
        log().warning("fallback.not-asked", campaign=campaign.id, key=error.key)
        return False
    try:
        return (await poller.run()).complete
    finally:
        await poller.client.close()


def _planned(
    ledger: Ledger,
    campaign: Campaign,
    channel: SecondChannel,
    customers: tuple[UnreachedCustomer, ...],
    lang: Lang,
    now: datetime,
) -> Campaign:
    """Store the campaign of SMS and leave it to the workers: one for each campaign, ever."""
    name = f"{campaign.name} SMS {campaign.id}"
    with suppress(UnknownCampaignError):
        return campaigns.find(ledger, name)
    account = channel.account
    source = Path(campaign.source)
    pace = RunOptions().for_account(account).pace()
    new = NewCampaign(
        name=name,
        account=account.name,
        provider=account.provider,
        template=Template(
            template_id=SMS_TEMPLATE,
            name=translate("customers.sms-template", lang, name=campaign.template.name),
            key=SMS_TEMPLATE,
            price=account.sms_price,
            text=f"<{SMS_TEXT}>",
            params={SMS_TEXT: Param(name=SMS_TEXT)},
        ),
        source=str(source.with_name(f"{source.stem}-sms.xlsx")),
        headers=[
            translate(f"customers.unreached-{key}", lang) for key in ("phone", "text", "reason")
        ],
        options={
            **pace,
            "window": pace.get("window") or _HOURS,
            **destination_options(account),
            CHANNEL: SMS,
            FALLBACK_OF: campaign.id,
            "lang": lang,
        },
    )
    drafts.drop_old_drafts(ledger, now=now)
    draft_id = drafts.create_draft(ledger, new, stem=source.stem, now=now)
    try:
        rows = list(_rows(campaign, account.sender, customers))
        insert_rows(ledger, draft_id, rows)
        fingerprint = Fingerprint()
        for row in rows:
            if row.state is RowState.PENDING:
                fingerprint.add(row.content)
        campaigns.set_fingerprint(ledger, draft_id, fingerprint.value())
        work_queue.enqueue(ledger, draft_id, at=now, expected=CampaignState.DRAFT)
    except BaseException:
        drafts.drop_draft(ledger, draft_id)
        raise
    log().info("fallback.planned", campaign=campaign.id, sms=draft_id, rows=len(rows))
    return campaigns.get(ledger, draft_id)


def _rows(
    campaign: Campaign, sender: str, customers: tuple[UnreachedCustomer, ...]
) -> Iterator[PlannedRow]:
    for customer in customers:
        data = {SMS_TEXT: customer.text}
        cells = (customer.phone, customer.text, customer.reason)
        built = _PER_ROW.build(data)
        if built is None or isinstance(built, CellIssue):
            code, params = ("sms-empty", {}) if built is None else (built.code, built.params)
            problem = Problem(row=customer.row, column=None, code=code, params=params)
            yield PlannedRow(
                customer.row, cells, RowState.INVALID, customer.phone, {}, b"", (problem,)
            )
            continue
        # The campaign is part of what it says: the same words about another one are another SMS.
        content = content_of(
            sender, SMS_TEMPLATE, customer.phone, {**data, FALLBACK_OF: campaign.id}
        )
        yield PlannedRow(customer.row, cells, RowState.PENDING, customer.phone, data, content)
