"""The SMS in a message's place: asked for once, made for each row."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zns_batch.domain.message import Sms
from zns_batch.domain.sheet import CellError
from zns_batch.errors import UsageError
from zns_batch.i18n import LANGS
from zns_batch.validation.sms import LONGEST, LONGEST_PLAIN, SmsBuilder, SmsOptions, sms_options
from zns_batch.validation.text import CellIssue

PARAMS = ("customer_name", "order_code")
ASKED: dict[str, Any] = {
    "brandname": "TIEMSEN",
    "text": "Don hang <order_code> da gui",
    "delay_seconds": 60,
    "params": PARAMS,
    "has_column": False,
}


def _content(wish: SmsOptions, data: dict[str, str], own: Any = None) -> Any:
    made = SmsBuilder(wish).build(data, own)
    return made.content if isinstance(made, Sms) else made


def test_a_wish_is_taken_up_as_it_was_asked_for() -> None:
    """Sender, text and patience come over, without the spaces around them."""
    asked = {**ASKED, "brandname": " TIEMSEN ", "text": "  Don  hang <order_code>\n"}
    assert SmsOptions(brandname="TIEMSEN", text="Don hang <order_code>", delay_seconds=60) == (
        sms_options(**asked)
    )


@pytest.mark.parametrize(
    "changes, key",
    [
        ({"brandname": ""}, "sms.no-brandname"),
        ({"brandname": "  "}, "sms.no-brandname"),
        ({"brandname": "TIEMNHASEN12"}, "sms.bad-brandname"),
        ({"brandname": "Tiệm Sen"}, "sms.bad-brandname"),
        ({"brandname": "A<b>"}, "sms.bad-brandname"),
        ({"delay_seconds": -1}, "sms.bad-delay"),
        ({"delay_seconds": 86_401}, "sms.bad-delay"),
        ({"text": ""}, "sms.no-text"),
        ({"text": "\u200b \n"}, "sms.no-text"),
        ({"text": "Don <order_cod>"}, "sms.unknown-placeholder"),
        ({"text": "Don <order_code> <ORDER_CODE>"}, "sms.unknown-placeholder"),
        ({"text": "a" * 613}, "sms.text-too-long"),
        ({"text": "ă" * 269}, "sms.text-too-long"),
        ({"text": "[" * 307}, "sms.text-too-long"),
    ],
)
def test_a_wish_that_cannot_work_is_an_error_before_anything_is_sent(
    changes: Any, key: str
) -> None:
    """Each mistake in the options is told in one line of either language."""
    with pytest.raises(UsageError) as raised:
        sms_options(**{**ASKED, **changes})
    assert key == raised.value.key
    assert all(1 == len(raised.value.text(lang).splitlines()) for lang in LANGS)


@pytest.mark.parametrize(
    "changes",
    [
        {"brandname": "T"},
        {"brandname": "Tiem-Sen.1_&"[:11]},
        {"delay_seconds": 0},
        {"delay_seconds": 86_400},
        {"text": "", "has_column": True},
        {"text": "5 < 6 and 7 > 6"},
        {"text": "a" * 612},
        {"text": "ă" * 268},
        {"text": "a" * 612 + "<customer_name>"},
    ],
)
def test_what_can_work_is_taken(changes: Any) -> None:
    """The bounds themselves are allowed, and a lone sign is no placeholder."""
    assert isinstance(sms_options(**{**ASKED, **changes}), SmsOptions)


@pytest.mark.parametrize(
    "text, data, expected",
    [
        ("Don <order_code>", {"order_code": "DH1"}, "Don DH1"),
        ("<order_code>: <customer_name>", {"order_code": "1", "customer_name": "An"}, "1: An"),
        ("<order_code><order_code>", {"order_code": "1"}, "11"),
        ("Chao <customer_name> , don", {}, "Chao , don"),
        (
            "<order_code>",
            {"order_code": "<customer_name>", "customer_name": "x"},
            "<customer_name>",
        ),
        ("<order_code>", {"order_code": r"\1 {0}"}, r"\1 {0}"),
        ("Không có gì", {"order_code": "1"}, "Không có gì"),
    ],
)
def test_the_parameters_of_the_row_stand_in_its_sms(
    text: str, data: dict[str, str], expected: str
) -> None:
    """Each name is replaced once, by what the message itself carries."""
    assert expected == _content(SmsOptions(brandname="B", text=text), data)


@pytest.mark.parametrize(
    "own, expected",
    [
        (None, "Don DH1"),
        ("", "Don DH1"),
        ("  ", "Don DH1"),
        ("Tin riêng cho Lan", "Tin riêng cho Lan"),
        (
            "Tin riêng <order_code>",
            CellIssue("text-placeholder", {"shown": "Tin riêng <order_code>"}),
        ),
        ("  Hai \n dòng ", "Hai dòng"),
        (1500.0, "1500"),
        ("#N/A", CellIssue("value-error-cell", {"shown": "#N/A"})),
        (CellError("#REF!"), CellIssue("value-error-cell", {"shown": "#REF!"})),
        (True, CellIssue("value-boolean", {"shown": "TRUE"})),
    ],
)
def test_a_rows_own_text_goes_before_that_of_the_campaign(own: Any, expected: Any) -> None:
    """What stands in the row's cell is sent as it stands; a cell that shows an error is told."""
    wish = SmsOptions(brandname="B", text="Don <order_code>")
    assert expected == _content(wish, {"order_code": "DH1"}, own)


def test_a_row_without_any_text_has_no_sms() -> None:
    """Where only some rows bring a text, the others go without an SMS."""
    maker = SmsBuilder(SmsOptions(brandname="B"))
    assert None is maker.build({"order_code": "1"})
    assert Sms(brandname="B", content="x", delay_seconds=60) == maker.build({}, "x")


@pytest.mark.parametrize(
    "value, length, longest",
    [
        ("a" * 613, 613, LONGEST_PLAIN),
        ("ă" * 269, 269, LONGEST),
        ("`" * 269, 269, LONGEST),
        ("[" * 307, 614, LONGEST_PLAIN),
        ("😀" * 135, 270, LONGEST),
    ],
)
def test_a_row_whose_sms_would_be_too_long_is_told(value: str, length: int, longest: int) -> None:
    """A filled text is measured as a phone would get it: accents and pictures leave less room."""
    wish = SmsOptions(brandname="B", text="<order_code>")
    expected: dict[str, Any] = {"length": length, "longest": longest, "plain": LONGEST_PLAIN}
    found = _content(wish, {"order_code": value})
    assert CellIssue("sms-too-long", expected) == found
    assert all(str(length) in found.at(7, "SMS").text(lang) for lang in LANGS)


@given(st.text(max_size=400), st.text(max_size=400))
def test_no_text_makes_it_fail(text: str, value: str) -> None:
    """Whatever stands in options and cells becomes an SMS, a reason or nothing, never a crash."""
    maker = SmsBuilder(SmsOptions(brandname="B", text=text))
    for made in (maker.build({"order_code": value}), maker.build({}, value)):
        assert made is None or isinstance(made, CellIssue | Sms)
        assert not isinstance(made, Sms) or 0 < len(made.content) <= LONGEST_PLAIN
