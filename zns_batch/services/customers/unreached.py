"""Customers whom a campaign could not reach: a list for another channel, each of them once."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from zns_batch.domain.sheet import Cell
from zns_batch.i18n import Lang, translate
from zns_batch.ledger.customers.unreached import unreached_rows, without_word
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign
from zns_batch.reports.reasons import Explainer
from zns_batch.services.customers.never_send import never_sent_by
from zns_batch.templates.render import render
from zns_batch.validation.sms import refuse_unknown_placeholders

UNREACHABLE_CODES = frozenset({"-110", "-114", "-118", "-119"})
"""Zalo's codes of numbers that it can't deliver to: no account, an old version, inactive, not able to
receive. Who refused (`-139`, `-141`) is not among them: they are left alone on every channel."""

_PHONE = re.compile(r"84[0-9]{9}")
_LETTERS = str.maketrans("đĐ", "dD")
_COLUMNS = ("phone", "text", "reason", "code", "row")


@dataclass(frozen=True, kw_only=True, slots=True)
class UnreachedCustomer:
    """One customer whom a message could not reach."""

    #: The row's own number in the spreadsheet.
    row: int
    #: `84` and nine digits.
    phone: str
    #: What the message would have said; empty where the template has no text.
    text: str
    code: str | None
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UnreachedCustomers:
    """Whom a campaign could not reach."""

    customers: tuple[UnreachedCustomer, ...]
    #: Customers on the never-send list, who are left out.
    never_send: int
    #: Accepted messages of which nobody has said yet whether they arrived: `receipts` asks.
    open: int


def plain_text(text: str) -> str:
    """Return a text without diacritics, as an SMS has it at half the price: `Chào` is `Chao`."""
    letters = unicodedata.normalize("NFD", text.translate(_LETTERS))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def with_text(campaign: Campaign, text: str | None) -> Campaign:
    """Return the campaign with another text for its messages.

    Raises:
        UsageError: The text names a parameter that the template has not.

    """
    if text is None:
        return campaign
    template = campaign.template
    refuse_unknown_placeholders(text, template.params)
    return replace(campaign, template=replace(template, text=text))


def find_unreached(
    ledger: Ledger, campaign: Campaign, *, text: str | None = None, plain: bool = False, lang: Lang
) -> UnreachedCustomers:
    """Return the customers whom a campaign could not reach, in the order of the list, each once.

    Args:
        ledger: The ledger.
        campaign: The campaign.
        text: What they are to be told, with `<name>` for a parameter; `None` for the template's text.
        plain: Without diacritics.
        lang: The language of the reasons.

    Raises:
        UsageError: The text names a parameter that the template has not.

    """
    worded = with_text(campaign, text)
    never_sent = never_sent_by(ledger, campaign.account)
    found: dict[str, UnreachedCustomer] = {}
    left_out: set[str] = set()
    for customer in _unreached(ledger, worded, plain=plain, lang=lang):
        if customer.phone in never_sent:
            left_out.add(customer.phone)
        else:
            found.setdefault(customer.phone, customer)
    return UnreachedCustomers(
        customers=tuple(found.values()),
        never_send=len(left_out),
        open=without_word(ledger, campaign.id),
    )


def _unreached(
    ledger: Ledger, campaign: Campaign, *, plain: bool, lang: Lang
) -> Iterator[UnreachedCustomer]:
    if campaign.dry_run or campaign.mode is not None:
        return
    explainer = Explainer(campaign.provider, lang)
    late = translate("customers.not-arrived", lang)
    for row, data in unreached_rows(ledger, campaign, UNREACHABLE_CODES):
        # A list of user ids, and a purged campaign, have no number to send to.
        if row.phone is None or not _PHONE.fullmatch(row.phone):
            continue
        text = (render(campaign.template, data) or "") if data else ""
        yield UnreachedCustomer(
            row=row.number,
            phone=row.phone,
            text=plain_text(text) if plain else text,
            code=row.code,
            reason=explainer.explain(row)[0] if row.code else late,
        )


def write_unreached(out: Path, found: UnreachedCustomers, *, lang: Lang) -> None:
    """Write the customers as a workbook that another channel takes.

    Raises:
        OutputError: It can't be written.

    """
    headers = [translate(f"customers.unreached-{name}", lang) for name in _COLUMNS]
    lines: list[tuple[Cell, ...]] = [
        (each.phone, each.text, each.reason, each.code, each.row) for each in found.customers
    ]
    # The library that writes workbooks is loaded by who wants one.
    from zns_batch.reports.xlsx.plain_list import write_list

    write_list(out, headers, lines, title=translate("customers.unreached-sheet", lang), lang=lang)
