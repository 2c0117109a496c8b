"""What the results workbook says of messages that have arrived, and of those that have not."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from program_help import read_page
from report_makers import NOW, campaign_of, report_of, row_of, tally_of

from zns_batch.domain.states import RowState
from zns_batch.ledger.records import RowRecord
from zns_batch.ledger.webhook_events import Ratings
from zns_batch.reports.results import write_report

ROWS = [
    row_of(seq=1, delivered_at=NOW + timedelta(seconds=5), charged=True),
    row_of(seq=2, delivered_at=NOW + timedelta(hours=3), charged=False, cost=0),
    row_of(seq=3),
    row_of(seq=4, charged=False, cost=0),
    row_of(RowState.REJECTED, seq=5, code="-118"),
]


def summary(path: Path) -> dict[Any, Any]:
    """The lines of the summary: the second cell by the first."""
    page = load_workbook(path).worksheets[1]
    return {line[0]: line[1:3] for line in page.iter_rows(values_only=True)}


def test_the_cost_of_each_row_is_what_is_known(tmp_path: Path) -> None:
    """In time and not known yet cost the price; late and certainly not in time cost nothing."""
    lines = read_page(report_of(tmp_path / "r.xlsx", ROWS))
    assert [200, 0, 200, 0, None] == [line["Cost (VND)"] for line in lines]
    assert [True, True, False, False, False] == [bool(line["Delivered at"]) for line in lines]


def test_the_summary_counts_what_arrived(tmp_path: Path) -> None:
    """In time, late and missing add up to the accepted, and the cost is the sum of the column."""
    found = summary(report_of(tmp_path / "r.xlsx", ROWS))
    assert [2, 1, 1, 2] == [
        found["of the accepted: delivered to the phone"][0],
        found["    in time"][0],
        found["    late"][0],
        found["of the accepted: not known to be delivered yet"][0],
    ]
    cost, note = found["Cost (VND)"]
    assert (400, "at most, before VAT; certainly not charged: 2 messages") == (cost, note)


def test_without_any_receipt_nothing_is_said_of_them(tmp_path: Path) -> None:
    """A campaign that nobody asked about looks as it always did."""
    found = summary(report_of(tmp_path / "r.xlsx", [row_of(seq=1), row_of(seq=2)]))
    assert "    in time" not in found
    assert 0 == found["of the accepted: delivered to the phone"][0]
    cost, note = found["Cost (VND)"]
    assert (400, "at most, before VAT: only messages delivered in time are charged") == (cost, note)
    assert "Customer ratings" not in found


def test_a_row_that_was_refused_after_all_says_why(tmp_path: Path) -> None:
    """The row stays accepted, names the code and its meaning, and stands among the reasons."""
    refused = row_of(code="-114", charged=False, cost=0)
    path = report_of(tmp_path / "r.xlsx", [refused])
    (line,) = read_page(path)
    assert ("accepted", "-114", 0) == (line["Status"], line["Error code"], line["Cost (VND)"])
    assert line["Reason"]
    codes = [line[1] for line in load_workbook(path).worksheets[1].iter_rows(values_only=True)]
    assert "-114" in codes


def test_a_price_that_only_the_provider_knows(tmp_path: Path) -> None:
    """Where the template has no price and the provider told its fees, their sum is the cost."""
    template = campaign_of().template
    campaign = campaign_of(template=replace(template, price=None))
    rows: list[RowRecord] = [row_of(seq=1, cost=330, charged=True), row_of(seq=2, cost=330)]
    found = summary(report_of(tmp_path / "a.xlsx", rows, campaign=campaign))
    assert 660 == found["Cost (VND)"][0]
    assert "Price of a message (VND)" not in found
    unknown = [*rows, row_of(seq=3, cost=None)]
    found = summary(report_of(tmp_path / "b.xlsx", unknown, campaign=campaign))
    assert "unknown: the template file has no price" == found["Cost (VND)"][0]


def test_ratings_are_told(tmp_path: Path) -> None:
    """The number of ratings and their mean stand in the summary, in the reader's way of writing."""
    path = tmp_path / "r.xlsx"
    write_report(
        path,
        campaign_of(),
        lambda: ROWS,
        tally_of(ROWS),
        lang="vi",
        now=NOW,
        ratings=Ratings(count=1200, mean=4.333),
    )
    assert (1200, "trung bình 4,3/5") == summary(path)["Lượt khách đánh giá"]
