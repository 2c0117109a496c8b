"""Which cells have a format that says what is meant by them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zns_batch.domain.sheet import Cell, CellError
from zns_batch.sheets import displayed_values
from zns_batch.sheets.displayed_values import DisplayedValues, TooManyRunsError
from zns_batch.sheets.number_formats import CellFormat, number_format


def _format(code: str) -> CellFormat:
    found = number_format(code)
    assert found
    return found


PADDED, SHARE = _format("000"), _format("0%")


def _seen(
    cells: DisplayedValues, lines: list[list[Cell]], first_column: int = 0
) -> list[list[Cell]]:
    return [list(row) for row in cells.seen(lambda: iter(lines), first_column)()]


def test_only_numbers_are_written_anew() -> None:
    """Text, truth, errors and empty cells of a formatted column stay as they are."""
    cells = DisplayedValues()
    for row in range(1, 7):
        cells.put(row, 0, PADDED)
    lines: list[list[Cell]] = [[7], ["7"], [True], [CellError("#N/A")], [""], [7.5], [7.0]]
    assert [["007"], *lines[1:]] == _seen(cells, lines)


def test_formats_change_within_a_column() -> None:
    """Each cell has its own format, also where a column has several and gaps between them."""
    cells = DisplayedValues()
    for row, shape in ((2, PADDED), (3, PADDED), (4, SHARE), (6, PADDED)):
        cells.put(row, 3, shape)
    lines: list[list[Cell]] = [[1.0]] * 7
    expected = [[1.0], ["001"], ["001"], ["100%"], [1.0], ["001"], [1.0]]
    assert expected == _seen(cells, lines, first_column=3)


def test_cells_beside_the_list_are_left_alone() -> None:
    """A format left or right of all values changes nothing."""
    cells = DisplayedValues()
    cells.put(1, 0, PADDED)
    cells.put(1, 9, PADDED)
    assert [[1.0, 2.0]] == _seen(cells, [[1.0, 2.0]], first_column=1)


@given(
    st.dictionaries(
        st.tuples(st.integers(1, 9), st.integers(0, 3)), st.sampled_from([PADDED, SHARE])
    )
)
def test_any_order_gives_the_same(places: dict[tuple[int, int], CellFormat]) -> None:
    """Every formatted cell is written by its own format, in whatever order the file has them."""
    cells = DisplayedValues()
    for (row, place), shape in places.items():
        cells.put(row, place, shape)
    lines: list[list[Cell]] = [[1.0] * 4] * 9
    expected: list[list[Cell]] = [
        [
            places[row, place].seen(1.0) if (row, place) in places else cell
            for place, cell in enumerate(line)
        ]
        for row, line in enumerate(lines, 1)
    ]
    assert expected == _seen(cells, lines)


def test_more_changes_than_memory_has_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file whose formats change from cell to cell without end is given up."""
    monkeypatch.setattr(displayed_values, "RUNS_LIMIT", 10)
    cells = DisplayedValues()
    with pytest.raises(TooManyRunsError):
        for row in range(1, 100, 2):
            cells.put(row, 0, PADDED)
