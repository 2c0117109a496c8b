"""Termination requests while something runs: Ctrl-C, SIGTERM, and a terminal that is closed."""

import asyncio
import errno
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from types import FrameType

WATCH_VARIABLE = "ZNS_WORKER_WATCHES_INPUT"
"""Set for a worker that `serve` has started: it ends when its standard input does."""


@contextmanager
def on_termination(callback: Callable[[], object]) -> Iterator[None]:
    """Call something at each Ctrl-C or SIGTERM, and when the terminal is closed; nothing of the usual.

    A terminal that is closed (SIGHUP; on Windows the window's close button, logging off, shutting
    down) counts only when nothing was heard before: the kernel and the shell may both report it, and
    a second call usually means "at once".

    Args:
        callback: What to call, in the main thread between any two steps of it, also in the middle of
            what it writes and while it holds a lock: it may neither write to a stream (Python refuses
            a write within a write) nor take a lock, and leaves both to an event loop or a thread.
            On Windows, when the window is closed, in a thread of its own.

    """
    called_before = False

    # signal.signal and not loop.add_signal_handler, which Windows does not have.
    def on_signal(number: int, _frame: FrameType | None) -> None:
        nonlocal called_before
        if number not in _INTERRUPTIONS:
            _leave_lost_terminal()
            if called_before:
                return
        called_before = True
        callback()

    def on_close() -> None:
        # Closing the window and logging off may both be reported, as the hang-ups of other systems.
        nonlocal called_before
        if not called_before:
            called_before = True
            callback()

    # What runs under nohup ignores SIGHUP, and goes on doing so.
    numbers = [*_INTERRUPTIONS, *_hangup()]
    before = {number: signal.signal(number, on_signal) for number in numbers}
    try:
        with _on_window_closed(on_close):
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def termination() -> Iterator[Callable[[], Awaitable[None]]]:
    """Listen for termination requests while an event loop runs; yield what waits for the first one."""
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()

    async def wait() -> None:
        # Polled: Python acts on a signal between two steps of its own, and one that comes just before
        # the event loop blocks does not wake it.
        while not ending.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(ending.wait(), _POLL_SECONDS)

    with on_termination(lambda: loop.call_soon_threadsafe(ending.set)):
        yield wait


_POLL_SECONDS = 0.5
_INTERRUPTIONS = (signal.SIGINT, signal.SIGTERM)


def _hangup() -> list[signal.Signals]:
    number = getattr(signal, "SIGHUP", None)  # Windows has none
    return [] if number is None or signal.getsignal(number) is signal.SIG_IGN else [number]


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    from zns_batch.core.console_close import on_console_closed

    def _on_window_closed(callback: Callable[[], object]) -> AbstractContextManager[None]:
        """Call something when Windows closes the console window."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        return on_console_closed(
            callback,
            as_callback=ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.DWORD),
            set_handler=kernel.SetConsoleCtrlHandler,
        )

    def _leave_lost_terminal() -> None:
        """Do nothing: Windows ends the program together with its window."""

else:
    import termios

    def _leave_lost_terminal() -> None:
        """Let what is still written to a terminal that is gone vanish, and raise no errors."""
        for descriptor in (1, 2):
            try:
                termios.tcgetattr(descriptor)
            except termios.error as error:
                if error.args[0] == errno.EIO:
                    os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)

    def _on_window_closed(_heard: Callable[[], object]) -> AbstractContextManager[None]:
        return nullcontext()
