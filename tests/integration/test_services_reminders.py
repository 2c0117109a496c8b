"""Reminders: each day those whose day has come, each customer once an occasion."""

import os
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from kill_help import killed_at_commit
from ledger_help import NOW, TestClock
from program_help import HEADERS, TEMPLATES, order, phone_of, write_list
from schedule_help import run_due

from zns_batch.domain.states import CampaignState, RowState
from zns_batch.errors import ColumnError
from zns_batch.ledger import campaigns, rows, schedules
from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.ledger.schedules import BadRows, RunState, Schedule, ScheduleRun, ScheduleState
from zns_batch.services.campaigns.control import exclude_rows
from zns_batch.services.campaigns.options import CampaignRequest, RunOptions
from zns_batch.services.schedules import service
from zns_batch.services.schedules.reminders import (
    ReminderOptions,
    look_ahead_of,
    reminder_of,
)
from zns_batch.services.schedules.run import NOBODY_DUE
from zns_batch.services.schedules.service import ScheduleOptions
from zns_batch.services.unattended.notify import Notifier
from zns_batch.templates.repository import read_template

NINE = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""09:00 of the day after `NOW`, in Viet Nam: the first time of each reminder here."""
FIRST = date(2026, 11, 23)
DAY = timedelta(days=1)

pytestmark = pytest.mark.usefixtures("silent_account")


def shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def written(folder: Path, days: Sequence[str]) -> Path:
    """Write a list in which each customer has a day, by place."""
    path = folder / "hen.csv"
    lines = [(*order(place), day) for place, day in enumerate(days, 1)]
    write_list(path, lines, (*HEADERS, "Ngày hẹn"))
    when = NOW.timestamp() - 3600
    os.utime(path, (when, when))
    return path


def added(
    ledger: Ledger,
    file: Path,
    *before: str,
    yearly: bool = False,
    name: str = "Nhắc",
    now: datetime = NOW,
    misfire: str = "once",
    bad_rows: BadRows | None = None,
) -> Schedule:
    """Add a reminder at 09:00 of each day."""
    request = CampaignRequest(file=file, template="don-hang", account="default")
    options = ScheduleOptions(
        at="09:00",
        reminder=ReminderOptions(on="ngay hen", before=before, yearly=yearly),
        misfire=misfire,
        bad_rows=bad_rows,
        folder=Path("results"),
    )
    run = RunOptions(rate=10.0, concurrency=10, name=name)
    new = service.new_schedule(request, run, options, now=now)
    return service.add_recurring(ledger, new, read_template(TEMPLATES / "don-hang.toml"), now=now)


def next_run(
    ledger: Ledger, schedule_id: str, *, late: timedelta = timedelta(seconds=1)
) -> ScheduleRun:
    """Let a worker run the next time of a schedule."""
    schedule = schedules.get(ledger, schedule_id)
    assert schedule is not None
    assert schedule.next_at is not None
    run = run_due(ledger, schedule_id, schedule.next_at, late=late)
    assert run is not None
    return run


def places(ledger: Ledger, run: ScheduleRun) -> list[int]:
    """Return who a run writes to, by their places in the list."""
    if run.campaign_id is None:
        return []
    numbers = {phone_of(order(place)): place for place in range(1, 30)}
    found = rows.read_rows(ledger, run.campaign_id, price=None, states=[RowState.PENDING])
    return [numbers[row.phone or ""] for row in found]


def test_those_three_days_ahead_and_no_others(ledger: Ledger, tmp_path: Path) -> None:
    """Each day the rows go whose date is three days away; the others are not even stored."""
    file = written(tmp_path, [shown(FIRST + DAY * ahead) for ahead in range(7)] + ["", "  "])
    schedule = added(ledger, file, "3d")
    first, second = next_run(ledger, schedule.id), next_run(ledger, schedule.id)
    assert ([4], [5]) == (places(ledger, first), places(ledger, second))
    assert {RowState.PENDING: 1} == dict(rows.state_counts(ledger, first.campaign_id or "").rows)


def test_a_day_without_anybody_is_quiet(ledger: Ledger, tmp_path: Path) -> None:
    """On most days nobody is due: nothing is sent, and nobody is bothered with a notification."""
    file = written(tmp_path, [shown(FIRST + DAY * 20)])
    schedule = added(ledger, file, "3d")
    run = next_run(ledger, schedule.id)
    assert (RunState.EMPTY, NOBODY_DUE, None) == (run.state, run.key, run.campaign_id)
    told = Notifier(ledger=ledger, clock=TestClock(NINE)).notify_schedule_run(schedule, run)
    assert () == tuple(told.errors())
    assert [] == campaigns.list_all(ledger)


def test_a_worker_that_was_off_makes_up_for_its_days(ledger: Ledger, tmp_path: Path) -> None:
    """After two days without a worker those of the missed days are reminded too, once, while it is of use."""
    file = written(tmp_path, [shown(FIRST + DAY * ahead) for ahead in range(7)])
    schedule = added(ledger, file, "1d")
    assert [2] == places(ledger, next_run(ledger, schedule.id))
    # Third and fourth day: no worker. On the fifth, at 10:00, two dates are over.
    run = next_run(ledger, schedule.id, late=3 * DAY + timedelta(hours=1))
    assert [5, 6] == places(ledger, run)
    assert [7] == places(ledger, next_run(ledger, schedule.id))


def test_what_is_late_may_be_left_alone(ledger: Ledger, tmp_path: Path) -> None:
    """With `--misfire skip` the rows of exactly that day go, and none of a missed one."""
    file = written(tmp_path, [shown(FIRST + DAY * ahead) for ahead in range(7)])
    schedule = added(ledger, file, "3d", misfire="skip")
    assert [4] == places(ledger, next_run(ledger, schedule.id))
    assert RunState.MISSED is next_run(ledger, schedule.id, late=timedelta(hours=20)).state
    assert [6] == places(ledger, next_run(ledger, schedule.id))


def test_a_list_that_changes_reminds_nobody_twice(ledger: Ledger, tmp_path: Path) -> None:
    """Who was reminded is not again when the list is sorted, grows or is corrected; who is new is."""
    ahead = FIRST + DAY * 3
    file = written(tmp_path, [shown(ahead), shown(ahead)])
    schedule = added(ledger, file, "3d")
    assert [1, 2] == places(ledger, next_run(ledger, schedule.id))
    lines = [(*order(place), shown(ahead)) for place in (3, 2, 1)]
    renamed = [("Tên khác", *line[1:]) for line in lines]
    write_list(file, renamed, (*HEADERS, "Ngày hẹn"))
    os.utime(file, (NOW.timestamp(), NOW.timestamp()))
    # The third one was entered a day late.
    assert [3] == places(ledger, next_run(ledger, schedule.id))
    assert NOBODY_DUE == next_run(ledger, schedule.id).key


def test_a_day_that_is_put_off_is_another_occasion(ledger: Ledger, tmp_path: Path) -> None:
    """An appointment that is moved is reminded of at its new date."""
    schedule = added(ledger, written(tmp_path, [shown(FIRST + DAY * 3)]), "3d")
    next_run(ledger, schedule.id)
    written(tmp_path, [shown(FIRST + DAY * 4)])
    assert [1] == places(ledger, next_run(ledger, schedule.id))


def test_a_schedule_that_is_added_anew_reminds_nobody_twice(ledger: Ledger, tmp_path: Path) -> None:
    """Removed and added again with another time, a reminder knows whom it reminded."""
    file = written(tmp_path, [shown(FIRST + DAY * 3), shown(FIRST + DAY * 4)])
    schedule = added(ledger, file, "3d")
    next_run(ledger, schedule.id)
    service.remove(ledger, schedule, clock=TestClock(NINE))
    again = added(ledger, file, "3d", name="Nhắc lại", now=NINE - timedelta(hours=1))
    assert NOBODY_DUE == next_run(ledger, again.id).key
    assert [2] == places(ledger, next_run(ledger, again.id))


def test_several_offsets_say_the_same_twice(ledger: Ledger, tmp_path: Path) -> None:
    """Three days and one day before: the same words go to the same customer on two days."""
    schedule = added(ledger, written(tmp_path, [shown(FIRST + DAY * 3)]), "3d", "1d")
    found = [places(ledger, next_run(ledger, schedule.id)) for _ in range(4)]
    assert [[1], [], [1], []] == found


def test_birthdays_come_round(ledger: Ledger, tmp_path: Path) -> None:
    """A birthday is wished on its day, next year again, and on 28 February to who has none that year."""
    file = written(tmp_path, ["23/11/1990", "24/11", "29/02/1992"])
    schedule = added(ledger, file, yearly=True)
    assert [1] == places(ledger, next_run(ledger, schedule.id))
    for day, due in (
        (date(2026, 11, 24), [2]),
        (date(2027, 2, 28), [3]),
        (date(2027, 11, 23), [1]),
        (date(2028, 2, 28), []),
        (date(2028, 2, 29), [3]),
    ):
        at = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
        schedules.set_state(ledger, schedule.id, ScheduleState.ACTIVE, next_at=at)
        assert due == places(ledger, next_run(ledger, schedule.id)), day


def test_a_birthday_of_yesterday_is_not_wished(ledger: Ledger, tmp_path: Path) -> None:
    """When no worker ran on the day, nothing is sent on the next."""
    schedule = added(ledger, written(tmp_path, ["23/11/1990"]), yearly=True)
    assert NOBODY_DUE == next_run(ledger, schedule.id, late=timedelta(hours=20)).key


def test_a_row_whose_day_can_not_be_read_is_told(ledger: Ledger, tmp_path: Path) -> None:
    """The others are reminded; the row stands among those that can't be sent, with its column."""
    schedule = added(ledger, written(tmp_path, [shown(FIRST + DAY * 3), "mai"]), "3d")
    run = next_run(ledger, schedule.id)
    assert [1] == places(ledger, run)
    bad = list(rows.read_rows(ledger, run.campaign_id or "", price=None, states=[RowState.INVALID]))
    assert [(3, "Ngày hẹn", "value-not-date")] == [
        (problem.row, problem.column, problem.code) for row in bad for problem in row.problems
    ]


def test_only_rows_that_can_not_be_sent_make_a_workbook(ledger: Ledger, tmp_path: Path) -> None:
    """When all who are due have a wrong phone, people hear of it and of where they stand."""
    file = tmp_path / "hen.csv"
    line = ("An", "0912", "DH1", "22/11/2026", 5, shown(FIRST + DAY * 3))
    write_list(file, [line], (*HEADERS, "Ngày hẹn"))
    os.utime(file, (NOW.timestamp() - 3600, NOW.timestamp() - 3600))
    run = next_run(ledger, added(ledger, file, "3d").id)
    assert (RunState.REFUSED, 1) == (run.state, run.params["n"])
    assert Path(str(run.params["report"])).is_file()


def test_a_day_that_can_not_be_read_is_told_once_a_list(ledger: Ledger, tmp_path: Path) -> None:
    """One cell that nobody corrects does not bother people each day; a list that changed is told anew."""
    schedule = added(ledger, written(tmp_path, ["mai", shown(FIRST + DAY * 20)]), "3d")
    assert RunState.REFUSED is next_run(ledger, schedule.id).state
    assert NOBODY_DUE == next_run(ledger, schedule.id).key
    written(tmp_path, ["mốt", shown(FIRST + DAY * 20)])
    assert RunState.REFUSED is next_run(ledger, schedule.id).state


def test_a_column_without_days_fails_that_run(ledger: Ledger, tmp_path: Path) -> None:
    """A list that lost its dates is told, and nothing is sent."""
    schedule = added(ledger, written(tmp_path, [shown(FIRST)]), "3d")
    written(tmp_path, ["mai", "mốt"])
    run = next_run(ledger, schedule.id)
    assert (RunState.FAILED, "remind.no-dates") == (run.state, run.key)
    with pytest.raises(ColumnError, match="Ngày hẹn"):
        look_ahead_of(schedule)


def test_what_a_pause_passed_over_is_not_made_up_for(ledger: Ledger, tmp_path: Path) -> None:
    """Resumed after days, a reminder begins with the day it goes on."""
    file = written(tmp_path, [shown(FIRST + DAY * ahead) for ahead in range(12)])
    schedule = added(ledger, file, "3d")
    service.hold(ledger, schedule, clock=TestClock(NOW))
    held = schedules.get(ledger, schedule.id)
    assert held is not None
    service.go_on(ledger, held, now=NOW + DAY * 3)
    resumed = schedules.get(ledger, schedule.id)
    assert resumed is not None
    reminder = reminder_of(resumed)
    assert reminder is not None
    assert FIRST + DAY * 3 == reminder.since
    assert [7] == places(ledger, next_run(ledger, schedule.id))


def test_a_paused_campaign_reminds_of_nothing_that_is_over(ledger: Ledger, tmp_path: Path) -> None:
    """Paused over night, the rows whose day is over expire and the others go on."""
    file = written(tmp_path, [shown(FIRST), shown(FIRST + DAY)])
    run = next_run(ledger, added(ledger, file, "1d", "0d").id)
    assert [1, 2] == places(ledger, run)
    campaign = campaigns.get(ledger, run.campaign_id or "")
    exclude_rows(ledger, campaign, now=NINE + DAY)
    assert [2] == places(ledger, run)
    counts = rows.state_counts(ledger, campaign.id).rows
    assert {RowState.PENDING: 1, RowState.EXPIRED: 1} == dict(counts)


def test_the_next_occasions_are_counted(ledger: Ledger, tmp_path: Path) -> None:
    """Who is to be reminded when is told ahead, as the list is now."""
    days = [shown(FIRST + DAY * ahead) for ahead in (1, 3, 3, 5, 400)]
    schedule = added(ledger, written(tmp_path, [*days, "", "mai"]), "3d", "1d")
    ahead = look_ahead_of(schedule)
    assert [(0, 3), (2, 3), (4, 1)] == [
        ((time.at - NINE).days, time.messages) for time in ahead.times
    ]
    assert ((FIRST + DAY, 1), (FIRST + DAY * 3, 3)) == ahead.times[0].occasions
    assert (7, [8]) == (ahead.messages, [problem.row for problem in ahead.problems])


def test_held_reminders_are_not_planned_twice(ledger: Ledger, tmp_path: Path) -> None:
    """A campaign that waits for a person's word counts: it is not planned a second time next day."""
    file = written(tmp_path, [shown(FIRST + DAY * 3), "mai"])
    schedule = added(ledger, file, "3d", bad_rows=BadRows.HOLD)
    run = next_run(ledger, schedule.id)
    assert RunState.HELD is run.state
    assert CampaignState.PAUSED is campaigns.get(ledger, run.campaign_id or "").state
    assert NOBODY_DUE == next_run(ledger, schedule.id).key


def test_a_worker_that_dies_reminds_each_once(place: Path | str, tmp_path: Path) -> None:
    """Killed at any commit, the next worker plans one campaign, and the day after nobody of it again."""
    file = written(tmp_path, [shown(FIRST + DAY * 3)] * 3)
    for number in count(1):
        with closing(open_ledger(place)) as ledger:
            # Each round is another customer list, so that what was noted before does not count.
            with ledger.write() as connection:
                connection.exec_driver_sql("DELETE FROM occasions")
            schedule = added(ledger, file, "3d", name=f"Lần {number}")

        def work(schedule_id: str = schedule.id) -> None:
            with closing(open_ledger(place)) as ledger:
                next_run(ledger, schedule_id)

        killed = killed_at_commit(number, work)
        with closing(open_ledger(place)) as ledger:
            stored = schedules.get(ledger, schedule.id)
            assert stored is not None
            if stored.next_at == NINE:
                next_run(ledger, schedule.id)
            planned = [one for one in campaigns.list_all(ledger) if one.schedule_id == schedule.id]
            assert 1 == len(planned)
            assert [1, 2, 3] == places(ledger, schedules.last_runs(ledger, schedule.id)[0])
            assert NOBODY_DUE == next_run(ledger, schedule.id).key
        if not killed:
            assert number > 2
            return
