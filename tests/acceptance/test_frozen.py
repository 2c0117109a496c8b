"""A process that stands still and wakes up after another took over; several at the same moment."""

import signal
import sys
import time
from typing import Any

import pytest
from crash_help import (
    as_it_arrived,
    asked,
    by_state,
    each_once,
    freeze,
    in_flight,
    on_both,
    tell,
    until_or_over,
)
from program_help import FAST, Ended, Program, Started, counts, nothing_twice, orders, until

from zns_batch.sandbox import RunningSandbox

if sys.platform == "win32":
    pytest.skip("Windows can't make a process stand still", allow_module_level=True)

PACE = ("--rate", "100", "--concurrency", "20", "--json")
SEND = ("send", "list.csv", *FAST, *PACE)
RESUME = ("resume", "latest", "--yes", *PACE)


def let_the_lease_pass(program: Program) -> None:
    """Make the last sign of life an old one, as waiting would."""
    tell(program, "UPDATE lanes SET beat_at = beat_at - 60000")


def wake(started: Started) -> Ended:
    """Let a process go on, and wait for its end."""
    started.signal(signal.SIGCONT)
    return started.ended()


def begun(program: Program, zalo: RunningSandbox, count: int, after: int) -> Started:
    """Start sending a list, and wait for some requests."""
    program.write("list.csv", orders(count))
    started = program.start(*SEND)
    until_or_over(started, lambda: zalo.counts().requests >= after)
    return started


def lost(woken: Ended, *words: str) -> None:
    """A process that woke up to another one ends in one line that says so, and not with 0."""
    assert (3, "ledger.lane-lost") == (woken.code, woken.object()["problems"][0]["code"][:16])
    said = [line for line in woken.err.splitlines() if line.startswith("Error: ")]
    assert [woken.err.splitlines()[-1]] == said
    assert all(word in said[0] for word in ("took over", *words)), said


def refused(done: Ended, holder: Started) -> None:
    """A second process is told who holds the lane."""
    problem = done.object()["problems"][0]
    assert (2, "ledger.lane-held") == (done.code, problem["code"])
    assert f"process {holder.process.pid} " in problem["message"]


@on_both
def test_a_sender_that_wakes_up_sends_nothing_more(program: Program, zalo: RunningSandbox) -> None:
    """While it stood still another took over when the lease had run out: it says so and leaves the rest alone."""
    zalo.change(latency=0.3)
    frozen = begun(program, zalo, 100, 30)
    freeze(program, frozen)
    left = in_flight(program)
    refused(program.run(*RESUME), frozen)

    done = patiently(program)
    found = done.object()
    assert (1, "completed") == (done.code, found["state"])
    assert len(left) == found["rows"]["unknown"], "those in flight are in doubt"
    arrived = {one.tracking_id for one in zalo.messages()}

    lost(wake(frozen), "has ended since")
    # A request that was just leaving when it stood still may leave now: its row is in doubt.
    assert {one.tracking_id for one in zalo.messages()} - arrived <= left
    shown = program.run("show", "latest", "--json").object()
    assert "completed" == shown["state"], "who lost the lane has no say any more"
    assert {"accepted", "unknown"} >= counts(shown).keys()
    assert 100 == sum(counts(shown).values())
    each_once(zalo, by_state(program))
    nothing_twice(zalo)


def patiently(program: Program) -> Ended:
    """Resume again and again until the lane of a process that stands still is free."""
    done = program.run(*RESUME)
    while done.code == 2:
        assert "ledger.lane-held" == done.object()["problems"][0]["code"]
        time.sleep(1)
        done = program.run(*RESUME)
    return done


@on_both
def test_it_wakes_up_while_the_other_one_sends(program: Program, zalo: RunningSandbox) -> None:
    """It says which process has taken over, and that one goes on undisturbed to the end."""
    zalo.change(latency=0.1)
    frozen = begun(program, zalo, 120, 20)
    freeze(program, frozen)
    let_the_lease_pass(program)
    before = zalo.counts().requests
    other = program.start(*RESUME, "--rate", "25")
    until_or_over(other, lambda: zalo.counts().requests >= before + 5)

    lost(wake(frozen), f"process {other.process.pid} ")
    done = other.ended()
    assert ("completed", 120) == (done.object()["state"], sum(counts(done.object()).values()))
    as_it_arrived(zalo, by_state(program))
    nothing_twice(zalo)
    assert "completed" == program.run("show", "latest", "--json").object()["state"]


@on_both
def test_late_answers_settle_what_was_in_doubt(program: Program, zalo: RunningSandbox) -> None:
    """What it still hears of the rows it had in flight is the truth about them, and is kept."""
    zalo.change(latency=1.5)
    frozen = begun(program, zalo, 15, 15)
    freeze(program, frozen)
    let_the_lease_pass(program)
    done = program.run(*RESUME)
    assert (1, {"unknown": 15}) == (done.code, counts(done.object()))

    lost(wake(frozen))
    shown = program.run("show", "latest", "--json").object()
    assert ("completed", {"accepted": 15}) == (shown["state"], counts(shown))
    assert 15 == zalo.counts().requests
    each_once(zalo, by_state(program))


@pytest.mark.parametrize("word, state", [("pause", "paused"), ("cancel", "cancelled")])
def test_who_stands_still_can_be_stopped_all_the_same(
    program: Program, zalo: RunningSandbox, word: str, state: str
) -> None:
    """`pause` and `cancel` of a process that does not hear act when its lease is over, and it stays at that."""
    zalo.change(latency=0.1)
    frozen = begun(program, zalo, 100, 15)
    freeze(program, frozen)
    asking = program.start(word, "latest", "--json")
    until(lambda: wished(program) == word)
    let_the_lease_pass(program)
    done = asking.ended()
    assert (0, state) == (done.code, done.object()["state"])

    lost(wake(frozen))
    shown = program.run("show", "latest", "--json").object()
    assert (state, 100) == (shown["state"], sum(counts(shown).values()))
    left = "pending" if word == "pause" else "cancelled"
    assert 50 < shown["rows"][left] <= 85
    as_it_arrived(zalo, by_state(program))
    nothing_twice(zalo)


def wished(program: Program) -> Any:
    """What was asked of the campaign."""
    [(found,)] = asked(program, "SELECT wish FROM campaigns")
    return found


@pytest.mark.parametrize("word, state", [("pause", "paused"), ("cancel", "cancelled")])
def test_who_dies_before_it_hears_is_stopped_all_the_same(
    program: Program, zalo: RunningSandbox, word: str, state: str
) -> None:
    """`pause` and `cancel` of a process that is killed meanwhile do what it no longer could."""
    zalo.change(latency=0.1)
    frozen = begun(program, zalo, 100, 15)
    freeze(program, frozen)
    asking = program.start(word, "latest", "--json")
    until(lambda: wished(program) == word)
    frozen.kill()
    done = asking.ended()
    assert (0, state) == (done.code, done.object()["state"])
    assert 100 == sum(counts(done.object()).values())
    nothing_twice(zalo)


@on_both
def test_several_resume_at_the_same_moment(program: Program, zalo: RunningSandbox) -> None:
    """One of them sends; the others say which process does, or come when all is done. Nothing goes twice."""
    zalo.change(latency=0.3)
    killed = begun(program, zalo, 60, 10)
    killed.kill()
    every = [program.start(*RESUME, "--rate", "30", "-o", f"{one}.xlsx") for one in range(4)]
    ended = [one.ended() for one in every]
    sums = [60 == sum(counts(one.object()).values()) for one in ended if one.code in {0, 1}]
    assert sums
    assert all(sums)
    others = [one.object()["problems"][0] for one in ended if one.code == 2]
    assert len(ended) == len(sums) + len(others)
    numbers = {str(one.process.pid) for one in every}
    for problem in others:
        assert "ledger.lane-held" == problem["code"]
        assert any(f"process {number} " in problem["message"] for number in numbers)
    each_once(zalo, by_state(program))
    nothing_twice(zalo)


@on_both
def test_two_campaigns_of_one_account_frozen_in_turn(
    program: Program, zalo: RunningSandbox
) -> None:
    """A second list of the account waits for the lane; what the first had in flight is in doubt, not lost."""
    zalo.change(latency=0.2)
    frozen = begun(program, zalo, 60, 20)
    freeze(program, frozen)
    first = program.run("show", "latest", "--json").object()["campaign"]
    program.write("other.csv", orders(20, start=500))
    refused(program.send("other.csv", *PACE), frozen)
    let_the_lease_pass(program)
    other = program.send("other.csv", *PACE)
    assert (0, {"accepted": 20}) == (other.code, counts(other.object()))

    lost(wake(frozen))
    rest = program.run("resume", first, *RESUME[2:])
    assert 60 == rest.object()["rows"]["accepted"] + rest.object()["rows"]["unknown"]
    as_it_arrived(zalo, by_state(program))
    nothing_twice(zalo)
