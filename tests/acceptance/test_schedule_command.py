"""`schedule`: what a person adds, sees, pauses and removes, and what a worker makes of it."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from program_help import Line, Program, check_object, nothing_twice, orders, read_page, until
from worker_help import shown, the_time_has_come, worker, workers_end

from zns_batch.sandbox import RunningSandbox

BAD: Line = ("An", "0912", "DH1", "22/11/2026", 5)
ADD = ("schedule", "add")
YEARLY = "30 3 1 7 *"
"""A time that does not come while a test runs, unless the test says that it has come."""

FOR = ("-t", "don-hang", "--json", "--yes", "--rate", "200")


def test_a_list_is_sent_at_its_time(program: Program, zalo: RunningSandbox) -> None:
    """A list that is scheduled is frozen: what changes in the file later makes no difference."""
    file = program.write("list.csv", orders(8))
    done = program.run(*ADD, file, *FOR, "--at", "+2h", "--folder", "out", "--name", "Nhắc")
    assert 0 == done.code, done.err
    found = done.json()
    schedule = found.pop("schedule")
    check_object(found)
    assert ("scheduled", 8) == (found["state"], found["rows"]["pending"])
    assert ("Nhắc", "active", None) == (schedule["name"], schedule["state"], schedule["cron"])
    program.write("list.csv", orders(3, start=500))
    with workers_end(worker(program)):
        assert 0 == zalo.counts().requests
        the_time_has_come(program)
        until(lambda: "completed" == shown(program)["state"])
        until(lambda: bool(list((program.folder / "out").glob("Nhắc *.xlsx"))))
        (report,) = (program.folder / "out").glob("Nhắc *.xlsx")
        # It is made empty, so that no other run takes its name, and written then.
        until(lambda: report.stat().st_size > 0)
    assert 8 == zalo.counts().accepted
    nothing_twice(zalo)
    assert 8 == len(read_page(report))
    listed = program.run("schedule", "list", "--json").json()["schedules"]
    assert ["over"] == [one["state"] for one in listed]


def test_a_list_comes_again(program: Program, zalo: RunningSandbox) -> None:
    """A recurring schedule reads the newest list at each time, and leaves alone what has not changed."""
    (program.folder / "erp").mkdir()
    program.write("erp/no-1.csv", orders(3))
    done = program.run(*ADD, "erp/no-*.csv", *FOR, "--cron", YEARLY, "--name", "ERP")
    assert 0 == done.code, done.err
    times = [datetime.fromisoformat(one) for one in done.json()["schedule"]["next"]]
    assert [1, 2] == [one.year - times[0].year for one in times[1:]]
    with workers_end(worker(program)):
        the_time_has_come(program)
        until(lambda: 3 == zalo.counts().accepted)
        until(lambda: 1 == len(runs_of(program)) and next_of(program) > datetime.now(UTC))
        program.write("erp/no-2.csv", orders(5))
        the_time_has_come(program)
        until(lambda: 5 == zalo.counts().accepted)
    nothing_twice(zalo)
    assert ["planned", "planned"] == [run["state"] for run in runs_of(program)]


def next_of(program: Program) -> datetime:
    """The next time of the one schedule there is."""
    (one,) = program.run("schedule", "list", "--json").json()["schedules"]
    return datetime.fromisoformat(one["next"][0])


def runs_of(program: Program) -> list[dict[str, Any]]:
    """What became of the last times of the one schedule there is."""
    (one,) = program.run("schedule", "list", "--json").json()["schedules"]
    found: list[dict[str, Any]] = one["last"]
    return found


def test_bad_rows_are_told_before_anything_is_added(program: Program) -> None:
    """A list with bad rows is not scheduled until a person says that the others may go."""
    file = program.write("list.csv", [*orders(2), BAD])
    refused = program.run(*ADD, file, *FOR, "--at", "+1h")
    assert 1 == refused.code
    assert {"pending": 2, "invalid": 1} == {
        state: count
        for state, count in refused.json()["rows"].items()
        if count and state != "total"
    }
    assert [] == program.run("schedule", "list", "--json").json()["schedules"]
    assert 0 == program.run(*ADD, file, *FOR, "--at", "+1h", "--skip-invalid").code


def test_a_schedule_is_paused_resumed_and_removed(program: Program) -> None:
    """A person drives a schedule by its name; the campaign that waits follows."""
    file = program.write("list.csv", orders(2))
    program.run(*ADD, file, *FOR, "--at", "+1h", "--name", "mai")
    assert 0 == program.run("schedule", "pause", "mai").code
    assert ("paused", "person") == (shown(program)["state"], shown(program)["reason"])
    assert 0 == program.run("schedule", "resume", "mai").code
    assert "scheduled" == shown(program)["state"]
    assert 0 == program.run("schedule", "remove", "mai").code
    assert "cancelled" == shown(program)["state"]
    gone = program.run("schedule", "remove", "mai")
    assert (2, True) == (gone.code, "mai" in gone.line())


def test_the_same_list_is_not_scheduled_twice(program: Program) -> None:
    """A list that is scheduled already is told with its time, and how to take it back."""
    file = program.write("list.csv", orders(2))
    assert 0 == program.run(*ADD, file, *FOR, "--at", "+1h").code
    again = program.run(*ADD, file, "-t", "don-hang", "--yes", "--at", "+2h")
    assert 2 == again.code
    assert "zns-batch cancel" in again.err.splitlines()[-1]


@pytest.mark.parametrize("when", [("--at", "+1h"), ("--cron", YEARLY)])
def test_a_schedule_says_where_it_will_send(program: Program, when: tuple[str, str]) -> None:
    """When it is added, in the list and for programs: the OA by the name that people know, or practice."""
    file = program.write("list.csv", orders(2))
    words = (*ADD, file, "-t", "don-hang", "--yes", *when)
    assert "★ PRACTICE: a stand-in at" in program.run(*words, "--name", "một").err
    named = {"ZNS_BASE_URL": None, "ZNS_OA_ID": "42", "ZNS_OA_NAME": "Nhà Sen"}
    if "--cron" in when:
        # Nothing is asked of the account while its credentials are elsewhere.
        named["ZNS_ACCESS_TOKEN"] = None
        added = program.run(*words, "--name", "hai", "--json", **named)
        assert "destination: Zalo, OA “Nhà Sen” 42" in added.err
        told = added.json()["schedule"]["destination"]
        assert ("42", "Nhà Sen", False) == (told["oa_id"], told["oa_name"], told["practice"])
    assert "Zalo, OA “Nhà Sen” 42" in program.run("schedule", "list", **named).out


@pytest.mark.parametrize("when", [("--at", "+1h"), ("--cron", YEARLY)])
def test_a_taken_name_is_told_before_the_list_is_read(
    program: Program, when: tuple[str, str]
) -> None:
    """Nobody waits for a long list to be read only to hear that another schedule has the name."""
    file = program.write("list.csv", orders(2))
    words = ("-t", "don-hang", "--yes", *when, "--name", "mai")
    assert 0 == program.run(*ADD, file, *words).code
    (program.folder / "other.xlsx").write_bytes(b"no workbook at all")
    done = program.run(*ADD, "other.xlsx", *words)
    assert (2, True) == (done.code, "already a schedule called “mai”" in done.line())


def test_the_next_times_are_told_in_words(program: Program) -> None:
    """Weekday, Vietnamese date and time, in the person's language, and the time elsewhere."""
    file = program.write("list.csv", orders(1))
    asked = (*ADD, file, "-t", "don-hang", "--yes", "--cron", "0 8 * * MON")
    assert "(thứ Hai)" in program.run(*asked, "--lang", "vi", "--name", "a").err
    there = program.run(*asked, "--tz", "America/New_York", "--name", "b").err
    assert " (Monday; " in there
    assert re.search(r"Monday; 08:00 \d{1,2} [A-Z][a-z]{2} 20\d\d in America/New_York", there)
    listed = program.run("schedule", "list").out
    assert 2 == len(re.findall(r"[A-Z][a-z]{2} 20\d\d \(Monday[;)]", listed))


@pytest.mark.parametrize(
    "words, about",
    [
        ((), "--cron"),
        (("--at", "+1h", "--cron", "0 8 * * *"), "--cron"),
        (("--at", "gestern"), "gestern"),
        (("--at", "2020-01-01 08:00"), "2020-01-01 08:00"),
        (("--cron", "every day"), "every day"),
        (("--cron", "0 8 * * *", "--tz", "Mars"), "Mars"),
        (("--cron", "0 8 * * *", "--misfire", "never"), "never"),
        (("--cron", "0 8 * * *", "--expires", "2026-12-01 20:00"), "2026-12-01 20:00"),
        (("--cron", "0 8 * * *", "--notify-email", "nobody"), "nobody"),
    ],
)
def test_what_can_not_be_kept_is_refused_in_one_line(
    program: Program, words: tuple[str, ...], about: str
) -> None:
    """A time, a zone or an end that makes no sense is refused before anything is written."""
    file = program.write("list.csv", orders(1))
    done = program.run(*ADD, file, "-t", "don-hang", "--yes", *words)
    assert 2 == done.code
    assert about in done.err.splitlines()[-1]
    assert not (program.home / "ledger.db").exists()


def test_a_pattern_needs_cron(program: Program) -> None:
    """A pattern says nothing of what will be there later: with --at one file is named."""
    done = program.run(*ADD, "no-*.csv", "-t", "don-hang", "--yes", "--at", "+1h")
    assert (2, True) == (done.code, "no-*.csv" in done.line())


def test_a_schedule_without_a_worker_is_told(program: Program) -> None:
    """Who schedules where no worker runs learns that nothing will be sent."""
    file = program.write("list.csv", orders(1))
    assert "zns-batch worker" in program.run(*ADD, file, *FOR, "--at", "+1h").err


def test_a_list_that_waits_for_a_person_is_told(program: Program, tmp_path: Path) -> None:
    """With --bad-rows hold a recurring list with bad rows is planned, told, and waits for `resume`."""
    heard = tmp_path / "heard.json"
    hook = f"import sys; open({str(heard)!r}, 'wb').write(sys.stdin.buffer.read())"
    env = {"ZNS_NOTIFY_COMMAND": json.dumps(["python3", "-c", hook])}
    program.write("list.csv", [*orders(2), BAD])
    program.run(*ADD, "list.csv", *FOR, "--cron", YEARLY, "--bad-rows", "hold")
    with workers_end(worker(program, **env)):
        the_time_has_come(program)
        until(heard.exists)
        until(lambda: heard.stat().st_size > 0)
    told = json.loads(heard.read_text(encoding="utf-8"))
    assert "held" == told["data"]["kind"]
    assert ("paused", "approval") == (shown(program)["state"], shown(program)["reason"])
    assert 1 == program.run("resume", "latest", "--yes").code
