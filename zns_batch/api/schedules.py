"""What `App` does with schedules: lists that workers send again and again, and reminders."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Unpack

from zns_batch.api.context import AppContext
from zns_batch.api.objects import Check, PlanOptions
from zns_batch.errors import UsageError
from zns_batch.ledger import schedules
from zns_batch.ledger.schedules import BadRows, Schedule
from zns_batch.services.campaigns.options import RunOptions
from zns_batch.services.schedules.recurrence import ZONE
from zns_batch.services.schedules.reminders import (
    ReminderOptions,
    UpcomingReminders,
    look_ahead,
    look_ahead_of,
)
from zns_batch.services.schedules.service import (
    ScheduleOptions,
    add_recurring,
    new_schedule,
    next_times,
    remove,
    require_free_name,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleHandle:
    """A schedule as it stood when it was asked for."""

    schedule: Schedule
    #: Its next times; none when it is paused or over.
    next: Sequence[datetime]

    @property
    def id(self) -> str:
        """Its id."""
        return self.schedule.id

    @property
    def name(self) -> str:
        """Its name."""
        return self.schedule.name

    @property
    def file(self) -> str:
        """Its list: a path, or a pattern."""
        return self.schedule.file


class ScheduleOperations(AppContext):
    """The methods of `App` about schedules. Not made by itself."""

    def schedule(
        self,
        check: Check,
        *,
        on: str | None = None,
        before: Sequence[str] = (),
        yearly: bool = False,
        at: str | None = None,
        daily: str | None = None,
        every: str | None = None,
        monthly: tuple[str, str] | None = None,
        cron: str | None = None,
        zone: str = ZONE,
        misfire: str = "once",
        bad_rows: str | None = None,
        folder: Path | None = None,
        skip_invalid: bool = False,
        **options: Unpack[PlanOptions],
    ) -> ScheduleHandle:
        """Let the workers send a list again and again; it is read anew at each time.

        Args:
            check: The list, as it is now: a file, with the options by which it is read.
            on: Remind: only rows whose date in this column has come are sent.
            before: With `on`, how long before the date, such as `3d`; without it on the day itself.
            yearly: With `on`, the dates come round each year.
            at: With `on`, the time of each day, such as `09:00`.
            daily: A time of day.
            every: Weekdays and a time of day, such as `thứ Hai 08:00`.
            monthly: A day of the month and a time of day.
            cron: Five fields as cron has them.
            zone: The time zone of these.
            misfire: For missed times: `once`, `skip`, or a maximum lateness such as `2h`.
            bad_rows: `send`, `hold` or `refuse`; `hold` unless told otherwise, for reminders `send`.
            folder: Where results workbooks go; `None` for a folder beside the list.
            skip_invalid: Consent to send although some rows can't be sent.
            options: How its campaigns run; see `PlanOptions`.

        Raises:
            UsageError: An option can't be understood, or the list is no file that can be read anew.
            ColumnError: There is no such column, or it holds no date.
            LedgerError: Another schedule has that name.

        """
        now, prepared = self._clock.now(), check.prepared
        schedule_options = ScheduleOptions(
            at=at,
            daily=daily,
            every=every,
            monthly=monthly,
            cron=cron,
            reminder=ReminderOptions(on=on, before=tuple(before), yearly=yearly),
            zone=zone,
            misfire=misfire,
            bad_rows=BadRows(bad_rows) if bad_rows else None,
            folder=folder,
        )
        request = replace(prepared.request, file=prepared.sheet.path, skip_invalid=skip_invalid)
        with self._located():
            new = new_schedule(request, RunOptions(**options), schedule_options, now=now)
            if new.recurrence is None:
                raise UsageError("schedule.when")
            if not new.request.file.is_file():
                raise UsageError("schedule.not-a-file", file=str(prepared.sheet.path))
            require_free_name(self._ledger, new)
            if new.reminder is not None:
                look_ahead(prepared, new.reminder, new.recurrence, first_at=new.first_at)
            schedule = add_recurring(self._ledger, new, prepared.template, now=now)
        return self._handle(schedule)

    def schedules(self) -> list[ScheduleHandle]:
        """Return all schedules, the next one first."""
        return [self._handle(schedule) for schedule in schedules.list_all(self._ledger)]

    def reminders_ahead(self, schedule: ScheduleHandle | str) -> list[UpcomingReminders]:
        """Return the times within a year at which a reminder has somebody to write to.

        Args:
            schedule: The schedule, or its id or name; its list is read anew.

        Raises:
            UnknownScheduleError: There is none.
            SheetError: There is no list, or it can't be read.

        """
        with self._located():
            return [*look_ahead_of(self._find_schedule(schedule)).times]

    def unschedule(self, schedule: ScheduleHandle | str) -> None:
        """Take a schedule away; a campaign of it that has not begun is cancelled.

        Raises:
            UnknownScheduleError: There is none.

        """
        remove(self._ledger, self._find_schedule(schedule), clock=self._clock)

    def _find_schedule(self, schedule: ScheduleHandle | str) -> Schedule:
        name = schedule if isinstance(schedule, str) else schedule.id
        return schedules.find(self._ledger, name)

    def _handle(self, schedule: Schedule) -> ScheduleHandle:
        times = next_times(self._ledger, schedule, now=self._clock.now())
        return ScheduleHandle(schedule=schedule, next=times)
