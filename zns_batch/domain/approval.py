"""The rule of four eyes: from how many messages on another person must approve a campaign."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalRule:
    """From how many messages on a campaign waits for another person's approval.

    Attributes:
        least: The number; `None` when none has to wait.

    """

    least: int | None = None

    @property
    def is_on(self) -> bool:
        """Whether any campaign has to wait."""
        return self.least is not None

    def covers(self, messages: int) -> bool:
        """Tell whether a campaign of so many messages has to wait."""
        return self.least is not None and messages >= self.least


NO_APPROVAL = ApprovalRule()
"""No campaign has to wait."""


class ApprovalOutcome(StrEnum):
    """What became of a request for approval."""

    APPROVED = "approved"
    GIVEN_BACK = "given-back"
    """The approver wants something changed."""
    WITHDRAWN = "withdrawn"
    """Who asked took it back."""
    EXPIRED = "expired"
    """Nobody decided in time."""
    NOT_ASKED = "not-asked"
    """It was sent below the limit, shortly after another one of the same person: together they reach it."""
