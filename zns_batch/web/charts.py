"""The geometry of the pages' charts: plain numbers, from which a template makes SVG and a table.

The bar's parts are whole steps of a fixed width that add up to it exactly, and whatever is more than
nothing is wide enough to be seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WIDTH = 1_000
"""The width of a chart, in the units of its view box."""

HEIGHT = 120
"""The height of the columns."""

MOST_COLUMNS = 60
_FEWEST_PLACES = 20
"""A column is at most this part of the chart wide: two minutes are no two blocks."""
_LEAST = 4
"""The width of a part that has any rows at all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Segment:
    """One part of a stacked bar.

    Attributes:
        kind: What it stands for; names its colour and pattern.
        words: What it is called.
        count: How many.
        x: Where it begins.
        width: How wide it is.

    """

    kind: str
    words: str
    count: int
    x: int
    width: int


def stacked_bar(parts: Sequence[tuple[str, str, int]]) -> tuple[Segment, ...]:
    """Return the segments of a bar, in order; none for a whole of nothing.

    Args:
        parts: Kind, words and count of each part.

    """
    shown = [part for part in parts if part[2] > 0]
    total = sum(count for *_, count in shown)
    if not total:
        return ()
    # What every part has at least is taken off first, so that the widths always add up.
    free = WIDTH - _LEAST * len(shown)
    segments, before, x = [], 0, 0
    for at, (kind, words, count) in enumerate(shown, start=1):
        before += count
        end = _LEAST * at + free * before // total
        segments.append(Segment(kind=kind, words=words, count=count, x=x, width=end - x))
        x = end
    return tuple(segments)


@dataclass(frozen=True, kw_only=True, slots=True)
class ChartColumn:
    """One column of a chart over time.

    Attributes:
        at: When its time begins.
        count: How many.
        x: Where it begins.
        y: How far below the top it begins.
        width: How wide it is.
        height: How high it is.

    """

    at: datetime
    count: int
    x: float
    y: int
    width: float
    height: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnChart:
    """Counts over time.

    Attributes:
        columns: The columns, the first one first.
        minutes: How many minutes one stands for.
        most: The highest count.

    """

    columns: tuple[ChartColumn, ...]
    minutes: int
    most: int


def column_chart(counts: Sequence[tuple[datetime, int]]) -> ColumnChart:
    """Return the columns of counts by the minute, with those in which nothing happened.

    Args:
        counts: The minutes in which anything happened, in order.

    """
    if not counts:
        return ColumnChart(columns=(), minutes=1, most=0)
    first, last = counts[0][0], counts[-1][0]
    span = int((last - first) / timedelta(minutes=1)) + 1
    minutes = -(-span // MOST_COLUMNS)
    bins = [0] * -(-span // minutes)
    for at, count in counts:
        bins[int((at - first) / timedelta(minutes=minutes))] += count
    most = max(bins)
    width = WIDTH / max(len(bins), _FEWEST_PLACES)
    columns = []
    for place, count in enumerate(bins):
        height = -(-count * HEIGHT // most) if most else 0
        columns.append(
            ChartColumn(
                at=first + timedelta(minutes=minutes) * place,
                count=count,
                x=round(place * width, 2),
                y=HEIGHT - height,
                width=round(max(width - 2, 1.0), 2),
                height=height,
            )
        )
    return ColumnChart(columns=tuple(columns), minutes=minutes, most=most)
