"""A sheet that counts its days from another start than nearly all do: its numbers become dates.

A bare number in a column of dates is a day by the workbook's own count. Written into another
workbook, such as one with the results, or fed back from it, the same number would be another day.
"""

from collections.abc import Iterator
from dataclasses import replace

from zns_batch.domain.sheet import DAY_ZERO, Row, Sheet
from zns_batch.domain.template import ParamType, Template
from zns_batch.validation.column_mapping import ColumnMap
from zns_batch.validation.dates import dated

_DATES = frozenset({ParamType.DATE, ParamType.DATETIME})


def apply_date_system(sheet: Sheet, template: Template, columns: ColumnMap) -> Sheet:
    """Return a sheet that counts days as nearly all do; mostly it is the same one.

    Args:
        sheet: The sheet.
        template: Which parameters are dates.
        columns: Which column feeds what.

    """
    places = [
        sheet.columns.index(column)
        for name, column in columns.params.items()
        if template.params[name].type in _DATES
    ]
    if sheet.day_zero == DAY_ZERO or not places:
        return sheet

    def read() -> Iterator[Row]:
        for row in sheet.read():
            cells = list(row.cells)
            for place in places:
                cells[place] = dated(cells[place], sheet.day_zero)
            yield replace(row, cells=tuple(cells))

    return replace(sheet, day_zero=DAY_ZERO, read=read)
