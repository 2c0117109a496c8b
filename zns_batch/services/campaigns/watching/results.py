"""What came of a campaign: reasons with their rows, arrivals, the pace, and what may be sent again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from zns_batch.domain.delivery import Deliveries
from zns_batch.domain.message import Action
from zns_batch.domain.planned_row import Problem
from zns_batch.domain.states import RETRYABLE, RowState
from zns_batch.ledger import webhook_events
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.receipts import deliveries
from zns_batch.ledger.records import StateCounts
from zns_batch.ledger.row_pages import (
    CodeCount,
    ProblemCount,
    answers_by_minute,
    count_problems,
)
from zns_batch.ledger.webhook_events import Ratings
from zns_batch.providers.zns.errors import FINAL_CODES, policy_for
from zns_batch.reports.next_steps import NextStep, list_steps
from zns_batch.services.campaigns.receipts import cost_by_now
from zns_batch.services.campaigns.report import estimate
from zns_batch.services.campaigns.watching.progress import CampaignProgress

_PASSING = frozenset({Action.RETRY, Action.SLOW, Action.PAUSE, Action.AUTH})
"""What such a refusal asks for passes, or has been mended by a person when rows are sent again."""


class Hope(StrEnum):
    """Whether sending a refused row again may bring another answer."""

    LIKELY = "likely"
    """The trouble was passing, or is mended."""
    PERHAPS = "perhaps"
    """It depends on the customer, or on what the row says."""
    NEVER = "never"
    """No repetition changes the answer."""
    DOUBT = "doubt"
    """It may have been sent: the customer may get it twice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RetryChoice:
    """Rows that can be sent again for one reason.

    Attributes:
        state: Their state.
        code: Their code; `None` for rows without one.
        rows: How many they are.
        hope: Whether it may help.

    """

    state: RowState
    code: str | None
    rows: int
    hope: Hope


def retry_choices(codes: Collection[CodeCount]) -> tuple[RetryChoice, ...]:
    """Return the reasons for which rows can be sent again: the most hopeful and frequent first."""
    choices = [
        RetryChoice(
            state=each.state, code=each.code, rows=each.rows, hope=hope_of(each.state, each.code)
        )
        for each in codes
        if each.state in RETRYABLE
    ]
    order = tuple(Hope)
    return tuple(
        sorted(choices, key=lambda one: (order.index(one.hope), -one.rows, one.code or ""))
    )


def hope_of(state: RowState, code: str | None) -> Hope:
    """Tell whether sending rows of a state and code again may bring another answer."""
    if state is RowState.UNKNOWN:
        return Hope.DOUBT
    if state is not RowState.REJECTED:
        return Hope.LIKELY if state is RowState.EXPIRED else Hope.PERHAPS
    if code in FINAL_CODES:
        return Hope.NEVER
    try:
        action = policy_for(int(code or "0")).action
    except ValueError:
        # A word of ours for trouble on the way, or another provider's own.
        return Hope.LIKELY
    return Hope.LIKELY if action in _PASSING else Hope.PERHAPS


@dataclass(frozen=True, kw_only=True, slots=True)
class ResultReason:
    """Rows that stand where they stand for the same reason.

    Attributes:
        state: Their state.
        code: The provider's code, where there is one.
        problem: What is wrong with the row's own cells, as one of them has it.
        rows: How many they are.

    """

    state: RowState
    code: str | None
    problem: Problem | None
    rows: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignResults:
    """What came of a campaign.

    Attributes:
        steps: What is left for a person to do.
        reasons: Why rows are not done, the most frequent first.
        delivered: What is known of the arrival of accepted messages.
        refused_later: Accepted messages that the provider gave up after all.
        cost: VND at the most by what is known now; `None` when no price is known.
        most: VND at the most, by what was accepted.
        ratings: What customers thought; `None` when nobody said.
        minutes: How many messages got their answer in each minute.

    """

    steps: tuple[NextStep, ...]
    reasons: tuple[ResultReason, ...]
    delivered: Deliveries
    refused_later: int
    cost: int | None
    most: int | None
    ratings: Ratings | None
    minutes: tuple[tuple[datetime, int], ...]


def read_results(ledger: Ledger, progress: CampaignProgress, *, now: datetime) -> CampaignResults:
    """Return what came of a campaign. It reads the campaign's rows: whoever asks often keeps it."""
    campaign, counts = progress.campaign, progress.counts
    webhook_events.catch_up(ledger, campaign, now=now)
    delivered = deliveries(ledger, campaign)
    real = not campaign.dry_run
    return CampaignResults(
        steps=next_steps_of(progress),
        reasons=_reasons(counts.codes, count_problems(ledger, campaign.id)),
        delivered=delivered,
        refused_later=sum(code.refused_later for code in counts.codes),
        cost=cost_by_now(campaign, _accepted_only(counts.states), delivered) if real else None,
        most=estimate(campaign, _accepted_only(counts.states)) if real else None,
        ratings=webhook_events.ratings(ledger, campaign.id),
        minutes=tuple(answers_by_minute(ledger, campaign.id)),
    )


def next_steps_of(progress: CampaignProgress) -> tuple[NextStep, ...]:
    """Return what is left for a person to do with a campaign."""
    final = sum(
        code.rows
        for code in progress.counts.codes
        if code.state is RowState.REJECTED and code.code in FINAL_CODES
    )
    return list_steps(progress.campaign, progress.counts.states, final=final)


def _reasons(
    codes: Collection[CodeCount], problems: Collection[ProblemCount]
) -> tuple[ResultReason, ...]:
    silent = {RowState.PENDING, RowState.SENDING, RowState.INVALID, RowState.DUPLICATE}
    reasons = [
        ResultReason(state=problem.state, code=None, problem=problem.example, rows=problem.rows)
        for problem in problems
    ]
    for each in codes:
        rows = each.refused_later if each.state is RowState.ACCEPTED else each.rows
        if rows and each.state not in silent:
            reasons.append(ResultReason(state=each.state, code=each.code, problem=None, rows=rows))
    return tuple(sorted(reasons, key=lambda one: (-one.rows, one.state, one.code or "")))


def _accepted_only(counts: StateCounts) -> StateCounts:
    return StateCounts(rows={RowState.ACCEPTED: counts.count(RowState.ACCEPTED)})
