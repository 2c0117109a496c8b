"""Reading one row: its phones, its parameters, and everything that is wrong with it at once."""

import re
from collections.abc import Callable, Sequence
from datetime import date, time
from functools import cached_property, partial
from unicodedata import normalize

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.sheet import Cell, CellDisplay, Column, Row, Seen, Sheet
from zns_batch.domain.template import Param, ParamType, Template
from zns_batch.i18n import Value
from zns_batch.validation.column_mapping import ColumnMap
from zns_batch.validation.converters import Converter, converter, when_empty
from zns_batch.validation.dates import MonthFirstGuard, guard_month_first
from zns_batch.validation.id_cells import read_user_id
from zns_batch.validation.phone_numbers import quote_phone, read_phone
from zns_batch.validation.set_values import SetValue
from zns_batch.validation.text import CellIssue, normalise_text, shown

_between = re.compile(
    r"[/,;|&\n\r\t]|\s[-\u2010-\u2015\u2212]\s|\b(?:và|hoặc|and|or)\b", re.IGNORECASE
).split


def read_phone_list(cell: Cell) -> tuple[str, ...] | CellIssue:
    """Turn a cell into the phone numbers it holds.

    Numbers are told apart by `/ , ; | &`, a line break, a dash between spaces, and the words for
    “and” and “or” in both languages. One that stands twice counts once.

    Returns:
        Each number as `84` and nine digits, in the cell's order; or why there are none. Where some
        are good and others are not, the issue is `phone-part`; where they can't be told apart,
        `phone-together`; else what `read_phone` says.

    """
    phone = read_phone(cell)
    if isinstance(phone, str):
        return (phone,)
    if phone.code == "phone-shortened":
        return phone
    pieces = _between(normalize("NFC", cell)) if isinstance(cell, str) else []
    parts = [part.strip() for part in pieces if part.strip()]
    read = [read_phone(part) for part in parts]
    good = tuple(dict.fromkeys(number for number in read if isinstance(number, str)))
    bad = [part for part, issue in zip(parts, read, strict=True) if isinstance(issue, CellIssue)]
    if good and bad:
        return CellIssue("phone-part", {"shown": quote_phone(bad[0]), "count": len(parts)})
    if not good and phone.code == "phone-several":
        return CellIssue("phone-together", phone.params)
    return good or phone


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

_DAYS = frozenset({ParamType.DATE, ParamType.DATETIME})
"""Types that send a day."""
DATES = _DAYS | {ParamType.MONTH}
"""Types whose cells hold a day."""
_TEXTS = frozenset(
    {ParamType.TEXT, ParamType.URL, ParamType.BANK_NOTE, ParamType.QR, ParamType.OTP}
)
"""Types of which a customer reads what the sheet's owner sees in the cell."""


class RowReader:
    """Reads the rows of one sheet for one template. All that is the same for every row is done once.

    Args:
        sheet: The sheet the rows come from.
        template: The template.
        columns: Which column feeds what.
        split_phones: Whether several phones in a cell make a recipient each.
        users: Whether the recipients are user ids and not phones.
        user_column: The column of user ids by which a row without a usable phone is reached.

    Attributes:
        phone_title: What a person calls the phone column.
        used_places: The places of the columns that are read.

    """

    def __init__(
        self,
        sheet: Sheet,
        template: Template,
        columns: ColumnMap,
        *,
        split_phones: bool = False,
        users: bool = False,
        user_column: Column | None = None,
    ) -> None:
        self.phone_title = columns.phone.title
        self._read_recipient = read_user_id if users else read_phone
        self._split_phones = split_phones
        place_of = sheet.columns.index
        self._phone_place = place_of(columns.phone)
        self._user_place = None if user_column is None else place_of(user_column)
        defaults = {name: when_empty(template.params[name]) for name in columns.absent}
        # What the parameters without a column send: the same in every row.
        self._constants = {
            name: value for name, value in defaults.items() if isinstance(value, str)
        }
        self._composed: list[tuple[str, _ComposedCells]] = []
        for name, value in columns.set_values.items():
            if value.columns:
                self._composed.append((name, _ComposedCells(sheet, value, template.params[name])))
                continue
            constant = converter(template.params[name])(value.constant)
            if isinstance(constant, str):
                self._constants[name] = constant
        self._titles = tuple(column.title for column in columns.params.values())
        self._fields: list[tuple[str, _ConvertedCells, int]] = []
        for name, column in columns.params.items():
            place = place_of(column)
            self._fields.append((name, _cells_of(sheet, template.params[name], place), place))
        self.used_places = (
            self._phone_place,
            *(place for _, _, place in self._fields),
            *(place for _, composed in self._composed for place in composed.places),
        )

    def read(self, row: Row) -> Reading:
        """Read one row.

        Returns:
            The phones, each as `84` and nine digits; the parameters that could be read; and every
            problem of the row, in the order of the template.

        """
        cells = row.cells
        phone = self._read_recipient(cells[self._phone_place])
        if type(phone) is not str or row.fault:
            return self._read_with_care(row, phone)
        data = self._constants.copy()
        try:
            for name, values, place in self._fields:
                data[name] = values[cells[place]]
        except _NeedsCareError:
            return self._read_with_care(row, phone)
        for name, composed in self._composed:
            _, value = composed.in_row(row)
            if type(value) is not str:
                return self._read_with_care(row, phone)
            data[name] = value
        return (phone,), data, []

    def _read_with_care(self, row: Row, phone: str | CellIssue) -> Reading:
        """Read a row in which something is wrong or left out."""
        read = {
            name: values.in_row(row.number, row.cells[place])
            for name, values, place in self._fields
        }
        titled = [*zip(self._titles, read.values(), strict=True)]
        for name, composed in self._composed:
            title, read[name] = composed.in_row(row)
            titled.append((title, read[name]))
        data = {name: value for name, value in read.items() if isinstance(value, str)}
        issues = [(title, value) for title, value in titled if isinstance(value, CellIssue)]
        phones: tuple[str, ...] | CellIssue
        if self._split_phones:
            phones = read_phone_list(row.cells[self._phone_place])
        else:
            phones = (phone,) if isinstance(phone, str) else phone
        if self._user_place is not None and isinstance(phones, CellIssue):
            user = read_user_id(row.cells[self._user_place])
            phones = (user,) if isinstance(user, str) else phones
        if isinstance(phones, tuple):
            return phones, self._constants | data, _problems(row, issues)
        total = is_total_row(row.cells)
        if total is None:
            issues = [(self.phone_title, phones), *issues]
        else:
            # Of a line of totals nothing else need be told.
            issues = [(self.phone_title, CellIssue("total-row", {"shown": shown(total)}))]
        return (None,), {}, _problems(row, issues)


def column_reader(
    sheet: Sheet, param: Param, place: int
) -> Callable[[int, Cell], str | CellIssue | None]:
    """Return what reads one column's cells for a parameter as `RowReader` does, by row number and cell.

    Args:
        sheet: The sheet.
        param: The parameter.
        place: The column's place in the rows.

    """
    return _cells_of(sheet, param, place).in_row


def _cells_of(sheet: Sheet, param: Param, place: int) -> "_ConvertedCells":
    convert = converter(param)
    if param.type in DATES:
        convert = guard_month_first(convert, MonthFirstGuard(sheet, place))
    return _ConvertedCells(convert, _display_finder(sheet, param, sheet.columns[place].index))


def _display_finder(
    sheet: Sheet, param: Param, index: int
) -> Callable[[], CellDisplay | None] | None:
    """Return what finds how a column's cells look, as far as that counts for a parameter.

    A text sends what is seen. A date whose day is not seen would send a day that nobody wrote:
    Excel makes the first of the month of a typed month.
    """
    if param.type in _TEXTS:
        return partial(sheet.displays, index)
    if param.type in _DAYS and "no-day" not in param.allow:
        return partial(sheet.hidden_days, index)
    return None


class _NeedsCareError(Exception):
    """A cell's row has to be read with care: something is wrong with it, or it is left out."""


class _ConvertedCells(dict[Cell, str]):
    """A column's cells and the texts they become: most columns hold the same few values many times.

    Of a number or a date that feeds a text the customer reads what the cell shows, and one that feeds
    a date must show its day. Cells of a column without such formats are converted by their value
    alone; where there are formats, the row of each number or date is read with care, as that of each
    cell that becomes no text. So whoever takes a text from here need not look whether it is one.

    Args:
        convert: What turns a cell into the parameter.
        find_display: Returns what is seen of the column's cells through their formats, when it is
            first needed; `None` for a column whose values count and not their looks.

    """

    def __init__(
        self, convert: Converter, find_display: Callable[[], CellDisplay | None] | None
    ) -> None:
        super().__init__()
        self._when_empty: list[str | CellIssue | None] = []
        self._convert = convert
        self._find_display = find_display

    @cached_property
    def _display(self) -> CellDisplay | None:
        return self._find_display() if self._find_display else None

    def __missing__(self, cell: Cell) -> str:
        if type(cell) is str:
            value = self._convert(cell)
            if type(value) is str:
                if len(self) < _KEPT:
                    self[cell] = value
                return value
            raise _NeedsCareError
        if self._find_display and _is_displayed(cell) and self._display:
            raise _NeedsCareError
        value = self._converted(cell)
        if not isinstance(value, str):
            raise _NeedsCareError
        # TRUE and FALSE equal 1 and 0 and are something else, so none of the four is kept.
        if len(self) < _KEPT and cell not in (0, 1):
            self[cell] = value
        return value

    def _converted(self, cell: Cell) -> str | CellIssue | None:
        """Convert a cell; what an empty one becomes is known from the first one on."""
        if cell is not None:
            return self._convert(cell)
        if not self._when_empty:
            self._when_empty.append(self._convert(None))
        return self._when_empty[0]

    def in_row(self, row: int, cell: Cell) -> str | CellIssue | None:
        """Return what a cell becomes in a row, by its number in the spreadsheet."""
        if not (self._find_display and _is_displayed(cell) and self._display):
            try:
                return self[cell]
            except _NeedsCareError:
                return self._converted(cell)
        seen = self._display(row, cell)
        if seen is Seen.NO_DAY:
            value = self._convert(cell)
            hidden = isinstance(value, str) and value
            return CellIssue("date-day-hidden", {"shown": hidden}) if hidden else value
        if seen is Seen.UNKNOWN:
            plain = self._convert(cell)
            return CellIssue("value-format", {"shown": plain if isinstance(plain, str) else "–"})
        return self._convert(cell if seen is Seen.PLAIN else seen)


class _ComposedCells:
    """A parameter made of several columns of a row (`--set`), and then read as its type asks.

    Where all its columns are empty it is empty. Where only some are, the rest is sent if nothing but
    spaces stands between the columns, as in `{Họ} {Tên}`; beside other words a gap would be read.

    Args:
        sheet: The sheet.
        value: The text with its columns.
        param: The parameter.

    """

    def __init__(self, sheet: Sheet, value: SetValue, param: Param) -> None:
        self.places = tuple(sheet.columns.index(column) for column in value.columns)
        self._text = value.text
        self._title = value.columns[0].title
        self._has_words = any(isinstance(piece, str) and piece.strip() for piece in value.pieces)
        self._convert = converter(param)
        plain = Param(name=param.name, required=False, allow=param.allow)
        self._pieces: list[tuple[str, int, _ConvertedCells | None, MonthFirstGuard | None]] = []
        for piece in value.pieces:
            if isinstance(piece, str):
                self._pieces.append((piece, 0, None, None))
                continue
            display = _display_finder(sheet, param, piece.index)
            cells, place = _ConvertedCells(converter(plain), display), sheet.columns.index(piece)
            guard = MonthFirstGuard(sheet, place) if param.type in DATES else None
            self._pieces.append((piece.title, place, cells, guard))

    def in_row(self, row: Row) -> tuple[str, str | CellIssue | None]:
        """Return what a row sends, and the title of the column that is to blame if it is an issue."""
        texts: list[str] = []
        empty, filled = "", False
        for text, place, cells, guard in self._pieces:
            if cells is None:
                texts.append(text)
                continue
            cell = row.cells[place]
            value = cells.in_row(row.number, cell)
            issue = value if isinstance(value, CellIssue) else guard and guard.doubt(cell)
            if issue:
                return text, issue
            if isinstance(value, str) and value:
                texts.append(value)
                filled = True
            else:
                empty = empty or text
        if not filled:
            return self._title, self._convert(None)
        if empty and self._has_words:
            params: dict[str, Value] = {"column": empty, "text": self._text}
            return empty, CellIssue("set-empty", params)
        return self._title, self._convert("".join(texts))


def _is_displayed(cell: Cell) -> bool:
    return isinstance(cell, int | float | date | time) and not isinstance(cell, bool)


def _problems(row: Row, issues: list[tuple[str, CellIssue]]) -> list[Problem]:
    """Place a row's issues; a cell that feeds two things tells the same only once."""
    placed = {(title, issue.code): issue.at(row.number, title) for title, issue in issues[::-1]}
    problems = list(placed.values())[::-1]
    if row.fault:
        fault = row.fault
        problems.insert(
            0, Problem(row=row.number, column=None, code=fault.code, params=fault.params)
        )
    return problems
