"""Detection of Vietnamese typed for the fonts of old Windows programs: TCVN3 (`.VnTime`) and VNI.

Such a cell is Unicode by its file and shows its letters only in its own font; sent, it would arrive
as `NguyÔn V¨n An` or `Nguyeãn Vaên An`. Both leave signs that neither Vietnamese nor its neighbours
in Unicode have: a sign or a capital in the middle of a word, or a vowel followed by a bare accent.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from zns_batch.domain.sheet import Row

_SAMPLE = 1000
"""Rows that are looked at. A list is typed in one way."""
_ENOUGH = 3
"""Cells of a column that make it old, or half of a short column."""

_TCVN3 = re.compile(
    r"[A-Za-z][¨µ¶¸¹¾]|(?<=[A-Za-z])[©ª«¬®·»¼½×÷](?=[a-z])|(?<=[a-z])[ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖØÜÝÞ](?=[a-z]|\b)"
    r"|(?<![\w§])§[A-Za-zÀ-ÿ]"
)
# Not `oà`, `oá` and `oã`, which Unicode has too, in the older way of placing tones: Hoà, Khoá.
_VNI = re.compile(r"[aeouyôö][øùûõï]|a[êéèúüëâáàåãä]|e[âáàåãä]|o[âåä]|öô|\bñ[aeouy]", re.IGNORECASE)
_UNICODE = re.compile(r"[ăđơưĂĐƠƯẠ-ỹ]")
"""Letters of Vietnamese that no old font has at this place."""


def first_legacy_encoded(rows: Iterable[Row], width: int) -> tuple[int, int] | None:
    """Return where old text stands: the row's number and the column's place among the columns.

    Args:
        rows: The header as a row, and the rows below it.
        width: How many columns there are.

    """
    sample = list(islice(rows, _SAMPLE))
    for place in range(width):
        cells = [
            (row.number, cell)
            for row in sample
            if (cell := row.cells[place]).__class__ is str and isinstance(cell, str)
        ]
        number = _old(cells)
        if number is not None:
            return number, place
    return None


def _old(cells: Sequence[tuple[int, str]]) -> int | None:
    """Return the number of the first row with old text, when a column is typed in it."""
    strange = [(number, cell) for number, cell in cells if not cell.isascii()]
    if not strange:
        return None
    modern = sum(_UNICODE.search(cell) is not None for _, cell in strange)
    for pattern in (_TCVN3, _VNI):
        matches = [(number, signs) for number, cell in strange if (signs := pattern.findall(cell))]
        kinds = {sign.lower() for _, signs in matches for sign in signs}
        enough = len(matches) >= _ENOUGH or len(matches) * 2 >= len(cells)
        if enough and len(matches) > modern and len(kinds) > 1:
            return matches[0][0]
    return None
