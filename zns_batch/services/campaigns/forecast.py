"""Forecasts what a campaign will take: quota, days, time and money."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from zns_batch.domain.message import Quota
from zns_batch.sending.hours import SendingHours, next_at, next_quota_day
from zns_batch.sending.interfaces import SendLimits

_MOST_DAYS = 366


@dataclass(frozen=True, kw_only=True, slots=True)
class Forecast:
    """What sending some messages will take."""

    #: How many wait to be sent.
    messages: int
    #: The day's quota as the provider told it; `None` when it did not.
    quota: Quota | None
    #: How many the quota lets out today.
    today: int
    #: On how many days messages will leave; `None` when that can't be told.
    days: int | None
    #: When the last one will leave; `None` when that can't be told.
    end: datetime | None
    #: VND at the most; `None` when the price is unknown.
    cost: int | None


def forecast(
    messages: int,
    *,
    limits: SendLimits,
    quota: Quota | None,
    price: int | None,
    now: datetime,
    template_quota: Quota | None = None,
) -> Forecast:
    """Forecast what sending will take.

    Args:
        messages: How many wait to be sent.
        limits: Pace, reserve and window.
        quota: The provider's word on the quota.
        price: VND a message.
        now: The moment.
        template_quota: What is left of the template's own quota of the day, if it has one.

    """
    account, template = quota or Quota(), template_quota or Quota()
    today = _least(messages, _reserved(account.remaining, limits), template.remaining)
    each_day = _least(_reserved(account.daily, limits), template.daily)
    days, end = _simulate(messages, today or 0, limits, each_day, now)
    return Forecast(
        messages=messages,
        quota=quota,
        today=today or 0,
        days=days,
        end=end,
        cost=None if price is None else price * messages,
    )


def _reserved(quota: int | None, limits: SendLimits) -> int | None:
    return None if quota is None else max(quota - limits.quota_reserve, 0)


def _least(*counts: int | None) -> int | None:
    return min((count for count in counts if count is not None), default=None)


def _simulate(
    messages: int, today: int, limits: SendLimits, each_day: int | None, now: datetime
) -> tuple[int | None, datetime | None]:
    """Walk through the days until the last message has left."""
    left, allowed, start = messages, today, now
    for day in range(1, _MOST_DAYS + 1):
        ends = _after(min(left, allowed), limits.rate, start, limits.window)
        left -= allowed
        if left <= 0:
            return day, ends
        if not each_day:
            break
        start, allowed = next_quota_day(max(start, ends)), each_day
    return None, None


def _after(messages: int, rate: float, start: datetime, window: SendingHours | None) -> datetime:
    seconds = math.ceil(messages / rate)
    moment = start
    while window is not None and seconds > 0:
        moment = window.next_open(moment)
        closes = next_at(window.closes, moment)
        open_for = math.ceil((closes - moment).total_seconds())
        if seconds <= open_for:
            break
        seconds -= open_for
        moment = closes
    return moment + timedelta(seconds=seconds)
