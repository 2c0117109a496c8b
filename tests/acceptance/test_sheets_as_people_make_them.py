"""Lists as people really make them: read where they say one thing, told in plain words where not."""

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from program_help import FAST, TEMPLATES, Program, counts, order, orders, read_page, write_list

from zns_batch.sandbox import RunningSandbox

HEADERS = ("Họ tên", "Số điện thoại", "Mã đơn", "Ngày đặt", "Tổng tiền")
SPLIT = "--split-phones"


def told(found: dict[str, object]) -> list[tuple[object, object, object]]:
    """Every problem's row, column and code."""
    problems = found["problems"]
    assert isinstance(problems, list)
    return [(one["row"], one["column"], one["code"]) for one in problems]


# ── several phones in a cell ──


def two_phones() -> list[tuple[object, ...]]:
    """A list whose second customer has two phones and whose third has them twice."""
    first, second, third = orders(3)
    return [
        first,
        (second[0], f"{second[1]} / 0912 100 002", *second[2:]),
        (third[0], f"{third[1]}\n84{str(third[1])[1:]}", *third[2:]),
    ]


def test_several_phones_are_a_problem_unless_asked_for(alone: Program) -> None:
    """Without `--split-phones` nobody gets a message that was not plainly meant for them."""
    path = alone.write("list.xlsx", two_phones())
    done = alone.run("check", path, "-t", "don-hang", "--json")
    column = "Số điện thoại"
    expected = [(3, column, "phone-several"), (4, column, "phone-several")]
    assert (1, expected) == (done.code, told(done.object()))
    assert "--split-phones" in done.object()["problems"][0]["message"]


def test_each_phone_of_a_cell_gets_the_message(program: Program, zalo: RunningSandbox) -> None:
    """`send --split-phones` reaches each phone once; each has a line in the results workbook."""
    path = program.write("list.xlsx", two_phones())
    done = program.run("send", *FAST, path, SPLIT, "-o", "out.xlsx")
    assert (0, {"accepted": 4}) == (done.code, counts(done.object()))
    rows = read_page(program.folder / "out.xlsx")
    assert [
        ("0912001", "84912000001"),
        ("0912002", "84912000002"),
        ("0912003", "84912000003"),
        # Below the list, so that every line of it keeps its row.
        ("0912002", "84912100002"),
    ] == [("0912" + str(row["Mã đơn"])[-3:], row["Phone sent to"]) for row in rows]
    assert rows[1]["Số điện thoại"] == rows[3]["Số điện thoại"] == "0912000002 / 0912 100 002"
    assert (4, 0) == (zalo.counts().accepted, zalo.counts().duplicate_messages)

    again = program.run("send", *FAST, "out.xlsx", SPLIT)
    assert 2 == again.code
    assert 4 == zalo.counts().accepted


def test_preview_names_every_phone_of_the_row(alone: Program) -> None:
    """`preview --split-phones` shows to whom a row would go."""
    path = alone.write("list.csv", two_phones())
    done = alone.run("preview", path, "-t", "don-hang", SPLIT, "--row", "3")
    assert (0, "Row 3 → 84912000002, 84912100002") == (done.code, done.out.splitlines()[0])


def test_one_bad_phone_of_several_is_named(alone: Program) -> None:
    """When one of a cell's phones is bad nothing goes to the row, and the problem says which it is."""
    lines = [order(1), ("An", "0912000002, 09120", "DH2", "22/11/2026", 5)]
    path = alone.write("list.csv", lines)
    found = alone.run("check", path, "-t", "don-hang", SPLIT, "--json").object()
    assert [(3, "Số điện thoại", "phone-part")] == told(found)
    assert "“09120”" in found["problems"][0]["message"]


def test_the_errors_workbook_keeps_one_line_for_a_row(alone: Program) -> None:
    """The copy to be mended has the sheet's own rows, also where a row has several recipients."""
    lines = [*two_phones(), ("", "0912000008;0912000009", "DH", "22/11/2026", 5)]
    path = alone.write("list.xlsx", lines)
    alone.run("check", path, "-t", "don-hang", SPLIT, "-o", "e.xlsx")
    rows = read_page(alone.folder / "e.xlsx")
    assert ["pending", "pending", "pending", "invalid"] == [row["Status"] for row in rows]
    assert 1 == len(read_page(alone.folder / "e.xlsx", 1))


# ── the columns kept for the next list ──


@pytest.fixture
def own(alone: Program) -> Program:
    """The program with a template of the person's own in its folder."""
    (alone.folder / "templates").mkdir()
    shutil.copy(TEMPLATES / "don-hang.toml", alone.folder / "templates" / "cua-toi.toml")
    return alone


STRANGE = ("Người mua", "Máy", "Số phiếu", "Ngày đặt", "Phải thu")
MAP = ("--phone", "Máy", "--map", "customer_name=A", "--map", "order_code=3", "--map", "amount=E")


def test_columns_once_named_are_known_from_then_on(own: Program) -> None:
    """`check --save-map` writes the columns into the template file, says so, and no list needs them again."""
    path = own.write("list.xlsx", orders(2), STRANGE)
    assert 2 == own.run("check", path, "-t", "cua-toi").code
    done = own.run("check", path, "-t", "cua-toi", *MAP, "--save-map")
    assert 0 == done.code
    assert 4 == done.err.count("Saved to")
    kept = (own.folder / "templates" / "cua-toi.toml").read_text("utf-8")
    original = (TEMPLATES / "don-hang.toml").read_text("utf-8")
    comments = [line for line in original.splitlines() if "#" in line]
    assert comments == [line for line in kept.splitlines() if "#" in line]
    assert 0 == own.run("check", path, "-t", "cua-toi").code
    assert "already has these columns" in own.run("check", path, "-t", "cua-toi", "--save-map").err


def test_templates_that_ship_with_the_program_are_left_alone(alone: Program) -> None:
    """A sample template is not written into: the next version of the program would undo it."""
    before = (TEMPLATES / "don-hang.toml").read_bytes()
    path = alone.write("list.xlsx", orders(2), STRANGE)
    done = alone.run("check", path, "-t", "don-hang", *MAP, "--save-map")
    assert 2 == done.code
    assert "copy it into the folder templates" in done.err.splitlines()[-1]
    assert before == (TEMPLATES / "don-hang.toml").read_bytes()


def test_the_mapping_is_told_first(alone: Program) -> None:
    """Which column feeds what is the first thing said, before any problem."""
    path = alone.write("list.csv", [("An", "0912", "DH", "22/11/2026", 5)])
    lines = alone.run("check", path, "-t", "don-hang").err.splitlines()
    places = [place for place, line in enumerate(lines) if "←" in line]
    assert [2, 3, 4, 5, 6] == places
    assert next(place for place, line in enumerate(lines) if "Problems found" in line) > 6


@pytest.mark.parametrize("other", ["ho_ten", "HỌ  TÊN", "Ho-ten"])
def test_headers_that_are_one_after_folding(alone: Program, other: str) -> None:
    """Two headers that differ only in case, signs or diacritics stop everything, and both are named."""
    path = alone.write("list.xlsx", [(*order(1), "x")], (*HEADERS, other))
    line = alone.run("check", path, "-t", "don-hang").line()
    assert "“Họ tên” (A)" in line
    assert "(F)" in line
    assert 0 == alone.run("check", path, "-t", "don-hang", "--map", "customer_name=A").code


# ── values ──


@pytest.mark.parametrize(
    "column, cell, sent",
    [
        (4, "1.500.000 đ", "1500000"),
        (4, "1,500,000 VNĐ", "1500000"),
        (4, "VND 1500000", "1500000"),
        (4, 1_500_000.0, "1500000"),
        (3, "5/3/2026", "05/03/2026"),
        (3, "5/3/26", "05/03/2026"),
        (3, 46348, "22/11/2026"),
        (3, "03/04/2026", "03/04/2026"),
        (2, "000123", "000123"),
        (2, 1e5, "100000"),
        (0, "Nguye\u0302\u0303n Va\u0306n A 🎉", "Nguyễn Văn A 🎉"),
        (0, "A\u200bn\x07", "An"),
    ],
)
def test_values_reach_the_message(alone: Program, column: int, cell: object, sent: str) -> None:
    """A value is sent as people see it or as its parameter needs it."""
    line = list(order(1))
    line[column] = cell
    path = alone.write("list.csv" if "\x07" in str(cell) else "list.xlsx", [tuple(line)])
    done = alone.run("preview", path, "-t", "don-hang", "--json")
    data = done.object()["preview"]["template_data"]
    names = {0: "customer_name", 2: "order_code", 3: "order_date", 4: "amount"}
    assert (0, sent) == (done.code, data[names[column]])


def test_a_column_of_american_dates_is_refused_as_a_whole(alone: Program) -> None:
    """What reads both ways is refused beside a date with the month first; a typed date is a date."""
    texts = ["03/04/2026", "11/22/2026", "22/11/2026", "2026-04-03"]
    lines = [(*order(place)[:3], text, 5) for place, text in enumerate(texts, 1)]
    found = alone.run("check", alone.write("list.csv", lines), "-t", "don-hang", "--json").object()
    column = "Ngày đặt"
    assert [(2, column, "date-ambiguous"), (3, column, "date-impossible")] == told(found)
    assert "11/22/2026 in row 3" in found["problems"][0]["message"]


def test_error_names_in_text_files_are_errors(alone: Program) -> None:
    """A `#N/A` that a spreadsheet saved as text never reaches a customer."""
    lines = [("#N/A", "0912000001", "#REF!", "########", "#DIV/0!")]
    found = alone.run("check", alone.write("list.csv", lines), "-t", "don-hang", "--json").object()
    assert {"value-error-cell"} == {code for _, _, code in told(found)}
    assert 4 == len(told(found))


def test_a_line_of_totals_is_told_as_one(alone: Program) -> None:
    """“Tổng cộng” below the list is no recipient, and its one problem says what it looks like."""
    lines = [*orders(3), ("Tổng cộng", "", "", "", 450_000)]
    done = alone.run("check", alone.write("list.xlsx", lines), "-t", "don-hang", "--json")
    assert (1, [(5, "Số điện thoại", "total-row")]) == (done.code, told(done.object()))
    assert "“Tổng cộng”" in done.object()["problems"][0]["message"]


# ── everything at once, mended and fed back ──


def test_a_thousand_mistakes_are_grouped_marked_and_mended(alone: Program) -> None:
    """Groups with their first rows on the screen, every wrong cell marked with a note; mended, all is well."""
    lines = [list(order(place)) for place in range(1, 5001)]
    for place in range(0, 5000, 20):
        lines[place][1], lines[place + 1][0] = "09120", ""
        lines[place + 2][4], lines[place + 3][3] = "chưa rõ", "31/02/2026"
    path = write_list(alone.folder / "list.xlsx", [tuple(line) for line in lines])
    done = alone.run("check", path, "-t", "don-hang", "-o", "e.xlsx")
    assert (1, "5,000 rows = 4,000 pending + 1,000 invalid") == (done.code, done.out.strip())
    assert "250 times, first in row 2, 22, 42, 62, 82, column “Số điện thoại”" in done.err
    assert 4 == done.err.count("250 times, first in row")
    assert len(done.err.splitlines()) < 75

    book = load_workbook(alone.folder / "e.xlsx")
    mended = {1: "Khách", 2: None, 4: "22/11/2026", 5: 150_000}
    notes = 0
    for row in book.worksheets[0].iter_rows(min_row=2, max_col=5):
        for cell in row:
            if cell.comment:
                notes += 1
                assert "solid" == cell.fill.patternType
                cell.value = mended[int(cell.column or 0)] or f"0913{cell.row:06}"
    assert 1000 == notes
    book.save(alone.folder / "mended.xlsx")
    again = alone.run("check", "mended.xlsx", "-t", "don-hang", "--json")
    assert (0, {"pending": 5000}) == (again.code, counts(again.object()))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_list_with_our_own_headers_comes_back(alone: Program, lang: str) -> None:
    """A list that has a “Trạng thái” and a “Lý do” of its own survives the errors workbook."""
    (alone.folder / "tt.toml").write_text(
        'template_id = "9"\n[params.status]\ncolumns = ["Trạng thái", "Status"]\n'
        '[params.why]\ncolumns = ["Lý do", "Reason"]\n',
        "utf-8",
    )
    headers = {"vi": ("SĐT", "Trạng thái", "Lý do"), "en": ("SĐT", "Status", "Reason")}[lang]
    lines = [("0912000001", "Đang giao", "trễ"), ("09120", "Đã giao", "sớm")]
    path = alone.write("list.xlsx", lines, headers)
    alone.run("check", path, "-t", "tt.toml", "-o", "e.xlsx", "--lang", lang)
    book = load_workbook(alone.folder / "e.xlsx")
    book.worksheets[0]["A3"] = "0912000002"
    book.save(alone.folder / "e.xlsx")
    done = alone.run("preview", "e.xlsx", "-t", "tt.toml", "--row", "3", "--json", "--lang", lang)
    assert {"status": "Đã giao", "why": "sớm"} == done.object()["preview"]["template_data"]


def test_a_folder_of_templates_stays_as_it_was(own: Program, tmp_path: Path) -> None:
    """Without `--save-map` a check writes into no template."""
    file = own.folder / "templates" / "cua-toi.toml"
    before = (file.read_bytes(), file.stat().st_mtime_ns)
    path = write_list(tmp_path / "list.csv", orders(1), STRANGE)
    assert 0 == own.run("check", path, "-t", "cua-toi", *MAP).code
    assert before == (file.read_bytes(), file.stat().st_mtime_ns)
