"""The other side of `zns_batch.sheets.safety.subprocess_reader`: reads one sheet of one workbook and ends.

It says that it is there, takes the file and lists the sheets, takes the place of one of them and
gives its head and its rows, many at a time; for a row that can't be read, its number.
"""

import io
import pickle
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from python_calamine import load_workbook

from zns_batch.sheets.calamine import CalamineTable, UnreadableRowError, listed, table
from zns_batch.sheets.safety.subprocess_reader import MEMORY, WorkbookHead, read_frame, write_frame

_BATCH = 1000


def main() -> None:
    """Answer the two questions."""
    asked, told = sys.stdin.buffer, sys.stdout.buffer
    write_frame(told, None)
    _bound_memory()
    book = load_workbook(io.BytesIO(pickle.loads(read_frame(asked))))  # noqa: S301 — our own process's
    sheets = listed(book)
    write_frame(told, sheets)
    index = pickle.loads(read_frame(asked))  # noqa: S301 — our own process's
    for message in _messages(table(book.get_sheet_by_name(sheets[index].name))):
        write_frame(told, message)


def _messages(found: CalamineTable) -> Iterator[object]:
    yield WorkbookHead(
        name=found.name,
        first=found.first,
        width=found.width,
        height=found.height,
        merges=found.merges,
    )
    rows = found.rows()
    try:
        while batch := list(islice(rows, _BATCH)):
            yield batch
    except UnreadableRowError as error:
        yield error.row


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such bounds
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    with suppress(ValueError, OSError):  # macOS knows the bound and refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (bound, hard))


if __name__ == "__main__":
    main()
