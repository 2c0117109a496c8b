"""The second sheet of the results workbook: what a person wants to know first."""

from collections.abc import Iterator
from typing import Any

from xlsxwriter import Workbook

from zns_batch.core.clock import in_vietnam
from zns_batch.domain.delivery import Deliveries
from zns_batch.domain.states import RowState
from zns_batch.i18n import Lang, moment, say
from zns_batch.ledger.records import Campaign, Tally
from zns_batch.reports.facts import Findings, facts
from zns_batch.reports.lines import LINE_PIXELS, LOOKS, Lines
from zns_batch.reports.looks import AMBER, BARS, FILLS
from zns_batch.reports.pages import for_paper
from zns_batch.reports.steps import steps
from zns_batch.reports.summary import ReasonGroup, present, sum_line
from zns_batch.sheets.writer import Worksheet

_WIDTHS = (34, 24, 11, 11, 56, 56)
_CHART_COLUMN = 4
_CHART_ROWS = 13


def write_summary(book: Workbook, worksheet: Worksheet, findings: Findings, lang: Lang) -> None:
    """Write the summary sheet.

    Args:
        book: The workbook.
        worksheet: An empty worksheet of it.
        findings: What to tell.
        lang: The language.

    """
    lines = Lines(book, worksheet, _WIDTHS, lang)
    _write_top(lines, findings)
    _write_steps(lines, findings)
    _write_states(lines, findings, book)
    _write_reasons(lines, findings.reasons)
    _write_facts(lines, findings)
    for_paper(
        worksheet, lang, mark=say("report.dry-run", lines.lang) if findings.campaign.dry_run else ""
    )


def state_line(campaign: Campaign, lang: Lang) -> str:
    """Say where a campaign stands, why, and when it can go on."""
    state = say(f"state.{campaign.state}", lang)
    if campaign.reason is None:
        line = say("report.state", lang, state=state)
    else:
        reason = say(f"reason.{campaign.reason}", lang)
        line = say("report.state.reason", lang, state=state, reason=reason)
    if campaign.resume_after is None:
        return line
    when = moment(in_vietnam(campaign.resume_after), lang)
    return say("report.state.after", lang, state=line, when=when)


def _write_top(lines: Lines, findings: Findings) -> None:
    campaign = findings.campaign
    lines.text(say("report.title", lines.lang, name=campaign.name), LOOKS.title, height=36)
    if campaign.dry_run:
        lines.band(say("report.dry-run", lines.lang), {**LOOKS.strong, "bg_color": AMBER})
    lines.text(sum_line(findings.tally, lines.lang), LOOKS.strong, height=24)
    lines.text(state_line(campaign, lines.lang))
    lines.gap()


def _write_steps(lines: Lines, findings: Findings) -> None:
    lines.text(say("report.head.steps", lines.lang), LOOKS.strong, height=24)
    campaign, tally = findings.campaign, findings.tally
    for step in steps(campaign, tally, report=findings.path, lang=lines.lang):
        lines.text(f"• {step}")
    if findings.cut:
        lines.text(f"• {say('report.step.cut', lines.lang, n=findings.cut)}")
    lines.gap()


def _write_states(lines: Lines, findings: Findings, book: Workbook) -> None:
    tally, top = findings.tally, lines.line
    states = _unknown_first(tally)
    lines.header(*_titles(lines, "head.state", "head.rows", "head.share"), right=2)
    for state in states:
        _state_line(lines, state, tally)
    if states:
        _insert_chart(lines, book, top, states, tally)
    strong = {"bold": True, "top": 1}
    lines.row(
        (say("report.total", lines.lang), strong),
        (tally.total, {**LOOKS.count, **strong}),
        (None, strong),
    )
    if tally.count(RowState.ACCEPTED):
        _write_delivered(lines, findings.delivered)
    lines.line = max(lines.line, top + _CHART_ROWS) + 1


def _write_delivered(lines: Lines, delivered: Deliveries) -> None:
    counts = {"delivered": delivered.delivered}
    if delivered.known:
        counts |= {
            "in-time": delivered.in_time,
            "late": delivered.late,
            "missing": delivered.missing,
        }
    for name, count in counts.items():
        lines.row((say(f"report.{name}", lines.lang), LOOKS.plain), (count, LOOKS.count))


def _titles(lines: Lines, *keys: str) -> Iterator[str]:
    return (say(f"report.{key}", lines.lang) for key in keys)


def _state_line(lines: Lines, state: RowState, tally: Tally) -> None:
    count = tally.count(state)
    lines.row(
        (say(f"state.{state}", lines.lang), {"bg_color": FILLS[state]}),
        (count, LOOKS.count),
        (count / tally.total, LOOKS.share),
    )


def _unknown_first(tally: Tally) -> list[RowState]:
    # A row in doubt is the one thing that only a person can settle.
    return sorted(present(tally), key=lambda state: state is not RowState.UNKNOWN)


def _insert_chart(
    lines: Lines, book: Workbook, top: int, states: list[RowState], tally: Tally
) -> None:
    chart = book.add_chart({"type": "bar"})
    chart.add_series(_series(lines, top, states, tally))
    chart.set_title({"name": say("report.chart.title", lines.lang), "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "line": {"none": True}, "major_tick_mark": "none"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_size({"width": 600, "height": _CHART_ROWS * LINE_PIXELS - 4})
    told = say("report.chart.alt", lines.lang, sum=sum_line(tally, lines.lang))
    lines.worksheet.insert_chart(top, _CHART_COLUMN, chart, {"description": told})


def _series(lines: Lines, top: int, states: list[RowState], tally: Tally) -> dict[str, Any]:
    name, first, last = lines.worksheet.get_name(), top + 1, top + len(states)
    return {
        "name": say("report.head.rows", lines.lang),
        "categories": [name, first, 0, last, 0],
        "values": [name, first, 1, last, 1],
        # What the bars are made of, for viewers that draw without calculating.
        "categories_data": [say(f"state.{state}", lines.lang) for state in states],
        "values_data": [tally.count(state) for state in states],
        "points": [{"fill": {"color": BARS[state]}} for state in states],
        "data_labels": {"value": True, "num_format": "#,##0"},
        "gap": 40,
    }


def _write_reasons(lines: Lines, reasons: tuple[ReasonGroup, ...]) -> None:
    if not reasons:
        return
    lines.text(say("report.head.reasons", lines.lang), LOOKS.strong, height=24)
    ours = ("column.code", "head.rows", "head.first", "column.reason", "column.remedy")
    lines.header(*_titles(lines, "head.state", *ours), right=2, indented=2)
    for group in reasons:
        lines.row(
            (
                say(f"state.{group.state}", lines.lang),
                {**LOOKS.plain, "bg_color": FILLS[group.state]},
            ),
            (group.code, LOOKS.plain),
            (group.rows, LOOKS.count),
            (group.first, LOOKS.count),
            (group.reason, LOOKS.wrapped),
            (group.remedy, LOOKS.wrapped),
        )
    lines.gap()


def _write_facts(lines: Lines, findings: Findings) -> None:
    lines.text(say("report.head.about", lines.lang), LOOKS.strong, height=24)
    for fact in facts(findings, lines.lang):
        look = LOOKS.amount if isinstance(fact.value, int) else LOOKS.left
        lines.row((fact.label, LOOKS.plain), (fact.value, look), (fact.note, LOOKS.plain))
