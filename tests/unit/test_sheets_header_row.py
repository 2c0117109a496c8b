"""Finding the header row among the first rows."""

from datetime import date

import pytest

from zns_batch.domain.sheet import Cell, CellError
from zns_batch.sheets.header_row import NoHeaderError, find_header

HEADER = ("Họ tên", "SĐT", "Số tiền")
DATA = ("Nguyễn Văn An", "0901234567", 150000.0)


def _place(*lines: tuple[Cell, ...]) -> int:
    return find_header(list(enumerate(lines, 1)))


@pytest.mark.parametrize(
    "expected,lines",
    [
        (0, [HEADER, DATA]),
        (0, [HEADER]),
        (1, [("DANH SÁCH KHÁCH HÀNG", "", ""), HEADER, DATA]),
        (2, [("CÔNG TY TNHH AN BÌNH", "", ""), ("Tháng 11/2026", "", ""), HEADER, DATA]),
        (1, [("Công ty ABC", "", "", "", "22/11"), ("a", "b", "c", "d", "e")]),
        (0, [("SĐT",), ("0901234567",)]),
        (0, [("SĐT", ""), ("0901234567", "gọi lại")]),
        (0, [("SĐT", ""), ("0901234567", ""), ("0912345678", "gọi lại")]),
        (1, [("DANH SÁCH", ""), ("Tên", "SĐT"), ("An", "0901234567", "a", "b", "c")]),
        (0, [("Họ tên", "SĐT", 2026.0, date(2026, 1, 1), "Tổng cộng"), DATA]),
        (0, [("Số tiền (từ 01/01/2026 đến 31/01/2026)", "SĐT"), ("150000", "0901234567")]),
        (0, [("Họ tên", "SĐT"), ("An", "Bình"), ("Cúc", "Dung")]),
    ],
)
def test_the_header_row_is_found(expected: int, lines: list[tuple[Cell, ...]]) -> None:
    """The first full row of words is the header, whatever titles stand above it."""
    assert expected == _place(*lines)


@pytest.mark.parametrize(
    "row,lines",
    [
        (1, [DATA, DATA]),
        (1, [("Nguyễn Văn An", "0901234567", "Hà Nội"), DATA]),
        (1, [("An", "Hà Nội", "an@example.vn")]),
        (1, [("0901234567",), ("0912345678",)]),
        (1, [(901234567.0, 150000.0)]),
        (1, [(date(2026, 11, 22), 5.0, "x")]),
        (1, [(CellError(shown="#N/A"), CellError(shown="#N/A"))]),
        (2, [("DANH SÁCH", "", ""), DATA]),
    ],
)
def test_data_is_never_taken_for_headers(row: int, lines: list[tuple[Cell, ...]]) -> None:
    """A list without headers is refused, and the row that was looked at is named."""
    with pytest.raises(NoHeaderError) as caught:
        _place(*lines)
    assert row == caught.value.row
