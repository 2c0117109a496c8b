"""Workbooks that we write are read alike by openpyxl, calamine and LibreOffice."""

import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from openpyxl.worksheet.worksheet import Worksheet
from planning_sheets import ORDER, sheet_of
from report_makers import campaign_of, report_of, row_of

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.states import RowState
from zns_batch.i18n import LANGS, Lang
from zns_batch.reports.problems import write_problems
from zns_batch.validation.column_mapping import match_columns
from zns_batch.validation.validator import SheetValidator, ValidationOptions

_NO_NAME = Problem(row=3, column="Họ tên", code="value-missing", params={"param": "name"})
_HEADERS = ("SĐT", "Họ tên", "Ngày", "Ghi chú <&>")


def _results(path: Path, lang: Lang) -> Path:
    """A results workbook with a row in each state, and cells of all kinds."""
    rows = [
        row_of(
            state,
            seq=seq,
            cells=("0912345678", f"Nguyễn Văn “An” <{seq}>\n& con", date(2026, 11, seq), "=1+1"),
            problems=(_NO_NAME,) if state is RowState.INVALID else (),
        )
        for seq, state in enumerate(RowState, start=1)
    ]
    return report_of(path, rows, campaign=campaign_of(headers=_HEADERS), lang=lang)


def _errors(path: Path, lang: Lang) -> Path:
    """An errors workbook with right and wrong rows."""
    sheet = sheet_of(
        ("SĐT", "Họ tên", "Mã đơn", "Tổng tiền", "Ghi chú riêng"),
        ("0912345678", "Nguyễn Văn An", "DH1", 150_000.5, None),
        ("0912345679", None, "DH2", 150_000.0, "=1+1"),
        ("0243", "Trần Thị B", "00123", "x", " <b> & \t đậm"),
    )
    columns = match_columns(sheet, ORDER)
    checked = SheetValidator(sheet, ORDER, columns, ValidationOptions(sender="zalo:default"))
    write_problems(path, sheet, list(checked.rows()), lang=lang)
    return path


def _through_libreoffice(path: Path) -> Path:
    """The workbook as LibreOffice saves it again."""
    saved = path.parent / "saved"
    command = [
        "soffice",
        f"-env:UserInstallation={(path.parent / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(saved),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=110)
    return saved / path.name


def _values(path: Path) -> dict[str, list[list[Any]]]:
    """What openpyxl finds in each sheet."""
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: _rectangle([[cell.value for cell in row] for row in sheet.iter_rows()])
        for sheet in book.worksheets
    }


def _rectangle(rows: list[list[Any]]) -> list[list[Any]]:
    """Rows without what programs differ in: empty cells and rows at the end, the sixteenth digit."""
    shown = []
    for row in rows:
        cells = [
            None if cell == "" else round(cell, 12) if isinstance(cell, float) else cell
            for cell in row
        ]
        while cells and cells[-1] is None:
            cells.pop()
        shown.append(cells)
    while shown and not shown[-1]:
        shown.pop()
    return shown


def _plain(value: Any) -> Any:
    """A cell as both libraries tell it: a day is a moment at midnight, a number is a float."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    return float(value) if isinstance(value, int) else value


def _work(sheet: Worksheet) -> dict[str, Any]:
    """What makes a table ready to work with: filters, notes, rules, charts, colours, text cells.

    LibreOffice without a window saves no frozen rows, of no file.
    """
    return {
        "filter": sheet.auto_filter.ref,
        "notes": {
            cell.coordinate: cell.comment.text.strip()
            for row in sheet.iter_rows()
            for cell in row
            if cell.comment
        },
        "rules": sorted(str(rule.sqref) for rule in sheet.data_validations.dataValidation),
        "charts": len(getattr(sheet, "_charts")),  # noqa: B009 — openpyxl's types lack it
        "filled": {
            cell.coordinate: cell.fill.fgColor.rgb[-6:]
            for row in sheet.iter_rows()
            for cell in row
            if cell.fill.patternType == "solid" and cell.value is not None
        },
        "text": {
            cell.coordinate
            for row in sheet.iter_rows()
            for cell in row
            if cell.number_format == "@" and cell.value is not None
        },
    }


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("write", [_results, _errors])
def test_openpyxl_and_calamine_read_the_same(tmp_path: Path, write: Any, lang: Lang) -> None:
    """Each cell is the same text, number or moment, whichever program reads the workbook."""
    path = write(tmp_path / "a.xlsx", lang)
    book = python_calamine.load_workbook(path)
    for name, rows in _values(path).items():
        found = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        assert [[_plain(cell) for cell in row] for row in rows] == _rectangle(
            [[_plain(cell) for cell in row] for row in found]
        )


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("write", [_results, _errors])
def test_libreoffice_keeps_all_of_it(tmp_path: Path, write: Any) -> None:
    """Opened and saved in LibreOffice, cells, notes, filters, colours, rules and charts are still there."""
    path = write(tmp_path / "a.xlsx", "vi")
    saved = _through_libreoffice(path)
    assert _values(path) == _values(saved)
    for ours, theirs in zip(
        openpyxl.load_workbook(path).worksheets,
        openpyxl.load_workbook(saved).worksheets,
        strict=True,
    ):
        assert _work(ours) == _work(theirs)
