"""Reading a list while something else is being done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from zns_batch.sheets import open_sheet
from zns_batch.table import Sheet


def open_ahead(path: Path, *, sheet: str | None = None) -> Callable[[], Sheet]:
    """Begin to open a list, and return what waits for it and gives it or raises what went wrong.

    The reading library leaves the interpreter free, so much else can be loaded meanwhile.

    Args:
        path: The file.
        sheet: As `open_sheet` takes it.

    """
    thread = ThreadPoolExecutor(1, "zns-sheet")
    opening = thread.submit(open_sheet, path, sheet=sheet)
    thread.shutdown(wait=False)
    return opening.result
