"""The file for Zalo's own campaign page: exactly in its form, in as many files as it takes."""

from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from zns_batch.errors import OutputError
from zns_batch.reports import campaign_file
from zns_batch.reports.campaign_file import Recipient, write_campaign_files

NAMES = ("customer_name", "day")
ROWS: list[Recipient] = [
    (f"8491234567{number}", {"customer_name": f"An {number}", "day": "02/11/2026"})
    for number in range(5)
]


def written(path: Path, rows: list[Recipient] = ROWS, **more: str) -> tuple[Path, ...]:
    """Write recipients."""
    return write_campaign_files(path, NAMES, rows, lang="vi", **more)


def cells(path: Path) -> list[list[tuple[object, str, str]]]:
    """Return the value, the format and the kind of every cell."""
    [sheet] = openpyxl.load_workbook(path).worksheets
    return [
        [(cell.value, cell.number_format, cell.data_type) for cell in row]
        for row in sheet.iter_rows()
    ]


def test_headers_are_parameters_and_every_cell_is_text(tmp_path: Path) -> None:
    """Zalo's page takes the file without a change: its names, its phones, its dates, nothing of ours."""
    [path] = written(tmp_path / "a.xlsx")
    lines = cells(path)
    assert ["phone", "customer_name", "day"] == [value for value, _, _ in lines[0]]
    assert ["84912345670", "An 0", "02/11/2026"] == [value for value, _, _ in lines[1]]
    assert 6 == len(lines)
    assert {("@", "s")} == {(look, kind) for line in lines for _, look, kind in line}


@pytest.mark.parametrize(
    "value", ["=1+1", "+84912345678", "@x", "00123", "<r>x</r>", "https://a.vn"]
)
def test_no_value_acts(tmp_path: Path, value: str) -> None:
    """A customer's name that looks like a formula, a number or a link is the text that it is."""
    data: Mapping[str, str] = {"customer_name": value}
    [path] = written(tmp_path / "a.xlsx", [("84912345678", data)])
    _, line = cells(path)
    assert (value, "s") == (line[1][0], line[1][2])
    assert line[2][0] is None
    assert openpyxl.load_workbook(path).worksheets[0]["B2"].hyperlink is None


def test_the_phone_column_may_be_called_otherwise(tmp_path: Path) -> None:
    """Where the page's sample file calls the column otherwise, so does ours; a parameter's name is refused."""
    [path] = written(tmp_path / "a.xlsx", phone_header="Phone")
    assert "Phone" == cells(path)[0][0][0]
    with pytest.raises(OutputError):
        written(tmp_path / "b.xlsx", phone_header="day")
    assert not (tmp_path / "b.xlsx").exists()


def test_a_long_list_becomes_several_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file is longer than the page takes, its header counted, and no row is lost or doubled between two."""
    monkeypatch.setattr(campaign_file, "MOST_ROWS", 3)
    files = written(tmp_path / "a.xlsx")
    assert ["a.xlsx", "a-2.xlsx", "a-3.xlsx"] == [file.name for file in files]
    tables = [cells(file) for file in files]
    assert [3, 3, 2] == [len(lines) for lines in tables]
    phones = [line[0][0] for lines in tables for line in lines[1:]]
    assert [phone for phone, _ in ROWS] == phones


def test_all_files_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the second file can't be written the first is taken away, and what was there stays."""
    monkeypatch.setattr(campaign_file, "MOST_ROWS", 3)
    (tmp_path / "a-2.xlsx").write_bytes(b"mine")
    with pytest.raises(OutputError):
        written(tmp_path / "a.xlsx")
    assert {"a-2.xlsx": b"mine"} == {file.name: file.read_bytes() for file in tmp_path.iterdir()}


def test_nobody_is_no_file(tmp_path: Path) -> None:
    """A list without a row to send makes no empty file that could be uploaded."""
    assert () == written(tmp_path / "a.xlsx", [])
    assert [] == list(tmp_path.iterdir())
