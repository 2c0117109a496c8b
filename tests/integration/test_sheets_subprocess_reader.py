"""Old and binary workbooks are read in a process of their own, which changes nothing else."""

import io
import struct
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sheet_files import SPREADSHEETS, as_json, refusal, rows
from sheet_hostile import broken_binary

from zns_batch.domain.sheet import Cell
from zns_batch.sheets import open_sheet
from zns_batch.sheets.safety import subprocess_reader


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A workbook at which the reading library stops in the middle."""
    path = tmp_path / "list.xlsb"
    broken_binary(path)
    return path


def test_a_broken_workbook_is_refused_silently(
    broken: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The reading library's own words about a broken file never reach the screen."""
    assert "sheet.damaged" == refusal(broken).key
    assert ("", "") == capfd.readouterr()


def test_reading_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is read for too long is given up, and called damaged."""
    monkeypatch.setattr(subprocess_reader, "SECONDS", 0.0)
    assert "sheet.damaged" == refusal(SPREADSHEETS / "libreoffice.xls").key


@pytest.mark.parametrize("program", ["", "no such program", "/bin/true"])
def test_where_no_process_can_start(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Inside a program that is no Python, a workbook is read in place, with the same result."""
    if program == "/bin/true" and not Path(program).exists():
        pytest.skip("needs a program that says nothing")
    expected = as_json(SPREADSHEETS / "libreoffice-types.xls")
    monkeypatch.setattr(sys, "executable", program)
    assert expected == as_json(SPREADSHEETS / "libreoffice-types.xls")


def test_a_sheet_by_its_name() -> None:
    """Any sheet of an old workbook can be asked for, and a name that is none is refused."""
    path = SPREADSHEETS / "libreoffice-layout.xls"
    assert "sheet.unknown-sheet" == refusal(path, "Tháng 9").key
    assert "sheet.no-rows" == refusal(path, "thang 10").key
    assert "Tháng 11" == open_sheet(path, sheet="thang 11").name


def test_rows_are_read_as_often_as_asked() -> None:
    """The rows of an old workbook can be read again, also while another reading is under way."""
    sheet = open_sheet(SPREADSHEETS / "libreoffice.xls")
    started = sheet.read()
    next(started)
    assert (
        [4, 5, 7] == [row.number for row in sheet.read()] == [number for number, _ in rows(sheet)]
    )
    assert [5, 7] == [row.number for row in started]


@pytest.mark.parametrize(
    "name", ["ZNS_ACCESS_TOKEN", "PGPASSWORD", "DBOS_SYSTEM_DATABASE_URL", "AWS_SECRET_ACCESS_KEY"]
)
def test_no_secret_is_handed_on(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The process that reads a stranger's file knows no secret, whoever it belongs to."""
    monkeypatch.setenv(name, "secret")
    assert "secret" not in subprocess_reader.child_environment().values()


CELLS: tuple[Cell, ...] = (
    "Nguyễn",
    7,
    1.5,
    True,
    "",
    date(2026, 11, 22),
    datetime(2026, 11, 22, 8, 5, 1),
    time(8, 5),
    timedelta(hours=36, microseconds=5),
)


def test_what_is_handed_back_is_data() -> None:
    """Cells of every type come back as they are, through nothing that could run."""
    assert [list(CELLS)] * 2 == subprocess_reader.unpack_rows(
        subprocess_reader.pack_rows([CELLS, CELLS])
    )


def test_a_message_longer_than_any_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """A length beyond all bounds is refused before there is room made for it."""
    monkeypatch.setattr(subprocess_reader, "FRAME_LIMIT", 10)
    with pytest.raises(EOFError):
        subprocess_reader.read_frame(io.BytesIO(struct.pack("<I", 11) + b"x" * 11))


def test_rows_beyond_all_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that would fill the memory end the reading."""
    monkeypatch.setattr(subprocess_reader, "ROWS_LIMIT", 10)
    assert "sheet.damaged" == refusal(SPREADSHEETS / "libreoffice.xls").key


def test_a_time_too_large_to_be_one(tmp_path: Path) -> None:
    """A number that no duration can hold names its row, in an old workbook too."""
    data = (SPREADSHEETS / "libreoffice-types.xls").read_bytes()
    percent, duration = 0x1A, 0x18  # the formats of this file
    cell = struct.pack("<HHHd", 1, 7, percent, 0.125)
    assert 1 == data.count(cell)
    path = tmp_path / "list.xls"
    path.write_bytes(data.replace(cell, struct.pack("<HHHd", 1, 7, duration, 1e15)))
    error = refusal(path)
    assert ("sheet.cell-unreadable", "2") == (error.key, error.params["row"])
    assert error.text("vi").startswith(str(path))
