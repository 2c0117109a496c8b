"""The words of the last step: every state of its five cards, and the lines of the value summary."""

from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from ledger_help import NOW, TEMPLATE

from zns_batch.domain.message import Quota
from zns_batch.domain.states import RowState
from zns_batch.domain.template import ParamType, ProviderTemplate
from zns_batch.errors import ProviderError, StoppedError
from zns_batch.i18n import LANGS, Lang, Value
from zns_batch.ledger.records import StateCounts
from zns_batch.sending.hours import SendingHours
from zns_batch.sending.interfaces import SendLimits
from zns_batch.services.accounts.answers import QuotaAnswer, TemplateAnswer
from zns_batch.services.campaigns.destination import destination_of
from zns_batch.services.campaigns.forecast import forecast
from zns_batch.services.campaigns.template_sync import TemplateComparison, TemplateDifference
from zns_batch.services.lists.send_options import SendOptions
from zns_batch.services.lists.sending import SendFacts
from zns_batch.services.lists.statistics import ParamStatistics, ValueCount
from zns_batch.settings.accounts import AccountSettings
from zns_batch.web.dependencies import PageContext
from zns_batch.web.i18n import page_text
from zns_batch.web.view_models.send_cards import (
    cost_card,
    count_card,
    fact_cards,
    quota_card,
    template_card,
    time_card,
)
from zns_batch.web.view_models.send_form import chosen_words
from zns_batch.web.view_models.value_summary import value_lines

ACCOUNT = AccountSettings(name="shop", oa_id="42")
UNANSWERED = ProviderError("provider.unanswered", code="timeout")


def context_of(lang: Lang = "vi") -> PageContext:
    """What the words need of a page."""

    def tr(key: str, /, **params: Value) -> str:
        return page_text(key, lang, **params)

    return cast("PageContext", SimpleNamespace(lang=lang, tr=tr, now=NOW))


def facts_of(
    *,
    to_send: int = 100,
    quota: Quota | None = None,
    quota_error: ProviderError | None = None,
    template: TemplateAnswer | None = None,
    price: int | None = 200,
    limits: SendLimits | None = None,
    later: datetime | None = None,
    template_quota: Quota | None = None,
    **more: Any,
) -> SendFacts:
    """What sending a list takes."""
    limits = limits or SendLimits(rate=10.0, concurrency=5, quota_reserve=0, window=None)
    begins = later or NOW
    window = limits.window
    values: dict[str, Any] = {
        "counts": StateCounts(rows={RowState.PENDING: to_send}),
        "account": ACCOUNT,
        "destination": destination_of(ACCOUNT),
        "template": template or TemplateAnswer(comparison=TemplateComparison(template=TEMPLATE)),
        "price": price,
        "quota": QuotaAnswer(quota=quota, error=quota_error),
        "template_quota": template_quota or Quota(),
        "forecast": forecast(
            to_send,
            limits=limits,
            quota=None if later else quota,
            price=price,
            now=begins,
            template_quota=template_quota,
        ),
        "limits": limits,
        "default_window": None,
        "begins_at": begins,
        "begins_later": later is not None,
        "opens_at": window.next_open(begins) if window else begins,
        "ahead": 0,
        "sent_before": None,
    }
    return SendFacts(**{**values, **more})


@pytest.mark.parametrize(
    "quota, kind, words",
    [
        (Quota(daily=5000, remaining=4500), "", "đủ cho cả danh sách"),
        (Quota(daily=None, remaining=4500), "", "đủ cho cả danh sách"),
        (Quota(daily=50, remaining=30), "warn", "hôm nay gửi được 30; phần còn lại tự gửi tiếp"),
        (Quota(daily=50, remaining=0), "warn", "tự gửi tiếp từ ngày mai"),
        (Quota(daily=None, remaining=30), "bad", "không đủ cho phần còn lại"),
        (None, "", "Nhà cung cấp không cho biết hạn mức"),
    ],
)
def test_the_quota_says_what_goes_today_and_what_later(
    quota: Quota | None, kind: str, words: str
) -> None:
    """Enough, not enough, nothing today, never, unknown: a person knows before the press."""
    card = quota_card(context_of(), facts_of(quota=quota))
    assert (kind, True) == (card.kind, words in " ".join(card.lines))


def test_the_quota_of_another_day_of_a_template_and_a_reserve_are_told() -> None:
    """Why it is not known, what is kept for others, the template's own: each in a line."""
    unknown = quota_card(context_of(), facts_of(quota_error=UNANSWERED))
    assert "không rõ" == unknown.main
    assert any("timeout" in line for line in unknown.lines)
    later = quota_card(
        context_of(), facts_of(quota=Quota(daily=9, remaining=1), later=NOW + timedelta(days=1))
    )
    assert any("của ngày khác" in line for line in later.lines)
    limits = SendLimits(rate=10.0, concurrency=5, quota_reserve=500, window=None)
    full = facts_of(
        quota=Quota(daily=5000, remaining=4500),
        limits=limits,
        template_quota=Quota(daily=100, remaining=40),
    )
    lines = " ".join(quota_card(context_of(), full).lines)
    assert "chừa lại 500 tin" in lines
    assert "riêng mẫu tin này: hôm nay còn 40" in lines


def test_the_cost_says_what_is_in_it() -> None:
    """The price each, what is charged only when it arrives, SMS left out, or that the price is not known."""
    timed = TemplateAnswer(comparison=TemplateComparison(template=replace(TEMPLATE, timeout=7200)))
    card = cost_card(context_of(), facts_of(template=timed), sms=True)
    assert "20.000 đ" == card.main
    assert (
        "200 đ × 100",
        "chỉ tính tin đến máy trong 2 giờ",
        "chưa gồm SMS thay thế",
    ) == card.lines
    unknown = cost_card(context_of("en"), facts_of(price=None), sms=False)
    assert ("not known", 1) == (unknown.main, len(unknown.lines))


def test_the_count_says_what_stays_behind() -> None:
    """Repeated, suppressed and wrong rows are each counted; without any that is said too."""
    counts = StateCounts(
        rows={
            RowState.PENDING: 2985,
            RowState.DUPLICATE: 12,
            RowState.SUPPRESSED: 3,
            RowState.INVALID: 15,
        }
    )
    card = count_card(context_of(), facts_of(counts=counts))
    assert "2.985" == card.main
    assert 3 == len(card.lines)
    assert ("mọi dòng trong danh sách",) == count_card(context_of(), facts_of()).lines


def test_the_time_says_when_it_begins_ends_and_what_it_waits_for() -> None:
    """Pace, sending hours, another day, campaigns that come first."""
    night = SendLimits(
        rate=2.5, concurrency=5, quota_reserve=0, window=SendingHours.parse("20:00-21:00")
    )
    card = time_card(context_of(), facts_of(limits=night, quota=Quota(remaining=9999), ahead=2))
    lines = " ".join(card.lines)
    for words in ("2,5 tin/giây", "20:00-21:00", "bắt đầu lúc 20:00", "xếp sau 2 chiến dịch"):
        assert words in lines
    later = time_card(context_of(), facts_of(later=NOW + timedelta(days=1)))
    assert any("(thứ Hai)" in line for line in later.lines)
    endless = time_card(context_of(), facts_of(quota=Quota(remaining=1)))
    assert "chưa rõ" == endless.main


def test_the_template_says_whether_it_may_be_sent() -> None:
    """As at the account, other there, not asked, never told, refused: each in words, with why."""
    offered = ProviderTemplate(template_id="217489", name="Đơn", status="ENABLE", quality="HIGH")
    same = TemplateComparison(template=TEMPLATE, offered=offered)
    difference = TemplateDifference(key="template.param-gone", params={"name": "a"})
    for comparison, kind, main in (
        (same, "", "khớp với tài khoản"),
        (replace(same, differences=(difference,)), "warn", "theo tài khoản"),
        (TemplateComparison(template=TEMPLATE, trouble=UNANSWERED), "warn", "chưa đối chiếu được"),
        (TemplateComparison(template=TEMPLATE), "", "chưa đối chiếu được"),
    ):
        card = template_card(context_of(), facts_of(template=TemplateAnswer(comparison=comparison)))
        assert (kind, main) == (card.kind, card.main)
    refusal = StoppedError("template.not-at-account", id="1", account="shop")
    card = template_card(context_of(), facts_of(template=TemplateAnswer(refusal=refusal)))
    assert ("bad", "không gửi được") == (card.kind, card.main)
    assert card.lines[0]


@pytest.mark.parametrize("lang", LANGS)
def test_there_are_five_cards_in_both_languages(lang: Lang) -> None:
    """No card is empty in either language."""
    cards = fact_cards(context_of(lang), facts_of(quota=Quota(daily=9, remaining=9)), sms=False)
    assert 5 == len(cards)
    assert all(card.title and card.main and card.lines for card in cards)


def statistics_of(**more: Any) -> ParamStatistics:
    """What one parameter says over a list."""
    values: dict[str, Any] = {
        "param": "p",
        "type": ParamType.TEXT,
        "filled": 3000,
        "empty": 0,
        "distinct": 2941,
        "more": False,
        "common": (ValueCount(value="Quý khách", count=44),),
        "least": None,
        "greatest": None,
        "zeros": 0,
        "longest": 28,
        "longest_value": "x" * 28,
        "limit": 30,
        "defaults": 0,
        "odd": (),
        "odd_count": 0,
    }
    return ParamStatistics(**{**values, **more})


@pytest.mark.parametrize(
    "more, words",
    [
        ({}, "2.941 giá trị khác nhau · dài nhất 28/30 ký tự"),
        ({"more": True, "limit": None}, "hơn 2.941 giá trị khác nhau · dài nhất 28 ký tự"),
        ({"distinct": 1, "common": (ValueCount(value="A", count=3000),)}, "tất cả 3.000 tin cùng"),
        ({"filled": 0, "distinct": 0}, "không tin nào có giá trị này"),
        ({"empty": 7}, "7 tin không có giá trị này"),
        (
            {"type": ParamType.CURRENCY, "least": "15000", "greatest": "98500000", "zeros": 2},
            "từ 15.000 đến 98.500.000 · 2.941 giá trị khác nhau · 2 tin có giá trị 0",
        ),
    ],
)
def test_the_summary_says_what_all_messages_say(more: dict[str, Any], words: str) -> None:
    """One wrong value in 3,000 right rows is seen: extremes, repetitions, what is left out."""
    (line,) = value_lines(context_of(), [statistics_of(**more)], {"p": "Cột P"})
    assert words in " · ".join(line.facts)
    assert ("Cột P", ()) == (line.header, line.warnings)


def test_a_date_of_another_year_is_a_warning_without_its_value_in_the_address() -> None:
    """The rows with an odd date are one press away, and no value of a list stands in an address."""
    odd = (ValueCount(value="05/12/2020", count=3, days=-2186),)
    more = {"type": ParamType.DATE, "least": "05/12/2020", "greatest": "12/11/2026", "odd": odd}
    (line,) = value_lines(context_of(), [statistics_of(**more)], {})
    (warning,) = line.warnings
    assert "3 tin có ngày 05/12/2020: xa hôm nay 2.186 ngày" == warning.text
    assert "p.0" == warning.key


def test_what_was_chosen_stands_in_one_line() -> None:
    """The closed options say what differs from the account's, or that nothing does."""
    assert "như thiết lập của tài khoản" == chosen_words(context_of(), SendOptions())
    options = SendOptions(
        rate=2.5, window="08:00-21:00", expires="2d", quota_reserve=9, canary=20, again=True
    )
    words = chosen_words(context_of(), options)
    for part in ("2,5 tin/giây", "08:00-21:00", "hạn chót 2d", "9", "gửi trước 20 tin", "gửi lại"):
        assert part in words


@pytest.mark.parametrize(
    "tag, lang, words",
    [
        ("PROMOTION", "vi", "vì đây là mẫu tin hậu mãi: chỉ gửi ban ngày"),
        ("CUSTOMER_CARE", "vi", "vì đây là mẫu tin chăm sóc khách hàng: chỉ gửi ban ngày"),
        ("CUSTOMER_CARE", "en", "because this is a customer care template: by day alone"),
    ],
)
def test_the_sending_hours_of_a_tag_say_their_reason(tag: str, lang: Lang, words: str) -> None:
    """Whoever sends in the evening is told why nothing leaves before seven in the morning."""
    day = SendingHours.parse("07:00-22:00")
    limits = SendLimits(rate=10.0, concurrency=5, quota_reserve=0, window=day)
    card = time_card(context_of(lang), facts_of(limits=limits, hours_of_tag=tag))
    assert any(words in line for line in card.lines), card.lines
    own = time_card(context_of(lang), facts_of(limits=limits))
    assert not any(words in line for line in own.lines)


@pytest.mark.parametrize(
    "lang, words", [("vi", "trong đó 3 tin chờ đến ngày mai"), ("en", "3 of the messages wait")]
)
def test_promotions_that_wait_until_tomorrow_are_told(lang: Lang, words: str) -> None:
    """Nobody wonders the next morning why some customers got nothing."""
    card = time_card(context_of(lang), facts_of(held_today=3))
    assert ("warn", True) == (card.kind, any(words in line for line in card.lines))
    assert "" == time_card(context_of(lang), facts_of()).kind
