"""`demo`: the whole job on a machine that has no Zalo account."""

import re

from openpyxl import load_workbook
from program_help import Program, counts, read_page


def test_it_does_the_whole_job_and_says_where_the_results_are(alone: Program) -> None:
    """Without any account it sends the sample list, leaves with 0 and names the workbook."""
    done = alone.fresh().run("demo", "--rate", "500", ZNS_ACCESS_TOKEN=None, ZNS_BASE_URL=None)
    assert 0 == done.code
    assert "60 rows = 60 accepted" == done.out.strip()
    (book,) = (alone.folder / "demo").glob("don-hang-results-*.xlsx")
    assert f"Results workbook: {book.relative_to(alone.folder)}" in done.err
    assert "counted 60 messages" in done.err
    assert ["accepted"] * 60 == [line["Status"] for line in read_page(book)]


def test_it_can_be_repeated(alone: Program) -> None:
    """A second demo is no repetition of the first: it does the whole job again."""
    first = alone.run("demo", "--rate", "500", "--rows", "3", "--json")
    second = alone.run("demo", "--rate", "500", "--rows", "3", "--json")
    assert [(0, {"accepted": 3})] * 2 == [
        (one.code, counts(one.object())) for one in (first, second)
    ]


def test_it_touches_neither_ledger_nor_account(alone: Program) -> None:
    """It leaves no trace among a person's own campaigns and asks for no token."""
    alone.run("demo", "--rate", "500", "--rows", "2", ZNS_ACCESS_TOKEN=None)
    assert [] == alone.run("campaigns", "--json").json()["campaigns"]


def test_its_length_can_be_chosen(alone: Program) -> None:
    """`--rows N` sends N rows, each in the workbook, and progress goes to standard error only."""
    done = alone.run("demo", "--rows", "1000", "--rate", "5000", "--json")
    found = done.object()
    assert (0, {"accepted": 1000}, "completed") == (done.code, counts(found), found["state"])
    assert 1000 == len(read_page(alone.folder / found["report"]))
    assert re.search(r"1,000/1,000 +★ PRACTICE: 1,000 accepted, 0 rejected, 0 unknown", done.err)


def test_its_workbook_has_a_summary_with_a_chart_and_a_sheet_for_a_person(alone: Program) -> None:
    """The workbook has the three sheets of the contract, the summary with the sum line and a chart."""
    found = alone.run("demo", "--rows", "5", "--rate", "500", "--json").object()
    book = load_workbook(alone.folder / found["report"])
    assert ["Results", "Summary", "Needs a person"] == book.sheetnames
    summary = book["Summary"]
    said = [cell for line in summary.iter_rows(values_only=True) for cell in line if cell]
    assert "5 rows = 5 accepted" in said
    assert 1 == len(getattr(summary, "_charts"))  # noqa: B009 — openpyxl's types lack it


def test_it_speaks_vietnamese(alone: Program) -> None:
    """Whoever reads Vietnamese gets the sum line, the file name and the workbook in Vietnamese."""
    done = alone.run("demo", "--rows", "2", "--rate", "500", "--lang", "vi")
    assert "2 dòng = 2 đã nhận" == done.out.strip()
    (book,) = (alone.folder / "demo").glob("don-hang-ketqua-*.xlsx")
    assert ["đã nhận"] * 2 == [line["Trạng thái"] for line in read_page(book)]
