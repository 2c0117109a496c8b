"""Every message that was accepted and every request that arrived, one by one."""

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zns_batch.sandbox.customer_answers import GivenRating, GivenReply

FIRST_ID = 1_000_000_000_000_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class ResellerEntry:
    """One message, as the reseller keeps it.

    Attributes:
        id: The reseller's own id.
        msg_id: Zalo's id; empty for a message that Zalo refused.
        error_code: Zalo's number; 0 for a message that was accepted.
        error_message: Zalo's words with it.
        phone: As it was requested.
        template_id: The template.
        data: The parameters.
        tracking_id: The sender's reference; empty without.
        is_test: Whether it is a test send to an administrator.
        beyond_quota: Whether it may go beyond the quota.
        journey_id: The journey; empty without.
        requested_at: When it was requested, in seconds since 1970 by the stand-in's clock.
        delivered_at: When it reaches the customer's phone; `None` for never.
        price: VND.
        timeout: Seconds after which a message that arrives is not charged.
        rating: How the customer rates it once it has arrived; `None` for not at all.
        reply: The quick reply that the customer presses; `None` for none.

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
    rating: GivenRating | None = None
    reply: GivenReply | None = None

    def has_arrived(self, now: float) -> bool:
        """Tell whether it has reached the customer's phone."""
        return self.delivered_at is not None and self.delivered_at <= now

    def is_charged(self, now: float) -> bool:
        """Tell whether it is paid for: it arrived, and in time."""
        late = (self.delivered_at or 0.0) - self.requested_at > self.timeout
        return self.has_arrived(now) and not late and not self.is_test

    def answered_at(self, now: float) -> float | None:
        """Return when the customer answered last; `None` when that has not happened."""
        answers = [one.at for one in (self.rating, self.reply) if one and one.at <= now]
        return max(answers, default=None)

    def changed_at(self, now: float) -> float:
        """Return when it last changed."""
        arrived = self.has_arrived(now) and self.delivered_at is not None
        return (self.delivered_at or self.requested_at) if arrived else self.requested_at


class ResellerLog:
    """All of them, in order."""

    def __init__(self) -> None:
        self._entries: list[ResellerEntry] = []
        self._by_msg_id: dict[str, ResellerEntry] = {}

    @property
    def next_id(self) -> int:
        """The id of the entry that comes next."""
        return FIRST_ID + len(self._entries)

    def add(self, entry: ResellerEntry) -> None:
        """Keep a message."""
        self._entries.append(entry)
        if entry.msg_id:
            self._by_msg_id[entry.msg_id] = entry

    def find(self, msg_id: str) -> ResellerEntry | None:
        """Return the message of Zalo's id; `None` when there is none."""
        return self._by_msg_id.get(msg_id)

    def newest_first(self) -> Iterator[ResellerEntry]:
        """Go through all of them, the newest first."""
        return reversed(self._entries)


# What is kept for each message and each arrival is a plain tuple of texts and numbers: Python's
# garbage collector leaves those alone, so it never stops a rehearsal of a million messages to look
# at them all (a stop shows as a burst of arrivals that the sender never made).
_MessageTuple = tuple[str, str, str, float, float | None]
_ArrivalTuple = tuple[float, str, bool]

_WRITER = json.JSONEncoder(sort_keys=True)


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """A message that was accepted.

    Attributes:
        phone: `84` and nine digits.
        template_id: The template.
        template_data: The parameters as they came.
        tracking_id: The sender's reference, empty when it gave none.
        msg_id: The stand-in's own id.
        time: When, in seconds since 1970 by the stand-in's clock.
        delivered_at: When it reaches the customer's phone; `None` for never.

    """

    phone: str
    template_id: str
    template_data: dict[str, Any]
    tracking_id: str
    msg_id: str
    time: float
    delivered_at: float | None


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A request for a message, and what it got.

    Attributes:
        time: When, in seconds since 1970 by the stand-in's clock.
        answer: The code of the answer (`0`, `-118`), or the name of the fault that spoilt it.
        accepted: Whether the message was accepted, whatever the answer says.

    """

    time: float
    answer: str
    accepted: bool


class MessageLog:
    """What was accepted, in order, and what arrived under each tracking id."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget everything. Message ids given before are unknown from then on."""
        self._run = secrets.token_hex(6)
        self._messages: list[_MessageTuple] = []
        self._contents: set[str] = set()
        self._arrivals: dict[str, tuple[_ArrivalTuple, ...]] = {}

    def attempts(self, key: str) -> int:
        """Return how many times a message came before."""
        return len(self._arrivals.get(key, ()))

    def was_accepted(self, key: str) -> bool:
        """Tell whether any request of a message was accepted."""
        return any(accepted for _, _, accepted in self._arrivals.get(key, ()))

    def arrive(self, key: str, time: float, answer: str, *, accepted: bool) -> None:
        """Note a request and what it got."""
        self._arrivals[key] = (*self._arrivals.get(key, ()), (time, answer, accepted))

    def knows(self, content: str) -> bool:
        """Tell whether a message of this content was accepted."""
        return content in self._contents

    def accept(
        self, content: str, tracking_id: str, *, time: float, delivered_at: float | None
    ) -> str:
        """Keep an accepted message and return its id: 20 hexadecimal digits."""
        # The id holds the message's place in the list, so that no index of ids is needed.
        msg_id = f"{self._run}{len(self._messages):08x}"
        self._messages.append((content, tracking_id, msg_id, time, delivered_at))
        self._contents.add(content)
        return msg_id

    def find(self, msg_id: str) -> Accepted | None:
        """Return the message of an id; `None` when there is none."""
        if not msg_id.startswith(self._run):
            return None
        place = int(msg_id[len(self._run) :], 16)
        return _accepted(self._messages[place]) if place < len(self._messages) else None

    def messages(self) -> list[Accepted]:
        """Return the accepted messages in the order of their acceptance."""
        return [_accepted(message) for message in self._messages.copy()]

    def arrivals(self, key: str) -> list[Arrival]:
        """Return what arrived under a tracking id, or for a phone when there was no such id."""
        return [
            Arrival(time=time, answer=answer, accepted=accepted)
            for time, answer, accepted in self._arrivals.get(key, ())
        ]


def content_of(phone: str, template_id: str, data: Mapping[str, Any]) -> str:
    """Write what a message says and to whom: the same text for the same message."""
    return _WRITER.encode([phone, template_id, data])


def _accepted(message: _MessageTuple) -> Accepted:
    content, tracking_id, msg_id, time, delivered_at = message
    phone, template_id, data = json.loads(content)
    return Accepted(
        phone=phone,
        template_id=template_id,
        template_data=data,
        tracking_id=tracking_id,
        msg_id=msg_id,
        time=time,
        delivered_at=delivered_at,
    )
