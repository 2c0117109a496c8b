"""One customer's messages in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from zns_batch.i18n import Lang
from zns_batch.ledger.customers.history import CustomerMessage
from zns_batch.ledger.customers.settlements import Settlement
from zns_batch.reports.reasons import Explainer
from zns_batch.services.customers.answers import answer_text
from zns_batch.web.i18n import page_text, when_text
from zns_batch.web.view_models.live import state_word
from zns_batch.web.view_models.rows import KINDS


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerLine:
    """One message of a customer.

    Attributes:
        link: Its row's page.
        campaign_link: Its campaign's page.
        campaign: The campaign's name.
        number: The row's own number in the spreadsheet.
        account: Whose message it is.
        template: The template's name.
        state: What became of it.
        kind: How loudly that is said.
        reason: Why it was not accepted; empty where it was.
        when: When it was sent, or planned where it was not.
        delivered: When it arrived; empty where that is not known.
        answer: What the customer answered to it; empty for nothing.
        settled: What a person said of it while it was in doubt; empty where nobody did.

    """

    link: str
    campaign_link: str
    campaign: str
    number: int
    account: str
    template: str
    state: str
    kind: str
    reason: str
    when: str
    delivered: str
    answer: str
    settled: str


def message_lines(messages: Iterable[CustomerMessage], lang: Lang) -> list[CustomerLine]:
    """Return a customer's messages in words, in their order."""
    return [_line(message, lang) for message in messages]


def _line(message: CustomerMessage, lang: Lang) -> CustomerLine:
    campaign, row = message.campaign, message.row
    path = f"/campaigns/{campaign.id}"
    return CustomerLine(
        link=f"{path}/rows/{row.seq}",
        campaign_link=path,
        campaign=campaign.name,
        number=row.number,
        account=campaign.account,
        template=campaign.template.name or campaign.template.template_id,
        state=state_word(row.state, campaign, lang),
        kind=KINDS.get(row.state, "neutral"),
        reason=Explainer(campaign.provider, lang, "web").explain(row)[0],
        when=when_text(row.sent_at or campaign.created_at, lang),
        delivered=when_text(row.delivered_at, lang) if row.delivered_at else "",
        answer=answer_text(message.answer, lang) if message.answer else "",
        settled=_settled_text(message.settlement, lang) if message.settlement else "",
    )


def _settled_text(settled: Settlement, lang: Lang) -> str:
    when = when_text(settled.settled_at, lang)
    return page_text("customers.settled-note", lang, when=when, note=settled.note or "–")


def never_send_words(accounts: Iterable[str | None], lang: Lang) -> str:
    """Return the accounts of never-send entries in words; empty for none."""
    every = page_text("suppress.every-account", lang)
    return ", ".join(every if name is None else name for name in accounts)
