"""The times of schedules: cron lines, time zones, clocks that change, and what is too late."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
        ("0 8 5 * MON", ["2026-11-23 08:00", "2026-11-30 08:00", "2026-12-05 08:00"]),
        ("0 8 5 * MON#1", ["2026-12-05 08:00", "2026-12-07 08:00", "2027-01-04 08:00"]),
        ("0 8 5 * L5", ["2026-11-27 08:00", "2026-12-05 08:00", "2026-12-25 08:00"]),
        ("0 8 L * L1,L5", ["2026-11-27 08:00", "2026-11-30 08:00", "2026-12-25 08:00"]),
        ("0 8 7 12 MON#1", ["2026-12-07 08:00", "2027-12-06 08:00", "2027-12-07 08:00"]),
        ("0 8 * * FRI-MON", ["2026-11-23 08:00", "2026-11-27 08:00", "2026-11-28 08:00"]),
        ("0 8 5 * 0-6", ["2026-11-23 08:00", "2026-11-24 08:00"]),
    ],
)
def test_times_are_those_of_a_vietnamese_clock(cron: str, times: list[str]) -> None:
    """A cron line means Vietnamese time, also over the end of a year and in short months."""
    found = parse_recurrence(cron, "Asia/Ho_Chi_Minh", now=NOW).next_times(NOW, len(times))
    shown = [f"{one.astimezone(UTC) + timedelta(hours=7):%Y-%m-%d %H:%M}" for one in found]
    assert times == shown


@pytest.mark.parametrize(
    "cron",
    [
        *[
            "",
            "hello",
            "0 8 * *",
            "0 8 * * * *",
            "0 25 * * *",
            "0 8 30 2 *",
            "@reboot",
            "@every 5m",
        ],
        # What other programs take, by rules of their own or at random.
        *[
            "R R * * *",
            "H 8 * * *",
            "0 R(8-10) * * *",
            "0 8 15W * *",
            "0 8 * * MON,*",
            "0 8 LW * *",
        ],
        *["0 8 * * MON#1-3", "0 8 * * MON#6", "0 8 * * L8", "0 8 * * L", "0 8 L-3 * *"],
        *[
            "0 22-4/2 * * *",
            "0 8 25-5 * *",
            "0 8 * * 7-2",
            "*/0 8 * * *",
            "*/90 8 * * *",
            "٣ 8 * * *",
        ],
        # One half of it never comes.
        *["0 8 30 2 MON#1", "0 8 31 2,4 MON"],
    ],
)
def test_what_is_no_cron_line_is_refused(cron: str) -> None:
    """A line that can't be read, or whose day never comes, is refused in one sentence."""
    with pytest.raises(UsageError, match="MON"):
        parse_recurrence(cron, "Asia/Ho_Chi_Minh", now=NOW)


WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
"""As cron counts them."""


def item(low: int, high: int, *, wraps: bool = False) -> st.SearchStrategy[tuple[str, set[int]]]:
    """One item of a field, and the numbers that it means, worked out without the library."""
    number = st.integers(low, high)
    single = number.map(lambda one: (str(one), {one}))
    steps = st.integers(1, high).map(lambda n: (f"*/{n}", set(range(low, high + 1, n))))
    ranges = st.tuples(number, number).map(sorted)
    spans = ranges.map(lambda ab: (f"{ab[0]}-{ab[1]}", set(range(ab[0], ab[1] + 1))))
    stepped = st.tuples(ranges, st.integers(1, high)).map(
        lambda one: (
            f"{one[0][0]}-{one[0][1]}/{one[1]}",
            set(range(one[0][0], one[0][1] + 1, one[1])),
        )
    )
    kinds = [single, steps, spans, stepped]
    if wraps:
        around = ranges.filter(lambda ab: ab[0] < ab[1]).map(
            lambda ab: (
                f"{ab[1]}-{ab[0]}",
                {*range(ab[1], high + 1), *range(low, ab[0] + 1)},
            )
        )
        kinds.append(around)
    return st.one_of(kinds)


def field(low: int, high: int, *, wraps: bool = False) -> st.SearchStrategy[tuple[str, set[int]]]:
    """A field of one to three items, or `*`."""
    some = st.lists(item(low, high, wraps=wraps), min_size=1, max_size=3).map(
        lambda items: (
            ",".join(text for text, _ in items),
            set[int]().union(*(numbers for _, numbers in items)),
        )
    )
    return st.one_of(st.just(("*", set(range(low, high + 1)))), some)


def weekdays() -> st.SearchStrategy[tuple[str, set[tuple[int, int]]]]:
    """A weekday field: the weekdays, each with which one of the month it is (0 any, -1 the last)."""
    plain = field(0, 6, wraps=True).map(lambda one: (one[0], {(day, 0) for day in one[1]}))
    several = item(0, 6).map(lambda one: (one[0], {(day, 0) for day in one[1]}))
    first = st.tuples(st.sampled_from(WEEKDAYS), st.integers(1, 5)).map(
        lambda one: (f"{one[0]}#{one[1]}", (WEEKDAYS.index(one[0]), one[1]))
    )
    last = st.integers(0, 6).map(lambda day: (f"L{day}", (day, -1)))
    single = st.one_of(first, last).map(lambda one: (one[0], {one[1]}))
    monthly = st.lists(st.one_of(single, several), min_size=1, max_size=2).map(
        lambda items: (
            ",".join(text for text, _ in items),
            set[tuple[int, int]]().union(*(named for _, named in items)),
        )
    )
    return st.one_of(plain, monthly)


def days_of_month() -> st.SearchStrategy[tuple[str, set[int]]]:
    """A day field; -1 is the month's last day."""
    last = st.just(("L", {-1}))
    with_last = item(1, 31).map(lambda one: (f"{one[0]},L", {*one[1], -1}))
    return st.one_of(field(1, 31), last, with_last)


def is_named(
    day: datetime, days: tuple[str, set[int]], weekday: tuple[str, set[tuple[int, int]]]
) -> bool:
    """Whether a day is one that the two fields name, by what docs/schedules.md says of them."""
    is_last = (day + timedelta(days=1)).month != day.month
    by_day = day.day in days[1] or (is_last and -1 in days[1])
    number = (day.weekday() + 1) % 7
    nth = (day.day - 1) // 7 + 1
    is_last_of_its_name = (day + timedelta(days=7)).month != day.month
    names = {(number, 0), (number, nth), *([(number, -1)] if is_last_of_its_name else [])}
    by_weekday = bool(names & weekday[1])
    anyday, anyweekday = days[0] in {"*", "*/1"}, weekday[0] in {"*", "*/1"}
    if anyday or anyweekday:
        return (anyday or by_day) and (anyweekday or by_weekday)
    return by_day or by_weekday


@settings(max_examples=150, deadline=None)
@given(
    field(0, 59), field(0, 23, wraps=True), days_of_month(), field(1, 12, wraps=True), weekdays()
)
def test_a_line_means_what_the_docs_say(
    minutes: tuple[str, set[int]],
    hours: tuple[str, set[int]],
    days: tuple[str, set[int]],
    months: tuple[str, set[int]],
    weekday: tuple[str, set[tuple[int, int]]],
) -> None:
    """Whatever a line is made of: its next times are those that counting day by day finds."""
    cron = " ".join(one[0] for one in (minutes, hours, days, months, weekday))
    start = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    counted = [
        moment
        for ahead in range(62)
        for day in [start + timedelta(days=ahead)]
        if day.month in months[1] and is_named(day, days, weekday)
        for hour in sorted(hours[1])
        for minute in sorted(minutes[1])
        for moment in [day.replace(hour=hour, minute=minute)]
        if moment > start
    ][:40]
    try:
        recurrence = parse_recurrence(cron, "Asia/Ho_Chi_Minh", now=start)
    except UsageError:
        # The 31st of February and its like: a half of the line that never comes.
        assert not days[1] & set(range(1, 29))
        return
    assert counted == recurrence.next_times(start, len(counted))


@pytest.mark.parametrize("zone", ["", "Asia/Hanoi", "../etc/passwd", "GMT+7", "/etc/localtime"])
def test_what_is_no_zone_is_refused(zone: str) -> None:
    """A time zone that is not one is refused in one sentence."""
    with pytest.raises(UsageError, match="Asia/Ho_Chi_Minh"):
        check_zone(zone)


def test_an_hour_that_is_left_out_elsewhere_is_kept_right_after() -> None:
    """Where clocks are set forward over a time, that day's run comes when the clock goes on."""
    before = datetime(2026, 3, 7, 12, tzinfo=UTC)
    found = Recurrence(cron="30 2 * * *", zone=NEW_YORK).next_times(before, 2)
    assert [
        datetime(2026, 3, 8, 7, 0, tzinfo=UTC),
        datetime(2026, 3, 9, 6, 30, tzinfo=UTC),
    ] == found


def test_an_hour_that_comes_twice_elsewhere_is_kept_once() -> None:
    """Where clocks are set back, a run that has its hour comes once that day."""
    occasions = Recurrence(cron="30 1 * * *", zone=NEW_YORK)
    first, second = occasions.next_times(datetime(2026, 10, 31, 12, tzinfo=UTC), 2)
    assert datetime(2026, 11, 1, 5, 30, tzinfo=UTC) == first
    assert datetime(2026, 11, 2, 6, 30, tzinfo=UTC) == second
    assert second == occasions.after(first + timedelta(minutes=20))


def test_what_comes_each_quarter_comes_in_both_hours() -> None:
    """Where clocks are set back, what has no hour of its own goes on through both."""
    since = datetime(2026, 11, 1, 5, 20, tzinfo=UTC)
    found = Recurrence(cron="*/15 * * * *", zone=NEW_YORK).next_times(since, 5)
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
