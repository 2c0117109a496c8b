"""`find` and `settle`: what a person sees of one customer, and says of rows in doubt."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from zns_batch.cli.console import info, output, output_json, start
from zns_batch.cli.language import lang, tr
from zns_batch.core.clock import SystemClock, in_vietnam
from zns_batch.core.masking import mask_phone, mask_phones_within
from zns_batch.i18n import format_datetime
from zns_batch.ledger import campaigns
from zns_batch.ledger.customers.history import CustomerMessage
from zns_batch.ledger.webhook_events import catch_up
from zns_batch.reports.reasons import sum_line
from zns_batch.services.campaigns.report import OK
from zns_batch.services.campaigns.report import as_json as campaign_as_json
from zns_batch.services.campaigns.runner import checked_tally
from zns_batch.services.customers import history
from zns_batch.services.customers.answers import answer_text
from zns_batch.services.customers.settle import read_row_numbers, settle_rows
from zns_batch.services.customers.unreached import find_unreached, write_unreached
from zns_batch.services.people.acts import record_act
from zns_batch.sheets.whole_file import ensure_writable


def find(phone: str, *, as_json: bool) -> int:
    """Show every message that a number got or was meant to get; return the exit code."""
    ledger = start()
    try:
        found = history.find_customer(ledger, phone)
    finally:
        ledger.close()
    if as_json:
        output_json(history.as_json(found, lang()))
        return OK
    shown = mask_phone(found.recipient)
    if not found.messages:
        output(tr("customers.nothing-found", phone=shown))
    else:
        output(tr("customers.found", phone=shown, n=len(found.messages)))
    for account in found.never_sent_by:
        output(tr("customers.on-never-send", account=account))
    for message in found.messages:
        output("")
        for line in _lines(message):
            output(line)
    return OK


def _lines(message: CustomerMessage) -> list[str]:
    campaign, row = message.campaign, message.row
    state = "state.accepted.dry-run" if campaign.dry_run and row.state == "accepted" else None
    lines = [
        tr(
            "customers.message",
            when=_when(row.sent_at or campaign.created_at),
            state=tr(state or f"state.{row.state}"),
            name=campaign.name,
            id=campaign.id,
            row=str(row.number),
        )
    ]
    why = history.explanation(message, lang())
    if why.reason:
        code = f"{why.code}: " if why.code else ""
        lines.append(f"  {code}{why.reason}")
    text = history.message_text(message)
    if text is not None:
        lines += [f"  {line}" for line in text.splitlines()]
    elif message.data:
        values = ", ".join(f"{name}={value}" for name, value in message.data.items())
        lines.append(f"  {campaign.template.name}: {mask_phones_within(values)}")
    if row.delivered_at is not None:
        lines.append("  " + tr("customers.delivered", when=_when(row.delivered_at)))
    if message.answer is not None:
        lines.append(f"  {answer_text(message.answer, lang())}")
    settled = message.settlement
    if settled is not None:
        words = {"when": _when(settled.settled_at), "note": settled.note or "–"}
        lines.append("  " + tr("customers.settled-note", **words))
    return lines


def report_unreached(name: str, out: Path, *, text: str | None, plain: bool, as_json: bool) -> int:
    """Write the list of whom a campaign could not reach; return the exit code."""
    ledger = start()
    try:
        campaign = campaigns.find(ledger, name)
        ensure_writable(out, never=Path(campaign.source))
        catch_up(ledger, campaign, now=SystemClock().now())
        found = find_unreached(ledger, campaign, text=text, plain=plain, lang=lang())
    finally:
        ledger.close()
    write_unreached(out, found, lang=lang())
    count = len(found.customers)
    if found.open:
        info("customers.unreached-open", n=found.open, id=campaign.id)
    if found.never_send:
        info("customers.unreached-never", n=found.never_send)
    if count and not any(each.text for each in found.customers):
        info("customers.unreached-no-text")
    if as_json:
        counts = {"unreached": count, "never_send": found.never_send, "open": found.open}
        output_json({"campaign": campaign.id, **counts, "path": str(out)})
    else:
        output(tr("customers.unreached-written", n=count, path=str(out)))
    return OK


def settle(name: str, row_words: Sequence[str], verdict: str, note: str, *, as_json: bool) -> int:
    """Settle rows in doubt by a person's word; return the exit code."""
    numbers = read_row_numbers(row_words)
    ledger = start()
    try:
        campaign = campaigns.find(ledger, name)
        now = SystemClock().now()
        count = settle_rows(ledger, campaign, numbers, verdict, note, now=now)
        record_act(
            ledger,
            "settle",
            account=campaign.account,
            object_id=campaign.id,
            number=count,
            verdict=verdict,
        )
        tally = checked_tally(ledger, campaign.id)
        campaign = campaigns.get(ledger, campaign.id)
    finally:
        ledger.close()
    if as_json:
        output_json(campaign_as_json(lang=lang(), campaign=campaign, tally=tally))
        return OK
    output(tr("customers.settled", n=count))
    output(sum_line(tally, lang(), dry_run=campaign.dry_run))
    if verdict == "not-sent":
        info("customers.settled-retry", id=campaign.id)
    return OK


def _when(moment: datetime) -> str:
    return format_datetime(in_vietnam(moment), lang())
