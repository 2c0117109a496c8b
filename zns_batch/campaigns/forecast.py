"""What a campaign will take: quota, days, time and money, told before the first message."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from zns_batch.messages import Quota
from zns_batch.sending.limits import Limits
from zns_batch.sending.window import Window, next_at, next_quota_day

_MOST_DAYS = 366


@dataclass(frozen=True, kw_only=True, slots=True)
class Forecast:
    """What sending some messages will take.

    Attributes:
        messages: How many wait to be sent.
        quota: The provider's word; `None` when it gave none.
        today: How many the quota lets out today.
        days: On how many days messages will leave; `None` when that can't be told.
        ends_at: When the last one will leave; `None` when that can't be told.
        cost: VND at the most; `None` when the price is unknown.

    """

    messages: int
    quota: Quota | None
    today: int
    days: int | None
    ends_at: datetime | None
    cost: int | None


def forecast(
    messages: int, *, limits: Limits, quota: Quota | None, price: int | None, now: datetime
) -> Forecast:
    """Tell what sending will take.

    Args:
        messages: How many wait to be sent.
        limits: Pace, reserve and window.
        quota: The provider's word on the quota.
        price: VND a message.
        now: The moment.

    """
    left = None if quota is None or quota.remaining is None else quota.remaining
    today = messages if left is None else max(min(messages, left - limits.quota_reserve), 0)
    days, ends_at = _course(messages, today, limits, quota, now)
    return Forecast(
        messages=messages,
        quota=quota,
        today=today,
        days=days,
        ends_at=ends_at,
        cost=None if price is None else price * messages,
    )


def _course(
    messages: int, today: int, limits: Limits, quota: Quota | None, now: datetime
) -> tuple[int | None, datetime | None]:
    """Walk through the days until the last message has left."""
    each_day = quota.daily - limits.quota_reserve if quota and quota.daily is not None else None
    left, allowed, start = messages, today, now
    for day in range(1, _MOST_DAYS + 1):
        ends = _after(min(left, allowed), limits.rate, start, limits.window)
        left -= allowed
        if left <= 0:
            return day, ends
        if not each_day or each_day < 0:
            break
        start, allowed = next_quota_day(max(start, ends)), each_day
    return None, None


def _after(messages: int, rate: float, start: datetime, window: Window | None) -> datetime:
    seconds = math.ceil(messages / rate)
    moment = start
    while window is not None and seconds > 0:
        moment = window.next_open(moment)
        closes = _closing_after(moment, window)
        open_for = math.ceil((closes - moment).total_seconds())
        if seconds <= open_for:
            break
        seconds -= open_for
        moment = closes
    return moment + timedelta(seconds=seconds)


def _closing_after(moment: datetime, window: Window) -> datetime:
    return next_at(window.closes, moment)
