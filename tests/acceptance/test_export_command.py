"""`export`: the checked list for Zalo's own campaign page, without a message sent."""

from pathlib import Path

import openpyxl
from program_help import Program, counts, order, orders

BAD = ("An", "0912", "DH9", "22/11/2026", 5)


def phones(path: Path) -> list[object]:
    """Return the cells of the first column."""
    [sheet] = openpyxl.load_workbook(path).worksheets
    return [row[0] for row in sheet.iter_rows(values_only=True)]


def test_a_list_is_exported(alone: Program) -> None:
    """An OA without the API gets a file of the rows that can be sent, as they would have been sent."""
    alone.write("list.csv", [*orders(3), order(1)])
    done = alone.run("export", "list.csv", "-t", "don-hang", "-o", "up.xlsx", "--json")
    found = done.object()
    assert (0, {"pending": 3, "duplicate": 1}) == (done.code, counts(found))
    assert (["up.xlsx"], "up.xlsx") == (found["files"], found["report"])
    assert ["phone", "84912000001", "84912000002", "84912000003"] == phones(
        alone.folder / "up.xlsx"
    )


def test_bad_rows_need_consent(alone: Program) -> None:
    """With a row that can't be sent nothing is written, unless a person leaves it behind."""
    alone.write("list.csv", [*orders(2), BAD])
    words = ("export", "list.csv", "-t", "don-hang", "-o", "up.xlsx")
    done = alone.run(*words, "--lang", "en")
    assert (1, False) == (done.code, (alone.folder / "up.xlsx").exists())
    assert "nothing is written" in done.err
    assert 1 == alone.run(*words, "--skip-invalid").code
    assert 3 == len(phones(alone.folder / "up.xlsx"))


def test_a_branch_without_numbers_that_must_not_be_sent_to(alone: Program) -> None:
    """Filter, constants and the never-send list hold here as in every way of sending."""
    alone.write("list.csv", orders(3))
    assert 0 == alone.run("suppress", "add", "0912000002").code
    words = ("--where", "Mã đơn!=DH00003", "--set", "customer_name=Quý khách")
    done = alone.run("export", "list.csv", "-t", "don-hang", *words, "-o", "up.xlsx", "--json")
    assert {"pending": 1, "suppressed": 1, "excluded": 1} == counts(done.object())
    assert "Left out, which is no error: 1" in done.err.splitlines()
    assert ["phone", "84912000001"] == phones(alone.folder / "up.xlsx")


def test_a_file_that_is_there_stays(alone: Program) -> None:
    """An export takes no other file's place, least of all the list's own."""
    alone.write("list.csv", orders(1))
    (alone.folder / "up.xlsx").write_bytes(b"mine")
    done = alone.run("export", "list.csv", "-t", "don-hang", "-o", "up.xlsx")
    assert (2, b"mine") == (done.code, (alone.folder / "up.xlsx").read_bytes())
