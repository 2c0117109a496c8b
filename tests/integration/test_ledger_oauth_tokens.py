"""Pairs in the ledger: found again, given way to a person's own, and for their owner alone."""

import stat
import sys
import threading
import time
import traceback
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from ledger_help import NOW, TestClock

from zns_batch.domain.tokens import TokenPair
from zns_batch.errors import LedgerError
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.oauth_tokens import LedgerTokenStore
from zns_batch.ledger.process_identity import ProcessIdentity

SECRET = TokenPair(access="access-token-1", refresh="refresh-token-1")
PAIR = TokenPair(access="A1", refresh="R1", renewed_at=NOW, expires_at=NOW + timedelta(hours=25))


def kept(
    ledger: Ledger,
    *,
    access: str = "A0",
    refresh: str = "R0",
    account: str = "default",
    clock: TestClock | None = None,
) -> LedgerTokenStore:
    return LedgerTokenStore(
        account, access=access, refresh=refresh, ledger=lambda: nullcontext(ledger), clock=clock
    )


def test_before_a_renewal_the_given_pair_counts(ledger: Ledger) -> None:
    """What a person set up is used until it is renewed."""
    assert TokenPair(access="A0", refresh="R0") == kept(ledger).load()


def test_a_renewed_pair_is_found_again(ledger: Ledger) -> None:
    """The next process goes on with the pair that works, not with the one in the environment."""
    kept(ledger).save(PAIR)
    assert PAIR == kept(ledger).load()
    assert PAIR == kept(ledger, account="another name for it").load()


@pytest.mark.parametrize(
    "given, expected",
    [
        ({"access": "A9", "refresh": "R9"}, TokenPair(access="A9", refresh="R9")),
        ({"refresh": "R9"}, TokenPair(access="A0", refresh="R9")),
        ({"access": "A9"}, TokenPair(access="A9", refresh="R1")),
    ],
)
def test_what_a_person_gives_anew_wins(ledger: Ledger, given: Any, expected: TokenPair) -> None:
    """A new token in the environment is used; a refresh token that was used up there is not."""
    kept(ledger).save(PAIR)
    assert expected == kept(ledger, **given).load()


def test_two_grants_under_one_name_keep_apart(ledger: Ledger) -> None:
    """Two projects with accounts of one name and a ledger in common never lose each other's pair."""
    other = TokenPair(access="B1", refresh="S1", renewed_at=NOW)
    kept(ledger).save(PAIR)
    kept(ledger, access="B0", refresh="S0").save(other)

    assert PAIR == kept(ledger).load()
    assert other == kept(ledger, access="B0", refresh="S0").load()


def test_each_renewal_takes_the_place_of_the_last(file_ledger: Ledger) -> None:
    """Pairs that are used up are not hoarded."""
    kept(file_ledger).save(PAIR)
    kept(file_ledger).save(TokenPair(access="A2", refresh="R2", renewed_at=NOW))
    assert "A2" == kept(file_ledger).load().access
    raw = b"".join(one.read_bytes() for one in Path(file_ledger.place).parent.glob("ledger.db"))
    assert b"R0" not in raw


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no owner's rights of this kind")
def test_only_the_owner_can_read_it(file_ledger: Ledger) -> None:
    """A ledger that was copied here with wider rights is closed before a token goes into it."""
    Path(file_ledger.place).chmod(0o644)
    kept(file_ledger).save(PAIR)
    files = list(Path(file_ledger.place).parent.glob("ledger.db*"))
    assert [0o600] * len(files) == [stat.S_IMODE(one.stat().st_mode) for one in files]


def test_only_one_process_renews_at_a_time(ledger: Ledger) -> None:
    """The second one waits until the first has done, and then finds the new pair."""
    first, second = kept(ledger), kept(ledger)
    found: list[TokenPair] = []

    def wait_and_look() -> None:
        with second.exclusive(60):
            found.append(second.load())

    with first.exclusive(60):
        thread = threading.Thread(target=wait_and_look)
        thread.start()
        time.sleep(0.3)
        assert [] == found
        first.save(PAIR)
    thread.join(60)
    assert [PAIR] == found


def test_a_dead_process_holds_up_nobody(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a kill in the middle of a renewal the next process renews at once."""
    dead = ProcessIdentity(host=ProcessIdentity.this_process().host, pid=2**22 + 1, started=1.0)
    with monkeypatch.context() as patch:
        patch.setattr(ProcessIdentity, "this_process", classmethod(lambda _cls: dead))
        assert kept(ledger)._claimed(600)
    assert kept(ledger)._claimed(600)


def test_a_process_elsewhere_holds_it_for_its_time_only(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a process on another machine nobody knows whether it lives: its claim ends by itself."""
    clock = TestClock()
    elsewhere = ProcessIdentity(host="elsewhere", pid=1, started=1.0)
    with monkeypatch.context() as patch:
        patch.setattr(ProcessIdentity, "this_process", classmethod(lambda _cls: elsewhere))
        assert kept(ledger, clock=clock)._claimed(60)
    clock.turn(59)
    assert not kept(ledger, clock=clock)._claimed(60)
    clock.turn(1)
    assert kept(ledger, clock=clock)._claimed(60)


def test_a_ledger_that_can_not_be_written_is_known_first(ledger: Ledger) -> None:
    """Nothing is asked of Zalo when its answer could not be kept."""
    with ledger.write() as connection:
        shared = "SET default_transaction_read_only = on"
        connection.exec_driver_sql(shared if ledger.is_shared else "PRAGMA query_only = 1")
    with pytest.raises(LedgerError), kept(ledger).exclusive(60):
        raise AssertionError


NO_ROOM = ("CREATE TRIGGER t BEFORE UPDATE ON tokens BEGIN SELECT raise(ABORT, 'no room'); END",)
NO_ROOM_ON_A_SERVER = (
    "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no room'; END $$",
    "CREATE TRIGGER t BEFORE UPDATE ON tokens EXECUTE FUNCTION f()",
)


def test_an_error_does_not_show_the_pair(ledger: Ledger) -> None:
    """Not even the traceback of a failed write holds a token."""
    with ledger.write() as connection:
        for statement in NO_ROOM_ON_A_SERVER if ledger.is_shared else NO_ROOM:
            connection.exec_driver_sql(statement)
    with pytest.raises(LedgerError) as raised:
        kept(ledger).save(SECRET)
    shown = "".join(traceback.format_exception(raised.value))
    assert "no room" in shown
    assert "-token-" not in shown
