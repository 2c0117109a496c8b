"""Table detection: the header row, the columns and the data rows of a sheet."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import chain, islice, pairwise, takewhile
from operator import itemgetter
from pathlib import Path

from zns_batch.domain.sheet import (
    Cell,
    CellError,
    Column,
    Row,
    RowFault,
    Sheet,
    SheetWarning,
    column_letter,
)
from zns_batch.errors import SheetError
from zns_batch.sheets.grid import Area, Grid, RawRow, filled, is_blank
from zns_batch.sheets.header_row import HEAD, NoHeaderError, find_header, names_columns
from zns_batch.sheets.headers import display_header
from zns_batch.sheets.legacy_fonts import first_legacy_encoded

Pick = Callable[[RawRow], RawRow]


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """The header row."""

    #: The number of its first line.
    first: int
    #: The number of its last line; most headers have one line.
    last: int
    #: How many filled rows stand above it.
    titles: int
    #: The header of each visible column, up to the last one that has any.
    texts: tuple[str, ...]


def detect_table(
    file: Path, grid: Grid, *, header: Header | None = None, header_row: int | None = None
) -> Sheet:
    """Return the table that a grid holds.

    Args:
        file: The name of the sheet's file.
        grid: All cells of the sheet.
        header: Its header, where it is known as a whole.
        header_row: The number of its header row, where only that is known.

    Raises:
        SheetError: The grid is empty, has no header row, or no rows below it.

    """
    visible = [
        place for place in range(grid.width) if place + grid.first_column not in grid.hidden_columns
    ]
    header = header or _find_header(file, grid, visible, header_row)
    places = visible[: len(header.texts)]
    merges = tuple(area for area in grid.merges if area.top > header.last)
    refuse_surplus = grid.delimited and not _has_unnamed_columns(grid, header)
    read = _row_reader(file, grid, header.last, places, merges, refuse_surplus=refuse_surplus)
    hidden_rows = 0
    if grid.hidden_rows:
        hidden_rows = sum(
            number in grid.hidden_rows and number > header.last and not is_blank(raw)
            for number, raw in enumerate(grid.rows(), 1)
        )
    first_row = next(read(), None)
    if first_row is None:
        if hidden_rows:
            raise SheetError("sheet.all-hidden", count=hidden_rows)
        raise SheetError("sheet.no-rows", row=str(header.last))
    columns = tuple(
        Column(index=place + grid.first_column, header=text)
        for place, text in zip(places, header.texts, strict=True)
    )
    header_as_row = Row(number=header.last, cells=header.texts)
    legacy = first_legacy_encoded(chain([header_as_row], read()), len(columns))
    if legacy:
        title = columns[legacy[1]].title
        raise SheetError("sheet.old-font", row=str(legacy[0]), column=title)
    return Sheet(
        path=file,
        name=grid.name,
        columns=columns,
        header_row=header.last,
        notices=tuple(
            _warnings(
                grid, header, len(merges), hidden_rows, visible, refuse_surplus=refuse_surplus
            )
        ),
        day_zero=grid.day_zero,
        titles=_titles(grid, header, places),
        read=read,
        displays=grid.displays,
        hidden_days=grid.hidden_days,
        number_formats=partial(grid.number_formats, first_row.number),
    )


def _titles(grid: Grid, header: Header, places: list[int]) -> tuple[Row, ...]:
    """Return the filled rows above the header, as wide as the table."""
    pick = _picker(places)
    return tuple(
        Row(number=number, cells=tuple(None if cell == "" else cell for cell in cells))
        for number, raw in enumerate(islice(grid.rows(), header.first - 1), 1)
        if number not in grid.hidden_rows and not is_blank(cells := pick(raw))
    )


def _find_header(file: Path, grid: Grid, visible: list[int], header_row: int | None) -> Header:
    pick = _picker(visible)
    rows = (
        (number, cells)
        for number, raw in enumerate(grid.rows(), 1)
        if number not in grid.hidden_rows and not is_blank(cells := pick(raw))
    )
    if header_row is not None:
        # Two more lines than the header's first, for one that is merged with the lines below it.
        head = dict(takewhile(lambda row: row[0] <= header_row + 2, rows))
        if header_row not in head:
            raise SheetError("sheet.header-row", row=str(header_row))
        # The row that a sheet's header is told by is its last line.
        above = (row for row in (header_row - 2, header_row - 1) if row in head)
        ends_here = (row for row in above if _last_line(grid, visible, head, row) == header_row)
        return _read_header(grid, visible, head, next(ends_here, header_row))
    head = dict(islice(rows, HEAD))
    if not head:
        raise SheetError("sheet.empty", sheet=grid.name or file.name)
    try:
        titles = find_header(list(head.items()))
    except NoHeaderError as error:
        raise SheetError("sheet.no-headers", row=str(error.row)) from error
    return _read_header(grid, visible, head, list(head)[titles])


def _read_header(grid: Grid, visible: list[int], head: dict[int, RawRow], first: int) -> Header:
    last = _last_line(grid, visible, head, first)
    # What a person sees in a header cell that is merged with cells above it.
    tops = {area.left: area.top for area in grid.merges if area.top < last <= area.bottom}
    texts = []
    for at, place in enumerate(visible):
        top = tops.get(place + grid.first_column)
        above = head[top][at] if top in head else ""
        lines = (head[last][at], above, head[first][at])
        texts.append(next(filter(None, map(_header_text, lines)), ""))
    while texts and not texts[-1]:
        texts.pop()
    titles = sum(number < first for number in head)
    return Header(first=first, last=last, titles=titles, texts=tuple(texts))


def _last_line(grid: Grid, visible: list[int], head: dict[int, RawRow], first: int) -> int:
    """Return the number of the last line of a header: merged cells alone make it deeper than one."""
    merged_down = (
        area.bottom for area in grid.merges if area.top == first < area.bottom <= first + 2
    )
    last = max(merged_down, default=first)
    if last > first:
        return last if last in head else first  # nothing of its own in the second line
    # Headings of several columns, with a header for each below, are merged across; without that, the
    # second line is data, however it looks.
    across = [area for area in grid.merges if area.top == area.bottom == first]
    below = head.get(first + 1)
    data = (cells for number, cells in head.items() if number > first + 1)
    if below is None or not across or not names_columns(below) or all(map(names_columns, data)):
        return first
    headed = {column for area in across for column in range(area.left, area.right + 1)}
    is_headed = all(
        below[at] and head[first][at] != below[at]
        for at, place in enumerate(visible)
        if place + grid.first_column in headed
    )
    return first + is_headed


def _header_text(cell: Cell) -> str:
    if isinstance(cell, str):
        return display_header(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y %H:%M" if isinstance(cell, datetime) else "%d/%m/%Y")
    return cell.shown if isinstance(cell, CellError) else str(cell)


def _picker(places: list[int]) -> Pick:
    """Return what takes the cells at `places` from a row, empty ones where the row is too short."""
    count = len(places)
    blanks = [""] * count
    if places == list(range(count)):

        def first_cells(raw: RawRow) -> RawRow:
            if len(raw) == count:
                return raw
            return raw[:count] if len(raw) > count else [*raw, *blanks[len(raw) :]]

        return first_cells
    width = max(places, default=-1) + 1
    if count == 1:
        return lambda raw: [raw[places[0]]] if len(raw) >= width else blanks
    take: Pick = itemgetter(*places) if places else lambda _: ()
    return lambda raw: take(raw if len(raw) >= width else [*raw, *[""] * (width - len(raw))])


def _row_reader(
    file: Path,
    grid: Grid,
    header_row: int,
    places: list[int],
    merges: tuple[Area, ...],
    *,
    refuse_surplus: bool,
) -> Callable[[], Iterator[Row]]:
    """Return what makes a new iterator over the rows below the header."""
    hidden = grid.hidden_rows
    pick = _picker(places)
    whole = len(places) if places == list(range(len(places))) else -1
    fault_of = _fault_finder(grid, len(places), refuse_surplus=refuse_surplus)
    # The class's own constructor takes twice as long.
    new: Callable[[type[Row], tuple[object, ...]], Row] = tuple.__new__

    def read() -> Iterator[Row]:
        numbered: Iterator[tuple[int, RawRow]]
        numbered = enumerate(islice(grid.rows(), header_row, None), header_row + 1)
        if merges:
            numbered = filled(numbered, merges, grid.first_column)
        try:
            for number, raw in numbered:
                if number in hidden:
                    continue
                cells = raw if len(raw) == whole else pick(raw)
                for cell in cells:  # is_blank, without the cost of a call for each row
                    if cell.__class__ is not str or (cell and not cell.isspace()):
                        break
                else:
                    continue
                # The empty text is an empty cell; zero, FALSE and no time at all are none.
                cells = tuple([cell or (None if cell == "" else cell) for cell in cells])
                yield new(Row, (number, cells, fault_of(number, raw) if fault_of else None))
        except SheetError as error:  # rows are read long after the file was opened
            raise error.named(str(file)) from error

    return read


def _fault_finder(
    grid: Grid, columns: int, *, refuse_surplus: bool
) -> Callable[[int, RawRow], RowFault | None] | None:
    """Return what tells the fault of a row of delimited text; `None` where no row can have one."""
    joined = grid.joined_rows
    if not joined and not (refuse_surplus and grid.width > columns):
        return None

    def fault_of(number: int, raw: RawRow) -> RowFault | None:
        if refuse_surplus and len(raw) > columns and not is_blank(raw[columns:]):
            cells = max(at for at, cell in enumerate(raw, 1) if not is_blank((cell,)))
            return RowFault(code="row-too-long", params={"count": cells, "columns": columns})
        return RowFault(code="rows-joined") if number in joined else None

    return fault_of


# Signs that a delimiter inside a value cut it in two: `1,500,000`, `Nguyễn, An`, `"Lan`.
_CUT_NUMBER = re.compile(r"\d{1,3}\x1f\d{3}(?!\d)")
_CUT_TEXT = re.compile(r"\x1f ")
# A code or a number, which is whole: one word with a digit in it. Below nine digits it is no phone.
_CODE = re.compile(r"\S*\d\S*")
_SHORT_NUMBER = re.compile(r"\d{1,8}")


def _has_unnamed_columns(grid: Grid, header: Header) -> bool:
    """Tell whether a delimited text has columns without a header behind the last one.

    Then all rows have the same number of cells, and none looks as if a delimiter inside a value had
    cut it in two. Otherwise a row with more cells than the header can't be trusted: in
    `0912000101,Lan,1,500,000` the amount isn't 1, and in `0912000101,12 Lê Lợi,Quận 1` the address
    doesn't end at the street, even if every row of the list is like that.
    """
    columns = len(header.texts)
    if grid.width <= columns:
        return False
    rows = islice(grid.rows(), header.last - 1, None)
    spaced = _CUT_TEXT.search("\x1f".join(map(str, next(rows)))) is not None
    lengths = set()
    count = 0
    for raw in rows:
        if is_blank(raw):
            continue
        text = "\x1f".join(map(str, raw))
        cut = _CUT_NUMBER.search(text) or '"' in text or (not spaced and _CUT_TEXT.search(text))
        lengths.add(len(raw))
        count += 1
        if cut or len(raw) <= columns or len(lengths) > 1:
            return False
        if any(_could_be_one_value(left, right) for left, right in pairwise(raw)):
            return False
    return count > 1


def _could_be_one_value(left: object, right: object) -> bool:
    """Tell whether two cells side by side may be one value that its own delimiter cut in two.

    That is two texts (`12 Lê Lợi` and `Quận 1`) or two short numbers (`8` and `5`).
    """
    first, second = str(left).strip(), str(right).strip()
    if not first or not second:
        return False
    if _SHORT_NUMBER.fullmatch(first) and _SHORT_NUMBER.fullmatch(second):
        return True
    return not (_CODE.fullmatch(first) or _CODE.fullmatch(second))


def _warnings(
    grid: Grid,
    header: Header,
    merges: int,
    hidden_rows: int,
    visible: list[int],
    *,
    refuse_surplus: bool,
) -> Iterator[SheetWarning]:
    """Yield what a person should know: first how the sheet is read, then what of it isn't."""
    yield from grid.notices
    if header.titles:
        yield SheetWarning(
            code="titles-above", params={"row": str(header.first), "count": header.titles}
        )
    if merges:
        yield SheetWarning(code="merged", params={"count": merges})
    if hidden_rows:
        yield SheetWarning(code="hidden-rows", params={"count": hidden_rows})
    seen = set(visible)
    hidden = [place for place in range(grid.width) if place not in seen]
    if letters := _columns_with_data(grid, header, hidden):
        yield SheetWarning(
            code="hidden-columns", params={"count": len(letters), "columns": ", ".join(letters)}
        )
    # Of a surplus that is refused, each row is told.
    beyond = [] if refuse_surplus else visible[len(header.texts) :]
    if letters := _columns_with_data(grid, header, beyond):
        yield SheetWarning(code="beyond-headers", params={"columns": ", ".join(letters)})


def _columns_with_data(grid: Grid, header: Header, places: list[int]) -> list[str]:
    """Return the letters of those columns that hold anything but zeros from the header row down."""
    filled_places: set[int] = set()
    if places:
        pick = _picker(places)
        for raw in islice(grid.rows(), header.first - 1, None):
            cells = pick(raw)
            if any(cells):
                filled_places |= {
                    place
                    for place, cell in zip(places, cells, strict=True)
                    if cell and not is_blank((cell,))
                }
    return [column_letter(place + grid.first_column) for place in sorted(filled_places)]
