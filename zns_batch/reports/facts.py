"""What a summary tells about a campaign, one fact a line."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from zns_batch.core.clock import in_vietnam
from zns_batch.domain.delivery import Deliveries
from zns_batch.domain.sheet import Cell
from zns_batch.domain.states import RowState
from zns_batch.i18n import Lang, number, say
from zns_batch.ledger.records import Campaign, Tally
from zns_batch.ledger.webhook_events import Ratings
from zns_batch.reports.summary import ReasonGroup


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """What the summary tells.

    Attributes:
        path: The workbook.
        campaign: The campaign.
        tally: The counts of the rows in the workbook.
        delivered: What is known of the accepted ones.
        ratings: What customers thought of the messages; `None` when nobody said.
        reasons: The most frequent first.
        cut: How many cells were longer than Excel allows.
        now: When the workbook was written, aware.

    """

    path: Path
    campaign: Campaign
    tally: Tally
    delivered: Deliveries
    ratings: Ratings | None
    reasons: tuple[ReasonGroup, ...]
    cut: int
    now: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One line: a label, a value, and what one should know about the value."""

    label: str
    value: Cell
    note: str = ""


def cost(campaign: Campaign, tally: Tally, delivered: Deliveries | None = None) -> int | None:
    """Return the most that the accepted messages cost, in VND before VAT.

    Only messages that reach the phone in time are charged (Zalo's prices page). Those of which nobody
    knows yet count in full, so the bill may be lower. `None` when no price is known.
    """
    if delivered is not None and delivered.cost is not None:
        return delivered.cost
    price = campaign.template.price
    return None if price is None else price * tally.count(RowState.ACCEPTED)


def facts(findings: Findings, lang: Lang) -> Iterator[Fact]:
    """Return the facts in the order in which people look for them."""
    yield from _names(findings.campaign, lang)
    yield from _money(findings, lang)
    yield from _ratings(findings.ratings, lang)
    yield from _quota(findings.campaign, lang)
    yield from _times(findings, lang)


def _names(campaign: Campaign, lang: Lang) -> Iterator[Fact]:
    template = campaign.template
    source = campaign.source if campaign.sheet is None else f"{campaign.source} ({campaign.sheet})"
    yield _fact("campaign", f"{campaign.name} ({campaign.id})", lang)
    yield _fact("template", f"{template.name} ({template.template_id})", lang)
    yield _fact("account", f"{campaign.account} ({campaign.provider})", lang)
    yield _fact("source", source, lang)
    if campaign.mode is not None:
        yield _fact("mode", say("report.mode.development", lang), lang)


def _money(findings: Findings, lang: Lang) -> Iterator[Fact]:
    price, delivered = findings.campaign.template.price, findings.delivered
    most = cost(findings.campaign, findings.tally, delivered)
    if most is None:
        yield _fact("cost", say("report.cost.unknown", lang), lang)
        return
    if price is not None:
        yield _fact("price", price, lang)
    note = "report.cost.so-far" if delivered.known else "report.cost.note"
    yield _fact("cost", most, lang, note=say(note, lang, n=delivered.uncharged))


def _ratings(ratings: Ratings | None, lang: Lang) -> Iterator[Fact]:
    if ratings is not None:
        mean = say("report.ratings", lang, mean=number(round(ratings.mean, 1), lang))
        yield _fact("ratings", ratings.count, lang, note=mean)


def _quota(campaign: Campaign, lang: Lang) -> Iterator[Fact]:
    unsaid = say("report.quota.unknown", lang)
    daily, remaining = campaign.quota.daily, campaign.quota.remaining
    yield _fact("quota-daily", unsaid if daily is None else daily, lang)
    yield _fact("quota-remaining", unsaid if remaining is None else remaining, lang)


def _times(findings: Findings, lang: Lang) -> Iterator[Fact]:
    campaign, zone = findings.campaign, say("report.zone", lang)
    for label, when in (
        ("created", campaign.created_at),
        ("started", campaign.started_at),
        ("ended", campaign.ended_at),
        ("written", findings.now),
    ):
        if when is not None:
            yield _fact(label, in_vietnam(when), lang, note=zone)


def _fact(label: str, value: Cell, lang: Lang, *, note: str = "") -> Fact:
    return Fact(label=say(f"report.fact.{label}", lang), value=value, note=note)
