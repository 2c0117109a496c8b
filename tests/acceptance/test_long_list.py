"""A list so long that a second process checks its rows while the first one writes them."""

import contextlib
import os
import signal
import sys

import psutil
import pytest
from program_help import Program, Started, order, orders, until

from zns_batch.sandbox import RunningSandbox

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux copies a process"),
    pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one core is not shared"),
]

COUNT = 60_000


def planning(program: Program, *words: str) -> tuple[Started, psutil.Process]:
    """Begin to send a long list; return the program and the copy that checks its rows."""
    program.write("dai.csv", orders(COUNT))
    started = program.fresh().start("send", "dai.csv", "-t", "don-hang", "--yes", *words)
    sender = psutil.Process(started.process.pid)
    copies: list[psutil.Process] = []

    def has_copy() -> bool:
        copies[:] = sender.children()
        return bool(copies)

    until(has_copy)
    return started, copies[0]


def is_gone(process: psutil.Process) -> bool:
    """Tell whether a process has ended; one that nobody waited for counts."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.status() == psutil.STATUS_ZOMBIE
    return True


def test_every_row_of_a_long_list_is_planned_as_it_was_checked(program: Program) -> None:
    """Counts, problems and the first row that another repeats are those of `check`."""
    lines = [
        *orders(7_000),
        ("An", "0912", "DH", "22/11/2026", 5),
        order(6_900),
        *orders(9, start=7_001),
    ]
    program.write("dai.xlsx", lines)
    checked = program.run("check", "dai.xlsx", "-t", "don-hang", "--json").json()
    sent = program.fresh().run("send", "dai.xlsx", "-t", "don-hang", "--dry-run", "--yes", "--json")
    planned = sent.json()
    assert 7_009 == checked["rows"]["pending"], checked["rows"]
    assert checked["rows"] == planned["rows"]
    assert checked["problems"] == planned["problems"]


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_no_process_outlives_a_planning_that_was_ended(
    program: Program, zalo: RunningSandbox, end: signal.Signals
) -> None:
    """Neither `kill -9` nor Ctrl-C leaves one behind, no message has left, and the list can be sent."""
    started, copy = planning(program)
    started.signal(end)
    started.process.wait(20)
    until(lambda: is_gone(copy))
    assert 0 == zalo.counts().accepted
    program.write("dai.csv", orders(3))
    assert 3 == program.send("dai.csv").json()["rows"]["accepted"]


def test_a_copy_that_is_killed_costs_no_row(program: Program) -> None:
    """Where the system ends it for want of memory, the program checks the rest itself."""
    started, copy = planning(program, "--dry-run", "--json")
    copy.kill()
    ended = started.ended()
    assert 0 == ended.code, ended.err
    assert COUNT == ended.json()["rows"]["accepted"]
