"""What the Python library hands out: a checked list, a draft, a campaign."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias, TypedDict

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.sheet import Sheet
from zns_batch.errors import UsageError
from zns_batch.i18n import Lang
from zns_batch.ledger import campaigns, rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign, StateCounts
from zns_batch.services.campaigns.check import CheckResult, Preview, preview, write_problem_book
from zns_batch.services.campaigns.check import check as check_sheet
from zns_batch.services.campaigns.draft import DraftCampaign, Readiness
from zns_batch.services.campaigns.forecast import Forecast
from zns_batch.services.campaigns.options import CampaignRequest, RunOptions
from zns_batch.services.campaigns.preflight import FirstMessage, Preflight
from zns_batch.services.campaigns.prepare import PreparedCampaign
from zns_batch.services.campaigns.report import row_counts
from zns_batch.services.campaigns.run_context import KnownQuota
from zns_batch.sheets import from_frame, open_sheet

if TYPE_CHECKING:
    import pandas as pd

Source: TypeAlias = "str | os.PathLike[str] | BinaryIO | pd.DataFrame | Sequence[Mapping[str, Any]]"
"""A recipient list: a path, a binary file object, a DataFrame, or a list of dicts."""


class PaceOptions(TypedDict, total=False):
    """Pace and limits; without them the account's or, for a campaign that goes on, its own."""

    #: Messages a second.
    rate: float
    #: Requests in flight at most.
    concurrency: int
    #: Units of the day's quota to leave for others.
    quota_reserve: int
    #: Sending hours, such as `08:00-21:30`.
    window: str
    #: Stay while a pause lasts that has an end.
    wait: bool


class PlanOptions(PaceOptions, total=False):
    """How a campaign runs, as the options of `send`."""

    name: str
    #: When rows that are not sent expire: a moment, or a text such as `+2h`.
    expires: str | datetime
    #: `development` for test sends.
    mode: str
    #: Promotions may exceed the day's quota.
    beyond_quota: bool
    #: Send a list that was sent before.
    again: bool
    #: Send so many rows, then pause.
    canary: int
    dry_run: bool
    #: The results workbook of a campaign that is left to workers.
    out: Path
    #: The language of what a worker writes.
    lang: Lang


def open_source(
    source: Source, *, sheet: str | None, header_row: int | None, name: str | None
) -> Sheet:
    """Open a recipient list.

    Raises:
        SheetError: It can't be read.

    """
    if isinstance(source, list | tuple):
        import pandas as pd

        # As objects: a missing value would make whole numbers fractions.
        return from_frame(pd.DataFrame(list(source), dtype=object), name=name or "list")
    if hasattr(source, "iloc"):
        frame: Any = source
        return from_frame(frame, name=name or "DataFrame")
    file: Any = source
    return open_sheet(file, name=name, sheet=sheet, header_row=header_row)


class Check:
    """A checked list. Nothing of it is stored."""

    def __init__(self, prepared: PreparedCampaign) -> None:
        #: The list with its template and columns, for `App.plan`.
        self.prepared = prepared
        self._result: CheckResult = check_sheet(prepared)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by state, and their `total`; rows that can be sent are `pending`."""
        return row_counts(self._result.tally)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What keeps rows from being sent, in the list's order; `text("vi")` is the sentence."""
        return self._result.problems

    @property
    def cost(self) -> int | None:
        """VND at the most; `None` when the template's price is unknown."""
        return self._result.cost

    @property
    def columns(self) -> dict[str, str]:
        """The header of the column that feeds each parameter."""
        columns = self.prepared.columns.params
        return {name: column.title for name, column in columns.items()}

    def preview(self, row: int | None = None) -> Preview | None:
        """Return the message of one row; of the first one that can be sent unless told otherwise."""
        return preview(self.prepared, row)

    def write_problems(self, path: str | os.PathLike[str], *, lang: Lang = "vi") -> None:
        """Write a copy of the list with its wrong cells marked.

        Raises:
            OutputError: The workbook can't be written.

        """
        write_problem_book(Path(path), self.prepared, lang)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A planned campaign that nobody has confirmed yet; a day later it is discarded."""

    request: CampaignRequest
    run: RunOptions
    prepared: PreparedCampaign
    draft: DraftCampaign
    #: The facts on which to decide; `None` when no row can be sent.
    preflight: Preflight | None
    quota: KnownQuota | None

    @property
    def id(self) -> str:
        """The campaign's id."""
        return self.draft.campaign.id

    @property
    def name(self) -> str:
        """The campaign's name."""
        return self.draft.campaign.name

    @property
    def counts(self) -> dict[str, int]:
        """Rows by state, and their `total`."""
        return row_counts(self.draft.tally)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What keeps rows from being sent."""
        return self.draft.problems

    @property
    def readiness(self) -> Readiness:
        """Whether it can be sent, or what is missing."""
        return self.draft.readiness

    def require_ready(self) -> None:
        """Refuse a draft that can't be sent as it is.

        Raises:
            UsageError: No row can be sent, or some can't and `skip_invalid` was not given.

        """
        if self.readiness is Readiness.NOTHING_TO_SEND:
            raise UsageError("run.nothing-to-send")
        if self.readiness is Readiness.NEEDS_CONSENT:
            raise UsageError("run.needs-consent", n=self.draft.invalid)

    @property
    def forecast(self) -> Forecast | None:
        """Messages, cost, quota and end; `None` when no row can be sent."""
        return None if self.preflight is None else self.preflight.forecast

    @property
    def first(self) -> FirstMessage | None:
        """The first message that will leave."""
        return None if self.preflight is None else self.preflight.first


class CampaignHandle:
    """A campaign in the ledger. Every property is read anew."""

    def __init__(self, ledger: Ledger, campaign_id: str) -> None:
        self._ledger = ledger
        self.id = campaign_id

    def __repr__(self) -> str:
        """Return id and name."""
        return f"<CampaignHandle {self.id} {self.name!r}>"

    def record(self) -> Campaign:
        """Return all that the ledger has of it."""
        return campaigns.get(self._ledger, self.id)

    @property
    def name(self) -> str:
        """Its name."""
        return self.record().name

    @property
    def state(self) -> str:
        """`scheduled`, `running`, `paused`, `completed`, `cancelled` or `aborted`."""
        return self.record().state.value

    @property
    def reason(self) -> str | None:
        """Why it is paused or aborted."""
        reason = self.record().reason
        return reason.value if reason else None

    @property
    def resume_after(self) -> datetime | None:
        """When its pause can end, if that is known."""
        return self.record().resume_after

    @property
    def counts(self) -> dict[str, int]:
        """Rows by state, and their `total`."""
        return row_counts(self._tally())

    @property
    def delivered(self) -> int:
        """Accepted rows with a delivery receipt."""
        return self._tally().delivered

    def _tally(self) -> StateCounts:
        return rows.state_counts(self._ledger, self.id)


CampaignRef: TypeAlias = CampaignHandle | str
"""A campaign, its id or name, or `"latest"`."""
