"""Purging as a job: in a child process, for a file that is written anew takes a while."""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from zns_batch.core.clock import SystemClock
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.maintenance.purge import plan
from zns_batch.ledger.maintenance.secure_delete import clean_up
from zns_batch.services.campaigns.purge import purge
from zns_batch.services.jobs.job import JobLimits, JobProgress, JobRequest, JobStatus, Report
from zns_batch.services.jobs.ledger_place import ledger_arguments, open_job_ledger
from zns_batch.services.jobs.runner import JobRunner
from zns_batch.services.people.management import Actor

PURGE_KEY = "purge"
"""Names the job: there is one at a time, of whichever kind."""

_LIMITS = JobLimits(seconds=6 * 3_600, cpu_seconds=3_600)


def start_purge(
    jobs: JobRunner, ledger: Ledger, *, before: datetime, home: Path, actor: Actor
) -> JobStatus:
    """Have customers' data taken out of what ended before a moment; returns at once.

    Raises:
        UsageError: Too many such jobs wait.

    """
    arguments = {
        "before": before.isoformat(),
        "home": str(home),
        "actor": {"name": actor.name, "face": actor.face, "address": actor.address},
    }
    return _start(jobs, ledger, "purge_old", arguments, actor, home)


def start_wipe(jobs: JobRunner, ledger: Ledger, *, home: Path, actor: Actor) -> JobStatus:
    """Have the database's free space wiped, where what was taken out still stands.

    Raises:
        UsageError: Too many such jobs wait.

    """
    return _start(jobs, ledger, "wipe", {}, actor, home)


def _start(
    jobs: JobRunner,
    ledger: Ledger,
    function: str,
    arguments: Mapping[str, Any],
    actor: Actor,
    home: Path,
) -> JobStatus:
    request = JobRequest(
        key=PURGE_KEY,
        kind="purge",
        owner=actor.user_id or actor.name,
        function=f"{__name__}:{function}",
        arguments={**ledger_arguments(ledger), **arguments},
        limits=_LIMITS,
        environment={**os.environ, "ZNS_HOME": str(home)},
    )
    return jobs.submit(request)


def purge_old(arguments: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Take customers' data out of what is old: what runs in the child process."""
    ledger, clock = open_job_ledger(arguments), SystemClock()
    try:
        report(JobProgress(phase="purging"))
        planned = plan(ledger, before=datetime.fromisoformat(arguments["before"]))
        actor = Actor(**arguments["actor"])
        done = purge(ledger, planned, clock=clock, home=Path(arguments["home"]), actor=actor)
    finally:
        ledger.close()
    return {
        "campaigns": done.campaigns,
        "rows": done.rows,
        "left": len(done.left),
        "wiped": done.wiped,
    }


def wipe(arguments: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Wipe the database's free space: what runs in the child process."""
    ledger = open_job_ledger(arguments)
    try:
        report(JobProgress(phase="wiping"))
        return {"wiped": clean_up(ledger)}
    finally:
        ledger.close()
