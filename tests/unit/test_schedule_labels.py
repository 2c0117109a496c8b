"""Schedules in words, and which lists they may take."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from zns_batch.domain.template import Param, Template
from zns_batch.errors import UsageError
from zns_batch.i18n import Lang
from zns_batch.services.campaigns.options import CampaignRequest, RunOptions
from zns_batch.services.schedules.labels import (
    misfire_label,
    recurrence_label,
    skipped_day,
    times_label,
)
from zns_batch.services.schedules.recurring import RecurringForm, Repeat
from zns_batch.services.schedules.saved_request import SavedRequest

ZONE = "Asia/Ho_Chi_Minh"


@pytest.mark.parametrize(
    "cron, lang, words",
    [
        (None, "vi", "một lần"),
        ("0 8 * * *", "vi", "hằng ngày lúc 08:00"),
        ("5 9 * * *", "en", "each day at 09:05"),
        ("0 8 5 * *", "vi", "mùng 5 hằng tháng lúc 08:00"),
        ("0 8 15 * *", "vi", "ngày 15 hằng tháng lúc 08:00"),
        ("0 8 15 * *", "en", "on day 15 of each month at 08:00"),
        ("0 8 L * *", "vi", "ngày cuối mỗi tháng lúc 08:00"),
        ("30 8 * * 1-5", "vi", "thứ Hai đến thứ Sáu lúc 08:30"),
        ("30 8 * * 1,4", "en", "Monday, Thursday at 08:30"),
        # Cron's Sunday is 0 and 7, and comes last with us.
        ("30 8 * * 0,2", "vi", "thứ Ba, Chủ nhật lúc 08:30"),
        ("30 8 * * 7", "vi", "Chủ nhật lúc 08:30"),
        # What no form makes is shown as it was written.
        ("*/5 8 * * *", "vi", "theo dòng cron */5 8 * * *"),
        ("0 8 1,15 * *", "en", "by the cron line 0 8 1,15 * *"),
        ("0 8 5 * 1", "vi", "theo dòng cron 0 8 5 * 1"),
        ("0 8 * 2 *", "vi", "theo dòng cron 0 8 * 2 *"),
        ("0 8 * * 1#2", "vi", "theo dòng cron 0 8 * * 1#2"),
        ("@daily", "vi", "theo dòng cron @daily"),
    ],
)
def test_when_is_said_as_people_say_it(cron: str | None, lang: Lang, words: str) -> None:
    """Nobody has to read five numbers to know when something is sent."""
    assert words == recurrence_label(cron, ZONE, lang)


def test_another_zone_is_named() -> None:
    """A time of another country is not taken for one of ours."""
    assert "(Asia/Tokyo)" in recurrence_label("0 8 * * *", "Asia/Tokyo", "vi")
    at = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
    assert "Asia/Tokyo" in times_label([at], "Asia/Tokyo", "vi")
    assert "Asia" not in times_label([at], ZONE, "vi")


@pytest.mark.parametrize(
    "cron, day",
    [
        ("0 8 31 * *", 31),
        ("0 8 29 * *", 29),
        ("0 8 28 * *", None),
        ("0 8 L * *", None),
        ("0 8 31 * 1", None),
        ("0 8 * * *", None),
    ],
)
def test_months_that_are_left_out_are_known(cron: str, day: int | None) -> None:
    """Who chooses the 31st is told that five months have none."""
    assert day == skipped_day(cron)


@pytest.mark.parametrize(
    "misfire, words", [("once", "gửi bù ngay"), ("skip", "bỏ qua"), ("90m", "90 phút")]
)
def test_a_missed_time_is_said(misfire: str, words: str) -> None:
    """What becomes of a time at which the server was off is told in words."""
    assert words in misfire_label(misfire, "vi")


@pytest.mark.parametrize(
    "form, cron",
    [
        (RecurringForm(clock="8:30"), "30 8 * * *"),
        (RecurringForm(repeat=Repeat.WORKDAYS), "0 8 * * 1-5"),
        (RecurringForm(repeat=Repeat.WEEKLY, weekdays=(1, 7)), "0 8 * * 1,0"),
        (RecurringForm(repeat=Repeat.MONTHLY, day="L"), "0 8 L * *"),
        (RecurringForm(repeat=Repeat.CRON, cron="0 9 * * TUE"), "0 9 * * TUE"),
    ],
)
def test_the_form_means_what_the_command_means(form: RecurringForm, cron: str) -> None:
    """A schedule of the pages is the one that the command line would make of the same words."""
    assert cron == form.when().cron_line()
    assert form == RecurringForm.load(form.dump())


def test_what_a_schedule_keeps_comes_back(tmp_path: Path) -> None:
    """The folder, the maker and the page of a schedule are there at each of its times."""
    template = Template(template_id="1", name="x", key="x", params={"a": Param(name="a")})
    saved = SavedRequest(
        request=CampaignRequest(file=tmp_path / "a.csv", template="x", account="default"),
        template=template,
        run=RunOptions(detach=True, page="http://127.0.0.1:8484"),
        inside=tmp_path,
        made_by="u1",
    )
    back = SavedRequest.load(saved.dump())
    assert (tmp_path, "u1", "http://127.0.0.1:8484") == (back.inside, back.made_by, back.run.page)
    assert (
        not {"inside", "made_by"}
        & SavedRequest(request=saved.request, template=template, run=RunOptions()).dump().keys()
    )


def test_errors_of_a_folder_say_who_can_help() -> None:
    """A folder that is not allowed names the setting, in both languages."""
    error = UsageError("schedule.outside")
    assert "[web] list_folders" in error.text("vi")
    assert "[web] list_folders" in error.text("en", face="web")
