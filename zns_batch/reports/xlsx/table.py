"""A long table: a header that stays in sight, filters, widths, and a further sheet when one is full."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from xlsxwriter import Workbook

from zns_batch.domain.sheet import Cell
from zns_batch.i18n import Lang, translate
from zns_batch.reports.xlsx.styles import AMBER
from zns_batch.sheets.writer import MAX_ROWS, CellStyles, CellWriter

_MEASURED = 200
"""Rows whose cells set the widths: enough to see a column's habits, cheap for any length."""
_MOST_HIDDEN = 100_000
_NARROWEST, _WIDEST = 8, 48
_FILTER_BUTTON = 3
_SHOWN_WIDTH = {date: 10, datetime: 19, bool: 6, type(None): 0}


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading:
    """One column's header.

    Attributes:
        text: What it says.
        look: XlsxWriter's format properties.
        note: A note on the header cell.
        width: The width in characters; `None` to guess it from the cells.
        num_format: How Excel shows the column's numbers; `None` for plainly.

    """

    text: str
    look: dict[str, Any] = field(default_factory=dict)
    note: str | None = None
    width: int | None = None
    num_format: str | None = None


_NUMBER_FORMAT = re.compile(
    r"""(?:"[^"\x00-\x1f]*"|[\\_*][^\x00-\x1f]|\[(?:Red|Blue|Black|Green|White|Cyan|Magenta|Yellow|\$[^\[\]"]{0,16})\]"""
    r"""|[0#?.,%/()+\- $€₫:;@]|General|E[+-]0+)+"""
)
_LITERALS = re.compile(r'"[^"]*"|[\\_*].|\[[^\]]*\]')
_MOST_SECTIONS = 4
_LONGEST_FORMAT = 100
"""Characters; accounting formats with a currency's sign have up to 90."""


def safe_number_format(code: str | None) -> str | None:
    """Return a format of numbers that Excel surely reads; `None` for any other.

    It comes from a stranger's file, and one that Excel can't read would make the workbook one that
    Excel wants to repair. Dates have formats of their own.
    """
    if code is None or len(code) > _LONGEST_FORMAT or not _NUMBER_FORMAT.fullmatch(code):
        return None
    *numbers, last = _LITERALS.sub("", code).split(";")
    if len(numbers) >= _MOST_SECTIONS or not re.search("[0#]", ";".join([*numbers, last])):
        return None
    # A section is for digits or for text, and that for text stands last.
    if "@" in ";".join(numbers) or ("@" in last and re.search("[0#?]|General", last)):
        return None
    if any("General" in part and re.search("[0#?]", part) for part in (*numbers, last)):
        return None
    return code


class LongTable:
    """A table in one worksheet, and in further ones when it has more rows than a worksheet holds.

    Args:
        book: The workbook.
        name: The first worksheet's name; the further ones are called `name 2` and so on.
        headings: One for each column.
        styles: How plain cells look.
        lang: The language of notes.
        header_row: The header's row, from 0.
        titles: What stands above the header: rows, from 0, and their cells.
        hide_gaps: Whether rows that are passed over are hidden, as in the list that they were
            left out of.
        mark: A line printed on top of every page of paper; it colours the tab too.

    Attributes:
        worksheet: The worksheet that the next row goes to.
        writer: Its cell writer.
        cut: How many cells were longer than a cell can hold.

    """

    def __init__(
        self,
        book: Workbook,
        name: str,
        headings: Sequence[Heading],
        styles: CellStyles,
        *,
        lang: Lang,
        header_row: int = 0,
        titles: Sequence[tuple[int, Sequence[Cell]]] = (),
        hide_gaps: bool = False,
        mark: str = "",
    ) -> None:
        self._book = book
        self._name = name
        self._headings = headings
        self._styles = styles
        self._lang = lang
        self._header_row = header_row
        self._titles = titles
        self._hide_gaps = hide_gaps
        self._mark = mark
        self._looks = [CellStyles(book, **heading.look) for heading in headings]
        self._lengths = [len(heading.text) + _FILTER_BUTTON for heading in headings]
        self._formats = [
            book.add_format({"num_format": heading.num_format}) if heading.num_format else None
            for heading in headings
        ]
        self._to_measure = _MEASURED
        self._pages = 0
        self._next = 0
        self._finished_cuts = 0
        self._open(book.add_worksheet(name))

    @property
    def cut(self) -> int:
        """How many cells were longer than a cell can hold."""
        return self._finished_cuts + self.writer.cut

    def next_row(self, *, at: int = 0) -> int:
        """Return the row to write to, from 0; opens a further worksheet when this one is full.

        Args:
            at: The row wanted on the first worksheet, when it is not taken yet.

        """
        row = max(at, self._next) if self._pages == 1 else self._next
        if row >= MAX_ROWS:
            self._close()
            self._open(self._book.add_worksheet(f"{self._name} {self._pages + 1}"))
            row = self._next
        if self._hide_gaps and row > self._next:
            for gap in range(self._next, min(row, self._next + _MOST_HIDDEN)):
                self.worksheet.set_row(gap, None, None, {"hidden": True})
                # In constant memory a row without any cell is not written.
                self.worksheet.write_blank(gap, 0, None, self._styles.text)
        self._next = row + 1
        return row

    def measure(self, cells: Sequence[Cell]) -> None:
        """Let the first rows set the widths of the columns they begin with."""
        if self._to_measure:
            self._to_measure -= 1
            lengths = self._lengths
            for place, cell in enumerate(cells):
                known = _SHOWN_WIDTH.get(type(cell))
                lengths[place] = max(lengths[place], len(str(cell)) if known is None else known)

    def finish(self) -> None:
        """Set what is known only when all rows are written."""
        self._close()

    def _open(self, worksheet: Any) -> None:
        self._pages += 1
        self.worksheet = worksheet
        note = translate("report.cut", self._lang)
        self.writer = CellWriter(worksheet, self._styles, cut_note=note)
        for place, format_ in enumerate(self._formats):
            if format_:  # before the first row: plain cells take it over when they are written
                worksheet.set_column(place, place, None, format_)
        for row, cells in self._titles:
            self.writer.write_row(row, cells)
        for place, (heading, look) in enumerate(zip(self._headings, self._looks, strict=True)):
            CellWriter(worksheet, look, cut_note=note).write_cell(
                self._header_row, place, heading.text
            )
            if heading.note:
                worksheet.write_comment(self._header_row, place, heading.note)
        self._next = self._header_row + 1

    def _close(self) -> None:
        self._finished_cuts += self.writer.cut
        self.writer.cut = 0
        worksheet, last = self.worksheet, len(self._headings) - 1
        for place, (heading, length) in enumerate(zip(self._headings, self._lengths, strict=True)):
            width = heading.width or min(max(length + 1, _NARROWEST), _WIDEST)
            worksheet.set_column(place, place, width, self._formats[place])
        worksheet.freeze_panes(self._header_row + 1, 0)
        worksheet.autofilter(self._header_row, 0, max(self._next - 1, self._header_row), last)
        worksheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MAX_ROWS}"})
        for_paper(worksheet, self._lang, mark=self._mark)
        worksheet.repeat_rows(self._header_row)


def for_paper(worksheet: Any, lang: Lang, *, mark: str = "") -> None:
    """Set a worksheet up for printing: as wide as the paper, with page numbers.

    Args:
        worksheet: XlsxWriter's worksheet.
        lang: The language of the page numbers.
        mark: A line on top of every page of paper; it colours the tab too.

    """
    worksheet.set_landscape()
    worksheet.set_paper(9)  # A4
    worksheet.fit_to_pages(1, 0)
    worksheet.set_footer(f"&L&A&R{translate('report.page', lang)} &P/&N")
    if mark:
        worksheet.set_header(f"&C&B{mark.replace('&', '&&')}")
        worksheet.set_tab_color(AMBER)
