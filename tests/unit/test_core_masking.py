"""Names of files, campaigns and schedules, for those who may not see phones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zns_batch.core.masking import mask_phones_in_name


@pytest.mark.parametrize(
    "name, shown",
    [
        ("khach-0912345678.xlsx", "khach-09****678.xlsx"),
        ("khach0912345678", "khach09****678"),
        ("84912345678.csv", "84****678.csv"),
        ("+84 912 345 678 Lan", "84****678 Lan"),
        ("khach_0912.345.678", "khach_09****678"),
        ("912345678.xlsx", "91****678.xlsx"),
        ("may ban 024 3825 1234", "may ban 02****234"),
        ("+1 650 253 0000", "16****000"),
    ],
)
def test_a_phone_in_a_name_is_masked(name: str, shown: str) -> None:
    """A list called after a customer does not tell the customer's number, however it is written."""
    assert shown == mask_phones_in_name(name)


@pytest.mark.parametrize(
    "name",
    [
        *("don-hang-20261122-180914-pde", "Nhắc nợ 2026-12-05 0930 (2).xlsx", "01-12-2026 8h30"),
        *("DS 5.000 khach 30-11-2026", "09-12-2026 08h.xlsx", "HD-2611-0001", "300.000.000 đ"),
        *("z2611222kve3c", "Đợt 1 tháng 12/2026"),
    ],
)
def test_dates_amounts_and_numbers_of_documents_stay(name: str) -> None:
    """By them people tell one campaign from the other."""
    assert name == mask_phones_in_name(name)


@given(
    st.integers(min_value=300_000_000, max_value=999_999_999).filter(
        lambda nine: str(nine)[0] in "35789"
    ),
    st.sampled_from(["0", "84", "+84", "0084", ""]),
    st.sampled_from(["", "-", "_", " ", "khach", "("]),
)
def test_no_mobile_number_survives_in_a_name(nine: int, prefix: str, before: str) -> None:
    """Whatever stands before it."""
    assert str(nine) not in mask_phones_in_name(f"{before}{prefix}{nine}.xlsx")
