"""A list that is opened ahead is the same list."""

import time
from pathlib import Path

import pytest
from program_help import orders, write_list

from zns_batch.errors import SheetError
from zns_batch.sheets import open_sheet, workbook
from zns_batch.sheets.calamine import CalamineTable
from zns_batch.sheets.detect import FileKind
from zns_batch.sheets.formats.registry import MetadataScanner, scanner_for
from zns_batch.sheets.prefetch import open_in_background


def test_a_list_opened_ahead_is_the_same(tmp_path: Path) -> None:
    """Whoever waits for a list gets what opening it on the spot would give, as often as asked."""
    path = write_list(tmp_path / "list.xlsx", orders(5))
    opened = open_in_background(path)
    here = open_sheet(path)
    for sheet in (opened(), opened()):
        assert here == sheet
        assert list(here.read()) == list(sheet.read())


@pytest.mark.parametrize(
    "name, sheet, key",
    [("none.xlsx", None, "sheet.file-missing"), ("list.xlsx", "Tháng 13", "sheet.unknown-sheet")],
)
def test_what_goes_wrong_is_told_to_whoever_waits(
    tmp_path: Path, name: str, sheet: str | None, key: str
) -> None:
    """A mistake comes when the list is asked for, in the same words, and not from the thread."""
    write_list(tmp_path / "list.xlsx", orders(1))
    opened = open_in_background(tmp_path / name, sheet=sheet)
    with pytest.raises(SheetError) as caught:
        opened()
    assert key == caught.value.key


def test_others_get_the_interpreter_when_the_library_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long list is being read, not still looked through, when the rest of the program loads."""
    order: list[str] = []
    library = workbook.InProcessWorkbook.table

    def reading(book: workbook.InProcessWorkbook, index: int) -> CalamineTable:
        order.append("library")
        return library(book, index)

    monkeypatch.setattr(workbook.InProcessWorkbook, "table", reading)
    path = write_list(tmp_path / "list.xlsx", orders(3))
    open_sheet(path, on_gil_released=lambda: order.append("freed"))
    assert order == ["freed", "library"]


def test_who_opens_ahead_goes_on_when_the_library_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody takes turns at the interpreter with the search through a long list."""
    order: list[str] = []

    def searched(data: bytes, kind: FileKind) -> MetadataScanner:
        time.sleep(0.2)
        order.append("searched")
        return scanner_for(data, kind)

    monkeypatch.setattr("zns_batch.sheets.workbook.scanner_for", searched)
    open_in_background(write_list(tmp_path / "list.xlsx", orders(3)))
    order.append("goes on")
    assert order == ["searched", "goes on"]
