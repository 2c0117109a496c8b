"""The errors workbook of `check`: the sheet again, with what is wrong marked where it stands."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from zns_batch.domain.planned_row import PlannedRow, Problem
from zns_batch.domain.sheet import Cell, Sheet
from zns_batch.domain.states import RowState
from zns_batch.errors import OutputError
from zns_batch.i18n import Lang, translate
from zns_batch.reports.reasons import problems_text
from zns_batch.reports.xlsx.styles import FILLS, INPUT_HEADER, OUR_HEADER, WRONG
from zns_batch.reports.xlsx.table import Heading, LongTable
from zns_batch.sheets.result_columns import CHECK_COLUMNS, find_result_columns, result_header
from zns_batch.sheets.writer import MAX_COLUMNS, CellStyles, CellWriter, new_workbook

_MOST_NOTES = 5_000
# Excel opens a workbook with many more notes or links only slowly; the reason stands in the row
# and on the second sheet all the same.
_WIDTHS = {"status": 16, "reason": 60, "remedy": 40}
_PROBLEM_COLUMNS = {"row": 8, "column": 24, "code": 22, "message": 100, "cell": 30}
_WORST_FIRST = {RowState.INVALID: 0, RowState.PENDING: 1}
"""Of several recipients in one line: what must be mended, then what will be sent, then the rest."""
_NOTE_SIZE = {"width": 320, "height": 90}


def write_problems(path: Path, sheet: Sheet, rows: Iterable[PlannedRow], *, lang: Lang) -> None:
    """Write a copy of a sheet in which its mistakes are marked, whole or not at all.

    Every row stands in the row it has in the person's own file, so the numbers in messages hold
    for both. The copy can be corrected and fed back in; our three columns are left aside then.

    Args:
        path: The file to write.
        sheet: The sheet.
        rows: All its rows after every check, in the sheet's order. Several recipients of one row
            stand in one line.
        lang: The language of what is wrong.

    Raises:
        OutputError: The file can't be written, or has more columns than Excel holds.

    """
    with new_workbook(path) as book:
        copy = _MarkedCopy(path, book, sheet, lang)
        for _, recipients in groupby(rows, key=attrgetter("number")):
            copy.add(_together(list(recipients)))
        copy.finish()


def _together(recipients: list[PlannedRow]) -> PlannedRow:
    """Return one row for all recipients of a line of the sheet, with everything wrong about them."""
    if len(recipients) == 1:
        return recipients[0]
    first = min(recipients, key=lambda one: _WORST_FIRST.get(one.state, len(_WORST_FIRST)))
    problems: list[Problem] = []
    for one in recipients:
        problems += (problem for problem in one.problems if problem not in problems)
    return first._replace(problems=tuple(problems))


class _MarkedCopy:
    def __init__(self, path: Path, book: Workbook, sheet: Sheet, lang: Lang) -> None:
        self._lang = lang
        ours = find_result_columns([column.header for column in sheet.columns])
        self._own = [place for place in range(len(sheet.columns)) if place not in ours]
        self._places = {sheet.columns[own].title: at for at, own in enumerate(self._own)}
        self._fills = {state: book.add_format({"bg_color": FILLS[state]}) for state in RowState}
        self._words = {state: translate(f"state.{state}", lang) for state in RowState}
        self._remedies = {state: translate(f"report.remedy.{state}", lang) for state in RowState}
        self._wrong = CellStyles(book, bg_color=WRONG)
        self._notes_left = _MOST_NOTES
        styles = CellStyles(book)
        self._copy = LongTable(
            book,
            translate("report.sheet.checked", lang),
            self._headings(path, sheet),
            styles,
            lang=lang,
            header_row=sheet.header_row - 1,
        )
        self._list = _ProblemList(book, styles, lang)

    def add(self, row: PlannedRow) -> None:
        cells = [row.cells[own] for own in self._own]
        line = self._copy.next_row(at=row.number - 1)
        self._copy.measure(cells)
        self._copy.writer.write_row(line, cells)
        self._write_verdict(line, row)
        for problem in row.problems:
            self._add_problem(line, row, problem, cells)

    def finish(self) -> None:
        self._copy.finish()
        self._list.finish()

    def _headings(self, path: Path, sheet: Sheet) -> list[Heading]:
        headings = [
            *(Heading(text=sheet.columns[own].header, look=INPUT_HEADER) for own in self._own),
            *(
                Heading(
                    text=result_header(column, self._lang), look=OUR_HEADER, width=_WIDTHS[column]
                )
                for column in CHECK_COLUMNS
            ),
        ]
        if len(headings) > MAX_COLUMNS:
            raise OutputError(
                "report.too-many-columns",
                path=str(path),
                columns=len(headings),
                most=MAX_COLUMNS,
            )
        return headings

    def _write_verdict(self, line: int, row: PlannedRow) -> None:
        first, worksheet, writer = len(self._own), self._copy.worksheet, self._copy.writer
        # Rows that are fine stay without colour, so that the others stand out.
        fill = self._fills[row.state] if row.state is not RowState.PENDING else None
        worksheet.write_string(line, first, self._words[row.state], fill)
        if row.problems:
            writer.write_cell(line, first + 1, problems_text(row.problems, self._lang))
            writer.write_cell(line, first + 2, self._remedies[row.state])

    def _add_problem(
        self, line: int, row: PlannedRow, problem: Problem, cells: Sequence[Cell]
    ) -> None:
        place = None if problem.column is None else self._places.get(problem.column)
        cell = None if place is None else cells[place]
        if place is not None and row.state is RowState.INVALID:
            self._mark(line, place, cell, problem)
        target = xl_rowcol_to_cell(line, place or 0)
        self._list.add(problem, cell, f"internal:'{self._copy.worksheet.get_name()}'!{target}")

    def _mark(self, line: int, place: int, cell: Cell, problem: Problem) -> None:
        worksheet = self._copy.worksheet
        marker = CellWriter(worksheet, self._wrong, cut_note=translate("report.cut", self._lang))
        marker.write_cell(line, place, cell)
        if self._notes_left:
            self._notes_left -= 1
            worksheet.write_comment(line, place, problem.text(self._lang), _NOTE_SIZE)


class _ProblemList:
    """The second sheet: one line for each problem, with a link to the cell."""

    def __init__(self, book: Workbook, styles: CellStyles, lang: Lang) -> None:
        self._lang = lang
        self._link = CellStyles(book, font_color="#0563C1", underline=1)
        self._links_left = _MOST_NOTES
        self._pages = LongTable(
            book,
            translate("report.sheet.problems", lang),
            [
                Heading(
                    text=translate(f"report.problems.{name}", lang), look=OUR_HEADER, width=width
                )
                for name, width in _PROBLEM_COLUMNS.items()
            ],
            styles,
            lang=lang,
        )

    def add(self, problem: Problem, cell: Cell, target: str) -> None:
        line, writer = self._pages.next_row(), self._pages.writer
        writer.write_cell(line, 0, problem.row)
        self._write_column(line, problem.column, target)
        writer.write_cell(line, 2, problem.code)
        writer.write_cell(line, 3, problem.text(self._lang))
        writer.write_cell(line, 4, cell)

    def finish(self) -> None:
        self._pages.finish()

    def _write_column(self, line: int, column: str | None, target: str) -> None:
        if not self._links_left:
            self._pages.writer.write_cell(line, 1, column)
            return
        self._links_left -= 1
        worksheet = self._pages.worksheet
        worksheet.write_url(line, 1, target)
        writer = CellWriter(worksheet, self._link, cut_note=translate("report.cut", self._lang))
        writer.write_cell(line, 1, column)
