"""What a campaign will take, told before the first message."""

from datetime import datetime, time

import pytest

from zns_batch.core.clock import VIETNAM
from zns_batch.domain.message import Quota
from zns_batch.sending.hours import SendingHours
from zns_batch.sending.interfaces import SendLimits
from zns_batch.services.campaigns.forecast import forecast

DAY = SendingHours(time(8, 0), time(20, 0))


def here(text: str) -> datetime:
    """A moment on a Vietnamese clock."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


NOW = here("2026-11-22 10:00")


@pytest.mark.parametrize(
    "messages, rate, quota, reserve, window, today, days, ends",
    [
        # Within the quota: as long as the pace takes.
        (600, 10, Quota(daily=5000, remaining=5000), 0, None, 600, 1, "2026-11-22 10:01:00"),
        (1, 10, Quota(daily=5000, remaining=5000), 0, None, 1, 1, "2026-11-22 10:00:01"),
        (600, 10, None, 0, None, 600, 1, "2026-11-22 10:01:00"),
        (600, 10, Quota(), 0, None, 600, 1, "2026-11-22 10:01:00"),
        (30, 0.5, None, 0, None, 30, 1, "2026-11-22 10:01:00"),
        # Above it: a day for each day's quota.
        (800, 10, Quota(daily=500, remaining=500), 0, None, 500, 2, "2026-11-23 00:05:30"),
        (800, 10, Quota(daily=500, remaining=100), 0, None, 100, 3, "2026-11-24 00:05:20"),
        (800, 10, Quota(daily=500, remaining=500), 100, None, 400, 2, "2026-11-23 00:05:40"),
        (300, 10, Quota(daily=500, remaining=0), 0, None, 0, 2, "2026-11-23 00:05:30"),
        # Where nobody can tell.
        (800, 10, Quota(daily=None, remaining=500), 0, None, 500, None, None),
        (800, 10, Quota(daily=50, remaining=50), 50, None, 0, None, None),
        (800, 10, Quota(daily=50, remaining=20), 90, None, 0, None, None),
        (100_000, 10, Quota(daily=1, remaining=1), 0, None, 1, None, None),
        # Through the hours of a window.
        (36_000, 1, None, 0, DAY, 36_000, 1, "2026-11-22 20:00:00"),
        (36_060, 1, None, 0, DAY, 36_060, 1, "2026-11-23 08:01:00"),
        (800, 10, Quota(daily=500, remaining=500), 0, DAY, 500, 2, "2026-11-23 08:00:30"),
    ],
)
def test_the_end_is_told_as_it_will_be(
    messages: int,
    rate: float,
    quota: Quota | None,
    reserve: int,
    window: SendingHours | None,
    today: int,
    days: int | None,
    ends: str | None,
) -> None:
    """Pace, quota, reserve and window together say how many leave today and when the last one does."""
    limits = SendLimits(rate=rate, quota_reserve=reserve, window=window)
    told = forecast(messages, limits=limits, quota=quota, price=None, now=NOW)
    assert (today, days, here(ends) if ends else None) == (told.today, told.days, told.end)


def test_a_closed_window_is_waited_for() -> None:
    """A campaign that starts at night ends after the window has opened."""
    told = forecast(
        60,
        limits=SendLimits(rate=1, window=DAY),
        quota=None,
        price=None,
        now=here("2026-11-22 21:00"),
    )
    assert here("2026-11-23 08:01") == told.end


@pytest.mark.parametrize("price, cost", [(None, None), (200, 160_000), (0, 0)])
def test_the_cost_is_at_most_each_message(price: int | None, cost: int | None) -> None:
    """Without a price the cost is not known, rather than nothing."""
    told = forecast(800, limits=SendLimits(), quota=None, price=price, now=NOW)
    assert (cost, 800, None) == (told.cost, told.messages, told.quota)
