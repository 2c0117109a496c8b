"""Opens a sheet in a thread while other modules load."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

from zns_batch.core.background import Background
from zns_batch.core.forked import only_waits
from zns_batch.domain.sheet import Sheet
from zns_batch.sheets import open_sheet

_POLL_SECONDS = 0.5


def open_in_background(
    path: Path, *, sheet: str | None = None, header_row: int | None = None
) -> Callable[[], Sheet]:
    """Begin to open a list, and return what waits for it and gives it or raises what went wrong.

    It returns when only the reading library is at work, which leaves the interpreter free, so that
    much else can be loaded meanwhile. Until then nothing is to be won: two threads that both need the
    interpreter take longer together than one after the other.

    Args:
        path: The file.
        sheet: As `open_sheet` takes it.
        header_row: As `open_sheet` takes it.

    """
    released = Event()

    def open_in_thread() -> Sheet:
        try:
            return open_sheet(
                path, sheet=sheet, header_row=header_row, on_gil_released=released.set
            )
        finally:
            released.set()

    opening = Background(open_in_thread, "zns-sheet")
    with only_waits():
        while not released.wait(_POLL_SECONDS):
            continue  # with a time, so that Ctrl-C works on Windows too
    import zns_batch.sheets.layout  # noqa: F401 — what the thread needs next

    return opening.result
