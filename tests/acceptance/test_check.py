"""`check`: a whole sheet validated, nothing sent, no connection opened."""

import socket
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from program_help import HEADERS, SAMPLES, Program, counts, order, orders, read_page

BAD = SAMPLES / "don-hang-loi.xlsx"

WRONG = [
    (8, "Số điện thoại", "phone-missing"),
    (9, "Số điện thoại", "phone-too-short"),
    (10, "Số điện thoại", "phone-too-long"),
    (11, "Số điện thoại", "phone-landline"),
    (12, "Số điện thoại", "phone-foreign"),
    (13, "Số điện thoại", "phone-several"),
    (14, "Số điện thoại", "phone-suggestion"),
    (15, "Số điện thoại", "phone-too-short"),
    (16, "Số điện thoại", "phone-lossy"),
    (17, "Số điện thoại", "phone-too-short"),
    (18, "Số điện thoại", "phone-invalid"),
    (19, "Ngày đặt", "date-impossible"),
    (20, "Ngày đặt", "date-ambiguous"),
    (21, "Tổng tiền", "value-not-amount"),
    (22, "Tổng tiền", "currency-not-positive"),
    (23, "Họ tên", "value-too-long"),
    (24, "Họ tên", "value-missing"),
    (25, "Tổng tiền", "value-error-cell"),
    (26, None, "duplicate"),
]
"""What is wrong with the sample list of mistakes: the spreadsheet's own row, the column, the code."""


@pytest.mark.parametrize(
    "file, template, rows",
    [
        ("don-hang.xlsx", "don-hang", 60),
        ("hoc-phi.xlsx", "hoc-phi", None),
        ("khuyen-mai.xlsx", "khuyen-mai", None),
        ("lich-hen.csv", "lich-hen", None),
    ],
)
def test_a_good_list_is_sendable(
    alone: Program, file: str, template: str, rows: int | None
) -> None:
    """Every sample list that people get with the program checks without a problem."""
    done = alone.run("check", SAMPLES / file, "-t", template, "--json")
    found = done.object()
    assert (0, []) == (done.code, found["problems"])
    assert counts(found) == {"pending": rows or found["rows"]["total"]}
    assert found["rows"]["total"] > 5


def test_a_bad_list_is_told_whole(alone: Program) -> None:
    """Every problem of the sheet is told at once, by the sheet's own row and column, with a code."""
    done = alone.run("check", BAD, "-t", "don-hang", "--json")
    found = done.object()
    assert 1 == done.code
    assert WRONG == [(one["row"], one["column"], one["code"]) for one in found["problems"]]
    assert {"pending": 6, "invalid": 18, "duplicate": 1} == counts(found)
    assert "checked" == found["state"]
    assert 6 * 200 == found["cost"]["estimate"]


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_each_problem_is_a_sentence_in_the_persons_language(alone: Program, lang: str) -> None:
    """Each problem says what is wrong in the language asked for, in one line, without a whole phone."""
    found = alone.run("check", BAD, "-t", "don-hang", "--json", "--lang", lang).object()
    said = [one["message"] for one in found["problems"]]
    assert 19 == len(said)
    assert all(one and "\n" not in one for one in said)
    assert {"en": "There is no phone number", "vi": "Chưa có số điện thoại"}[lang] in said[0]


def test_a_person_reads_rows_and_columns(alone: Program) -> None:
    """Without `--json` a person reads the mapping, each problem with its place, and the sum line."""
    done = alone.run("check", BAD, "-t", "don-hang")
    assert "25 rows = 6 pending + 18 invalid + 1 duplicate" == done.out.strip()
    assert "phone number ← column D “Số điện thoại”" in done.err
    assert "columns not used: “STT”, “Ghi chú”" in done.err
    assert "row 22, column “Tổng tiền”: -50000 is not an amount" in done.err
    assert "row 26: The same phone and parameters are already in row 3" in done.err


def test_the_errors_workbook_can_be_mended_and_fed_back(alone: Program) -> None:
    """`-o` writes the sheet with its mistakes marked; once they are mended it is a good list."""
    lines = orders(4)
    lines[1] = ("Trần Bình", "0912", *lines[1][2:])
    lines[2] = (*lines[2][:4], "một trăm")
    bad = alone.write("list.xlsx", lines)
    done = alone.run("check", bad, "-t", "don-hang", "-o", "errors.xlsx", "--json")
    assert (1, "errors.xlsx") == (done.code, done.object()["report"])

    marked = alone.folder / "errors.xlsx"
    rows = read_page(marked)
    assert ["pending", "invalid", "invalid", "pending"] == [row["Status"] for row in rows]
    assert "has only 4 digits" in rows[1]["Reason"]
    book = load_workbook(marked)
    assert "0912" == book.worksheets[0]["B3"].value
    book.worksheets[0]["B3"], book.worksheets[0]["E4"] = "0912000002", 99000
    book.save(marked)

    again = alone.run("check", marked, "-t", "don-hang", "--json")
    assert (0, {"pending": 4}) == (again.code, counts(again.object()))


def test_it_opens_no_connection_and_needs_no_credentials(alone: Program) -> None:
    """Not a single connection is made, even when a provider's address is set, and no token is needed."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        good = alone.write("list.csv", orders(3))
        for command in ("check", "preview"):
            done = alone.run(
                command, good, "-t", "don-hang", ZNS_BASE_URL=url, ZNS_ACCESS_TOKEN=None
            )
            assert 0 == done.code
        with pytest.raises(TimeoutError):
            listener.accept()


def test_it_leaves_nothing_behind(alone: Program) -> None:
    """A check writes no file, neither beside the list nor in the state folder."""
    alone.write("list.csv", orders(3))
    alone.run("check", "list.csv", "-t", "don-hang")
    assert ["list.csv"] == [path.name for path in alone.folder.iterdir()]
    assert not alone.home.exists()


def test_the_spreadsheets_own_row_numbers_are_kept(alone: Program) -> None:
    """Titles above the header and blank rows between do not shift the row numbers."""
    blank = ("",) * 5
    lines = [
        ("Cửa hàng Nhà Sen", "", "", "", ""),
        blank,
        ("Họ tên", "Số điện thoại", "Mã đơn", "Ngày đặt", "Tổng tiền"),
        order(1),
        blank,
        blank,
        ("An", "0912", "DH", "22/11/2026", 5),
    ]
    alone.write("list.xlsx", lines[1:], headers=[str(cell) for cell in lines[0]])
    found = alone.run("check", "list.xlsx", "-t", "don-hang", "--json").object()
    assert [(7, "Số điện thoại")] == [(one["row"], one["column"]) for one in found["problems"]]
    assert {"pending": 1, "invalid": 1} == counts(found)


@pytest.mark.parametrize("ending", ["xlsx", "xlsm", "csv", "tsv"])
def test_every_kind_of_list_reads_alike(alone: Program, ending: str) -> None:
    """The same list says the same, whichever program saved it."""
    alone.write(f"list.{ending}", orders(3))
    done = alone.run("preview", f"list.{ending}", "-t", "don-hang", "--row", "3", "--json")
    assert {
        "customer_name": "Khách 2",
        "order_code": "DH00002",
        "order_date": "22/11/2026",
        "amount": "150002",
        "address": "theo thông tin đã đăng ký",
    } == done.object()["preview"]["template_data"]


def test_duplicates_and_suppressed_numbers_are_counted_apart(alone: Program) -> None:
    """A repeated row and a number never to send to are told, and neither makes the list bad."""
    alone.write("list.csv", [*orders(4), order(2)])
    (alone.folder / "never.txt").write_text("+84 912 000 003\n", encoding="utf-8")
    done = alone.run("check", "list.csv", "-t", "don-hang", "--suppress", "never.txt", "--json")
    found = done.object()
    assert (0, {"pending": 3, "duplicate": 1, "suppressed": 1}) == (done.code, counts(found))
    assert [(4, "suppressed"), (6, "duplicate")] == [
        (one["row"], one["code"]) for one in found["problems"]
    ]


def test_the_first_rows_alone_can_be_checked(alone: Program) -> None:
    """`--limit N` looks at the first N rows and no further."""
    alone.write("list.csv", [*orders(3), ("", "x", "", "", "")])
    done = alone.run("check", "list.csv", "-t", "don-hang", "--limit", "3", "--json")
    assert (0, {"pending": 3}) == (done.code, counts(done.object()))


def test_many_problems_are_grouped_on_the_screen(alone: Program) -> None:
    """A long list of one mistake does not flood the screen: it is shown in part and then by kind."""
    alone.write("list.csv", [("An", "0912", "DH", "22/11/2026", 5)] * 80)
    done = alone.run("check", "list.csv", "-t", "don-hang")
    assert 1 == done.code
    assert "Problems found: 80" in done.err
    assert "… and 60 more" in done.err
    assert "80 times, first in row 2" in done.err
    assert len(done.err.splitlines()) < 75


def test_kinds_of_problems_stand_before_the_rows(alone: Program) -> None:
    """The most frequent mistake is told first, single rows follow, repeated rows are no errors."""
    bad = [("An", "0912", "DH", "22/11/2026", 5)] * 30 + [("", "0912000009", "DH", "22/11/2026", 5)]
    alone.write("list.csv", [*bad, *orders(2), order(2), order(2)])
    done = alone.run("check", "list.csv", "-t", "don-hang")
    lines = done.err.splitlines()
    first = lines.index("Problems found: 31")
    assert lines[first + 1 : first + 4] == [
        "  By kind:",
        next(line for line in lines if "30 times, first in row 2, 3, 4, 5, 6, column" in line),
        next(line for line in lines if "1 times, first in row 32" in line),
    ]
    assert "  Row by row:" == lines[first + 4]
    assert "Left out, which is no error: 2" in lines
    assert "Problems found" not in "".join(lines[first + 1 :])


@pytest.mark.parametrize(
    "language, said",
    [
        ("vi", "14 công thức chưa có kết quả, đầu tiên ở dòng 2, 3, 4, 5, 6, cột “Ngày đặt”"),
        ("en", "14 formulas without a result, first in row 2, 3, 4, 5, 6, in column “Ngày đặt”"),
    ],
)
def test_formulas_without_results_are_one_group(alone: Program, language: str, said: str) -> None:
    """A list that no spreadsheet program has calculated says so once, and not for each cell."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.append([*HEADERS])
    for place in range(1, 15):
        cells = list(order(place))
        cells[HEADERS.index("Ngày đặt")] = "=TODAY()"
        page.append(cells)
    book.save(alone.folder / "list.xlsx")
    done = alone.run("check", "list.xlsx", "-t", "don-hang", "--lang", language)
    assert 1 == done.code
    assert said in done.err
    assert "=?" not in done.err


def test_a_path_with_spaces_and_accents_is_a_path(alone: Program, tmp_path: Path) -> None:
    """A file under “Khách hàng tháng 11” is read and its errors workbook written beside it."""
    folder = tmp_path / "Khách hàng tháng 11"
    folder.mkdir()
    alone.write("list.xlsx", [*orders(1), ("", "x", "", "", "")]).rename(folder / "Đơn hàng.xlsx")
    out = folder / "Lỗi cần sửa.xlsx"
    done = alone.run("check", folder / "Đơn hàng.xlsx", "-t", "don-hang", "-o", out, "--json")
    assert (1, str(out)) == (done.code, done.object()["report"])
    assert out.is_file()
