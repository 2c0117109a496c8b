"""Schedules as the API tells and takes them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from zns_batch.i18n import Lang
from zns_batch.ledger.schedules import BadRows, Schedule, ScheduleRun
from zns_batch.ledger.uploads import UploadedList
from zns_batch.rest.models.common import Given, Id, Line, Moment
from zns_batch.services.people.shown_names import shown_name, shown_schedule
from zns_batch.services.schedules.labels import run_reason
from zns_batch.services.schedules.recurring import RecurringForm, Repeat


class ScheduleRunAnswer(BaseModel):
    """What became of one time of a schedule."""

    due: Moment
    state: str
    campaign: str | None
    message: str | None


class ScheduleAnswer(BaseModel):
    """A schedule."""

    schedule: str
    name: str
    account: str
    state: str = Field(examples=["active"])
    file: str = Field(description="The list, or a pattern of lists; for one list alone its name.")
    cron: str | None = Field(description="Null for one that sends once.")
    tz: str
    misfire: str
    bad_rows: str
    next: list[Moment]
    last: list[ScheduleRunAnswer]

    @classmethod
    def of(
        cls,
        schedule: Schedule,
        times: Sequence[datetime],
        runs: Sequence[ScheduleRun],
        lang: Lang,
        *,
        whole: bool,
    ) -> Self:
        """Return a schedule as it stands.

        Args:
            schedule: The schedule.
            times: When it sends next.
            runs: What became of its last times.
            lang: The language of the sentences.
            whole: Whether the reader sees the phones of the account's customers.

        """
        schedule = shown_schedule(schedule, whole=whole)
        return cls(
            schedule=schedule.id,
            name=schedule.name,
            account=schedule.account,
            state=schedule.state.value,
            file=schedule.file,
            cron=schedule.cron,
            tz=schedule.zone,
            misfire=schedule.misfire,
            bad_rows=schedule.bad_rows.value,
            next=list(times),
            last=[
                ScheduleRunAnswer(
                    due=run.due_at,
                    state=run.state.value,
                    campaign=run.campaign_id,
                    message=shown_name(run_reason(run, lang), whole=whole) or None,
                )
                for run in runs
            ],
        )


class ScheduleBody(Given):
    """A recurring schedule: at each of its times the newest list of a folder is sent."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "list": "k7m2n9p4q8r3s6t5v2w9x4y7z3",
                    "folder": "/srv/erp/export",
                    "file": "don-hang-*.xlsx",
                    "repeat": "weekly",
                    "weekdays": [1, 4],
                    "clock": "08:00",
                }
            ]
        },
    )

    list: Id = Field(
        description="A checked list as an example: its account, template, columns and options hold."
    )
    folder: Line = Field(description="One of `list_folders` of the server's settings.")
    file: Annotated[Line, Field(min_length=1, max_length=120)] = Field(
        description="The name of a file there, or a pattern: the newest that fits is sent."
    )
    name: Annotated[Line, Field(max_length=100)] = Field(
        default="", description="Left out, it is named after its list."
    )
    repeat: Literal["daily", "workdays", "weekly", "monthly", "cron"] = "daily"
    clock: Annotated[str, Field(pattern=r"^[0-9:]{1,5}$")] = "08:00"
    weekdays: Annotated[
        tuple[Annotated[int, Field(ge=1, le=7)], ...],
        Field(max_length=7, description="1 is Monday."),
    ] = ()
    day: Annotated[str, Field(pattern=r"^([0-9]{1,2}|L)$")] = Field(
        default="1", description="Of the month; `L` for its last."
    )
    cron: Annotated[Line, Field(max_length=100)] = ""
    bad_rows: Literal["send", "hold", "refuse"] = Field(
        default="hold",
        description="With rows that can't be sent: send the others, wait, or don't send.",
    )
    misfire: Annotated[Line, Field(max_length=20)] = Field(
        default="once",
        description="For a time that was missed: `once`, `skip`, or a lateness as `2h`.",
    )

    def form(self, example: UploadedList) -> RecurringForm:
        """Return what the page's form would hold."""
        return RecurringForm(
            account=example.account,
            template=example.template,
            folder=self.folder,
            file=self.file,
            name=self.name.strip(),
            repeat=Repeat(self.repeat),
            clock=self.clock,
            weekdays=self.weekdays,
            day=self.day,
            cron=self.cron,
            bad_rows=BadRows(self.bad_rows),
            misfire=self.misfire,
        )


class SchedulesAnswer(BaseModel):
    """The schedules of a key's account."""

    schedules: list[ScheduleAnswer]
