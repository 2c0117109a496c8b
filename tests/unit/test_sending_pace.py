"""The pace: even, without bursts."""

from bisect import bisect_left
from datetime import timedelta

import pytest
from ledger_help import NOW, TestClock

from zns_batch.sending.pace import Pace


async def go(pace: Pace, clock: TestClock, stall: float = 0.0) -> None:
    place = pace.book()
    while (wait := pace.until(place)) > 0:
        await clock.sleep(wait)
    clock.turn(stall)
    await clock.sleep(pace.depart(place))


async def departures(pace: Pace, clock: TestClock, count: int, stall_at: int = -1) -> list[float]:
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
    moments = await departures(Pace(rate, clock), clock, count)

    assert pytest.approx(rate, rel=0.01) == (count - 1) / (moments[-1] - moments[0])
    assert most_in_a_second(moments) <= rate + 1


async def test_time_that_went_by_is_not_made_up_for() -> None:
    """After a stall of five seconds no burst follows."""
    clock = TestClock()
    moments = await departures(Pace(10, clock), clock, 100, stall_at=40)

    assert most_in_a_second(moments) <= 11


async def test_a_restart_grants_no_fresh_burst() -> None:
    """The first message after a restart keeps its distance from the last one before."""
    clock = TestClock()
    pace = Pace(0.5, clock, departed_at=NOW - timedelta(seconds=0.5))

    await go(pace, clock)

    assert pytest.approx(1.5) == clock.monotonic()


async def test_a_last_message_of_yesterday_delays_nothing() -> None:
    """A campaign after a quiet time starts at once."""
    clock = TestClock()
    pace = Pace(0.5, clock, departed_at=NOW - timedelta(days=1))

    await go(pace, clock)

    assert pytest.approx(0.0) == clock.monotonic()


async def test_being_told_to_slow_down_slows_down_once_for_all_answers_of_a_moment() -> None:
    """Ten refusals at once mean halving the pace, not standing still."""
    clock = TestClock()
    pace = Pace(10, clock)
    clock.turn(1)
    for _ in range(10):
        pace.slow_down()

    assert pytest.approx(4.6, abs=0.3) == pace.rate


async def test_nothing_leaves_while_the_provider_asked_to_wait() -> None:
    """Retry-After holds the whole lane back."""
    clock = TestClock()
    pace = Pace(10, clock)
    pace.slow_down(hold=30)

    await go(pace, clock)

    assert clock.monotonic() >= 30


async def test_the_pace_comes_back() -> None:
    """After a while without complaints the rate that was asked for is reached again."""
    clock = TestClock()
    pace = Pace(10, clock)
    pace.slow_down()
    for _ in range(800):
        await go(pace, clock)

    assert pytest.approx(10.0) == pace.rate
