"""The pace, as the sandbox sees it: never a burst, and the highest that an unknown limit allows."""

import itertools
import signal
import sys
import time
from collections.abc import Callable

import pytest
from lag_help import Lag, never_ahead
from program_help import FAST, Program, counts, nothing_twice, orders, until

from zns_batch.sandbox import RunningSandbox

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows can't stop a process")
RUNS = 3


def never_a_burst(zalo: RunningSandbox, rate: int, run: Callable[[], object]) -> None:
    """Let no second see more than one request above the rate.

    A busy machine brings late what left in time, on the program's side and on the stand-in's; so
    much more than a second may the requests of one second have taken to leave. And a burst counts
    when it comes in each of a few runs: a program that bursts does so every time.
    """
    seen: list[tuple[int, float]] = []
    while not seen or (seen[-1][0] > seen[-1][1] and len(seen) < RUNS):
        zalo.reset()
        with Lag() as lag:
            run()
        late = 2 * lag.most
        seen.append((zalo.counts().most_in_one_second, rate * (1 + late) + 1))
    assert seen[-1][0] <= seen[-1][1], seen


@pytest.mark.parametrize("rate, rows", [(20, 50), (100, 250)])
def test_no_second_sees_a_burst(
    program: Program, zalo: RunningSandbox, rate: int, rows: int
) -> None:
    """From the first request to the last, at most one more than the rate arrives in any second."""
    program.write("list.csv", orders(rows))

    def run() -> None:
        done = program.send("list.csv", "--rate", str(rate), "--again")
        assert (0, {"accepted": rows}) == (done.code, counts(done.object()))

    never_a_burst(zalo, rate, run)


@posix
@pytest.mark.parametrize("rate", [25, 200])
def test_a_process_that_stood_still_makes_no_burst(
    program: Program, zalo: RunningSandbox, rate: int
) -> None:
    """After three seconds without a breath it goes on at its pace, and makes up for nothing."""
    rows = 2 * rate
    program.write("list.csv", orders(rows))

    def run() -> None:
        started = program.start("send", "list.csv", *FAST, "--rate", str(rate), "--again")
        until(lambda: zalo.counts().requests >= rate // 2)
        started.signal(signal.SIGSTOP)
        time.sleep(3)
        started.signal(signal.SIGCONT)
        assert 0 == started.ended().code

    never_a_burst(zalo, rate, run)


@pytest.mark.parametrize("latency", [0.0, 1.0])
def test_a_process_that_was_killed_leaves_its_pace_to_the_next(
    program: Program, zalo: RunningSandbox, latency: float
) -> None:
    """Between the last request before a kill and the first after it lies the pace's distance."""
    zalo.change(latency=latency)
    program.write("list.csv", orders(4))
    with Lag() as lag:
        started = program.start("send", "list.csv", *FAST, "--rate", "0.5", "--limit", "3")
        until(lambda: zalo.counts().requests >= 2)
        started.kill()
        done = program.run("resume", "latest", "--json", "--rate", "0.5")
    assert done.code in {0, 1}
    assert 3 == zalo.counts().requests
    times = [message.time for message in zalo.messages()]
    gaps = [after - before for before, after in itertools.pairwise(times)]
    # How long a request is on its way varies; one that made up for something would follow at once.
    assert min(gaps) > 1.5 - 2 * lag.most
    never_ahead(program, times, 0.5)
    nothing_twice(zalo)


@pytest.mark.parametrize("strays, most_refused", [(0.0, 0.06), (0.05, 0.16)])
def test_an_unknown_limit_is_found(
    program: Program, zalo: RunningSandbox, strays: float, most_refused: float
) -> None:
    """Nobody told the limit, and no row fails by it; once it is found little is refused."""
    zalo.change(limit=40, latency=0.02, faults={"rate": strays})
    program.write("list.csv", orders(260))
    done = program.send("list.csv", "--rate", "120", "--concurrency", "20")
    assert (0, {"accepted": 260}) == (done.code, counts(done.object()))
    later = zalo.counts().per_second[3:]
    asked, accepted = sum(one.requests for one in later), sum(one.accepted for one in later)
    assert asked - accepted <= most_refused * asked + 3
    assert zalo.counts().refused["-32"] > 0
    assert (strays > 0) == (zalo.counts().faults.get("rate", 0) > 0)
    nothing_twice(zalo)
