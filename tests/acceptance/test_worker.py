"""Workers: campaigns that are sent with nobody there, through stops, kills and freezes."""

import json
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from crash_help import by_state, each_once, freeze, in_flight, on_both
from lag_help import never_ahead
from program_help import Program, nothing_twice, orders, read_page, until
from worker_help import detached, ledger_of, shown, worker, workers_end

from zns_batch.ledger.db.schema import campaigns
from zns_batch.sandbox import RunningSandbox, SandboxConfig, sandbox

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


@on_both
def test_a_campaign_is_left_to_a_worker(program: Program, zalo: RunningSandbox) -> None:
    """`send --detach` returns at once; a worker sends every row and writes the results workbook."""
    program.write("list.csv", orders(30))
    left = detached(program, "list.csv", "-o", "results.xlsx")
    assert "scheduled" == left["state"]
    assert 0 == zalo.counts().accepted
    with workers_end(worker(program)):
        until(lambda: "completed" == shown(program)["state"])
        until((program.folder / "results.xlsx").exists)
    assert 30 == zalo.counts().accepted
    assert ["accepted"] * 30 == [
        row["Status"] for row in read_page(program.folder / "results.xlsx")
    ]
    nothing_twice(zalo)


@posix
def test_a_worker_that_is_stopped_hands_its_campaign_to_the_next(
    program: Program, zalo: RunningSandbox
) -> None:
    """SIGTERM finishes what is in flight and leaves with 0; the next worker sends the rest."""
    zalo.change(latency=(0.02, 0.05))
    program.write("list.csv", orders(200))
    detached(program, "list.csv", "--rate", "60")
    first = worker(program)
    until(lambda: zalo.counts().accepted >= 20)
    first.signal(signal.SIGTERM)
    done = first.ended()
    assert 0 == done.code, done.err
    assert set() == in_flight(program)
    assert "scheduled" == shown(program)["state"]
    assert 20 <= zalo.counts().accepted < 200
    with workers_end(worker(program)):
        until(lambda: "completed" == shown(program)["state"])
    assert {"accepted"} == by_state(program).keys()
    assert 200 == zalo.counts().accepted
    nothing_twice(zalo)


@on_both
def test_a_killed_worker_is_followed_by_another_one(program: Program, zalo: RunningSandbox) -> None:
    """After kill -9 a second worker that is there takes over within seconds, and nobody hears twice."""
    # Slow until the second one is there, however long that takes: ten a second.
    zalo.change(latency=1.0)
    program.write("list.csv", orders(300))
    detached(program, "list.csv", "--rate", "60", "--concurrency", "10")
    first = worker(program)
    until(lambda: zalo.counts().accepted >= 10)
    second = worker(program)
    first.kill()
    with workers_end(second):
        killed = zalo.counts().requests
        assert killed < 280, "the first one had nothing left to leave"
        zalo.change(latency=(0.02, 0.05))
        # On one machine a process that is gone is seen at once; a loaded machine takes its time.
        until(lambda: zalo.counts().requests > killed + 10, seconds=180)
        until(lambda: "completed" == shown(program)["state"], seconds=180)
        assert "is gone" in second.told()
    ids = by_state(program)
    assert len(ids.get("unknown", set())) <= 10
    assert 300 == sum(map(len, ids.values()))
    each_once(zalo, ids)
    nothing_twice(zalo)


@posix
@on_both
def test_a_frozen_worker_that_wakes_sends_nothing_more(
    program: Program, zalo: RunningSandbox
) -> None:
    """A worker that stood still is taken for dead; when it wakes, the other has its campaign."""
    # Slow until the first one is frozen, however long the second one takes to be there.
    zalo.change(latency=1.0)
    program.write("list.csv", orders(200))
    detached(program, "list.csv", "--rate", "25", "--concurrency", "10")
    first = worker(program)
    until(lambda: zalo.counts().accepted >= 10)
    with workers_end(worker(program)):
        freeze(program, first)
        zalo.change(latency=(0.02, 0.05))
        frozen = zalo.counts().accepted
        until(lambda: zalo.counts().accepted > frozen + 20, seconds=180)
        first.signal(signal.SIGCONT)
        until(lambda: "completed" == shown(program)["state"], seconds=180)
        first.signal(signal.SIGTERM)
        assert 0 == first.ended().code
    each_once(zalo, by_state(program))
    nothing_twice(zalo)


def test_two_campaigns_of_one_account_come_one_after_the_other(
    program: Program, zalo: RunningSandbox
) -> None:
    """Two campaigns that are due at the same second queue: the account's pace is never doubled."""
    program.write("one.csv", orders(40))
    program.write("two.csv", orders(40, start=1000))
    for name in ("one.csv", "two.csv"):
        detached(program, name, "--rate", "20")
    with workers_end(worker(program), worker(program)):
        until(lambda: 80 == zalo.counts().accepted, seconds=180)
    never_ahead(program, [message.time for message in zalo.messages()], 20)
    nothing_twice(zalo)


def test_a_pause_that_has_ended_is_taken_up(program: Program) -> None:
    """A campaign that met its quota in a `send` goes on by itself when its time has come."""
    program.write("list.csv", orders(30))
    with sandbox(SandboxConfig(quota=12)) as zalo:
        env = {"ZNS_BASE_URL": zalo.url}
        assert (
            3
            == program.run(
                "send", "list.csv", "-t", "don-hang", "--yes", "--rate", "200", **env
            ).code
        )
        zalo.change(quota=100)
        _let_the_pause_end(program)
        with workers_end(worker(program, **env)):
            until(lambda: "completed" == shown(program)["state"])
        assert 30 == zalo.counts().accepted
        nothing_twice(zalo)


def _let_the_pause_end(program: Program) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    with ledger_of(program) as ledger, ledger.write() as connection:
        values = {"resume_after": int(before.timestamp() * 1000)}
        assert 1 == connection.execute(campaigns.update().values(**values)).rowcount


def test_what_this_machine_does_not_know_waits_for_a_person(
    program: Program, zalo: RunningSandbox
) -> None:
    """A worker without the account's token stops the campaign and says what is missing, once."""
    program.write("list.csv", orders(5))
    detached(program, "list.csv")
    started = worker(program, ZNS_ACCESS_TOKEN=None)
    with workers_end(started):
        until(lambda: "aborted" == shown(program)["state"])
        # It is on the disk first, and told afterwards.
        until(lambda: "ZNS_ACCESS_TOKEN" in started.told())
    assert 1 == started.told().count("ZNS_ACCESS_TOKEN")
    assert 0 == zalo.counts().requests
    with workers_end(worker(program)):
        assert 0 == program.run("resume", "latest", "--detach", "--yes").code
        until(lambda: "completed" == shown(program)["state"])


def test_a_person_cancels_what_waits_for_a_worker(program: Program, zalo: RunningSandbox) -> None:
    """A queued campaign can be cancelled, and a worker that comes later sends nothing of it."""
    program.write("list.csv", orders(5))
    detached(program, "list.csv")
    assert 0 == program.run("cancel", "latest").code
    program.write("other.csv", orders(5, start=100))
    detached(program, "other.csv")
    with workers_end(worker(program)):
        until(lambda: "completed" == shown(program)["state"])
    assert 5 == zalo.counts().accepted


def _hook(program: Program, tmp_path: Path) -> Path:
    """Let a command hear what people are told; return where it writes it down."""
    heard = tmp_path / "heard.json"
    hook = tmp_path / "hook.py"
    hook.write_text(f"import sys; open({str(heard)!r}, 'wb').write(sys.stdin.buffer.read())")
    settings = f"[notify]\ncommand = [{json.dumps(sys.executable)}, {json.dumps(str(hook))}]\n"
    (program.folder / "zns-batch.toml").write_text(settings, encoding="utf-8")
    return heard


def test_people_hear_of_a_campaign_of_their_own_that_a_worker_could_not_go_on_with(
    program: Program, tmp_path: Path
) -> None:
    """A paused `send` that a worker takes up without the token is told, not left unsaid for days."""
    heard = _hook(program, tmp_path)
    program.write("list.csv", orders(30))
    with sandbox(SandboxConfig(quota=12)) as zalo:
        env = {"ZNS_BASE_URL": zalo.url}
        words = ("send", "list.csv", "-t", "don-hang", "--yes", "--rate", "200")
        assert 3 == program.run(*words, **env).code
        _let_the_pause_end(program)
        with workers_end(worker(program, ZNS_ACCESS_TOKEN=None, **env)):
            until(heard.exists)
            until(lambda: "ZNS_ACCESS_TOKEN" in heard.read_text(encoding="utf-8"))
    assert "aborted" == shown(program)["state"]


def test_people_are_told_how_it_went(program: Program, tmp_path: Path) -> None:
    """After a run a hook command hears the sum line and what needs a person, and no phone."""
    heard = _hook(program, tmp_path)
    lines = orders(6)
    program.write("list.csv", lines)
    with sandbox() as zalo:
        env = {"ZNS_BASE_URL": zalo.url}
        detached(program, "list.csv", **env)
        with workers_end(worker(program, **env)):
            until(heard.exists)
            until(lambda: "6 rows = 6 accepted" in heard.read_text(encoding="utf-8"))
    told = heard.read_text(encoding="utf-8")
    assert "6 rows = 6 accepted" in told
    assert not [line for line in lines if str(line[1])[1:] in told]
