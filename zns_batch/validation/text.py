"""Text as it leaves: NFC, trimmed, in one line, without what no one can see."""

import re
from dataclasses import dataclass, field
from unicodedata import is_normalized, normalize

from zns_batch.core.masking import mask_phones_within
from zns_batch.domain.planned_row import Problem
from zns_batch.domain.sheet import Cell, CellError
from zns_batch.i18n import Value

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class CellIssue:
    """Why a cell's value can't be sent.

    Attributes:
        code: The problem's code, such as `phone-too-short`.
        params: The values for its sentence.

    """

    code: str
    params: dict[str, Value] = field(default_factory=dict)

    def at(self, row: int, column: str | None) -> Problem:
        """Return the problem it makes in a row and column of the sheet."""
        return Problem(row=row, column=column, code=self.code, params=self.params)


def shown(text: str) -> str:
    """Return what a cell holds as a problem may quote it: one short line without whole phone numbers."""
    masked = mask_phones_within(normalise_text(text))
    return masked if len(masked) <= _SHOWN else f"{masked[: _SHOWN - 1]}…"


def unsupported_type(cell: Cell, code: str) -> CellIssue:
    """Return the flaw of a cell whose type a parameter has no use for.

    An error cell and TRUE or FALSE are refused everywhere, whatever a parameter would say of them:
    nobody wants a customer to read `#N/A` or `TRUE`, and the words meant can't be known.

    Args:
        cell: The cell.
        code: What is wrong with a cell of any other type.

    """
    if isinstance(cell, CellError):
        return CellIssue("value-error-cell", {"shown": shown(cell.shown)})
    if isinstance(cell, bool):
        return CellIssue("value-boolean", {"shown": str(cell).upper()})
    whole = isinstance(cell, float) and cell.is_integer()
    return CellIssue(code, {"shown": shown(f"{cell:.0f}" if whole else str(cell))})


# Zero-width characters, direction marks, the soft hyphen, control characters that are no space,
# and halves of characters, which no encoding can carry. A joiner after a symbol is what makes one
# picture of several emoji, and stays.
_invisible = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ud800-\udfff]"
    "|(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d"
)

FULL_WIDTH: dict[int, int | str | None] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Full-width digits, letters and signs to the plain ones."""

# What spreadsheets show instead of a value: Excel and LibreOffice by name, LibreOffice also by
# number, Google Sheets while it calculates; and a column too narrow for its dates, which Excel
# saves as CSV the way it shows.
_error = re.compile(
    r"#(?:N/A|REF!|DIV/0!|VALUE!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!"
    r"|UNKNOWN!|EXTERNAL!|PYTHON!|ERROR!|GETTING_DATA|#{2,})|Err:5[0-9]{2}",
    re.IGNORECASE,
).fullmatch


def is_error(text: str) -> bool:
    """Tell whether a text is what a spreadsheet shows for a formula that failed, such as `#N/A`.

    That is how an error cell ends in a text file, and in a workbook of ours that is fed back.
    """
    return _error(text.strip()) is not None


def normalise_text(text: str) -> str:
    """Return a text as a message carries it.

    NFC, because Zalo counts characters and text from macOS or a PDF has more of them than it
    shows; each run of spaces, tabs and line breaks one space; nothing at the ends; no zero-width
    or control characters.
    """
    if (
        text.isprintable()
        and "  " not in text
        and text == text.strip()
        and is_normalized("NFC", text)
    ):
        return text
    return " ".join(normalize("NFC", _invisible.sub("", text)).split())
