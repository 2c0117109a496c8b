"""What is done from the command line stands in the log of acts, once, and without a phone."""

import json
import sqlite3
from contextlib import closing

from program_help import Program, order, orders, phone_of

from zns_batch.sandbox import RunningSandbox


def noted(program: Program) -> list[tuple[str, str, int | None]]:
    """The acts of the command line, the first first: act, object, number."""
    with closing(sqlite3.connect(program.home / "ledger.db")) as ledger:
        lines = ledger.execute("SELECT face, actor, act, object, number FROM audit ORDER BY id")
        found = lines.fetchall()
    assert {"cli"} == {face for face, *_ in found}
    assert all("@" in actor for _, actor, *_ in found)
    return [(act, thing, number) for _, _, act, thing, number in found]


def test_each_act_of_a_campaign_is_noted_once_and_without_a_phone(
    program: Program, zalo: RunningSandbox
) -> None:
    """Later one sees who sent, resumed, retried, settled and cancelled by hand, and no customer's number."""
    zalo.change(faults={"reset-after": 1.0})
    program.write("first.csv", orders(2))
    first = program.send("first.csv", "--name", "dot-1").object()["campaign"]
    zalo.change(faults={})
    program.run("settle", "dot-1", "--row", "2", "--as", "accepted", "--note", "khách đã nhận")
    program.run("retry", "dot-1", "--status", "unknown", "--yes")
    zalo.change(quota=1)
    program.write("second.csv", orders(3, start=10))
    second = program.send("second.csv", "--name", "dot-2").object()["campaign"]
    program.run("pause", "dot-2")
    zalo.change(quota=100)
    program.run("resume", "dot-2", "--yes")
    listed = phone_of(order(50))
    program.run("suppress", "add", listed, "--why", "asked")
    program.run("suppress", "remove", listed)
    program.run("backup", program.folder / "copy.db")
    program.run("purge", "--older-than", "0d", "--yes")
    expected = [
        ("send", first, 2),
        ("settle", first, 1),
        ("retry", first, 1),
        ("send", second, 3),
        ("pause", second, None),
        ("resume", second, 3),
        ("never-send-add", None, 1),
        ("never-send-remove", None, 1),
    ]
    acts = noted(program)
    assert expected == acts[: len(expected)]
    assert ["backup", "purge"] == [act for act, *_ in acts[len(expected) :]]
    with closing(sqlite3.connect(program.home / "ledger.db")) as ledger:
        everything = json.dumps(ledger.execute("SELECT * FROM audit").fetchall())
    phones = [phone_of(line) for line in (*orders(2), *orders(3, start=10), order(50))]
    assert [] == [phone for phone in phones if phone[2:] in everything]


def test_people_and_schedules_and_tokens_are_noted(program: Program) -> None:
    """Who let whom in, and which schedule was added, held and taken away, stands there too."""
    program.run("user", "add", "an", "--role", "sender")
    program.run("user", "disable", "an")
    program.write("list.csv", orders(2))
    words = ("list.csv", "-t", "don-hang", "--daily", "08:00", "--name", "hang-ngay")
    done = program.run("schedule", "add", *words)
    assert 0 == done.code, done.text
    for act in ("pause", "resume", "remove"):
        assert 0 == program.run("schedule", act, "hang-ngay").code
    acts = [act for act, *_ in noted(program)]
    assert ["user-add", "grant", "user-disable"] == acts[:3]
    assert [f"schedule-{act}" for act in ("add", "pause", "resume", "remove")] == acts[3:]


def test_a_rehearsal_leaves_no_trace(program: Program) -> None:
    """Trying it out is no act upon anybody."""
    assert 0 == program.run("demo", "--rows", "3").code
    assert not (program.home / "ledger.db").exists() or [] == noted(program)


def test_an_entry_that_was_changed_is_told_by_doctor(program: Program) -> None:
    """`doctor` says that the log of acts was changed, and where."""
    for name in ("an", "binh", "cuc"):
        program.run("user", "add", name)
    whole = program.run("doctor", "--json").json()["checks"]
    assert [True] == [each["ok"] for each in whole if each["check"] == "audit"]
    with closing(sqlite3.connect(program.home / "ledger.db")) as ledger:
        ledger.execute("UPDATE audit SET actor = 'x' WHERE id = 2")
        ledger.commit()
    told = program.run("doctor", "--lang", "en")
    assert 1 == told.code
    assert "breaks at entry 2" in told.out
