"""A file made to harm costs little time and memory, and is refused in one line."""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from program_help import COMMAND, HEADERS, Program, orders
from sheet_files import SPREADSHEETS
from sheet_hostile import HOSTILE

SECONDS = 30
"""No hostile file takes longer, on a slow machine with much else to do."""
MEMORY = 512 << 20
"""Bytes of address space: less than a cell of 500 MB and the program need together."""

BOUNDED = (
    sys.executable,
    "-c",
    f"""
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
sys.argv[0] = "zns-batch"
runpy.run_module("zns_batch", run_name="__main__", alter_sys=True)
""",
)


@pytest.fixture
def bounded(alone: Program) -> Program:
    """The program with little memory, where the system can bound it."""
    return replace(alone, command=BOUNDED if sys.platform == "linux" else COMMAND)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_line(bounded: Program, name: str) -> None:
    """The check of a hostile file ends soon, with code 2 and one line that says what is wrong."""
    make: Callable[[Path], None]
    make, said = HOSTILE[name]
    make(bounded.folder / name)
    began = time.monotonic()
    done = bounded.run("check", name, "-t", "don-hang")
    assert SECONDS > time.monotonic() - began
    assert 2 == done.code, done.text
    assert said in done.line()
    assert done.line().startswith(f"Error: {name}")


def test_macros_links_and_odd_names_are_left_alone(bounded: Program) -> None:
    """A workbook with macros, external links and a part that points out of it is read as a list."""
    done = bounded.run("check", SPREADSHEETS / "hand-macros.xlsm", "-t", "don-hang")
    assert "header row 1: no columns for order_code" in done.err.splitlines()[-1]
    assert [] == list(bounded.folder.parent.rglob("evil.txt"))


def test_formulas_stay_text_on_the_way_out(alone: Program) -> None:
    """What looks like a formula in the list is text in the results workbook, and runs nowhere."""
    formulas = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://evil.example")')
    lines = [(*line, formula) for line, formula in zip(orders(6), formulas, strict=True)]
    alone.write("list.xlsx", lines, [*HEADERS, "Ghi chú"])
    _as_text(alone.folder / "list.xlsx")
    words = ("-t", "don-hang", "--dry-run", "--yes", "-o", "out.xlsx")
    assert 0 == alone.run("send", "list.xlsx", *words).code
    page = load_workbook(alone.folder / "out.xlsx").worksheets[0]
    cells = [row[5] for row in page.iter_rows(min_row=2, max_row=7)]
    assert [(formula, "s") for formula in formulas] == [
        (cell.value, cell.data_type) for cell in cells
    ]


def _as_text(path: Path) -> None:
    """Make texts of the formulas that the library wrote."""
    book = load_workbook(path)
    for row in book.worksheets[0].iter_rows(min_row=2):
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    book.save(path)
