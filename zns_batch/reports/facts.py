"""What a summary tells about a campaign, one fact a line."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from zns_batch.clock import in_vietnam
from zns_batch.ledger.records import Campaign, Tally
from zns_batch.reports.summary import ReasonGroup
from zns_batch.states import RowState
from zns_batch.table import Cell
from zns_batch.texts import Lang, say


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """What the summary tells.

    Attributes:
        path: The workbook.
        campaign: The campaign.
        tally: The counts of the rows in the workbook.
        reasons: The most frequent first.
        cut: How many cells were longer than Excel allows.
        now: When the workbook was written, aware.

    """

    path: Path
    campaign: Campaign
    tally: Tally
    reasons: tuple[ReasonGroup, ...]
    cut: int
    now: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One line: a label, a value, and what one should know about the value."""

    label: str
    value: Cell
    note: str = ""


def cost(campaign: Campaign, tally: Tally) -> int | None:
    """Return the most that the accepted messages cost, in VND before VAT.

    Only messages that reach the phone in time are charged (Zalo's prices page), so the bill may be
    lower. `None` when the template file has no price.
    """
    price = campaign.template.price
    return None if price is None else price * tally.count(RowState.ACCEPTED)


def facts(findings: Findings, lang: Lang) -> Iterator[Fact]:
    """Return the facts in the order in which people look for them."""
    yield from _names(findings.campaign, lang)
    yield from _money(findings, lang)
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
    price, most = findings.campaign.template.price, cost(findings.campaign, findings.tally)
    if price is None:
        yield _fact("cost", say("report.cost.unknown", lang), lang)
        return
    yield _fact("price", price, lang)
    yield _fact("cost", most, lang, note=say("report.cost.note", lang))


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
