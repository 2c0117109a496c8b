"""Every message that a reseller was asked for, the refused ones too, so that it can be looked up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

FIRST_ID = 1_000_000_000_000_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One message, as the reseller keeps it.

    Attributes:
        id: The reseller's own id.
        msg_id: Zalo's id; empty for a message that Zalo refused.
        error_code: Zalo's number; 0 for a message that was accepted.
        error_message: Zalo's words with it.
        phone: As it was asked for.
        template_id: The template.
        data: The parameters.
        tracking_id: The sender's reference; empty without.
        is_test: Whether it is a test send to an administrator.
        beyond_quota: Whether it may go beyond the quota.
        journey_id: The journey; empty without.
        requested_at: When it was asked for, in seconds since 1970 by the stand-in's clock.
        delivered_at: When it reaches the customer's phone; `None` for never.
        price: VND.
        timeout: Seconds after which a message that arrives is not charged.

    """

    id: int
    msg_id: str
    error_code: int
    error_message: str
    phone: str
    template_id: str
    data: Mapping[str, Any]
    tracking_id: str
    is_test: bool
    beyond_quota: bool
    journey_id: str
    requested_at: float
    delivered_at: float | None
    price: int
    timeout: float

    def has_arrived(self, now: float) -> bool:
        """Tell whether it has reached the customer's phone."""
        return self.delivered_at is not None and self.delivered_at <= now

    def is_charged(self, now: float) -> bool:
        """Tell whether it is paid for: it arrived, and in time."""
        late = (self.delivered_at or 0.0) - self.requested_at > self.timeout
        return self.has_arrived(now) and not late and not self.is_test

    def changed_at(self, now: float) -> float:
        """Return when it last changed."""
        arrived = self.has_arrived(now) and self.delivered_at is not None
        return (self.delivered_at or self.requested_at) if arrived else self.requested_at


class Register:
    """All of them, in order."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._by_msg_id: dict[str, Entry] = {}

    @property
    def next_id(self) -> int:
        """The id of the entry that comes next."""
        return FIRST_ID + len(self._entries)

    def add(self, entry: Entry) -> None:
        """Keep a message."""
        self._entries.append(entry)
        if entry.msg_id:
            self._by_msg_id[entry.msg_id] = entry

    def find(self, msg_id: str) -> Entry | None:
        """Return the message of Zalo's id; `None` when there is none."""
        return self._by_msg_id.get(msg_id)

    def newest_first(self) -> Iterator[Entry]:
        """Go through all of them, the newest first."""
        return reversed(self._entries)
