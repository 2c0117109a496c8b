"""Finding a list in a grid: its header row, its columns, its rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path

from zns_batch.domain.sheet import Cell, CellError, Column, Row, Sheet, SheetWarning, column_letter
from zns_batch.errors import SheetError
from zns_batch.sheets.grid import Area, Grid, RawRow, filled, is_blank
from zns_batch.sheets.header_row import HEAD, NoHeaderError, find_header, names_columns
from zns_batch.sheets.headers import display_header
from zns_batch.sheets.legacy_fonts import first_legacy_encoded

Pick = Callable[[RawRow], RawRow]


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """The header row.

    Attributes:
        first: The number of its first line.
        last: The number of its last line; most headers have one line.
        titles: How many filled rows stand above it.
        texts: The header of each visible column, up to the last one that has any.

    """

    first: int
    last: int
    titles: int
    texts: tuple[str, ...]


def detect_table(path: Path, grid: Grid, header: Header | None = None) -> Sheet:
    """Return the list that a grid holds.

    Args:
        path: The file.
        grid: All its cells.
        header: Its header row, where that is known; else it is looked for.

    Raises:
        SheetError: The grid is empty, has no header row, or no rows below it.

    """
    places = [
        place for place in range(grid.width) if place + grid.first_column not in grid.hidden_columns
    ]
    header = header or _find(path, grid, places)
    kept = places[: len(header.texts)]
    merges = tuple(each for each in grid.merges if each.top > header.last)
    read = _reader(grid, header.last, kept, merges)
    if next(read(), None) is None:
        raise _no_rows(path, grid, header)
    columns = _columns(grid, kept, header)
    _refuse_old_fonts(path, columns, header, read)
    return Sheet(
        path=path,
        name=grid.name,
        columns=columns,
        header_row=header.last,
        notices=(*_notices(grid, header, merges), *_left_out(grid, header, places)),
        day_zero=grid.day_zero,
        read=read,
    )


def _find(path: Path, grid: Grid, places: list[int]) -> Header:
    pick = _picker(places)
    seen = (
        (number, pick(raw))
        for number, raw in enumerate(grid.rows(), 1)
        if number not in grid.hidden_rows
    )
    head = list(islice((each for each in seen if not is_blank(each[1])), HEAD))
    if not head:
        raise SheetError("sheet.empty", path=str(path), sheet=grid.name or path.name)
    try:
        titles = find_header(head)
    except NoHeaderError as error:
        raise SheetError("sheet.no-headers", path=str(path), row=str(error.row)) from error
    return _header(grid, places, dict(head), titles)


def _header(grid: Grid, places: list[int], head: dict[int, RawRow], titles: int) -> Header:
    first = list(head)[titles]
    last = _last_line(grid, places, head, first)
    merged = _merged_above(grid, head, places, last)
    texts = []
    for at in range(len(places)):
        lines = (head[last][at], merged.get(at, ""), head[first][at])
        texts.append(next(filter(None, map(_text, lines)), ""))
    while texts and not texts[-1]:
        texts.pop()
    return Header(first=first, last=last, titles=titles, texts=tuple(texts))


def _last_line(grid: Grid, places: list[int], head: dict[int, RawRow], first: int) -> int:
    """Return the number of the header's last line: merged cells alone make it deeper than one."""
    last = max((each.bottom for each in grid.merges if _deepens(each, first)), default=first)
    if last == first and _is_headed(grid, places, head, first):
        last = first + 1
    return last if last in head else first  # nothing of its own in the second line


def _deepens(area: Area, row: int) -> bool:
    """Tell whether a merged range makes the header starting in `row` two or three lines deep."""
    return area.top == row < area.bottom <= row + 2


def _is_headed(grid: Grid, places: list[int], head: dict[int, RawRow], row: int) -> bool:
    """Tell whether headings of several columns stand in `row`, with a header for each below.

    They are merged across; without that, the second line is data, however it looks.
    """
    below = head.get(row + 1)
    across = [each for each in grid.merges if each.top == each.bottom == row]
    if below is None or not across or not names_columns(below):
        return False
    headed = {column for each in across for column in range(each.left, each.right + 1)}
    return all(
        below[at] and head[row][at] != below[at]
        for at, place in enumerate(places)
        if place + grid.first_column in headed
    )


def _merged_above(
    grid: Grid, head: dict[int, RawRow], places: list[int], row: int
) -> dict[int, Cell]:
    """Return what a person sees in the header cells that are merged with cells above them."""
    tops = {each.left: each.top for each in grid.merges if each.top < row <= each.bottom}
    return {
        at: head[tops[place + grid.first_column]][at]
        if tops[place + grid.first_column] in head
        else ""
        for at, place in enumerate(places)
        if place + grid.first_column in tops
    }


def _text(cell: Cell) -> str:
    """Return a header cell's text."""
    if isinstance(cell, str):
        return display_header(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y %H:%M" if isinstance(cell, datetime) else "%d/%m/%Y")
    return cell.shown if isinstance(cell, CellError) else str(cell)


def _columns(grid: Grid, kept: list[int], header: Header) -> tuple[Column, ...]:
    return tuple(
        Column(index=place + grid.first_column, header=text)
        for place, text in zip(kept, header.texts, strict=True)
    )


def _refuse_old_fonts(
    path: Path, columns: tuple[Column, ...], header: Header, read: Callable[[], Iterator[Row]]
) -> None:
    found = first_legacy_encoded(
        chain([Row(number=header.last, cells=header.texts)], read()), len(columns)
    )
    if found:
        params = {"row": str(found[0]), "column": columns[found[1]].title}
        raise SheetError("sheet.old-font", path=str(path), **params)


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


def _reader(
    grid: Grid, header_row: int, places: list[int], merges: tuple[Area, ...]
) -> Callable[[], Iterator[Row]]:
    """Return what makes a new iterator over the rows below the header."""
    hidden = grid.hidden_rows
    pick = _picker(places)
    whole = len(places) if places == list(range(len(places))) else -1
    # A frozen class's own constructor takes three times as long, and there may be a million rows.
    new, fields = Row.__new__, vars(Row)
    put_number, put_cells = fields["number"].__set__, fields["cells"].__set__

    def read() -> Iterator[Row]:
        numbered: Iterator[tuple[int, RawRow]]
        numbered = enumerate(islice(grid.rows(), header_row, None), header_row + 1)
        if merges:
            numbered = filled(numbered, merges, grid.first_column)
        for number, raw in numbered:
            if number in hidden:
                continue
            cells = raw if len(raw) == whole else pick(raw)
            for cell in cells:  # is_blank, without the cost of a call for each row
                if cell.__class__ is not str or (cell and not cell.isspace()):
                    break
            else:
                continue
            if "" in cells:  # mostly one; only then are all looked at in turn
                cells = list(cells)
                cells[cells.index("")] = None
                if "" in cells:
                    cells = [cell if cell or cell != "" else None for cell in cells]
            row = new(Row)
            put_number(row, number)
            put_cells(row, tuple(cells))
            yield row

    return read


def _no_rows(path: Path, grid: Grid, header: Header) -> SheetError:
    hidden = _hidden_with_data(grid, header)
    if hidden:
        return SheetError("sheet.all-hidden", path=str(path), count=hidden)
    return SheetError("sheet.no-rows", path=str(path), row=str(header.last))


def _notices(grid: Grid, header: Header, merges: tuple[Area, ...]) -> Iterator[SheetWarning]:
    yield from grid.notices
    if header.titles:
        params: dict[str, str | int | float]
        params = {"row": str(header.first), "count": header.titles}
        yield SheetWarning(code="titles-above", params=params)
    if merges:
        yield SheetWarning(code="merged", params={"count": len(merges)})


def _left_out(grid: Grid, header: Header, places: list[int]) -> Iterator[SheetWarning]:
    """Say what stands in the sheet and isn't read. Most sheets have nothing of the kind."""
    rows = _hidden_with_data(grid, header)
    if rows:
        yield SheetWarning(code="hidden-rows", params={"count": rows})
    seen = set(places)
    hidden = [place for place in range(grid.width) if place not in seen]
    letters = _with_data(grid, header, hidden)
    if letters:
        params: dict[str, str | int | float] = {
            "count": len(letters),
            "columns": ", ".join(letters),
        }
        yield SheetWarning(code="hidden-columns", params=params)
    letters = _with_data(grid, header, places[len(header.texts) :])
    if letters:
        yield SheetWarning(code="beyond-headers", params={"columns": ", ".join(letters)})


def _hidden_with_data(grid: Grid, header: Header) -> int:
    if not grid.hidden_rows:
        return 0
    return sum(
        number in grid.hidden_rows and number > header.last and not is_blank(raw)
        for number, raw in enumerate(grid.rows(), 1)
    )


def _with_data(grid: Grid, header: Header, places: list[int]) -> list[str]:
    """Return the letters of those columns that hold anything but zeros from the header row down."""
    found: set[int] = set()
    if places:
        pick = _picker(places)
        for raw in islice(grid.rows(), header.first - 1, None):
            cells = pick(raw)
            if any(cells):
                found |= {
                    place
                    for place, cell in zip(places, cells, strict=True)
                    if cell and not is_blank((cell,))
                }
    return [column_letter(place + grid.first_column) for place in sorted(found)]
