"""A notification: the outcome of a campaign or of a schedule's run, for people."""

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
    QUOTA = "quota"
    """Most of the day's quota of an account is used."""
    TOKEN = "token"  # noqa: S105 — a kind, and no secret
    """An account's refresh token ends soon: after that somebody has to log in."""
    TEST = "test"
    """Somebody wants to know whether notices arrive."""


MOST_NEEDS = 20
"""The most lines of what needs a person; the workbook has the rest."""

_FINE = frozenset({RowState.ACCEPTED, RowState.DUPLICATE, RowState.SUPPRESSED, RowState.EXCLUDED})
"""Rows that ask nothing of anybody: taken, or left out on purpose."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RequiredAction:
    """One thing that needs a person, in the reader's language."""

    reason: str
    #: How many rows it concerns; 0 when it concerns the whole run.
    rows: int = 0
    remedy: str = ""

    def __post_init__(self) -> None:
        _clean(self, ("reason", "remedy"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Notification:
    """What people are told. Every text is sanitised when the notification is made."""

    kind: NotificationKind
    #: Which time it happened to this campaign or schedule; not shown, only part of `id`.
    turn: str
    when: datetime
    lang: Lang = "vi"
    #: The campaign's id; `None` when there is none, as when no file was found.
    campaign: str | None = None
    #: The campaign's name.
    name: str = ""
    #: The schedule's name; `None` for a campaign without one.
    schedule: str | None = None
    account: str | None = None
    #: Where its messages go, in the reader's language; `None` when that is not known.
    destination: str | None = None
    #: They go to a stand-in, and no customer receives anything.
    practice: bool = False
    state: CampaignState | None = None
    #: A value of `Reason`, or a sentence in the reader's language.
    reason: str | None = None
    #: When it continues; `None` when only a person can tell.
    resume_after: datetime | None = None
    rows: Mapping[RowState, int] = field(default_factory=dict)
    #: The counts of all states in one line, in the reader's language.
    sum_line: str = ""
    #: What needs a person, the most important first.
    needs: tuple[RequiredAction, ...] = ()
    #: The results workbook.
    report: Path | None = None
    #: The address of the campaign's page, for a campaign that was made on the pages.
    page: str | None = None

    def __post_init__(self) -> None:
        _clean(self, ("campaign", "name", "schedule", "account", "destination"))
        _clean(self, ("reason", "sum_line", "page"))
        object.__setattr__(self, "needs", self.needs[:MOST_NEEDS])

    @property
    def id(self) -> str:
        """Unique to what is told, and the same when it is sent again."""
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
        left = any(count for state, count in self.rows.items() if state not in _FINE)
        return self.kind is not NotificationKind.COMPLETED or left


def _clean(target: RequiredAction | Notification, names: tuple[str, ...]) -> None:
    for name in names:
        text = getattr(target, name)
        if text is not None:
            object.__setattr__(target, name, one_line(str(text)))
