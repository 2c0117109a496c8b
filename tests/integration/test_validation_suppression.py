"""Lists of numbers never to send to, from the files people keep them in."""

from pathlib import Path

import pytest
import xlsxwriter

from zns_batch.errors import SheetError
from zns_batch.i18n import LANGS
from zns_batch.validation.suppression import read_suppression_list


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """Return where a list may be written."""
    return tmp_path / "list.txt"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_text(listed: Path, encoding: str) -> None:
    """A text file has a number a line in any form, with comments, in any encoding."""
    listed.write_text("# khách\n0912345678\n\n+84 987 654 321  # ban\r\n1631234567\n", encoding)
    assert read_suppression_list(listed) == {"84912345678", "84987654321", "84331234567"}


def test_no_line_is_passed_over(listed: Path) -> None:
    """A line without a phone is an error that names it, because somebody is meant by it."""
    listed.write_text("0912345678\nchị Lan\n12\n", "utf-8")
    with pytest.raises(SheetError) as caught:
        read_suppression_list(listed)
    assert caught.value.params["rows"] == "2, 3"
    assert all("\n" not in caught.value.text(lang) for lang in LANGS)


def test_user_ids(listed: Path) -> None:
    """An exported never-send list may hold user ids; phones run together are none, and are refused."""
    listed.write_text("7632191111111111111\n0912345678\n", "utf-8")
    assert read_suppression_list(listed) == {"7632191111111111111", "84912345678"}
    listed.write_text("09123456780987654321\n912345678987654321\n1234567890123\n", "utf-8")
    with pytest.raises(SheetError) as caught:
        read_suppression_list(listed)
    assert caught.value.params["rows"] == "1, 2, 3"


def test_landlines_do_no_harm(listed: Path) -> None:
    """Landlines and foreign numbers are passed over: no campaign can send to them."""
    listed.write_text("024 3812 3456\n+16502530000\n0912345678\n", "utf-8")
    assert read_suppression_list(listed) == {"84912345678"}


def test_empty_and_missing(listed: Path) -> None:
    """An empty list holds nothing, and a missing one is an error."""
    listed.write_text("# nobody\n", "utf-8")
    assert read_suppression_list(listed) == frozenset()
    with pytest.raises(SheetError) as caught:
        read_suppression_list(listed.with_name("other.txt"))
    assert caught.value.key == "problem.suppress-unreadable"


@pytest.mark.parametrize(
    "text",
    [
        "Họ tên;SĐT\nLan;0912345678\nAn;0987654321\n",
        "SĐT\n0912345678\n0987654321\n",
        "0912345678\n0987654321\n",
        "ban\n0912345678\n0987654321\n",
    ],
)
def test_csv(tmp_path: Path, text: str) -> None:
    """A text table's column is found by its header, and a plain column needs none."""
    path = tmp_path / "list.csv"
    path.write_text(text, "utf-8")
    assert read_suppression_list(path) == {"84912345678", "84987654321"}


def test_workbook(tmp_path: Path) -> None:
    """A workbook's numbers may be texts or numbers."""
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(
            [("Tên", "Điện thoại"), ("Lan", 912345678), ("An", "0987.654.321")]
        ):
            sheet.write_row(row, 0, line)
    assert read_suppression_list(path) == {"84912345678", "84987654321"}


def test_workbook_without_a_header(tmp_path: Path) -> None:
    """A workbook that begins with a number is refused by the sheet's own rules, not half read."""
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_column(0, 0, (912345678, 987654321))
    with pytest.raises(SheetError) as caught:
        read_suppression_list(path)
    assert caught.value.key == "sheet.no-headers"


def test_which_column(tmp_path: Path) -> None:
    """Several columns without a phone's header are an error that names them."""
    path = tmp_path / "list.csv"
    path.write_text("Tên;Số\nLan;0912345678\n", "utf-8")
    with pytest.raises(SheetError) as caught:
        read_suppression_list(path)
    assert (caught.value.key, caught.value.params["columns"]) == (
        "problem.suppress-column",
        "“Tên”, “Số”",
    )


def test_rows_are_the_spreadsheets_own(tmp_path: Path) -> None:
    """A wrong row of a table is named by the spreadsheet's own number."""
    path = tmp_path / "list.csv"
    path.write_text("SĐT;Tên\n0912345678;Lan\n;An\n", "utf-8")
    with pytest.raises(SheetError) as caught:
        read_suppression_list(path)
    assert caught.value.params["rows"] == "3"
