"""Whom a reminder writes to on a day: offsets, years, days that were missed."""

from datetime import date

import pytest

from zns_batch.domain.reminder import Occasion, Reminder, anniversary
from zns_batch.errors import UsageError
from zns_batch.services.schedules.phrases import days_before
from zns_batch.services.schedules.recurrence import days_made_up_for
from zns_batch.services.schedules.reminders import ReminderOptions

MONDAY = date(2026, 11, 30)


def reminder(*before: int, yearly: bool = False, since: date = MONDAY) -> Reminder:
    return Reminder(column="Ngày", before=before, yearly=yearly, since=since)


def due(it: Reminder, day: date, today: date, alive: date | None = None) -> Occasion | None:
    return it.due(day, today=today, alive=alive or today)


def test_three_days_before_is_that_day_and_no_other() -> None:
    """On the first day exactly those are written to whose date is three days away."""
    dates = [date(2026, 12, day) for day in range(1, 8)]
    found = [day for day in dates if due(reminder(3), day, MONDAY)]
    assert [date(2026, 12, 3)] == found


def test_a_missed_day_is_made_up_for_until_the_day_itself_is_over() -> None:
    """Who should have been reminded while no worker ran still is, and nobody of a day that is over."""
    day = date(2026, 12, 3)
    todays = [date(2026, 11, 29), date(2026, 12, 1), day, date(2026, 12, 4)]
    assert [False, True, True, False] == [bool(due(reminder(3), day, today)) for today in todays]


def test_a_late_run_of_an_earlier_day_knows_what_is_over() -> None:
    """A run of yesterday that is made up for today wishes nobody a happy birthday of yesterday."""
    assert due(reminder(0), MONDAY, MONDAY, alive=date(2026, 12, 1)) is None


def test_of_several_offsets_each_has_its_day() -> None:
    """A week before and a day before are two reminders; of two that are late only the last one goes."""
    it, day = reminder(7, 1, since=date(2026, 11, 1)), date(2026, 12, 7)
    assert Occasion(day=day, before=7) == due(it, day, MONDAY)
    assert Occasion(day=day, before=1) == due(it, day, date(2026, 12, 6))
    assert Occasion(day=day, before=1) == due(it, day, day)


def test_birthdays_come_each_year() -> None:
    """A birthday of any year is this year's, and one in January is reminded of in December."""
    assert Occasion(day=MONDAY, before=0) == due(
        reminder(0, yearly=True), date(1990, 11, 30), MONDAY
    )
    january = Occasion(day=date(2027, 1, 2), before=33)
    assert january == due(reminder(33, yearly=True), date(1985, 1, 2), MONDAY)
    assert due(reminder(0, yearly=True), date(1990, 12, 1), MONDAY) is None


def test_who_was_born_on_29_february_has_a_birthday_each_year() -> None:
    """In a common year it is 28 February, in a leap year the 29th alone."""
    born, it = date(1992, 2, 29), reminder(0, yearly=True)
    assert (date(2027, 2, 28), date(2028, 2, 29)) == (
        anniversary(born, 2027),
        anniversary(born, 2028),
    )
    found = [
        today
        for today in (
            date(2027, 2, 28),
            date(2027, 3, 1),
            date(2028, 2, 28),
            date(2028, 2, 29),
            date(2028, 3, 1),
        )
        if due(it, born, today)
    ]
    assert [date(2027, 2, 28), date(2028, 2, 29)] == found


@pytest.mark.parametrize(
    "text, days",
    [("3d", 3), ("3", 3), (" 3 ngày ", 3), ("1 tuần", 7), ("2w", 14), ("0d", 0), ("10 days", 10)],
)
def test_offsets_as_people_write_them(text: str, days: int) -> None:
    """Days and weeks are understood in both languages."""
    assert days == days_before(text)


@pytest.mark.parametrize(
    "text, key",
    [
        ("-3d", "remind.past-before"),
        ("3h", "remind.bad-before"),
        ("soon", "remind.bad-before"),
        ("", "remind.bad-before"),
        ("400d", "remind.long-before"),
    ],
)
def test_offsets_that_make_no_sense_are_refused(text: str, key: str) -> None:
    """An offset in the past, or one that can't be read, is told at once and not on the day."""
    with pytest.raises(UsageError) as caught:
        days_before(text)
    assert key == caught.value.key


def test_options_of_a_reminder_go_together() -> None:
    """Offsets may be repeated or stand in one text; without a column they mean nothing."""
    read = ReminderOptions(on="Ngày", before=("3d, 1w", "3d")).read(since=MONDAY)
    assert reminder(7, 3) == read
    assert reminder(0) == ReminderOptions(on="Ngày").read(since=MONDAY)
    assert ReminderOptions().read(since=MONDAY) is None
    for lone in (ReminderOptions(before=("3d",)), ReminderOptions(yearly=True)):
        with pytest.raises(UsageError, match="--on"):
            lone.read(since=MONDAY)


def test_a_reminder_is_kept_as_it_was() -> None:
    """What the ledger stores of a reminder and of an occasion is read back the same."""
    it = reminder(7, 0, yearly=True)
    assert it == Reminder.load(it.dump())
    occasion = Occasion(day=MONDAY, before=7)
    assert occasion == Occasion.load(occasion.dump())


def test_how_many_days_are_made_up_for() -> None:
    """`--misfire` says how many days late a reminder may be."""
    assert [None, 0, 0, 2] == [days_made_up_for(text) for text in ("once", "skip", "2h", "2d")]
