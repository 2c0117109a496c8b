"""Files of real programs, and what must be read from each."""

import json
from pathlib import Path

import pytest
from sheet_files import SPREADSHEETS, as_json, originals

from zns_batch.sheets.formats import registry


@pytest.mark.parametrize("path", originals(), ids=lambda path: path.name)
def test_everything_in_a_file_is_read_as_it_must_be(path: Path) -> None:
    """Columns, rows, types and notices of a real program's file are those written down beside it."""
    expected = json.loads(path.with_name(f"{path.name}.expected.json").read_text(encoding="utf-8"))
    assert expected == as_json(path)


@pytest.mark.parametrize("path", originals(), ids=lambda path: path.name)
def test_a_long_file_is_read_as_a_short_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet so long that it is loaded while it is scanned gives the same rows and notices."""
    monkeypatch.setattr(registry, "LONG_SHEET", 0)
    expected = json.loads(path.with_name(f"{path.name}.expected.json").read_text(encoding="utf-8"))
    assert expected == as_json(path)


def test_no_original_is_left_out() -> None:
    """Every file of a program has an expectation beside it, and there are many."""
    others = {".json", ".py", ".md"}
    files = [
        path for path in SPREADSHEETS.iterdir() if path.is_file() and path.suffix not in others
    ]
    assert sorted(files) == originals()
    assert len(files) >= 30
    assert all(path.stat().st_size < 20_000 for path in files)


@pytest.mark.parametrize("name", ["types", "layout", "1904", "seen", "1904-numbers"])
def test_one_workbook_in_three_formats(name: str) -> None:
    """A workbook saved as .xlsx, .xls and .ods gives the same recipients, whatever the format."""
    read = [
        as_json(SPREADSHEETS / f"libreoffice-{name}{ending}")
        for ending in (".xlsx", ".xls", ".ods")
    ]
    for each in read:
        for cells in each["rows"].values():
            # Whole numbers and truth values of formulas have a type of their own in one format only.
            cells[:] = [_number(cell) for cell in cells]
    assert read[0] == read[1] == read[2]


def _number(cell: object) -> object:
    if isinstance(cell, dict) and cell.keys() <= {"int", "float", "bool"}:
        return float(next(iter(cell.values())))
    return cell
