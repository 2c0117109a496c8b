"""kill -9 at any moment, again and again: planning, sending, renewing, writing the report."""

import os
import random
import re
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from crash_help import (
    as_it_arrived,
    asked,
    by_state,
    dice,
    each_once,
    has_begun,
    in_flight,
    on_both,
    tell,
)
from crash_help import until_or_over as until
from program_help import FAST, Program, Started, counts, nothing_twice, orders, read_page

from zns_batch.sandbox import RunningSandbox

AT_ONCE = 20
PACE = ("--rate", "120", "--concurrency", str(AT_ONCE), "--json")
SEND = ("send", "list.csv", *FAST, *PACE)
RESUME = ("resume", "latest", "--yes", *PACE)
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows leaves no process behind")


def requests_from(zalo: RunningSandbox, count: int) -> Callable[[], bool]:
    """Tell whether so many more requests than now have arrived."""
    goal = zalo.counts().requests + count
    return lambda: zalo.counts().requests >= goal


def let_it_run(started: Started, zalo: RunningSandbox, luck: random.Random) -> None:
    """Wait for some moment: mostly while it sends, sometimes while it is still getting there."""
    if luck.random() < 0.25:
        time.sleep(luck.uniform(0, 0.6))
    else:
        until(started, requests_from(zalo, luck.randint(1, 25)))
        time.sleep(luck.uniform(0, 0.03))


@on_both
def test_killed_a_dozen_times_in_one_campaign(program: Program, zalo: RunningSandbox) -> None:
    """However often it is killed: nobody hears twice, each row has one state, only those in flight are in doubt."""
    luck = dice()
    zalo.change(latency=(0.005, 0.06))
    program.write("list.csv", orders(300))
    cut_off: set[str] = set()
    for _ in range(12):
        started = program.start(*(RESUME if has_begun(program) else SEND))
        let_it_run(started, zalo, luck)
        started.kill()
        left = in_flight(program)
        assert len(left) <= AT_ONCE
        cut_off |= left

    done = program.run(*(RESUME if has_begun(program) else SEND), "-o", "end.xlsx")
    found = done.object()
    assert ("completed", 300) == (found["state"], sum(counts(found).values()))
    assert (1 if cut_off else 0) == done.code
    assert {"accepted": 300 - len(cut_off), "unknown": len(cut_off)} == {
        "unknown": 0,
        **counts(found),
    }
    ids = by_state(program)
    assert cut_off == ids.get("unknown", set())
    each_once(zalo, ids)
    nothing_twice(zalo)
    assert_told(program, found["rows"])


def assert_told(program: Program, rows: dict[str, int]) -> None:
    """The sum line and the workbook tell the same."""
    line = program.run("show", "latest").out
    told = {
        word: int(number) for number, word in re.findall(r"(\d+) (accepted|unknown|rows)", line)
    }
    assert rows["total"] == told["rows"]
    assert rows["accepted"] == told["accepted"]
    statuses = [row["Status"] for row in read_page(program.folder / "end.xlsx")]
    assert rows["total"] == len(statuses)
    assert (rows["accepted"], rows["unknown"]) == (
        statuses.count("accepted"),
        statuses.count("unknown"),
    )


@on_both
def test_resume_does_not_wait_for_the_lease(program: Program, zalo: RunningSandbox) -> None:
    """After a kill `resume` sends as soon as it has started, even if the lease ran for a long while."""
    zalo.change(latency=0.02)
    program.write("list.csv", orders(200))
    started = program.start(*SEND)
    until(started, requests_from(zalo, 20))
    started.kill()
    tell(program, "UPDATE lanes SET beat_at = beat_at + 10000")
    found = program.run(*RESUME).object()
    assert 200 == found["rows"]["accepted"] + found["rows"]["unknown"]
    nothing_twice(zalo)


@posix
def test_a_killed_process_that_nobody_looked_after_holds_nothing_up(
    program: Program, zalo: RunningSandbox
) -> None:
    """A parent that never asks how its child ended (a container, a script) makes no one wait."""
    zalo.change(latency=0.05)
    program.write("list.csv", orders(60))
    started = program.fresh().start(*SEND)
    until(started, requests_from(zalo, 10))
    assert started.process.pid is not None
    os.kill(started.process.pid, signal.SIGKILL)
    until(started, lambda: False)
    tell(program, "UPDATE lanes SET beat_at = beat_at + 10000")

    found = program.run(*RESUME).object()
    assert 60 == found["rows"]["accepted"] + found["rows"]["unknown"]
    nothing_twice(zalo)
    started.kill()


def drafts(program: Program) -> bool:
    """Whether rows of a campaign that has not begun are on the disk."""
    return bool(
        asked(
            program,
            "SELECT 1 FROM campaigns JOIN inputs ON campaign_id = id WHERE state = 'draft' LIMIT 1",
        )
    )


@on_both
def test_killed_while_planning(program: Program, zalo: RunningSandbox) -> None:
    """Nothing of a plan that was cut off is seen or kept; the same command then sends the list, once."""
    luck = dice()
    program.write("list.csv", orders(2_500))
    fast = ("--rate", "5000", "--concurrency", "50", "--json")
    words = ("send", "list.csv", *FAST, *fast, "--name", "Một")
    seen = False
    for _ in range(5):
        started = program.start(*words)
        until(started, lambda: drafts(program))
        time.sleep(luck.uniform(0, 0.05))
        started.kill()
        if has_begun(program):
            break
        seen = seen or drafts(program)
        assert {"campaigns": []} == program.run("campaigns", "--json").json()
        assert 0 == zalo.counts().requests
    else:
        assert seen, "some plan was cut off in its middle"

    rest = ("resume", "latest", *fast) if has_begun(program) else words
    found = program.run(*rest).object()
    assert 2_500 == found["rows"]["accepted"] + found["rows"].get("unknown", 0)
    assert [(1, 2_500)] == asked(
        program, "SELECT count(DISTINCT campaign_id), count(*) FROM inputs"
    )
    assert [(1,)] == asked(program, "SELECT count(*) FROM campaigns")
    each_once(zalo, by_state(program))


def half_written(folder: Path) -> Callable[[], bool]:
    """Tell whether a workbook is being written, under its other name."""
    before = set(folder.glob(".~*"))
    return lambda: bool(set(folder.glob(".~*out*")) - before)


def test_killed_while_the_report_is_written(program: Program, zalo: RunningSandbox) -> None:
    """A workbook is whole or as it was before; `resume` and `report` write it again."""
    luck = dice()
    program.write("list.csv", orders(1_500))
    book = program.folder / "out.xlsx"
    words = ("send", "list.csv", *FAST, "--rate", "9000", "--dry-run", "-o", book)
    cut_short(program.start(*words), program, luck)
    whole_or_not_there(book)

    done = program.run("resume", "latest", "--json", "-o", book)
    assert (0, {"accepted": 1_500}, str(book)) == (
        done.code,
        counts(done.object()),
        done.object()["report"],
    )
    assert 1_500 == len(read_page(book))
    for _ in range(4):
        cut_short(program.start("report", "latest", "-o", book), program, luck)
        assert 1_500 == len(read_page(book)), "the workbook of before is still whole"
    assert 0 == program.run("report", "latest", "-o", book).code
    assert 1_500 == len(read_page(book))
    assert 0 == zalo.counts().requests


def cut_short(started: Started, program: Program, luck: random.Random) -> None:
    """Kill it at some moment of writing its workbook."""
    until(started, half_written(program.folder))
    time.sleep(luck.uniform(0, 0.3))
    started.kill()


def whole_or_not_there(book: Path) -> None:
    """A workbook was not begun, or can be read to its end."""
    assert not book.exists() or 1_500 == len(read_page(book))


# ── while a token is renewed ──

OAUTH = "/v4/oa/access_token"
SEED = {"ZNS_APP_ID": "4321", "ZNS_APP_SECRET": "app-secret-of-the-test"}


def given(program: Program, zalo: RunningSandbox, number: int) -> Program:
    """Give the program a new pair of tokens, as a person does who asked the OA's administrator."""
    access, refresh = f"access-by-hand-{number}", f"refresh-by-hand-{number}"
    zalo.change(token=access, refresh_token=refresh)
    new = {"ZNS_OAUTH_URL": zalo.url, "ZNS_ACCESS_TOKEN": access, "ZNS_REFRESH_TOKEN": refresh}
    return replace(program, env={**program.env, **SEED, **new})


def keeps_the_pair(program: Program, zalo: RunningSandbox) -> bool:
    """Whether the pair that works now is in the ledger, or was never renewed."""
    kept = {access for (access,) in asked(program, "SELECT access_token FROM tokens")}
    return bool({zalo._state.grant.access, program.env["ZNS_ACCESS_TOKEN"]} & kept) or (
        zalo._state.grant.refresh == program.env["ZNS_REFRESH_TOKEN"]
    )


@on_both
def test_killed_around_a_renewal(program: Program, zalo: RunningSandbox) -> None:
    """Killed at any moment of a renewal no row is lost or sent twice, and only a pair that nobody had is lost."""
    luck = dice()
    zalo.change(latency=(0.005, 0.03))
    program.write("list.csv", orders(250))
    granted = given(program, zalo, 0)
    for number in range(1, 9):
        started = granted.start(*(RESUME if has_begun(program) else SEND))
        until(started, requests_from(zalo, luck.randint(5, 20)))
        zalo.expire()
        asked_before = zalo.counts().queries.get(OAUTH, 0)
        if luck.random() < 0.5:
            until(started, lambda: zalo.counts().queries.get(OAUTH, 0) > asked_before)  # noqa: B023
        time.sleep(luck.uniform(0, 0.1))
        started.kill()
        granted = goes_on(granted, zalo, number)

    found = granted.run(*RESUME).object()
    assert 250 == found["rows"]["accepted"] + found["rows"]["unknown"]
    as_it_arrived(zalo, by_state(program))
    nothing_twice(zalo)


def goes_on(granted: Program, zalo: RunningSandbox, number: int) -> Program:
    """Return the program with tokens that work: those it kept, or else new ones from a person."""
    if keeps_the_pair(granted, zalo):
        return granted
    stopped = granted.run(*RESUME)
    assert (4, "authorisation") == (stopped.code, stopped.object()["reason"])
    assert "get a new pair of tokens" in stopped.err
    return given(granted, zalo, number)


def test_a_pair_that_died_with_its_process_is_told(program: Program, zalo: RunningSandbox) -> None:
    """Killed between Zalo's renewal and its answer nobody has the pair: a person is told what to do, and all goes on."""
    granted = given(program, zalo, 0)
    zalo.change(latency=0.02, renewal_faults=["slow"])
    program.write("list.csv", orders(80))
    started = granted.start(*SEND)
    until(started, requests_from(zalo, 20))
    zalo.expire()
    until(started, lambda: zalo.counts().renewals == 1)
    started.kill()

    stopped = granted.run(*RESUME)
    assert (4, "aborted") == (stopped.code, stopped.object()["state"])
    assert "get a new pair of tokens" in stopped.err
    found = given(program, zalo, 1).run(*RESUME).object()
    assert 80 == found["rows"]["accepted"] + found["rows"]["unknown"]
    nothing_twice(zalo)
