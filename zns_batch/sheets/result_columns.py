"""The columns that our own workbooks add to a list: their headers, and where they stand in a sheet.

One table for whoever writes them (`zns_batch.reports.columns` adds widths and writers) and for
whoever meets them again in a workbook that is fed back.
"""

from collections.abc import Sequence

from zns_batch.i18n import LANGS, Lang, translate
from zns_batch.sheets.headers import fold_header

RESULT_COLUMNS = (
    "status",
    "phone",
    "code",
    "reason",
    "remedy",
    "message-id",
    "tracking-id",
    "sent-at",
    "delivered-at",
    "attempts",
    "cost",
)
"""The columns of the results workbook, in order; their names in the catalogue's `report.column.`."""

ANSWER_COLUMNS = ("stars", "note", "reasons", "reply")
"""The columns that follow where customers have answered."""

LIST_ROW = "list-row"
"""The column that the sheet of rows that need a person has besides: where the row stands in the list."""

CHECK_COLUMNS = ("status", "reason", "remedy")
"""The columns of the errors workbook. A sheet that has these three came from us."""


def result_header(column: str, lang: Lang) -> str:
    """Return the header of one of our columns."""
    return translate(f"report.column.{column}", lang)


def find_result_columns(headers: Sequence[str]) -> frozenset[int]:
    """Return the places, from 0, of our own columns in a workbook of ours that is fed back.

    In either language: wherever all of them stand side by side in order; else, in a sheet that has
    all of `CHECK_COLUMNS`, the last column of each of our names, because ours stand last. A single
    column that merely happens to be called “Status” is the person's own.
    """
    folded = [fold_header(header) for header in headers]
    ours: set[int] = set()
    for lang in LANGS:
        answered = (*RESULT_COLUMNS, *ANSWER_COLUMNS)
        columns = (*answered, LIST_ROW)
        names = {column: fold_header(result_header(column, lang)) for column in columns}
        if not all(names[column] in folded for column in CHECK_COLUMNS):
            continue
        written = (
            *(columns, answered, (*RESULT_COLUMNS, LIST_ROW)),
            *(RESULT_COLUMNS, CHECK_COLUMNS),
        )
        blocks = [[names[column] for column in keys] for keys in written]
        side_by_side = {
            place
            for block in blocks
            for start in range(len(folded) - len(block) + 1)
            if folded[start : start + len(block)] == block
            for place in range(start, start + len(block))
        }
        last = {header: place for place, header in enumerate(folded)}
        ours |= side_by_side or {last[name] for name in names.values() if name in last}
    return frozenset(ours)
