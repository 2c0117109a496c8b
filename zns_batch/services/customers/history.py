"""One customer's history: every message that a number got, or was meant to get."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from zns_batch.core.clock import in_vietnam
from zns_batch.core.masking import mask_phone, mask_phones_within
from zns_batch.domain.states import RowState
from zns_batch.errors import UsageError
from zns_batch.i18n import Lang
from zns_batch.ledger.customers.answers import CustomerAnswer
from zns_batch.ledger.customers.history import CustomerMessage, messages_of, oldest_kept
from zns_batch.ledger.db.engine import Ledger
from zns_batch.reports.columns import Explanation
from zns_batch.reports.reasons import Explainer
from zns_batch.services.customers import never_send
from zns_batch.templates.render import render


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerHistory:
    """What the ledger knows of one customer."""

    #: `84` and nine digits, or a user id: to be shown masked.
    recipient: str
    #: The newest campaign first.
    messages: tuple[CustomerMessage, ...]
    #: Accounts of those campaigns that must not send to the number, by the never-send list.
    never_sent_by: tuple[str, ...]


def find_customer(ledger: Ledger, number: str) -> CustomerHistory:
    """Return what became of a number's messages over all campaigns.

    Args:
        ledger: The ledger.
        number: A phone as people write it, or a user id.

    Raises:
        UsageError: It is neither.

    """
    recipient = read_recipient(number)
    messages = tuple(messages_of(ledger, recipient))
    accounts = dict.fromkeys(message.campaign.account for message in messages)
    scopes = never_send.never_send_scopes(ledger, recipient) if accounts else []
    closed = [name for name in accounts if name in scopes or None in scopes]
    return CustomerHistory(recipient=recipient, messages=messages, never_sent_by=tuple(closed))


@dataclass(frozen=True, kw_only=True, slots=True)
class VisibleHistory:
    """What a person may see of one customer: only that of some accounts."""

    #: The newest campaign first.
    messages: tuple[CustomerMessage, ...]
    #: Accounts that must not send to the number; `None` among them means all.
    never_send: tuple[str | None, ...]
    #: Since when messages are known; `None` where there is no campaign.
    since: datetime | None


def find_visible(ledger: Ledger, recipient: str, may_see: Callable[[str], bool]) -> VisibleHistory:
    """Return what became of a customer's messages, as far as somebody may see it.

    Args:
        ledger: The ledger.
        recipient: As `read_recipient` returns it.
        may_see: Tells for an account whether it is shown.

    """
    messages = (each for each in messages_of(ledger, recipient) if may_see(each.campaign.account))
    scopes = never_send.never_send_scopes(ledger, recipient)
    begins = [since for account, since in oldest_kept(ledger).items() if may_see(account)]
    return VisibleHistory(
        messages=tuple(messages),
        never_send=tuple(name for name in scopes if name is None or may_see(name)),
        since=min(begins, default=None),
    )


def read_recipient(text: str) -> str:
    """Read a phone number or a user id.

    Raises:
        UsageError: It is neither.

    """
    try:
        return never_send.read_recipient(text)
    except UsageError as error:
        raise UsageError("customers.bad-number", **error.params) from None


def message_text(message: CustomerMessage) -> str | None:
    """Return what was sent as the customer reads it, with phones masked; `None` where no text is known."""
    text = render(message.campaign.template, message.data) if message.data else None
    return None if text is None else mask_phones_within(text)


def explanation(message: CustomerMessage, lang: Lang) -> Explanation:
    """Return why a message was not accepted, and what to do; empty for one that was."""
    row = message.row
    if row.state is RowState.ACCEPTED and not row.explained:
        return Explanation()
    explainer = Explainer(message.campaign.provider, lang)
    return Explanation(row.code, *explainer.explain(row))


def as_json(history: CustomerHistory, lang: Lang) -> dict[str, object]:
    """Return the object that `find --json` prints; numbers are masked in it."""
    return {
        "phone": mask_phone(history.recipient),
        "never_send": list(history.never_sent_by),
        "messages": [_message_as_json(message, lang) for message in history.messages],
    }


def _message_as_json(message: CustomerMessage, lang: Lang) -> dict[str, object]:
    campaign, row, settled = message.campaign, message.row, message.settlement
    why = explanation(message, lang)
    return {
        "campaign": campaign.id,
        "name": campaign.name,
        "account": campaign.account,
        "template": campaign.template.template_id,
        "dry_run": campaign.dry_run,
        "mode": campaign.mode,
        "row": row.number,
        "state": row.state.value,
        "code": why.code,
        "reason": why.reason or None,
        "planned_at": _iso(campaign.created_at),
        "sent_at": _iso(row.sent_at),
        "delivered_at": _iso(row.delivered_at),
        "charged": row.charged,
        "text": message_text(message),
        "template_data": {name: mask_phones_within(value) for name, value in message.data.items()},
        "answer": answer_as_json(message.answer),
        "settled": None
        if settled is None
        else {
            "state": settled.state.value,
            "note": settled.note,
            "at": _iso(settled.settled_at),
        },
    }


def answer_as_json(answer: CustomerAnswer | None) -> dict[str, object] | None:
    """Return what a customer answered, as `--json` has it; `None` for nothing."""
    if answer is None:
        return None
    return {
        "stars": answer.stars,
        "note": answer.note or None,
        "reasons": list(answer.reasons),
        "reply": answer.reply or None,
        "at": _iso(answer.at),
    }


def _iso(moment: datetime | None) -> str | None:
    return in_vietnam(moment).isoformat() if moment is not None else None
