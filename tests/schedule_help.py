"""Recurring schedules as their tests need them: a list, a schedule for each day, and its days."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ledger_help import NOW, TestClock
from program_help import TEMPLATES, Line, write_list

from zns_batch.ledger import schedules
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.schedules import BadRows, Schedule, ScheduleRun
from zns_batch.services.campaigns.options import CampaignRequest, RunOptions
from zns_batch.services.schedules import service
from zns_batch.services.schedules.run import ScheduleRunner
from zns_batch.services.schedules.service import NewSchedule, ScheduleOptions
from zns_batch.templates.repository import read_template

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""08:00 of the day after `NOW`, in Viet Nam."""
DAY = timedelta(days=1)


def written(path: Path, lines: list[Line], *, age: float = 3600) -> Path:
    """Write a list that was last touched a while before `NOW`."""
    write_list(path, lines)
    when = NOW.timestamp() - age
    os.utime(path, (when, when))
    return path


def asked(file: str | Path, options: ScheduleOptions, **run: Any) -> NewSchedule:
    """Ask for a schedule, at `NOW`."""
    request = CampaignRequest(file=Path(file), template="don-hang", account="default")
    pace = RunOptions(**{"rate": 10.0, "concurrency": 10, "name": "Hằng ngày", **run})
    return service.new_schedule(request, pace, options, now=NOW)


def added(ledger: Ledger, file: str | Path, **more: Any) -> Schedule:
    """Add a schedule for each day at 08:00."""
    run = {name: more.pop(name) for name in ("again", "expires", "name") if name in more}
    options = ScheduleOptions(
        **{"cron": "0 8 * * *", "folder": Path("results"), "bad_rows": BadRows.HOLD, **more}
    )
    new = asked(file, options, **run)
    return service.add_recurring(ledger, new, read_template(TEMPLATES / "don-hang.toml"), now=NOW)


class Days:
    """The days of one schedule, one after the other."""

    def __init__(self, ledger: Ledger, schedule: Schedule) -> None:
        self.ledger = ledger
        self.id = schedule.id
        self.clock = TestClock(EIGHT)

    def schedule(self) -> Schedule:
        found = schedules.get(self.ledger, self.id)
        assert found is not None
        return found

    def run(self, *, late: timedelta = timedelta(seconds=1)) -> ScheduleRun | None:
        """Let a worker keep the next time."""
        due = self.schedule().next_at
        assert due is not None
        self.clock = TestClock(due + late)
        return run_due(self.ledger, self.id, due, late=late)


def run_due(
    ledger: Ledger, schedule_id: str, due: datetime, *, late: timedelta = timedelta()
) -> ScheduleRun | None:
    """Let a worker run a schedule at a time; return what people were told."""
    heard: list[ScheduleRun] = []
    keeper = ScheduleRunner(
        ledger=ledger,
        clock=TestClock(due + late),
        on_run=lambda _schedule, run: heard.append(run),
        is_stopping=lambda: False,
    )
    asyncio.run(keeper.run_due(schedule_id, due, seen_at=due + late))
    return heard[0] if heard else None
