"""Signs of life of workers: by one clock, and beside everybody else."""

import sys
from datetime import UTC, datetime, timedelta

import postgres_help
import pytest

from zns_batch.ledger import workers
from zns_batch.ledger.db.engine import open_ledger
from zns_batch.ledger.process_identity import ProcessIdentity

ELSEWHERE = ProcessIdentity(host="elsewhere", pid=1, started=1.0, machine="another")


@pytest.mark.skipif(sys.platform == "win32", reason="no PostgreSQL server in the wheels")
@pytest.mark.parametrize("off", [timedelta(hours=-1), timedelta(0), timedelta(hours=1)])
def test_a_worker_with_a_wrong_clock_is_there_all_the_same(off: timedelta) -> None:
    """On a server all go by its clock: nobody is taken for gone because a machine's clock is wrong."""
    with postgres_help.database() as url:
        ledger = open_ledger(url)
        now = datetime.now(UTC)
        workers.update_heartbeat(ledger, "w", owner=ELSEWHERE, version="1", now=now + off)
        assert [False] == [one.is_stale() for one in workers.list_workers(ledger, now=now - off)]
        ledger.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no PostgreSQL server in the wheels")
def test_a_sign_of_life_waits_for_no_other_writer() -> None:
    """A process that stands still in the middle of a write makes no worker look dead."""
    with postgres_help.database() as url:
        ledger = open_ledger(url)
        now = datetime.now(UTC)
        with ledger.write():
            workers.update_heartbeat(ledger, "w", owner=ELSEWHERE, version="1", now=now)
            (there,) = workers.list_workers(ledger, now=now)
            assert workers.prune(ledger, there)
            workers.deregister(ledger, "w")
        assert [] == workers.list_workers(ledger, now=now)
        ledger.close()


def test_a_worker_of_another_machine_that_fell_silent_is_gone() -> None:
    """Ten seconds of silence, in either direction of a clock that was set, are enough."""
    silent = [timedelta(seconds=seconds) for seconds in (-11, -9, 0, 9, 11)]
    now = datetime.now(UTC)
    assert [True, False, False, False, True] == [
        workers.WorkerRecord(
            id="w", owner=ELSEWHERE, version="1", started_at=now, beat_at=now, silence=one
        ).is_stale()
        for one in silent
    ]
