"""A recipient list of any length for the demo: invented people, numbers that exist."""

from datetime import date, timedelta
from pathlib import Path

from zns_batch.sheets.writer import new_workbook

_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng")
_GIVEN = ("Văn An", "Thị Bình", "Minh Châu", "Quốc Dũng", "Thu Hà", "Gia Huy", "Ngọc Lan")
_HEADERS = (
    *("STT", "Họ tên", "Số điện thoại", "Mã đơn hàng"),
    *("Số tiền", "Ngày đặt", "Địa chỉ giao hàng", "Ghi chú"),
)
_STREETS = ("Lê Lợi", "Nguyễn Huệ", "Trần Hưng Đạo", "Hai Bà Trưng", "Lý Thường Kiệt")
_PREFIXES = ("090", "091", "093", "096", "097", "098", "032", "070", "081")
_FIRST_DAY = date(2026, 11, 1)


def write_list(path: Path, rows: int) -> None:
    """Write a list of orders that fits the sample template `don-hang`.

    Args:
        path: The workbook to write.
        rows: How many recipients.

    Raises:
        OutputError: It can't be written.

    """
    with new_workbook(path) as book:
        page = book.add_worksheet()
        for place, header in enumerate(_HEADERS):
            page.write_string(0, place, header)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for number in range(rows):
            line = number + 1
            name = f"{_FAMILY[number % len(_FAMILY)]} {_GIVEN[number % len(_GIVEN)]}"
            # The sandbox answers with an error to the endings 900 to 999, so none has one.
            middle, ending = divmod(number, 900)
            phone = f"{_PREFIXES[number % len(_PREFIXES)]}{middle % 10_000:04d}{ending:03d}"
            page.write_number(line, 0, line)
            page.write_string(line, 1, name)
            page.write_string(line, 2, phone)
            page.write_string(line, 3, f"DH{line:06d}")
            page.write_number(line, 4, 150_000 + number % 50 * 10_000)
            page.write_datetime(line, 5, _FIRST_DAY + timedelta(days=number % 20), day)
            page.write_string(line, 6, f"{number % 300 + 1} {_STREETS[number % len(_STREETS)]}")
            page.write_string(line, 7, "Giao giờ hành chính" if number % 4 == 0 else "")
