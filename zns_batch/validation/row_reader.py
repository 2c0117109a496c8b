"""Reading one row: its phones, its parameters, and everything that is wrong with it at once."""

import re
from collections.abc import Sequence
from unicodedata import normalize

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.sheet import Cell, Column, Row, Sheet
from zns_batch.domain.template import Param, ParamType, Template
from zns_batch.validation.column_mapping import ColumnMap
from zns_batch.validation.converters import Converter, converter, when_empty
from zns_batch.validation.dates import MonthFirstGuard, guard_month_first
from zns_batch.validation.phone_numbers import quote_phone, read_phone
from zns_batch.validation.text import CellIssue, normalise_text, shown
from zns_batch.validation.user_ids import read_user_id

_between = re.compile(
    r"[/,;|&\n\r\t]|\s[-\u2010-\u2015\u2212]\s|\b(?:và|hoặc|and|or)\b", re.IGNORECASE
).split


def read_phone_list(cell: Cell) -> tuple[str, ...] | CellIssue:
    """Turn a cell into the phone numbers it holds.

    Numbers are told apart by `/ , ; | &`, a line break, a dash between spaces, and the words for
    “and” and “or” in both languages. One that stands twice counts once.

    Args:
        cell: The cell as the file has it.

    Returns:
        Each number as `84` and nine digits, in the cell's order; or why there are none. Where some
        are good and others are not, the flaw is `phone-part`; where they can't be told apart,
        `phone-together`; else what `read_phone` says.

    """
    phone = read_phone(cell)
    if isinstance(phone, str):
        return (phone,)
    if phone.code == "phone-shortened":
        return phone
    parts = _parts(cell) if isinstance(cell, str) else []
    read = [read_phone(part) for part in parts]
    good = tuple(dict.fromkeys(one for one in read if isinstance(one, str)))
    bad = [part for part, one in zip(parts, read, strict=True) if isinstance(one, CellIssue)]
    if good and bad:
        return CellIssue("phone-part", {"shown": quote_phone(bad[0]), "count": len(parts)})
    if not good and phone.code == "phone-several":
        return CellIssue("phone-together", phone.params)
    return good or phone


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _between(normalize("NFC", text)) if part.strip()]


# The whole word with its diacritics, because Tống is a family name; and nothing but a colon, a
# number or a remark in brackets after it, because `Tổng công ty …` is a customer.
_total = re.compile(
    r"(?:tổng(?: (?:cộng|số|tiền|số tiền|kết|doanh thu))?|cộng(?: dồn)?|(?:grand |sub[ -]?)?totals?|sum)"
    r"(?:\s*[:=(].*|\s+[0-9].*)?",
    re.IGNORECASE,
).fullmatch


def is_total_row(cells: Sequence[Cell]) -> str | None:
    """Return the cell by which a row says that it holds totals, such as `Tổng cộng:`."""
    for cell in cells:
        if isinstance(cell, str) and _total(normalise_text(cell)):
            return cell
    return None


Phones = tuple[str, ...] | tuple[None]
"""Those a row is to be sent to; `(None,)` where its cell holds none."""

Reading = tuple[Phones, dict[str, str], list[Problem]]

_KEPT = 2_000
"""Different cells of a column whose conversion is kept."""

_DATES = frozenset({ParamType.DATE, ParamType.DATETIME})


class RowReader:
    """Reads the rows of one sheet for one template. All that is the same for every row is done once.

    Args:
        sheet: The sheet the rows come from.
        template: The template.
        columns: Which column feeds what.
        split_phones: Whether several phones in a cell make a recipient each.
        users: Whether the recipients are user ids and not phones.

    """

    def __init__(
        self,
        sheet: Sheet,
        template: Template,
        columns: ColumnMap,
        *,
        split_phones: bool = False,
        users: bool = False,
    ) -> None:
        self._recipient = read_user_id if users else read_phone
        self._sheet = sheet
        self._phone_place = self._place(columns.phone)
        self._phone_title = columns.phone.title
        self._split_phones = split_phones
        self._constants = _constants(template, columns)
        self._titles = tuple(column.title for column in columns.params.values())
        self._fields = [
            (
                name,
                self._remembered(template.params[name], self._place(column)),
                self._place(column),
            )
            for name, column in columns.params.items()
        ]

    @property
    def phone_title(self) -> str:
        """What a person calls the phone column."""
        return self._phone_title

    def read(self, row: Row) -> Reading:
        """Read one row.

        Returns:
            The phones, each as `84` and nine digits; the parameters that could be read; and every
            problem of the row, in the order of the template.

        """
        cells = row.cells
        phone = self._recipient(cells[self._phone_place])
        if type(phone) is not str:
            return self._read_with_care(row, phone)
        data = self._constants.copy()
        for name, values, place in self._fields:
            value = values[cells[place]]
            if type(value) is not str:
                return self._read_with_care(row, phone)
            data[name] = value
        return (phone,), data, []

    def _read_with_care(self, row: Row, phone: str | CellIssue) -> Reading:
        """Read a row in which something is wrong or left out."""
        read = {name: values[row.cells[place]] for name, values, place in self._fields}
        data = {name: value for name, value in read.items() if isinstance(value, str)}
        titled = zip(self._titles, read.values(), strict=True)
        flaws = [(title, value) for title, value in titled if isinstance(value, CellIssue)]
        phones = self._phones(row, phone)
        if isinstance(phones, tuple):
            return phones, self._constants | data, _problems(row.number, flaws)
        return (None,), {}, _problems(row.number, self._without_phone(row, phones, flaws))

    def _phones(self, row: Row, phone: str | CellIssue) -> tuple[str, ...] | CellIssue:
        if self._split_phones:
            return read_phone_list(row.cells[self._phone_place])
        return (phone,) if isinstance(phone, str) else phone

    def _without_phone(
        self, row: Row, flaw: CellIssue, others: list[tuple[str, CellIssue]]
    ) -> list[tuple[str, CellIssue]]:
        """Put the phone's flaw first; of a line of totals nothing else need be told."""
        total = is_total_row(row.cells)
        if total is None:
            return [(self._phone_title, flaw), *others]
        return [(self._phone_title, CellIssue("total-row", {"shown": shown(total)}))]

    def _place(self, column: Column) -> int:
        return self._sheet.columns.index(column)

    def _remembered(self, param: Param, place: int) -> "_Remembered":
        convert = converter(param)
        if param.type in _DATES:
            convert = guard_month_first(convert, MonthFirstGuard(self._sheet, place))
        return _Remembered(convert)


class _Remembered(dict[Cell, str | CellIssue | None]):
    """A column's cells and what they become: most columns hold the same few values many times."""

    def __init__(self, convert: Converter) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, cell: Cell) -> str | CellIssue | None:
        value = self._convert(cell)
        # TRUE and FALSE equal 1 and 0 and are something else, so none of the four is kept.
        if len(self) < _KEPT and cell not in (0, 1):
            self[cell] = value
        return value


def _constants(template: Template, columns: ColumnMap) -> dict[str, str]:
    """Return what the parameters without a column send: the same in every row."""
    defaults = {name: when_empty(template.params[name]) for name in columns.absent}
    return {name: value for name, value in defaults.items() if isinstance(value, str)}


def _problems(row: int, flaws: list[tuple[str, CellIssue]]) -> list[Problem]:
    """Place a row's flaws; a cell that feeds two things tells the same only once."""
    told = {(title, flaw.code): flaw.at(row, title) for title, flaw in reversed(flaws)}
    return list(reversed(told.values()))
