"""Workbooks of a schedule's runs: each in the folder, named by date, and none over another."""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from zns_batch.errors import OutputError
from zns_batch.reports.paths import dated_report_path
from zns_batch.sheets.whole_file import ensure_writable
from zns_batch.sheets.writer import new_workbook

EIGHT = datetime(2026, 12, 1, 1, 0, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "when, stamp",
    [
        (EIGHT, "2026-12-01 0800"),
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), "2027-01-01 0000"),
        (datetime(2026, 3, 1, 8, 0, tzinfo=timezone(timedelta(hours=-5))), "2026-03-01 2000"),
    ],
)
def test_a_run_is_named_by_the_vietnamese_clock(tmp_path: Path, when: datetime, stamp: str) -> None:
    """The folder is made, and the name carries day and minute as people in Viet Nam know them."""
    found = dated_report_path(tmp_path / "a" / "b", "Nhắc nợ", when)
    assert tmp_path / "a" / "b" / f"Nhắc nợ {stamp}.xlsx" == found


def test_no_run_takes_another_runs_file(tmp_path: Path) -> None:
    """Several runs in one minute, also at once, get files of their own."""
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: dated_report_path(tmp_path, "x", EIGHT), range(24)))
    assert 24 == len(set(found))
    assert {"x 2026-12-01 0800.xlsx", "x 2026-12-01 0800 (2).xlsx"} <= {one.name for one in found}
    assert {*found} == {*tmp_path.iterdir()}


def test_the_workbook_takes_the_files_place(tmp_path: Path) -> None:
    """A workbook is written where the name was kept for it."""
    path = dated_report_path(tmp_path, "x", EIGHT)
    ensure_writable(path)
    with new_workbook(path) as book:
        book.add_worksheet()
    assert [path] == [*tmp_path.iterdir()]
    assert path.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    "name, begins",
    [
        ('a<b>c:d"e/f\\g|h?i*j', "a_b_c_d_e_f_g_h_i_j"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\Windows", "C__Windows"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("LPT1", "_LPT1"),
        ("Contact", "Contact"),
        ("  .hidden. ", "hidden"),
        ("", "zns"),
        ("...", "zns"),
        ("a\r\nb\x00c\u202ed", "a b_cd"),
        ("khách 0912345678 và +84912345679", "khách 09____678 và 84____679"),
        ("Nhắc nợ 20261201", "Nhắc nợ 20261201"),
        ("Tie\u0302\u0301ng", "Tiếng"),
    ],
)
def test_every_system_takes_the_name(tmp_path: Path, name: str, begins: str) -> None:
    """Whatever a schedule is called, the file lies in its folder under a name that Windows takes too."""
    found = dated_report_path(tmp_path, name, EIGHT)
    assert (tmp_path, f"{begins} 2026-12-01 0800.xlsx") == (found.parent, found.name)


@pytest.mark.parametrize("name", ["x" * 500, "ắ" * 500, "🎉" * 500])
def test_a_long_name_is_cut(tmp_path: Path, name: str) -> None:
    """A name of any length gives a file whose name ends in its date."""
    found = dated_report_path(tmp_path, name, EIGHT)
    assert found.is_file()
    assert found.name.endswith(" 2026-12-01 0800.xlsx")
    assert len(found.name.encode()) < 255
    assert len(str(found)) < 260 or sys.platform != "win32"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file in the way is named in one line."""
    (tmp_path / "file").touch()
    with pytest.raises(OutputError) as caught:
        dated_report_path(tmp_path / "file" / "reports", "x", EIGHT)
    assert str(tmp_path / "file" / "reports") in caught.value.text("vi")
