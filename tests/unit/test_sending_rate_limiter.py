"""The pace: even, without bursts."""

import heapq
import itertools
import random
from bisect import bisect_left
from datetime import timedelta

import pytest
from ledger_help import NOW, TestClock

from zns_batch.sending.rate.limiter import RateLimiter


async def go(pace: RateLimiter, clock: TestClock, stall: float = 0.0) -> None:
    place = pace.reserve()
    while (wait := pace.delay(place)) > 0:
        await clock.sleep(wait)
    clock.turn(stall)
    moment: float | None = pace.schedule(place)
    while moment is not None:
        await clock.sleep(moment - clock.monotonic())
        moment = pace.try_acquire(moment)


async def departures(
    pace: RateLimiter, clock: TestClock, count: int, stall_at: int = -1
) -> list[float]:
    found = []
    for number in range(count):
        await go(pace, clock, stall=5 if number == stall_at else 0)
        found.append(clock.monotonic())
    return found


def most_in_a_second(moments: list[float]) -> int:
    return max(bisect_left(moments, start + 1) - place for place, start in enumerate(moments))


@pytest.mark.parametrize("rate", [0.5, 3.0, 10.0, 250.0])
async def test_messages_leave_evenly(rate: float) -> None:
    """Over a minute the rate is held within one in a hundred, with no burst at the start."""
    clock = TestClock()
    count = int(rate * 60) + 1
    moments = await departures(RateLimiter(rate, clock), clock, count)

    assert pytest.approx(rate, rel=0.01) == (count - 1) / (moments[-1] - moments[0])
    assert most_in_a_second(moments) <= rate + 1


async def test_time_that_went_by_is_not_made_up_for() -> None:
    """After a stall of five seconds no burst follows."""
    clock = TestClock()
    moments = await departures(RateLimiter(10, clock), clock, 100, stall_at=40)

    assert most_in_a_second(moments) <= 11


@pytest.mark.parametrize("rate, waiting", [(50, 3), (1000, 40), (10, 10)])
@pytest.mark.parametrize("stall", [0.1, 3.0])
async def test_those_who_wait_while_all_stands_still_do_not_leave_at_once(
    rate: int, waiting: int, stall: float
) -> None:
    """A process that was stopped for a while goes on at its pace, whoever was about to leave."""
    clock = TestClock()
    pace = RateLimiter(rate, clock)
    for _ in range(rate):
        await go(pace, clock)
    moments = {pace.schedule(pace.reserve()) for _ in range(waiting)}
    clock.turn(stall)
    left: list[float] = []
    while moments:
        moment = min(moments)
        moments.remove(moment)
        await clock.sleep(moment - clock.monotonic())
        again = pace.try_acquire(moment)
        moments |= set() if again is None else {again}
        left += [clock.monotonic()] if again is None else []

    assert waiting == len(left)
    steps = [after - before for before, after in itertools.pairwise(left)]
    assert all(step >= 1 / rate * 0.99 for step in steps)


async def test_no_second_sees_more_however_late_each_one_is() -> None:
    """Small delays add up to no burst: at most one more than the rate leaves in any second."""
    chance, clock = random.Random(1), TestClock()
    pace = RateLimiter(200, clock)
    lates = [chance.choice((0.0, 0.004, 0.009)) for _ in range(2000)]
    waiting = [(pace.schedule(pace.reserve()) + late, late) for late in lates]
    heapq.heapify(waiting)
    left: list[float] = []
    while waiting:
        woken, late = heapq.heappop(waiting)
        await clock.sleep(woken - clock.monotonic())
        again = pace.try_acquire(woken - late)
        if again is None:
            left.append(clock.monotonic())
        else:
            late = chance.choice((0.0, 0.004, 0.009))
            heapq.heappush(waiting, (again + late, late))

    assert most_in_a_second(left) <= 201
    assert pytest.approx(200, rel=0.02) == (len(left) - 1) / (left[-1] - left[0])


async def test_a_hold_is_heard_by_those_who_wait_for_their_moment() -> None:
    """Who was about to leave when the provider asked to wait, waits."""
    clock = TestClock()
    pace = RateLimiter(10, clock)
    moment = pace.schedule(pace.reserve())
    pace.on_throttled(hold=30)

    again = pace.try_acquire(moment)

    assert again is not None
    assert again >= 30


async def test_a_restart_grants_no_fresh_burst() -> None:
    """The first message after a restart keeps its distance from the last one before."""
    clock = TestClock()
    pace = RateLimiter(0.5, clock, departed_at=NOW - timedelta(seconds=0.5))

    await go(pace, clock)

    assert pytest.approx(1.5) == clock.monotonic()


async def test_a_last_message_of_yesterday_delays_nothing() -> None:
    """A campaign after a quiet time starts at once."""
    clock = TestClock()
    pace = RateLimiter(0.5, clock, departed_at=NOW - timedelta(days=1))

    await go(pace, clock)

    assert pytest.approx(0.0) == clock.monotonic()


async def test_being_told_to_slow_down_slows_down_once_for_all_answers_of_a_moment() -> None:
    """Ten refusals at once mean halving the pace, not standing still."""
    clock = TestClock()
    pace = RateLimiter(10, clock)
    clock.turn(1)
    for _ in range(10):
        pace.on_throttled()

    assert pytest.approx(4.6, abs=0.3) == pace.rate


async def test_nothing_leaves_while_the_provider_asked_to_wait() -> None:
    """Retry-After holds the whole lane back."""
    clock = TestClock()
    pace = RateLimiter(10, clock)
    pace.on_throttled(hold=30)

    await go(pace, clock)

    assert clock.monotonic() >= 30


async def test_the_pace_comes_back() -> None:
    """After a while without complaints the rate that was asked for is reached again."""
    clock = TestClock()
    pace = RateLimiter(10, clock)
    pace.on_throttled()
    for _ in range(800):
        await go(pace, clock)

    assert pytest.approx(10.0) == pace.rate
