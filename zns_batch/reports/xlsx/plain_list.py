"""A workbook of one plain table: a header, and below it one line after the other."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from zns_batch.domain.sheet import Cell
from zns_batch.i18n import Lang
from zns_batch.reports.xlsx.styles import OUR_HEADER
from zns_batch.reports.xlsx.table import Heading, LongTable
from zns_batch.sheets.writer import CellStyles, new_workbook


def write_list(
    path: Path,
    headers: Sequence[str],
    lines: Iterable[Sequence[Cell]],
    *,
    title: str,
    lang: Lang,
) -> int:
    """Write a workbook, whole or not at all.

    Args:
        path: The file to write.
        headers: The columns' headers.
        lines: The cells below them.
        title: The worksheet's name.
        lang: The language of notes.

    Returns:
        How many cells were longer than Excel allows, and were cut.

    Raises:
        OutputError: The file can't be written.

    """
    with new_workbook(path) as book:
        headings = [Heading(text=header, look=OUR_HEADER) for header in headers]
        table = LongTable(book, title, headings, CellStyles(book), lang=lang)
        for cells in lines:
            table.measure(cells)
            table.writer.write_row(table.next_row(), cells)
        table.finish()
        book.set_properties({"title": title})
    return table.cut
