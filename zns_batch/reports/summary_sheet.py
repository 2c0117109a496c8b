"""The second sheet of the results workbook: what a person wants to know first."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from zns_batch.core.clock import in_vietnam
from zns_batch.domain.delivery import Deliveries
from zns_batch.domain.sheet import Cell
from zns_batch.domain.states import RowState
from zns_batch.i18n import Lang, format_datetime, format_number, translate
from zns_batch.ledger.records import Campaign, StateCounts
from zns_batch.ledger.webhook_events import Ratings
from zns_batch.reports.next_steps import next_steps
from zns_batch.reports.reasons import ReasonGroup, present, sum_line
from zns_batch.reports.xlsx.freeform import LINE_PIXELS, LOOKS, FreeformSheet
from zns_batch.reports.xlsx.styles import AMBER, BARS, FILLS
from zns_batch.reports.xlsx.table import for_paper
from zns_batch.sheets.writer import Worksheet


@dataclass(frozen=True, kw_only=True, slots=True)
class SummaryData:
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
        final_codes: Codes of rows whose answer no repetition changes.

    """

    path: Path
    campaign: Campaign
    tally: StateCounts
    delivered: Deliveries
    ratings: Ratings | None
    reasons: tuple[ReasonGroup, ...]
    cut: int
    now: datetime
    final_codes: Collection[str] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One line: a label, a value, and what one should know about the value."""

    label: str
    value: Cell
    note: str = ""


def cost(campaign: Campaign, tally: StateCounts, delivered: Deliveries | None = None) -> int | None:
    """Return the most that the accepted messages cost, in VND before VAT.

    Only messages that reach the phone in time are charged (Zalo's prices page). Those of which nobody
    knows yet count in full, so the bill may be lower. `None` when no price is known.
    """
    if delivered is not None and delivered.cost is not None:
        return delivered.cost
    price = campaign.template.price
    return None if price is None else price * tally.count(RowState.ACCEPTED)


def facts(findings: SummaryData, lang: Lang) -> Iterator[Fact]:
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
        yield _fact("mode", translate("report.mode.development", lang), lang)


def _money(findings: SummaryData, lang: Lang) -> Iterator[Fact]:
    price, delivered = findings.campaign.template.price, findings.delivered
    most = cost(findings.campaign, findings.tally, delivered)
    if most is None:
        yield _fact("cost", translate("report.cost.unknown", lang), lang)
        return
    if price is not None:
        yield _fact("price", price, lang)
    note = "report.cost.so-far" if delivered.known else "report.cost.note"
    yield _fact("cost", most, lang, note=translate(note, lang, n=delivered.uncharged))


def _ratings(ratings: Ratings | None, lang: Lang) -> Iterator[Fact]:
    if ratings is not None:
        mean = translate("report.ratings", lang, mean=format_number(round(ratings.mean, 1), lang))
        yield _fact("ratings", ratings.count, lang, note=mean)


def _quota(campaign: Campaign, lang: Lang) -> Iterator[Fact]:
    unsaid = translate("report.quota.unknown", lang)
    daily, remaining = campaign.quota.daily, campaign.quota.remaining
    yield _fact("quota-daily", unsaid if daily is None else daily, lang)
    yield _fact("quota-remaining", unsaid if remaining is None else remaining, lang)


def _times(findings: SummaryData, lang: Lang) -> Iterator[Fact]:
    campaign, zone = findings.campaign, translate("report.zone", lang)
    for label, when in (
        ("created", campaign.created_at),
        ("started", campaign.started_at),
        ("ended", campaign.ended_at),
        ("written", findings.now),
    ):
        if when is not None:
            yield _fact(label, in_vietnam(when), lang, note=zone)


def _fact(label: str, value: Cell, lang: Lang, *, note: str = "") -> Fact:
    return Fact(label=translate(f"report.fact.{label}", lang), value=value, note=note)


_WIDTHS = (34, 24, 11, 11, 56, 56)
_CHART_COLUMN = 4
_CHART_ROWS = 13


def write_summary(book: Workbook, worksheet: Worksheet, findings: SummaryData, lang: Lang) -> None:
    """Write the summary sheet.

    Args:
        book: The workbook.
        worksheet: An empty worksheet of it.
        findings: What to tell.
        lang: The language.

    """
    lines = FreeformSheet(book, worksheet, _WIDTHS, lang)
    _write_top(lines, findings)
    _write_steps(lines, findings)
    _write_states(lines, findings, book)
    _write_reasons(lines, findings.reasons)
    _write_facts(lines, findings)
    for_paper(
        worksheet,
        lang,
        mark=translate("report.dry-run", lines.lang) if findings.campaign.dry_run else "",
    )


def state_line(campaign: Campaign, lang: Lang) -> str:
    """Say where a campaign stands, why, and when it can go on."""
    state = translate(f"state.{campaign.state}", lang)
    if campaign.reason is None:
        line = translate("report.state", lang, state=state)
    else:
        reason = translate(f"reason.{campaign.reason}", lang)
        line = translate("report.state.reason", lang, state=state, reason=reason)
    if campaign.resume_after is None:
        return line
    when = format_datetime(in_vietnam(campaign.resume_after), lang)
    return translate("report.state.after", lang, state=line, when=when)


def _write_top(lines: FreeformSheet, findings: SummaryData) -> None:
    campaign = findings.campaign
    lines.text(translate("report.title", lines.lang, name=campaign.name), LOOKS.title, height=36)
    if campaign.dry_run:
        lines.band(translate("report.dry-run", lines.lang), {**LOOKS.strong, "bg_color": AMBER})
    lines.text(sum_line(findings.tally, lines.lang), LOOKS.strong, height=24)
    lines.text(state_line(campaign, lines.lang))
    lines.gap()


def _write_steps(lines: FreeformSheet, findings: SummaryData) -> None:
    lines.text(translate("report.head.steps", lines.lang), LOOKS.strong, height=24)
    campaign, tally = findings.campaign, findings.tally
    final = sum(
        group.rows
        for group in findings.reasons
        if group.state is RowState.REJECTED and group.code in findings.final_codes
    )
    for step in next_steps(campaign, tally, report=findings.path, lang=lines.lang, final=final):
        lines.text(f"• {step}")
    if findings.cut:
        lines.text(f"• {translate('report.step.cut', lines.lang, n=findings.cut)}")
    lines.gap()


def _write_states(lines: FreeformSheet, findings: SummaryData, book: Workbook) -> None:
    tally, top = findings.tally, lines.line
    states = _unknown_first(tally)
    lines.header(*_titles(lines, "head.state", "head.rows", "head.share"), right=2)
    for state in states:
        _state_line(lines, state, tally)
    if states:
        _insert_chart(lines, book, top, states, tally)
    strong = {"bold": True, "top": 1}
    lines.row(
        (translate("report.total", lines.lang), strong),
        (tally.total, {**LOOKS.count, **strong}),
        (None, strong),
    )
    if tally.count(RowState.ACCEPTED):
        _write_delivered(lines, findings.delivered)
    lines.line = max(lines.line, top + _CHART_ROWS) + 1


def _write_delivered(lines: FreeformSheet, delivered: Deliveries) -> None:
    counts = {"delivered": delivered.delivered}
    if delivered.known:
        counts |= {
            "in-time": delivered.in_time,
            "late": delivered.late,
            "missing": delivered.missing,
        }
    for name, count in counts.items():
        lines.row((translate(f"report.{name}", lines.lang), LOOKS.plain), (count, LOOKS.count))


def _titles(lines: FreeformSheet, *keys: str) -> Iterator[str]:
    return (translate(f"report.{key}", lines.lang) for key in keys)


def _state_line(lines: FreeformSheet, state: RowState, tally: StateCounts) -> None:
    count = tally.count(state)
    lines.row(
        (translate(f"state.{state}", lines.lang), {"bg_color": FILLS[state]}),
        (count, LOOKS.count),
        (count / tally.total, LOOKS.share),
    )


def _unknown_first(tally: StateCounts) -> list[RowState]:
    # A row in doubt is the one thing that only a person can settle.
    return sorted(present(tally), key=lambda state: state is not RowState.UNKNOWN)


def _insert_chart(
    lines: FreeformSheet, book: Workbook, top: int, states: list[RowState], tally: StateCounts
) -> None:
    chart = book.add_chart({"type": "bar"})
    chart.add_series(_series(lines, top, states, tally))
    chart.set_title(
        {"name": translate("report.chart.title", lines.lang), "name_font": {"size": 12}}
    )
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "line": {"none": True}, "major_tick_mark": "none"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_size({"width": 600, "height": _CHART_ROWS * LINE_PIXELS - 4})
    told = translate("report.chart.alt", lines.lang, sum=sum_line(tally, lines.lang))
    lines.worksheet.insert_chart(top, _CHART_COLUMN, chart, {"description": told})


def _series(
    lines: FreeformSheet, top: int, states: list[RowState], tally: StateCounts
) -> dict[str, Any]:
    name, first, last = lines.worksheet.get_name(), top + 1, top + len(states)
    return {
        "name": translate("report.head.rows", lines.lang),
        "categories": [name, first, 0, last, 0],
        "values": [name, first, 1, last, 1],
        # What the bars are made of, for viewers that draw without calculating.
        "categories_data": [translate(f"state.{state}", lines.lang) for state in states],
        "values_data": [tally.count(state) for state in states],
        "points": [{"fill": {"color": BARS[state]}} for state in states],
        "data_labels": {"value": True, "num_format": "#,##0"},
        "gap": 40,
    }


def _write_reasons(lines: FreeformSheet, reasons: tuple[ReasonGroup, ...]) -> None:
    if not reasons:
        return
    lines.text(translate("report.head.reasons", lines.lang), LOOKS.strong, height=24)
    ours = ("column.code", "head.rows", "head.first", "column.reason", "column.remedy")
    lines.header(*_titles(lines, "head.state", *ours), right=2, indented=2)
    for group in reasons:
        lines.row(
            (
                translate(f"state.{group.state}", lines.lang),
                {**LOOKS.plain, "bg_color": FILLS[group.state]},
            ),
            (group.code, LOOKS.plain),
            (group.rows, LOOKS.count),
            (group.first, LOOKS.count),
            (group.reason, LOOKS.wrapped),
            (group.remedy, LOOKS.wrapped),
        )
    lines.gap()


def _write_facts(lines: FreeformSheet, findings: SummaryData) -> None:
    lines.text(translate("report.head.about", lines.lang), LOOKS.strong, height=24)
    for fact in facts(findings, lines.lang):
        look = LOOKS.amount if isinstance(fact.value, int) else LOOKS.left
        lines.row((fact.label, LOOKS.plain), (fact.value, look), (fact.note, LOOKS.plain))
