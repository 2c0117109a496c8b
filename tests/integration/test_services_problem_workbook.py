"""The errors workbook of a list with several recipients in one row."""

from pathlib import Path

import openpyxl
import pytest
from planning_sheets import HEADERS, ORDER, sheet_of

from zns_batch.domain.sheet import Cell
from zns_batch.reports.problems import write_problems
from zns_batch.sheets import open_sheet
from zns_batch.validation.column_mapping import match_columns
from zns_batch.validation.validator import SheetValidator, ValidationOptions

A, B, C = "0912345678", "0987654321", "0331234567"
REST = ("Lan", "DH1", 150000.0)


@pytest.mark.parametrize(
    "cell, rest, status, problems",
    [
        (f"{A} / {B}", REST, "pending", 0),
        (f"{A} / {C}", REST, "pending", 1),
        (C, REST, "suppressed", 1),
        (f"{A} / {B}", (None, "DH1", "x"), "invalid", 2),
        (f"{A} / {C}", (None, "DH1", 5), "invalid", 2),
        (f"{A} / 12", REST, "invalid", 1),
    ],
)
def test_one_line_for_a_row(
    tmp_path: Path, cell: str, rest: tuple[Cell, ...], status: str, problems: int
) -> None:
    """A row stands once, where it stands in the sheet, with the worst state and each problem once."""
    sheet = sheet_of(HEADERS, (B, *REST[:2], 1), (cell, *rest), first=4)
    options = ValidationOptions(
        sender="zalo:default", split_phones=True, suppressed=frozenset({f"84{C[1:]}"})
    )
    check = SheetValidator(sheet, ORDER, match_columns(sheet, ORDER), options)
    path = tmp_path / "a.xlsx"
    write_problems(path, sheet, check.rows(), lang="en")
    copy, listed = openpyxl.load_workbook(path).worksheets
    assert [(4, "pending"), (5, status)] == [
        (row[0].row, row[4].value) for row in copy.iter_rows(min_row=4)
    ]
    assert cell == copy["A5"].value
    assert problems == listed.max_row - 1
    assert [4, 5] == [row.number for row in open_sheet(path).read()]
