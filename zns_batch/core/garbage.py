"""Python's search for objects that only refer to each other, put off where it finds nothing."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_THRESHOLD = 50_000
"""New objects before it begins: more than a few hundred rows in flight make."""


@contextmanager
def rare_collections(*, after: int = _THRESHOLD) -> Iterator[None]:
    """Leave alone what there is already, and look at new objects seldom.

    What is loaded stays to the end, and rows are freed by count: looking through both again and again
    is a fifth of the time of sending.

    Args:
        after: New objects before it begins; what it then takes grows with them.

    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(after, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
