"""What a number's format makes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zns_batch.sheets.number_formats import AddingFormat, number_format


def _seen(code: str, number: float) -> object:
    shape = number_format(code)
    return shape.seen(number) if shape else None


@pytest.mark.parametrize(
    "code,number,seen",
    [
        ("00000", 42, "00042"),
        ("00000", 42.0, "00042"),
        ("00000", 0, "00000"),
        ("00000", 1234567, "1234567"),
        ("00000", -3, "-00003"),
        ("0000000000", 912345678, "0912345678"),
        ("0000-000-000", 912345678, "0912-345-678"),
        ('0000"."000"."000', 912345678, "0912.345.678"),
        ("0### ### ###", 912345678, "0912 345 678"),
        ('"+84 "000000000', 912345678, "+84 912345678"),
        ('"DH"00000', 42, "DH00042"),
        ('"DH"00000', 1234567, "DH1234567"),
        (r"\D\H000", 42, "DH042"),
        ('"DH-"0', 42, "DH-42"),
        ('"KH"General', 42, "KH42"),
        ('000"/HĐ"', 42, "042/HĐ"),
        ('00":"00', 830, "08:30"),
        (r"00\/00\/0000", 1012026, "01/01/2026"),
        ("[$-42A]00000", 42, "00042"),
        ("[Red]00000_)", 42, "00042"),
        ('000;-000;"không"', 5, "005"),
        ('000;"âm "000', -5, "âm 005"),
    ],
)
def test_codes_are_what_is_seen_of_them(code: str, number: float, seen: str) -> None:
    """A number padded with zeros, or with letters before it, is the code that a person sees."""
    assert seen == _seen(code, number)


@pytest.mark.parametrize(
    "code,number,seen",
    [
        ("0%", 0.1, "10%"),
        ("0%", 0.125, "13%"),
        ("0%", 1.5, "150%"),
        ("0%", -0.5, "-50%"),
        ("0%", -0.001, "0%"),
        ("0.0%", 0.125, "12,5%"),
        ("0.0%", 0.1, "10,0%"),
        ("0.00%", 0.07, "7,00%"),
        ("0.##%", 0.12345, "12,35%"),
        ("0.##%", 0.12, "12%"),
        ("#,##0.0%", 12.345, "1.234,5%"),
        ("0.0000000000%", 999_999_999_999_999, "99999999999999900,0000000000%"),
        ("0 %", 0.1, "10 %"),
        ('"giảm "0%', 0.2, "giảm 20%"),
        ("0%;[Red]-0%", -0.2, "-20%"),
        ("_(* 0.0%_)", 0.5, "50,0%"),
    ],
)
def test_shares_are_what_is_seen_of_them(code: str, number: float, seen: str) -> None:
    """A share is the text that a person sees, written with a decimal comma."""
    assert seen == _seen(code, number)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "General",
        "@",
        "0",
        "#",
        "0.00",
        "#,##0",
        '#,##0 "₫"',
        '"VND"0',
        '"Lần "0',
        '0" kg"',
        "000,",
        "00.00",
        "0.00E+00",
        "# ??/??",
        "dd/mm/yyyy",
        "[h]:mm",
        "[<=999]000;0000",
        "[DBNum1]000",
        "0%%",
        "0.00000000000%",
        '"',
        "0" * 100,
        "0" * 100_000,
    ],
)
def test_other_formats_leave_the_number(code: str) -> None:
    """Money, thousands, decimals and what isn't understood leave the number as the file has it."""
    assert number_format(code) is None


@pytest.mark.parametrize(
    "code,number",
    [
        ("00000", 42.5),
        ("00000", 1e15),
        ("00000", float("inf")),
        ("0%", float("nan")),
        ('000;-000;"không"', 0),
        ("000;;", -5),
    ],
)
def test_numbers_that_a_code_format_does_not_suit(code: str, number: float) -> None:
    """A number with decimals, with lost digits, or hidden by its format stays a number."""
    shape = number_format(code)
    assert shape is not None
    assert shape.seen(number) is None


@pytest.mark.parametrize(
    "code,cell,seen",
    [
        ('#,##0".000"', 1500, "1.500.000"),
        ('0"000"', 15, "15000"),
        ('"COB on "@', "pf1", "COB on pf1"),
        ('@" đ"', "5", "5 đ"),
        ('General;General;General;"Mã "@', "7", "Mã 7"),
        (";;;", 5, ""),
        (";;;", "ẩn", ""),
        (";;", 5, ""),
    ],
)
def test_what_a_format_adds_or_hides(code: str, cell: float | str, seen: str) -> None:
    """Digits and words that a format adds are there for whoever looks, and what it hides is not."""
    format_ = number_format(code)
    assert isinstance(format_, AddingFormat)
    assert seen == (format_.seen_text(cell) if isinstance(cell, str) else format_.seen(cell))


@given(st.integers(0, 10**15 - 1), st.integers(2, 15))
def test_no_digit_is_lost(number: int, places: int) -> None:
    """A padded number has its own digits, and zeros before them alone."""
    assert str(number).zfill(places) == _seen("0" * places, number)


@given(st.text('0#?.,%;"\\_*[]$-EdmDH @/<()', max_size=12), st.floats())
def test_no_format_ends_in_a_traceback(code: str, number: float) -> None:
    """Any format gives a text or leaves the number."""
    seen = _seen(code, number)
    assert seen is None or isinstance(seen, str)
