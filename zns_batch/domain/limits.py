"""Bounds of a campaign's pace, the same wherever a person gives one: options, settings, the library."""

FASTEST_RATE = 10_000
"""The highest rate, in messages a second."""

MOST_CONCURRENCY = 1_000
"""The most requests in flight."""


def is_rate(value: float) -> bool:
    """Tell whether a number is a rate that a lane can keep; not-a-number is none."""
    return 0 < value <= FASTEST_RATE
