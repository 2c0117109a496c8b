"""Recurrences in words: weekdays, days and times as people write them in either language."""

import pytest

from zns_batch.errors import UsageError
from zns_batch.services.schedules.phrases import daily, monthly, weekly


@pytest.mark.parametrize(
    "text, cron",
    [
        ("thứ Hai 08:00", "0 8 * * 1"),
        ("THỨ HAI 8h", "0 8 * * 1"),
        ("thu 2 lúc 8h30", "30 8 * * 1"),
        ("T2, T5 08:00", "0 8 * * 1,4"),
        ("thứ Ba và thứ Bảy 17h15", "15 17 * * 2,6"),
        ("T2-T6 08:30", "30 8 * * 1-5"),
        ("thứ Hai đến thứ Sáu 8:05", "5 8 * * 1-5"),
        ("Chủ nhật 20 giờ", "0 20 * * 0"),
        ("mỗi CN 20 giờ 30", "30 20 * * 0"),
        ("Monday 08:00", "0 8 * * 1"),
        ("Mon-Fri 8h30", "30 8 * * 1-5"),
        ("Tue, Thu and Sat at 9:00", "0 9 * * 2,4,6"),
        ("mỗi ngày 08:00", "0 8 * * *"),
    ],
)
def test_weekdays_and_a_time(text: str, cron: str) -> None:
    """`--every` takes weekdays by name, number or short form, several or a range, and a time after them."""
    assert cron == weekly(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "08:00",
        "thứ Hai",
        "thứ 9 08:00",
        "T2 25:00",
        "T2 08:60",
        "08:00 thứ Hai",
        "ngày 5 08:00",
    ],
)
def test_what_names_no_weekday_and_time_is_refused(text: str) -> None:
    """What `--every` does not understand is refused with an example, never guessed."""
    with pytest.raises(UsageError, match="Mon-Fri"):
        weekly(text)


@pytest.mark.parametrize("text, cron", [("08:00", "0 8 * * *"), ("20h", "0 20 * * *")])
def test_each_day(text: str, cron: str) -> None:
    """`--daily` takes a time of day."""
    assert cron == daily(text)


@pytest.mark.parametrize("text", ["", "8", "24:00", "thứ Hai 08:00"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    """`--daily` with anything else is refused with an example."""
    with pytest.raises(UsageError, match="08:00"):
        daily(text)


@pytest.mark.parametrize(
    "day, cron",
    [("5", "0 8 5 * *"), ("31", "0 8 31 * *"), ("L", "0 8 L * *"), ("cuối tháng", "0 8 L * *")],
)
def test_each_month(day: str, cron: str) -> None:
    """`--monthly` takes a day or the last one, and a time of day."""
    assert cron == monthly(day, "08:00")


@pytest.mark.parametrize(
    "day, time", [("0", "08:00"), ("32", "08:00"), ("Mon", "08:00"), ("5", "8")]
)
def test_what_is_no_day_of_a_month_is_refused(day: str, time: str) -> None:
    """`--monthly` with anything else is refused with an example."""
    with pytest.raises(UsageError, match="5 08:00"):
        monthly(day, time)
