"""A notice: what people are told of a campaign, or of a schedule's run."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from zns_batch.domain.states import CampaignState, RowState
from zns_batch.i18n import Lang
from zns_batch.notifications.redact import one_line, path_text


class NotificationKind(StrEnum):
    """What happened. The values are those of the JSON."""

    COMPLETED = "completed"
    """The campaign ran to its end."""
    PAUSED = "paused"
    """It waits for something that ends by itself, or for `resume`."""
    ABORTED = "aborted"
    """Only a person can mend what stopped it."""
    CANCELLED = "cancelled"
    """A person ended it."""
    HELD = "held"
    """It is planned and waits for a person to say yes."""
    REFUSED = "refused"
    """The list has bad rows, and nothing was sent."""
    MISSED = "missed"
    """The machine was off at the time, and by the schedule's rule it is not made up for."""
    NO_FILE = "no-file"
    """The schedule found no file."""
    UNCHANGED = "unchanged"
    """The schedule's file is the one that was sent before."""
    FAILED = "failed"
    """It could not run."""
    TEST = "test"
    """Somebody wants to know whether notices arrive."""


MOST_NEEDS = 20
"""The most lines of what needs a person; the workbook has the rest."""

_WELL = frozenset({RowState.ACCEPTED, RowState.DUPLICATE, RowState.SUPPRESSED})
"""Rows that ask nothing of anybody: taken, or left out on purpose."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RequiredAction:
    """One thing that needs a person.

    Attributes:
        reason: What happened, in the reader's language.
        rows: How many rows it is about; 0 when it is about the whole run.
        remedy: What to do, in the reader's language.

    """

    reason: str
    rows: int = 0
    remedy: str = ""

    def __post_init__(self) -> None:
        _clean(self, ("reason", "remedy"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Notification:
    """What people are told. Every text is made fit to leave the machine when the notice is made.

    Attributes:
        kind: What happened.
        turn: Which time it happened to this campaign or schedule; not shown, only part of `id`.
        when: When it happened, aware.
        lang: The reader's language.
        campaign: The campaign's id; `None` when there is none, as when no file was found.
        name: The campaign's name.
        schedule: The schedule's name; `None` for a campaign without one.
        account: The sender account.
        state: Where the campaign stands.
        reason: Why: a word of `Reason`, or a sentence in the reader's language.
        resume_after: When it goes on, aware; `None` when only a person can tell.
        rows: Rows by state.
        sum_line: Where all rows stand, in the reader's language.
        needs: What needs a person, the most important first.
        report: The results workbook.

    """

    kind: NotificationKind
    turn: str
    when: datetime
    lang: Lang = "vi"
    campaign: str | None = None
    name: str = ""
    schedule: str | None = None
    account: str | None = None
    state: CampaignState | None = None
    reason: str | None = None
    resume_after: datetime | None = None
    rows: Mapping[RowState, int] = field(default_factory=dict)
    sum_line: str = ""
    needs: tuple[RequiredAction, ...] = ()
    report: Path | None = None

    def __post_init__(self) -> None:
        _clean(self, ("campaign", "name", "schedule", "account", "reason", "sum_line"))
        object.__setattr__(self, "needs", self.needs[:MOST_NEEDS])

    @property
    def id(self) -> str:
        """A name that is the same when the same thing is told again, and only then."""
        about = json.dumps([self.kind, self.campaign, self.schedule, self.turn])
        return f"zns_{sha256(about.encode()).hexdigest()[:32]}"

    @property
    def report_text(self) -> str | None:
        """The workbook's path as it may be told."""
        return None if self.report is None else path_text(self.report)

    @property
    def is_trouble(self) -> bool:
        """Whether it is anything but a campaign whose every row was taken or left out on purpose."""
        if self.kind is NotificationKind.TEST:
            return False
        left = any(count for state, count in self.rows.items() if state not in _WELL)
        return self.kind is not NotificationKind.COMPLETED or left


def _clean(made: RequiredAction | Notification, names: tuple[str, ...]) -> None:
    for name in names:
        text = getattr(made, name)
        if text is not None:
            object.__setattr__(made, name, one_line(str(text)))
