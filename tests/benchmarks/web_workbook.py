"""The results workbook as the pages have it written, held against `zns-batch report` of the same campaign."""

import os
import statistics
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from ledger_help import campaign_of, planned
from web_lists import request_of, run_job, run_program
from web_pages import answer_rows

from zns_batch.core.clock import SystemClock
from zns_batch.domain.states import CampaignState
from zns_batch.ledger import campaigns
from zns_batch.ledger.db.engine import open_ledger
from zns_batch.services.campaigns.jobs.workbook import WorkbookChoice, start_workbook
from zns_batch.services.jobs.runner import JobRunner


def workbook(count: int, runs: int) -> None:
    """Print what both take, in turns, each with what its process costs to start."""
    with tempfile.TemporaryDirectory() as name:
        home, now = Path(name), datetime.now(UTC)
        ledger = open_ledger(home / "ledger.db")
        campaign = campaign_of(ledger, [planned(n) for n in range(1, count + 1)], now=now)
        answer_rows(ledger, campaign.id, count)
        campaigns.stop(ledger, campaign.id, state=CampaignState.COMPLETED, now=now)
        jobs = JobRunner(SystemClock())
        choice = WorkbookChoice(campaign=campaign, lang="vi")
        request = request_of(
            lambda: start_workbook(jobs, choice, home=home, ledger=ledger, owner="an")
        )
        ledger.close()
        words = ("-m", "zns_batch", "report", campaign.id, "--out", str(home / "report.xlsx"))
        environment = {**os.environ, "ZNS_HOME": str(home), "ZNS_KEYRING": "0"}
        pairs = []
        for _ in range(runs):
            mine = run_job(request)
            (home / "report.xlsx").unlink(missing_ok=True)
            other = run_program(*words, folder=home, environment=environment)
            assert (home / "report.xlsx").is_file()
            pairs.append((mine.processor, other.processor))
        jobs.close()
    one, floor = (statistics.median(values) for values in zip(*pairs, strict=True))
    ratio = statistics.median(mine / its for mine, its in pairs)
    print(
        f"results workbook of {count:,} rows, seconds of processor: "
        f"by the pages {one:.2f}, `report` {floor:.2f}, ratio {ratio:.2f}"
    )
