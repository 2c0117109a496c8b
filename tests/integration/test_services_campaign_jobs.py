"""Workbooks and questions for receipts run as jobs in child processes, beside the pages."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from ledger_help import NOW, campaign_of, planned
from openpyxl import load_workbook
from web_help import Pages

from zns_batch.core.clock import SystemClock
from zns_batch.domain.states import RowState
from zns_batch.ledger import rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import rows as row_table
from zns_batch.ledger.records import Campaign
from zns_batch.services.campaigns.jobs.workbook import (
    KEEP,
    WorkbookChoice,
    start_workbook,
    workbook_path,
)
from zns_batch.services.campaigns.report import write_campaign_report
from zns_batch.services.jobs.job import JobState
from zns_batch.services.jobs.runner import JobRunner
from zns_batch.sheets.result_columns import result_header

LONG = 60.0


@pytest.fixture
def jobs() -> Iterator[JobRunner]:
    """A runner of jobs."""
    runner = JobRunner(SystemClock())
    yield runner
    runner.close()


@pytest.fixture
def campaign(ledger: Ledger) -> Campaign:
    """Two rows, of which one was refused, and one that can't be sent."""
    made = campaign_of(ledger, [planned(1), planned(2), planned(3, state=RowState.INVALID)])
    for before, after in (
        (RowState.PENDING, RowState.SENDING),
        (RowState.SENDING, RowState.REJECTED),
    ):
        with ledger.write() as connection:
            only = row_table.c.seq == 1
            rows.move(connection, made.id, {before}, after, now=NOW, code="-118", only=only)
    return made


def _written(jobs: JobRunner, choice: WorkbookChoice, ledger: Ledger, home: Path) -> Path:
    start_workbook(jobs, choice, home=home, ledger=ledger, owner="an")
    status = jobs.wait(choice.key, LONG)
    assert status is not None
    assert JobState.DONE is status.state, status.error
    path = workbook_path(status)
    assert path is not None
    return path


def _states(path: Path) -> list[object]:
    sheet = load_workbook(path).worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    place = heads.index(result_header("status", "en"))
    return [row[place].value for row in sheet.iter_rows(min_row=2) if row[place].value]


def test_a_workbook_is_written_beside_the_pages(
    jobs: JobRunner, ledger: Ledger, tmp_path: Path, campaign: Campaign
) -> None:
    """The results are ready for download, readable by nobody else on the machine."""
    path = _written(jobs, WorkbookChoice(campaign=campaign, lang="en"), ledger, tmp_path / "home")
    assert ["rejected", "pending", "invalid"] == _states(path)
    assert 0o600 == path.stat().st_mode & 0o777
    assert 0o700 == path.parent.stat().st_mode & 0o777


def test_the_workbook_is_that_of_the_command_line(
    jobs: JobRunner, ledger: Ledger, tmp_path: Path, campaign: Campaign
) -> None:
    """A download has the cells of `report`, and tells of buttons where that tells of commands."""
    made = _written(jobs, WorkbookChoice(campaign=campaign, lang="vi"), ledger, tmp_path / "home")
    own = tmp_path / "own.xlsx"
    write_campaign_report(
        ledger,
        campaign,
        rows.state_counts(ledger, campaign.id),
        own,
        lang="vi",
        now=NOW,
        face="web",
    )
    assert "zns-batch" not in str(
        [[cell.value for cell in row] for row in load_workbook(made).worksheets[1].iter_rows()]
    )
    for first, second in zip(load_workbook(made), load_workbook(own), strict=True):
        cells = [[cell.value for cell in row] for row in first.iter_rows()]
        expected = [[cell.value for cell in row] for row in second.iter_rows()]
        # Only the moment of writing differs.
        differ = [(a, b) for a, b in zip(cells, expected, strict=True) if a != b]
        assert [] == [pair for pair in differ if "Ghi tệp này lúc" not in str(pair)]


def test_only_the_rows_that_need_somebody_can_be_taken(
    jobs: JobRunner, ledger: Ledger, tmp_path: Path, campaign: Campaign
) -> None:
    """Whoever is to phone the customers that could not be reached gets those rows alone."""
    choice = WorkbookChoice(
        campaign=campaign, lang="en", states={RowState.REJECTED}, codes={"-118"}
    )
    assert ["rejected"] == _states(_written(jobs, choice, ledger, tmp_path / "home"))


def test_a_download_is_kept_for_an_hour(pages: Pages) -> None:
    """Customers' data does not lie about for good because nobody asks for another workbook."""
    folder = pages.web.home / "downloads"
    folder.mkdir(parents=True)
    made = SystemClock().now().timestamp()
    for name, age in (("new.xlsx", 0), ("old.xlsx", KEEP.total_seconds() + 60)):
        (folder / name).touch()
        os.utime(folder / name, (made - age, made - age))
    for sweep in pages.web.sweeps():
        sweep()
    assert ["new.xlsx"] == [path.name for path in folder.iterdir()]


def test_different_choices_are_different_files(campaign: Campaign) -> None:
    """Nobody who asks for the refused rows is handed everybody's."""
    choices = [
        WorkbookChoice(campaign=campaign, lang="vi"),
        WorkbookChoice(campaign=campaign, lang="en"),
        WorkbookChoice(campaign=campaign, lang="vi", states={RowState.REJECTED}),
        WorkbookChoice(campaign=campaign, lang="vi", states={RowState.INVALID}),
        WorkbookChoice(campaign=campaign, lang="vi", states={RowState.REJECTED}, codes={"-118"}),
    ]
    assert len(choices) == len({choice.key for choice in choices})
