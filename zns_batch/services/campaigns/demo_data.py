"""A recipient list of any length for the demo: invented people, numbers that exist."""

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from zns_batch.sheets.writer import new_workbook

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng")
_GIVEN = ("Văn An", "Thị Bình", "Minh Châu", "Quốc Dũng", "Thu Hà", "Gia Huy", "Ngọc Lan")
_HEADERS = (
    *("STT", "Họ tên", "Số điện thoại", "Mã đơn hàng"),
    *("Số tiền", "Ngày đặt", "Địa chỉ giao hàng", "Ghi chú"),
)
_STREETS = ("Lê Lợi", "Nguyễn Huệ", "Trần Hưng Đạo", "Hai Bà Trưng", "Lý Thường Kiệt")
_PREFIXES = ("090", "091", "093", "096", "097", "098", "032", "070", "081")
_FIRST_DAY = date(2026, 11, 1)


PRACTICE_LIST = "danh-sach-tap-duot.xlsx"
"""The name of the list to practise with."""

_PRACTICE_ROWS = 300
_WRONG_PHONES = (
    "091234",
    "09123456789012",
    "không có",
    "0212345678",
    "12345",
    "090-12",
    "0000000000",
    "++84",
    "phone",
)
_WRONG_DATES = ("31/11/2026", "30/02/2026", "hôm qua", "2026-13-01")
_REFUSED = {40: 918, 140: 939, 240: 900}
"""The endings of phones that the stand-in answers with: no account, refused by the customer, unknown."""
_LONG = "Nguyễn Thị Bình Minh Châu Quốc Dũng Thu Hà Gia Huy"


def write_list(path: Path, rows: int) -> None:
    """Write a list of orders that fits the sample template `don-hang`.

    Args:
        path: The workbook to write.
        rows: How many recipients.

    Raises:
        OutputError: It can't be written.

    """
    with new_workbook(path) as book:
        page = _ListPage(book)
        for number in range(rows):
            # The sandbox answers with an error to the endings 900 to 999, so none has one.
            middle, ending = divmod(number, 900)
            prefix = _PREFIXES[number % len(_PREFIXES)]
            page.write_row(number, f"{prefix}{middle % 10_000:04d}{ending:03d}")


def write_practice_list(path: Path) -> None:
    """Write the list to practise with: 300 rows that fit `don-hang`, of which 15 are wrong.

    Nine phones, four dates and two names that are too long; two rows stand there twice. Of the
    good ones the stand-in refuses two and leaves one in doubt.

    Args:
        path: The workbook to write.

    Raises:
        OutputError: It can't be written.

    """
    wrong = {7 + 19 * at: phone for at, phone in enumerate(_WRONG_PHONES)}
    dates = {12 + 61 * at: text for at, text in enumerate(_WRONG_DATES)}
    with new_workbook(path) as book:
        page = _ListPage(book, name="Đơn hàng")
        for number in range(_PRACTICE_ROWS):
            line = number + 1
            # The last two are the first two once more; the stand-in answers these endings with errors.
            person = number - (_PRACTICE_ROWS - 2) if number >= _PRACTICE_ROWS - 2 else number
            ending = _REFUSED.get(person, person)
            page.write_row(
                number,
                wrong.get(line, f"0912{person:03d}{ending:03d}"),
                person=person,
                name=_LONG if line in {100, 200} else None,
                ordered=dates.get(line),
            )


class _ListPage:
    """A sheet of orders.

    Args:
        book: The workbook.
        name: The sheet's name; `None` for the usual one.

    """

    def __init__(self, book: "Workbook", name: str | None = None) -> None:
        self._page = page = book.add_worksheet(name)
        self._day = book.add_format({"num_format": "dd/mm/yyyy"})
        for place, header in enumerate(_HEADERS):
            page.write_string(0, place, header)

    def write_row(
        self,
        number: int,
        phone: str,
        *,
        person: int | None = None,
        name: str | None = None,
        ordered: str | None = None,
    ) -> None:
        """Write an order.

        Args:
            number: Which row, from 0.
            phone: The phone.
            person: Whose order it is; `None` for somebody who has no other row.
            name: A name in place of the person's.
            ordered: A text in place of the day of the order.

        """
        page, line = self._page, number + 1
        person = number if person is None else person
        usual = f"{_FAMILY[person % len(_FAMILY)]} {_GIVEN[person % len(_GIVEN)]}"
        page.write_number(line, 0, line)
        page.write_string(line, 1, name or usual)
        page.write_string(line, 2, phone)
        page.write_string(line, 3, f"DH{person + 1:06d}")
        page.write_number(line, 4, 150_000 + person % 50 * 10_000)
        if ordered is None:
            page.write_datetime(line, 5, _FIRST_DAY + timedelta(days=person % 20), self._day)
        else:
            page.write_string(line, 5, ordered)
        page.write_string(line, 6, f"{person % 300 + 1} {_STREETS[person % len(_STREETS)]}")
        page.write_string(line, 7, "Giao giờ hành chính" if person % 4 == 0 else "")
