"""Cells that can never act, in a file that appears whole or not at all."""

import errno
import os
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell import Cell as SavedCell

from zns_batch.domain.sheet import Cell, CellError
from zns_batch.errors import OutputError
from zns_batch.sheets.whole_file import ensure_writable
from zns_batch.sheets.writer import MAX_TEXT, CellStyles, CellWriter, new_workbook


def _write(path: Path, *cells: Any) -> int:
    """Write cells below each other and return how many were cut."""
    with new_workbook(path) as book:
        writer = CellWriter(book.add_worksheet(), CellStyles(book), cut_note="cut")
        for line, cell in enumerate(cells):
            writer.write_cell(line, 0, cell)
    return writer.cut


def _saved(path: Path) -> list[SavedCell]:
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    return [row[0] for row in sheet.iter_rows()]  # type: ignore[misc]  # there are no merged cells


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("http://example.com";"x")',
        "+84912345678",
        "-5",
        "@SUM(A1)",
        "\t=1+1",
        "＝1+1",
        "0912345678",
        "12/11/2026",
        "http://example.com",
        "mailto:a@example.com",
        "{=1+1}",
        "<r>markup</r>",
        "<r><t>x</t></r><r>&</r>",
        '<b>&amp;"',
        "TRUE",
        "a\nb",
        "  spaces  ",
        "𝔸🎉",
        "x" * 300,
    ],
)
def test_text_stays_text(tmp_path: Path, text: str) -> None:
    """Whatever a customer's text looks like, it is text in the workbook: no formula, no link."""
    path = tmp_path / "a.xlsx"
    _write(path, text)
    [cell] = _saved(path)
    assert (text, "s", None) == (cell.value, cell.data_type, cell.hyperlink)


@pytest.mark.parametrize("text", ["\r=1+1", "a\rb", "\x01\x0b", "_x0041_", "_x000D_"])
def test_control_characters_come_back(tmp_path: Path, text: str) -> None:
    """Characters that XML can't hold, and text that looks like their escapes, are fed back as they were."""
    path = tmp_path / "a.xlsx"
    _write(path, text)
    assert [[text]] == python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()
    assert "s" == _saved(path)[0].data_type


@pytest.mark.parametrize("text", ["=1", "+84912345678", "0912345678", "@x", "-1", "\t1"])
def test_editing_a_cell_makes_no_formula(tmp_path: Path, text: str) -> None:
    """A text that Excel would take for something else keeps the text format when somebody edits it."""
    path = tmp_path / "a.xlsx"
    _write(path, text)
    assert "@" == _saved(path)[0].number_format


@pytest.mark.parametrize(
    "cell, value, kind, shown_as",
    [
        (42, 42, "n", "General"),
        (84912345678, 84912345678, "n", "General"),
        (123456789012345, 123456789012345, "n", "0"),
        (84912345678901.0, 84912345678901, "n", "0"),
        (1234567890123456, "1234567890123456", "s", "@"),
        (-(10**20), "-100000000000000000000", "s", "@"),
        (150000.5, 150000.5, "n", "General"),
        (float("nan"), "nan", "s", "@"),
        (float("-inf"), "-inf", "s", "@"),
        (True, True, "b", "General"),
        (date(2026, 11, 22), datetime(2026, 11, 22), "d", "dd/mm/yyyy"),
        (
            datetime(2026, 11, 22, 8, 5, 7),
            datetime(2026, 11, 22, 8, 5, 7),
            "d",
            "dd/mm/yyyy hh:mm:ss",
        ),
        (datetime(2026, 1, 2, 3, tzinfo=UTC), datetime(2026, 1, 2, 3), "d", "dd/mm/yyyy hh:mm"),
        (date(1899, 12, 31), "31/12/1899", "s", "@"),
        (datetime(850, 1, 2, 3, 4, 5), "02/01/0850 03:04:05", "s", "@"),
        (time(8, 30), time(8, 30), "d", "hh:mm"),
        (timedelta(hours=30), timedelta(hours=30), "d", "[h]:mm"),
        (timedelta(hours=-1), "-1 day, 23:00:00", "s", "@"),
        (CellError("#N/A"), "#N/A", "s", "General"),
        ("\ud800x", "\ufffdx", "s", "General"),
    ],
)
def test_cells_keep_their_type(
    tmp_path: Path, cell: Cell, value: object, kind: str, shown_as: str
) -> None:
    """A cell has the type and the look of its value; what Excel can't hold is text, not another value."""
    path = tmp_path / "a.xlsx"
    _write(path, cell)
    [saved] = _saved(path)
    assert (value, kind, shown_as) == (saved.value, saved.data_type, saved.number_format)


@pytest.mark.parametrize("cell", [None, ""])
def test_empty_cells_are_not_written(tmp_path: Path, cell: Cell) -> None:
    """An empty cell stays empty."""
    path = tmp_path / "a.xlsx"
    _write(path, "above", cell, "below")
    assert ["above", None, "below"] == [saved.value for saved in _saved(path)]


class _Words(str):
    __slots__ = ()


def test_kinds_not_met_before(tmp_path: Path) -> None:
    """A value of a derived or unknown type is written as its nearest kind, at worst as text."""
    path = tmp_path / "a.xlsx"
    _write(path, _Words("=x"), complex(1, 2))
    assert [("=x", "s"), ("(1+2j)", "s")] == [(c.value, c.data_type) for c in _saved(path)]


@pytest.mark.parametrize("text", ["a" * MAX_TEXT, "🎉" * (MAX_TEXT // 2)])
def test_the_longest_text_fits(tmp_path: Path, text: str) -> None:
    """A text as long as Excel allows is written whole."""
    assert 0 == _write(tmp_path / "a.xlsx", text)
    assert text == _saved(tmp_path / "a.xlsx")[0].value


@pytest.mark.parametrize("text", ["a" * (MAX_TEXT + 1), "🎉" * (MAX_TEXT // 2 + 1)])
def test_a_longer_text_is_cut_and_says_so(tmp_path: Path, text: str) -> None:
    """A text longer than a cell holds is cut between characters, counted, and noted at the cell."""
    assert 1 == _write(tmp_path / "a.xlsx", text)
    [cell] = _saved(tmp_path / "a.xlsx")
    assert text.startswith(str(cell.value))
    assert len(text) - 2 <= len(str(cell.value)) < len(text)
    assert cell.comment is not None
    assert "cut" == cell.comment.text


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    texts=st.lists(
        st.text(st.characters(exclude_characters="\ufffe\uffff", exclude_categories=["Cs"])).filter(
            lambda text: text.strip() != ""
        ),
        min_size=1,
        max_size=30,
    )
)
def test_any_text_is_fed_back_as_it_was(tmp_path: Path, texts: list[str]) -> None:
    """Any text a cell can hold is read again as it was written, and never as anything else."""
    path = tmp_path / "a.xlsx"
    _write(path, *texts)
    found = python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()
    assert texts == [row[0] for row in found]


def test_the_file_takes_its_place_at_the_end(tmp_path: Path) -> None:
    """While a workbook is written the old file is untouched, and afterwards nothing else is left."""
    path = tmp_path / "Kết quả.xlsx"
    path.write_bytes(b"old")
    with new_workbook(path) as book:
        book.add_worksheet().write_string(0, 0, "new")
        assert b"old" == path.read_bytes()
    assert "new" == _saved(path)[0].value
    assert [path] == list(tmp_path.iterdir())


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, OSError])
def test_a_failure_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    """When writing fails in the middle the old file stays, and no temporary file is left anywhere."""
    scratch, folder = tmp_path / "scratch", tmp_path / "folder"
    scratch.mkdir()
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    path = folder / "a.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(error), new_workbook(path) as book:
        book.add_worksheet().write_string(0, 0, "half")
        raise error
    assert b"old" == path.read_bytes()
    assert [path] == list(folder.iterdir())
    assert [] == list(scratch.iterdir())


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    """A workbook may go to a folder that does not exist yet."""
    path = tmp_path / "a" / "b" / "c.xlsx"
    ensure_writable(path)
    assert not path.parent.exists()
    _write(path, "x")
    assert path.is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="making links needs a privilege on Windows")
def test_a_link_keeps_pointing(tmp_path: Path) -> None:
    """A link to a workbook in another folder stays a link, and the workbook behind it is replaced."""
    real, link = tmp_path / "real.xlsx", tmp_path / "link.xlsx"
    real.write_bytes(b"old")
    link.symlink_to(real)
    _write(link, "x")
    assert link.is_symlink()
    assert "x" == _saved(real)[0].value


def test_a_long_name_can_be_written(tmp_path: Path) -> None:
    """A name as long as the file system allows is no trouble."""
    path = tmp_path / f"{'k' * 250}.xlsx"
    ensure_writable(path)
    _write(path, "x")
    assert path.is_file()


@pytest.mark.skipif(os.name != "posix", reason="rights of files as POSIX has them")
def test_a_workbook_is_its_owners_alone(tmp_path: Path) -> None:
    """Phones and names are no other user's business, also where an older workbook was open to all."""
    path = tmp_path / "a.xlsx"
    path.touch(mode=0o666)
    _write(path, "x")
    assert 0o600 == path.stat().st_mode & 0o777


@pytest.mark.parametrize(
    "cell, expected",
    [
        (time(8), "hh:mm"),
        (time(8, 0, 5), "hh:mm:ss"),
        (datetime(2026, 11, 22, 8, 30), "dd/mm/yyyy hh:mm"),
        (datetime(2026, 11, 22, 8, 30, 1), "dd/mm/yyyy hh:mm:ss"),
        (timedelta(hours=26), "[h]:mm"),
        (timedelta(seconds=1), "[h]:mm:ss"),
    ],
)
def test_times_are_shown_as_people_write_them(tmp_path: Path, cell: Cell, expected: str) -> None:
    """A time without seconds shows none."""
    _write(tmp_path / "a.xlsx", cell)
    assert expected == _saved(tmp_path / "a.xlsx")[0].number_format


@pytest.mark.parametrize(
    "name, key",
    [
        (f"{'k' * 300}.xlsx", "report.name-too-long"),
        ("a.csv", "report.not-xlsx"),
        ("a", "report.not-xlsx"),
        ("folder.xlsx", "report.is-folder"),
        ("file.txt/a.xlsx", "report.no-folder"),
    ],
)
def test_bad_places_are_told_before_sending(tmp_path: Path, name: str, key: str) -> None:
    """A place where no workbook can be is told in one line before anything is sent."""
    (tmp_path / "folder.xlsx").mkdir()
    (tmp_path / "file.txt").touch()
    with pytest.raises(OutputError) as caught:
        ensure_writable(tmp_path / name)
    assert key == caught.value.key
    assert "\n" not in caught.value.text("vi")


@pytest.mark.parametrize("name", ["a.xlsx", "b.XLSX"])
def test_good_places_are_left_as_they_are(tmp_path: Path, name: str) -> None:
    """Asking whether a workbook can be written changes nothing."""
    path = tmp_path / name
    path.write_bytes(b"old")
    ensure_writable(path)
    assert b"old" == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())


def _refuse(number: int) -> Any:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


@pytest.mark.parametrize(
    "call, number, key",
    [
        ("pathlib.Path.replace", errno.EACCES, "report.in-use"),
        ("pathlib.Path.open", errno.EACCES, "report.in-use"),
        ("os.fsync", errno.ENOSPC, "report.no-room"),
        ("pathlib.Path.mkdir", errno.EROFS, "report.unwritable"),
        ("xlsxwriter.workbook.Workbook._store_workbook", errno.ENOSPC, "report.no-room"),
        ("xlsxwriter.workbook.Workbook._store_workbook", errno.EIO, "report.unwritable"),
    ],
)
def test_trouble_of_the_disk_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, key: str
) -> None:
    """A workbook open in Excel, a full disk or a broken one is one clear line, and the old file stays."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    with monkeypatch.context() as patched:
        patched.setattr(call, _refuse(number))
        with pytest.raises(OutputError) as caught:
            _write(path, "new")
    assert key == caught.value.key
    assert str(path) in caught.value.text("en")
    assert b"old" == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "exists, number, key",
    [
        (True, errno.EACCES, "report.in-use"),
        (False, errno.EACCES, "report.no-permission"),
        (False, errno.EROFS, "report.unwritable"),
        (False, errno.ENOSPC, "report.no-room"),
    ],
)
def test_what_the_system_refuses_is_told_before_sending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exists: bool, number: int, key: str
) -> None:
    """A file open in Excel on Windows, a folder one may not write to, or a full disk is noticed first."""
    path = tmp_path / "a.xlsx"
    if exists:
        path.touch()
    monkeypatch.setattr("pathlib.Path.open", _refuse(number))
    with pytest.raises(OutputError) as caught:
        ensure_writable(path)
    assert key == caught.value.key


def test_what_a_killed_process_left_behind_is_swept(tmp_path: Path) -> None:
    """Half a workbook of a process that was killed does not lie there for ever with its phones."""
    old, fresh = (tmp_path / f".~out.xlsx.tmp-{n}-abcdef" for n in (1, 2))
    for one in (old, fresh):
        one.write_text("84912345678", "utf-8")
    os.utime(old, (0, 0))
    _write(tmp_path / "out.xlsx", "x")
    assert {fresh.name, "out.xlsx"} == {one.name for one in tmp_path.iterdir()}
