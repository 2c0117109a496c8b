"""Text tables as programs export them."""

from pathlib import Path

import pytest
from sheet_files import SPREADSHEETS, codes, first, headers, refusal, rows

from zns_batch.domain.sheet import Sheet
from zns_batch.sheets import open_sheet

AN = ("Nguyễn Văn An", "0901234567")


def _file(tmp_path: Path, content: bytes | str, name: str = "list.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_delimiter_and_line_end(tmp_path: Path, mark: str, end: str) -> None:
    """The delimiter and the line ends are told from the content."""
    text = f"Họ tên{mark}SĐT{end}{end}Nguyễn Văn An{mark}0901234567{end}"
    sheet = open_sheet(_file(tmp_path, text))
    assert ["Họ tên", "SĐT"] == headers(sheet)
    assert ([(3, AN)], []) == (rows(sheet), codes(sheet))


@pytest.mark.parametrize(
    "text",
    [
        "Họ tên;SĐT;Địa chỉ\nAn;0901234567;12 Lê Lợi, Q1, HCM\nBình;0912345678;3 Lý, Q2, HCM\n",
        "Họ, tên đệm, tên;SĐT;Tiền\nAn;0901234567;1,5\nBình;0912345678;2,5\n",
        '"Họ tên";"SĐT, di động";"Tiền"\n"An";"0901234567";"1,5"\n',
        "DANH SÁCH, THÁNG 11\nHọ tên;SĐT;Tiền\nAn;0901234567;1\n",
    ],
)
def test_commas_inside_a_semicolon_list(tmp_path: Path, text: str) -> None:
    """Commas in addresses, names and numbers don't make a semicolon list a comma list."""
    sheet = open_sheet(_file(tmp_path, text))
    assert (3, "0901234567") == (len(sheet.columns), first(sheet).cells[1])


def test_quotes_commas_and_line_ends_inside_cells(tmp_path: Path) -> None:
    """A quoted cell may hold anything, and rows are counted as a spreadsheet counts them."""
    text = 'Họ tên,SĐT\r\n"Nguyễn\r\n""Tí"", An",0901234567\r\n,\r\nBình,0912345678\r\n'
    sheet = open_sheet(_file(tmp_path, text))
    assert [
        (2, ('Nguyễn\r\n"Tí", An', "0901234567")),
        (4, ("Bình", "0912345678")),
    ] == rows(sheet)


def test_cells_are_text_or_nothing(tmp_path: Path) -> None:
    """Leading zeros and long numbers stay as they are written; an empty cell is none."""
    text = "SĐT,Mã,Tiền,Ghi chú\n0901234567,007,1E+05,\n0912345678\n"
    expected = [(2, ("0901234567", "007", "1E+05", None)), (3, ("0912345678", None, None, None))]
    assert expected == rows(open_sheet(_file(tmp_path, text)))


def test_guarded_zeros(tmp_path: Path) -> None:
    """A cell written as a formula to keep its zero is read as the text it shows."""
    text = 'SĐT;Mã;Tên\n="0901234567";"=""007""";=1+1\n'
    assert ("0901234567", "007", "=1+1") == first(open_sheet(_file(tmp_path, text))).cells


@pytest.mark.parametrize("line", ["sep=|\r\n", "sep=|\n", '"sep=|"\n', "SEP=|\r"])
def test_the_line_that_names_the_delimiter(tmp_path: Path, line: str) -> None:
    """Excel's line that names the delimiter is obeyed and is no row."""
    sheet = open_sheet(_file(tmp_path, line + "Họ tên|SĐT, di động|a,b\nAn|0901234567|1,2\n"))
    assert (1, 3) == (sheet.header_row, len(sheet.columns))
    assert [(2, ("An", "0901234567", "1,2"))] == rows(sheet)


def test_one_column(tmp_path: Path) -> None:
    """A list of nothing but phone numbers is read."""
    sheet = open_sheet(_file(tmp_path, "Số điện thoại\n0901234567\n0912345678\n", "list.txt"))
    assert [(2, ("0901234567",)), (3, ("0912345678",))] == rows(sheet)


def test_columns_without_headers(tmp_path: Path) -> None:
    """Columns beyond the last header that all rows have are left out and pointed out."""
    text = "Họ tên,SĐT\nAn,0901234567,,ghi chú\nBình,0912345678,,\n"
    sheet = open_sheet(_file(tmp_path, text))
    assert [(2, ("An", "0901234567")), (3, ("Bình", "0912345678"))] == rows(sheet)
    assert {"columns": "D"} == sheet.notices[0].params
    assert [None, None] == [row.fault for row in sheet.read()]


def _faults(sheet: Sheet) -> dict[int, str]:
    return {row.number: row.fault.code for row in sheet.read() if row.fault}


@pytest.mark.parametrize(
    "lines, expected",
    [
        (["An,0901234567,150,000", "Bình,0912345678,99000"], {2: "row-too-long"}),
        (
            ["An,0901234567,150,000", "Bình,0912345678,99,000"],
            {2: "row-too-long", 3: "row-too-long"},
        ),
        (["An,0901234567,1,500,000"], {2: "row-too-long"}),
        (
            ["Văn, An,0901234567,5", "Thị, Bình,0912345678,6"],
            {2: "row-too-long", 3: "row-too-long"},
        ),
        (["An,0901234567,5", "Bình,0912345678,6,ghi chú"], {3: "row-too-long"}),
        (["A1,0901234567,8,5", "A2,0912345678,7,5"], {2: "row-too-long", 3: "row-too-long"}),
        (
            ["A1,0901234567,12 Lê Lợi,Quận 1", "A2,0912345678,5 Hàng Bạc,Hoàn Kiếm"],
            {2: "row-too-long", 3: "row-too-long"},
        ),
        (
            ["Nguyễn,An,0901234567,5", "Trần,Bình,0912345678,6"],
            {2: "row-too-long", 3: "row-too-long"},
        ),
        (["An,0901234567,5,,", "Bình,0912345678,6, "], {}),
        (["An,0901234567", "Bình"], {}),
    ],
)
def test_a_row_longer_than_its_header(
    tmp_path: Path, lines: list[str], expected: dict[int, str]
) -> None:
    """A value that its own comma cut in two keeps its row back; empty cells too many do no harm."""
    assert expected == _faults(open_sheet(_file(tmp_path, "\n".join(["Tên,SĐT,Tiền", *lines]))))


@pytest.mark.parametrize(
    "lines, expected",
    [
        (['0901234567,"An,A1', '0912345678,Bình",A2', "0987654321,Cúc,A3"], {2: "rows-joined"}),
        (['0901234567,An,"A1', '0912345678,Bình,A2"'], {2: "rows-joined"}),
        (['0901234567,"An,A1', "0912345678,Bình,A2", '0987654321,Cúc",A3'], {2: "rows-joined"}),
        (['0901234567,"12 Lê Lợi,', 'Quận 1, TP HCM",A1', "0912345678,x,A2"], {}),
        (['0901234567,An,"Gọi', '0987654321"'], {}),
        (['0901234567,"An', 'Bình",A1'], {}),
    ],
)
def test_a_stray_quotation_mark(tmp_path: Path, lines: list[str], expected: dict[int, str]) -> None:
    """Two customers whom a stray quotation mark made one are never sent as one."""
    assert expected == _faults(open_sheet(_file(tmp_path, "\n".join(["SĐT,Tên,Mã", *lines]))))


@pytest.mark.parametrize("delimiter", [",", ";", "|"])
def test_fields_in_single_quotes(tmp_path: Path, delimiter: str) -> None:
    """A list whose every value stands in single quotes is read without them."""
    lines = (["SĐT", "Tên", "Mã"], ["0901234567", f"Lê{delimiter} An", "A1"])
    text = "\n".join(delimiter.join(f"'{value}'" for value in line) for line in lines)
    assert [(2, ("0901234567", f"Lê{delimiter} An", "A1"))] == rows(
        open_sheet(_file(tmp_path, text))
    )


@pytest.mark.parametrize("names", ["1,2,3,4", "2011,2010,2009,2008"])
def test_headers_that_are_mostly_numbers(tmp_path: Path, names: str) -> None:
    """Columns named by numbers or years are named all the same."""
    sheet = open_sheet(_file(tmp_path, f"SĐT,{names}\n0901234567,5,6,7,8\n0912345678,1,2,3,4\n"))
    assert ["SĐT", *names.split(",")] == headers(sheet)
    assert 2 == len(rows(sheet))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_millions_of_line_ends(tmp_path: Path, end: str) -> None:
    """A file of line ends alone is empty, at once; behind a list they change nothing."""
    assert "sheet.empty" == refusal(_file(tmp_path, end * 20_000_000)).key
    text = f"SĐT{end}0901234567{end}" + end * 5_000_000
    assert [(2, ("0901234567",))] == rows(open_sheet(_file(tmp_path, text)))
    between = f"SĐT{end}" + end * 2_000_000 + "0901234567"
    assert "sheet.too-many-cells" == refusal(_file(tmp_path, between)).key


@pytest.mark.parametrize(
    "name,notices", [("windows-1258.csv", ["windows-1258"]), ("utf-16.txt", []), ("erp.tsv", [])]
)
def test_files_of_other_programs(name: str, notices: list[str]) -> None:
    """The same list in encodings and formats of other programs is read the same."""
    sheet = open_sheet(SPREADSHEETS / name)
    assert ["Họ tên", "Số điện thoại", "Địa chỉ"] == headers(sheet)
    assert [
        (2, ("Đặng Thị Ngọc Ánh", "0901234567", "12 Nguyễn Huệ, Quận 1")),
        (3, ("Trương Quốc Hoặc", "0912345678", "Số 5, Đường Ỷ Lan")),
    ] == rows(sheet)
    assert notices == codes(sheet)


@pytest.mark.parametrize("ending", [".xlsx", ".xls", ".ods"])
def test_a_text_table_under_another_name(tmp_path: Path, ending: str) -> None:
    """A text table under a workbook's ending is read by its content, and that is said."""
    path = _file(tmp_path, "Họ tên\tSĐT\nNguyễn Văn An\t0901234567\n", f"list{ending}")
    sheet = open_sheet(path)
    assert ([(2, AN)], ["renamed"]) == (rows(sheet), codes(sheet))


def test_encoding_is_checked_to_the_end(tmp_path: Path) -> None:
    """One line in another encoding, far down, is found before anything is read."""
    text = b"Ten,SDT\n" + b"An,0901234567\n" * 100_000 + "Trần ThÞ\n".encode()
    error = refusal(_file(tmp_path, text + b"Nguy\xd4n\xb5,0912345678\n"))
    assert ("sheet.encoding", "100002") == (error.key, error.params["line"])


@pytest.mark.parametrize(
    "text,row",
    [
        ('Họ tên,SĐT\nAn,0901234567\n"Bình,0912345678\nCường,0987654321\n', "3"),
        ('Họ tên,SĐT\n"An" Bình,0901234567\n', "2"),
        ("Họ tên,SĐT\n" + "x" * 200_000 + ",0901234567\n", "2"),
    ],
)
def test_a_quote_that_swallows_rows(tmp_path: Path, text: str, row: str) -> None:
    """A quote that is never closed is refused by its row; it doesn't swallow the rows below."""
    error = refusal(_file(tmp_path, text))
    assert ("sheet.quotes", row) == (error.key, error.params["row"])


def test_a_text_file_has_no_sheets(tmp_path: Path) -> None:
    """Asking a text file for a sheet is an error and not passed over."""
    assert "sheet.text-without-sheets" == refusal(_file(tmp_path, "SĐT\n0901234567\n"), "S").key


def test_far_too_many_columns(tmp_path: Path) -> None:
    """A row wider than any spreadsheet is refused."""
    assert "sheet.too-many-cells" == refusal(_file(tmp_path, "a,b\n" + "," * 20_000)).key


@pytest.mark.parametrize(
    "text",
    [
        'SĐT,Họ tên,Mã\n0912000101,"Nguyen, ""Tí"" An" ,X1\n',
        '"SĐT" ;"Họ tên"  ;"Mã" \r\n"0912000101" ;"Nguyen, ""Tí"" An" ;"X1"  \r\n',
        'SĐT\tHọ tên\tMã\n0912000101\t"Nguyen, ""Tí"" An" \tX1\n',
        'SĐT, Họ tên, Mã\n"0912000101" , "Nguyen, ""Tí"" An" , "X1"\t\n',
        "'SĐT' ,'Họ tên' ,'Mã' \n'0912000101' ,'Nguyen, \"Tí\" An' ,'X1' \n",
    ],
)
def test_a_space_behind_a_closing_quotation_mark(tmp_path: Path, text: str) -> None:
    """A list whose program put spaces between its quoted cells and the delimiters is read as meant."""
    sheet = open_sheet(_file(tmp_path, text))
    assert ["SĐT", "Họ tên", "Mã"] == headers(sheet)
    assert [(2, ("0912000101", 'Nguyen, "Tí" An', "X1"))] == rows(sheet)


def test_anything_else_behind_a_closing_quotation_mark(tmp_path: Path) -> None:
    """What can't be told from a stray quotation mark is refused with its row, also beside mere spaces."""
    text = 'SĐT,Họ tên\n"0912000101" ,An\n0912000102,"Nguyen" An\n'
    error = refusal(_file(tmp_path, text))
    assert ("sheet.quotes", "3") == (error.key, error.params["row"])


@pytest.mark.parametrize(
    "text",
    [
        "0912000101,Lan,A1\n0912000102,Mai,A2\n",
        '"0912000101","Lan","A1"\n"0912000102","Mai","A2"\n',
        "0912000101;Lan, em;A1\n0912000102;Mai;A2\n",
        "0912000101\tLan\n",
    ],
)
def test_a_list_without_headers(tmp_path: Path, text: str) -> None:
    """Whoever left out the headers is told just that, whatever the delimiter and the quotation marks."""
    error = refusal(_file(tmp_path, text))
    assert ("sheet.no-headers", "1") == (error.key, error.params["row"])
