"""Who pays for a message: only one that reaches the phone in time is charged.

Zalo charges a message that is delivered within the template's time-out: 15 seconds for OTP, two hours
for all others (Zalo's pages on prices and on the template detail, field `timeout`).
"""

from datetime import datetime, timedelta

from zns_batch.receipt import Receipt

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
