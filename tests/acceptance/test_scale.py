"""Many workers and many accounts: killed, frozen, cut off, and with the database away meanwhile."""

import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace

import hosts_help
import postgres_help
import pytest
from crash_help import asked, stands_still
from hosts_help import is_there, network, on_host, signal_there
from lag_help import Lag
from postgres_server import Server
from program_help import Program, Started, until
from scale_help import (
    Blows,
    Sender,
    Stand,
    each_row_once,
    goes_on,
    keeps_pace,
    longest_gap,
    relay,
    stand,
    working,
)
from worker_help import worker, workers_end

from zns_batch.ledger.process_identity import ProcessIdentity

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="Windows can't stop a process"),
    pytest.mark.slow,
    pytest.mark.timeout(240),
]

RATE = 10
LEASE = 15.0


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that may be stopped."""
    with postgres_help.own_server() as found:
        yield found


@pytest.fixture
def shared(program: Program) -> Iterator[Program]:
    """The program with its ledger in a database that several machines reach."""
    with postgres_help.database(blank=False) as url:
        yield on(program, url)


def on(program: Program, url: str) -> Program:
    """The program with its ledger in a database."""
    return replace(program, env={**program.env, "ZNS_DATABASE_URL": url})


def strike(found: Stand, workers: Sequence[Started], blows: Blows) -> tuple[Started, set[str]]:
    """Choose the worker that sends for the most accounts; return it and them."""
    victim = found.busiest(workers)
    names = found.held_by(victim)
    assert names
    blows.strike(names)
    return victim, names


def undisturbed(found: Stand, names: set[str], since: float, lag: Lag) -> None:
    """Let accounts have sent on without a break from a moment until now."""
    now = time.time()
    gaps = {name: longest_gap(found.times(name), since, now) for name in names}
    late = max(lag.most, lag.disk)
    assert max(gaps.values()) < 1 + 4 * late, (gaps, lag.most, lag.disk)


def all_end(workers: Sequence[Started]) -> None:
    """End workers as a system does."""
    for one in workers:
        one.signal(signal.SIGTERM)
    assert {0} == {one.ended().code for one in workers}


def test_a_storm(program: Program, server: Server) -> None:
    """Four workers and eight accounts come through a kill, a freeze and a restart of PostgreSQL."""
    senders = [
        *(Sender(name=f"a{place}", rows=280, rate=RATE) for place in range(1, 8)),
        Sender(name="a8", rows=280, rate=RATE, quota=200),
    ]
    everyone = {one.name for one in senders}
    blows = Blows()
    with stand(on(program, server.url()), senders) as found, Lag(program.folder) as lag:
        found.leave()
        with working(found, 4, "--slots", "4") as workers:
            until(lambda: everyone == found.holders().keys(), seconds=180)
            goes_on(found, everyone)

            victim, killed = strike(found, workers, blows)
            since = time.time()
            victim.kill()
            left = [one for one in workers if one is not victim]
            goes_on(found, killed)
            undisturbed(found, everyone - killed - {"a8"}, since, lag)

            frozen, held = strike(found, left, blows)
            frozen.signal(signal.SIGSTOP)
            woken_at = time.monotonic() + LEASE + 2
            blows.strike(everyone)
            server.stop(signal.SIGQUIT)
            server.start()
            goes_on(found, everyone - held)
            goes_on(found, held)
            until(lambda: time.monotonic() > woken_at)
            frozen.signal(signal.SIGCONT)
            until(found.are_over, seconds=180)
            all_end(left)
        each_row_once(found, blows)
        keeps_pace(found, lag)
        assert dict.fromkeys(everyone, "completed") | {"a8": "paused"} == found.states()
        assert 200 == found.zalos["a8"].counts().accepted


def test_a_small_storm_on_a_file(program: Program) -> None:
    """Two workers of one machine on a SQLite file come through a kill and a freeze."""
    senders = [Sender(name=f"a{place}", rows=200, rate=RATE) for place in range(1, 4)]
    everyone = {one.name for one in senders}
    blows = Blows()
    with stand(program, senders) as found, Lag(program.folder) as lag:
        found.leave()
        with working(found, 2, "--slots", "2") as workers:
            goes_on(found, everyone)
            victim, killed = strike(found, workers, blows)
            since = time.time()
            victim.kill()
            with working(found, 1, "--slots", "2") as more:
                goes_on(found, killed)
                undisturbed(found, everyone - killed, since, lag)
                frozen, held = strike(
                    found, [*more, *(one for one in workers if one is not victim)], blows
                )
                freeze_between_writes(found, frozen)
                goes_on(found, held)
                frozen.signal(signal.SIGCONT)
                until(found.are_over, seconds=180)
                all_end([*more, *(one for one in workers if one is not victim)])
        each_row_once(found, blows)
        keeps_pace(found, lag)
        assert dict.fromkeys(everyone, "completed") == found.states()


def freeze_between_writes(found: Stand, victim: Started) -> None:
    """Freeze a worker while it has the files free: one that froze in a write would keep them."""
    for _ in range(50):
        victim.signal(signal.SIGSTOP)
        until(lambda: stands_still(victim))
        if all(map(_is_free, (found.program.home / "ledger.db", found.program.home / "engine.db"))):
            return
        victim.signal(signal.SIGCONT)
        time.sleep(0.05)
    raise AssertionError("it writes all the time")


def _is_free(file: object) -> bool:
    with closing(sqlite3.connect(str(file), timeout=1.0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return False
    return True


def test_a_machine_that_is_switched_off_is_followed_by_another(shared: Program) -> None:
    """Nobody can look at another machine's processes: its lease tells, and the rest is sent."""
    hosts_help.require()
    blows = Blows()
    with stand(shared, [Sender(name="a1", rows=300, rate=RATE)]) as found, Lag() as lag:
        found.leave()
        first = on_host(found.program, "host-a").start("worker")
        with workers_end(first):
            is_there(first)
            goes_on(found, {"a1"})
            second = on_host(found.program, "host-b").start("worker")
            with workers_end(second):
                is_there(second)
                assert "host-a" == found.holders()["a1"].host
                blows.strike({"a1"})
                first.kill()
                since = time.time()
                goes_on(found, {"a1"})
                assert "host-b" == found.holders()["a1"].host
                assert "is gone" in second.told()
                until(found.are_over, seconds=180)
                signal_there(second, signal.SIGTERM)
                assert 0 == second.ended().code
        # It gives a sign of life every two seconds, and keeps its lane for fifteen.
        assert longest_gap(found.times("a1"), since, time.time()) > LEASE - 3
        each_row_once(found, blows)
        keeps_pace(found, lag)


def test_a_machine_without_its_network_sends_nothing_more(program: Program, server: Server) -> None:
    """With the cable to PostgreSQL pulled it stops, another goes on, and mended it sends nothing twice."""
    hosts_help.require()
    with stand(on(program, server.url()), [Sender(name="a1", rows=200, rate=RATE)]) as found:
        found.leave()
        zalo = found.zalos["a1"].port
        with network(server.port, beside={zalo: zalo}) as there:
            away = f"postgresql://postgres@{there.gate.host}:{there.gate.port}/postgres"
            far = on_host(found.program, "host-a", within=there.within)
            first = far.start("worker", ZNS_DATABASE_URL=away)
            with workers_end(first):
                is_there(first)
                cut_off(found, there.pull, there.plug)
                signal_there(first, signal.SIGTERM)
                assert 0 == first.ended().code


def test_a_worker_whose_line_goes_dead_sends_nothing_more(program: Program, server: Server) -> None:
    """A line that swallows everything without a word stops a worker; another one goes on."""
    with (
        stand(on(program, server.url()), [Sender(name="a1", rows=200, rate=RATE)]) as found,
        relay(server.port) as line,
    ):
        found.leave()
        away = f"postgresql://postgres@127.0.0.1:{line.port}/postgres"
        first = worker(found.program, ZNS_DATABASE_URL=away)
        with workers_end(first):
            cut_off(found, line.cut, line.mend)
            first.signal(signal.SIGTERM)
            assert 0 == first.ended().code


def cut_off(found: Stand, cut: Callable[[], None], mend: Callable[[], None]) -> None:
    """Cut a worker off from PostgreSQL while it sends, let another take over, and mend the line."""
    blows = Blows()
    goes_on(found, {"a1"})
    with Lag() as lag, workers_end(second := worker(found.program)):
        (before,) = found.holders().values()
        blows.strike({"a1"})
        cut()
        time.sleep(1)
        silent_until_another_holds(found, before)
        taken_over_at = time.time()
        goes_on(found, {"a1"})
        mend()
        until(found.are_over, seconds=180)
        assert {"a1": "completed"} == found.states()
        second.signal(signal.SIGTERM)
        assert 0 == second.ended().code
    each_row_once(found, blows)
    keeps_pace(found, lag)
    arrived = [
        arrival.time
        for (tracking_id,) in asked(found.program, OF_THE_FIRST)
        for arrival in found.zalos["a1"].requests(tracking_id)
    ]
    assert arrived
    assert max(arrived) < taken_over_at


OF_THE_FIRST = (
    "SELECT rows.tracking_id FROM changes JOIN rows ON rows.campaign_id = changes.campaign_id "
    "AND rows.seq = changes.seq WHERE changes.state = 'sending' AND changes.epoch = 1 "
    "AND rows.epoch = 1"
)
"""The rows that the account's first owner, and nobody after it, was about to send."""


def silent_until_another_holds(found: Stand, before: ProcessIdentity) -> None:
    """Wait for another owner of the account; nothing leaves as long as the former one holds it."""
    silent, end = found.requests("a1"), time.monotonic() + 60
    while time.monotonic() < end:
        seen = found.requests("a1")
        if found.holders().get("a1", before) != before:
            return
        # At most what was about to leave when the line went dead.
        assert seen <= silent + 3
    raise AssertionError("nobody took over")
