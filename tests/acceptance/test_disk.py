"""A disk that is full, read-only or torn: nothing leaves that could not be written down."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from crash_help import asked, by_state, dice, each_once, in_flight, tell, until_or_over
from program_help import (
    FAST,
    Ended,
    Program,
    Started,
    counts,
    nothing_twice,
    orders,
    program_in,
    read_page,
    until,
)

from zns_batch.sandbox import RunningSandbox

PACE = ("--rate", "100", "--concurrency", "20", "--json")
SEND = ("send", "list.csv", *FAST, *PACE)
RESUME = ("resume", "latest", "--yes", *PACE)
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no limit to a file")
linux = pytest.mark.skipif(sys.platform != "linux", reason="limits set from outside, and tmpfs")


def one_line(done: Ended) -> str:
    """Return the one line that tells what went wrong, as the screen and the object have it."""
    said = [line for line in done.err.splitlines() if line.startswith(("Error: ", "Lỗi: "))]
    assert [done.err.splitlines()[-1]] == said
    (problem,) = done.object()["problems"]
    assert said[0].endswith(problem["message"])
    return said[0]


def confined(program: Program, *command: str) -> Program:
    """Return the program with Python told to leave its own files alone.

    Where a file can't grow, Python would keep the half of a module that it has compiled.
    """
    env = {**program.env, "PYTHONDONTWRITEBYTECODE": "1"}
    return replace(program.fresh(), env=env, command=command or program.fresh().command)


def begun(program: Program, zalo: RunningSandbox, count: int, after: int) -> Started:
    """Start sending a list, and wait for some requests."""
    program.write("list.csv", orders(count))
    started = program.start(*SEND)
    until_or_over(started, lambda: zalo.counts().requests >= after)
    return started


def settled(program: Program) -> Path:
    """Bring everything of the ledger into its one file."""
    file = program.home / "ledger.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


# ── full ──


@pytest.fixture
def small(tmp_path: Path, zalo: RunningSandbox) -> Iterator[Program]:
    """The program with its ledger on a disk of 16 MB."""
    program = program_in(tmp_path, zalo.url)
    program.home.mkdir()
    with mounted(program.home, "size=16m"):
        yield program


class mounted:  # noqa: N801 — used as a block
    """A disk of memory, for who may have one."""

    def __init__(self, place: Path, options: str) -> None:
        self._place, self._options = place, options

    def __enter__(self) -> None:
        if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None:
            pytest.skip("only root can have a disk of its own")
        words = ["mount", "-t", "tmpfs", "-o", self._options, "none", str(self._place)]
        if subprocess.run(words, check=False, capture_output=True).returncode:
            pytest.skip("no disk of its own can be had here")

    def __exit__(self, *_: object) -> None:
        subprocess.run(["umount", "-l", str(self._place)], check=True)


def fill(folder: Path) -> Path:
    """Use up every byte of a disk; return the file that does."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65_536, 4_096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return filler


def test_a_disk_that_fills_up_in_the_middle(small: Program, zalo: RunningSandbox) -> None:
    """Nothing leaves that can't be written down: one line tells it, and with room again the rest goes."""
    zalo.change(latency=0.1)
    started = begun(small, zalo, 200, 40)
    filler = fill(small.home)
    done = started.ended()
    requests = zalo.counts().requests
    assert 3 == done.code, "paused with rows left; resume goes on"
    assert f"zns-batch resume {done.object()['campaign']}" in one_line(done)
    assert "is full" in one_line(done)
    assert requests < 200
    left = in_flight(small)
    assert len(left) <= 20

    again = small.run(*RESUME, ZNS_LANG="vi")
    assert 2 == again.code
    assert "đã đầy" in one_line(again)
    assert requests == zalo.counts().requests

    filler.unlink()
    rest = small.run(*RESUME)
    found = rest.object()
    assert ("completed", len(left)) == (found["state"], found["rows"]["unknown"])
    assert 200 == found["rows"]["accepted"] + found["rows"]["unknown"]
    each_once(zalo, by_state(small))
    nothing_twice(zalo)


def limit(started: Started, most: int) -> None:
    """Let no file of a running process grow beyond some bytes, or let it again."""
    import resource

    assert started.process.pid is not None
    resource.prlimit(started.process.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


@linux
def test_room_that_comes_back_in_time_saves_what_was_in_flight(
    program: Program, zalo: RunningSandbox
) -> None:
    """Outcomes are paid for, so they are tried again for a while; nothing new leaves meanwhile."""
    zalo.change(latency=0.3)
    started = begun(confined(program), zalo, 200, 40)
    limit(started, 10_000)
    until(lambda: zalo.counts().in_flight == 0)
    requests = zalo.counts().requests
    assert requests < 200
    limit(started, -1)
    done = started.ended()
    assert set() == in_flight(program)
    if done.code == 3:
        # Some intent was refused for want of room, which ends the run.
        shown = program.run("show", "latest", "--json").object()
        assert ("paused", {"accepted", "pending"}) == (shown["state"], set(counts(shown)))
        done = program.run(*RESUME)
    assert (0, {"accepted": 200}) == (done.code, counts(done.object()))
    each_once(zalo, by_state(program))
    nothing_twice(zalo)


def small_files(most: int) -> tuple[str, ...]:
    """The program's command line under which no file may grow beyond some bytes."""
    code = (
        "import resource, runpy, sys; "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most})); "
        "sys.argv[0] = 'zns-batch'; runpy.run_module('zns_batch', run_name='__main__')"
    )
    return (sys.executable, "-c", code)


def few_descriptors(most: int) -> tuple[str, ...]:
    """The program's command line under which only so many files and connections may be open."""
    code = (
        "import resource, runpy, sys; "
        f"resource.setrlimit(resource.RLIMIT_NOFILE, ({most}, {most})); "
        "sys.argv[0] = 'zns-batch'; runpy.run_module('zns_batch', run_name='__main__')"
    )
    return (sys.executable, "-c", code)


@posix
@pytest.mark.parametrize("most", [24, 32, 64])
def test_no_file_descriptor_is_free(program: Program, zalo: RunningSandbox, most: int) -> None:
    """A run that can open nothing more ends in one line, and no row that never left is in doubt."""
    zalo.change(latency=0.2)
    program.write("list.csv", orders(120))
    pace = ("--rate", "200", "--concurrency", "100", "--json")
    done = replace(program, command=few_descriptors(most)).run("send", "list.csv", *FAST, *pace)
    assert done.code in {0, 3}, done.text
    assert set() == in_flight(program)
    rest = program.run(*RESUME) if done.code == 3 else done
    assert (0, {"accepted": 120}) == (rest.code, counts(rest.object()))
    nothing_twice(zalo)


@posix
def test_no_room_for_the_results_workbook(program: Program, zalo: RunningSandbox) -> None:
    """The campaign is safe and its numbers are told; the workbook comes by the command that is named."""
    started = begun(program, zalo, 600, 20)
    started.kill()
    assert program.run(*RESUME, "--rate", "2000").code in {0, 1}
    settled(program)
    requests = zalo.counts().requests
    book = program.folder / "small.xlsx"
    done = confined(program, *small_files(100_000)).run(*RESUME, "-o", book)
    found = done.object()
    # The code is that of the rows: none is told as refused because a file could not be written.
    rows_say = 1 if found["rows"]["unknown"] else 0
    assert (rows_say, "completed", None) == (done.code, found["state"], found["report"])
    assert ["report.no-room"] == [one["code"] for one in found["problems"]]
    assert 600 == found["rows"]["accepted"] + found["rows"]["unknown"]
    assert "the disk is full" in done.err
    assert f"zns-batch report {found['campaign']}" in done.err
    assert "Traceback" not in done.err
    assert "Exception ignored" not in done.err
    assert [] == [one for one in program.folder.iterdir() if "small" in one.name]

    assert 0 == program.run("report", found["campaign"], "-o", book).code
    assert 600 == len(read_page(book))
    assert requests == zalo.counts().requests


def test_no_room_for_any_workbook(program: Program, zalo: RunningSandbox) -> None:
    """On a full disk every command that writes a workbook says so in one line; what was sent is told."""
    program.write("list.csv", orders(5))
    full = program.folder / "full"
    full.mkdir()
    with mounted(full, "size=4k"):
        fill(full)
        book = full / "a.xlsx"
        sent = program.run("send", "list.csv", *FAST, *PACE, "-o", book)
        assert (0, {"accepted": 5}) == (sent.code, counts(sent.object()))
        assert ["report.no-room"] == [one["code"] for one in sent.object()["problems"]]
        found = sent.object()["campaign"]
        check = ("check", "list.csv", "-t", "don-hang", "--json", "-o", book)
        for words in (("report", found, "--json", "-o", book), check):
            assert 2 == program.run(*words).code
            assert "is full" in one_line(program.run(*words))
        sample = program.run("sample", "-t", "don-hang", "-o", book)
        assert (2, True) == (sample.code, "is full" in sample.err)
        practice = program.run("send", "list.csv", *FAST, "--rehearse", "-o", book)
        assert (0, True) == (practice.code, "not kept" in practice.err)
        assert "Traceback" not in sent.err + sample.err + practice.err
        assert [full / "filler"] == list(full.iterdir())
    assert 5 == zalo.counts().accepted
    assert 0 == program.run("report", found, "-o", program.folder / "b.xlsx").code
    assert 5 == len(read_page(program.folder / "b.xlsx"))


# ── read-only ──


def _nothing_leaves(program: Program, zalo: RunningSandbox, *said: str) -> None:
    requests = zalo.counts().requests
    for words in (RESUME, ("send", "other.csv", *FAST)):
        done = program.run(*words)
        assert 2 == done.code
        assert any(one in one_line(done) for one in said), done.err
    assert requests == zalo.counts().requests


@pytest.fixture
def half_sent(program: Program, zalo: RunningSandbox) -> Program:
    """A campaign that was paused in its middle, and another list."""
    zalo.change(quota=30)
    program.write("list.csv", orders(60))
    program.write("other.csv", orders(5, start=500))
    assert 3 == program.send("list.csv").code
    zalo.change(quota=1_000)
    return program


def _goes_on(program: Program, zalo: RunningSandbox) -> None:
    rest = program.run(*RESUME)
    assert (0, {"accepted": 60}) == (rest.code, counts(rest.object()))
    nothing_twice(zalo)


@posix
@pytest.mark.skipif(
    getattr(os, "geteuid", lambda: 1)() == 0, reason="root may write what is read-only"
)
def test_a_ledger_that_may_only_be_read(half_sent: Program, zalo: RunningSandbox) -> None:
    """One line, and nothing leaves; made writable again it goes on."""
    files = [half_sent.home, *half_sent.home.glob("ledger.db*")]
    for one in files:
        one.chmod(0o500 if one.is_dir() else 0o400)
    _nothing_leaves(half_sent, zalo, "can't be written", "read-only")
    for one in files:
        one.chmod(0o700 if one.is_dir() else 0o600)
    _goes_on(half_sent, zalo)


def test_a_disk_that_is_mounted_read_only(small: Program, zalo: RunningSandbox) -> None:
    """Also who may write everything can write nothing there: one line, and nothing leaves."""
    zalo.change(quota=30)
    small.write("list.csv", orders(60))
    small.write("other.csv", orders(5, start=500))
    assert 3 == small.send("list.csv").code
    zalo.change(quota=1_000)
    words = ["mount", "-o", "remount,ro", str(small.home)]
    subprocess.run(words, check=True)
    _nothing_leaves(small, zalo, "can't be written")
    subprocess.run(["mount", "-o", "remount,rw", str(small.home)], check=True)
    _goes_on(small, zalo)


def test_a_ledger_beside_which_nothing_can_be_made(
    half_sent: Program, zalo: RunningSandbox
) -> None:
    """Where SQLite can't have its files beside the ledger, one line tells it, and nothing leaves."""
    wal = settled(half_sent).with_name("ledger.db-wal")
    wal.unlink(missing_ok=True)
    wal.mkdir()
    _nothing_leaves(half_sent, zalo, "can't be opened")
    wal.rmdir()
    _goes_on(half_sent, zalo)


# ── torn ──


def _garbage(wal: bytes, luck: Random) -> bytes:
    return wal + luck.randbytes(luck.randint(1, 9_000))


def _a_part_of_a_frame(wal: bytes, luck: Random) -> bytes:
    return wal + wal[-4_120:][: luck.randint(1, 4_119)]


def _a_frame_that_is_not_whole(wal: bytes, luck: Random) -> bytes:
    frame = bytearray(wal[-4_120:])
    frame[luck.randrange(24, len(frame))] ^= 0xFF
    return wal + bytes(frame)


@pytest.mark.parametrize(
    "tear", [_garbage, _a_part_of_a_frame, _a_frame_that_is_not_whole], ids=lambda one: one.__name__
)
def test_a_power_cut_in_the_middle_of_a_write(
    program: Program, zalo: RunningSandbox, tear: Callable[[bytes, Random], bytes]
) -> None:
    """What was begun after the last commit is as if it never was: every intent that left is known."""
    luck = dice()
    zalo.change(latency=(0.02, 0.1))
    started = begun(program, zalo, 80, 25)
    started.kill()
    left = in_flight(program)
    wal = program.home / "ledger.db-wal"
    wal.write_bytes(tear(wal.read_bytes(), luck))
    (program.home / "ledger.db-shm").unlink()

    found = program.run(*RESUME).object()
    assert len(left) == found["rows"]["unknown"]
    assert 80 == found["rows"]["accepted"] + found["rows"]["unknown"]
    each_once(zalo, by_state(program))
    nothing_twice(zalo)


def test_a_log_of_writes_that_was_cut_anywhere(program: Program, zalo: RunningSandbox) -> None:
    """Wherever SQLite's log of writes ends, the ledger stands as after some commit, and adds up."""
    luck = dice()
    zalo.change(latency=0.02)
    started = begun(program, zalo, 80, 40)
    started.kill()
    wal = program.home / "ledger.db-wal"
    whole = wal.read_bytes()
    planned = asked(program, "SELECT count(*) FROM inputs")
    for _ in range(6):
        wal.write_bytes(whole[: luck.randrange(len(whole) // 2, len(whole))])
        (program.home / "ledger.db-shm").unlink(missing_ok=True)
        assert [("ok",)] == asked(program, "PRAGMA integrity_check")
        shown = program.run("show", "latest", "--json")
        if shown.code == 0 and planned == asked(program, "SELECT count(*) FROM inputs"):
            assert 80 == sum(counts(shown.object()).values())
        assert shown.code in {0, 2}, shown.err


def _cut_in_half(wal: bytes) -> bytes:
    return wal[: len(wal) // 2]


def _with_a_flipped_bit(wal: bytes) -> bytes:
    place = len(wal) // 2
    return wal[:place] + bytes([wal[place] ^ 1]) + wal[place + 1 :]


def _emptied(_wal: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("damage", [_cut_in_half, _with_a_flipped_bit, _emptied])
def test_a_log_that_lost_commits_is_told_and_nothing_leaves(
    program: Program, zalo: RunningSandbox, damage: Callable[[bytes], bytes]
) -> None:
    """Rows that were sent don't go out again because what SQLite wrote of them was damaged later."""
    zalo.change(latency=0.02)
    program.write("other.csv", orders(5, start=500))
    started = begun(program, zalo, 200, 40)
    started.kill()
    wal = program.home / "ledger.db-wal"
    whole = wal.read_bytes()
    wal.write_bytes(damage(whole))
    (program.home / "ledger.db-shm").unlink()
    _nothing_leaves(program, zalo, "has lost its last changes")

    for left in program.home.glob("ledger.db-[ws]*"):
        if not left.name.endswith("-steps"):
            left.unlink()
    nothing_twice(zalo)


@posix
@pytest.mark.parametrize("name", ["ledger.db", "ledger.db-wal"])
def test_a_ledger_that_is_removed_while_it_is_sent_from(
    program: Program, zalo: RunningSandbox, name: str
) -> None:
    """What is sent is no longer remembered by anything, so nothing more leaves."""
    zalo.change(latency=0.02)
    started = begun(program, zalo, 400, 20)
    (program.home / name).unlink()
    done = started.ended()
    assert 3 == done.code
    assert "was removed or replaced" in one_line(done)
    requests = zalo.counts().requests
    assert requests < 400
    program.write("other.csv", orders(5, start=500))
    _nothing_leaves(program, zalo, "has lost its last changes", "is damaged")


# ── damaged ──


def _without_a_head(whole: bytes) -> bytes:
    return b"\0" * 100 + whole[100:]


def _overwritten(whole: bytes) -> bytes:
    return whole[:4_096] + b"\xa5" * (len(whole) - 4_096)


def _cut(whole: bytes) -> bytes:
    return whole[: len(whole) // 2 // 4_096 * 4_096]


@pytest.mark.parametrize(
    "damage, said",
    [
        (_without_a_head, "is not a ledger"),
        (_overwritten, "is damaged"),
        (_cut, "is damaged"),
    ],
)
def test_a_ledger_that_is_damaged(
    half_sent: Program, zalo: RunningSandbox, damage: Callable[[bytes], bytes], said: str
) -> None:
    """One line says so and what to do, nothing leaves, and with the whole file again it goes on."""
    file = settled(half_sent)
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    _nothing_leaves(half_sent, zalo, said)
    for left in half_sent.home.glob("ledger.db-*"):
        left.unlink()
    file.write_bytes(whole)
    _goes_on(half_sent, zalo)


# ── miscounted ──


@pytest.mark.parametrize(
    "words", [RESUME, ("show", "latest", "--json"), ("report", "latest", "--json")]
)
def test_a_row_that_went_missing(
    half_sent: Program, zalo: RunningSandbox, words: tuple[str, ...]
) -> None:
    """Counts that don't add up are told as our own mistake, with 70, and nothing more is sent."""
    tell(half_sent, "DELETE FROM rows WHERE seq = 45")
    requests = zalo.counts().requests
    done = half_sent.run(*words)
    assert 70 == done.code
    assert "60 rows were planned, 59 are accounted for" in one_line(done)
    assert requests == zalo.counts().requests


def test_a_row_that_goes_missing_on_the_way(program: Program, zalo: RunningSandbox) -> None:
    """A run whose counts don't add up at its end never says that it is done."""
    zalo.change(latency=0.05)
    started = begun(program, zalo, 100, 30)
    tell(program, "DELETE FROM rows WHERE seq = 1")
    done = started.ended()
    assert 70 == done.code
    assert "100 rows were planned, 99 are accounted for" in one_line(done)
    assert [("paused",)] == asked(program, "SELECT state FROM campaigns")
    assert [] == list(program.folder.glob("*results*"))
    nothing_twice(zalo)
