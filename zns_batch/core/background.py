"""One thing done in a thread of its own, with few modules loaded.

`concurrent.futures` does it too; it brings the log's library along, for which a person who
starts a command would wait.
"""

from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Background(Generic[_T]):
    """A function that runs in a thread.

    Args:
        work: The function.
        name: The thread's name.

    """

    def __init__(self, work: Callable[[], _T], name: str) -> None:
        self._work = work
        self._value: list[_T] = []
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, name=name)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._value.append(self._work())
        except BaseException as error:  # noqa: BLE001 — whoever asks for the result gets it
            self._error = error

    def wait(self) -> None:
        """Wait until it has ended, whether well or not."""
        self._thread.join()

    def result(self) -> _T:
        """Wait, and return what it returned or raise what it raised, as often as asked."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._value[0]
