"""Faults of the reading library that are mended around it: each is still there.

A test that fails here after an update of the library is good news: the fault is mended upstream, its
line in `docs/reading-library.md` and our own mending can go.
"""

import io
import re
from pathlib import Path

import pytest
from python_calamine import load_workbook
from sheet_files import SPREADSHEETS

from zns_batch.domain.sheet import Cell
from zns_batch.sheets import open_sheet
from zns_batch.sheets.calamine import LibraryError, library_errors

PAGE = Path(__file__).parents[2] / "docs" / "reading-library.md"

WRONG = [
    "case-code-page-1252.xls",
    "case-short-dates.xlsb",
    "case-date-before-first.xlsx",
    "case-shared-string-before-first.xlsx",
    "case-run-of-spaces.xlsx",
    "case-text-elements.ods",
    "libreoffice-types.ods",
]
REFUSED = [
    "case-missing-shared-string.xlsx",
    "case-unknown-cell-type.xlsx",
    "hand-errors.xlsx",
    "case-odd-dimension.xlsx",
    "case-workbook-elsewhere.xlsx",
    "case-utf16-parts.xlsx",
    "case-white-space.ods",
    "case-date-beyond-measure.xlsx",
]


def _bare(name: str) -> list[list[Cell]]:
    """The cells of the first sheet as the library alone reads them."""
    book = load_workbook(io.BytesIO((SPREADSHEETS / name).read_bytes()))
    return [
        [None if cell == "" else cell for cell in row]
        for row in book.get_sheet_by_index(0).iter_rows()
    ]


@pytest.mark.parametrize("name", WRONG)
def test_what_the_library_reads_wrongly_is_read_rightly(name: str) -> None:
    """The bare library gives other values than the list holds, and we give those."""
    sheet = open_sheet(SPREADSHEETS / name)
    ours = [list(row.cells) for row in sheet.read()]
    assert ours != _bare(name)[sheet.header_row :]


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_library_refuses_is_read(name: str) -> None:
    """The bare library gives up a file in which we find the rows."""
    with pytest.raises(LibraryError), library_errors():
        _bare(name)
    assert list(open_sheet(SPREADSHEETS / name).read())


def test_the_page_names_every_input() -> None:
    """Whoever reports a fault upstream finds its input in the page, and no input that isn't there."""
    text = PAGE.read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `([\w.-]+)` \|", text, re.MULTILINE))
    assert {*WRONG, *REFUSED} == named
    tests = "\n".join(
        path.read_text(encoding="utf-8") for path in PAGE.parents[1].glob("tests/**/*.py")
    )
    assert all(made in tests for made in re.findall(r"^\| made: `([\w.-]+)`", text, re.MULTILINE))
