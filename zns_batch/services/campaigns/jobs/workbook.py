"""Results workbooks as jobs: written in a child process, so that no page waits for one.

A workbook is named after what it shows: the same request finds the file that is there already.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from zns_batch.core.clock import SystemClock
from zns_batch.domain.states import RowState
from zns_batch.i18n import Lang
from zns_batch.ledger import campaigns, rows, webhook_events
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign, RowRecord, StateCounts
from zns_batch.services.campaigns.report import write_campaign_report
from zns_batch.services.campaigns.runner import checked_tally
from zns_batch.services.jobs.job import (
    JobLimits,
    JobProgress,
    JobRequest,
    JobStatus,
    Report,
    with_progress,
)
from zns_batch.services.jobs.ledger_place import ledger_arguments, open_job_ledger
from zns_batch.services.jobs.runner import JobRunner

KEEP = timedelta(hours=1)
"""How long a workbook that was made for a download is kept."""

_FOLDER = "downloads"
_LIMITS = JobLimits(seconds=900, cpu_seconds=900, memory=4 << 30)


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkbookChoice:
    """Which workbook of a campaign.

    Attributes:
        campaign: The campaign.
        lang: The language of the columns and of the summary.
        states: Only rows in these states; empty for all.
        codes: Only rows with these codes; empty for all.

    """

    campaign: Campaign
    lang: Lang
    states: Collection[RowState] = ()
    codes: Collection[str] = ()

    @property
    def key(self) -> str:
        """What names its job: who asks for the same while it is written joins it."""
        words = (self.lang, *sorted(self.states), "|", *sorted(self.codes))
        digest = sha256("\n".join(words).encode()).hexdigest()[:12]
        return f"report:{self.campaign.id}:{digest}"


def start_workbook(
    jobs: JobRunner,
    choice: WorkbookChoice,
    *,
    home: Path,
    ledger: Ledger,
    owner: str,
) -> JobStatus:
    """Have a workbook written; returns at once.

    Args:
        jobs: What runs it.
        choice: Which one.
        home: The state folder: it is written into a folder of its own there.
        ledger: The ledger.
        owner: Who asks.

    Raises:
        UsageError: Too many workbooks wait already.

    """
    folder = home / _FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    drop_old_workbooks(home)
    request = JobRequest(
        key=choice.key,
        kind="report",
        owner=owner,
        function=f"{__name__}:write_workbook",
        arguments={
            **ledger_arguments(ledger),
            "campaign": choice.campaign.id,
            "lang": choice.lang,
            "states": sorted(choice.states),
            "codes": sorted(choice.codes),
            "out": str(folder / f"{choice.key.replace(':', '-')}.xlsx"),
        },
        limits=_LIMITS,
        environment={"ZNS_HOME": str(home)},
    )
    return jobs.submit(request)


def workbook_path(status: JobStatus) -> Path | None:
    """Return the workbook of a job that is done; `None` as long as there is none, or no more."""
    name = status.result.get("path") if status.result else None
    path = Path(name) if isinstance(name, str) else None
    return path if path is not None and path.is_file() else None


def counts_mark(counts: StateCounts) -> str:
    """Return what tells whether a campaign stands as it stood when its workbook was written."""
    rows_by_state = sorted((state.value, n) for state, n in counts.rows.items() if n)
    return sha256(repr((rows_by_state, counts.delivered)).encode()).hexdigest()[:16]


def is_current(status: JobStatus, counts: StateCounts) -> bool:
    """Tell whether a workbook is there and shows how the campaign stands now."""
    result = status.result or {}
    return result.get("mark") == counts_mark(counts) and workbook_path(status) is not None


def drop_old_workbooks(home: Path) -> None:
    """Delete workbooks that were made longer than `KEEP` ago: they are full of customers' data."""
    folder, before = home / _FOLDER, (SystemClock().now() - KEEP).timestamp()
    for path in folder.iterdir() if folder.is_dir() else ():
        # Another one that is being downloaded can't be deleted on Windows: the rest goes all the same.
        with suppress(OSError):
            if path.stat().st_mtime < before:
                path.unlink(missing_ok=True)


def drop_workbooks(home: Path) -> None:
    """Delete all workbooks that were made for downloads: somebody in them is to be forgotten."""
    folder = home / _FOLDER
    for path in folder.iterdir() if folder.is_dir() else ():
        with suppress(OSError):
            path.unlink(missing_ok=True)


def write_workbook(arguments: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Write a results workbook: what runs in the child process."""
    ledger, now = open_job_ledger(arguments), SystemClock().now()
    try:
        campaign = campaigns.get(ledger, arguments["campaign"])
        # Before the rows are counted: a receipt that waited may change a row's state.
        webhook_events.catch_up(ledger, campaign, now=now)
        whole = tally = checked_tally(ledger, campaign.id)
        price = campaign.price
        states = [RowState(word) for word in arguments["states"]]
        codes = set(arguments["codes"])
        total = sum(tally.count(state) for state in states) if states else tally.total

        def read() -> Iterator[RowRecord]:
            found = rows.read_rows(ledger, campaign.id, price=price, states=states or None)
            for row in with_progress(found, total, report):
                if not codes or row.code in codes:
                    yield row
            report(JobProgress(phase="saving", done=total, total=total))

        out, chosen = Path(arguments["out"]), read
        if states:
            # Few rows, read once: a campaign that is being sent would move others in between.
            listed = list(read())
            counted = Counter(row.state for row in listed)
            tally, chosen = StateCounts(rows=counted), lambda: iter(listed)
        lang: Lang = arguments["lang"]
        cut = write_campaign_report(
            ledger, campaign, tally, out, lang=lang, now=now, read=chosen, face="web"
        )
        out.chmod(0o600)
        return {"path": str(out), "cut": cut, "mark": counts_mark(whole)}
    finally:
        ledger.close()
