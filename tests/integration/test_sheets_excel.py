"""Workbooks as people make them."""

import shutil
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path

import pytest
import xlsxwriter
from lag_help import worked
from sheet_files import (
    AN,
    BINH,
    HEADERS,
    SPREADSHEETS,
    codes,
    excel,
    first,
    headers,
    openpyxl_book,
    package,
    refusal,
    rows,
    sheet_xml,
    text_cell,
)

from zns_batch.domain.sheet import CellError
from zns_batch.sheets import open_sheet


def test_a_plain_list(tmp_path: Path) -> None:
    """A list with headers in row 1 is read with the spreadsheet's own row numbers."""
    sheet = open_sheet(excel(tmp_path / "list.xlsx", [HEADERS, AN, BINH]))
    assert list(HEADERS) == headers(sheet)
    assert [(2, AN), (3, BINH)] == rows(sheet)
    assert ("Sheet1", 1, []) == (sheet.name, sheet.header_row, codes(sheet))


def test_reading_again_begins_anew(tmp_path: Path) -> None:
    """Every reading yields all rows, also while another one is under way."""
    sheet = open_sheet(excel(tmp_path / "list.xlsx", [HEADERS, AN, BINH]))
    started = sheet.read()
    next(started)
    assert [2, 3] == [row.number for row in sheet.read()]
    assert [3] == [row.number for row in started]


def test_the_file_may_go_away_once_it_is_open(tmp_path: Path) -> None:
    """What was checked is what is read, whatever becomes of the file."""
    path = excel(tmp_path / "list.xlsx", [HEADERS, AN])
    sheet = open_sheet(path)
    path.unlink()
    assert [(2, AN)] == rows(sheet)


@pytest.mark.parametrize("row,column", [(1, 0), (3, 1), (40, 5)])
def test_a_list_may_begin_anywhere(tmp_path: Path, row: int, column: int) -> None:
    """A list that begins below or right of A1 keeps its row numbers and column letters."""
    path = excel(tmp_path / "list.xlsx", [HEADERS, AN, BINH], row=row, column=column)
    sheet = open_sheet(path)
    assert row == sheet.header_row
    assert [column, column + 1, column + 2] == [each.index for each in sheet.columns]
    assert [(row + 1, AN), (row + 2, BINH)] == rows(sheet)


def test_an_openpyxl_workbook_that_begins_at_b3(tmp_path: Path) -> None:
    """A workbook of another library that begins at B3 is read at the same place."""
    book, out = openpyxl_book()
    out["B3"], out["C3"] = "Họ tên", "SĐT"
    out["B5"], out["C5"] = "An", "0901234567"
    book.save(tmp_path / "list.xlsx")
    sheet = open_sheet(tmp_path / "list.xlsx")
    assert ["B", "C"] == [column.letter for column in sheet.columns]
    assert [(5, ("An", "0901234567"))] == rows(sheet)


def test_cells_keep_their_types(tmp_path: Path) -> None:
    """Text, numbers, truth, dates, times and durations arrive as what they are."""
    with xlsxwriter.Workbook(tmp_path / "list.xlsx") as book:
        out = book.add_worksheet()
        out.write_row(0, 0, ["text", "number", "truth", "day", "moment", "time", "duration"])
        out.write_row(1, 0, [" 0901234567 ", 84901234567, True])
        for column, value, shape in (
            (3, datetime(2026, 11, 22), "dd/mm/yyyy"),
            (4, datetime(2026, 11, 22, 8, 5), "dd/mm/yyyy hh:mm"),
            (5, clock(8, 5), "hh:mm"),
            (6, timedelta(hours=30), "[h]:mm"),
        ):
            out.write_datetime(1, column, value, book.add_format({"num_format": shape}))
    expected = (
        " 0901234567 ",
        84901234567,
        True,
        date(2026, 11, 22),
        datetime(2026, 11, 22, 8, 5),
        clock(8, 5),
        timedelta(hours=30),
    )
    cells = first(open_sheet(tmp_path / "list.xlsx")).cells
    assert expected == cells
    assert [str, float, bool, date, datetime, clock, timedelta] == [type(cell) for cell in cells]


def test_falsy_cells_are_not_empty(tmp_path: Path) -> None:
    """Zero and FALSE are values; only an empty cell is none."""
    lines = [("a", "b", "c", "d"), (0, False, "", "x"), (0, None, None, None)]
    sheet = open_sheet(excel(tmp_path / "list.xlsx", lines))
    assert [(2, (0, False, None, "x")), (3, (0, None, None, None))] == rows(sheet)


def test_error_cells_and_formulas(tmp_path: Path) -> None:
    """A cell that shows an error is told from an empty one; so is a formula nobody calculated."""
    with xlsxwriter.Workbook(tmp_path / "list.xlsx") as book:
        out = book.add_worksheet()
        out.write_row(0, 0, ["a", "b", "c"])
        out.write_formula(1, 0, "=NA()", None, "#N/A")
        out.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        out.write_formula(1, 2, '="Chào "&"bạn"', None, "Chào bạn")
    wanted = (CellError(shown="#N/A"), CellError(shown="#DIV/0!"), "Chào bạn")
    assert wanted == first(open_sheet(tmp_path / "list.xlsx")).cells


def test_formulas_without_values(tmp_path: Path) -> None:
    """Formulas that were never calculated are errors on their cells, and counted."""
    book, out = openpyxl_book()
    for line in (["SĐT", "Tiền"], ["=B9", "=1+1"], [None, None], ["0901234567", "=2+2"]):
        out.append(line)
    book.save(tmp_path / "list.xlsx")
    sheet = open_sheet(tmp_path / "list.xlsx")
    error = CellError(shown="=?")
    assert [(2, (error, error)), (4, ("0901234567", error))] == rows(sheet)
    assert ["uncalculated"] == codes(sheet)
    assert 3 == sheet.notices[0].params["count"]


def test_rows_of_nothing_but_uncalculated_formulas(tmp_path: Path) -> None:
    """A list whose every cell waits to be calculated is no empty list."""
    book, out = openpyxl_book()
    out["A1"], out["A3"] = "SĐT", "=Sheet2!A3"
    book.save(tmp_path / "list.xlsx")
    assert [(3, (CellError(shown="=?"),))] == rows(open_sheet(tmp_path / "list.xlsx"))


def test_blank_rows_are_left_out_and_numbers_stay(tmp_path: Path) -> None:
    """Blank rows, also of spaces alone, make no recipients and shift no numbers."""
    lines = [HEADERS, (), AN, ("", " ", None), ("  ", "\n"), BINH, (), ()]
    assert [(3, AN), (6, BINH)] == rows(open_sheet(excel(tmp_path / "list.xlsx", lines)))


def test_titles_above_the_header(tmp_path: Path) -> None:
    """Titles above the header are skipped, and the row chosen is named."""
    lines = [("DANH SÁCH KHÁCH HÀNG",), (), ("Tháng 11/2026",), HEADERS, AN]
    sheet = open_sheet(excel(tmp_path / "list.xlsx", lines))
    assert (4, [(5, AN)]) == (sheet.header_row, rows(sheet))
    assert {"row": "4", "count": 2} == sheet.notices[0].params
    assert ["titles-above"] == codes(sheet)


def test_a_header_two_lines_deep(tmp_path: Path) -> None:
    """Under merged headings each column takes the heading that stands right above its cells."""
    with xlsxwriter.Workbook(tmp_path / "list.xlsx") as book:
        out = book.add_worksheet()
        out.merge_range("A1:A2", "STT")
        out.merge_range("B1:C1", "Khách hàng")
        out.write_row("B2", ["Họ tên", "SĐT"])
        out.merge_range("D1:D2", "Số tiền")
        out.write_row("A3", [1, *AN])
    sheet = open_sheet(tmp_path / "list.xlsx")
    assert ["STT", "Họ tên", "SĐT", "Số tiền"] == headers(sheet)
    assert (2, [(3, (1, *AN))]) == (sheet.header_row, rows(sheet))


def test_headers_that_are_numbers_or_dates(tmp_path: Path) -> None:
    """A number or a date among the headers becomes the text a person sees."""
    lines = [("Họ tên", "SĐT", "Tổng\ncộng", 2026, 1.5), ("An", "0901234567", 1, 2, 3)]
    sheet = open_sheet(excel(tmp_path / "list.xlsx", lines))
    assert ["Họ tên", "SĐT", "Tổng cộng", "2026", "1.5"] == headers(sheet)


def test_columns_without_headers(tmp_path: Path) -> None:
    """An empty header inside is kept by its letter; data beyond the last header is pointed out."""
    lines = [("Họ tên", "", "SĐT", " "), ("An", "x", "0901234567", "", "thừa")]
    sheet = open_sheet(excel(tmp_path / "list.xlsx", lines))
    assert ["Họ tên", "B", "SĐT"] == [column.title for column in sheet.columns]
    assert [(2, ("An", "x", "0901234567"))] == rows(sheet)
    assert ["beyond-headers"] == codes(sheet)
    assert {"columns": "E"} == sheet.notices[0].params


def test_hidden_rows_and_columns_are_left_out(tmp_path: Path) -> None:
    """What a person doesn't see isn't sent, and is counted where it holds anything."""
    with xlsxwriter.Workbook(tmp_path / "list.xlsx") as book:
        out = book.add_worksheet()
        for at, line in enumerate([("Họ tên", "Giá vốn", "SĐT"), *[("An", 5, "0901234567")] * 4]):
            out.write_row(at, 0, line)
        out.set_column("B:B", None, None, {"hidden": True})
        out.set_column("D:XFD", None, None, {"hidden": True})
        for hidden in (2, 3, 9):
            out.set_row(hidden, None, None, {"hidden": True})
    sheet = open_sheet(tmp_path / "list.xlsx")
    assert ["A", "C"] == [column.letter for column in sheet.columns]
    assert [(2, ("An", "0901234567")), (5, ("An", "0901234567"))] == rows(sheet)
    assert ["hidden-rows", "hidden-columns"] == codes(sheet)
    assert [{"count": 2}, {"count": 1, "columns": "B"}] == [each.params for each in sheet.notices]


def test_only_one_column_is_seen(tmp_path: Path) -> None:
    """A list with one visible column is read like any other."""
    with xlsxwriter.Workbook(tmp_path / "list.xlsx") as book:
        out = book.add_worksheet()
        out.write_row(0, 0, ["Mã", "SĐT"])
        out.write_row(1, 0, ["KH1", "0901234567"])
        out.set_column("A:A", None, None, {"hidden": True})
    assert [(2, ("0901234567",))] == rows(open_sheet(tmp_path / "list.xlsx"))


def test_a_list_that_is_hidden_altogether(tmp_path: Path) -> None:
    """When a filter hides every row, the error says so instead of calling the list empty."""
    with xlsxwriter.Workbook(tmp_path / "list.xlsx") as book:
        out = book.add_worksheet()
        out.write_row(0, 0, HEADERS)
        out.write_row(1, 0, AN)
        out.set_row(1, None, None, {"hidden": True})
    error = refusal(tmp_path / "list.xlsx")
    assert ("sheet.all-hidden", 1) == (error.key, error.params["count"])


def test_merged_cells_are_filled(tmp_path: Path) -> None:
    """Each row of a merged range has what a person sees there; the range makes no rows of its own."""
    with xlsxwriter.Workbook(tmp_path / "list.xlsx") as book:
        out = book.add_worksheet()
        out.merge_range("A1:C1", "DANH SÁCH")
        out.write_row("A2", ["Họ tên", "SĐT", "Mã đơn"])
        out.merge_range("A3:A6", "An")
        out.merge_range("B3:B4", "0901234567")
        out.write("C3", "D1")
        out.write("C4", "D2")
        out.write_row("B5", ["0912345678", "D3"])
    sheet = open_sheet(tmp_path / "list.xlsx")
    expected = [
        (3, ("An", "0901234567", "D1")),
        (4, ("An", "0901234567", "D2")),
        (5, ("An", "0912345678", "D3")),
    ]
    assert expected == rows(sheet)
    assert ["titles-above", "merged"] == codes(sheet)
    assert {"count": 2} == sheet.notices[1].params


def test_the_first_sheet_that_is_seen(tmp_path: Path) -> None:
    """Hidden sheets are passed over; other sheets with data are named, empty ones aren't."""
    with xlsxwriter.Workbook(tmp_path / "list.xlsx") as book:
        made = {name: book.add_worksheet(name) for name in ("Ẩn", "Tháng 11", "Trống", "Tháng 10")}
        made["Tháng 11"].activate()
        made["Tháng 11"].set_first_sheet()
        made["Ẩn"].hide()
        for name in ("Ẩn", "Tháng 11", "Tháng 10"):
            made[name].write_row(0, 0, HEADERS)
            made[name].write_row(1, 0, (name, *AN[1:]))
    sheet = open_sheet(tmp_path / "list.xlsx")
    assert ("Tháng 11", "Tháng 11") == (sheet.name, first(sheet).cells[0])
    assert {"sheet": "Tháng 11", "others": "Tháng 10"} == sheet.notices[0].params


@pytest.mark.parametrize("wanted", ["Tháng 10", "thang 10", "THANG_10"])
def test_a_sheet_by_name(tmp_path: Path, wanted: str) -> None:
    """A sheet is found by its name, also without diacritics, and nothing is said of the others."""
    xml = {
        name: sheet_xml(
            f'<row r="1">{text_cell("A1", "SĐT")}</row><row r="2">{text_cell("A2", name)}</row>'
        )
        for name in ("Tháng 11", "Tháng 10")
    }
    sheet = open_sheet(package(tmp_path / "list.xlsx", xml), sheet=wanted)
    assert ("Tháng 10", ("Tháng 10",), []) == (sheet.name, first(sheet).cells, codes(sheet))


def test_an_unknown_sheet(tmp_path: Path) -> None:
    """A name that no sheet has, or two may mean, is refused with the names there are."""
    xml = dict.fromkeys(("Khách", "Khach"), sheet_xml(""))
    path = package(tmp_path / "list.xlsx", xml)
    for wanted in ("Đơn hàng", "KHACH"):
        error = refusal(path, wanted)
        assert ("sheet.unknown-sheet", "Khách, Khach") == (error.key, error.params["names"])


def test_phantom_rows_cost_nothing(tmp_path: Path) -> None:
    """A million formatted blank rows are read in seconds and make no recipients."""
    with xlsxwriter.Workbook(tmp_path / "list.xlsx", {"constant_memory": True}) as book:
        out = book.add_worksheet()
        out.write_row(0, 0, HEADERS)
        out.write_row(1, 0, AN)
        style = book.add_format({"border": 1})
        for row in range(2, 200_000):
            out.write_blank(row, 0, None, style)
        out.write_blank(1_048_575, 2, None, style)
    began = worked()
    assert [(2, AN)] == rows(open_sheet(tmp_path / "list.xlsx"))
    assert 10 > worked() - began


def test_a_space_in_the_last_row(tmp_path: Path) -> None:
    """A stray space in row 1,048,576 is no recipient."""
    with xlsxwriter.Workbook(tmp_path / "list.xlsx") as book:
        out = book.add_worksheet()
        out.write_row(0, 0, HEADERS)
        out.write_row(1, 0, AN)
        out.write(1_048_575, 1, " ")
    assert [(2, AN)] == rows(open_sheet(tmp_path / "list.xlsx"))


def test_wide_lists(tmp_path: Path) -> None:
    """A list of a hundred columns is read to its last one."""
    lines: list[list[object]] = [[f"cột {at}" for at in range(100)], [*range(100)]]
    sheet = open_sheet(excel(tmp_path / "list.xlsx", lines))
    assert ("CV", 99) == (sheet.columns[-1].letter, first(sheet).cells[-1])


@pytest.mark.parametrize("ending", [".xlsx", ".xls", ".ods"])
def test_files_of_libreoffice(ending: str) -> None:
    """The same list saved by LibreOffice in three formats is read the same."""
    sheet = open_sheet(SPREADSHEETS / f"libreoffice{ending}")
    assert ["Họ tên", "Số điện thoại", "Số tiền", "Ngày"] == headers(sheet)
    assert [
        (4, ("Nguyễn Văn An", "0901234567", 150000, date(2026, 11, 22))),
        (5, ("Trần Thị Bình", "0912345678", 2500000.5, date(2026, 12, 1))),
        (7, ("Lê Văn Cường", "0987654321", CellError(shown="#N/A"), date(2026, 12, 2))),
    ] == rows(sheet)
    assert ["titles-above"] == codes(sheet)


@pytest.mark.parametrize("ending", [".csv", ".xls", ".pdf", ".XLSB"])
def test_a_renamed_workbook(tmp_path: Path, ending: str) -> None:
    """A workbook under a wrong ending is read by its content, and that is said."""
    path = tmp_path / f"list{ending}"
    shutil.copy(excel(tmp_path / "list.xlsx", [HEADERS, AN]), path)
    sheet = open_sheet(path)
    assert ([(2, AN)], ["renamed"]) == (rows(sheet), codes(sheet))


@pytest.mark.parametrize("name", ["list.xlsx", "LIST.XLSX", "list.xlsm", "list"])
def test_names_that_promise_nothing_else(tmp_path: Path, name: str) -> None:
    """An ending in capitals, of a workbook with macros, or none at all, is nothing to speak of."""
    source = excel(tmp_path / "source.xlsx", [HEADERS, AN])
    assert [] == codes(open_sheet(source.rename(tmp_path / name)))


def test_rows_and_cells_in_uncommon_xml(tmp_path: Path) -> None:
    """Prefixes, single quotes and missing references are read like the common form."""
    body = (
        "<x:row><x:c t='inlineStr'><x:is><x:t>SĐT</x:t></x:is></x:c></x:row>"
        "<x:row hidden='1'><x:c><x:v>1</x:v></x:c></x:row>"
        "<x:row><x:c t='e'><x:v>#REF!</x:v></x:c></x:row>"
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<x:worksheet xmlns:x="{main}"><x:sheetData>{body}</x:sheetData></x:worksheet>'
    sheet = open_sheet(package(tmp_path / "list.xlsx", {"S": xml}))
    assert [(3, (CellError(shown="#REF!"),))] == rows(sheet)
    assert ["hidden-rows"] == codes(sheet)


@pytest.mark.parametrize("number", [1e15, -1e300, 123456789012345])
@pytest.mark.parametrize("shape", ["[h]:mm", "dd/mm/yyyy", "hh:mm:ss"])
def test_a_time_too_large_to_be_one(
    tmp_path: Path, number: float, shape: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """A number that no date or duration can hold is an error of its cell, and no word of a library."""
    with xlsxwriter.Workbook(tmp_path / "list.xlsx") as book:
        out = book.add_worksheet()
        out.write_row(0, 0, ["SĐT", "Thời lượng"])
        out.write_row(2, 0, ["0901234567"])
        out.write_number(2, 1, number, book.add_format({"num_format": shape}))
    sheet = open_sheet(tmp_path / "list.xlsx")
    assert [(3, ("0901234567", CellError(shown="####")))] == rows(sheet)
    assert ("", "") == capfd.readouterr()


_STRINGS = (
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<si><t>Khách khác</t></si><si><t>Lan</t></si></sst>"
)
_STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs>'
    '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="20"/><xf numFmtId="46"/></cellXfs></styleSheet>'
)


def _with_cell(path: Path, cell: str, text: str = "") -> Path:
    """A list whose second row has this cell in C2, with shared strings and styles for dates."""
    header = "".join(map(text_cell, ("A1", "B1", "C1"), ("SĐT", "Họ tên", "Mã")))
    lines = (
        f'<row r="1">{header}</row>'
        f'<row r="2">{text_cell("A2", "0912000101")}<c r="B2" t="s"><v>1</v></c>{cell}</row>'
        f'<row r="3">{text_cell("A3", "0912000102")}{text_cell("B3", "Mai")}</row>'
    )
    relations = "".join(
        f'<Relationship Id="{at}" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="{part}"/>'
        for at, (kind, part) in {
            "rId1": ("worksheet", "worksheets/sheet1.xml"),
            "rId2": ("sharedStrings", "sharedStrings.xml"),
            "rId3": ("styles", "styles.xml"),
        }.items()
    )
    more = {
        "xl/sharedStrings.xml": _STRINGS.replace("</sst>", f"{text}</sst>"),
        "xl/styles.xml": _STYLES,
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/'
        f'package/2006/relationships">{relations}</Relationships>',
    }
    return package(path, {"S": sheet_xml(lines)}, more)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="C2" t="s"><v>7</v></c>',
        '<c r="C2" t="s"><v>-1</v></c>',
        '<c r="C2" t="s"><f>A1</f><v>9</v></c>',
        '<c r="C2" t="text"><v>5</v></c>',
        '<c r="C2" t=""><v>5</v></c>',
        "<c r='C2' t='N'><v>5</v></c>",
        '<c r="C2" t="n"><v>1,5</v></c>',
        '<c r="C2" t="b"><v>2</v></c>',
    ],
)
def test_a_cell_that_contradicts_its_type(tmp_path: Path, cell: str) -> None:
    """What other programs open is opened: one cell that can't be read is a problem of its row alone."""
    sheet = open_sheet(_with_cell(tmp_path / "list.xlsx", cell))
    expected = [
        (2, ("0912000101", "Lan", CellError(shown="#?"))),
        (3, ("0912000102", "Mai", None)),
    ]
    assert expected == rows(sheet)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="C2" s="1"><v>-5</v></c>',
        '<c r="C2" s="2"><v>-0.25</v></c>',
        '<c r="C2" s="3"><v>-1.5</v></c>',
        '<c r="C2" s="1" t="n"><v>-5</v></c>',
        '<c r="C2" s="1"><f>A2-B2</f><v>-5</v></c>',
        '<c r="C2" s="1" t="n"><f>A2-B2</f><v>1e300</v></c>',
    ],
)
def test_a_number_before_the_first_day(tmp_path: Path, cell: str) -> None:
    """A date below zero, which a spreadsheet shows as ####, is an error of its cell and no time of day."""
    assert (
        CellError(shown="####") == first(open_sheet(_with_cell(tmp_path / "a.xlsx", cell))).cells[2]
    )


def test_zero_as_a_date_stays_what_it_was(tmp_path: Path) -> None:
    """Minus zero is zero."""
    row = first(open_sheet(_with_cell(tmp_path / "a.xlsx", '<c r="C2" s="2"><v>-0.0</v></c>')))
    assert clock(0, 0) == row.cells[2]


@pytest.mark.parametrize(
    "runs",
    [
        "<r><t>Lê</t></r><r><t> </t></r><r><t>An</t></r>",
        "<r><t>Lê </t></r><r><t>An</t></r>",
        "<r><rPr><b/></rPr><t>Lê</t></r><r><t> An</t></r>",
        '<r><t xml:space="preserve">Lê </t></r><r><t>An</t></r>',
        '<r><t>Lê</t></r><r><t xml:space="preserve"> </t></r><r><t>An</t></r><rPh><t>x</t></rPh>',
    ],
)
@pytest.mark.parametrize("shared", [True, False])
def test_spaces_between_runs_stay(tmp_path: Path, runs: str, *, shared: bool) -> None:
    """A name of which a part is bold keeps its words apart, however its writer marked the space."""
    if shared:
        path = _with_cell(tmp_path / "a.xlsx", '<c r="C2" t="s"><v>2</v></c>', f"<si>{runs}</si>")
    else:
        path = _with_cell(tmp_path / "a.xlsx", f'<c r="C2" t="inlineStr"><is>{runs}</is></c>')
    assert "Lê An" == first(open_sheet(path)).cells[2]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("2026-11-22T08:30:00Z", datetime(2026, 11, 22, 8, 30)),
        ("2026-11-22T08:30:00.000+07:00", datetime(2026, 11, 22, 8, 30)),
        ("2026-11-22T00:00:00.000Z", date(2026, 11, 22)),
        ("2026-13-45T00:00:00Z", "2026-13-45T00:00:00Z"),
    ],
)
def test_a_date_with_a_zone(tmp_path: Path, text: str, expected: object) -> None:
    """A date that a web program wrote with its zone is the day and the hour that a spreadsheet shows."""
    path = _with_cell(tmp_path / "a.xlsx", f'<c r="C2" s="1" t="d"><v>{text}</v></c>')
    assert expected == first(open_sheet(path)).cells[2]
