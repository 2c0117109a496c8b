"""The rule of four eyes: from how many messages on another person must approve a campaign."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalRule:
    """From how many messages on a campaign waits for another person's approval.

    Attributes:
        least: The number; `None` when none has to wait.

    """

    least: int | None = None

    @classmethod
    def read(cls, value: object) -> Self:
        """Read `none`, `all` or a number of messages.

        Raises:
            ValueError: It is none of these.

        """
        text = str(value).strip().lower()
        if text in {"none", "all"}:
            return cls(least=None if text == "none" else 1)
        # Neither a yes nor a fraction is a number of messages.
        least = int(text)
        if least < 1:
            raise ValueError(text)
        return cls(least=least)

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


def is_own(user_id: str, *, asked_by: str | None, made_by: str | None) -> bool:
    """Tell whether a campaign is somebody's own, so that another person has to decide on it.

    Args:
        user_id: Who wants to decide; empty for somebody who is no user.
        asked_by: Who asked for approval.
        made_by: Who made the campaign.

    """
    return bool(user_id) and user_id in {asked_by, made_by}
