"""Sentences about reminders: schedules that write to those of a list whose day it is."""

from zns_batch.i18n import Translation

ENTRIES: dict[str, Translation] = {
    # ── what can't be understood ──
    "remind.needs-on": (
        "{option} needs --on with the column that holds the dates.",
        "{option} cần đi cùng --on: vui lòng ghi tên cột chứa ngày.",
    ),
    "remind.bad-before": (
        "--before “{text}” can't be read: give days or weeks before the date, such as 3d or 2w.",
        "Không đọc được --before “{text}”: vui lòng ghi số ngày hoặc số tuần trước ngày hẹn, ví dụ 3d (3 ngày) hoặc 2w (2 tuần).",
    ),
    "remind.past-before": (
        "--before “{text}” would be after the date: give days before it, such as 3d, or 0d for the day itself.",
        "--before “{text}” rơi vào sau ngày hẹn: vui lòng ghi số ngày trước đó, ví dụ 3d, hoặc 0d để gửi đúng ngày.",
    ),
    "remind.long-before": (
        "--before “{text}” is too long: give at most {most} days.",
        "--before “{text}” quá dài: vui lòng ghi tối đa {most} ngày.",
    ),
    "remind.bad-at": (
        "--at “{text}” is not a time of day: with --on, give the time at which the reminders go each day, such as 09:00.",
        "--at “{text}” không phải là giờ trong ngày: khi dùng --on, vui lòng ghi giờ gửi nhắc mỗi ngày, ví dụ 09:00.",
    ),
    "remind.no-dates": (
        "{path}: column “{column}” ({letter}) holds no date (row {row}: “{shown}”); with --on, name the column of the dates, written as 22/11/2026.",
        "{path}: cột “{column}” ({letter}) không có ngày nào (dòng {row}: “{shown}”); với --on, vui lòng ghi tên cột chứa ngày, viết dạng 22/11/2026.",
    ),
    # ── what became of a day ──
    "remind.nobody-due": (
        "{file} has nobody to remind on {day}.",
        "{file} không có ai cần nhắc ngày {day}.",
    ),
    # ── in words ──
    "remind.what": (
        "reminds by “{column}”: {before}",
        "nhắc theo cột “{column}”: {before}",
    ),
    "remind.what-yearly": (
        "reminds by “{column}” each year: {before}",
        "nhắc theo cột “{column}” hằng năm: {before}",
    ),
    "remind.day-before": ("the day before", "trước 1 ngày"),
    "remind.days-before": ("{n} days before", "trước {n} ngày"),
    "remind.same-day": ("on the day", "đúng ngày"),
    "remind.added": (
        "It {what}. Who is to be reminded stands in the list of each day; each person is reminded once of each date.",
        "Lịch này {what}. Mỗi lần gửi sẽ đọc lại danh sách; mỗi người chỉ được nhắc một lần cho mỗi ngày hẹn.",
    ),
    "remind.line": ("{id} ({name}) {what}", "{id} ({name}) {what}"),
    "remind.time": (
        "  {when}: messages: {n} (for {days})",
        "  {when}: {n} tin (cho ngày {days})",
    ),
    "remind.none-ahead": (
        "  Nobody in the list is to be reminded within a year.",
        "  Trong một năm tới, danh sách không có ai cần nhắc.",
    ),
    "remind.year": (
        "  Within a year, messages: {n}",
        "  Trong một năm tới: {n} tin",
    ),
}
