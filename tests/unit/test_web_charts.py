"""The charts of the pages: their parts are the whole, whatever the numbers are."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zns_batch.web.charts import HEIGHT, MOST_COLUMNS, WIDTH, column_chart, stacked_bar

NOW = datetime(2026, 11, 30, 7, 5, tzinfo=UTC)


@given(st.lists(st.integers(min_value=0, max_value=2_000_000), min_size=1, max_size=9))
def test_the_parts_of_a_bar_are_the_whole_bar(counts: list[int]) -> None:
    """A bar has no gap and no overlap, and every result that there is can be seen on it."""
    bar = stacked_bar([(f"kind-{n}", "", count) for n, count in enumerate(counts)])
    assert [count for count in counts if count] == [part.count for part in bar]
    if not bar:
        assert 0 == sum(counts)
        return
    assert 0 == bar[0].x
    assert WIDTH == bar[-1].x + bar[-1].width
    assert all(after.x == before.x + before.width for before, after in pairwise(bar))
    assert all(part.width >= 4 for part in bar)


def test_one_in_a_million_can_be_seen() -> None:
    """A single refusal among a million accepted messages is not drawn as nothing."""
    accepted, rejected = stacked_bar([("accepted", "", 999_999), ("rejected", "", 1)])
    assert WIDTH == accepted.width + rejected.width
    assert 4 <= rejected.width <= 5


def test_nothing_is_drawn_as_nothing() -> None:
    """A campaign without rows, or without an answer yet, has an empty chart and no error."""
    assert () == stacked_bar([("accepted", "", 0)])
    assert () == stacked_bar([])
    assert () == column_chart([]).columns


@given(
    st.dictionaries(
        st.integers(min_value=0, max_value=20_000),
        st.integers(min_value=0, max_value=100_000),
        min_size=1,
        max_size=50,
    )
)
def test_the_columns_count_every_message(minutes: dict[int, int]) -> None:
    """The chart over time has at most sixty columns, and as many messages as were answered."""
    counts = [(NOW + timedelta(minutes=at), count) for at, count in sorted(minutes.items())]
    chart = column_chart(counts)
    assert sum(minutes.values()) == sum(column.count for column in chart.columns)
    assert 1 <= len(chart.columns) <= MOST_COLUMNS
    assert all(0 <= column.height <= HEIGHT for column in chart.columns)
    assert all(HEIGHT == column.y + column.height for column in chart.columns)
    assert all(0 <= column.x < WIDTH for column in chart.columns)
    assert chart.most == max(column.count for column in chart.columns)


@pytest.mark.parametrize("span, minutes", [(1, 1), (60, 1), (61, 2), (1_440, 24)])
def test_long_campaigns_have_wider_columns(span: int, minutes: int) -> None:
    """A campaign of a whole day is drawn as readably as one of ten minutes."""
    counts = [(NOW, 1), (NOW + timedelta(minutes=span - 1), 1)]
    assert minutes == column_chart(counts).minutes


def test_few_columns_stay_narrow() -> None:
    """A campaign of two minutes has two columns at the left, not two blocks as wide as the page."""
    begun = datetime(2026, 11, 30, 8, tzinfo=UTC)
    chart = column_chart([(begun, 50), (begun + timedelta(minutes=1), 10)])
    assert [0, WIDTH / 20] == [column.x for column in chart.columns]
    assert all(column.width < WIDTH / 20 for column in chart.columns)
