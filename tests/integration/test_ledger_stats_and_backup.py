"""How everything stands, asked in small questions, on both databases; and what `doctor` makes of it."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from kill_help import killed_at_call
from ledger_help import NOW, campaign_of, planned
from sqlalchemy import event, update

from zns_batch.core.clock import SystemClock
from zns_batch.domain.states import CampaignState, Reason
from zns_batch.errors import LedgerError, OutputError
from zns_batch.ledger import campaigns, leases, schedules, work_queue, workers
from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.ledger.db.schema import campaigns as table
from zns_batch.ledger.maintenance import backup as backup_module
from zns_batch.ledger.maintenance.backup import back_up
from zns_batch.ledger.maintenance.stats import PausedCount, ledger_stats
from zns_batch.ledger.process_identity import ProcessIdentity
from zns_batch.ledger.schedules import BadRows, Schedule
from zns_batch.services.accounts import diagnostics


def test_everything_is_told_at_once(ledger: Ledger) -> None:
    """Campaigns by state, who sends, what rests and why, what waits and since when, and who is there to do it."""
    running = campaign_of(ledger, [planned(1)], name="running", account="a")
    leases.acquire(ledger, "a", running.id, now=NOW)
    for name, account, after in (
        ("by-itself", "b", NOW + timedelta(hours=1)),
        ("person", "c", None),
        ("by-hand", "d", None),
    ):
        one = campaign_of(ledger, [planned(1)], name=name, account=account)
        reason = Reason.QUOTA if after else Reason.AUTHORISATION
        campaigns.stop(
            ledger, one.id, state=CampaignState.PAUSED, reason=reason, now=NOW, resume_after=after
        )
        with ledger.write() as connection:
            mine = update(table).where(table.c.id == one.id)
            connection.execute(mine.values(detached=name != "by-hand"))
    for name, minutes in (("first", 7), ("second", 2)):
        late = campaign_of(ledger, [planned(1)], name=name, account="e", confirmed=False)
        work_queue.enqueue(
            ledger,
            late.id,
            at=NOW - timedelta(minutes=minutes),
            expected=campaigns.get(ledger, late.id).state,
        )
    workers.update_heartbeat(
        ledger, "w", owner=ProcessIdentity.this_process(), version="1", now=NOW
    )

    found = ledger_stats(ledger, now=NOW)
    assert {"running": 1, "paused": 3, "scheduled": 2} == dict(found.campaigns)
    assert {"a"} == found.sending
    assert (2, NOW - timedelta(minutes=7), 1) == (found.waiting, found.since, found.workers)
    assert (
        PausedCount(account="b", reason="quota", goes_on=True, count=1),
        PausedCount(account="c", reason="authorisation", goes_on=False, count=1),
    ) == found.resting
    assert {"a", "b", "c"} == found.accounts
    later = ledger_stats(ledger, now=NOW + timedelta(minutes=1))
    assert (frozenset[str](), 0) == (later.sending, later.workers), (
        "who gives no sign of life is gone"
    )


def test_no_question_looks_at_rows(ledger: Ledger) -> None:
    """It costs the same on a ledger of any size: rows are never asked for."""
    campaign_of(ledger, [planned(1)])
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement.lower())

    event.listen(ledger.engine, "before_cursor_execute", note)
    ledger_stats(ledger, now=NOW)
    event.remove(ledger.engine, "before_cursor_execute", note)
    assert asked
    tables = ("rows", "inputs", "changes", "contents", "events")
    assert [] == [one for one in asked if any(f"from {name}" in one for name in tables)]


# ── doctor ──


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """A ledger where `doctor` looks for it."""
    monkeypatch.setenv("ZNS_HOME", str(tmp_path))
    monkeypatch.delenv("ZNS_DATABASE_URL", raising=False)
    return open_ledger(tmp_path / "ledger.db")


def _schedule(next_in: timedelta) -> Schedule:
    now = SystemClock().now()
    return Schedule(
        id=schedules.new_id(),
        name="thứ hai",
        account="default",
        file="list.xlsx",
        cron="0 8 * * MON",
        zone="Asia/Ho_Chi_Minh",
        next_at=now + next_in,
        misfire="once",
        bad_rows=BadRows.HOLD,
        folder=".",
        created_at=now,
    )


def test_doctor_counts_the_workers(home: Ledger) -> None:
    """It says how many workers there are and how long the quietest has been silent; none are missed while nothing waits."""
    assert (True, "doctor.workers-none") == (diagnostics.workers().fine, diagnostics.workers().key)
    me, now = ProcessIdentity.this_process(), SystemClock().now()
    workers.update_heartbeat(home, "one", owner=me, version="1", now=now - timedelta(seconds=4))
    workers.update_heartbeat(home, "two", owner=me, version="1", now=now)
    found = diagnostics.workers()
    assert (True, 2) == (found.fine, found.params["n"])
    seconds = found.params["seconds"]
    assert isinstance(seconds, int)
    assert 4 <= seconds
    home.close()


def test_doctor_misses_a_worker_that_campaigns_wait_for(home: Ledger) -> None:
    """Campaigns that have been due for a while with nobody there are something to look at."""
    late = campaign_of(home, [planned(1)], confirmed=False)
    work_queue.enqueue(
        home,
        late.id,
        at=SystemClock().now() - timedelta(minutes=5),
        expected=campaigns.get(home, late.id).state,
    )
    found = diagnostics.workers()
    assert (False, "doctor.workers-missed", 1) == (found.fine, found.key, found.params["n"])
    home.close()


@pytest.mark.parametrize(
    "next_in, fine", [(timedelta(minutes=10), True), (timedelta(minutes=-10), False)]
)
def test_doctor_sees_a_schedule_whose_time_has_passed(
    home: Ledger, next_in: timedelta, fine: bool
) -> None:
    """A schedule that should have run minutes ago is named."""
    schedules.add(home, _schedule(next_in))
    found = diagnostics.schedules()
    assert (fine, 1) == (found.fine, found.params["n"])
    assert fine or "thứ hai" in found.text("vi")
    home.close()


# ── a copy ──


def test_a_damaged_ledger_makes_no_copy(file_ledger: Ledger, tmp_path: Path) -> None:
    """A copy that would be worth nothing is not kept, and a good one that is there stays."""
    campaign_of(file_ledger, [planned(place) for place in range(1, 2_001)])
    good = tmp_path / "copy.db"
    back_up(file_ledger, good)
    before = good.read_bytes()
    with file_ledger.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    file_ledger.close()
    whole = (tmp_path / "ledger.db").read_bytes()
    page = 4_096
    torn = whole[: 20 * page] + os.urandom(20 * page) + whole[40 * page :]
    (tmp_path / "ledger.db").write_bytes(torn)
    with pytest.raises(LedgerError):
        back_up(file_ledger, good, overwrite=True)
    assert before == good.read_bytes()
    assert ["copy.db"] == [one.name for one in tmp_path.iterdir() if "copy" in one.name]


def test_a_copy_that_finds_no_room_leaves_nothing_behind(
    file_ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk fails in the middle, the file that was there is as it was, and it is said in one line."""
    campaign_of(file_ledger, [planned(1)])

    def full(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("zns_batch.ledger.maintenance.backup._sync", full)
    copy = tmp_path / "copies"
    copy.mkdir()
    with pytest.raises(OutputError, match="No space left on device"):
        back_up(file_ledger, copy / "zns.db")
    assert [] == list(copy.iterdir())


def test_what_a_killed_backup_left_is_swept(file_ledger: Ledger, tmp_path: Path) -> None:
    """Customers' data don't lie about for ever in half copies; nobody else's file is touched."""
    folder = tmp_path / "copies"
    folder.mkdir()
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    head = b"SQLite format 3\0"
    left = {
        f".zns-1.db.{dead.pid}.part": head + b"84912345678",
        f".zns-2.db.{dead.pid}.part": b"",
        f".zns-2.db.{dead.pid}.part-journal": b"x",
    }
    stays = {
        f".zns-3.db.{os.getpid()}.part": head,
        f".film.{dead.pid}.part": b"another program's",
        f"zns.db.{dead.pid}.part": head,
        ".zns.part": head,
    }
    for name, content in {**left, **stays}.items():
        (folder / name).write_bytes(content)

    back_up(file_ledger, folder / "zns.db")

    assert sorted([*stays, "zns.db"]) == sorted(file.name for file in folder.iterdir())


def _rows_of(copy: Path) -> int:
    """Return how many rows a copy holds, of which every page is sound."""
    with closing(sqlite3.connect(copy)) as connection:
        assert ("ok",) == connection.execute("PRAGMA integrity_check").fetchone()
        return int(connection.execute("SELECT count(*) FROM rows").fetchone()[0])


def _saved(place: Path, copy: Path) -> None:
    with closing(open_ledger(place)) as ledger:
        back_up(ledger, copy, overwrite=True)


def _after_a_kill(place: Path, copy: Path, older: bytes) -> bool:
    """Look at what a killed backup left, and tell whether the new copy is in its place."""
    is_new = older != copy.read_bytes()
    assert (40 if is_new else 1) == _rows_of(copy)
    assert 40 == _rows_of(place)
    return is_new


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the process is forked")
def test_a_backup_that_is_killed_leaves_the_old_copy_or_the_new_one(
    file_ledger: Ledger, tmp_path: Path
) -> None:
    """Before whichever step it is killed: no half copy under its name, the ledger unharmed, and the next one sweeps up."""
    place, folder = tmp_path / "ledger.db", tmp_path / "copies"
    folder.mkdir()
    copy = folder / "zns.db"
    campaign_of(file_ledger, [planned(1)])
    back_up(file_ledger, copy)
    older = copy.read_bytes()
    campaign_of(file_ledger, [planned(number) for number in range(2, 41)])
    file_ledger.close()
    replaced, module = [], Path(backup_module.__file__)
    for number in count(1):
        copy.write_bytes(older)
        killed = killed_at_call(number, module, partial(_saved, place, copy))
        replaced.append(_after_a_kill(place, copy, older))
        # The next backup, in the same folder, leaves nothing but whole copies there.
        if killed:
            _saved(place, copy)
        assert (["zns.db"], 40) == ([file.name for file in folder.iterdir()], _rows_of(copy))
        if not killed:
            break
    assert (False, True) == (replaced[0], replaced[-1])
    assert sorted(replaced) == replaced
    assert 20 < len(replaced)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the process is forked")
def test_a_backup_that_is_killed_while_it_copies_leaves_no_copy(
    file_ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of the copy too: nothing lies under its name, and the next backup sweeps up the half one."""
    place, folder = tmp_path / "ledger.db", tmp_path / "copies"
    folder.mkdir()
    campaign_of(file_ledger, [planned(number) for number in range(1, 1_001)])
    file_ledger.close()
    connect = backup_module._connect

    def killing(path: Path) -> sqlite3.Connection:
        connection = connect(path)
        connection.set_progress_handler(lambda: os.kill(os.getpid(), signal.SIGKILL), 10_000)
        return connection

    with monkeypatch.context() as patch:
        patch.setattr(backup_module, "_connect", killing)
        assert killed_at_call(10**9, tmp_path, partial(_saved, place, folder / "zns.db"))
    assert [True] == [file.name.endswith(".part") for file in folder.glob(".*.part")]
    assert not (folder / "zns.db").exists()
    _saved(place, folder / "zns.db")
    assert ["zns.db"] == [file.name for file in folder.iterdir()]
    assert (1_000, 1_000) == (_rows_of(folder / "zns.db"), _rows_of(place))


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
@pytest.mark.parametrize("mode, told", [(0o700, False), (0o775, False), (0o777, True)])
def test_a_folder_that_everybody_may_change_is_told(
    file_ledger: Ledger, tmp_path: Path, mode: int, told: bool
) -> None:
    """Whoever may write into the folder may put another ledger there; the rest of the world may not."""
    tmp_path.chmod(mode)
    assert (tmp_path if told else None) == file_ledger.open_folder
    tmp_path.chmod(0o700)
