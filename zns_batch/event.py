"""What a provider tells by itself: a message arrived, a customer rated it, a template changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

RECEIVED = "user_received_message"
"""Zalo's name of the event that a message has reached the phone."""

RATED = "user_feedback"
"""Zalo's name of the event that a customer has rated a message."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One event, without whom it is about.

    Attributes:
        name: The provider's name of it.
        digest: The same for every repetition of it: 32 hexadecimal digits.
        accounts: The accounts that it may be meant for; the first one unless its row says otherwise.
        at: The moment that it tells of, aware: the delivery, the rating, the change.
        message_id: The provider's id of the message, where it is about one.
        tracking_id: Our reference of the message, where it names one.
        told: What else of it is worth keeping.

    """

    name: str
    digest: str
    accounts: tuple[str, ...]
    at: datetime
    message_id: str | None = None
    tracking_id: str | None = None
    told: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_receipt(self) -> bool:
        """Whether it says that a message has reached the phone."""
        return self.name == RECEIVED
