"""Phones: everything people write becomes `84` and nine digits, or a reason."""

import re
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumber, is_valid_number

from zns_batch.core.masking import mask_phone, mask_phones_within
from zns_batch.domain.sheet import Cell, CellError
from zns_batch.validation.phone_numbers import RENUMBERED, read_displayed_phone, read_phone
from zns_batch.validation.text import CellIssue

VALID = re.compile(r"84[35789]\d{8}", re.ASCII)


def code_of(cell: Cell) -> str:
    """Return why a cell holds no phone; `phone` when it does."""
    found = read_phone(cell)
    return found.code if isinstance(found, CellIssue) else "phone"


@pytest.mark.parametrize(
    "cell",
    [
        *("0912345678", "84912345678", "+84912345678", "0084912345678", "840912345678"),
        *("+840912345678", "00840912345678", "912345678", 912345678, 912345678.0, 84912345678.0),
        *(
            "0912 345 678",
            "0912.345.678",
            "0912-345-678",
            "(+84) 0912 345 678",
            "+84 (0) 912345678",
        ),
        *("'0912345678", "’0912345678", "０９１２３４５６７８", "＋８４ ９１２ ３４５ ６７８"),
        *("0912\xa0345\u202f678", "0912–345—678", "0912\u2011345\u2212678", "\t0912345678\r\n"),
        *("\u202d0912345678\u202c", "0912\u200b345678\ufeff", "0912·345·678", "[0912] 345678"),
        *('="0912345678"', "912345678.0", "84912345678.0", "0912345678.00", "912,345,678"),
        *("8484912345678", 8484912345678.0, "+8484912345678", "84840912345678"),
        *("9.12345678E+08", "9,12345678E+08", "8.4912345678e10", "91234567.8E+01"),
        *("+0912345678", "000912345678", "00000912345678", "+00912345678", "0+84912345678"),
        *("0+84(0)912345678", "0840912345678", "084 0912 345 678", "+0 912 345 678"),
    ],
)
def test_phone_forms(cell: Cell) -> None:
    """Every way to write a phone that reads in one way only is read so."""
    expected = "84912345678"
    assert expected == read_phone(cell)


@pytest.mark.parametrize(
    "cell, expected",
    [
        ("841234567", "84841234567"),
        (841234567, "84841234567"),
        ("0841234567", "84841234567"),
        ("84841234567", "84841234567"),
        ("840841234567", "84841234567"),
        ("0084841234567", "84841234567"),
        ("840123456", "84840123456"),
        ("8484841234567", "84841234567"),
        ("0840123456", "84840123456"),
    ],
)
def test_vinaphone_084(cell: Cell, expected: str) -> None:
    """A number that itself begins with 84 is told from a country code by its length."""
    assert expected == read_phone(cell)


@pytest.mark.parametrize("old", RENUMBERED)
@pytest.mark.parametrize("form", ["0{}", "{}", "84{}", "+84{}", "840{}", "0084 {}", "(+84) 0{}"])
def test_renumbered(old: str, form: str) -> None:
    """A number of 11 digits from before 2018 is sent to under the number it has now."""
    assert f"84{RENUMBERED[old]}1234567" == read_phone(form.format(f"{old}1234567"))


@pytest.mark.parametrize(
    "cell, expected", [(1211234567, "84791234567"), (1631234567.0, "84331234567")]
)
def test_renumbered_that_lost_its_zero(cell: Cell, expected: str) -> None:
    """An old number in a number cell has lost its zero and is still read as an old number."""
    assert expected == read_phone(cell)


@pytest.mark.parametrize(
    "cell, code",
    [
        (None, "phone-missing"),
        ("", "phone-missing"),
        ("  \xa0", "phone-missing"),
        ("-", "phone-missing"),
        ("091234567", "phone-too-short"),
        ("+841234567", "phone-too-short"),
        ("8412345678", "phone-too-short"),
        ("091234567.0", "phone-too-short"),
        (1234, "phone-too-short"),
        ("09123456789", "phone-too-long"),
        ("084912345678", "phone-too-long"),
        ("00912345678", "phone-too-long"),
        (1e20, "phone-too-long"),
        (10**1000, "phone-too-long"),
        ("84" * 4000, "phone-too-long"),
        ("02438123456", "phone-landline"),
        ("024 3812 3456", "phone-landline"),
        ("+84 28 3812 3456", "phone-landline"),
        (2438123456.0, "phone-landline"),
        ("1900 1234", "phone-landline"),
        ("002438251234", "phone-landline"),
        ("+02438251234", "phone-landline"),
        ("+2438251234", "phone-landline"),
        ("0840912345-678", "phone-shortened"),
        ("18001234", "phone-landline"),
        ("+16502530000", "phone-foreign"),
        ("+855 12 345 678", "phone-foreign"),
        ("0061412345678", "phone-foreign"),
        ("+912345678", "phone-foreign"),
        ("0912345678 / 0987654321", "phone-several"),
        ("0912345678, 0987654321", "phone-several"),
        ("0912345678\n0987654321", "phone-several"),
        ("0912345678 - 0987654321", "phone-several"),
        ("0912345678 hoặc 01631234567", "phone-several"),
        ("+84912345678;+84987654321", "phone-several"),
        ("0912345678/79", "phone-shortened"),
        ("0912.345.678 / 9", "phone-shortened"),
        ("0912345678/679/80", "phone-shortened"),
        ("0912345678-79", "phone-shortened"),
        ("+84 912-345-678, 79", "phone-shortened"),
        ("0912-345-678-9", "phone-too-long"),
        ("0912345678/09876", "phone-several"),
        ("024 3812 3456/57", "phone-letters"),
        ("912345678987654321", "phone-several"),
        ("SĐT: 0912345678", "phone-suggestion"),
        ("A Tuấn 0912 345 678 (Zalo)", "phone-suggestion"),
        ("O912345678", "phone-lookalike"),
        ("09l2345678", "phone-lookalike"),
        ("091 234 56I8", "phone-lookalike"),
        ("+84 9l2 345 O78", "phone-lookalike"),
        ("O12", "phone-letters"),
        ("Oanh", "phone-letters"),
        ("848491234567", "phone-too-long"),
        ("84848484912345678", "phone-too-long"),
        ("#N/A", "value-error-cell"),
        ("không có", "phone-letters"),
        ("0912345678 lần 2", "phone-letters"),
        ("091234567²", "phone-letters"),
        (True, "phone-letters"),
        ("0542345678", "phone-invalid"),
        ("0123456789", "phone-invalid"),
        ("140123456", "phone-invalid"),
        ("121012345", "phone-invalid"),
        ("0891234567", "phone-invalid"),
        (-912345678, "phone-invalid"),
        (912345678.5, "phone-invalid"),
        (float("nan"), "phone-invalid"),
        (float("inf"), "phone-invalid"),
        ("9.1234567849E+08", "phone-invalid"),
        ("9.12E+08", "phone-lossy"),
        ("8,49E+10", "phone-lossy"),
        (date(2026, 11, 22), "phone-date"),
        (time(8, 30), "phone-date"),
        (timedelta(hours=8), "phone-date"),
        (CellError("#N/A"), "value-error-cell"),
    ],
)
def test_refused(cell: Cell, code: str) -> None:
    """What is no phone in one way only is refused with its own reason."""
    assert code == code_of(cell)


@pytest.mark.parametrize(
    "cell", ["SĐT: 0912345678", "O912345678", "0912345678/0987654321", "09l2345678"]
)
def test_refusals_mask(cell: str) -> None:
    """A refusal never shows a whole phone, not even one with a letter in it."""
    found = read_phone(cell)
    assert isinstance(found, CellIssue)
    assert all(sum(map(str.isdecimal, str(value))) <= 10 for value in found.params.values())
    assert all("345" not in str(value) for value in found.params.values())


def test_suggestion_names_the_number() -> None:
    """What is plainly meant is suggested, masked, and not taken."""
    found = read_phone("Chị Lan: 0912.345.678")
    assert (
        CellIssue("phone-suggestion", {"shown": "Chị Lan: 09****678", "suggestion": "09****678"})
        == found
    )


def test_lookalikes_name_the_letters() -> None:
    """A letter that looks like a digit is named with the digit, and the number is not taken."""
    found = read_phone("O9l2 345 678")
    assert isinstance(found, CellIssue)
    assert "phone-lookalike" == found.code
    assert ("O → 0, l → 1", "09****678") == (found.params["letters"], found.params["suggestion"])


numbers = st.from_regex(r"[35789][0-9]{8}", fullmatch=True).filter(
    lambda nine: is_valid_number(PhoneNumber(country_code=84, national_number=int(nine)))
)
groupings = st.lists(
    st.sampled_from(["", " ", ".", "-", "\xa0", "–", "\u200b"]), min_size=13, max_size=13
)


@given(nine=numbers)
def test_valid_numbers_are_read(nine: str) -> None:
    """Every mobile number that libphonenumber knows is accepted, and reading it again changes nothing."""
    found = read_phone(f"0{nine}")
    assert f"84{nine}" == found
    assert found == read_phone(found)
    assert VALID.fullmatch(found)


@given(
    nine=numbers,
    prefix=st.sampled_from(["0", "84", "+84", "0084", "840", "+840", ""]),
    marks=groupings,
)
def test_grouping_makes_no_difference(nine: str, prefix: str, marks: list[str]) -> None:
    """Spaces, dots and dashes between the digits and the form of the prefix don't change the number."""
    grouped = "".join(f"{digit}{mark}" for digit, mark in zip(nine, marks, strict=False))
    assert f"84{nine}" == read_phone(f"{prefix}{marks[-1]}{grouped}".rstrip(".-–"))


@given(
    cell=st.one_of(
        st.text(),
        st.text(alphabet="0123456789+ .-/()EeOl,;'", max_size=26),
        st.integers(),
        st.floats(),
        st.booleans(),
        st.dates(),
    )
)
def test_any_cell(cell: Cell) -> None:
    """Whatever a cell holds, the answer is a number that can exist or a reason with a sentence."""
    found = read_phone(cell)
    if isinstance(found, str):
        assert VALID.fullmatch(found)
    else:
        assert "\n" not in found.at(1, "SĐT").text("vi")
        assert found.at(1, "SĐT").text("en")


@pytest.mark.parametrize(
    "cell, expected",
    [
        ("+84 912 345 678", "0912345678"),
        ("024 3812 3456", "02438123456"),
        ("+84 24 3812 3456", "02438123456"),
        (2438123456.0, "02438123456"),
        ("1900 1234", "19001234"),
    ],
)
def test_shown_phone(cell: Cell, expected: str) -> None:
    """A phone that the customer should read is written as people in Viet Nam dial it."""
    assert expected == read_displayed_phone(cell)


@pytest.mark.parametrize(
    "phone, expected",
    [("84912345567", "84****567"), ("0912345567", "09****567"), ("12345", "****45")],
)
def test_mask(phone: str, expected: str) -> None:
    """Only the ends of a phone can be read."""
    assert expected == mask_phone(phone)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("gửi 0912 345 567 lúc 08:30", "gửi 09****567 lúc 08:30"),
        ("+84.912.345.567, 0987654321", "84****567, 09****321"),
        ("ngày 22/11/2026, đơn 12345", "ngày 22/11/2026, đơn 12345"),
        ("2026-13-01", "2026-13-01"),
        ("2026-11-30 0912345678", "2026-11****678"),
        ("０９１２３４５５６７", "０９****５６７"),
        ("0912\u00a0345\u202f567, 0912\u2013345\u2013567", "09****567, 09****567"),
        ("09\u200b12\u200b34\u200b55\u200b67", "09****567"),
        ("1234\n5678", "1234\n5678"),
    ],
)
def test_mask_within(text: str, expected: str) -> None:
    """Phones within somebody's words are masked, dates and short numbers are not."""
    assert expected == mask_phones_within(text)
