"""The log: phones masked, no secrets."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zns_batch.core import logging
from zns_batch.core.logging import redact, redact_secret


@pytest.fixture(autouse=True)
def _no_secrets() -> Iterator[None]:
    before = set(logging._hidden)
    logging._hidden.clear()
    yield
    logging._hidden.clear()
    logging._hidden.update(before)


@pytest.mark.parametrize(
    "text, cleaned",
    [
        ("84912345678", "84****678"),
        ("to 0912345678.", "to 09****678."),
        ("+84912345678", "+8****678"),
        ("phone=84912345678&x", "phone=84****678&x"),
        ('{"phone":"84912345678"}', '{"phone":"84****678"}'),
        ("84912345678,84912345679", "84****678,84****679"),
        ("SĐT:0912345678", "SĐT:09****678"),
        ("'/srv/khach-0912345678.xlsx'", "'/srv/khach-09****678.xlsx'"),
        ("khach0912345678_tong.csv", "khach09****678_tong.csv"),
        ("khach 0912 345 678.xlsx", "khach 09****678.xlsx"),
    ],
)
def test_a_phone_is_never_whole(text: str, cleaned: str) -> None:
    """Whoever reads the log can tell two numbers apart, and call neither."""
    assert cleaned == redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "z2611222kve3c-000123",
        "150000",
        "2026-11-22T10:00:00.123456Z",
        "217489",
        "10.0.0.1",
        "don-hang-20261122-180914-pde",
        "1764500000.912345678",
    ],
)
def test_other_numbers_stay_readable(text: str) -> None:
    """Tracking ids, amounts and times are what the log is for."""
    assert text == redact(text)


@given(st.integers(min_value=100_000_000, max_value=999_999_999), st.sampled_from(["84", "0"]))
def test_no_phone_survives(nine: int, prefix: str) -> None:
    """Whatever the number, its middle digits are gone."""
    assert str(nine) not in redact(f"sent to {prefix}{nine}, code 0")


def test_a_secret_is_taken_out_wherever_it_stands() -> None:
    """A token that turns up in an address or an error is not written."""
    redact_secret("tok-123", "", "sec-456")
    assert "GET /?access_token=***&proof=*** failed" == redact(
        "GET /?access_token=tok-123&proof=sec-456 failed"
    )


def test_values_within_values_are_cleaned_too() -> None:
    """What is logged as a structure is cleaned all the way down."""
    redact_secret("tok-123")
    event = {
        "event": "sent",
        "headers": {"access_token": "tok-123", "to": ["84912345678", ("tok-123",)]},
        "count": 5,
    }
    shown = str(logging._cleaned(None, "info", event))
    assert "tok-123" not in shown
    assert "84912345678" not in shown
    assert "'count': 5" in shown
