"""The times of schedules: cron lines, time zones, clocks that change, and what is too late."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from zns_batch.errors import UsageError
from zns_batch.services.schedules.recurrence import (
    Recurrence,
    check_zone,
    is_missed,
    parse_recurrence,
    read_misfire,
)

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
NEW_YORK = "America/New_York"


@pytest.mark.parametrize(
    "cron, times",
    [
        ("0 8 * * MON", ["2026-11-23 08:00", "2026-11-30 08:00"]),
        ("0 8 5 * *", ["2026-12-05 08:00", "2027-01-05 08:00"]),
        ("0 8 31 * *", ["2026-12-31 08:00", "2027-01-31 08:00", "2027-03-31 08:00"]),
        ("0 8 L * *", ["2026-11-30 08:00", "2026-12-31 08:00", "2027-01-31 08:00"]),
        ("30 7 29 2 *", ["2028-02-29 07:30", "2032-02-29 07:30"]),
        ("@daily", ["2026-11-23 00:00", "2026-11-24 00:00"]),
        ("  0   8 * * 1-5 ", ["2026-11-23 08:00", "2026-11-24 08:00"]),
    ],
)
def test_times_are_those_of_a_vietnamese_clock(cron: str, times: list[str]) -> None:
    """A cron line means Vietnamese time, also over the end of a year and in short months."""
    found = parse_recurrence(cron, "Asia/Ho_Chi_Minh", now=NOW).next_ones(NOW, len(times))
    shown = [f"{one.astimezone(UTC) + timedelta(hours=7):%Y-%m-%d %H:%M}" for one in found]
    assert times == shown


@pytest.mark.parametrize(
    "cron",
    ["", "hello", "0 8 * *", "0 8 * * * *", "0 25 * * *", "0 8 30 2 *", "@reboot", "@every 5m"],
)
def test_what_is_no_cron_line_is_refused(cron: str) -> None:
    """A line that can't be read, or whose day never comes, is refused in one sentence."""
    with pytest.raises(UsageError, match="MON"):
        parse_recurrence(cron, "Asia/Ho_Chi_Minh", now=NOW)


@pytest.mark.parametrize("zone", ["", "Asia/Hanoi", "../etc/passwd", "GMT+7", "/etc/localtime"])
def test_what_is_no_zone_is_refused(zone: str) -> None:
    """A time zone that is not one is refused in one sentence."""
    with pytest.raises(UsageError, match="Asia/Ho_Chi_Minh"):
        check_zone(zone)


def test_an_hour_that_is_left_out_elsewhere_is_kept_right_after() -> None:
    """Where clocks are set forward over a time, that day's run comes when the clock goes on."""
    before = datetime(2026, 3, 7, 12, tzinfo=UTC)
    found = Recurrence(cron="30 2 * * *", zone=NEW_YORK).next_ones(before, 2)
    assert [
        datetime(2026, 3, 8, 7, 0, tzinfo=UTC),
        datetime(2026, 3, 9, 6, 30, tzinfo=UTC),
    ] == found


def test_an_hour_that_comes_twice_elsewhere_is_kept_once() -> None:
    """Where clocks are set back, a run that has its hour comes once that day."""
    occasions = Recurrence(cron="30 1 * * *", zone=NEW_YORK)
    first, second = occasions.next_ones(datetime(2026, 10, 31, 12, tzinfo=UTC), 2)
    assert datetime(2026, 11, 1, 5, 30, tzinfo=UTC) == first
    assert datetime(2026, 11, 2, 6, 30, tzinfo=UTC) == second
    assert second == occasions.after(first + timedelta(minutes=20))


def test_what_comes_each_quarter_comes_in_both_hours() -> None:
    """Where clocks are set back, what has no hour of its own goes on through both."""
    since = datetime(2026, 11, 1, 5, 20, tzinfo=UTC)
    found = Recurrence(cron="*/15 * * * *", zone=NEW_YORK).next_ones(since, 5)
    assert [timedelta(minutes=15)] * 4 == [b - a for a, b in pairwise(found)]


def test_missed_times_make_one() -> None:
    """However many times passed, the last of them is the one that is made up for."""
    occasions = Recurrence(cron="0 8 * * *")
    first = datetime(2026, 11, 20, 1, tzinfo=UTC)
    assert (datetime(2026, 11, 22, 1, tzinfo=UTC), 2) == occasions.last_until(first, NOW)
    assert (first, 0) == occasions.last_until(first, first + timedelta(hours=3))


@pytest.mark.parametrize(
    "misfire, minutes, missed",
    [
        ("once", 100_000, False),
        ("skip", 4, False),
        ("skip", 6, True),
        ("2h", 119, False),
        ("2h", 121, True),
        ("1m", 4, False),
        ("1d", 1441, True),
    ],
)
def test_what_is_too_late(misfire: str, minutes: int, missed: bool) -> None:
    """A worker that is a few minutes late has missed nothing; beyond that the schedule says."""
    assert missed == is_missed(read_misfire(misfire), timedelta(minutes=minutes))


@pytest.mark.parametrize("text", ["", "never", "2", "h", "-2h", "2 hours"])
def test_what_says_nothing_about_missed_times_is_refused(text: str) -> None:
    """Another word for missed times is refused in one sentence."""
    with pytest.raises(UsageError, match="once"):
        read_misfire(text)
