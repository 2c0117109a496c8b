"""A list that is opened ahead is the same list."""

import time
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from program_help import orders, write_list
from sheet_files import package, sheet_xml, text_cell

from zns_batch.domain.sheet import CellError
from zns_batch.errors import SheetError
from zns_batch.sheets import open_sheet, workbook
from zns_batch.sheets.calamine import CalamineTable
from zns_batch.sheets.detect import FileKind
from zns_batch.sheets.formats import registry, xlsx
from zns_batch.sheets.formats.registry import scanner_for
from zns_batch.sheets.formats.scanning import MetadataScanner
from zns_batch.sheets.formats.xlsx import SheetMetadata
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


def _loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what the library loads and the scan begins with, as it happens, of sheets of any length."""
    monkeypatch.setattr(registry, "LONG_SHEET", 0)
    order: list[str] = []
    load, scan = workbook.InProcessWorkbook.table, xlsx.scan_metadata
    is_loading = Event()

    def loading(book: workbook.InProcessWorkbook, index: int) -> CalamineTable:
        order.append("load")
        is_loading.set()
        return load(book, index)

    def scanning(*args: Any, **options: Any) -> SheetMetadata:
        is_loading.wait(2)
        order.append("scan")
        metadata: SheetMetadata = scan(*args, **options)
        return metadata

    monkeypatch.setattr(workbook.InProcessWorkbook, "table", loading)
    monkeypatch.setattr(xlsx, "scan_metadata", scanning)
    return order


def test_a_long_sheet_is_loaded_while_it_is_scanned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for one after the other where both cores of a machine are free."""
    order = _loaded(monkeypatch)
    open_sheet(write_list(tmp_path / "list.xlsx", orders(3)))
    assert order == ["load", "scan"]


def test_what_would_fill_the_memory_is_scanned_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sheet with one cell far away is refused before the library makes room up to that cell."""
    order = _loaded(monkeypatch)
    far = "".join(text_cell(f"XFD{row}", "x") for row in range(1, 200))
    head = f'<row r="1">{text_cell("A1", "SĐT")}</row><row r="1048576">{text_cell("A1048576", "x")}'
    path = tmp_path / "far.xlsx"
    package(path, {"S": sheet_xml(f"{head}{far}</row>")})
    with pytest.raises(SheetError) as caught:
        open_sheet(path)
    assert caught.value.key == "sheet.too-spread"
    assert order == ["scan"]


def test_a_sheet_that_has_to_be_mended_is_loaded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the library said of the sheet as it was, such as an error that it does not know, does not count."""
    order = _loaded(monkeypatch)
    path = tmp_path / "strange.xlsx"
    error = '<c r="B2" t="e"><v>#SPILL!</v></c>'
    lines = f'<row r="1">{text_cell("A1", "SĐT")}{text_cell("B1", "Mã")}</row>'
    package(
        path, {"S": sheet_xml(f'{lines}<row r="2">{text_cell("A2", "0901234567")}{error}</row>')}
    )
    [row] = open_sheet(path).read()
    assert row.cells == ("0901234567", CellError(shown="#SPILL!"))
    assert order == ["load", "scan", "load"]


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
