"""`schedule add --on`: what a person types, sees and gets of reminders, with a worker that sends them."""

from datetime import UTC, datetime, timedelta

import pytest
from program_help import HEADERS, Program, nothing_twice, order, until
from worker_help import ledger_of, worker, workers_end

from zns_batch.core.clock import in_vietnam
from zns_batch.ledger import schedules
from zns_batch.ledger.schedules import ScheduleState
from zns_batch.sandbox import RunningSandbox

DAY = timedelta(days=1)
COLUMN = "Ngày tái khám"
ADD = ("schedule", "add", "hen.xlsx", "-t", "don-hang", "--on", COLUMN, "--rate", "200")


def days(program: Program, *ahead: int | str) -> None:
    """Write a list in which each customer has a day, so many days from today."""
    today = in_vietnam(datetime.now(UTC)).date()
    shown = [f"{today + DAY * day:%d/%m/%Y}" if isinstance(day, int) else day for day in ahead]
    lines = [(*order(place), day) for place, day in enumerate(shown, 1)]
    program.write("hen.xlsx", lines, (*HEADERS, COLUMN))


def its_time_has_come(program: Program) -> None:
    """Let the reminder of today be due now, and no earlier one."""
    now = datetime.now(UTC)
    with ledger_of(program) as ledger:
        (schedule,) = schedules.list_all(ledger)
        since = {"since": in_vietnam(now).date().isoformat()}
        asked = {**schedule.asked, "remind": {**schedule.asked["remind"], **since}}
        at = now - timedelta(seconds=1)
        schedules.set_state(ledger, schedule.id, ScheduleState.ACTIVE, next_at=at, asked=asked)


def test_a_worker_reminds_those_whose_day_has_come(program: Program, zalo: RunningSandbox) -> None:
    """Three days before goes today; after the list has changed only who is new gets a message."""
    days(program, 3, 2, 4, 3)
    added = program.run(*ADD, "--before", "3d", "--at", "09:00", "--yes", "--json")
    assert 0 == added.code, added.err
    remind = added.json()["schedule"]["remind"]
    assert (COLUMN, [3], False) == (remind["on"], remind["before"], remind["yearly"])
    with workers_end(worker(program)):
        its_time_has_come(program)
        until(lambda: 2 == zalo.counts().accepted)
        days(program, 3, 2, 4, 3, 3)
        its_time_has_come(program)
        until(lambda: 3 == zalo.counts().accepted)
    nothing_twice(zalo)


def test_the_next_reminders_are_told_in_words(program: Program) -> None:
    """Adding and listing tell when how many messages go, in the person's language."""
    days(program, 10, 10, 11)
    added = program.run(*ADD, "--before", "1w, 3 ngày", "--at", "09:00", "--lang", "vi")
    assert 0 == added.code, added.err
    assert f"nhắc theo cột “{COLUMN}”: trước 7 ngày, trước 3 ngày" in added.err
    listed = program.run("schedule", "list", "--lang", "en")
    assert f"reminds by “{COLUMN}”: 7 days before, 3 days before" in listed.out
    assert 2 == listed.out.count("messages: 2 (for ")
    assert "Within a year, messages: 6" in listed.out
    (program.folder / "hen.xlsx").unlink()
    assert "hen.xlsx" in program.run("schedule", "list").out


@pytest.mark.parametrize(
    "words, said",
    [
        (("--on", "Ngày nào đó", "--at", "09:00"), "Ngày nào đó"),
        (("--on", "Họ tên", "--at", "09:00"), "“Họ tên” (A)"),
        (("--on", COLUMN, "--before", "-3d", "--at", "09:00"), "“-3d”"),
        (("--on", COLUMN, "--before", "soon", "--at", "09:00"), "“soon”"),
        (("--on", COLUMN, "--at", "2030-01-01 09:00"), "“2030-01-01 09:00”"),
        (("--before", "3d", "--at", "+2h", "--yes"), "--on"),
    ],
)
def test_what_can_not_be_is_one_line(program: Program, words: tuple[str, ...], said: str) -> None:
    """An unknown column, one without dates, an offset in the past: one line, and nothing is added."""
    days(program, 3)
    done = program.run("schedule", "add", "hen.xlsx", "-t", "don-hang", *words, "--lang", "en")
    assert 2 == done.code
    lines = [line for line in done.err.splitlines() if line.startswith("Error: ")]
    assert [True] == [said in line for line in lines], done.err
    assert "There are no schedules." in program.run("schedule", "list", "--lang", "en").out
