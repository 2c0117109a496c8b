"""Finding the highest safe rate below a limit that nobody told: simulated, second by second."""

import heapq
import random
from collections import deque
from collections.abc import Callable

import pytest

from zns_batch.sending.rate.adaptive import SLOWEST, AdaptiveRate

LATENCY = 0.05


class Course:
    """What happened: each message's moment, and whether it was accepted."""

    def __init__(self, messages: list[tuple[float, bool]]) -> None:
        self._messages = messages

    def _between(self, start: float, end: float) -> list[bool]:
        return [taken for moment, taken in self._messages if start <= moment < end]

    def refused(self, start: float, end: float) -> float:
        found = self._between(start, end)
        return 1 - sum(found) / len(found)

    def rate(self, start: float, end: float) -> float:
        return sum(self._between(start, end)) / (end - start)


def never(_moment: float) -> float:
    """No refusals but those for the pace."""
    return 0.0


def drive(
    most: float,
    limit: Callable[[float], float],
    seconds: float,
    *,
    strays: Callable[[float], float] = never,
    seed: int = 1,
) -> Course:
    """Send against a provider that counts over a sliding second and answers a little later."""
    chance = random.Random(seed)
    ceiling, taken = AdaptiveRate(most, 0.0), deque[float]()
    answers: list[tuple[float, bool]] = []
    messages: list[tuple[float, bool]] = []
    moment = departs = 0.0
    while moment < seconds:
        if answers and answers[0][0] <= departs:
            moment, accepted = heapq.heappop(answers)
            if accepted:
                ceiling.accepted(moment)
            else:
                departs = max(departs, moment + ceiling.refused(moment))
            continue
        moment = departs
        ceiling.maybe_probe(moment)
        while taken and taken[0] <= moment - 1:
            taken.popleft()
        accepted = chance.random() >= strays(moment) and len(taken) < limit(moment)
        if accepted:
            taken.append(moment)
        messages.append((moment, accepted))
        heapq.heappush(answers, (moment + LATENCY * chance.uniform(0.8, 1.4), accepted))
        departs = moment + 1 / ceiling.rate
    return Course(messages)


@pytest.mark.parametrize(
    "most, limit", [(50, 20), (1000, 200), (100, 7), (30, 29), (500, 33), (100, 99), (60, 3)]
)
def test_an_unknown_limit_is_found_and_kept_to(most: float, limit: float) -> None:
    """After ten seconds fewer than one in a hundred is refused and nine tenths are used."""
    course = drive(most, lambda _moment: limit, 300)

    assert course.refused(10, 300) < 0.01
    assert course.rate(10, 300) >= 0.9 * limit


def test_a_limit_above_the_rate_changes_nothing() -> None:
    """Where the provider takes what was asked for, the rate is what was asked for."""
    course = drive(10, lambda _moment: 20, 60)

    assert course.refused(0, 60) == 0
    assert pytest.approx(10, rel=0.01) == course.rate(0, 60)


def test_a_limit_that_falls_is_found_again() -> None:
    """A limit lowered mid-run costs a few seconds, not the campaign."""
    course = drive(200, lambda moment: 100 if moment < 60 else 40, 200)

    assert course.refused(75, 200) < 0.01
    assert course.rate(75, 200) >= 0.9 * 40


def test_a_limit_that_rises_is_found_again() -> None:
    """A limit that is lifted is used after a while."""
    course = drive(200, lambda moment: 40 if moment < 60 else 150, 400)

    assert course.rate(300, 400) >= 0.9 * 150
    assert course.refused(10, 400) < 0.01


@pytest.mark.parametrize(
    "most, before, after, since", [(120, 20, 60, 60), (200, 40, 150, 60), (120, 40, 60, 300)]
)
def test_a_limit_that_rises_is_used_soon(
    most: float, before: float, after: float, since: float
) -> None:
    """Some twenty seconds after a limit was lifted, nine tenths of it are used, at little cost."""
    course = drive(most, lambda moment: before if moment < since else after, since + 90)

    assert course.rate(since + 22, since + 90) >= 0.9 * after
    assert course.refused(since, since + 90) < 0.01


@pytest.mark.parametrize("most, before, after", [(120, 40, 20), (200, 200, 40), (120, 100, 60)])
def test_a_limit_that_falls_costs_refusals_for_seconds_only(
    most: float, before: float, after: float
) -> None:
    """Ten seconds after a limit was lowered, fewer than one in a hundred is refused again."""
    course = drive(most, lambda moment: before if moment < 60 else after, 120)

    assert course.refused(70, 120) < 0.01
    assert course.rate(70, 120) >= 0.9 * after


def test_when_nothing_gets_through_the_lane_almost_stands_still() -> None:
    """A provider that refuses everything is asked seldom, and the lane recovers when it may."""
    course = drive(100, lambda moment: 0 if moment < 120 else 50, 400)

    assert course.rate(300, 400) >= 0.8 * 50
    ceiling = AdaptiveRate(100, 0.0)
    for moment in range(0, 2000, 40):
        ceiling.refused(float(moment))
    assert pytest.approx(SLOWEST) == ceiling.rate


@pytest.mark.parametrize("most, share", [(100, 0.02), (100, 0.05), (10, 0.05), (500, 0.1)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_refusals_that_have_nothing_to_do_with_the_pace_are_put_up_with(
    most: float, share: float, seed: int
) -> None:
    """A gateway that refuses one message in twenty at any pace does not make the lane crawl."""
    course = drive(most, lambda _moment: 10_000, 200, strays=lambda _moment: share, seed=seed)

    assert course.rate(10, 200) >= 0.7 * most


@pytest.mark.parametrize(
    "most, limit, share",
    [(100, 40, 0.05), (50, 20, 0.05), (1000, 200, 0.05), (100, 90, 0.05), (100, 40, 0.02)],
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_limit_is_found_among_refusals_that_have_nothing_to_do_with_it(
    most: float, limit: float, share: float, seed: int
) -> None:
    """Stray refusals hide no limit, and do not drive the lane far below it."""
    course = drive(most, lambda _moment: limit, 300, strays=lambda _moment: share, seed=seed)

    assert course.rate(20, 300) >= 0.75 * limit
    assert course.refused(20, 300) <= share + 0.025


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_strays_that_vanish_are_forgotten(seed: int) -> None:
    """When a gateway has recovered, a limit is kept to as closely as before."""
    course = drive(
        100,
        lambda _moment: 40,
        400,
        strays=lambda moment: 0.05 if 60 <= moment < 200 else 0.0,
        seed=seed,
    )

    assert course.rate(80, 400) >= 0.85 * 40
    assert course.refused(320, 400) < 0.01


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_limit_that_falls_is_found_again_among_strays(seed: int) -> None:
    """What is put up with does not cover a limit that has fallen."""
    course = drive(
        200,
        lambda moment: 100 if moment < 60 else 40,
        200,
        strays=lambda _moment: 0.05,
        seed=seed,
    )

    assert course.rate(65, 200) >= 0.75 * 40
    assert course.refused(65, 200) <= 0.1
