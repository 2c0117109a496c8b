"""The results workbook: every row with what became of it, the summary, and what needs a person."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook

from zns_batch.core.clock import in_vietnam
from zns_batch.domain.delivery import DeliveryCount
from zns_batch.domain.sheet import Cell
from zns_batch.domain.states import RowState
from zns_batch.errors import OutputError
from zns_batch.i18n import Lang, translate
from zns_batch.ledger.records import Campaign, RowRecord, StateCounts
from zns_batch.ledger.webhook_events import Ratings
from zns_batch.reports.columns import RESULT, own_columns, title
from zns_batch.reports.paths import tag_as_ours
from zns_batch.reports.reasons import Explainer, ReasonSummary, check_sum
from zns_batch.reports.summary_sheet import SummaryData, write_summary
from zns_batch.reports.xlsx.styles import DRY_HEADER, FILLS, INPUT_HEADER, OUR_HEADER
from zns_batch.reports.xlsx.table import Heading, LongTable
from zns_batch.sheets.writer import MAX_COLUMNS, CellStyles, CellWriter, Worksheet, new_workbook

NEEDS_A_PERSON = frozenset(
    {RowState.INVALID, RowState.REJECTED, RowState.UNKNOWN, RowState.EXPIRED}
)
"""Rows that a person must correct or decide on: the third sheet.

Pending rows go on with `resume`, and cancelled ones were ended by a person.
"""

_WAS_TRIED = frozenset({RowState.SENDING, RowState.ACCEPTED, RowState.REJECTED, RowState.UNKNOWN})
_WIDTHS = {
    "status": 16,
    "phone": 15,
    "code": 12,
    "reason": 50,
    "remedy": 50,
    "message-id": 26,
    "tracking-id": 22,
    "sent-at": 20,
    "delivered-at": 20,
    "attempts": 12,
    "cost": 14,
}


def write_report(
    path: Path,
    campaign: Campaign,
    rows: Callable[[], Iterable[RowRecord]],
    tally: StateCounts,
    *,
    lang: Lang,
    now: datetime,
    ratings: Ratings | None = None,
) -> None:
    """Write the results workbook, whole or not at all.

    The counts in the workbook are those of the rows in it, so they agree even while the campaign
    runs; `tally` says how many rows there must be.

    Args:
        path: The file to write.
        campaign: The campaign.
        rows: Reads the campaign's rows in the order of the sheet. Called once.
        tally: The campaign's counts.
        lang: The language of our columns and of the summary.
        now: The moment of writing, aware.
        ratings: What customers thought of the messages; `None` when nobody said.

    Raises:
        OutputError: The file can't be written, or has more columns than Excel holds.
        InternalError: Rows are missing or too many.

    """
    with new_workbook(path) as book:
        tag_as_ours(book, campaign.id)
        report = _Report(path, book, campaign, lang)
        for row in rows():
            report.add(row)
        report.finish(tally, now, ratings)


class _Report:
    def __init__(self, path: Path, book: Workbook, campaign: Campaign, lang: Lang) -> None:
        self._path, self._book, self._campaign, self._lang = path, book, campaign, lang
        self._kept = own_columns(campaign.headers)
        self._as_they_are = self._kept == tuple(range(len(campaign.headers)))
        self._ours = _OurColumns(book, campaign, lang, first=len(self._kept))
        self._reasons = ReasonSummary(campaign.provider, lang)
        self._counts: Counter[RowState] = Counter()
        self._delivered = DeliveryCount(campaign.template.timeout)
        styles = CellStyles(book)
        self._all = self._pages("report.sheet.results", styles)
        self._summary = book.add_worksheet(translate("report.sheet.summary", lang))
        self._person = self._pages("report.sheet.person", styles)

    def add(self, row: RowRecord) -> None:
        self._counts[row.state] += 1
        if row.state is RowState.ACCEPTED:
            self._delivered.add(
                sent_at=row.sent_at,
                delivered_at=row.delivered_at,
                charged=row.charged,
                cost=row.cost,
            )
        self._reasons.add(row)
        cells = self._own_cells(row)
        self._write(self._all, row, cells)
        if row.state in NEEDS_A_PERSON:
            self._write(self._person, row, cells)

    def finish(self, tally: StateCounts, now: datetime, ratings: Ratings | None) -> None:
        delivered = self._delivered.result()
        counted = StateCounts(rows=self._counts, delivered=delivered.delivered)
        check_sum(counted, tally.total)
        self._all.finish()
        self._person.finish()
        findings = SummaryData(
            path=self._path,
            campaign=self._campaign,
            tally=counted,
            delivered=delivered,
            ratings=ratings,
            reasons=self._reasons.groups(),
            cut=self._all.cut,
            now=now,
        )
        write_summary(self._book, self._summary, findings, self._lang)
        self._book.set_properties(_properties(self._campaign, self._lang))

    def _pages(self, name: str, styles: CellStyles) -> LongTable:
        campaign, lang = self._campaign, self._lang
        headings = [
            *(Heading(text=campaign.headers[place], look=INPUT_HEADER) for place in self._kept),
            *_our_headings(campaign, lang),
        ]
        if len(headings) > MAX_COLUMNS:
            path, columns = str(self._path), len(headings)
            raise OutputError(
                "report.too-many-columns", path=path, columns=columns, most=MAX_COLUMNS
            )
        mark = translate("report.dry-run", lang) if campaign.dry_run else ""
        return LongTable(self._book, translate(name, lang), headings, styles, lang=lang, mark=mark)

    def _own_cells(self, row: RowRecord) -> Sequence[Cell]:
        cells = row.cells
        return cells if self._as_they_are else [cells[place] for place in self._kept]

    def _write(self, pages: LongTable, row: RowRecord, cells: Sequence[Cell]) -> None:
        line = pages.next_row()
        pages.measure(cells)
        pages.writer.write_row(line, cells)
        self._ours.write(pages.writer, line, row)


class _OurColumns:
    """Writes what became of a row beside its cells."""

    def __init__(self, book: Workbook, campaign: Campaign, lang: Lang, *, first: int) -> None:
        self._first = first
        self._explainer = Explainer(campaign.provider, lang)
        self._words = {state: translate(f"state.{state}", lang) for state in RowState}
        self._fills = {state: book.add_format({"bg_color": FILLS[state]}) for state in RowState}
        self._text = book.add_format({"num_format": "@"})
        self._moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        self._money = book.add_format({"num_format": "#,##0"})
        # In a rehearsal every row says so: a filtered or copied table shows nothing else of it.
        self._sent_reason = translate("report.dry-run", lang) if campaign.dry_run else ""

    def write(self, writer: CellWriter, line: int, row: RowRecord) -> None:
        worksheet, place = writer.worksheet, self._first
        worksheet.write_string(line, place, self._words[row.state], self._fills[row.state])
        if row.phone and row.state in _WAS_TRIED:
            worksheet.write_string(line, place + 1, row.phone, self._text)
        if row.state is RowState.ACCEPTED:
            self._write_accepted(writer, line, row)
        if row.explained or row.state is not RowState.ACCEPTED:
            self._write_why(writer, line, row)
        if row.tracking_id:
            worksheet.write_string(line, place + 6, row.tracking_id, self._text)
        self._write_times(worksheet, line, row)

    def _write_accepted(self, writer: CellWriter, line: int, row: RowRecord) -> None:
        place = self._first
        if self._sent_reason:
            writer.write_cell(line, place + 3, self._sent_reason)
        if row.message_id:
            # The provider's word, so as little to be trusted as a customer's name.
            writer.write_cell(line, place + 5, row.message_id)
        if row.cost is not None:
            writer.worksheet.write_number(line, place + 10, row.cost, self._money)

    def _write_why(self, writer: CellWriter, line: int, row: RowRecord) -> None:
        place = self._first
        reason, remedy = self._explainer.explain(row)
        writer.write_cell(line, place + 2, row.code)
        writer.write_cell(line, place + 3, reason)
        writer.write_cell(line, place + 4, remedy)

    def _write_times(self, worksheet: Worksheet, line: int, row: RowRecord) -> None:
        place = self._first
        if row.sent_at is not None:
            worksheet.write_datetime(line, place + 7, _wall(row.sent_at), self._moment)
        if row.delivered_at is not None:
            worksheet.write_datetime(line, place + 8, _wall(row.delivered_at), self._moment)
        if row.attempts:
            worksheet.write_number(line, place + 9, row.attempts)


def _our_headings(campaign: Campaign, lang: Lang) -> list[Heading]:
    look = DRY_HEADER if campaign.dry_run else OUR_HEADER
    note = translate("report.dry-run", lang) if campaign.dry_run else None
    return [
        Heading(
            text=title(column, lang),
            look=look,
            note=note if column == "status" else None,
            width=_WIDTHS[column],
        )
        for column in RESULT
    ]


def _properties(campaign: Campaign, lang: Lang) -> dict[str, str]:
    marked = translate("report.dry-run", lang) if campaign.dry_run else ""
    name = translate("report.title", lang, name=campaign.name)
    return {"title": name, "subject": marked, "status": marked, "comments": marked}


def _wall(moment: datetime) -> datetime:
    return in_vietnam(moment).replace(tzinfo=None)
