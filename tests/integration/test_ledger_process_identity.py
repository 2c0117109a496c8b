"""Is a process still there: whatever clocks, containers and older versions say."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import psutil
import pytest
from ledger_help import NOW, campaign_of, planned

from zns_batch.errors import LaneHeldError
from zns_batch.ledger import leases, process_identity
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.process_identity import ProcessIdentity

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks Linux's /proc")


@pytest.fixture
def child() -> Iterator["subprocess.Popen[bytes]"]:
    """A process that lives until the test ends."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as found:
        yield found
        found.kill()


def owner_of(pid: int, monkeypatch: pytest.MonkeyPatch) -> ProcessIdentity:
    """Return what a process would say of itself."""
    with monkeypatch.context() as patched:
        patched.setattr(os, "getpid", lambda: pid)
        return ProcessIdentity.this_process()


def test_a_process_lives_until_it_ends(
    child: "subprocess.Popen[bytes]", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alive, killed and not looked after, and gone: only the first holds a lane."""
    found = ProcessIdentity.load(owner_of(child.pid, monkeypatch).dump())
    assert not found.is_dead()
    child.kill()
    # A killed process that its parent has not looked after is gone too, as soon as it is a zombie.
    while psutil.Process(child.pid).status() != psutil.STATUS_ZOMBIE:
        pass
    assert found.is_dead()
    child.wait()
    assert found.is_dead()


def test_a_number_that_was_given_anew_is_another_process() -> None:
    """A process that began later under the same number is not the one that held the lane."""
    me = ProcessIdentity.this_process()
    assert not me.is_dead()
    assert replace(me, started=me.started - 2).is_dead()


@linux
def test_a_clock_that_jumps_kills_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the machine's clock is set, its processes are still the same."""
    me = ProcessIdentity.this_process()
    create_time = psutil.Process.create_time
    monkeypatch.setattr(psutil.Process, "create_time", lambda one: create_time(one) + 3600)
    assert not me.is_dead()
    assert ProcessIdentity.this_process() == me


@linux
@pytest.mark.parametrize("told", ["another-boot pid:[1]", "only a name"])
def test_two_containers_of_one_name_do_not_judge_each_other(told: str) -> None:
    """Numbers of processes mean nothing in another container: only the lease tells there."""
    me = ProcessIdentity.this_process()
    assert not replace(me, machine=told, pid=2**22 + 1).is_dead()
    assert not replace(me, host="another-machine", pid=2**22 + 1).is_dead()
    assert replace(me, pid=2**22 + 1).is_dead()


def test_what_an_older_version_wrote_is_understood() -> None:
    """A ledger from before names its processes by the clock: they are found all the same."""
    process = psutil.Process()
    old = json.dumps([ProcessIdentity.this_process().host, process.pid, process.create_time()])
    assert not ProcessIdentity.load(old).is_dead()
    gone = json.dumps(
        [ProcessIdentity.this_process().host, process.pid, process.create_time() - 60]
    )
    assert ProcessIdentity.load(gone).is_dead()


def test_a_system_that_tells_no_machine_goes_by_its_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows and macOS have no /proc: name, number and start time serve there."""
    monkeypatch.setattr(process_identity, "_machine", lambda: "")
    me = ProcessIdentity.this_process()
    assert "" == me.machine
    assert not me.is_dead()
    assert replace(me, started=me.started - 2).is_dead()


def test_a_sign_of_life_from_the_future_holds_no_lane(ledger: Ledger) -> None:
    """After a wrong clock was set right, nobody waits until it would have been right."""
    campaign = campaign_of(ledger, [planned(1)])
    far = replace(ProcessIdentity.this_process(), host="another-machine")
    leases.acquire(ledger, "default", campaign.id, now=NOW + timedelta(hours=9), owner=far)
    with pytest.raises(LaneHeldError):
        leases.acquire(ledger, "default", campaign.id, now=NOW + timedelta(hours=9) - leases.LEASE)
    assert 2 == leases.acquire(ledger, "default", campaign.id, now=NOW).epoch
