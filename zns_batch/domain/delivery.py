"""Delivery of a message: receipts, webhook events, the charging rule, and counts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, TypeAlias

from zns_batch.domain.message import Failure


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """A provider's delivery receipt of one message. All moments are aware.

    Attributes:
        tracking_id: Our reference, where the provider names it.
        message_id: The provider's id of the message, where it names it.
        failure: Why the provider did not take the message after all; `None` when it did.
        sent_at: When the provider began to send it, where it says so.
        delivered_at: When it reached the phone; `None` as long as it has not.
        charged: Whether the provider says that it is paid for; `None` when it does not say.
        fee: VND, where the provider says so.

    """

    tracking_id: str | None = None
    message_id: str | None = None
    failure: Failure | None = None
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    charged: bool | None = None
    fee: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Deliveries:
    """What is known of the accepted messages by now.

    Attributes:
        in_time: Reached the phone within the template's time-out.
        late: Reached it later than that.
        missing: Have not reached it, as far as anybody said.
        uncharged: Are certainly not paid for.
        cost: VND at the most; `None` when the price of some is not known.

    """

    in_time: int = 0
    late: int = 0
    missing: int = 0
    uncharged: int = 0
    cost: int | None = None

    @property
    def delivered(self) -> int:
        """How many reached the phone."""
        return self.in_time + self.late

    @property
    def known(self) -> bool:
        """Whether anything was said of any of them."""
        return bool(self.delivered or self.uncharged)


class DeliveryCount:
    """Counts accepted messages, one after the other.

    Args:
        timeout: The template's time-out in seconds, when known.

    """

    def __init__(self, timeout: int | None) -> None:
        self._timeout = timeout
        self._in_time = self._late = self._missing = self._uncharged = self._cost = 0
        self._priced = True

    def add(
        self,
        *,
        sent_at: datetime | None,
        delivered_at: datetime | None,
        charged: bool | None,
        cost: int | None,
    ) -> None:
        """Take in one accepted message."""
        if delivered_at is None:
            self._missing += 1
        elif in_time(sent_at, delivered_at, self._timeout):
            self._in_time += 1
        else:
            self._late += 1
        if charged is False:
            self._uncharged += 1
        if cost is None:
            self._priced = False
        else:
            self._cost += cost

    def result(self) -> Deliveries:
        """Return the counts so far."""
        return Deliveries(
            in_time=self._in_time,
            late=self._late,
            missing=self._missing,
            uncharged=self._uncharged,
            cost=self._cost if self._priced else None,
        )


USUAL_TIMEOUT = 7_200
"""Seconds, for a template that says nothing of its own: the longest there is, so that no bill is higher
than we said."""

SLACK = timedelta(minutes=5)
"""How far the provider's clock and ours may be apart, and how late word of an arrival may come."""


def in_time(sent_at: datetime | None, delivered_at: datetime, timeout: int | None) -> bool:
    """Tell whether a message reached the phone within its template's time-out.

    Args:
        sent_at: When the provider began to send it; one that nobody knows counts as in time.
        delivered_at: When it reached the phone.
        timeout: The template's time-out in seconds, when known.

    """
    return sent_at is None or delivered_at - sent_at <= _limit(timeout)


def is_charged(
    receipt: Receipt, *, sent_at: datetime | None, timeout: int | None, asked_at: datetime | None
) -> bool | None:
    """Tell whether a message is paid for; `None` as long as nobody can know.

    Args:
        receipt: What the provider says of it. Its own word on the charge wins.
        sent_at: When the provider began to send it.
        timeout: The template's time-out in seconds, when known.
        asked_at: When the provider was asked; `None` when it told by itself.

    """
    if receipt.charged is not None:
        return receipt.charged
    if receipt.failure is not None:
        return False
    if receipt.delivered_at is not None:
        return in_time(sent_at, receipt.delivered_at, timeout)
    if asked_at is None or sent_at is None:
        return None
    # Not there although its time is over: should it still come, it comes too late to be charged.
    return False if asked_at - sent_at > _limit(timeout) + SLACK else None


@dataclass(frozen=True, kw_only=True, slots=True)
class MixedPrice:
    """What a message costs where some rows go to phones and others to user ids; `None` when not known."""

    phone: int | None
    user: int | None

    def of(self, *, to_user: bool) -> int | None:
        """Return what one message costs at the most, in VND."""
        return self.phone if not to_user or self.user is None else self.user


Price: TypeAlias = int | MixedPrice | None
"""VND a message, the same for each or by its recipient; `None` when nobody knows it."""


def cost_of(*, charged: bool | None, fee: int | None, price: int | None) -> int | None:
    """Return what an accepted message costs at the most, in VND; `None` when nobody knows its price.

    Args:
        charged: Whether it is paid for; in doubt it is.
        fee: What the provider says that it costs.
        price: What its template costs.

    """
    if charged is False:
        return 0
    return price if fee is None else fee


def _limit(timeout: int | None) -> timedelta:
    return timedelta(seconds=USUAL_TIMEOUT if timeout is None else timeout)


RECEIVED = "user_received_message"
"""Zalo's name of the event that a message has reached the phone."""

RATED = "user_feedback"
"""Zalo's name of the event that a customer has rated a message."""

REPLIED = "user_click_response_button"
"""Zalo's name of the event that a customer has pressed a quick reply."""


def event_digest(name: str, *known: str | None) -> str:
    """Name an event so that every repetition of it has the same name, and no other event."""
    content = json.dumps([name, *known]).encode()
    return blake2b(content, digest_size=16).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookEvent:
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


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenAnswer:
    """A customer's answer to a message, as a provider tells it when it is asked.

    Attributes:
        name: `RATED` or `REPLIED`.
        at: When it was given, aware.
        submitted: That moment in the provider's own words: it tells answers to one message apart.
        message_id: The provider's id of the message, where it names it.
        tracking_id: Our reference of the message, where it names one.
        told: The answer, by the names that events have: `rate`, `note`, `feedbacks`, `data`.

    """

    name: str
    at: datetime
    submitted: str
    message_id: str | None = None
    tracking_id: str | None = None
    told: Mapping[str, Any] = field(default_factory=dict)

    def as_event(self, account: str) -> WebhookEvent:
        """Return it as the event that the webhook would tell it by."""
        return WebhookEvent(
            name=self.name,
            digest=event_digest(self.name, self.message_id or self.tracking_id, self.submitted),
            accounts=(account,),
            at=self.at,
            message_id=self.message_id,
            tracking_id=self.tracking_id,
            told=self.told,
        )
