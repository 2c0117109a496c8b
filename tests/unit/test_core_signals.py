"""What ends a run: Ctrl-C, and a window that is closed; on Windows with its calls replaced."""

import signal
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from zns_batch.core import signals
from zns_batch.core.console_close import CLOSE_SECONDS, Handler, on_console_closed

CTRL_C, CTRL_BREAK, CLOSE, LOGOFF, SHUTDOWN = 0, 1, 2, 5, 6


class Windows:
    """The part of Windows that tells a program of its console, without Windows."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.handlers: list[Handler] = []
        self.slept: list[float] = []
        monkeypatch.setattr(signals, "_on_window_closed", self._watch)
        # Windows has no such signal.
        monkeypatch.setattr(signals, "_hangup", list)

    def _watch(self, callback: Callable[[], object]) -> AbstractContextManager[None]:
        return on_console_closed(
            callback, as_callback=lambda handle: handle, set_handler=self._set, sleep=self._sleep
        )

    def _set(self, handler: object, add: bool) -> None:
        assert callable(handler)
        if add:
            self.handlers.insert(0, handler)
        else:
            self.handlers.remove(handler)

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def tells(self, event: int) -> bool:
        """Report an event in a thread of its own, as Windows does; return whether it was handled."""
        handled: list[bool] = []

        def report() -> None:
            handled.append(any(handler(event) for handler in self.handlers))

        thread = threading.Thread(target=report)
        thread.start()
        thread.join()
        return handled[0]


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Windows:
    """Windows, which has nothing to tell yet."""
    return Windows(monkeypatch)


@pytest.mark.parametrize("event", [CLOSE, LOGOFF, SHUTDOWN])
def test_a_closed_window_is_told_and_the_program_kept_until_it_is_done(
    windows: Windows, event: int
) -> None:
    """Closing the window ends a run as Ctrl-C does, and the program is not ended while it finishes what flies."""
    heard: list[str] = []
    with signals.on_termination(lambda: heard.append(threading.current_thread().name)):
        assert windows.tells(event)
    assert 1 == len(heard)
    assert threading.main_thread().name != heard[0]
    assert [CLOSE_SECONDS] == windows.slept


def test_a_window_that_is_closed_and_logged_off_is_told_once(windows: Windows) -> None:
    """A second call means “at once” and would put rows in doubt: one closing makes one call."""
    heard: list[int] = []
    with signals.on_termination(lambda: heard.append(1)):
        windows.tells(CLOSE)
        windows.tells(LOGOFF)
    assert [1] == heard


def test_a_window_that_is_closed_after_ctrl_c_changes_nothing(windows: Windows) -> None:
    """Whoever pressed Ctrl-C and then closes the window still gets what was in flight written down."""
    heard: list[int] = []
    with signals.on_termination(lambda: heard.append(1)):
        signal.raise_signal(signal.SIGINT)
        windows.tells(CLOSE)
        assert [1] == heard
        signal.raise_signal(signal.SIGINT)
    assert [1, 1] == heard


def test_ctrl_c_is_left_to_its_own_handler(windows: Windows) -> None:
    """Ctrl-C and Ctrl-Break reach Python's handler, and nothing is kept waiting for them."""
    heard: list[int] = []
    with signals.on_termination(lambda: heard.append(1)):
        assert not windows.tells(CTRL_C)
        assert not windows.tells(CTRL_BREAK)
    assert ([], []) == (heard, windows.slept)


def test_nothing_stays_behind(windows: Windows) -> None:
    """After the run a closed window ends the program as it does any other."""
    with signals.on_termination(lambda: None):
        assert 1 == len(windows.handlers)
    assert [] == windows.handlers


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no such signal")
def test_a_hang_up_does_the_same() -> None:
    """On other systems a closed terminal is told once, and not after Ctrl-C."""
    heard: list[int] = []
    with signals.on_termination(lambda: heard.append(1)):
        signal.raise_signal(signal.SIGHUP)
        signal.raise_signal(signal.SIGHUP)
        assert [1] == heard
