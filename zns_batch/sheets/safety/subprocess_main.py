"""The subprocess of `zns_batch.sheets.safety.subprocess_reader`: reads one sheet of one workbook and ends.

It says that it is there, takes the file and lists the sheets, takes the place of one of them and
gives its head and its rows, many at a time; for a row that can't be read, its number.
"""

import io
import sys
from contextlib import suppress
from dataclasses import asdict
from itertools import islice

import orjson
from python_calamine import load_workbook

from zns_batch.sheets.calamine import UnreadableRowError, calamine_table, sheet_infos
from zns_batch.sheets.safety.subprocess_reader import MEMORY, pack_rows, read_frame, write_frame

_BATCH = 1000


def main() -> None:
    """Answer the two questions."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    write_frame(target, b"")
    with suppress(ImportError, ValueError, OSError):
        # Windows has no such bounds; macOS knows them and refuses to set them.
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        bound = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
    book = load_workbook(io.BytesIO(read_frame(source)))
    sheets = sheet_infos(book)
    write_frame(target, orjson.dumps([asdict(sheet) for sheet in sheets]))
    index = orjson.loads(read_frame(source))
    table = calamine_table(book.get_sheet_by_name(sheets[index].name))
    head = {
        "name": table.name,
        "first": table.first,
        "width": table.width,
        "height": table.height,
        "merges": [asdict(area) for area in table.merges],
    }
    write_frame(target, orjson.dumps(head))
    rows = table.rows()
    try:
        while batch := list(islice(rows, _BATCH)):
            write_frame(target, pack_rows(batch))
    except UnreadableRowError as error:
        write_frame(target, orjson.dumps(error.row))


if __name__ == "__main__":
    main()
