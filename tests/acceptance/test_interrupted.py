"""Ctrl-C, SIGTERM, kill -9, a full disk: what was sent is known, and nothing goes twice."""

import signal
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from program_help import FAST, Program, counts, nothing_twice, orders, read_page, until

from zns_batch.sandbox import RunningSandbox

posix = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows sends no signal to one process alone"
)
SLOWLY = ("send", "list.csv", *FAST, "--rate", "100", "-o", "out.xlsx")


@posix
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_the_first_interruption_ends_cleanly(
    program: Program, zalo: RunningSandbox, name: str
) -> None:
    """What is in flight is finished and written down, the workbook is there, and resume goes on."""
    zalo.change(latency=0.2)
    program.write("list.csv", orders(120))
    started = program.start(*SLOWLY)
    until(lambda: zalo.counts().requests >= 15)
    started.signal(getattr(signal, name))
    done = started.ended()
    found = done.object()
    assert (3, "paused", "person") == (done.code, found["state"], found["reason"])
    assert {"accepted", "pending"} == counts(found).keys(), "nothing in flight is left in doubt"
    assert zalo.counts().accepted == found["rows"]["accepted"] < 120
    statuses = [row["Status"] for row in read_page(program.folder / "out.xlsx")]
    assert found["rows"]["accepted"] == statuses.count("accepted")
    assert "Ctrl-C again exits at once" in done.err

    rest = program.run("resume", "latest", "--json", "--rate", "500")
    assert (0, {"accepted": 120}) == (rest.code, counts(rest.object()))
    nothing_twice(zalo)


@posix
def test_a_closed_window_that_is_told_twice_ends_cleanly(
    program: Program, zalo: RunningSandbox
) -> None:
    """The shell and the system both say that the window is gone: what is in flight is still finished."""
    zalo.change(latency=0.5)
    program.write("list.csv", orders(120))
    started = program.start(*SLOWLY)
    until(lambda: zalo.counts().in_flight >= 3)
    started.signal(signal.SIGHUP)
    until(lambda: "Stopping" in started.told())
    started.signal(signal.SIGHUP)
    done = started.ended()
    assert (3, {"accepted", "pending"}) == (done.code, set(counts(done.object())))


@posix
def test_the_second_ctrl_c_leaves_at_once(program: Program, zalo: RunningSandbox) -> None:
    """Whoever presses twice is out with 130; what was in flight is in doubt, the rest still waits."""
    zalo.change(latency=8.0)
    program.write("list.csv", orders(30))
    started = program.start(*SLOWLY)
    until(lambda: zalo.counts().in_flight >= 3)
    started.signal(signal.SIGINT)
    until(lambda: "Stopping" in started.told())
    started.signal(signal.SIGINT)
    assert 130 == started.ended().code
    assert "Traceback" not in started.told()

    zalo.change(latency=0)
    rest = program.run("resume", "latest", "--json", "--rate", "500")
    found = rest.object()
    assert (1, {"accepted", "unknown"}) == (rest.code, set(counts(found)))
    assert found["rows"]["unknown"] <= 10
    nothing_twice(zalo)


@pytest.mark.parametrize("after", [1, 17, 44])
def test_a_killed_process_loses_and_repeats_nothing(
    program: Program, zalo: RunningSandbox, after: int
) -> None:
    """After kill -9 at any moment resume takes over at once: what was in flight is unknown."""
    zalo.change(latency=(0.02, 0.15))
    program.write("list.csv", orders(120))
    started = program.start(*SLOWLY)
    until(lambda: zalo.counts().requests >= after)
    started.kill()
    for told in (program.run("show", "latest").out, program.run("campaigns").out):
        assert "running (its process is gone)" in told
    assert "zns-batch resume" in program.run("show", "latest").out

    rest = program.run("resume", "latest", "--json", "--rate", "500", "-o", "after.xlsx")
    found = rest.object()
    assert (1 if found["rows"]["unknown"] else 0, "completed") == (rest.code, found["state"])
    assert counts(found).keys() <= {"accepted", "unknown"}
    assert found["rows"]["unknown"] <= 10
    rows = read_page(program.folder / "after.xlsx")
    ids = {
        state: {row["Tracking ID"] for row in rows if row["Status"] == state}
        for state in ("accepted", "unknown")
    }
    assert 120 == len(ids["accepted"] | ids["unknown"])
    until(lambda: zalo.counts().in_flight == 0)
    taken = {one.tracking_id for one in zalo.messages()}
    assert ids["accepted"] <= taken
    assert 120 >= len(zalo.messages())
    nothing_twice(zalo)


def arrived(zalo: RunningSandbox, count: int) -> bool:
    """So many requests have arrived."""
    return zalo.counts().requests >= count


def test_killed_twice(program: Program, zalo: RunningSandbox) -> None:
    """Also a second crash, in the middle of resume, repeats nothing."""
    zalo.change(latency=(0.02, 0.15))
    program.write("list.csv", orders(120))
    for words, after in ((SLOWLY, 12), (("resume", "latest", "--rate", "100"), 35)):
        started = program.start(*words)
        until(partial(arrived, zalo, after))
        started.kill()
    found = program.run("resume", "latest", "--json", "--rate", "500").object()
    assert 120 == found["rows"]["accepted"] + found["rows"]["unknown"]
    assert found["rows"]["unknown"] <= 20
    nothing_twice(zalo)


def test_the_same_list_after_a_crash_is_refused(program: Program, zalo: RunningSandbox) -> None:
    """Who runs `send` again instead of `resume` is pointed to the campaign that is there."""
    zalo.change(latency=0.1)
    program.write("list.csv", orders(120))
    started = program.start(*SLOWLY)
    until(lambda: zalo.counts().requests >= 5)
    started.kill()
    done = program.send("list.csv")
    (problem,) = done.object()["problems"]
    assert (2, "ledger.half-sent") == (done.code, problem["code"])
    assert "zns-batch resume" in problem["message"]


def limited(most: int) -> tuple[str, ...]:
    """The program's command line under which no file may grow beyond some bytes."""
    code = (
        "import resource, runpy, sys; "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most})); "
        "sys.argv[0] = 'zns-batch'; runpy.run_module('zns_batch', run_name='__main__')"
    )
    return (sys.executable, "-c", code)


@posix
def test_a_disk_without_room_for_the_plan_sends_nothing(
    program: Program, zalo: RunningSandbox
) -> None:
    """When the list can't be written down it is told in one line, with 2, and nothing leaves."""
    program.write("list.csv", orders(400))
    done = replace(program, command=limited(200_000)).run(*SLOWLY)
    assert 2 == done.code
    assert "Error: The disk" in done.err.splitlines()[-1]
    assert 0 == zalo.counts().requests
    assert (0, 400) == (program.send("list.csv", "--rate", "2000").code, zalo.counts().accepted)


@posix
def test_a_disk_that_fills_up_stops_before_the_next_request(
    program: Program, zalo: RunningSandbox
) -> None:
    """While the ledger can't be written nothing leaves; with room again the rest does, once each."""
    program.write("list.csv", orders(400))
    started = replace(program, command=limited(1_000_000)).start(*SLOWLY[:-2], "--rate", "1000")
    until(lambda: zalo.counts().requests > 0)
    seen = -1
    while seen != zalo.counts().requests:
        seen = zalo.counts().requests
        time.sleep(0.7)
    assert 0 < seen < 400
    started.kill()
    found = program.run("resume", "latest", "--json", "--rate", "1000").object()
    assert 400 == found["rows"]["accepted"] + found["rows"]["unknown"]
    assert found["rows"]["unknown"] <= 10
    nothing_twice(zalo)


def test_a_workbook_that_vanished_can_be_written_again(program: Program, tmp_path: Path) -> None:
    """When the results can't be written at the end the campaign is safe, and `report` writes them."""
    program.write("list.csv", orders(3))
    out = tmp_path / "gone" / "out.xlsx"
    found = program.send("list.csv", "-o", out).object()
    assert str(out) == found["report"]
    out.unlink()
    again = program.run("report", "latest", "-o", out, "--json").object()
    assert (str(out), {"accepted": 3}) == (again["report"], counts(again))
    assert 3 == len(read_page(out))
