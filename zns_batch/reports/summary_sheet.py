"""The second sheet of the results workbook: what a person wants to know first."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook

from zns_batch.core.clock import in_vietnam
from zns_batch.domain.delivery import Deliveries
from zns_batch.domain.sheet import Cell
from zns_batch.domain.states import RowState
from zns_batch.domain.template import Template
from zns_batch.i18n import Face, Lang, format_datetime, format_number, translate
from zns_batch.ledger.records import PHONE_ROWS, Campaign, StateCounts
from zns_batch.ledger.webhook_events import Ratings
from zns_batch.reports.destination import campaign_mark, known_destination
from zns_batch.reports.next_steps import next_steps
from zns_batch.reports.reasons import ReasonGroup, present, state_word, sum_line
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
        later_recipients: How many recipients stand below the list's last row, because they share a
            row with another one.
        now: When the workbook was written, aware.
        final_codes: Codes of rows whose answer no repetition changes.
        face: `web` for who works on the pages: buttons in place of commands.

    """

    path: Path
    campaign: Campaign
    tally: StateCounts
    delivered: Deliveries
    ratings: Ratings | None
    reasons: tuple[ReasonGroup, ...]
    cut: int
    later_recipients: int
    now: datetime
    final_codes: Collection[str] = ()
    face: Face = ""


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
    return campaign.cost_of(tally.count(RowState.ACCEPTED))


def facts(summary: SummaryData, lang: Lang) -> Iterator[Fact]:
    """Return the facts in the order in which people look for them."""
    campaign = summary.campaign
    template, quota = campaign.template, campaign.quota
    source = campaign.source if campaign.sheet is None else f"{campaign.source} ({campaign.sheet})"
    yield _fact("campaign", f"{campaign.name} ({campaign.id})", lang)
    yield _fact("template", f"{template.name} ({template.template_id})", lang)
    yield _fact("account", f"{campaign.account} ({campaign.provider})", lang)
    destination = known_destination(campaign)
    if destination is not None:
        yield _fact("destination", destination.label(lang), lang)
    yield _fact("source", source, lang)
    yield from _reading(template, lang)
    if campaign.mode is not None:
        yield _fact("mode", translate("report.mode.development", lang), lang)
    most = cost(campaign, summary.tally, summary.delivered)
    if most is None:
        yield _fact("cost", translate("report.cost.unknown", lang), lang)
    else:
        if template.price is not None:
            yield _fact("price", template.price, lang)
            if PHONE_ROWS in campaign.options and template.price_uid is not None:
                yield _fact("price-uid", template.price_uid, lang)
        note = "report.cost.so-far" if summary.delivered.known else "report.cost.note"
        note = translate(note, lang, n=summary.delivered.uncharged)
        yield _fact("cost", most, lang, note=note)
    if summary.ratings is not None:
        mean = format_number(round(summary.ratings.mean, 1), lang)
        note = translate("report.ratings", lang, mean=mean)
        yield _fact("ratings", summary.ratings.count, lang, note=note)
    for label, amount in (("quota-daily", quota.daily), ("quota-remaining", quota.remaining)):
        unknown = translate("report.quota.unknown", lang)
        yield _fact(label, unknown if amount is None else amount, lang)
    for label, when in (
        ("created", campaign.created_at),
        ("started", campaign.started_at),
        ("ended", campaign.ended_at),
        ("written", summary.now),
    ):
        if when is not None:
            yield _fact(label, in_vietnam(when), lang, note=translate("report.zone", lang))


def _reading(template: Template, lang: Lang) -> Iterator[Fact]:
    """Return which rows of the list are meant, and what stands in place of columns."""
    if template.where:
        yield _fact("where", ", ".join(template.where), lang)
    params = template.params.values()
    texts = [f"{each.name} = “{each.set_text}”" for each in params if each.set_text is not None]
    if texts:
        yield _fact("set", "; ".join(texts), lang)


def _fact(label: str, value: Cell, lang: Lang, *, note: str = "") -> Fact:
    return Fact(label=translate(f"report.fact.{label}", lang), value=value, note=note)


_WIDTHS = (34, 24, 11, 11, 56, 56)
_CHART_COLUMN = 4
_CHART_ROWS = 13


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


def write_summary(book: Workbook, worksheet: Worksheet, summary: SummaryData, lang: Lang) -> None:
    """Write the summary into an empty worksheet."""
    campaign, tally = summary.campaign, summary.tally
    lines = FreeformSheet(book, worksheet, _WIDTHS, lang)
    marked = campaign_mark(campaign, lang)
    lines.text(translate("report.title", lang, name=campaign.name), LOOKS.title, height=36)
    if marked:
        lines.band(marked, {**LOOKS.strong, "bg_color": AMBER})
    lines.text(sum_line(tally, lang, dry_run=campaign.dry_run), LOOKS.strong, height=24)
    lines.text(state_line(campaign, lang))
    lines.gap()
    lines.text(translate("report.head.steps", lang), LOOKS.strong, height=24)
    final = sum(
        group.rows
        for group in summary.reasons
        if group.state is RowState.REJECTED and group.code in summary.final_codes
    )
    path, face = summary.path, summary.face
    for step in next_steps(campaign, tally, report=path, lang=lang, final=final, face=face):
        lines.text(f"• {step}")
    if summary.cut:
        lines.text(f"• {translate('report.step.cut', lang, n=summary.cut)}")
    if summary.later_recipients:
        lines.text(f"• {translate('report.step.later', lang, n=summary.later_recipients)}")
    lines.gap()
    _write_states(lines, summary, book)
    _write_reasons(lines, summary.reasons)
    lines.text(translate("report.head.about", lang), LOOKS.strong, height=24)
    for fact in facts(summary, lang):
        look = LOOKS.amount if isinstance(fact.value, int) else LOOKS.left
        lines.row((fact.label, LOOKS.plain), (fact.value, look), (fact.note, LOOKS.plain))
    for_paper(worksheet, lang, mark=marked)


def _write_states(lines: FreeformSheet, summary: SummaryData, book: Workbook) -> None:
    """Write the table of states with its chart, and what is known of deliveries."""
    lang, tally, top = lines.lang, summary.tally, lines.line
    dry_run = summary.campaign.dry_run
    # A row in doubt is the one thing that only a person can settle.
    states = sorted(present(tally), key=lambda state: state is not RowState.UNKNOWN)
    heads = ("head.state", "head.rows", "head.share")
    lines.header(*(translate(f"report.{head}", lang) for head in heads), right=2)
    words = [state_word(state, lang, dry_run=dry_run) for state in states]
    for state, word in zip(states, words, strict=True):
        count = tally.count(state)
        lines.row(
            (word, {"bg_color": FILLS[state]}),
            (count, LOOKS.count),
            (count / tally.total, LOOKS.share),
        )
    if states:
        _insert_chart(lines, book, top, dict(zip(states, words, strict=True)), tally)
    strong = {"bold": True, "top": 1}
    lines.row(
        (translate("report.total", lang), strong),
        (tally.total, {**LOOKS.count, **strong}),
        (None, strong),
    )
    if tally.count(RowState.ACCEPTED):
        delivered = summary.delivered
        counts = {"delivered": delivered.delivered}
        if delivered.known:
            counts["in-time"] = delivered.in_time
            counts["late"] = delivered.late
            counts["missing"] = delivered.missing
        for name, count in counts.items():
            lines.row((translate(f"report.{name}", lang), LOOKS.plain), (count, LOOKS.count))
    lines.line = max(lines.line, top + _CHART_ROWS) + 1


def _insert_chart(
    lines: FreeformSheet, book: Workbook, top: int, states: dict[RowState, str], tally: StateCounts
) -> None:
    lang, sheet = lines.lang, lines.worksheet.get_name()
    first, last = top + 1, top + len(states)
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": translate("report.head.rows", lang),
            "categories": [sheet, first, 0, last, 0],
            "values": [sheet, first, 1, last, 1],
            # What the bars are made of, for viewers that draw without calculating.
            "categories_data": list(states.values()),
            "values_data": [tally.count(state) for state in states],
            "points": [{"fill": {"color": BARS[state]}} for state in states],
            "data_labels": {"value": True, "num_format": "#,##0"},
            "gap": 40,
        }
    )
    chart.set_title({"name": translate("report.chart.title", lang), "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "line": {"none": True}, "major_tick_mark": "none"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_size({"width": 600, "height": _CHART_ROWS * LINE_PIXELS - 4})
    description = translate("report.chart.alt", lang, sum=sum_line(tally, lang))
    lines.worksheet.insert_chart(top, _CHART_COLUMN, chart, {"description": description})


def _write_reasons(lines: FreeformSheet, reasons: tuple[ReasonGroup, ...]) -> None:
    if not reasons:
        return
    lang = lines.lang
    lines.text(translate("report.head.reasons", lang), LOOKS.strong, height=24)
    heads = (
        *("head.state", "column.code", "head.rows", "head.first", "column.reason"),
        "column.remedy",
    )
    lines.header(*(translate(f"report.{head}", lang) for head in heads), right=2, indented=2)
    for group in reasons:
        lines.row(
            (
                translate(f"state.{group.state}", lang),
                {**LOOKS.plain, "bg_color": FILLS[group.state]},
            ),
            (group.code, LOOKS.plain),
            (group.rows, LOOKS.count),
            (group.first, LOOKS.count),
            (group.reason, LOOKS.wrapped),
            (group.remedy, LOOKS.wrapped),
        )
    lines.gap()
