"""Customers' answers: fetched from the provider where no webhook brings them, and counted for people."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from zns_batch.core.logging import log
from zns_batch.errors import ProviderError, RefusalError
from zns_batch.i18n import Lang, translate
from zns_batch.ledger.customers.answers import CustomerAnswer, store_answers
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign
from zns_batch.providers import AccountClient, capabilities


@dataclass(frozen=True, kw_only=True, slots=True)
class FetchedAnswers:
    """What came of asking a provider for customers' answers."""

    #: Answers that were not known before.
    new: int = 0
    #: Why the provider told none, if it did not.
    error: ProviderError | None = None


async def fetch_answers(
    ledger: Ledger, campaign: Campaign, client: AccountClient, *, now: datetime
) -> FetchedAnswers:
    """Fetch the answers to a campaign's messages from the provider, and store them.

    A provider that can't be asked for them, or has no ratings of this template, is no trouble: most
    templates ask customers for nothing.
    """
    began = campaign.started_at
    if campaign.dry_run or began is None or not capabilities(campaign.provider).answers:
        return FetchedAnswers()
    try:
        given = await client.answers(campaign.template.template_id, since=began, until=now)
    except RefusalError as error:
        log().info("answers.refused", campaign=campaign.id, code=error.code)
        return FetchedAnswers(error=None if error.code in _NOT_FOR_THIS_TEMPLATE else error)
    except ProviderError as error:
        return FetchedAnswers(error=error)
    return FetchedAnswers(new=store_answers(ledger, campaign, given, now=now))


_NOT_FOR_THIS_TEMPLATE = frozenset({"-106", "-109", "-112", "-117", "-131", "-132", "-138"})
"""Codes of an account that is told no answers of a template: not its own, or not of a kind that has any."""


def answer_text(answer: CustomerAnswer, lang: Lang) -> str:
    """Return what a customer answered as one line."""
    parts = []
    if answer.stars is not None:
        parts.append(translate("customers.stars", lang, n=answer.stars))
    parts += [", ".join(answer.reasons)] if answer.reasons else []
    parts += [f"“{answer.note}”"] if answer.note else []
    parts += [translate("customers.reply", lang, text=answer.reply)] if answer.reply else []
    return translate("customers.answer", lang, text="; ".join(parts) or "–")


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerSummary:
    """What customers answered to a campaign, counted."""

    #: How many gave so many stars, from five to one.
    stars: Mapping[int, int]
    #: How many chose each reason, the most frequent first.
    reasons: Mapping[str, int]
    #: How many pressed each quick reply, the most frequent first.
    replies: Mapping[str, int]
    #: How many wrote a note.
    notes: int

    @property
    def is_empty(self) -> bool:
        """Whether nobody answered."""
        return not (self.stars or self.reasons or self.replies or self.notes)

    def lines(self, lang: Lang) -> list[str]:
        """Return it as sentences, one a kind of answer."""
        lines = []
        for name, counts in (
            (
                "stars",
                {translate("customers.stars-word", lang, n=n): c for n, c in self.stars.items()},
            ),
            ("reasons", self.reasons),
            ("replies", self.replies),
        ):
            if counts:
                text = ", ".join(f"{word}: {count}" for word, count in counts.items())
                lines.append(translate(f"customers.summary-{name}", lang, text=text))
        if self.notes:
            lines.append(translate("customers.summary-notes", lang, n=self.notes))
        return lines

    def as_json(self) -> dict[str, object]:
        """Return what `show --json` has of it."""
        return {
            "stars": {str(stars): count for stars, count in self.stars.items()},
            "reasons": dict(self.reasons),
            "replies": dict(self.replies),
            "notes": self.notes,
        }


def summary_of(answers: Mapping[int, CustomerAnswer]) -> AnswerSummary:
    """Count a campaign's answers."""
    stars = Counter(answer.stars for answer in answers.values() if answer.stars is not None)
    reasons = Counter(reason for answer in answers.values() for reason in answer.reasons)
    replies = Counter(answer.reply for answer in answers.values() if answer.reply)
    return AnswerSummary(
        stars=dict(sorted(stars.items(), reverse=True)),
        reasons=dict(reasons.most_common()),
        replies=dict(replies.most_common()),
        notes=sum(bool(answer.note) for answer in answers.values()),
    )
