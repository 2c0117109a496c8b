"""Damage that SQLite does not notice: commits that were on the disk and are gone."""

import random
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from ledger_help import NOW, campaign_of, planned, retry_rows

from zns_batch.core.clock import SystemClock
from zns_batch.domain.states import RowState
from zns_batch.errors import LedgerError
from zns_batch.ledger import leases, rows
from zns_batch.ledger.db.commit_proof import last_change
from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.ledger.outcome_writer import OutcomeWriter
from zns_batch.ledger.records import Campaign

STEPS = 12


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """The files of a ledger as a killed process leaves them: all steps are in its log."""
    home = tmp_path / "home"
    with closing(open_ledger(home / "ledger.db")) as ledger:
        campaign = campaign_of(ledger, [planned(n) for n in range(1, STEPS + 1)])
        for _ in range(STEPS // 2):
            rows.cancel_pending(ledger, campaign.id, now=NOW)
            retry_rows(ledger, campaign, {RowState.CANCELLED}, now=NOW)
        copy = tmp_path / "killed"
        shutil.copytree(home, copy)
    (copy / "ledger.db-shm").unlink()
    return copy


def steps(ledger: Ledger) -> int:
    with ledger.read() as connection:
        return last_change(connection)


def test_a_ledger_that_was_killed_is_opened(killed: Path) -> None:
    """A sound ledger is never refused: its proof says no more than it has."""
    with closing(open_ledger(killed / "ledger.db")) as ledger:
        assert STEPS * STEPS == steps(ledger)


def test_damage_of_the_log_is_told_or_took_nothing(killed: Path, tmp_path: Path) -> None:
    """Wherever bits flip or the log ends: the ledger is refused, or every step is there."""
    whole = (killed / "ledger.db-wal").read_bytes()
    luck = random.Random(7)
    refused = 0
    for number in range(60):
        home = tmp_path / str(number)
        shutil.copytree(killed, home)
        wal = bytearray(whole)
        if number % 2:
            del wal[luck.randrange(len(wal)) :]
        else:
            wal[luck.randrange(len(wal))] ^= 1 << luck.randrange(8)
        (home / "ledger.db-wal").write_bytes(wal)
        try:
            with closing(open_ledger(home / "ledger.db")) as ledger:
                found = steps(ledger)
        except LedgerError as error:
            refused += error.key in {"ledger.lost-commits", "ledger.corrupt", "ledger.not-a-ledger"}
        else:
            assert STEPS * STEPS == found, number
    assert refused > 40


def _emptied(home: Path) -> None:
    (home / "ledger.db").write_bytes(b"")


def _removed(home: Path) -> None:
    (home / "ledger.db").unlink()


def _without_its_log(home: Path) -> None:
    (home / "ledger.db-wal").unlink()


def _replaced(home: Path) -> None:
    for file in home.glob("ledger.db*"):
        if not file.name.endswith("-steps"):
            file.unlink()
    open_ledger(home / "another.db").close()
    (home / "another.db").rename(home / "ledger.db")


@pytest.mark.parametrize("happens", [_emptied, _removed, _without_its_log, _replaced])
def test_a_ledger_that_forgot_everything_is_told(
    killed: Path, happens: Callable[[Path], None]
) -> None:
    """An empty ledger in the place of a used one would let every list go out again."""
    happens(killed)
    with pytest.raises(LedgerError) as caught:
        open_ledger(killed / "ledger.db")
    assert "ledger.lost-commits" == caught.value.key
    assert str(killed / "ledger.db-steps") in caught.value.text("vi")


def test_a_copy_that_was_put_back_is_used_once_its_proof_is_gone(killed: Path) -> None:
    """Who restores a backup on purpose can go on, by one deliberate step."""
    _replaced(killed)
    (killed / "ledger.db-steps").unlink()
    open_ledger(killed / "ledger.db").close()


def test_the_log_that_lost_commits_is_kept(killed: Path) -> None:
    """What an expert may still read out of a damaged log is not thrown away by looking at it."""
    wal = killed / "ledger.db-wal"
    damaged = wal.read_bytes()[: wal.stat().st_size // 2]
    wal.write_bytes(damaged)
    for _ in range(2):
        with pytest.raises(LedgerError):
            open_ledger(killed / "ledger.db")
    assert damaged == (killed / "ledger.db-wal-damaged").read_bytes()


@pytest.mark.parametrize("content", [b"", b"\0" * 30, b"00000000000000000999 00000000\n", b"\xff"])
def test_a_torn_proof_proves_nothing(killed: Path, content: bytes) -> None:
    """A power cut in the middle of writing the proof keeps nobody from a sound ledger."""
    (killed / "ledger.db-steps").write_bytes(content)
    open_ledger(killed / "ledger.db").close()


@pytest.mark.parametrize("name", ["ledger.db", "ledger.db-wal"])
async def test_a_file_that_is_removed_while_it_is_used_is_noticed_at_the_next_write(
    tmp_path: Path, name: str
) -> None:
    """A campaign that nothing remembers any more sends nothing more."""
    ledger = open_ledger(tmp_path / "ledger.db")
    campaign = campaign_of(ledger, [planned(1)])
    lease = leases.acquire(ledger, "default", campaign.id, now=NOW)
    writer = OutcomeWriter(ledger, lease, SystemClock())
    (row,) = rows.due(ledger, campaign.id, after=0, most=9)
    (tmp_path / name).unlink()
    with pytest.raises(LedgerError) as caught:
        await writer.record_intent(row, attempt=1)
    assert "ledger.gone" == caught.value.key
    await writer.close()
    ledger.close()


def test_a_ledger_that_others_write_to_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another process commits while we open the ledger is never taken for a loss."""
    ledger = open_ledger(tmp_path / "ledger.db")
    campaign = campaign_of(ledger, [planned(1)])
    read = Path.read_bytes

    def read_and_commit(path: Path) -> bytes:
        content = read(path)
        if path.name.endswith("-steps"):
            retry_or_cancel(ledger, campaign)
        return content

    def read_late(path: Path) -> bytes:
        if path.name.endswith("-steps"):
            retry_or_cancel(ledger, campaign)
        return read(path)

    retry_or_cancel(ledger, campaign)
    for meanwhile in (read_and_commit, read_late):
        with monkeypatch.context() as patched:
            patched.setattr(Path, "read_bytes", meanwhile)
            open_ledger(tmp_path / "ledger.db").close()
    ledger.close()


def retry_or_cancel(ledger: Ledger, campaign: Campaign) -> None:
    rows.cancel_pending(ledger, campaign.id, now=NOW)
    retry_rows(ledger, campaign, {RowState.CANCELLED}, now=NOW)
