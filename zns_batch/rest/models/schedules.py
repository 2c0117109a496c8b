"""Schedules as the API tells and takes them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from zns_batch.i18n import Lang, translate
from zns_batch.ledger.schedules import Schedule, ScheduleRun
from zns_batch.rest.models.common import Moment


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
    ) -> Self:
        """Return a schedule as it stands."""
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
                    message=translate(run.key, lang, **run.params) if run.key else None,
                )
                for run in runs
            ],
        )


class SchedulesAnswer(BaseModel):
    """The schedules of a key's account."""

    schedules: list[ScheduleAnswer]
