"""kill -9 between any two commits of the commands about schedules."""

import json
import subprocess
import sys
from itertools import count
from typing import Any

import pytest
from program_help import Program, orders, until
from worker_help import the_time_has_come, worker, workers_end

from zns_batch.sandbox import RunningSandbox

if sys.platform == "win32":
    pytest.skip("Windows has no SIGKILL", allow_module_level=True)

DYING = """
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine

left = int(sys.argv[1])

@event.listens_for(Engine, "commit")
def die_before(_connection):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

from zns_batch.cli.app import run

sys.exit(run(sys.argv[2:]))
"""
"""The program, killed before its n-th commit."""

FOR = ("-t", "don-hang", "--yes", "--rate", "200", "--name", "Nhắc")
ADD = ("schedule", "add", "list.csv", *FOR, "--at", "+2h")


def killed(program: Program, commit: int, *words: str) -> bool:
    """Run a command that is killed before one of its commits; tell whether it had so many."""
    done = subprocess.run(
        [sys.executable, "-c", DYING, str(commit), *words],
        cwd=program.folder,
        env=program.environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in {0, -9}, done.stderr
    return done.returncode == -9


def listed(program: Program) -> list[dict[str, Any]]:
    """The schedules, as a person can always see them."""
    done = program.run("schedule", "list", "--json")
    assert 0 == done.code, done.err
    assert 0 == program.run("schedule", "list").code
    found: list[dict[str, Any]] = json.loads(done.out)["schedules"]
    return found


def test_a_schedule_is_added_whole_or_not_at_all(program: Program, zalo: RunningSandbox) -> None:
    """Killed at any moment of `schedule add`: the same command adds it, and its list goes out once."""
    program.write("list.csv", orders(5))
    for commit in count(1):
        if not killed(program, commit, *ADD):
            break
        found = listed(program)
        if found:
            # The last commit was done; what remained was to say so.
            assert [("Nhắc", "active", 1)] == [
                (one["name"], one["state"], len(one["next"])) for one in found
            ]
            break
    assert commit > 1
    assert ["active"] == [one["state"] for one in listed(program)]
    with workers_end(worker(program)):
        the_time_has_come(program)
        until(lambda: 5 == zalo.counts().accepted)
    assert 5 == zalo.counts().requests


@pytest.mark.parametrize("state, after", [("pause", "paused"), ("remove", None)])
def test_killed_while_it_is_paused_or_removed(
    program: Program, zalo: RunningSandbox, state: str, after: str | None
) -> None:
    """Killed at any moment of `schedule pause` or `remove`: what is shown is so, and the same command ends it."""
    program.write("list.csv", orders(2))
    assert 0 == program.run(*ADD).code
    for commit in count(1):
        if not killed(program, commit, "schedule", state, "Nhắc"):
            break
        (campaign,) = json.loads(program.run("campaigns", "--json").out)["campaigns"]
        found = [one["state"] for one in listed(program)]
        if campaign["state"] == "scheduled":
            assert ["active"] == found, "what will be sent is not called paused, nor gone"
        elif found == [] or (found == ["paused"] and state == "pause" and commit > 2):
            break
    assert [after] == ([one["state"] for one in listed(program)] or [None])
    (campaign,) = json.loads(program.run("campaigns", "--json").out)["campaigns"]
    assert {"pause": "paused", "remove": "cancelled"}[state] == campaign["state"]
    if after:
        for commit in count(1):
            if not killed(program, commit, "schedule", "resume", "Nhắc"):
                break
            (shown,) = listed(program)
            (campaign,) = json.loads(program.run("campaigns", "--json").out)["campaigns"]
            seen = {"active": "scheduled", "paused": "paused"}[shown["state"]]
            assert seen == campaign["state"]
            if seen == "scheduled":
                break
        assert ["active"] == [one["state"] for one in listed(program)]
    assert 0 == zalo.counts().requests
