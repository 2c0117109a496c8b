#!/usr/bin/env python3
"""Write the sample sheets: `python sample_data/make.py [FOLDER]`.

Every run writes the same rows. The people are invented; their phones lie in ranges that exist, with
zeros in the middle, and end below 900, because the sandbox answers 900 to 999 with its errors.
"""

import csv
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

CREATED = datetime.fromisoformat("2026-11-20T09:00")

FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô")
MIDDLES = ("Thị", "Văn", "Minh", "Thu", "Quốc", "Ngọc", "Hữu", "Thanh", "Đức", "Hồng", "Gia")
GIVEN = (
    *("An", "Bình", "Chi", "Dũng", "Giang", "Hạnh", "Hùng", "Khánh", "Lan", "Linh", "Mai", "Nam"),
    *("Nga", "Phúc", "Quỳnh", "Sơn", "Tâm", "Thảo", "Trang", "Tuấn", "Uyên", "Vinh", "Yến"),
)
STREETS = ("Lê Lợi", "Trần Phú", "Nguyễn Huệ", "Hai Bà Trưng", "Lý Thường Kiệt", "Quang Trung")
CITIES = ("Hà Nội", "TP. HCM", "Đà Nẵng", "Hải Phòng", "Cần Thơ", "Huế", "Nha Trang")
RANGES = ("912", "987", "903", "325", "358", "389", "702", "765", "834", "856", "886", "567", "928")

Cell = str | int | float | date | datetime | None
Line = Sequence[Cell]


def person(place: int) -> str:
    """Invent a name."""
    family = FAMILIES[place * 5 % len(FAMILIES)]
    middle = MIDDLES[place * 7 % len(MIDDLES)]
    return f"{family} {middle} {GIVEN[place * 3 % len(GIVEN)]}"


def number(place: int, start: int = 101) -> str:
    """Invent a phone: nine digits, without the leading zero."""
    return f"{RANGES[place % len(RANGES)]}000{start + place * 7 % 700:03}"


def written(place: int, start: int = 101) -> Cell:
    """Write a phone in one of the ways found in people's sheets; every seventh way is a number."""
    nine = number(place, start)
    full_width = str.maketrans("0123456789", "".join(map(chr, range(0xFF10, 0xFF1A))))
    ways: tuple[Cell, ...] = (
        f"0{nine}",
        int(nine),
        f"0{nine[:3]} {nine[3:6]} {nine[6:]}",
        f"+84{nine}",
        f"0{nine[:3]}.{nine[3:6]}.{nine[6:]}",
        f"84{nine}",
        f"0{nine[:3]}-{nine[3:6]}-{nine[6:]}",
        int(f"84{nine}"),
        f"(+84) {nine[:3]} {nine[3:6]} {nine[6:]}",
        f"'0{nine}",
        f"0084{nine}",
        f"0{nine}".translate(full_width),
        f"0{nine[:3]}\N{NO-BREAK SPACE}{nine[3:]}",
        f"840{nine}",
        f"0163{nine[2:]}",
        f"0{nine[:3]}–{nine[3:]}",
    )
    return ways[place % len(ways)]


def orders() -> list[Line]:
    """Make the rows of `don-hang.xlsx`: all can be sent."""
    lines: list[Line] = []
    for place in range(60):
        total = 95_000 + place * 13_500
        amount: Cell = f"{total:,}".replace(",", ".") + " đ" if place % 11 == 4 else total
        day = date(2026, 11, 2) + timedelta(days=place % 17)
        bought: Cell = f"{day.day}/{day.month}/{day.year}" if place % 13 == 6 else day
        street = f"{12 + place} {STREETS[place % len(STREETS)]}, {CITIES[place % len(CITIES)]}"
        address = None if place % 9 == 8 else street
        note = "Giao giờ hành chính" if place % 5 == 0 else None
        code = f"DH-2611-{place + 1:04}"
        lines.append(
            (place + 1, code, person(place), written(place), bought, amount, address, note)
        )
    return lines


ORDER_HEADERS = (
    *("STT", "Mã đơn", "Họ tên", "Số điện thoại"),
    *("Ngày đặt", "Tổng tiền", "Địa chỉ giao hàng", "Ghi chú"),
)


def wrong_orders() -> list[Line]:
    """Make the rows of `don-hang-loi.xlsx`: the mistakes people make, among rows that are right."""
    day = date(2026, 11, 18)
    good = [(f"0{number(place, 201)}", day, 250_000, person(place)) for place in range(6)]
    wrong: list[tuple[Cell, Cell, Cell, Cell]] = [
        (None, day, 310_000, "Trần Thị Thiếu Số"),
        ("091200010", day, 150_000, "Lê Văn Ngắn"),
        ("09120001012", day, 150_000, "Lê Văn Dài"),
        ("024 3800 0101", day, 420_000, "Phạm Thị Máy Bàn"),
        ("+1 650 253 0000", day, 99_000, "Hoàng Nước Ngoài"),
        ("0912000211 / 0987000212", day, 99_000, "Vũ Hai Số"),
        ("SĐT: 0912000213", day, 99_000, "Đặng Ghi Chữ"),
        ("0512000", day, 99_000, "Bùi Thiếu Chữ Số"),
        ("9.12E+08", day, 99_000, "Đỗ Mất Chữ Số"),
        ("0950", day, 99_000, "Hồ Quá Ngắn"),
        ("0140000214", day, 99_000, "Ngô Sai Đầu Số"),
        ("0912000215", "11/22/2026", 99_000, "Trần Tháng Trước"),
        ("0912000216", "5/11/26", 99_000, "Lê Năm Ngắn"),
        ("0912000217", day, "1,5 triệu", "Phạm Viết Chữ"),
        ("0912000218", day, -50_000, "Hoàng Số Âm"),
        ("0912000219", day, 99_000, "Công ty Trách nhiệm hữu hạn Một thành viên Hoa Sen"),
        ("0912000220", day, 99_000, None),
        ("0912000221", day, "=NA()", "Vũ Ô Lỗi"),
    ]
    lines = [*good, *wrong, good[1]]
    return [
        (place + 1, _wrong_code(place, len(lines)), name, phone, bought, amount, None, None)
        for place, (phone, bought, amount, name) in enumerate(lines)
    ]


def _wrong_code(place: int, rows: int) -> str:
    """Number the orders; the last row repeats the second."""
    return f"DH-2611-{2 if place == rows - 1 else place + 1:04}"


def appointments() -> list[Line]:
    """Make the rows of `lich-hen.csv`."""
    doctors = ("BS. Nguyễn Hà", "BS. Trần Long", "", "BS. Lê Thu")
    departments = ("Nội tổng quát", "Răng Hàm Mặt", "Tai Mũi Họng", "Da liễu", "Nhi")
    lines: list[Line] = []
    for place in range(24):
        start = datetime.fromisoformat("2026-11-24T07:30")
        when = start + timedelta(days=place // 8, minutes=place % 8 * 45)
        shown = when.strftime("%H:%M %d/%m/%Y")
        phone = str(written(place, 301))
        doctor, department = doctors[place % 4], departments[place % 5]
        note = "Nhịn ăn sáng" if place % 6 == 0 else ""
        lines.append((person(place + 100), phone, shown, doctor, department, note))
    return lines


def fees() -> list[Line]:
    """Make the rows of `hoc-phi.xlsx`."""
    lines: list[Line] = []
    for place in range(40):
        student, form = person(place + 200), f"{place % 5 + 1}{'ABC'[place % 3]}"
        fee = 1_450_000 + place % 4 * 125_000
        amount: Cell = (fee, f"{fee:,}", f"{fee:,} VNĐ".replace(",", "."), float(fee))[place % 4]
        note = f"HP T11 LOP {form} HS {place + 1:03}"
        phone = written(place, 401)
        lines.append(
            (place + 1, student, form, phone, "tháng 11/2026", amount, date(2026, 11, 30), note)
        )
    return lines


def offers() -> list[Line]:
    """Make the rows of `khuyen-mai.xlsx`."""
    lines: list[Line] = []
    for place in range(30):
        name = person(place + 300) if place % 10 else None
        points: Cell = 120 + place * 35 + (0.5 if place % 8 == 3 else 0)
        code = f"SEN{2611 + place}"
        link = f"khách quen {code}"
        lines.append((name, written(place, 501), points, code, date(2026, 12, 31), link))
    return lines


def write_workbook(path: Path, title: str | None, headers: Line, lines: Iterable[Line]) -> None:
    """Write a workbook as people make them: a title above the list, dates and amounts typed."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": CREATED, "author": "zns-batch"})
        sheet = book.add_worksheet("Danh sách")
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        top = 0
        if title:
            sheet.write_string(0, 0, title, bold)
            top = 2
        sheet.set_column(0, len(headers) - 1, 20)
        sheet.write_row(top, 0, headers, bold)
        for row, line in enumerate(lines, top + 1):
            for column, cell in enumerate(line):
                write_cell(sheet, row, column, cell, day)


def write_cell(sheet: Any, row: int, column: int, cell: Cell, day: Any) -> None:
    """Write one typed cell; text stays text, whatever it looks like."""
    if isinstance(cell, date):
        sheet.write_datetime(row, column, cell, day)
    elif cell == "=NA()":
        sheet.write_formula(row, column, cell, None, "#N/A")
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif cell is not None:
        sheet.write_number(row, column, cell)


def write_text(path: Path, headers: Line, lines: Iterable[Line]) -> None:
    """Write a CSV as a Vietnamese Excel does: semicolons, a byte order mark, CRLF."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(headers)
        writer.writerows(lines)


def main(folder: Path) -> None:
    """Write every sample sheet into a folder."""
    title = "ĐƠN HÀNG CẦN XÁC NHẬN · THÁNG 11/2026"
    write_workbook(folder / "don-hang.xlsx", title, ORDER_HEADERS, orders())
    write_workbook(folder / "don-hang-loi.xlsx", None, ORDER_HEADERS, wrong_orders())
    visits = ("Họ và tên bệnh nhân", "SĐT", "Ngày giờ khám", "Bác sĩ", "Khoa", "Ghi chú")
    write_text(folder / "lich-hen.csv", visits, appointments())
    dues = (
        *("STT", "Họ tên học sinh", "Lớp", "SĐT phụ huynh"),
        *("Kỳ thu", "Học phí (VNĐ)", "Hạn nộp", "Nội dung chuyển khoản"),
    )
    write_workbook(folder / "hoc-phi.xlsx", "THU HỌC PHÍ THÁNG 11/2026", dues, fees())
    gifts = ("Tên khách hàng", "Điện thoại", "Điểm tích lũy", "Mã ưu đãi", "Hạn dùng", "Đường dẫn")
    write_workbook(folder / "khuyen-mai.xlsx", None, gifts, offers())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
