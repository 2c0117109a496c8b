"""The errors workbook of `check`: the sheet again, with what is wrong marked where it stands."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from zns_batch.domain.planned_row import PlannedRow, Problem
from zns_batch.domain.sheet import Cell, Sheet
from zns_batch.domain.states import RowState
from zns_batch.domain.template import Template
from zns_batch.errors import OutputError
from zns_batch.i18n import Lang, translate
from zns_batch.reports.reasons import problems_text
from zns_batch.reports.xlsx.styles import FILLS, INPUT_HEADER, OUR_HEADER, WRONG
from zns_batch.reports.xlsx.table import Heading, LongTable, safe_number_format
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


def write_problems(
    path: Path,
    sheet: Sheet,
    rows: Iterable[PlannedRow],
    *,
    template: Template | None = None,
    lang: Lang,
) -> int:
    """Write a copy of a sheet in which its mistakes are marked, whole or not at all.

    Every row stands in the row it has in the person's own file, so the numbers in messages hold
    for both. The copy can be corrected and fed back in; our three columns are left aside then.

    Args:
        path: The file to write.
        sheet: The sheet.
        rows: All its rows after every check, in the sheet's order. Several recipients of one row
            stand in one line.
        template: The template: the second sheet tells what it sets in place of columns, and which
            rows it means.
        lang: The language of what is wrong.

    Returns:
        How many cells were longer than Excel allows, and were cut in the copy.

    Raises:
        OutputError: The file can't be written, or has more columns than Excel holds.

    """
    with new_workbook(path) as book:
        copy = _MarkedCopy(path, book, sheet, lang, template)
        for _, group in groupby(rows, key=attrgetter("number")):
            copy.add(list(group))
        return copy.finish()


class _MarkedCopy:
    """The first sheet: every row where it stands in the person's own file, and what is wrong beside it."""

    def __init__(
        self, path: Path, book: Workbook, sheet: Sheet, lang: Lang, template: Template | None
    ) -> None:
        self._lang = lang
        ours = find_result_columns([column.header for column in sheet.columns])
        self._own = [place for place in range(len(sheet.columns)) if place not in ours]
        self._places = {sheet.columns[own].title: at for at, own in enumerate(self._own)}
        self._fills = {state: book.add_format({"bg_color": FILLS[state]}) for state in RowState}
        self._words = {state: translate(f"state.{state}", lang) for state in RowState}
        self._remedies = {state: translate(f"report.remedy.{state}", lang) for state in RowState}
        self._excluded = translate("report.reason.excluded", lang)
        self._wrong = CellStyles(book, bg_color=WRONG)
        self._cut_note = translate("report.cut", lang)
        self._notes_left = _MOST_NOTES
        formats = sheet.number_formats()
        headings = [
            *(
                Heading(
                    text=sheet.columns[own].header,
                    look=INPUT_HEADER,
                    num_format=safe_number_format(formats.get(sheet.columns[own].index)),
                )
                for own in self._own
            ),
            *(
                Heading(text=result_header(column, lang), look=OUR_HEADER, width=_WIDTHS[column])
                for column in CHECK_COLUMNS
            ),
        ]
        if len(headings) > MAX_COLUMNS:
            columns = len(headings)
            raise OutputError(
                "report.too-many-columns", path=str(path), columns=columns, most=MAX_COLUMNS
            )
        styles = CellStyles(book)
        name = translate("report.sheet.checked", lang)
        header_row = sheet.header_row - 1
        titles = [(row.number - 1, [row.cells[own] for own in self._own]) for row in sheet.titles]
        self._copy = LongTable(
            book, name, headings, styles, lang=lang, header_row=header_row, titles=titles
        )
        self._list = _ProblemList(book, styles, lang)
        if template is not None:
            self._list.add_reading(template)

    def add(self, recipients: list[PlannedRow]) -> None:
        """Write one line of the sheet, with everything that is wrong about its recipients."""
        row = min(recipients, key=lambda one: _WORST_FIRST.get(one.state, len(_WORST_FIRST)))
        problems: list[Problem] = []
        for recipient in recipients:
            problems += (problem for problem in recipient.problems if problem not in problems)
        cells = [row.cells[own] for own in self._own]
        line = self._copy.next_row(at=row.number - 1)
        self._copy.measure(cells)
        writer, worksheet, first = self._copy.writer, self._copy.worksheet, len(self._own)
        writer.write_row(line, cells)
        # Rows that are fine stay without colour, so that the others stand out.
        fill = self._fills[row.state] if row.state is not RowState.PENDING else None
        worksheet.write_string(line, first, self._words[row.state], fill)
        if problems:
            writer.write_cell(line, first + 1, problems_text(problems, self._lang))
            writer.write_cell(line, first + 2, self._remedies[row.state])
        elif row.state is RowState.EXCLUDED:
            writer.write_cell(line, first + 1, self._excluded)
        for problem in problems:
            place = None if problem.column is None else self._places.get(problem.column)
            cell = None if place is None else cells[place]
            if place is not None and row.state is RowState.INVALID:
                marker = CellWriter(worksheet, self._wrong, cut_note=self._cut_note)
                marker.write_cell(line, place, cell)
                if self._notes_left:
                    self._notes_left -= 1
                    worksheet.write_comment(line, place, problem.text(self._lang), _NOTE_SIZE)
            target = xl_rowcol_to_cell(line, place or 0)
            self._list.add(problem, cell, f"internal:'{worksheet.get_name()}'!{target}")

    def finish(self) -> int:
        """Set what is known only at the end; return how many cells were cut."""
        self._copy.finish()
        self._list.finish()
        return self._copy.cut


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
        line, writer, worksheet = self._pages.next_row(), self._pages.writer, self._pages.worksheet
        column_writer = writer
        if self._links_left:
            self._links_left -= 1
            worksheet.write_url(line, 1, target)
            note = translate("report.cut", self._lang)
            column_writer = CellWriter(worksheet, self._link, cut_note=note)
        writer.write_cell(line, 0, problem.row)
        column_writer.write_cell(line, 1, problem.column)
        writer.write_cell(line, 2, problem.code)
        writer.write_cell(line, 3, problem.text(self._lang))
        writer.write_cell(line, 4, cell)

    def add_reading(self, template: Template) -> None:
        """Tell what stands in place of columns, and which rows are meant; nothing for most lists."""
        params = template.params.values()
        read: list[tuple[str, str | None, str]]
        read = [("--set", each.name, each.set_text) for each in params if each.set_text is not None]
        read += [("--where", None, condition) for condition in template.where]
        for option, column, text in read:
            line, writer = self._pages.next_row(), self._pages.writer
            writer.write_cell(line, 1, column)
            writer.write_cell(line, 2, option)
            writer.write_cell(line, 3, text)

    def finish(self) -> None:
        self._pages.finish()
