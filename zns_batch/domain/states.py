"""The states of a row and of a campaign, and which may follow which.

A row's life:

```
             ┌────────── invalid · duplicate · suppressed · excluded   decided when planning; never sent
 (planned) ──┤
             └─▶ pending ─▶ sending ─┬─▶ accepted    the provider took it
                    ▲         │      ├─▶ rejected    a definite refusal
                    │         │      └─▶ unknown     no usable answer, or found in `sending` by the
                    │         │                      next owner after a crash
                    └─────────┘  only when certainly not sent
                 pending ─▶ expired · cancelled · duplicate · suppressed
```

`unknown` is left by a late answer of the same attempt or by a receipt (to `accepted`, or to
`rejected`), or by a person who asks for the row again (`retry`). `rejected`, `expired` and
`cancelled` rows go back to `pending` only when a person asks for them. A `pending` row becomes
`duplicate` when another campaign has sent the same to the same phone meanwhile, and `suppressed` when its
number is put on the never-send list. A row in doubt is never
sent again by the program on its own, because the provider has no way to recognise a repeat
(../docs/promise.md).
"""

from collections.abc import Mapping
from enum import StrEnum


class RowState(StrEnum):
    """Where a row stands. The values are the words of the results workbook and of `--json`."""

    PENDING = "pending"
    """Planned and not sent yet."""
    SENDING = "sending"
    """The intent to send is on disk; the request may have left."""
    ACCEPTED = "accepted"
    """The provider took the message."""
    REJECTED = "rejected"
    """The provider refused the message for good, with a code."""
    UNKNOWN = "unknown"
    """No usable answer: it may or may not have been sent."""
    INVALID = "invalid"
    """The row's own cells can't be sent."""
    DUPLICATE = "duplicate"
    """The same phone and parameters stand in an earlier row, or were sent before."""
    SUPPRESSED = "suppressed"
    """The phone stands in a list of numbers never to send to, the campaign's or the ledger's."""
    EXCLUDED = "excluded"
    """The row is none of those that `--where` chooses."""
    EXPIRED = "expired"
    """Its time ran out before it could be sent."""
    CANCELLED = "cancelled"
    """A person ended the campaign before it was sent."""


_R = RowState

TRANSITIONS: Mapping[RowState, frozenset[RowState]] = {
    _R.PENDING: frozenset({_R.SENDING, _R.EXPIRED, _R.CANCELLED, _R.DUPLICATE, _R.SUPPRESSED}),
    _R.SENDING: frozenset({_R.ACCEPTED, _R.REJECTED, _R.UNKNOWN, _R.PENDING}),
    _R.UNKNOWN: frozenset({_R.ACCEPTED, _R.REJECTED, _R.PENDING}),
    _R.REJECTED: frozenset({_R.PENDING}),
    _R.EXPIRED: frozenset({_R.PENDING}),
    _R.CANCELLED: frozenset({_R.PENDING}),
    _R.ACCEPTED: frozenset(),
    _R.INVALID: frozenset(),
    _R.DUPLICATE: frozenset(),
    _R.SUPPRESSED: frozenset(),
    _R.EXCLUDED: frozenset(),
}

RETRYABLE = frozenset({_R.REJECTED, _R.UNKNOWN, _R.EXPIRED, _R.CANCELLED})
"""States from which a person may ask for a new attempt."""

COUNTED: tuple[RowState, ...] = (
    _R.PENDING,
    _R.ACCEPTED,
    _R.REJECTED,
    _R.UNKNOWN,
    _R.INVALID,
    _R.DUPLICATE,
    _R.SUPPRESSED,
    _R.EXCLUDED,
    _R.EXPIRED,
    _R.CANCELLED,
)
"""The states that the sum line names, in its order. `sending` counts as `pending` there."""

NOT_DONE = frozenset({_R.REJECTED, _R.UNKNOWN, _R.INVALID, _R.EXPIRED})
"""States that make a finished campaign leave with exit code 1."""

SET_ASIDE = (_R.INVALID, _R.DUPLICATE, _R.SUPPRESSED, _R.EXCLUDED)
"""States of rows that were never to be sent: a plan leaves them out."""

SENT = (_R.ACCEPTED, _R.REJECTED, _R.UNKNOWN)
"""States of rows that a request was made for."""


def may_follow(before: RowState, after: RowState) -> bool:
    """Tell whether a row in `before` may become `after`."""
    return after in TRANSITIONS[before]


class CampaignState(StrEnum):
    """Where a campaign stands. `draft` is never shown: a plan that nobody has confirmed yet."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    ABORTED = "aborted"


ENDED = frozenset({CampaignState.COMPLETED, CampaignState.CANCELLED})
"""States of a campaign that is over."""


class Reason(StrEnum):
    """Why a campaign is paused or aborted. The values are those of `--json`."""

    QUOTA = "quota"
    """The day's quota of the account (or what is left of it after the reserve) is used."""
    TEMPLATE_QUOTA = "template-quota"
    """The day's quota of the template is used."""
    PROMOTION_QUOTA = "promotion-quota"
    """The month's quota for promotion messages is used."""
    PROMOTION_LIMIT = "promotion-limit"
    """The numbers that are left have had their promotions of the day."""
    BALANCE = "balance"
    """The account has no money left."""
    NIGHT = "night"
    """The template may not be sent at night, or the sending window is closed."""
    RATE = "rate"
    """The provider asked to slow down more often than we were willing to wait for."""
    NETWORK = "network"
    """The provider can't be reached."""
    FAILURES = "failures"
    """Too many rows failed; the rest was held back."""
    PERSON = "person"
    """A person interrupted or paused it."""
    APPROVAL = "approval"
    """It was planned with nobody there, some of its rows can't be sent, and a person must approve it."""
    AUTHORISATION = "authorisation"
    """The access token is refused."""
    PERMISSION = "permission"
    """The account may not do this."""
    TEMPLATE = "template"
    """The template can't be used."""
    SETTINGS = "settings"
    """The application or the request is set up wrongly."""


ABORTING = frozenset({Reason.AUTHORISATION, Reason.PERMISSION, Reason.TEMPLATE, Reason.SETTINGS})
"""Reasons that only a person can mend: exit code 4. All others pause: exit code 3."""
