"""The results workbook: every row with what became of it, the summary, and what needs a person."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from xlsxwriter import Workbook

from zns_batch.core.clock import in_vietnam
from zns_batch.domain.delivery import DeliveryCount
from zns_batch.domain.sheet import Cell
from zns_batch.domain.states import RowState
from zns_batch.errors import OutputError
from zns_batch.i18n import Face, Lang, translate
from zns_batch.ledger.customers.answers import CustomerAnswer
from zns_batch.ledger.records import HEADER_ROW, Campaign, RowRecord, StateCounts
from zns_batch.ledger.webhook_events import Ratings
from zns_batch.reports.columns import ANSWERS, COLUMNS, CellKind, Explanation
from zns_batch.reports.destination import campaign_mark
from zns_batch.reports.paths import tag_as_ours
from zns_batch.reports.reasons import Explainer, ReasonSummary, check_sum, state_word
from zns_batch.reports.summary_sheet import SummaryData, write_summary
from zns_batch.reports.xlsx.styles import DRY_HEADER, FILLS, INPUT_HEADER, OUR_HEADER
from zns_batch.reports.xlsx.table import Heading, LongTable, safe_number_format
from zns_batch.sheets.result_columns import LIST_ROW, find_result_columns, result_header
from zns_batch.sheets.writer import MAX_COLUMNS, CellStyles, CellWriter, new_workbook

NEEDS_A_PERSON = frozenset(
    {RowState.INVALID, RowState.REJECTED, RowState.UNKNOWN, RowState.EXPIRED}
)
"""Rows that a person must correct or decide on: the third sheet.

Pending rows go on with `resume`, and cancelled ones were ended by a person.
"""

_MOST_NOTES = 5_000
# Excel opens a workbook with many more notes only slowly.


def write_report(
    path: Path,
    campaign: Campaign,
    rows: Callable[[], Iterable[RowRecord]],
    tally: StateCounts,
    *,
    lang: Lang,
    now: datetime,
    ratings: Ratings | None = None,
    answers: Mapping[int, CustomerAnswer] = MappingProxyType({}),
    final_codes: Collection[str] = (),
    face: Face = "",
) -> int:
    """Write the results workbook, whole or not at all.

    The counts in the workbook are those of the rows in it, so they agree even while the campaign
    runs; `tally` says how many rows there must be.

    Args:
        path: The file to write.
        campaign: The campaign.
        rows: Reads the campaign's rows in the order of the sheet. Called once more when a row of
            the list has several recipients.
        tally: The campaign's counts.
        lang: The language of our columns and of the summary.
        now: The moment of writing, aware.
        ratings: What customers thought of the messages; `None` when nobody said.
        answers: What customers answered, by the places of their rows; its columns are there only
            where somebody answered.
        final_codes: Codes of rows whose answer no repetition changes.
        face: `web` for who works on the pages: buttons in place of commands.

    Returns:
        How many cells were longer than Excel allows, and were cut.

    Raises:
        OutputError: The file can't be written, or has more columns than Excel holds.
        InternalError: Rows are missing or too many.

    """
    with new_workbook(path) as book:
        tag_as_ours(book, campaign.id)
        report = _Report(path, book, campaign, lang, final_codes, answers, face)
        for row in rows():
            report.add(row)
        if report.later_recipients:
            for row in rows():
                report.add_later(row)
        return report.finish(tally, now, ratings)


class _Report:
    """The workbook being written: both tables row by row, then the summary over all of them."""

    def __init__(
        self,
        path: Path,
        book: Workbook,
        campaign: Campaign,
        lang: Lang,
        final_codes: Collection[str],
        answers: Mapping[int, CustomerAnswer],
        face: Face,
    ) -> None:
        self._final_codes, self._face = final_codes, face
        self._answers = answers
        self._path, self._book, self._campaign, self._lang = path, book, campaign, lang
        self._reasons = ReasonSummary(campaign.provider, lang, face)
        self._counts: Counter[RowState] = Counter()
        self._delivered = DeliveryCount(campaign.template.timeout)
        ours = find_result_columns(campaign.headers)
        self._kept = [place for place in range(len(campaign.headers)) if place not in ours]
        self._has_result_columns = bool(ours)
        self._result_writer = _ResultWriter(book, campaign, lang, first=len(self._kept), face=face)
        headings = self._headings()
        if len(headings) >= MAX_COLUMNS:
            columns = len(headings) + 1
            raise OutputError(
                "report.too-many-columns", path=str(path), columns=columns, most=MAX_COLUMNS
            )
        styles = CellStyles(book)
        mark = campaign_mark(campaign, lang)

        header_row = campaign.options.get(HEADER_ROW)
        # Rows stand where they stand in the list, so that the numbers in messages hold here too.
        self._in_place = header_row is not None
        self._all = LongTable(
            book,
            translate("report.sheet.results", lang),
            headings,
            styles,
            lang=lang,
            header_row=int(header_row or 1) - 1,
            hide_gaps=True,
            titles=[
                (number - 1, [cells[place] for place in self._kept if place < len(cells)])
                for number, cells in campaign.titles
            ],
            mark=mark,
        )
        self._summary = book.add_worksheet(translate("report.sheet.summary", lang))
        name = translate("report.sheet.person", lang)
        list_row = Heading(text=result_header(LIST_ROW, lang), look=headings[-1].look, width=12)
        self._person = LongTable(book, name, [*headings, list_row], styles, lang=lang, mark=mark)
        self._list_row = len(headings)
        #: Recipients beyond the first one of a row of the list. They stand below its last row, so
        #: that all rows keep their places.
        self.later_recipients = 0
        self._notes_left = _MOST_NOTES
        self._last = self._last_again = 0

    def _headings(self) -> list[Heading]:
        campaign, lang = self._campaign, self._lang
        formats = campaign.number_formats
        note = campaign_mark(campaign, lang) or None
        look = DRY_HEADER if note else OUR_HEADER
        return [
            *(
                Heading(
                    text=campaign.headers[place],
                    look=INPUT_HEADER,
                    num_format=safe_number_format(formats.get(place)),
                )
                for place in self._kept
            ),
            *(
                Heading(
                    text=column.header(lang),
                    look=look,
                    note=note if column.kind is CellKind.STATE else None,
                    width=column.width,
                )
                for column in COLUMNS
            ),
            *(
                Heading(text=column.header(lang), look=look, width=column.width)
                for column in (ANSWERS if self._answers else ())
            ),
        ]

    def add(self, row: RowRecord) -> None:
        """Write a row, unless its line is taken by another recipient of the same row."""
        if row.number == self._last and self._in_place:
            self.later_recipients += 1
            return
        self._last = row.number
        self._write(row, at=row.number - 1 if self._in_place else 0)

    def add_later(self, row: RowRecord) -> None:
        """Write a row that was passed over at first: all rows are given once more, in their order."""
        if row.number == self._last_again:
            self._note_row(self._write(row), row.number)
        self._last_again = row.number

    def _write(self, row: RowRecord, *, at: int = 0) -> int:
        """Write a row into the tables it belongs to; return its line in the first one."""
        self._counts[row.state] += 1
        if row.state is RowState.ACCEPTED:
            self._delivered.add(
                sent_at=row.sent_at,
                delivered_at=row.delivered_at,
                charged=row.charged,
                cost=row.cost,
            )
        self._reasons.add(row)
        cells: Sequence[Cell] = row.cells
        if self._has_result_columns:
            cells = [cells[place] for place in self._kept]
        first_line = self._write_into(self._all, row, cells, at)
        if row.state in NEEDS_A_PERSON:
            line = self._write_into(self._person, row, cells, 0)
            self._person.worksheet.write_number(line, self._list_row, row.number)
        return first_line

    def _write_into(self, table: LongTable, row: RowRecord, cells: Sequence[Cell], at: int) -> int:
        line = table.next_row(at=at)
        table.measure(cells)
        table.writer.write_row(line, cells)
        self._result_writer.write(table.writer, line, row)
        if self._answers and (answer := self._answers.get(row.seq)) is not None:
            first = len(self._kept) + len(COLUMNS)
            for place, column in enumerate(ANSWERS, start=first):
                table.writer.write_cell(line, place, column.value(answer))
        return line

    def _note_row(self, line: int, number: int) -> None:
        if self._notes_left:
            self._notes_left -= 1
            note = translate("report.later-recipient", self._lang, row=str(number))
            self._all.worksheet.write_comment(line, len(self._kept), note)

    def finish(self, tally: StateCounts, now: datetime, ratings: Ratings | None) -> int:
        campaign, lang = self._campaign, self._lang
        delivered = self._delivered.result()
        counted = StateCounts(rows=self._counts, delivered=delivered.delivered)
        check_sum(counted, tally.total)
        self._all.finish()
        self._person.finish()
        summary = SummaryData(
            path=self._path,
            campaign=campaign,
            tally=counted,
            delivered=delivered,
            ratings=ratings,
            reasons=self._reasons.groups(),
            cut=self._all.cut,
            later_recipients=self.later_recipients,
            now=now,
            final_codes=self._final_codes,
            face=self._face,
        )
        write_summary(self._book, self._summary, summary, lang)
        marked = campaign_mark(campaign, lang)
        title = translate("report.title", lang, name=campaign.name)
        self._book.set_properties(
            {"title": title, "subject": marked, "status": marked, "comments": marked}
        )
        return self._all.cut


class _ResultWriter:
    """Writes what became of a row beside its cells, column by column."""

    def __init__(
        self, book: Workbook, campaign: Campaign, lang: Lang, *, first: int, face: Face
    ) -> None:
        self._explainer = Explainer(campaign.provider, lang, face)
        # In a rehearsal every row says so: a filtered or copied table shows nothing else of it.
        marked = campaign_mark(campaign, lang)
        self._when_accepted = Explanation(reason=marked)
        dry_run = campaign.dry_run
        words = {state: state_word(state, lang, dry_run=dry_run) for state in RowState}
        fills = {state: book.add_format({"bg_color": FILLS[state]}) for state in RowState}
        id_format = book.add_format({"num_format": "@"})
        moment_format = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        money_format = book.add_format({"num_format": "#,##0"})

        def write_state(writer: CellWriter, line: int, place: int, state: Any) -> None:
            writer.worksheet.write_string(line, place, words[state], fills[state])

        def write_id(writer: CellWriter, line: int, place: int, text: Any) -> None:
            writer.worksheet.write_string(line, place, text, id_format)

        def write_moment(writer: CellWriter, line: int, place: int, moment: Any) -> None:
            wall = in_vietnam(moment).replace(tzinfo=None)
            writer.worksheet.write_datetime(line, place, wall, moment_format)

        def write_money(writer: CellWriter, line: int, place: int, amount: Any) -> None:
            writer.worksheet.write_number(line, place, amount, money_format)

        write: Mapping[CellKind, Callable[[CellWriter, int, int, Any], None]] = {
            CellKind.STATE: write_state,
            CellKind.ID: write_id,
            CellKind.TEXT: CellWriter.write_text,
            CellKind.MOMENT: write_moment,
            CellKind.COUNT: CellWriter.write_int,
            CellKind.MONEY: write_money,
        }
        self._columns = [
            (place, column.value, write[column.kind])
            for place, column in enumerate(COLUMNS, start=first)
        ]

    def write(self, writer: CellWriter, line: int, row: RowRecord) -> None:
        if row.state is RowState.ACCEPTED and not row.explained:
            why = self._when_accepted
        else:
            why = Explanation(row.code, *self._explainer.explain(row))
        for place, value, write in self._columns:
            cell = value(row, why)
            if cell is not None:
                write(writer, line, place, cell)
