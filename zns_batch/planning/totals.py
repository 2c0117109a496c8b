"""The line of totals that stands below many lists and is no recipient."""

import re
from collections.abc import Sequence

from zns_batch.domain.sheet import Cell
from zns_batch.planning.words import tidy

# The whole word with its diacritics, because Tống is a family name; and nothing but a colon, a
# number or a remark in brackets after it, because `Tổng công ty …` is a customer.
_total = re.compile(
    r"(?:tổng(?: (?:cộng|số|tiền|số tiền|kết|doanh thu))?|cộng(?: dồn)?|(?:grand |sub[ -]?)?totals?|sum)"
    r"(?:\s*[:=(].*|\s+[0-9].*)?",
    re.IGNORECASE,
).fullmatch


def total_in(cells: Sequence[Cell]) -> str | None:
    """Return the cell by which a row says that it holds totals, such as `Tổng cộng:`."""
    for cell in cells:
        if isinstance(cell, str) and _total(tidy(cell)):
            return cell
    return None
