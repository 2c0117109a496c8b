"""Looking after the ledger as a person does: `purge` and `backup`, and what works afterwards."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from crash_help import asked, database_of, on_both, tell
from openpyxl import load_workbook
from program_help import (
    HEADERS,
    Program,
    counts,
    nothing_twice,
    order,
    orders,
    phone_of,
    program_in,
    read_page,
    until,
)

from zns_batch.sandbox import RunningSandbox


def _aged(program: Program, days: int = 200) -> None:
    """Let all campaigns have ended so many days earlier."""
    tell(program, "UPDATE campaigns SET ended_at = ended_at - ?", days * 86_400_000)


def _sent(program: Program, zalo: RunningSandbox) -> None:
    """A list of which two rows were refused, and one was never good."""
    zalo.change(faults={})
    broken = (*order(9)[:1], "12", *order(9)[2:])
    program.write("list.csv", [*orders(5), order(6, ending=918), order(907, ending=918), broken])
    found = program.send("list.csv", "--skip-invalid", "--name", "tet").object()
    assert {"accepted": 5, "rejected": 2, "invalid": 1} == counts(found)


@on_both
def test_a_purged_campaign_can_still_be_looked_at(program: Program, zalo: RunningSandbox) -> None:
    """After its customers' data were taken out, show, campaigns, report, receipts, the refusal of the same list, and the refusal of a new attempt all work."""
    _sent(program, zalo)
    _aged(program)
    done = program.run("purge", "--older-than", "180d", "--yes", "--json")
    assert 0 == done.code, done.text
    assert (1, 8, True) == tuple(
        len(value) if isinstance(value := done.json()[key], list) else value
        for key in ("campaigns", "rows", "wiped")
    )

    shown = program.run("show", "tet")
    assert (0, True) == (shown.code, "Customers' data were erased on" in shown.out)
    assert "phone" in shown.out, "why rows were not accepted is still told"
    assert {"accepted": 5, "rejected": 2, "invalid": 1} == counts(
        program.run("show", "tet", "--json").object()
    )
    assert "5/8" in program.run("campaigns").out

    report = program.run("report", "tet", "-o", "again.xlsx")
    assert (0, True) == (report.code, "were erased" in report.err)
    page = read_page(program.folder / "again.xlsx")
    assert 8 == len(page)
    assert {None} == {row[name] for row in page for name in HEADERS}
    assert ["accepted"] * 5 == [row["Status"] for row in page][:5]
    with closing(load_workbook(program.folder / "again.xlsx", read_only=True)) as workbook:
        book = str([list(sheet.iter_rows(values_only=True)) for sheet in workbook.worksheets])
    assert [] == [line for line in orders(7) if phone_of(line) in book or str(line[1]) in book]
    assert "were erased" in book

    assert program.run("receipts", "tet", "--json").code in {0, 1}
    again = program.send("list.csv", "--skip-invalid")
    assert (2, True) == (again.code, "tet" in again.text)
    retried = program.run("retry", "tet", "--status", "rejected", "--yes")
    assert (2, True) == (retried.code, "can't be sent again" in retried.line())
    resumed = program.run("resume", "tet", "--yes", "-o", "resumed.xlsx")
    assert resumed.code in {0, 1}
    nothing_twice(zalo)


def test_a_purge_that_is_tried_out_changes_nothing(program: Program, zalo: RunningSandbox) -> None:
    """With --dry-run it is said what would go and what stays and why, and all is as it was."""
    _sent(program, zalo)
    program.write("other.csv", orders(3, start=50))
    program.send("other.csv", "--name", "young")
    tell(program, "UPDATE campaigns SET ended_at = ended_at - 1 WHERE name = 'young'")
    tell(program, "UPDATE campaigns SET ended_at = ended_at - 864000000 WHERE name = 'tet'")
    before = asked(program, "SELECT cells, phone FROM inputs")
    tried = program.run("purge", "--older-than", "9d", "--dry-run")
    assert 0 == tried.code
    assert "Would be erased: 1 campaigns with 8 rows" in tried.out
    assert "tet" in tried.err
    assert "young" not in tried.err
    assert before == asked(program, "SELECT cells, phone FROM inputs")
    assert "tet" not in program.run("purge", "--older-than", "11d", "--dry-run").err


@pytest.mark.parametrize(
    "words, said",
    [
        (["--older-than", "180d"], "Add --yes"),
        (["--older-than", "6m", "--yes"], "180d or 36h"),
        ([], "--older-than"),
    ],
)
def test_nothing_goes_without_a_clear_word(alone: Program, words: list[str], said: str) -> None:
    """Without an answer, or with a span that may mean minutes or months, nothing is taken out."""
    done = alone.run("purge", *words)
    assert 2 == done.code
    assert said in done.err.splitlines()[-1]


def test_a_purge_leaves_nothing_in_the_files(program: Program, zalo: RunningSandbox) -> None:
    """No phone and no name of an old campaign is found in any file of the ledger; the log had only masked phones all along."""
    _sent(program, zalo)
    _aged(program)
    files = [*program.home.glob("ledger.db*")]
    words = [str(orders(5)[2][0]), phone_of(orders(5)[2]), str(orders(5)[2][1])]
    assert all(any(word.encode() in file.read_bytes() for file in files) for word in words)
    assert 0 == program.run("purge", "--older-than", "180d", "--yes").code
    left = [
        word
        for word in words
        for file in program.home.rglob("*")
        if file.is_file() and word.encode() in file.read_bytes()
    ]
    assert [] == left


# ── backup ──


def _restored(program: Program, copy: Path, folder: Path) -> Program:
    """The program on another machine, with a copy in its ledger's place."""
    folder.mkdir()
    other = program_in(folder, program.env["ZNS_BASE_URL"])
    other.home.mkdir()
    shutil.copy(copy, other.home / "ledger.db")
    return other


def test_a_copy_made_while_sending_is_whole(
    program: Program, zalo: RunningSandbox, tmp_path: Path
) -> None:
    """A copy that is made in the middle of a campaign opens, adds up, and holds nothing that had not happened by then."""
    zalo.change(latency=(0.01, 0.02))
    program.write("list.csv", orders(400))
    running = program.start("send", "list.csv", "-t", "don-hang", "--rate", "40", "--yes")
    until(lambda: zalo.counts().accepted >= 40)
    copy = tmp_path / "copies" / "zns.db"
    copy.parent.mkdir()
    arrived_before = {one.tracking_id for one in zalo.messages()}
    made = program.run("backup", copy, "--json")
    arrived_after = {one.tracking_id for one in zalo.messages()}
    assert 0 == made.code, made.text
    assert (1, 400) == (made.json()["campaigns"], made.json()["rows"])
    assert [copy] == list(copy.parent.iterdir()), "nothing is left beside it"
    assert 0 == running.ended().code
    assert {"accepted": 400} == counts(program.run("show", "latest", "--json").object())

    with closing(sqlite3.connect(copy)) as connection:
        found = connection.execute("SELECT state, tracking_id FROM rows").fetchall()
    begun = {tracking_id for state, tracking_id in found if state != "pending"}
    accepted = {tracking_id for state, tracking_id in found if state == "accepted"}
    assert 400 == len(found)
    assert 0 < len(accepted) < 400
    assert accepted <= arrived_after
    # All but those whose outcome was on its way to the disk just then.
    assert arrived_before <= begun

    other = _restored(program, copy, tmp_path / "elsewhere")
    shown = other.run("show", "latest", "--json").object()
    assert ("running", len(accepted)) == (shown["state"], shown["rows"]["accepted"])
    assert 400 == shown["rows"]["total"]


def test_a_copy_is_for_its_owner_alone_and_never_in_the_way(
    program: Program, zalo: RunningSandbox, tmp_path: Path
) -> None:
    """A file that is there is not written over without being told to, and nobody else can read a copy."""
    _sent(program, zalo)
    copy = tmp_path / "zns.db"
    copy.write_text("a letter", encoding="utf-8")
    refused = program.run("backup", copy)
    assert (2, True) == (refused.code, "--yes" in refused.line())
    assert "a letter" == copy.read_text(encoding="utf-8")
    assert 0 == program.run("backup", copy, "--yes").code
    assert 0o600 == copy.stat().st_mode & 0o777
    itself = program.run("backup", program.home / "ledger.db", "--yes")
    assert (2, True) == (itself.code, "the ledger itself" in itself.line())
    nowhere = program.run("backup", tmp_path / "nowhere" / "zns.db")
    assert (2, True) == (nowhere.code, "could not be written" in nowhere.line())


@pytest.mark.parametrize("program", ["postgresql"], indirect=True)
def test_a_ledger_on_a_server_has_a_tool_of_its_own(program: Program) -> None:
    """Who wants to copy a ledger in PostgreSQL is shown the command, and never a password."""
    url = database_of(program) or ""
    secret = url.replace("postgres@", "postgres:top-secret@")
    done = program.run("backup", "copy.dump", ZNS_DATABASE_URL=secret)
    assert 2 == done.code
    assert "pg_dump --format=custom" in done.line()
    assert "copy.dump" in done.line()
    assert "top-secret" not in done.text
