from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zns_batch.sandbox.responses import RefusedError
from zns_batch.sandbox.templates import SandboxParam, SandboxTemplate
from zns_batch.sandbox.zalo.request import read_request
from zns_batch.sandbox.zalo.validate import check_data, normal


@pytest.mark.parametrize(
    "phone,lenient,strict",
    [
        ("84901234567", True, True),
        ("+84901234567", True, True),
        ("0901234567", True, False),
        ("901234567", True, False),
        ("01629876543", False, False),
        ("842838123456", False, False),
        ("8490123456", False, False),
        ("849012345678", False, False),
        ("14155550123", False, False),
        ("84 901 234 567", False, False),
        ("８４９０１２３４５６７", False, False),
        ("", False, False),
    ],
)
def test_which_phones_go_through(phone: str, lenient: bool, strict: bool) -> None:
    """Zalo's two documented forms go through always, the two older ones unless it is strict."""
    assert ("84901234567" if lenient else None) == normal(phone, strict=False)
    assert ("84901234567" if strict else None) == normal(phone, strict=True)


TEMPLATE = SandboxTemplate(
    params={
        "name": SandboxParam(max_length=10),
        "note": SandboxParam(required=False, max_length=5),
        "amount": SandboxParam(required=False, type="number"),
        "money": SandboxParam(required=False, type="currency"),
        "date": SandboxParam(required=False, type="date"),
        "link": SandboxParam(required=False, type="url"),
        "transfer": SandboxParam(required=False, type="bank-note"),
    }
)


@pytest.mark.parametrize(
    "data",
    [
        {"name": "Bình"},
        {"name": "x" * 10},
        {"name": "Bình", "note": ""},
        {"name": "Bình", "unknown": "left aside"},
        {"name": "Bình", "amount": "-1000.5"},
        {"name": "Bình", "money": "150000"},
        {"name": "Bình", "date": "22/11/2026"},
        {"name": "Bình", "date": "08:05 22/11/2026"},
        {"name": "Bình", "date": "08:05:59"},
        {"name": "Bình", "date": "11/2026"},
        {"name": "Bình", "link": "a%20b%C3%A2"},
        {"name": "Bình", "transfer": "Thanh toan HD 123"},
    ],
)
def test_data_that_a_template_asks_for_goes_through(data: dict[str, str]) -> None:
    """Parameters that fit their template are taken, and others beside them are left aside."""
    check_data(data, TEMPLATE)


@pytest.mark.parametrize(
    "data,code",
    [
        (None, -111),
        ({}, -111),
        (["name"], -111),
        ({"note": "x"}, -1122),
        ({"name": ""}, -1122),
        ({"name": "x" * 11}, -1121),
        ({"name": "Bình", "note": "123456"}, -1121),
        ({"name": 5}, -132),
        ({"name": None}, -132),
        ({"name": "Bình", "amount": "1.000,5"}, -1124),
        ({"name": "Bình", "money": "150.000"}, -1124),
        ({"name": "Bình", "money": "-1"}, -1124),
        ({"name": "Bình", "date": "9/2/2026"}, -1124),
        ({"name": "Bình", "date": "2026-11-22"}, -1124),
        ({"name": "Bình", "date": "22/13/2026"}, -1124),
        ({"name": "Bình", "link": "a b"}, -132),
        ({"name": "Bình", "transfer": "HD#123"}, -1124),
    ],
)
def test_data_that_a_template_does_not_ask_for_is_refused(data: Any, code: int) -> None:
    """Missing, too long, malformed and non-text parameters are refused with Zalo's own codes."""
    with pytest.raises(RefusedError) as refused:
        check_data(data, TEMPLATE)
    assert str(code) == refused.value.label


def test_a_template_without_parameters_takes_none() -> None:
    """A template that asks for nothing is sent with empty data."""
    check_data({}, SandboxTemplate())


def test_an_unknown_template_takes_any_parameters() -> None:
    """Without a known template any text parameters go through."""
    check_data({"anything": "at all"}, None)


@pytest.mark.parametrize(
    "body,code",
    [
        (b"", -121),
        (b"  \n", -121),
        (b"{", -122),
        (b"[]", -122),
        (b'"text"', -122),
        (b"\xff\xfe\xfd", -122),
        (b"[" * 100_000, -122),
    ],
)
def test_a_body_that_is_no_object_is_refused(body: bytes, code: int) -> None:
    """An empty body and one that is no JSON object are told apart, as Zalo's table does."""
    with pytest.raises(RefusedError) as refused:
        read_request("phone", {}, body)
    assert str(code) == refused.value.label


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(body: bytes) -> None:
    """Whatever bytes arrive, they are read or refused."""
    with suppress(RefusedError):
        read_request("phone", {}, body)
