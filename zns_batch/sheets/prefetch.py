"""Reading a list while something else is being done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

from zns_batch.domain.sheet import Sheet
from zns_batch.sheets import open_sheet

_LOOK_SECONDS = 0.5


def open_in_background(path: Path, *, sheet: str | None = None) -> Callable[[], Sheet]:
    """Begin to open a list, and return what waits for it and gives it or raises what went wrong.

    It returns when the reading library is at work, which leaves the interpreter free, so that much
    else can be loaded meanwhile. Until then nothing is to be won: two threads that both need the
    interpreter take longer together than one after the other.

    Args:
        path: The file.
        sheet: As `open_sheet` takes it.

    """
    freed = Event()

    def opened() -> Sheet:
        try:
            return open_sheet(path, sheet=sheet, freed=freed.set)
        finally:
            freed.set()

    thread = ThreadPoolExecutor(1, "zns-sheet")
    opening = thread.submit(opened)
    thread.shutdown(wait=False)
    while not freed.wait(_LOOK_SECONDS):
        continue  # with a time, so that Ctrl-C is heard on Windows too
    return opening.result
