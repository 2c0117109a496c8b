"""Ctrl-C and SIGTERM, heard while something runs."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def on_termination(heard: Callable[[], object]) -> Iterator[None]:
    """Call something at each Ctrl-C or SIGTERM, and nothing of the usual.

    Args:
        heard: What to call, in the main thread between any two steps of it.

    """

    # signal.signal and not loop.add_signal_handler, which Windows does not have.
    def hear(_number: int, _frame: FrameType | None) -> None:
        heard()

    before = {one: signal.signal(one, hear) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
