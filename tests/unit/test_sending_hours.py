"""When messages may leave, and when a pause ends: on a Vietnamese clock."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zns_batch.core.clock import VIETNAM, in_vietnam
from zns_batch.domain.states import Reason
from zns_batch.errors import UsageError
from zns_batch.sending.hours import (
    SendingHours,
    next_at,
    next_quota_day,
    next_quota_month,
    resume_after,
)

DAY = SendingHours(time(8, 0), time(21, 30))
NIGHT = SendingHours(time(22, 0), time(6, 0))
MOMENTS = st.datetimes(
    min_value=datetime(2026, 1, 1),
    max_value=datetime(2030, 12, 31),
    timezones=st.just(UTC),
)
MINUTES = st.times().map(lambda one: one.replace(second=0, microsecond=0))


def here(text: str) -> datetime:
    """A moment on a Vietnamese clock."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    "text, shown",
    [
        ("08:00-21:30", "08:00-21:30"),
        (" 8:00 - 21:30 ", "08:00-21:30"),
        ("22:00-06:00", "22:00-06:00"),
        ("8:00-24:00", "08:00-00:00"),
        ("00:00-12:00", "00:00-12:00"),
    ],
)
def test_a_window_is_read_as_people_write_it(text: str, shown: str) -> None:
    """Spaces and a missing zero do not matter, and 24:00 is the end of the day."""
    assert shown == str(SendingHours.parse(text))


@pytest.mark.parametrize(
    "text",
    ["", "8-21", "08:00", "08:00-", "25:00-26:00", "08:60-09:00", "8:00-8:00", "08:00-24:30", "a"],
)
def test_what_is_no_window_is_refused(text: str) -> None:
    """A window that can't be understood, or that is never open, is a mistake of usage."""
    with pytest.raises(UsageError) as refusal:
        SendingHours.parse(text)
    assert ("run.bad-window", text) == (refusal.value.key, refusal.value.params["text"])


def test_a_whole_day_is_always_open() -> None:
    """`00:00-24:00` lifts every restriction."""
    window = SendingHours.parse("00:00-24:00")
    assert all(window.is_open(here(f"2026-11-22 {hour:02}:00")) for hour in range(24))


@pytest.mark.parametrize(
    "window, moment, is_open",
    [
        (DAY, "2026-11-22 07:59:59", False),
        (DAY, "2026-11-22 08:00", True),
        (DAY, "2026-11-22 21:29:59", True),
        (DAY, "2026-11-22 21:30", False),
        (NIGHT, "2026-11-22 21:59", False),
        (NIGHT, "2026-11-22 22:00", True),
        (NIGHT, "2026-11-23 00:00", True),
        (NIGHT, "2026-11-23 05:59", True),
        (NIGHT, "2026-11-23 06:00", False),
    ],
)
def test_a_window_is_open_from_its_first_moment_to_before_its_last(
    window: SendingHours, moment: str, is_open: bool
) -> None:
    """The first minute counts and the last does not, also over midnight."""
    assert is_open is window.is_open(here(moment))


def test_the_machines_own_zone_does_not_matter() -> None:
    """A server elsewhere sends at Vietnamese hours."""
    assert DAY.is_open(datetime(2026, 11, 22, 1, 0, tzinfo=UTC))
    assert not DAY.is_open(datetime(2026, 11, 22, 15, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    "moment, opens",
    [
        ("2026-11-22 07:00", "2026-11-22 08:00"),
        ("2026-11-22 12:00", "2026-11-22 12:00"),
        ("2026-11-22 21:30", "2026-11-23 08:00"),
        ("2026-12-31 23:00", "2027-01-01 08:00"),
    ],
)
def test_a_closed_window_opens_next_time(moment: str, opens: str) -> None:
    """What waits for the window waits for its next opening, and not at all while it is open."""
    assert here(opens) == DAY.next_open(here(moment))


@given(MOMENTS, MINUTES, MINUTES)
def test_the_next_opening_is_open_and_less_than_a_day_away(
    when: datetime, opens: time, closes: time
) -> None:
    """Whatever the window, its next opening is a moment at which it is open, within a day."""
    if opens == closes:
        return
    window = SendingHours(opens, closes)
    found = window.next_open(when)
    assert window.is_open(found)
    assert timedelta(0) <= found - when < timedelta(days=1)


@given(MOMENTS, MINUTES)
def test_the_next_time_is_always_to_come(when: datetime, moment: time) -> None:
    """The next time the clock shows an hour is later than now and at most a day away."""
    found = next_at(moment, when)
    assert timedelta(0) < found - when <= timedelta(days=1)
    assert moment == in_vietnam(found).time()


@pytest.mark.parametrize(
    "moment, day, month",
    [
        ("2026-11-22 10:00", "2026-11-23 00:05", "2026-12-01 00:05"),
        ("2026-11-30 23:59", "2026-12-01 00:05", "2026-12-01 00:05"),
        ("2026-12-31 12:00", "2027-01-01 00:05", "2027-01-01 00:05"),
        ("2028-01-31 12:00", "2028-02-01 00:05", "2028-02-01 00:05"),
        ("2026-11-22 00:02", "2026-11-23 00:05", "2026-12-01 00:05"),
    ],
)
def test_the_quota_begins_anew_after_midnight(moment: str, day: str, month: str) -> None:
    """The day's quota is asked for again five minutes past midnight, the month's on the first."""
    assert (here(day), here(month)) == (
        next_quota_day(here(moment)),
        next_quota_month(here(moment)),
    )


@pytest.mark.parametrize(
    "reason, window, until",
    [
        (Reason.QUOTA, None, "2026-11-23 00:05"),
        (Reason.TEMPLATE_QUOTA, None, "2026-11-23 00:05"),
        (Reason.QUOTA, DAY, "2026-11-23 08:00"),
        (Reason.QUOTA, NIGHT, "2026-11-23 00:05"),
        (Reason.PROMOTION_QUOTA, None, "2026-12-01 00:05"),
        (Reason.PROMOTION_QUOTA, DAY, "2026-12-01 08:00"),
        (Reason.NIGHT, None, "2026-11-23 06:02"),
        (Reason.RATE, None, "2026-11-22 22:35"),
        (Reason.RATE, DAY, "2026-11-23 08:00"),
        (Reason.NIGHT, DAY, "2026-11-23 08:00"),
        (Reason.NIGHT, SendingHours(time(5, 0), time(9, 0)), "2026-11-23 05:00"),
        (Reason.BALANCE, None, None),
        (Reason.PERSON, DAY, None),
        (Reason.FAILURES, None, None),
        (Reason.AUTHORISATION, None, None),
    ],
)
def test_a_pause_ends_when_its_reason_does_and_the_window_is_open(
    reason: Reason, window: SendingHours | None, until: str | None
) -> None:
    """A pause that ends by itself names its end, never outside the window; others name none."""
    found = resume_after(reason, here("2026-11-22 22:30"), window)
    assert (here(until) if until else None) == found


@pytest.mark.parametrize(
    "told, again",
    [
        ("2026-11-22 05:59", "2026-11-22 06:02"),
        ("2026-11-22 06:00", "2026-11-22 06:05"),
        ("2026-11-22 06:02", "2026-11-22 06:07"),
        ("2026-11-22 06:40", "2026-11-22 06:50"),
        ("2026-11-22 08:55", "2026-11-22 09:25"),
        ("2026-11-22 21:29", "2026-11-22 21:59"),
        ("2026-11-22 21:45", "2026-11-23 06:02"),
        ("2026-11-22 22:00", "2026-11-23 06:02"),
        ("2026-11-23 00:30", "2026-11-23 06:02"),
    ],
)
def test_a_night_that_is_told_by_day_is_tried_again_soon(told: str, again: str) -> None:
    """Where Zalo's night ends later than at six, the campaign doesn't wait for the next morning."""
    assert here(again) == resume_after(Reason.NIGHT, here(told), None)


def test_a_night_that_ends_at_seven_is_over_at_seven() -> None:
    """Tried again and again, the messages leave some minutes after the night that Zalo keeps."""
    moment, tries = here("2026-11-22 23:00"), 0
    while not here("2026-11-23 07:00") <= moment:
        moment, tries = resume_after(Reason.NIGHT, moment, None) or moment, tries + 1
    assert moment < here("2026-11-23 07:20")
    assert tries < 12
