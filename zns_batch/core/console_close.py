"""The close button of a Windows console window, logging off and shutting down, as one callback.

The calls of Windows are handed in, so that what happens between them can be tried anywhere.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

CLOSE_EVENTS = frozenset({2, 5, 6})
"""CTRL_CLOSE_EVENT, CTRL_LOGOFF_EVENT and CTRL_SHUTDOWN_EVENT."""

CLOSE_SECONDS = 20.0
"""How long the program is kept after one of them: longer than Windows allows."""

Handler = Callable[[int], bool]

_handlers: list[object] = []


@contextmanager
def on_console_closed(
    callback: Callable[[], object],
    *,
    as_callback: Callable[[Handler], object],
    set_handler: Callable[[object, bool], object],
    sleep: Callable[[float], object] = time.sleep,
) -> Iterator[None]:
    """Call something when the console window is closed; Ctrl-C is left to Python's own handler.

    Args:
        callback: What to call, in the thread that Windows starts for it.
        as_callback: Makes a function that Windows can call.
        set_handler: `SetConsoleCtrlHandler`: adds (`True`) or removes (`False`) such a function.
        sleep: Waits so many seconds.

    """

    def handle(event: int) -> bool:
        if event not in CLOSE_EVENTS:
            return False
        callback()
        # Windows ends the program as soon as this returns, and after some five seconds anyway.
        # Until then the main thread finishes its work and leaves.
        sleep(CLOSE_SECONDS)
        return True

    handler = as_callback(handle)
    # Kept for ever: it may still be running when the block has ended.
    _handlers.append(handler)
    set_handler(handler, True)  # noqa: FBT003 — the system's signature
    try:
        yield
    finally:
        set_handler(handler, False)  # noqa: FBT003 — the system's signature
