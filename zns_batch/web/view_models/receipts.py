"""What arrived of a campaign, what is charged, and what customers answered, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from zns_batch.core.masking import mask_phones_within
from zns_batch.domain.delivery import USUAL_TIMEOUT
from zns_batch.domain.states import RowState
from zns_batch.i18n import Lang
from zns_batch.ledger.customers.answers import CustomerAnswer
from zns_batch.services.campaigns.watching.progress import CampaignProgress
from zns_batch.services.campaigns.watching.results import CampaignResults
from zns_batch.services.customers.answers import summary_of
from zns_batch.web.i18n import duration_text, money_text, page_text, when_text

_MOST_ANSWERS = 100
_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerLine:
    """What one customer answered.

    Attributes:
        link: The row's page.
        number: Its place in the campaign.
        stars: One to five; empty when the customer gave none.
        words: What the customer wrote, chose or pressed.
        when: When.

    """

    link: str
    number: int
    stars: str
    words: str
    when: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiptsView:
    """The page.

    Attributes:
        parts: Words, number of messages and charge, for each way in which a message can stand.
        total: How many messages were accepted.
        cost: What it costs at the most; empty where no price is known.
        summary: Customers' answers counted, a sentence a kind.
        answers: The newest answers.
        answered: How many there are.

    """

    parts: tuple[tuple[str, int, str], ...]
    total: int
    cost: str
    summary: tuple[str, ...]
    answers: tuple[AnswerLine, ...]
    answered: int


def receipts_view(
    progress: CampaignProgress,
    results: CampaignResults,
    answers: Mapping[int, CustomerAnswer],
    lang: Lang,
) -> ReceiptsView:
    """Return what arrived, what is charged and what customers answered, in words."""
    campaign, delivered = progress.campaign, results.delivered
    timeout = campaign.template.timeout
    limit = timedelta(seconds=USUAL_TIMEOUT if timeout is None else timeout)
    refused = results.refused_later
    # Known not to be charged: late ones, those that were refused, and those that never came.
    gone = max(delivered.uncharged - delivered.late - refused, 0)
    open_ones = max(delivered.missing - refused - gone, 0)
    parts = (
        ("in-time", delivered.in_time, "yes"),
        ("too-late", delivered.late, "no"),
        ("refused", refused, "no"),
        ("not-there", gone, "no"),
        ("no-word", open_ones, "maybe"),
    )
    cost = page_text("web.receipts.no-price", lang)
    if results.cost is not None and results.most is not None:
        vnd, most = money_text(results.cost, lang), money_text(results.most, lang)
        cost = page_text("web.receipts.at-most", lang, vnd=vnd, most=most)
    newest = sorted(
        answers.items(), key=lambda item: (item[1].at or _BEFORE_ALL, item[0]), reverse=True
    )
    return ReceiptsView(
        parts=tuple(
            (
                page_text(f"web.receipts.{key}", lang, limit=duration_text(limit, lang)),
                count,
                page_text(f"web.receipts.{charge}", lang),
            )
            for key, count, charge in parts
            if count or key in {"in-time", "no-word"}
        ),
        total=progress.counts.states.count(RowState.ACCEPTED),
        cost=cost,
        summary=tuple(summary_of(answers).lines(lang)) if answers else (),
        answers=tuple(
            AnswerLine(
                link=f"/campaigns/{campaign.id}/rows/{seq}",
                number=seq,
                stars=str(answer.stars) if answer.stars is not None else "",
                words=_words(answer),
                when=when_text(answer.at, lang) if answer.at else "",
            )
            for seq, answer in newest[:_MOST_ANSWERS]
        ),
        answered=len(answers),
    )


def _words(answer: CustomerAnswer) -> str:
    said = [", ".join(answer.reasons), answer.note, answer.reply]
    # A customer may write somebody's number into a note.
    return mask_phones_within(" · ".join(part for part in said if part))
