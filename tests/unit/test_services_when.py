"""Moments as people write them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zns_batch.errors import UsageError
from zns_batch.services.campaigns.when import read_moment, read_past_end, read_past_moment

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
"""10:00 in Viet Nam."""


@pytest.mark.parametrize(
    "text, expected",
    [
        ("2026-12-01 18:00", "2026-12-01T18:00:00+07:00"),
        ("2026-12-01T18:00", "2026-12-01T18:00:00+07:00"),
        ("2026-12-01", "2026-12-01T00:00:00+07:00"),
        ("2026-12-01T18:00:00Z", "2026-12-02T01:00:00+07:00"),
        ("2026-12-01 18:00+09:00", "2026-12-01T16:00:00+07:00"),
        ("18:00 01/12/2026", "2026-12-01T18:00:00+07:00"),
        ("18:00 1 Dec 2026", "2026-12-01T18:00:00+07:00"),
        ("1 Dec 2026 18:00", "2026-12-01T18:00:00+07:00"),
        ("18:00", "2026-11-22T18:00:00+07:00"),
        ("9:30", "2026-11-23T09:30:00+07:00"),
        ("10:00", "2026-11-23T10:00:00+07:00"),
        ("+2h", "2026-11-22T12:00:00+07:00"),
        ("90m", "2026-11-22T11:30:00+07:00"),
        ("+ 1 d", None),
        ("1d", "2026-11-23T10:00:00+07:00"),
        (" 1 d ", "2026-11-23T10:00:00+07:00"),
    ],
)
def test_a_moment_is_read_on_a_vietnamese_clock(text: str, expected: str | None) -> None:
    """A date and time, the next time the clock shows an hour, or a while from now."""
    if expected is None:
        with pytest.raises(UsageError):
            read_moment(text, now=NOW)
        return
    assert datetime.fromisoformat(expected) == read_moment(text, now=NOW)


@pytest.mark.parametrize("text", ["", "soon", "24:00", "12:60", "1w", "2026-13-01", "22/11/2026"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    """A moment that can't be understood is told with what was written."""
    with pytest.raises(UsageError) as refusal:
        read_moment(text, now=NOW)
    assert ("run.bad-moment", text) == (refusal.value.key, refusal.value.params["text"])


@pytest.mark.parametrize("text", ["2026-11-22 10:00", "2026-11-22", "2020-01-01 00:00", "0m"])
def test_what_is_over_is_refused(text: str) -> None:
    """A moment that is over can't be waited for."""
    with pytest.raises(UsageError) as refusal:
        read_moment(text, now=NOW)
    assert "run.past-moment" == refusal.value.key


@given(st.integers(min_value=1, max_value=9999), st.sampled_from("mhd"))
def test_a_while_from_now_is_that_long(count: int, unit: str) -> None:
    """Minutes, hours and days from now are counted from now."""
    length = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}[unit]
    assert NOW + count * length == read_moment(f"{count}{unit}", now=NOW)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("01/11/2026", "2026-11-01T00:00:00+07:00"),
        ("2026-11-01", "2026-11-01T00:00:00+07:00"),
        ("01/11/2026 18:00", "2026-11-01T18:00:00+07:00"),
        ("7d", "2026-11-15T10:00:00+07:00"),
        ("2h", "2026-11-22T08:00:00+07:00"),
    ],
)
def test_a_moment_of_the_past_is_read_as_a_date_or_as_so_long_ago(text: str, expected: str) -> None:
    """`--since` takes dates as they are written in Viet Nam and elsewhere, and `7d`."""
    assert datetime.fromisoformat(expected) == read_past_moment(text, now=NOW)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("01/11/2026", "2026-11-02T00:00:00+07:00"),
        ("2026-11-01", "2026-11-02T00:00:00+07:00"),
        ("01/11/2026 18:00", "2026-11-01T18:00:00+07:00"),
        ("7d", "2026-11-15T10:00:00+07:00"),
    ],
)
def test_an_end_that_is_a_day_takes_the_whole_day(text: str, expected: str) -> None:
    """`--until 01/11/2026` shows what was planned on that day too."""
    assert datetime.fromisoformat(expected) == read_past_end(text, now=NOW)


@pytest.mark.parametrize("text", ["", "x", "+7d", "31/02/2026", "18:00"])
def test_what_is_no_moment_of_the_past_is_refused(text: str) -> None:
    """A list that began at a date nobody meant would miss campaigns."""
    with pytest.raises(UsageError):
        read_past_moment(text, now=NOW)
