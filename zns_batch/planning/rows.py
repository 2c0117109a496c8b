"""Reading one row: its phone, its parameters, and everything that is wrong with it at once."""

from zns_batch.planning.columns import ColumnMap
from zns_batch.planning.flaw import Flaw
from zns_batch.planning.phones import read_phone
from zns_batch.planning.values import converter, when_empty
from zns_batch.problems import Problem
from zns_batch.table import Row, Sheet
from zns_batch.template import Template


class RowReader:
    """Reads the rows of one sheet for one template. All that is the same for every row is done once.

    Args:
        sheet: The sheet the rows come from.
        template: The template.
        columns: Which column feeds what.

    """

    def __init__(self, sheet: Sheet, template: Template, columns: ColumnMap) -> None:
        places = {column.index: place for place, column in enumerate(sheet.columns)}
        self._phone_place = places[columns.phone.index]
        self._phone_title = columns.phone.title
        self._constants = _constants(template, columns)
        self._fields = tuple(
            (name, places[column.index], column.title, converter(template.params[name]))
            for name, column in columns.params.items()
        )

    @property
    def phone_title(self) -> str:
        """What a person calls the phone column."""
        return self._phone_title

    def read(self, row: Row) -> tuple[str | None, dict[str, str], list[Problem]]:
        """Read one row.

        Returns:
            The phone as `84` and nine digits, or `None`; the parameters that could be read; and
            every problem of the row, in the order of the template.

        """
        cells = row.cells
        data = self._constants.copy()
        flaws: list[tuple[str, Flaw]] = []
        phone = read_phone(cells[self._phone_place])
        if isinstance(phone, Flaw):
            flaws.append((self._phone_title, phone))
        for name, place, title, convert in self._fields:
            value = convert(cells[place])
            if type(value) is str:
                data[name] = value
            elif isinstance(value, Flaw):
                flaws.append((title, value))
        problems = _problems(row.number, flaws) if flaws else []
        return None if isinstance(phone, Flaw) else phone, data, problems


def _constants(template: Template, columns: ColumnMap) -> dict[str, str]:
    """Return what the parameters without a column send: the same in every row."""
    defaults = {name: when_empty(template.params[name]) for name in columns.absent}
    return {name: value for name, value in defaults.items() if isinstance(value, str)}


def _problems(row: int, flaws: list[tuple[str, Flaw]]) -> list[Problem]:
    """Place a row's flaws; a cell that feeds two things tells the same only once."""
    told = {(title, flaw.code): flaw.at(row, title) for title, flaw in reversed(flaws)}
    return list(reversed(told.values()))
