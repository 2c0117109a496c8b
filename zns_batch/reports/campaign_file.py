"""The file that Zalo's own campaign page takes, for an OA that may not send through the API.

Column names equal the parameters' names, every cell is text, phones are `84` and nine digits, and a
list has at most 100,000 rows (Zalo's notes on the file of recipients).
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path

from zns_batch.errors import OutputError
from zns_batch.i18n import Lang, translate
from zns_batch.sheets.whole_file import ensure_writable
from zns_batch.sheets.writer import CellStyles, CellWriter, new_workbook

MOST_ROWS = 100_000
"""Rows of a file, its header among them: the guide does not say whether that one counts."""

PHONE_HEADER = "phone"
"""The header of the phone column, unless the page's sample file has another."""

_SHEET = "Sheet1"
_WIDTH = 20

Recipient = tuple[str, Mapping[str, str]]
"""A phone as `84` and nine digits, and the parameters as they would be sent."""


def write_campaign_files(
    path: Path,
    names: Sequence[str],
    recipients: Iterable[Recipient],
    *,
    phone_header: str = PHONE_HEADER,
    lang: Lang,
) -> tuple[Path, ...]:
    """Write recipients into as many workbooks as they need, all of them or none.

    Args:
        path: The first workbook; the others are called `NAME-2.xlsx` and so on.
        names: The parameters, in the order of the columns.
        recipients: The recipients.
        phone_header: The header of the phone column.
        lang: The language of errors' notes in cells.

    Returns:
        The files; none when there is no recipient.

    Raises:
        OutputError: One of them is there already or can't be written, or a parameter is called like
            the phone column.

    """
    if phone_header in names:
        raise OutputError("report.export-phone", name=phone_header)
    files: list[Path] = []
    rest = iter(recipients)
    try:
        while part := list(islice(rest, MOST_ROWS - 1)):
            file = path if not files else path.with_stem(f"{path.stem}-{len(files) + 1}")
            ensure_new_workbook(file)
            with new_workbook(file) as book:
                worksheet = book.add_worksheet(_SHEET)
                styles = CellStyles(book, num_format="@")
                worksheet.set_column(0, len(names), _WIDTH, styles.text)
                writer = CellWriter(worksheet, styles, cut_note=translate("report.cut", lang))
                writer.write_row(0, (phone_header, *names))
                for line, (phone, data) in enumerate(part, 1):
                    writer.write_row(line, (phone, *(data.get(name, "") for name in names)))
                worksheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
            files.append(file)
    except BaseException:
        for file in files:
            file.unlink(missing_ok=True)
        raise
    return tuple(files)


def ensure_new_workbook(path: Path) -> None:
    """Make sure that a workbook can be written and takes no other's place.

    Raises:
        OutputError: It is there already, or can't be written.

    """
    ensure_writable(path)
    if path.exists():
        raise OutputError("report.exists", path=str(path))
