"""A worksheet for people to read, written line by line from the top."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from xlsxwriter import Workbook

from zns_batch.domain.sheet import Cell
from zns_batch.i18n import Lang, translate
from zns_batch.reports.xlsx.styles import OUR_HEADER
from zns_batch.sheets.writer import CellStyles, CellWriter, Worksheet

LINE_PIXELS = 20
"""The height of one line of text."""

_LETTERS_A_DIGIT = 1.15
# A width is counted in digits of the default font, and letters are narrower.


@dataclass(frozen=True, kw_only=True, slots=True)
class TextStyles:
    """XlsxWriter's format properties for each kind of line."""

    title: dict[str, Any]
    head: dict[str, Any]
    head_right: dict[str, Any]
    head_indented: dict[str, Any]
    strong: dict[str, Any]
    wrapped: dict[str, Any]
    count: dict[str, Any]
    share: dict[str, Any]
    left: dict[str, Any]
    amount: dict[str, Any]
    plain: dict[str, Any]


LOOKS = TextStyles(
    title={"bold": True, "font_size": 18, "font_color": "#1F4E79"},
    head={**OUR_HEADER, "valign": "top"},
    head_right={**OUR_HEADER, "valign": "top", "align": "right"},
    head_indented={**OUR_HEADER, "valign": "top", "align": "left", "indent": 1},
    strong={"bold": True, "font_size": 12, "valign": "vcenter"},
    wrapped={"text_wrap": True, "valign": "top", "align": "left", "indent": 1},
    count={"num_format": "#,##0", "valign": "top", "align": "right"},
    share={"num_format": "0.0%", "valign": "top", "align": "right"},
    left={"align": "left", "valign": "top"},
    amount={"num_format": "#,##0", "align": "left"},
    plain={"valign": "top"},
)
"""How the lines of a summary look."""


class FreeformSheet:
    """Writes one line after the other.

    Args:
        book: The workbook.
        worksheet: An empty worksheet of it.
        widths: The columns' widths in characters.
        lang: The language.

    Attributes:
        worksheet: The worksheet.
        line: The line to write next, from 0.
        lang: The language.

    """

    def __init__(
        self, book: Workbook, worksheet: Worksheet, widths: Sequence[int], lang: Lang
    ) -> None:
        self.worksheet = worksheet
        self.line = 0
        self.lang = lang
        self._book = book
        self._widths = widths
        self._writers: dict[str, CellWriter] = {}
        for place, width in enumerate(widths):
            worksheet.set_column(place, place, width)
        worksheet.hide_gridlines(2)

    def row(self, *cells: tuple[Cell, dict[str, Any]]) -> None:
        """Write one line of cells, each with its look; wrapped text makes it as high as needed."""
        # Not every program makes rows higher on its own.
        heights = [
            len(wrap(text, int(self._widths[place] * _LETTERS_A_DIGIT)))
            for place, (text, look) in enumerate(cells)
            if look.get("text_wrap") and isinstance(text, str)
        ]
        if max(heights, default=1) > 1:
            self.worksheet.set_row_pixels(self.line, max(heights) * LINE_PIXELS)
        for place, (cell, look) in enumerate(cells):
            name = repr(look)
            if name not in self._writers:
                styles = CellStyles(self._book, **look)
                note = translate("report.cut", self.lang)
                self._writers[name] = CellWriter(self.worksheet, styles, cut_note=note)
            self._writers[name].write_cell(self.line, place, cell)
        self.line += 1

    def text(
        self, text: str, look: dict[str, Any] = LOOKS.plain, *, height: int = LINE_PIXELS
    ) -> None:
        """Write one line of text, which may run over the cells to its right."""
        self.worksheet.set_row_pixels(self.line, height)
        self.row((text, look))

    def band(self, text: str, look: dict[str, Any]) -> None:
        """Write one line on a background that reaches over all columns."""
        self.worksheet.set_row_pixels(self.line, 28)
        self.row((text, look), *((None, look) for _ in range(1, len(self._widths))))

    def header(self, *titles: str, right: int = 0, indented: int = 0) -> None:
        """Write the header of a table.

        Args:
            titles: One for each column.
            right: How many of them stand over numbers: all before the indented ones.
            indented: How many of them, the last ones, stand over wrapped text.

        """
        left = len(titles) - right - indented
        looks = [LOOKS.head] * left + [LOOKS.head_right] * right + [LOOKS.head_indented] * indented
        self.row(*zip(titles, looks, strict=True))

    def gap(self) -> None:
        """Leave one line free."""
        self.line += 1
