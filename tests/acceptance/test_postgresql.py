"""The program with its ledger in a PostgreSQL database: moved there, and while the server goes away."""

import time
from collections.abc import Iterator
from dataclasses import replace

import postgres_help
import pytest
from crash_help import as_it_arrived, asked, by_state, each_once, in_flight, until_or_over
from postgres_server import Server
from program_help import FAST, Program, counts, nothing_twice, orders

from zns_batch.sandbox import RunningSandbox

PACE = ("--rate", "100", "--concurrency", "10", "--json")
SEND = ("send", "list.csv", *FAST, *PACE)
RESUME = ("resume", "latest", "--yes", *PACE)


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that may be stopped."""
    with postgres_help.own_server() as found:
        yield found


def on(program: Program, url: str) -> Program:
    """The program with its ledger in a database."""
    return replace(program, env={**program.env, "ZNS_DATABASE_URL": url})


def test_a_campaign_that_was_cut_off_goes_on_in_the_database(
    program: Program, zalo: RunningSandbox
) -> None:
    """The ledger moves with all that is in doubt; the rest is sent from there, and nothing twice."""
    zalo.change(latency=0.05)
    program.write("list.csv", orders(120))
    started = program.start(*SEND)
    until_or_over(started, lambda: zalo.counts().requests >= 40)
    started.kill()
    left = in_flight(program)
    with postgres_help.database(blank=False) as url:
        moved = on(program, url)
        done = moved.run("migrate", "--from", str(program.home / "ledger.db"), "--json")
        assert 0 == done.code
        assert {"campaigns": 1, "inputs": 120, "rows": 120} == {
            name: done.json()["moved"][name] for name in ("campaigns", "inputs", "rows")
        }
        refused = program.run("resume", "latest", "--yes")
        assert 2 == refused.code
        assert f"was moved to {url}" in refused.line()

        found = moved.run(*RESUME).object()
        assert {"accepted": 120 - len(left), "unknown": len(left)} == {
            "unknown": 0,
            **counts(found),
        }
        each_once(zalo, by_state(moved))
        nothing_twice(zalo)
        assert "can be read and written, 1 campaigns" in moved.run("doctor").out


def test_the_server_starts_again_in_the_middle(
    program: Program, zalo: RunningSandbox, server: Server
) -> None:
    """A restart of two seconds is sat out: every row is sent once, and none is in doubt."""
    zalo.change(latency=0.05)
    program.write("list.csv", orders(200))
    sending = on(program, server.url())
    started = sending.start(*SEND)
    until_or_over(started, lambda: zalo.counts().requests >= 50)
    server.stop()
    time.sleep(2)
    server.start()

    done = started.ended()
    assert (0, {"accepted": 200}) == (done.code, counts(done.object()))
    each_once(zalo, by_state(sending))
    nothing_twice(zalo)


def test_the_server_goes_away_for_good(
    program: Program, zalo: RunningSandbox, server: Server
) -> None:
    """Nothing leaves that can't be written down: one line tells it, and `resume` goes on later."""
    zalo.change(latency=0.05)
    program.write("list.csv", orders(200))
    sending = on(program, server.url())
    started = sending.start(*SEND)
    until_or_over(started, lambda: zalo.counts().requests >= 50)
    server.stop()
    done = started.ended()
    assert (3, "ledger.unreachable") == (done.code, done.object()["problems"][0]["code"])
    assert 1 == len([line for line in done.err.splitlines() if line.startswith("Error: ")])
    requests = zalo.counts().requests
    looked = sending.run("show", "latest")
    assert 2 == looked.code
    assert "can't be reached" in looked.line()

    server.start()
    assert requests == zalo.counts().requests
    assert len(in_flight(sending)) <= 10
    found = sending.run(*RESUME).object()
    assert 200 == found["rows"]["accepted"] + found["rows"]["unknown"]
    as_it_arrived(zalo, by_state(sending))
    nothing_twice(zalo)


def test_an_older_ledger_is_upgraded_by_a_command(program: Program) -> None:
    """Another version's ledger on a server is told in one line with the command that upgrades it."""
    with postgres_help.database(blank=False) as url:
        here = on(program, url)
        assert "is ready" in here.run("migrate").out
        assert "is already up to date" in here.run("migrate").out
        asked(here, "UPDATE alembic_version SET version_num = '9999'")
        for words in (("campaigns",), ("migrate",)):
            done = here.run(*words)
            assert 2 == done.code
            assert "newer zns-batch" in done.line()
